"""What is settled without money (seed: none; DESIGN, section 4, terms ``2/10 net 30``)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from bookkeeping.books import Account, AccountType
from bookkeeping.errors import (
    AccountUnusableError,
    AlreadySettledError,
    ContactMismatchError,
    DaybookError,
    InvalidError,
    OverAllocatedError,
)
from bookkeeping.records import Allocation, RecordType
from bookkeeping.reliefs import Owed, early_payment_discount, relief

DAY = date(2026, 1, 10)
BAD_DEBTS = Account(id=5, type=AccountType.EXPENSE)
OWED = Owed(
    id=7,
    type=RecordType.INVOICE,
    date=DAY,
    currency="USD",
    exchange_rate=Decimal("1.25"),
    contact=3,
    total=10_025,
    balance=10_025,
    terms="2/10 net 30",
)


def test_a_debt_is_settled_by_an_account_at_the_rate_that_it_was_booked_at() -> None:
    payment = relief(OWED, on=date(2026, 3, 1), account=BAD_DEBTS, amount=10_000)
    assert (payment.type, payment.account, payment.contact) == (RecordType.INVOICE_PAYMENT, 5, 3)
    assert (payment.amount, payment.currency, payment.exchange_rate) == (10_000, "USD", Decimal("1.25"))
    assert payment.date == date(2026, 3, 1)
    assert payment.allocations == (Allocation(document=7, amount=10_000),)


def test_a_bill_is_settled_by_a_payment_of_bills() -> None:
    bill = replace(OWED, type=RecordType.BILL)
    income = replace(BAD_DEBTS, type=AccountType.INCOME)
    assert relief(bill, on=DAY, account=income, amount=1).type == RecordType.BILL_PAYMENT


@pytest.mark.parametrize(
    ("owed", "account", "amount", "fault", "field"),
    [
        (replace(OWED, type=RecordType.TRANSFER), BAD_DEBTS, 1, InvalidError, "type"),
        (OWED, replace(BAD_DEBTS, type=AccountType.BANK), 1, AccountUnusableError, "account"),
        (replace(OWED, contact=None), BAD_DEBTS, 1, ContactMismatchError, "contact"),
        (replace(OWED, balance=0), BAD_DEBTS, 0, AlreadySettledError, "amount"),
        (OWED, BAD_DEBTS, 0, InvalidError, "amount"),
        (OWED, BAD_DEBTS, -1, OverAllocatedError, "amount"),
        (OWED, BAD_DEBTS, 10_026, OverAllocatedError, "amount"),
        (replace(OWED, total=-5, balance=-5), BAD_DEBTS, -6, OverAllocatedError, "amount"),
    ],
)
def test_what_cannot_be_let_go_of(
    owed: Owed, account: Account, amount: int, fault: type[DaybookError], field: str
) -> None:
    with pytest.raises(fault) as caught:
        relief(owed, on=DAY, account=account, amount=amount)
    assert (type(caught.value), caught.value.field) == (fault, field)


@pytest.mark.parametrize(
    ("owed", "amount"),
    [
        (OWED, 201),  # 2 % of 100.25 is 2.005: halves away from zero
        (replace(OWED, balance=150), 150),
        (replace(OWED, total=-10_025, balance=-10_025), -201),
        (replace(OWED, terms="1.5/10, EOM"), 150),
    ],
)
def test_the_discount_of_the_terms(owed: Owed, amount: int) -> None:
    assert early_payment_discount(owed, date(2026, 1, 20)) == amount


@pytest.mark.parametrize(
    ("terms", "day", "field"),
    [("2/10 net 30", date(2026, 1, 21), "date"), ("net 30", DAY, "amount"), ("", DAY, "amount")],
)
def test_no_discount_is_due(terms: str, day: date, field: str) -> None:
    with pytest.raises(InvalidError) as caught:
        early_payment_discount(replace(OWED, terms=terms), day)
    assert caught.value.field == field
