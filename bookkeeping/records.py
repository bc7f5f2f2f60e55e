"""Records: what happened, in neutral words. Eight types, frozen values (DESIGN, section 4).

Amounts are integers in minor units of the record's currency unless said otherwise; ``rate`` of a line is a
price in major units; ``exchange_rate`` of a record is home units for one unit of its currency; dates are
``datetime.date``. A field that is None was not given: ``bookkeeping.defaults`` fills what has a default.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt


class RecordType(StrEnum):
    """The eight kinds of record (contract, section 1)."""

    INVOICE = "INVOICE"
    BILL = "BILL"
    INVOICE_PAYMENT = "INVOICE_PAYMENT"
    BILL_PAYMENT = "BILL_PAYMENT"
    TRANSFER = "TRANSFER"
    ADJUSTMENT = "ADJUSTMENT"
    OPENING_BALANCE = "OPENING_BALANCE"
    YEAR_END_ADJUSTMENT = "YEAR_END_ADJUSTMENT"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of an invoice or bill: quantity times price, with a tax-code expression."""

    account: int | None = None
    item: int | None = None
    project: int | None = None
    quantity: Decimal = Decimal(1)
    rate: Decimal | None = None
    tax_code: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """An invoice or a bill.

    ``account`` is a receivable or payable, or a bank, cash or card account when paid at once. What is paid along with
    it is exchanged to the home currency at the record's rate (``exchange_payment``), or kept in the record's currency
    whatever the account says; else the account decides.
    """

    type: RecordType
    date: dt.date
    currency: str
    account: int | None = None
    contact: int | None = None
    exchange_rate: Decimal | None = None
    terms: str | None = None
    due_date: dt.date | None = None
    exchange_payment: bool = False
    keep_in_original_currency: bool = False
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Allocation:
    """How much of a document a payment settles, in the document's currency."""

    document: int
    amount: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """An invoice payment or a bill payment. ``unallocated`` is None unless the client insists on a figure."""

    type: RecordType
    date: dt.date
    currency: str
    amount: int
    account: int | None = None
    contact: int | None = None
    exchange_rate: Decimal | None = None
    credit_account: int | None = None
    unallocated: int | None = None
    allocations: tuple[Allocation, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer:
    """Money from ``account`` to ``deposit_account``; ``exchange_rate`` is deposit units for one source unit."""

    type: RecordType = RecordType.TRANSFER
    date: dt.date
    currency: str
    amount: int
    account: int | None = None
    deposit_account: int | None = None
    deposit_currency: str | None = None
    exchange_rate: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AdjustmentLine:
    """One line of an adjustment, a credit amount in its own currency (None: the record's)."""

    account: int | None
    amount: int
    currency: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Adjustment:
    """An accountant's entry as given; its lines sum to zero per currency."""

    type: RecordType = RecordType.ADJUSTMENT
    date: dt.date
    currency: str
    exchange_rate: Decimal | None = None
    lines: tuple[AdjustmentLine, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningBalance:
    """The credit amount that an account starts with, against the business's equity account."""

    type: RecordType = RecordType.OPENING_BALANCE
    date: dt.date
    currency: str
    amount: int
    account: int | None = None
    exchange_rate: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class YearEndAdjustment:
    """The closing of a fiscal year: generated, never posted by a client."""

    type: RecordType = RecordType.YEAR_END_ADJUSTMENT
    date: dt.date
    currency: str


Record = Document | Payment | Transfer | Adjustment | OpeningBalance | YearEndAdjustment
