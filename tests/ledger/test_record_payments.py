"""Payments: given with a document, spread over several, unallocated, netting, refunding."""

from __future__ import annotations

import pytest

from bookkeeping.books import AccountType
from bookkeeping.errors import (
    AccountUnusableError,
    ContactMismatchError,
    InvalidError,
    OverAllocatedError,
)
from bookkeeping.records import Allocation, RecordType
from ledger.drafts import PaymentDraft
from tests.support.builders import BANK, CASH, CREDITS, PAYABLE, RECEIVABLE, SALES, World, books, day, refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return books()


def given(world: World, amount: int, **details: object) -> PaymentDraft:
    values = {"date": day(2, 5), "account": world.chart[BANK], **details}
    return PaymentDraft(amount=amount, **values)  # type: ignore[arg-type]


def test_a_payment_given_with_an_invoice_becomes_a_payment(world: World) -> None:
    contact = world.contact()
    invoice = world.invoice("100", contact=contact, payments=[given(world, 4_000, number="R-1", memo="cheque")])
    (part,) = invoice.payments
    assert (invoice.balance, part.amount, part.number, part.memo) == (6_000, 4_000, "R-1", "cheque")
    assert (part.date, part.account) == (day(2, 5), world.chart[BANK])
    assert world.balance(BANK) == {"CAD": -4_000}


def test_several_payments_may_come_with_a_bill(world: World) -> None:
    payments = [given(world, 4_000), given(world, 6_000, account=world.chart[CASH])]
    bill = world.bill("100", contact=world.contact(), payments=payments)
    assert (bill.balance, len(bill.payments)) == (0, 2)
    assert (world.balance(BANK), world.balance(CASH)) == ({"CAD": 4_000}, {"CAD": 6_000})


def test_a_payment_of_nothing_is_not_made(world: World) -> None:
    assert world.invoice(contact=world.contact(), payments=[PaymentDraft()]).payments == ()


@pytest.mark.parametrize("field", ["date", "account"])
def test_a_payment_without_date_or_account_is_refused_by_name(world: World, field: str) -> None:
    payments = [given(world, 4_000), given(world, 4_000, **{field: None})]
    with refused(InvalidError, f"payments[1].{field}"):
        world.invoice("100", contact=world.contact(), payments=payments)


def test_more_than_the_balance_and_no_contact_are_refused_by_name(world: World) -> None:
    with refused(OverAllocatedError, "payments[0].amount"):
        world.invoice("100", contact=world.contact(), payments=[given(world, 10_001)])
    with refused(ContactMismatchError, "payments[0].document"):
        world.invoice("100", payments=[given(world, 10_000)])
    with refused(OverAllocatedError, "payments[0].amount"):
        account = world.chart[CASH]
        world.invoice("100", contact=world.contact(), account=account, payments=[given(world, 10_000)])


def test_a_stored_payment_named_with_zero_settles_nothing_any_more(world: World) -> None:
    invoice = world.invoice("100", contact=world.contact(), payments=[given(world, 10_000)])
    payment = invoice.payments[0].payment
    after = world.edit(invoice, payments=[PaymentDraft(payment=payment, amount=0)])
    assert (after.balance, after.payments) == (10_000, ())
    assert world.balance(BANK) == {"CAD": -10_000}
    assert world.balance(RECEIVABLE) == {"CAD": 0}


def test_a_stored_payment_named_with_another_amount_settles_that(world: World) -> None:
    invoice = world.invoice("100", contact=world.contact(), payments=[given(world, 10_000)])
    payment = invoice.payments[0].payment
    after = world.edit(invoice, payments=[PaymentDraft(payment=payment, amount=2_500)])
    assert (after.balance, after.payments[0].amount, after.payments[0].payment) == (7_500, 2_500, payment)


def test_a_stored_payment_named_with_its_amount_is_left_alone(world: World) -> None:
    invoice = world.invoice("100", contact=world.contact())
    payment = world.pay((invoice, 10_000))
    before = world.entry_ids(payment), world.get(payment).version
    world.edit(invoice, payments=[PaymentDraft(payment=payment.id, amount=10_000)])
    assert (world.entry_ids(payment), world.get(payment).version) == before


def test_a_payment_with_something_left_may_be_drawn_on_by_a_later_invoice(world: World) -> None:
    contact = world.contact()
    payment = world.pay(contact=contact, amount=10_000, date=day(1, 2))
    invoice = world.invoice("60", contact=contact, payments=[PaymentDraft(payment=payment.id, amount=6_000)])
    assert (invoice.balance, world.get(payment).balance) == (0, 4_000)
    assert world.entries(payment)[1] == [(RECEIVABLE, -6_000, "CAD", -6_000), (RECEIVABLE, 6_000, "CAD", 6_000)]


def test_a_payment_that_does_not_exist_or_is_of_the_other_type_is_refused_by_name(world: World) -> None:
    contact = world.contact()
    bill = world.bill("100", contact=contact)
    wrong = world.pay((bill, 100))
    strange = books()
    theirs = strange.pay(contact=strange.contact(), amount=100)
    for payment in (wrong.id, theirs.id, 1):
        with refused(InvalidError, "payments[0].payment"):
            world.invoice(contact=contact, payments=[PaymentDraft(payment=payment, amount=100)])


