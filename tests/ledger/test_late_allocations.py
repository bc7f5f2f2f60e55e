"""A payment inside locked books settles something else: nothing that is locked moves (DESIGN, section 4)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bookkeeping.errors import AlreadySettledError, InvalidError, LockedError, OverAllocatedError
from bookkeeping.records import Allocation
from businesses.services.locks import lock_move
from ledger.drafts import PaymentDraft
from ledger.models import JournalEntry
from ledger.services.records import record_remove, record_restore
from tests.support.builders import CREDITS, PAYABLE, RECEIVABLE, World, books, day, refused

if TYPE_CHECKING:
    import datetime as dt

    from ledger.views import RecordView

pytestmark = pytest.mark.django_db

CLOSED, OPEN = day(3, 31), day(4, 1)


@pytest.fixture
def world() -> World:
    return books()


def closed(world: World) -> World:
    """Lock the books to the end of March, in the database as well."""
    lock_move(world.actor, lock_date=CLOSED)
    return World(replace(world.actor, business=replace(world.actor.business, lock_date=CLOSED)), world.chart)


def settled(world: World, payment: RecordView, *amounts: tuple[RecordView, int]) -> RecordView:
    """Let a payment settle these amounts."""
    given = tuple(Allocation(document=view.id, amount=amount) for view, amount in amounts)
    return world.edit(payment, allocations=given, unallocated=None)


def days(payment: RecordView) -> list[tuple[dt.date, int | None]]:
    """Return the days of a payment's entries that are live, and which document each settles."""
    entries = JournalEntry.objects.filter(record_id=payment.id, superseded__isnull=True).order_by("id")
    return list(entries.values_list("date", "settles_id"))


def test_a_locked_payment_settles_an_invoice_on_the_first_open_day(world: World) -> None:
    contact = world.contact()
    payment = world.pay(amount=10_000, contact=contact, credit_account=world.chart[CREDITS])
    before = world.entry(payment)
    invoice = world.invoice("60", contact=contact)
    world = closed(world)
    after = settled(world, payment, (invoice, 6_000))
    assert (after.balance, after.version, world.get(invoice).balance) == (4_000, payment.version + 1, 0)
    first, second = world.entries(payment)
    assert first == before
    assert second == [(CREDITS, -6_000, "CAD", -6_000), (RECEIVABLE, 6_000, "CAD", 6_000)]
    assert days(payment) == [(payment.date, None), (OPEN, invoice.id)]


def test_an_invoice_after_the_lock_is_settled_on_its_own_day(world: World) -> None:
    contact = world.contact()
    payment = world.pay(amount=10_000, contact=contact)
    world = closed(world)
    invoice = world.invoice("60", contact=contact, date=day(5, 2))
    settled(world, payment, (invoice, 6_000))
    assert days(payment)[-1] == (day(5, 2), invoice.id)


def test_what_was_settled_inside_the_lock_is_taken_back_in_the_open(world: World) -> None:
    contact = world.contact()
    first, second = world.invoice("60", contact=contact), world.invoice("40", contact=contact)
    payment = world.pay((first, 6_000), amount=6_000, credit_account=world.chart[CREDITS])
    world = closed(world)
    after = settled(world, payment, (first, 2_000), (second, 4_000))
    assert after.balance == 0
    assert (world.get(first).balance, world.get(second).balance) == (4_000, 0)
    assert days(payment) == [(payment.date, None), (OPEN, first.id), (OPEN, second.id)]
    assert world.entries(payment)[1] == [(CREDITS, 4_000, "CAD", 4_000), (RECEIVABLE, -4_000, "CAD", -4_000)]
    assert settled(world, payment, (second, 0)).balance == 4_000
    assert world.get(second).balance == 4_000


def test_a_bill_is_settled_late_too_and_through_its_own_payments(world: World) -> None:
    contact = world.contact()
    bill = world.bill("60", contact=contact)
    payment = world.pay((bill, 1_000), amount=9_000)
    world = closed(world)
    bill = world.bill("80", contact=contact, date=day(4, 15))
    given = PaymentDraft(payment=payment.id, amount=8_000)
    assert world.edit(bill, payments=[given]).balance == 0
    assert world.get(payment).balance == 0
    assert days(payment)[-1] == (day(4, 15), bill.id)
    assert world.balance(PAYABLE) == {"CAD": 5_000}


def test_a_foreign_invoice_leaves_at_its_own_rate_and_the_difference_is_a_gain_in_the_open(world: World) -> None:
    contact = world.contact()
    world.rate("USD", "CAD", "1.25", day(1, 1))
    invoice = world.invoice("100", contact=contact, currency="USD")
    world.rate("USD", "CAD", "1.3", day(2, 1))
    paid = {"currency": "USD", "account": world.chart["4400"], "credit_account": world.chart[CREDITS]}
    payment = world.pay(amount=10_000, contact=contact, **paid)
    world = closed(world)
    settled(world, payment, (invoice, 10_000))
    assert world.holding(RECEIVABLE, "USD") == (0, 0)
    assert world.entries(payment)[-1][-1] == ("4900", 0, "USD", 500)
    settled(world, payment, (invoice, 4_000))
    assert world.holding(RECEIVABLE, "USD") == (-6_000, -7_500)
    assert world.holding(CREDITS, "USD") == (6_000, 7_800)


