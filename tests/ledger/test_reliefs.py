"""Bad debts are written off, and early payment is rewarded: the journal, what is due, and the way back."""

from __future__ import annotations

import pytest

from bookkeeping.errors import AccountUnknownError, InvalidError, LockedError
from bookkeeping.records import RecordType
from businesses.errors import ConflictError, NotFoundError
from ledger.selectors.records import record_get
from ledger.services.records import record_remove, record_void
from ledger.services.reliefs import ReliefDraft, document_discount, document_write_off
from tests.support.builders import PAYABLE, RECEIVABLE, World, books, day, refused

pytestmark = pytest.mark.django_db

BAD_DEBTS, DISCOUNTS, OTHER_INCOME = "5350", "4200", "4400"


@pytest.fixture
def world() -> World:
    return books()


def lost(world: World, account: str = BAD_DEBTS, amount: int | None = None) -> ReliefDraft:
    return ReliefDraft(date=day(6, 30), account=world.chart[account], amount=amount)


def test_a_bad_debt_is_an_expense_and_comes_back_when_its_payment_is_removed(world: World) -> None:
    invoice = world.invoice("100", contact=world.contact())
    world.pay((invoice, 2_500))
    payment = world.sound(document_write_off(world.actor, document=invoice.id, draft=lost(world)))
    assert (payment.type, payment.total) == (RecordType.INVOICE_PAYMENT, 7_500)
    assert (world.balance(BAD_DEBTS), world.balance(RECEIVABLE)) == ({"CAD": -7_500}, {"CAD": 0})
    assert record_get(world.actor, record=invoice.id).balance == 0
    record_remove(world.actor, record=payment.id)
    assert world.sound(record_get(world.actor, record=invoice.id)).balance == 7_500
    assert world.balance(BAD_DEBTS) == {"CAD": 0}


def test_a_part_is_written_off_in_one_changeset(world: World) -> None:
    invoice = world.invoice("100", contact=world.contact())
    changesets = world.changesets()
    document_write_off(world.actor, document=invoice.id, draft=lost(world, amount=4_000))
    assert world.sound(record_get(world.actor, record=invoice.id)).balance == 6_000
    assert world.changesets() == changesets + 1


def test_what_a_supplier_lets_go_of_is_income(world: World) -> None:
    bill = world.bill("100", contact=world.contact())
    payment = world.sound(document_write_off(world.actor, document=bill.id, draft=lost(world, OTHER_INCOME)))
    assert payment.type == RecordType.BILL_PAYMENT
    assert (world.balance(OTHER_INCOME), world.balance(PAYABLE)) == ({"CAD": 10_000}, {"CAD": 0})


def test_a_foreign_debt_leaves_at_its_own_rate_whatever_the_rate_of_the_day(world: World) -> None:
    world.rate("USD", "CAD", "1.25", day(1, 5))
    invoice = world.invoice("100", contact=world.contact(), currency="USD")
    world.rate("USD", "CAD", "1.5", day(6, 30))
    world.sound(document_write_off(world.actor, document=invoice.id, draft=lost(world)))
    assert world.holding(BAD_DEBTS, "USD") == (-10_000, -12_500)
    assert world.balance("4900") == {}


def test_the_terms_say_how_much_need_not_be_paid(world: World) -> None:
    invoice = world.invoice("100", contact=world.contact(), terms="2/10 net 30", date=day(6, 25))
    payment = world.sound(document_discount(world.actor, document=invoice.id, draft=lost(world, DISCOUNTS)))
    assert (payment.total, world.balance(DISCOUNTS)) == (200, {"CAD": -200})
    world.pay((record_get(world.actor, record=invoice.id), 9_800))
    assert record_get(world.actor, record=invoice.id).balance == 0


def test_a_discount_too_late_is_refused_and_given_when_its_amount_is_named(world: World) -> None:
    invoice = world.invoice("100", contact=world.contact(), terms="2/10 net 30", date=day(6, 1))
    with refused(InvalidError, "date"):
        document_discount(world.actor, document=invoice.id, draft=lost(world, DISCOUNTS))
    assert document_discount(world.actor, document=invoice.id, draft=lost(world, DISCOUNTS, 150)).total == 150


def test_what_is_not_posted_not_there_or_locked_is_refused(world: World) -> None:
    contact = world.contact()
    void = record_void(world.actor, record=world.invoice("100", contact=contact).id)
    invoice = world.invoice("100", contact=contact)
    with refused(ConflictError, "record"):
        document_write_off(world.actor, document=void.id, draft=lost(world))
    with refused(NotFoundError):
        document_write_off(books().actor, document=invoice.id, draft=lost(world))
    with refused(AccountUnknownError, "account"):
        document_write_off(world.actor, document=invoice.id, draft=lost(books()))
    with refused(LockedError):
        document_write_off(world.locked(day(6, 30)).actor, document=invoice.id, draft=lost(world))
