"""Drafts: records of any type without entry and number, which may lack things until they are approved."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from django.db import transaction

from accounts.models import Account
from bookkeeping.errors import (
    AccountUnknownError,
    AccountUnusableError,
    AlreadySettledError,
    DocumentUnknownError,
    InvalidError,
    LockedError,
    ManyInvalidError,
)
from bookkeeping.records import (
    Adjustment,
    AdjustmentLine,
    Allocation,
    Document,
    Line,
    OpeningBalance,
    Payment,
    Record,
    RecordType,
    Transfer,
)
from businesses.errors import (
    ChangedMeanwhileError,
    ConflictError,
    DuplicateNumberError,
    InUseError,
    NotFoundError,
)
from businesses.models import Change, Counter
from ledger.drafts import Particulars, PaymentDraft, RecordDraft
from ledger.models import JournalEntry
from ledger.models import Record as RecordRow
from ledger.selectors.records import RecordFilter, record_list
from ledger.selectors.verify import faults_find
from ledger.services.accounts import account_remove
from ledger.services.contacts import contact_remove
from ledger.services.drafts import draft_approve, draft_create, draft_remove, draft_update
from ledger.services.records import record_remove, record_restore, record_update, record_void
from tests.support.builders import BANK, CASH, RECEIVABLE, SALES, SAVINGS, World, books, day, refused

if TYPE_CHECKING:
    from collections.abc import Callable

    from ledger.views import RecordView

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return books()


def sale(world: World, price: str = "100", **details: object) -> Document:
    line = Line(account=world.chart[SALES], rate=Decimal(price))
    record = Document(type=RecordType.INVOICE, date=day(1, 5), currency="CAD", lines=(line,))
    return replace(record, **details)  # type: ignore[arg-type]


def draft(world: World, record: Record, **particulars: object) -> RecordView:
    said = RecordDraft(record=record, particulars=Particulars(**particulars))  # type: ignore[arg-type]
    return world.sound(draft_create(world.actor, draft=said))


def change(world: World, view: RecordView, **new: object) -> RecordView:
    said = RecordDraft.of(world.get(view))
    said = replace(said, record=replace(said.record, **new))  # type: ignore[arg-type]
    return world.sound(draft_update(world.actor, record=view.id, draft=said))


def approve(world: World, view: RecordView, version: int | None = None) -> RecordView:
    return world.sound(draft_approve(world.actor, record=view.id, version=version))


def listed(world: World, **filters: object) -> list[int]:
    return [view.id for view in record_list(world.actor, filters=RecordFilter(**filters))]  # type: ignore[arg-type]


def test_a_draft_has_figures_and_neither_number_nor_entry(world: World) -> None:
    world.tax("G", "5")
    line = Line(account=world.chart[SALES], rate=Decimal(100), tax_code="G")
    view = draft(world, sale(world, lines=(line,)), memo="soon")
    assert (view.draft, view.number, view.total, view.before_taxes, view.balance) == (True, None, 10500, 10000, 0)
    assert [(tax.name, tax.amount) for tax in view.taxes] == [("Tax G", 500)]
    assert (view.account, view.due_date, view.memo) == (world.chart[RECEIVABLE], day(1, 5), "soon")
    assert not JournalEntry.objects.filter(record_id=view.id).exists()
    assert Counter.objects.get(business_id=world.actor.business.id).invoice == 1


def test_lists_show_drafts_only_where_they_are_asked_for(world: World) -> None:
    posted, view = world.invoice("10"), draft(world, sale(world))
    assert (listed(world), listed(world, status="draft")) == ([posted.id], [view.id])
    assert listed(world, include_removed=True) == [posted.id]
    assert [listed(world, status=status) for status in ("paid", "unpaid", "void")] == [[], [posted.id], []]


KINDS: dict[str, Callable[[World], Record]] = {
    "invoice": sale,
    "bill": lambda w: sale(w, type=RecordType.BILL),
    "transfer": lambda w: Transfer(
        date=day(1, 6), currency="CAD", amount=5, account=w.chart[BANK], deposit_account=w.chart[SAVINGS]
    ),
    "adjustment": lambda w: Adjustment(
        date=day(1, 6),
        currency="CAD",
        lines=(AdjustmentLine(account=w.chart[BANK], amount=5), AdjustmentLine(account=w.chart[CASH], amount=-5)),
    ),
    "opening balance": lambda w: OpeningBalance(date=day(1, 6), currency="CAD", amount=-5, account=w.chart[BANK]),
    "payment": lambda w: Payment(
        type=RecordType.INVOICE_PAYMENT, date=day(1, 6), currency="CAD", amount=5, account=w.chart[BANK]
    ),
    "foreign bill": lambda w: sale(w, type=RecordType.BILL, currency="USD", exchange_rate=Decimal("1.25")),
}


@pytest.mark.parametrize("kind", KINDS)
def test_an_approved_draft_is_what_would_have_been_posted(world: World, kind: str) -> None:
    record = KINDS[kind](world)
    view = draft(world, record, memo="as agreed")
    after, other = approve(world, view), world.create(record, memo="as agreed")
    assert (after.id, after.state, after.number, after.version) == (view.id, "POSTED", "1", 2)
    assert world.entry(after) == world.entry(other)
    same = (
        "total",
        "before_taxes",
        "home_total",
        "balance",
        "open_home",
        "exchange_rate",
        "due_date",
        "deposit_amount",
    )
    assert [getattr(after, name) for name in same] == [getattr(other, name) for name in same]
    assert [replace_id(line) for line in after.lines] == [replace_id(line) for line in other.lines]
    changes = Change.objects.filter(object_id=view.id).order_by("id").values_list("action", flat=True)
    assert list(changes) == ["create", "approve"]


def replace_id(line: object) -> list[object]:
    """Return a line without its id."""
    return [getattr(line, name) for name in line.__struct_fields__ if name != "id"]  # type: ignore[attr-defined]


def test_approving_names_all_that_is_missing_and_leaves_the_draft(world: World) -> None:
    view = draft(world, sale(world, lines=(Line(), Line(account=world.chart[SALES]), Line(rate=Decimal(5)))))
    assert [(line.account, line.rate) for line in view.lines] == [
        (None, None), (world.chart[SALES], None), (None, Decimal(5)),
    ]  # fmt: skip
    with pytest.raises(ManyInvalidError) as caught, transaction.atomic():
        draft_approve(world.actor, record=view.id)
    missing = [(fault.code, fault.field) for fault in caught.value.faults]
    assert missing == [
        ("account-missing", "lines[0].account"), ("invalid", "lines[1].rate"), ("account-missing", "lines[2].account"),
    ]  # fmt: skip
    assert world.get(view) == view
    whole = change(world, view, lines=(Line(account=world.chart[SALES], rate=Decimal(5)),))
    assert approve(world, whole).total == 500


def test_whatever_is_wrong_at_that_time_leaves_the_draft(world: World) -> None:
    account = world.chart["4400"]
    view = draft(world, sale(world, lines=(Line(account=account, rate=Decimal(1)),)))
    Account.objects.filter(id=account).update(archived=True)
    with refused(AccountUnusableError, "lines[0].account"):
        draft_approve(world.actor, record=view.id)
    Account.objects.filter(id=account).update(archived=False)
    with refused(LockedError, "date"):
        draft_approve(world.locked(day(1, 31)).actor, record=view.id)
    assert world.get(view) == view
    assert approve(world, view).number == "1"


def test_what_is_said_wrongly_is_refused_at_once(world: World) -> None:
    strange = books()
    for record, fault, field in (
        (sale(world, account=strange.chart[BANK]), AccountUnknownError, "account"),
        (sale(world, contact=strange.contact()), InvalidError, "contact"),
        (sale(world, lines=(Line(item=strange.item()),)), InvalidError, "lines[0].item"),
        (sale(world, currency="XXX"), InvalidError, "currency"),
    ):
        with refused(fault, field):
            draft_create(world.actor, draft=RecordDraft(record=record))
    with refused(InvalidError, "payments"):
        said = RecordDraft(record=sale(world), payments=(PaymentDraft(amount=5),))
        draft_create(world.actor, draft=said)


def test_a_number_is_wished_for_and_taken_only_by_approving(world: World) -> None:
    first, second = (draft(world, sale(world), number="77") for _ in range(2))
    assert (first.number, world.invoice("1").number) == ("77", "1")
    assert approve(world, first).number == "77"
    with refused(DuplicateNumberError, "number"):
        draft_approve(world.actor, record=second.id)
    assert world.invoice("1").number == "78"


def test_a_draft_is_changed_and_what_is_not_new_changes_nothing(world: World) -> None:
    view = draft(world, sale(world))
    changesets = world.changesets()
    assert change(world, view) == view
    assert world.changesets() == changesets
    after = change(world, view, lines=(*sale(world).lines, *sale(world, "5").lines), date=day(2, 1))
    assert (after.version, after.total, after.date) == (2, 10500, day(2, 1))
    assert after.lines[0].id == view.lines[0].id
    with refused(ChangedMeanwhileError):
        draft_update(world.actor, record=view.id, draft=RecordDraft.of(after), version=1)
    with refused(InvalidError, "type"):
        draft_update(world.actor, record=view.id, draft=RecordDraft(record=sale(world, type=RecordType.BILL)))


def test_a_removed_draft_is_hidden_and_comes_back(world: World) -> None:
    view = draft(world, sale(world))
    draft_remove(world.actor, record=view.id)
    assert listed(world, status="draft") == []
    assert listed(world, status="draft", include_removed=True) == [view.id]
    with refused(NotFoundError):
        draft_remove(world.actor, record=view.id)
    with refused(ConflictError, "removed"):
        draft_approve(world.actor, record=view.id)
    back = draft_update(world.actor, record=view.id, draft=replace(RecordDraft.of(world.get(view)), removed=False))
    assert (back.removed, back.version, listed(world, status="draft")) == (False, 3, [view.id])
    hidden = draft_update(world.actor, record=view.id, draft=replace(RecordDraft.of(back), removed=True))
    assert hidden.removed
    assert Change.objects.filter(object_id=view.id).order_by("-id")[0].action == "remove"


def test_an_approved_draft_is_no_draft_any_more(world: World) -> None:
    view = draft(world, sale(world))
    approve(world, view, version=1)
    with refused(ConflictError):
        draft_approve(world.actor, record=view.id)
    with refused(ChangedMeanwhileError):
        draft_approve(world.actor, record=view.id, version=1)
    for call in (
        lambda: draft_update(world.actor, record=view.id, draft=RecordDraft(record=sale(world))),
        lambda: draft_remove(world.actor, record=view.id),
        lambda: draft_approve(world.actor, record=1),
    ):
        with refused(NotFoundError):
            call()


def test_nothing_but_a_draft_is_changed_as_one_and_a_draft_as_nothing_else(world: World) -> None:
    view = draft(world, sale(world))
    for call in (
        lambda: record_update(world.actor, record=view.id, draft=RecordDraft(record=sale(world))),
        lambda: record_remove(world.actor, record=view.id),
        lambda: record_void(world.actor, record=view.id),
        lambda: record_restore(world.actor, record=view.id),
    ):
        with refused(ConflictError):
            call()


def test_a_draft_payment_settles_nothing_until_it_is_approved(world: World) -> None:
    contact = world.contact()
    first, second = (world.invoice("10", contact=contact) for _ in range(2))
    paying = Payment(
        type=RecordType.INVOICE_PAYMENT,
        date=day(2, 1),
        currency="CAD",
        amount=1500,
        contact=contact,
        allocations=(Allocation(document=first.id, amount=1000), Allocation(document=second.id, amount=200)),
    )
    view = draft(world, paying)
    assert [(a.document, a.amount, a.balance_due) for a in view.allocations] == [
        (first.id, 1000, 1000), (second.id, 200, 1000),
    ]  # fmt: skip
    assert (view.balance, world.get(first).balance, world.get(first).payments) == (300, 1000, ())
    named = (Allocation(document=second.id, amount=0),)
    view = change(world, view, allocations=named)
    assert [(a.document, a.amount) for a in view.allocations] == [(first.id, 1000)]
    after = approve(world, view)
    assert (after.balance, world.get(first).balance, world.get(second).balance) == (500, 0, 1000)


def test_a_draft_payment_of_what_is_gone_or_paid_is_refused_when_it_is_approved(world: World) -> None:
    contact = world.contact()
    first, second = (world.invoice("10", contact=contact) for _ in range(2))
    views = [
        draft(
            world,
            Payment(
                type=RecordType.INVOICE_PAYMENT,
                date=day(2, 1),
                currency="CAD",
                amount=1000,
                contact=contact,
                allocations=(Allocation(document=document.id, amount=1000),),
            ),
        )
        for document in (first, second)
    ]
    world.pay((first, 1000))
    record_remove(world.actor, record=second.id)
    with refused(AlreadySettledError):
        draft_approve(world.actor, record=views[0].id)
    with refused(DocumentUnknownError):
        draft_approve(world.actor, record=views[1].id)
    record_restore(world.actor, record=second.id)
    assert approve(world, views[1]).balance == 0


def test_a_foreign_payment_keeps_what_it_insists_on(world: World) -> None:
    contact = world.contact()
    world.rate("USD", "CAD", "1.25", day(1, 1))
    invoice = world.invoice("100", contact=contact, currency="USD")
    paying = Payment(
        type=RecordType.INVOICE_PAYMENT,
        date=day(2, 1),
        currency="CAD",
        amount=14_000,
        contact=contact,
        unallocated=1_000,
        allocations=(Allocation(document=invoice.id, amount=10_000),),
    )
    view = draft(world, paying)
    assert (view.balance, approve(world, view).balance, world.get(invoice).balance) == (1_000, 1_000, 0)


def test_what_a_draft_names_is_in_use(world: World) -> None:
    contact, account = world.contact(), world.chart["4400"]
    view = draft(world, sale(world, contact=contact, lines=(Line(account=account, rate=Decimal(1)),)))
    with refused(InUseError):
        contact_remove(world.actor, contact=contact)
    with refused(InUseError):
        account_remove(world.actor, account=account)
    draft_remove(world.actor, record=view.id)
    contact_remove(world.actor, contact=contact)


def test_a_draft_without_its_account_is_completed_by_its_contact(world: World) -> None:
    view = draft(world, sale(world, lines=(Line(rate=Decimal(3)),)))
    contact = world.contact(income_or_expense_account=world.chart[SALES], payment_terms="net 30")
    after = change(world, view, contact=contact, due_date=None)
    assert (after.lines[0].account, after.terms, after.due_date) == (world.chart[SALES], "net 30", day(2, 4))


def test_the_audit_finds_a_draft_that_owes(world: World) -> None:
    view = draft(world, sale(world))
    RecordRow.objects.filter(id=view.id).update(balance=5)
    assert faults_find(world.actor) == [f"record {view.id}: it is a draft and owes 5"]
