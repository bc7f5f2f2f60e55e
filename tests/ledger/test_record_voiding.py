"""Void records: listed with their number, lines and totals, but out of the journal, owing nothing, for good."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bookkeeping.errors import DocumentUnknownError, InvalidError, LockedError
from bookkeeping.records import Allocation, RecordType
from businesses.errors import ChangedMeanwhileError, ConflictError, DuplicateNumberError, NotFoundError
from businesses.models import Change, Changeset
from businesses.roles import Privilege
from ledger.drafts import PaymentDraft, RecordDraft
from ledger.kinds import ContactType
from ledger.models import JournalEntry, Record
from ledger.selectors.records import RecordFilter, record_list
from ledger.services.batches import RecordChange, records_update
from ledger.services.records import record_remove, record_restore, record_update, record_void
from tests.support.builders import (
    BANK,
    CREDITS,
    PAYABLE,
    RECEIVABLE,
    SALES,
    SAVINGS,
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


def void(world: World, view: RecordView) -> RecordView:
    return world.sound(record_void(world.actor, record=view.id))


def listed(world: World, **filters: object) -> list[int]:
    return [view.id for view in record_list(world.actor, filters=RecordFilter(**filters))]  # type: ignore[arg-type]


def test_a_void_invoice_stays_listed_as_it_was_and_owes_nothing(world: World) -> None:
    world.tax("G", "5")
    view = world.invoice("100", tax_code="G", memo="thanks")
    after = void(world, view)
    assert (after.state, after.removed, after.balance, after.open_home) == ("VOID", False, 0, 0)
    kept = ("number", "memo", "total", "before_taxes", "home_total", "lines", "taxes", "date")
    assert all(getattr(after, name) == getattr(view, name) for name in kept)
    assert after.version == view.version + 1
    assert world.get(view) == after
    assert listed(world) == [view.id]


def test_its_entry_is_superseded_and_none_is_posted(world: World) -> None:
    view = world.invoice("100")
    void(world, view)
    assert world.entries(view) == []
    assert JournalEntry.objects.filter(record_id=view.id).count() == 1
    assert [world.balance(account) for account in (SALES, RECEIVABLE)] == [{"CAD": 0}, {"CAD": 0}]
    assert world.balance(SALES, as_of=day(1, 31)).get("CAD", 0) == 0


def test_lists_find_it_as_void_and_as_nothing_else(world: World) -> None:
    view, other = world.invoice("100", due_date=day(1, 6)), world.invoice("0")
    void(world, view)
    found = {status: listed(world, status=status) for status in ("void", "paid", "unpaid", "overdue", "draft")}
    assert found == {"void": [view.id], "paid": [other.id], "unpaid": [], "overdue": [], "draft": []}
    assert listed(world, account=world.chart[SALES]) == []
    assert view.id in listed(world, modified_since=world.get(view).modified_at)


def test_what_a_payment_had_settled_of_it_goes_to_the_credit_account(world: World) -> None:
    invoice = world.invoice("100", contact=world.contact())
    payment = world.pay((invoice, 10_000), credit_account=world.chart[CREDITS])
    assert void(world, invoice).payments == ()
    assert (world.get(payment).balance, world.get(payment).allocations) == (10_000, ())
    assert world.entry(payment) == [(BANK, -10_000, "CAD", -10_000), (CREDITS, 10_000, "CAD", 10_000)]


def test_a_void_payment_leaves_its_documents_due_and_has_nothing_left(world: World) -> None:
    contact = world.contact(ContactType.VENDOR)
    bill = world.bill("100", contact=contact)
    payment = world.pay((bill, 6_000), amount=7_000)
    after = void(world, payment)
    assert (after.total, after.balance, after.allocations) == (7_000, 0, ())
    assert (world.get(bill).balance, world.get(bill).open_home) == (10_000, 10_000)
    assert world.balance(PAYABLE) == {"CAD": 10_000}


def test_an_invoice_that_was_paid_at_once_gives_the_money_back(world: World) -> None:
    view = world.invoice("100", account=world.chart[BANK])
    assert (void(world, view).balance, world.balance(BANK)) == (0, {"CAD": 0})


def test_transfers_can_be_void_too(world: World) -> None:
    view = world.move(500, world.chart[BANK], world.chart[SAVINGS])
    assert void(world, view).total == 500
    assert world.balance(BANK) == {"CAD": 0}


def test_voiding_twice_is_refused(world: World) -> None:
    view = world.invoice("100")
    void(world, view)
    before = world.changesets()
    with refused(ConflictError) as told:
        record_void(world.actor, record=view.id)
    assert (told.code, world.changesets()) == ("conflict", before)


def test_what_cannot_be_changed_cannot_be_void(world: World) -> None:
    view = world.invoice("100")
    with refused(LockedError):
        record_void(world.locked(day(1, 31)).actor, record=view.id)
    with refused(ChangedMeanwhileError):
        record_void(world.actor, record=view.id, version=view.version + 1)
    with refused(NotFoundError):
        record_void(books().actor, record=view.id)
    record_remove(world.actor, record=view.id)
    with refused(ConflictError, "removed"):
        record_void(world.actor, record=view.id)
    record_restore(world.actor, record=view.id)
    Record.objects.filter(id=view.id).update(read_only=True)
    with refused(ConflictError):
        record_void(world.actor, record=view.id)
    assert world.get(view).state == "POSTED"


def test_it_needs_no_privilege_to_remove(world: World) -> None:
    view = world.invoice("100")
    actor = replace(world.actor, privileges=world.actor.privileges - {Privilege.REMOVE_RECORDS})
    assert record_void(actor, record=view.id).void


def test_a_void_record_is_not_edited(world: World) -> None:
    view = world.invoice("100")
    void(world, view)
    draft = RecordDraft.of(world.get(view))
    told = replace(draft, particulars=replace(draft.particulars, memo="new"))
    paid = replace(draft, payments=(PaymentDraft(amount=1, date=day(2, 1), account=world.chart[BANK]),))
    moved = replace(draft, record=replace(draft.record, date=day(1, 6)))
    for wrong in (told, paid, moved):
        with refused(ConflictError, "void"):
            record_update(world.actor, record=view.id, draft=wrong)
        with refused(ConflictError, "[0].void"):
            records_update(world.actor, changes=[RecordChange(record=view.id, draft_of=lambda _, it=wrong: it)])  # type: ignore[misc]
    assert record_update(world.actor, record=view.id, draft=draft).version == view.version + 1


def test_a_void_document_is_not_paid(world: World) -> None:
    contact = world.contact()
    invoice, payment = world.invoice("100", contact=contact), world.pay(amount=10_000, contact=contact)
    void(world, invoice)
    with refused(DocumentUnknownError, "allocations[0].document"):
        world.pay((invoice, 100))
    with refused(DocumentUnknownError):
        world.edit(payment, allocations=(Allocation(document=invoice.id, amount=100),))


def test_a_void_payment_settles_nothing(world: World) -> None:
    invoice = world.invoice("100", contact=world.contact())
    payment = world.pay((invoice, 4_000))
    void(world, payment)
    with refused(InvalidError, "payments[0].payment"):
        world.edit(invoice, payments=[PaymentDraft(payment=payment.id, amount=100)])
    assert world.get(invoice).balance == 10_000


def test_a_void_record_can_be_hidden_and_comes_back_void(world: World) -> None:
    view = world.invoice("100")
    after = void(world, view)
    record_remove(world.actor, record=view.id)
    hidden = world.sound(world.get(view))
    assert (hidden.removed, hidden.state, hidden.balance, listed(world)) == (True, "VOID", 0, [])
    back = world.sound(record_restore(world.actor, record=view.id))
    assert (back.removed, back.state, back.balance, back.number) == (False, "VOID", 0, view.number)
    assert world.entries(view) == []
    assert back.version == after.version + 2


def test_hiding_and_showing_by_an_update_work_as_well(world: World) -> None:
    view = world.invoice("100")
    draft = RecordDraft.of(void(world, view))
    for removed in (True, True, False, False):
        after = world.sound(record_update(world.actor, record=view.id, draft=replace(draft, removed=removed)))
        assert (after.removed, after.state) == (removed, "VOID")
    assert world.get(view).version == view.version + 3


def test_restoring_does_not_undo_it(world: World) -> None:
    view = world.invoice("100")
    after, before = void(world, view), world.changesets()
    assert record_restore(world.actor, record=view.id) == after
    assert world.changesets() == before


def test_its_number_stays_taken_until_it_is_hidden(world: World) -> None:
    view = world.invoice("100", number="17")
    void(world, view)
    with refused(DuplicateNumberError, "number"):
        world.invoice("1", number="17")
    record_remove(world.actor, record=view.id)
    taken = world.invoice("1", number="17")
    with refused(DuplicateNumberError, "number") as told:
        record_restore(world.actor, record=view.id)
    assert told.conflicting == taken.id


def test_nothing_is_attached_to_it_again(world: World) -> None:
    contact = world.contact()
    invoice, other = world.invoice("100", contact=contact), world.invoice("50", contact=contact)
    payment = world.pay((invoice, 10_000), (other, 5_000))
    void(world, invoice)
    record_remove(world.actor, record=payment.id)
    back = world.sound(record_restore(world.actor, record=payment.id))
    assert [(out.document, out.amount) for out in back.allocations] == [(other.id, 5_000)]
    void(world, payment)
    record_remove(world.actor, record=other.id)
    assert world.sound(record_restore(world.actor, record=other.id)).balance == 5_000


def test_the_changeset_tells_before_and_after(world: World) -> None:
    invoice = world.invoice("100", contact=world.contact())
    payment = world.pay((invoice, 10_000))
    before = world.changesets()
    void(world, invoice)
    assert world.changesets() == before + 1
    newest = Changeset.objects.filter(business_id=world.actor.business.id).order_by("-number")[0]
    assert newest.description == f"void invoice {invoice.number}"
    told = list(Change.objects.filter(changeset=newest).order_by("position"))
    assert [(change.object_id, change.action) for change in told] == [(invoice.id, "void"), (payment.id, "update")]
    assert '"state":"POSTED"' in (told[0].before or "")
    assert '"state":"VOID"' in (told[0].after or "")


def test_a_bill_number_of_a_contact_stays_taken(world: World) -> None:
    contact = world.contact(ContactType.VENDOR)
    void(world, world.bill("100", contact=contact, number="B1"))
    with refused(DuplicateNumberError, "number"):
        world.bill("100", contact=contact, number="B1")
    assert world.bill("100", contact=world.contact(ContactType.VENDOR), number="B1").type == RecordType.BILL
