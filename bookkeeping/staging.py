"""What is staged: receipts, e-mails, transactions of the bank that somebody has yet to make a record of.

What is staged posts nothing. Here is which record it becomes unless somebody says otherwise, and what that says.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from bookkeeping.errors import InvalidError
from bookkeeping.money import to_major
from bookkeeping.records import Adjustment, AdjustmentLine, Document, Line, Payment, RecordType, Transfer

if TYPE_CHECKING:
    import datetime as dt

    from bookkeeping.money import Currency
    from bookkeeping.records import Record


class Source(StrEnum):
    """Where something came from."""

    RECEIPT = "RECEIPT"
    EMAIL = "EMAIL"
    BANK = "BANK"
    OTHER = "OTHER"


class Stage(StrEnum):
    """Whether something still waits, or a record stands for it."""

    STAGED = "STAGED"
    PROCESSED = "PROCESSED"


_SALES = frozenset({RecordType.INVOICE, RecordType.INVOICE_PAYMENT})
BECOMES = frozenset(RecordType) - {RecordType.OPENING_BALANCE, RecordType.YEAR_END_ADJUSTMENT}
"""What can be made of something staged."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Staged:
    """What is known of something staged: ``amount`` is a credit amount of ``account`` (money spent is positive).

    ``category`` is the account of what it was for; an amount that is not known is 0.
    """

    date: dt.date
    currency: Currency
    amount: int = 0
    contact: int | None = None
    account: int | None = None
    category: int | None = None
    note: str | None = None


def kind_of(amount: int) -> RecordType:
    """Return the type of record that an amount becomes when nobody says which: a bill, or an invoice for money in.

    Raises:
        InvalidError: there is no amount that would tell.
    """
    if not amount:
        message = "Say what this becomes: it has no amount that would tell."
        raise InvalidError(message, field="type")
    return RecordType.BILL if amount > 0 else RecordType.INVOICE


def record_of(staged: Staged, kind: RecordType) -> Record:
    """Return the record of a type that something staged becomes, as far as it is known.

    Documents have one line, without tax, since what was paid contains it. Lines and amounts of which nothing is known
    are left out.

    Raises:
        InvalidError: no such record can be made of anything staged.
    """
    if kind not in BECOMES:
        message = "A staged item does not become such a record."
        raise InvalidError(message, field="type")
    if kind == RecordType.TRANSFER:
        return _transfer(staged)
    if kind == RecordType.ADJUSTMENT:
        return _adjustment(staged)
    amount = -staged.amount if kind in _SALES else staged.amount
    if kind in {RecordType.INVOICE_PAYMENT, RecordType.BILL_PAYMENT}:
        return Payment(
            type=kind,
            date=staged.date,
            currency=staged.currency.code,
            amount=amount,
            account=staged.account,
            contact=staged.contact,
        )
    line = Line(account=staged.category, rate=to_major(amount, staged.currency), tax_code="", note=staged.note)
    return Document(
        type=kind,
        date=staged.date,
        currency=staged.currency.code,
        account=staged.account,
        contact=staged.contact,
        lines=(line,) if amount else (),
    )


def _transfer(staged: Staged) -> Transfer:
    """Return the transfer that takes what was spent out of the account, or brings what came into it."""
    ends = (staged.account, staged.category)
    source, target = ends if staged.amount >= 0 else ends[::-1]
    return Transfer(
        date=staged.date,
        currency=staged.currency.code,
        amount=abs(staged.amount),
        account=source,
        deposit_account=target,
    )


def _adjustment(staged: Staged) -> Adjustment:
    """Return the adjustment of the account against the category."""
    parts = ((staged.account, staged.amount), (staged.category, -staged.amount))
    lines = tuple(AdjustmentLine(account=account, amount=amount, note=staged.note) for account, amount in parts)
    return Adjustment(date=staged.date, currency=staged.currency.code, lines=lines if staged.amount else ())
