"""Records changed: the journal follows, what is paid holds, what is the same stays."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, cast

import pytest

from bookkeeping.books import AccountType
from bookkeeping.errors import InvalidError
from bookkeeping.records import Adjustment, AdjustmentLine, Allocation, Document, Line, OpeningBalance, RecordType
from businesses.errors import ChangedMeanwhileError, ConflictError, NotFoundError
from ledger.drafts import Particulars, PaymentDraft, RecordDraft
from ledger.models import JournalEntry, Record
from ledger.services.records import record_remove, record_restore, record_update
from taxes.drafts import TaxDraft
from taxes.services.taxes import tax_update
from tests.support.builders import (
    BANK,
    CASH,
    CREDITS,
    RECEIVABLE,
    SALES,
    SAVINGS,
    SERVICES,
    World,
    books,
    day,
    refused,
)

if TYPE_CHECKING:
    from ledger.views import RecordView

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return books()


def one_line(world: World, price: str, account: str = SALES) -> tuple[Line, ...]:
    return (Line(account=world.chart[account], rate=Decimal(price)),)


def every_type(world: World) -> list[RecordView]:
    world.tax("G", "5")
    contact = world.contact()
    invoice = world.invoice("100", contact=contact, tax_code="G", terms="net 30", memo="thanks")
    bill = world.bill("-50", contact=contact, tax_code="-G")
    lines = (
        AdjustmentLine(account=world.chart[BANK], amount=100, note="a"),
        AdjustmentLine(account=world.chart[SALES], amount=-100),
    )
    return [
        invoice,
        bill,
        world.invoice("3", account=world.chart[CASH]),
        world.pay((invoice, 3_000), amount=5_000, credit_account=world.chart[CREDITS]),
        world.pay((bill, -1_000)),
        world.move(100, world.chart[BANK], world.chart[SAVINGS]),
        world.create(Adjustment(date=day(1, 9), currency="CAD", lines=lines)),
        world.create(OpeningBalance(date=day(1, 1), currency="CAD", amount=-5, account=world.chart[CASH])),
    ]


def test_the_draft_of_a_view_changes_nothing_of_any_type(world: World) -> None:
    for view in every_type(world):
        before, entries = world.get(view), world.entry_ids(view)
        after = world.sound(record_update(world.actor, record=view.id, draft=RecordDraft.of(before)))
        assert after == before
        assert world.entry_ids(view) == entries


def test_a_new_memo_keeps_the_entry(world: World) -> None:
    view = world.invoice(contact=world.contact())
    entries = world.entry_ids(view)
    after = world.edit(view, says={"memo": "new", "po_number": "P-1"})
    assert (after.memo, after.po_number) == ("new", "P-1")
    assert world.entry_ids(view) == entries


def test_a_new_memo_of_a_paid_invoice_leaves_its_payments_alone(world: World) -> None:
    invoice = world.invoice(contact=world.contact())
    payment = world.pay((invoice, 10_000))
    before = world.get(payment), world.entry_ids(payment)
    assert world.edit(invoice, says={"memo": "new"}).balance == 0
    assert (world.get(payment), world.entry_ids(payment)) == before


def test_a_new_amount_supersedes_the_entry_and_posts_another(world: World) -> None:
    view = world.invoice("100")
    (old,) = world.entry_ids(view)
    after = world.edit(view, lines=one_line(world, "70"))
    assert (after.total, after.balance) == (7_000, 7_000)
    assert world.entry(view) == [(SALES, 7_000, "CAD", 7_000), (RECEIVABLE, -7_000, "CAD", -7_000)]
    kept = JournalEntry.objects.get(id=old)
    assert kept.superseded_id is not None
    assert kept.lines.filter(superseded_id=kept.superseded_id).count() == 2
    assert world.balance(SALES) == {"CAD": 7_000}


def test_a_new_date_moves_the_amount_to_another_month(world: World) -> None:
    view = world.edit(world.invoice("100", date=day(1, 5)), date=day(4, 5))
    assert view.date == day(4, 5)
    assert world.balance(SALES, day(3, 31)) == {"CAD": 0}
    assert world.balance(SALES, day(4, 30)) == {"CAD": 10_000}


def test_a_new_account_moves_the_amount(world: World) -> None:
    view = world.invoice("100")
    world.edit(view, lines=one_line(world, "100", SERVICES))
    assert (world.balance(SALES), world.balance(SERVICES)) == ({"CAD": 0}, {"CAD": 10_000})


def test_lines_come_and_go_and_keep_their_ids(world: World) -> None:
    view = world.invoice("100")
    longer = world.edit(view, lines=one_line(world, "70") + one_line(world, "30", SERVICES))
    assert (longer.total, longer.lines[0].id) == (10_000, view.lines[0].id)
    shorter = world.edit(view, lines=one_line(world, "20", SERVICES))
    assert [line.id for line in shorter.lines] == [view.lines[0].id]


def test_a_paid_invoice_may_grow_and_shrink_to_what_is_paid(world: World) -> None:
    invoice = world.invoice("100", contact=world.contact())
    world.pay((invoice, 6_000))
    assert world.edit(invoice, lines=one_line(world, "150")).balance == 9_000
    assert world.edit(invoice, lines=one_line(world, "60")).balance == 0


@pytest.mark.parametrize("price", ["59.99", "0", "-100"])
def test_below_what_is_paid_is_refused(world: World, price: str) -> None:
    invoice = world.invoice("100", contact=world.contact())
    world.pay((invoice, 6_000))
    with refused(ConflictError, "total"):
        world.edit(invoice, lines=one_line(world, price))


def test_a_paid_invoice_keeps_its_contact_and_currency_and_is_not_paid_at_once(world: World) -> None:
    invoice = world.invoice("100", contact=world.contact())
    world.pay((invoice, 6_000))
    with refused(ConflictError, "contact"):
        world.edit(invoice, contact=world.contact())
    with refused(ConflictError, "currency"):
        world.edit(invoice, currency="USD", exchange_rate=Decimal("1.25"))
    with refused(ConflictError, "total"):
        world.edit(invoice, account=world.chart[CASH])


def test_an_unpaid_invoice_may_change_its_currency_and_contact(world: World) -> None:
    invoice, contact = world.invoice("100", contact=world.contact()), world.contact()
    after = world.edit(invoice, currency="USD", exchange_rate=Decimal("1.25"), contact=contact)
    assert (after.currency, after.home_total, after.contact) == ("USD", 12_500, contact)
    assert world.balance(RECEIVABLE) == {"CAD": 0, "USD": -10_000}


def test_a_paid_invoice_dated_after_its_payment_is_settled_on_its_own_day(world: World) -> None:
    invoice = world.invoice("100", contact=world.contact())
    payment = world.pay((invoice, 10_000), date=day(2, 5), credit_account=world.chart[CREDITS])
    world.edit(invoice, date=day(3, 5))
    assert len(world.entries(payment)) == 2
    assert world.balance(CREDITS, day(3, 4)) == {"CAD": 10_000}
    world.edit(invoice, date=day(1, 5))
    assert len(world.entries(payment)) == 1


def test_a_paid_invoice_on_another_receivable_takes_its_payments_along(world: World) -> None:
    other = world.account(AccountType.ACCOUNTS_RECEIVABLE)
    invoice = world.invoice("100", contact=world.contact())
    world.pay((invoice, 10_000))
    world.edit(invoice, account=other)
    assert (world.balance(RECEIVABLE), world.balance(other)) == ({"CAD": 0}, {"CAD": 0})


def test_an_edited_payment_settles_the_new_amount(world: World) -> None:
    invoice = world.invoice("100", contact=world.contact())
    payment = world.pay((invoice, 10_000))
    after = world.edit(payment, amount=5_000, allocations=(Allocation(document=invoice.id, amount=5_000),))
    assert (after.total, world.get(invoice).balance) == (5_000, 5_000)
    assert world.balance(BANK) == {"CAD": -5_000}


def test_a_payment_may_be_added_in_an_edit(world: World) -> None:
    invoice = world.invoice("100", contact=world.contact())
    payment = PaymentDraft(amount=10_000, date=day(2, 1), account=world.chart[BANK])
    after = world.edit(invoice, payments=[payment])
    assert (after.balance, len(after.payments)) == (0, 1)


def test_a_record_keeps_its_type(world: World) -> None:
    invoice = world.invoice()
    with refused(InvalidError, "type"):
        world.edit(invoice, type=RecordType.BILL)


def test_a_version_that_is_not_the_newest_is_refused(world: World) -> None:
    view = world.invoice()
    world.edit(view, says={"memo": "first"})
    with refused(ChangedMeanwhileError):
        record_update(world.actor, record=view.id, draft=RecordDraft.of(view), version=view.version)
    now = world.get(view)
    draft = replace(RecordDraft.of(now), particulars=Particulars(memo="second", number=now.number))
    record_update(world.actor, record=view.id, draft=draft, version=now.version)
    assert world.get(view).version == now.version + 1


def test_a_generated_record_cannot_be_changed(world: World) -> None:
    view = world.invoice()
    Record.objects.filter(id=view.id).update(read_only=True)
    for attempt in (
        lambda: record_update(world.actor, record=view.id, draft=RecordDraft.of(view)),
        lambda: record_remove(world.actor, record=view.id),
    ):
        with refused(ConflictError):
            attempt()


def test_a_draft_that_is_removed_hides_and_one_that_is_not_brings_back(world: World) -> None:
    view = world.invoice("100")
    draft = RecordDraft.of(view)
    hidden = world.sound(record_update(world.actor, record=view.id, draft=replace(draft, removed=True)))
    assert hidden.removed
    changesets = world.changesets()
    again = record_update(world.actor, record=view.id, draft=replace(draft, removed=True))
    assert (again, world.changesets()) == (hidden, changesets)
    shown = world.sound(record_update(world.actor, record=view.id, draft=draft))
    assert (shown.removed, shown.total) == (False, 10_000)
    assert world.balance(SALES) == {"CAD": 10_000}


def test_what_is_removed_cannot_be_removed_and_what_is_there_need_not_be_restored(world: World) -> None:
    view = world.invoice()
    assert record_restore(world.actor, record=view.id) == view
    record_remove(world.actor, record=view.id)
    with refused(NotFoundError):
        record_remove(world.actor, record=view.id)


def test_a_document_keeps_the_taxes_it_was_posted_with(world: World) -> None:
    """Until its lines, date or tax codes change: a memo, a payment or a restoring does not look at today's taxes."""
    tax = world.tax("G", "5")
    invoice = world.invoice("100", tax_code="G", contact=world.contact())
    world.pay((invoice, 10_500))
    tax_update(world.actor, tax=tax, draft=TaxDraft(name="Tax G", short_name="H", rate=Decimal(10)))
    assert world.edit(invoice, says={"memo": "seen"}).total == 10_500
    record_remove(world.actor, record=invoice.id)
    assert (record_restore(world.actor, record=invoice.id).total, world.get(invoice).balance) == (10_500, 0)


def test_another_total_at_the_same_home_amount_settles_its_payments_anew(world: World) -> None:
    """What payments have released of a foreign invoice follows its new total, and nothing is left at home."""
    customer = world.contact()
    invoice = world.invoice("100", currency="USD", exchange_rate=Decimal("1.25"), contact=customer)
    world.pay((invoice, 5_000), currency="USD", exchange_rate=Decimal("1.30"))
    draft = RecordDraft.of(world.get(invoice))
    record = cast("Document", draft.record)
    lines = (replace(record.lines[0], rate=Decimal(125)),)
    again = replace(draft, record=replace(record, exchange_rate=Decimal(1), lines=lines))
    world.sound(record_update(world.actor, record=invoice.id, draft=again))
    world.pay((invoice, 7_500), currency="USD", exchange_rate=Decimal(1))
    assert world.holding("1200", "USD") == (0, 0)