def test_what_is_removed_in_the_open_is_loosened_and_attached_again_when_it_comes_back(world: World) -> None:
    contact = world.contact()
    payment = world.pay(amount=10_000, contact=contact)
    world = closed(world)
    invoice = world.invoice("60", contact=contact, date=day(5, 2))
    settled(world, payment, (invoice, 6_000))
    record_remove(world.actor, record=invoice.id)
    assert world.sound(world.get(payment)).balance == 10_000
    record_restore(world.actor, record=invoice.id)
    assert world.sound(world.get(payment)).balance == 4_000
    assert world.get(invoice).balance == 0


def test_more_than_is_there_or_due_and_any_other_change_are_refused(world: World) -> None:
    contact = world.contact()
    invoice, paid = world.invoice("60", contact=contact), world.invoice("10", contact=contact)
    world.pay((paid, 1_000))
    payment = world.pay(amount=5_000, contact=contact)
    world = closed(world)
    with refused(OverAllocatedError, "allocations"):
        settled(world, payment, (invoice, 5_001))
    with refused(OverAllocatedError, "allocations[0].amount"):
        settled(world, payment, (invoice, 6_001))
    with refused(AlreadySettledError, "allocations[1].amount"):
        settled(world, payment, (invoice, 10), (paid, 10))
    with refused(LockedError):
        world.edit(payment, amount=4_000)
    with refused(LockedError):
        world.edit(
            payment,
            says={"memo": "x"},
            allocations=(Allocation(document=invoice.id, amount=1),),
        )
    assert (world.get(payment).version, world.get(invoice).balance) == (payment.version, 6_000)


def test_open_again_the_payment_is_posted_as_if_it_had_never_been_locked(world: World) -> None:
    contact = world.contact()
    invoice = world.invoice("60", contact=contact)
    payment = world.pay(amount=10_000, contact=contact)
    settled(closed(world), payment, (invoice, 6_000))
    lock_move(world.actor, lock_date=None, reason="an auditor's finding")
    world.edit(payment, account=world.chart["1010"])
    assert days(payment) == [(payment.date, None)]
    assert len(world.entry(payment)) == 3


def test_across_two_currencies_both_ways_go_in_proportion(world: World) -> None:
    contact = world.contact()
    world.rate("USD", "CAD", "1.25", day(1, 1))
    invoice = world.invoice("100", contact=contact, currency="USD")
    payment = world.pay(amount=20_000, contact=contact, currency="CAD", credit_account=world.chart[CREDITS])
    world = closed(world)
    whole = (Allocation(document=invoice.id, amount=10_000),)
    assert world.edit(payment, allocations=whole, unallocated=7_000).balance == 7_000
    assert world.entries(payment)[-1][-1] == ("4900", 0, "USD", 500)
    assert settled(world, payment, (invoice, 4_000)).balance == 14_800
    assert world.holding(RECEIVABLE, "USD") == (-6_000, -7_500)
    assert settled(world, payment, (invoice, 0)).balance == 20_000
    assert world.holding(RECEIVABLE, "USD") == (-10_000, -12_500)
    assert world.holding(CREDITS, "CAD") == (20_000, 20_000)


def test_a_document_that_is_named_twice_is_refused(world: World) -> None:
    invoice = world.invoice("60", contact=world.contact())
    payment = world.pay((invoice, 6_000))
    world = closed(world)
    for amounts in ((4_000, 2_000), (8_000, 2_000), (0, 2_000)):
        with refused(InvalidError, "allocations[1].document"):
            settled(world, payment, *((invoice, amount) for amount in amounts))
    assert world.sound(world.get(invoice)).balance == 0


def test_an_invoice_keeps_the_credit_note_that_it_was_netted_with(world: World) -> None:
    contact = world.contact()
    invoice, note = world.invoice("60", contact=contact), world.invoice("-60", contact=contact)
    payment = world.pay((invoice, 6_000), (note, -6_000))
    world = closed(world)
    with refused(OverAllocatedError, "allocations"):
        settled(world, payment, (note, 0))
    assert settled(world, payment, (note, -2_000), (invoice, 2_000)).balance == 0
    assert (world.get(invoice).balance, world.get(note).balance) == (4_000, -4_000)


def test_what_a_locked_payment_settles_stays_in_its_order(world: World) -> None:
    contact = world.contact()
    first, second, third = (world.invoice("60", contact=contact) for _ in range(3))
    payment = world.pay((second, 2_000), (first, 6_000), amount=10_000)
    after = settled(closed(world), payment, (third, 2_000))
    assert [each.document for each in after.allocations] == [second.id, first.id, third.id]
