"""What is settled without money: bad debts that are written off, and discounts for early payment.

Either is a payment that goes to (comes from) an account of income or expense instead of a bank, so a receivable is
debited to bad debts, and what a supplier lets go of is credited. It takes place at the rate the document was booked at:
nobody gains or loses on exchange what nobody pays.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

from bookkeeping.books import AccountType
from bookkeeping.errors import (
    AccountUnusableError,
    AlreadySettledError,
    ContactMismatchError,
    InvalidError,
    OverAllocatedError,
)
from bookkeeping.money import round_half_away
from bookkeeping.records import Allocation, Payment, RecordType
from bookkeeping.terms import early_discount

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from bookkeeping.books import Account

RELIEVED_BY = {RecordType.INVOICE: RecordType.INVOICE_PAYMENT, RecordType.BILL: RecordType.BILL_PAYMENT}
BORNE_BY = frozenset({AccountType.INCOME, AccountType.EXPENSE, AccountType.COST_OF_GOODS_SOLD})
"""Types of the accounts that bear what is not paid."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """A document as far as it is due: ``total`` and ``balance`` in minor units of its currency."""

    id: int
    type: RecordType
    date: date
    currency: str
    exchange_rate: Decimal | None
    contact: int | None
    total: int
    balance: int
    terms: str = ""


def early_payment_discount(owed: Owed, on: date) -> int:
    """Return what the terms let go of when the document is paid on a day: per cent of its total, at most its balance.

    Raises:
        InvalidError: the terms know no discount, or the day is not within its days.
    """
    offered = early_discount(owed.terms)
    if offered is None:
        message = "The terms of this document offer no discount: name the amount."
        raise InvalidError(message, field="amount")
    percent, days = offered
    last = owed.date + timedelta(days=days)
    if on > last:
        message = f"The discount was for payment until {last}: name the amount to give it nevertheless."
        raise InvalidError(message, field="date")
    amount = round_half_away(Fraction(owed.total) * Fraction(percent) / 100)
    return min(amount, owed.balance, key=abs)


def relief(owed: Owed, *, on: date, account: Account, amount: int) -> Payment:
    """Return the payment by which an account of income or expense settles so much of a document.

    Raises:
        InvalidError: it is no invoice or bill, or the amount is zero.
        AccountUnusableError: the account bears neither income nor expenses.
        ContactMismatchError: nobody owes it: the document names no contact.
        AlreadySettledError: nothing is due any more. OverAllocatedError: less is due, or it is due to the other side.
    """
    kind = RELIEVED_BY.get(owed.type)
    if kind is None:
        message = "Only invoices and bills are written off or discounted."
        raise InvalidError(message, field="type")
    if account.type not in BORNE_BY:
        message = "What is not paid goes to an account of income or expense."
        raise AccountUnusableError(message, field="account")
    if owed.contact is None:
        message = "Nobody owes this: the document names no contact."
        raise ContactMismatchError(message, field="contact")
    _within_balance(owed, amount)
    return Payment(
        type=kind,
        date=on,
        currency=owed.currency,
        exchange_rate=owed.exchange_rate,
        contact=owed.contact,
        account=account.id,
        amount=amount,
        allocations=(Allocation(document=owed.id, amount=amount),),
    )


def _within_balance(owed: Owed, amount: int) -> None:
    """Refuse to let go of nothing, or of more than is due."""
    if not owed.balance:
        message = "Nothing is due of this document any more."
        raise AlreadySettledError(message, field="amount")
    if not amount:
        message = "There is nothing to let go of."
        raise InvalidError(message, field="amount")
    if amount * owed.balance < 0 or abs(amount) > abs(owed.balance):
        message = f"Only {owed.balance} is due of this document."
        raise OverAllocatedError(message, field="amount")