def test_one_payment_may_settle_many_invoices_and_one_invoice_take_many_payments(world: World) -> None:
    contact = world.contact()
    one, two = world.invoice("30", contact=contact), world.invoice("50", contact=contact)
    first = world.pay((one, 3_000), (two, 1_000))
    world.pay((two, 4_000))
    assert [world.get(view).balance for view in (one, two, first)] == [0, 0, 0]
    assert world.balance(RECEIVABLE) == {"CAD": 0}


def test_the_excess_goes_to_the_credit_account_else_to_the_default_receivable_or_payable(world: World) -> None:
    contact = world.contact()
    invoice, bill = world.invoice("30", contact=contact), world.bill("30", contact=contact)
    chosen = world.pay((invoice, 3_000), amount=5_000, credit_account=world.chart[CREDITS])
    assert chosen.balance == 2_000
    assert world.entry(chosen) == [
        (BANK, -5_000, "CAD", -5_000),
        (RECEIVABLE, 3_000, "CAD", 3_000),
        (CREDITS, 2_000, "CAD", 2_000),
    ]
    usual = world.pay((bill, 3_000), amount=5_000)
    assert world.entry(usual) == [
        (BANK, 5_000, "CAD", 5_000),
        (PAYABLE, -3_000, "CAD", -3_000),
        (PAYABLE, -2_000, "CAD", -2_000),
    ]


def test_a_credit_account_that_holds_money_is_refused(world: World) -> None:
    with refused(AccountUnusableError, "credit_account"):
        world.pay(contact=world.contact(), amount=100, credit_account=world.chart[CASH])


def test_a_payment_of_zero_nets_an_invoice_with_a_credit_note(world: World) -> None:
    contact = world.contact()
    invoice, note = world.invoice("100", contact=contact), world.invoice("-40", contact=contact)
    payment = world.pay((invoice, 4_000), (note, -4_000))
    assert (payment.total, payment.balance) == (0, 0)
    assert [world.get(view).balance for view in (invoice, note)] == [6_000, 0]
    assert world.entry(payment) == [(RECEIVABLE, 4_000, "CAD", 4_000), (RECEIVABLE, -4_000, "CAD", -4_000)]


def test_a_negative_payment_refunds_a_credit_note(world: World) -> None:
    note = world.invoice("-40", contact=world.contact())
    payment = world.pay((note, -4_000))
    assert world.entry(payment) == [(BANK, 4_000, "CAD", 4_000), (RECEIVABLE, -4_000, "CAD", -4_000)]
    assert world.get(note).balance == 0
    assert world.balance(SALES) == {"CAD": -4_000}


def test_an_allocation_of_the_wrong_sign_or_size_is_refused(world: World) -> None:
    contact = world.contact()
    invoice, note = world.invoice("100", contact=contact), world.invoice("-40", contact=contact)
    for settled in ((invoice, -1), (invoice, 10_001), (note, 1), (note, -4_001)):
        with refused(OverAllocatedError, "allocations[0].amount"):
            world.pay(settled, amount=20_000)
    with refused(OverAllocatedError, "allocations"):
        world.pay((invoice, 10_000), amount=9_999)


def test_payment_and_document_share_the_contact_and_the_side(world: World) -> None:
    invoice, bill = world.invoice(contact=world.contact()), world.bill(contact=world.contact())
    with refused(ContactMismatchError, "allocations[0].document"):
        world.pay((invoice, 100), contact=world.contact())
    with refused(InvalidError, "allocations[0].document"):
        world.pay((bill, 100), type=RecordType.INVOICE_PAYMENT)
    with refused(InvalidError, "allocations[1].document"):
        world.pay((invoice, 100), (invoice, 100))


def test_a_payment_before_its_invoice_settles_it_on_the_invoices_day(world: World) -> None:
    invoice = world.invoice("100", date=day(3, 1), contact=world.contact())
    payment = world.pay((invoice, 10_000), date=day(2, 1), credit_account=world.chart[CREDITS])
    assert world.entries(payment) == [
        [(BANK, -10_000, "CAD", -10_000), (CREDITS, 10_000, "CAD", 10_000)],
        [(CREDITS, -10_000, "CAD", -10_000), (RECEIVABLE, 10_000, "CAD", 10_000)],
    ]
    assert world.balance(CREDITS, day(2, 28)) == {"CAD": 10_000}
    assert world.balance(CREDITS) == {"CAD": 0}
    assert world.get(invoice).balance == 0


def test_editing_a_payment_keeps_allocations_that_are_not_named_and_drops_those_with_zero(world: World) -> None:
    contact = world.contact()
    one, two = world.invoice("30", contact=contact), world.invoice("50", contact=contact)
    payment = world.pay((one, 3_000), (two, 5_000))
    after = world.edit(payment, allocations=(Allocation(document=one.id, amount=0),))
    assert [(out.document, out.amount) for out in after.allocations] == [(two.id, 5_000)]
    assert (after.balance, world.get(one).balance) == (3_000, 3_000)
    again = world.edit(payment, allocations=(Allocation(document=one.id, amount=1_000),))
    assert {out.document: out.amount for out in again.allocations} == {one.id: 1_000, two.id: 5_000}


def test_a_clearing_account_can_pay(world: World) -> None:
    clearing = world.account(AccountType.OTHER_CURRENT_ASSET)
    invoice = world.invoice("100", contact=world.contact())
    payment = world.pay((invoice, 10_000), account=clearing)
    assert world.entry(payment)[0] == (world.number(clearing), -10_000, "CAD", -10_000)
