"""What posting answers: the completed record, its entry, and the figures that are stored beside it.

All amounts are signed minor units. ``total``, ``before_taxes`` and ``home_total`` have the sign of the record: positive
for an invoice and for a bill, negative for a credit note of either.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from bookkeeping.entries import Entry
    from bookkeeping.records import Record
    from bookkeeping.stock import Movement
    from bookkeeping.taxes import TaxShare


@dataclass(frozen=True, slots=True, kw_only=True)
class PostedLine:
    """A line of a document: quantity times price as given, the net amount without its taxes, and the taxes."""

    amount: int
    net: int
    taxes: tuple[TaxShare, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxAmount:
    """A tax over a whole document, under the name that was in force."""

    tax: int
    name: str
    registration: str | None
    amount: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PostedAllocation:
    """What a payment settles of a document.

    ``amount`` is in the document's currency, ``payment_amount`` what it uses of the payment, in the payment's
    currency; ``home`` is the part of the document's booked home amount that it settles, with the sign of ``amount``;
    ``date`` the day on which it does.
    """

    document: int
    amount: int
    payment_amount: int
    home: int
    date: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """An allocation that has an entry of its own, since it takes place later than the payment."""

    document: int
    entry: Entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """A record's meaning in the books.

    ``home_total`` is the home amount of the record's account (of a transfer: of each side). ``paid_immediately`` is the
    total of a document whose account holds money. ``unallocated`` is what a payment leaves on its credit account.
    ``deposit_amount`` is what a transfer brings, in the deposit currency.
    """

    record: Record
    entry: Entry
    total: int
    before_taxes: int
    home_total: int
    settlements: tuple[Settlement, ...] = ()
    lines: tuple[PostedLine, ...] = ()
    taxes: tuple[TaxAmount, ...] = ()
    allocations: tuple[PostedAllocation, ...] = ()
    movements: tuple[Movement, ...] = ()
    paid_immediately: int = 0
    unallocated: int = 0
    deposit_amount: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Allocated:
    """What later allocations of a payment mean: see ``bookkeeping.posting.allocate``."""

    settlements: tuple[Settlement, ...]
    allocations: tuple[PostedAllocation, ...]
    unallocated: int
