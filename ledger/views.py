"""What the selectors of records give back: frozen, whole, ready to be rendered without another query.

Amounts are minor units of the record's currency unless a name says home; rates and quantities are ``Decimal``.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import msgspec

from bookkeeping.records import RecordType
from businesses.payloads import plain

if TYPE_CHECKING:
    from ledger.models import AdjustmentLine, RecordLine, RecordTax


class View(msgspec.Struct, frozen=True, gc=False):
    """A row, or several that belong together, as they were read. A Struct, since lists make hundreds of them."""


class LineView(View, frozen=True):
    """A line of an invoice or bill: ``amount`` is quantity times rate, ``net`` that without inclusive tax.

    Only a draft's line may lack account and rate.
    """

    id: int
    account: int | None
    item: int | None
    project: int | None
    quantity: Decimal
    rate: Decimal | None
    tax_code: str | None
    note: str | None
    amount: int
    net: int

    @classmethod
    def of(cls, row: RecordLine) -> LineView:
        """Return a row as a view."""
        return cls(
            id=row.id,
            account=row.account_id,
            item=row.item_id,
            project=row.project_id,
            quantity=row.quantity,
            rate=row.rate,
            tax_code=row.tax_code,
            note=row.note,
            amount=row.amount,
            net=row.net,
        )


class TaxAmountView(View, frozen=True):
    """How much of a tax a document contains."""

    id: int
    tax: int
    name: str
    registration: str
    amount: int

    @classmethod
    def of(cls, row: RecordTax) -> TaxAmountView:
        """Return a row as a view."""
        return cls(id=row.id, tax=row.tax_id, name=row.name, registration=row.registration, amount=row.amount)


class AdjustmentLineView(View, frozen=True):
    """A line of an adjustment; only a draft's may lack the account."""

    id: int
    account: int | None
    amount: int
    currency: str
    note: str | None

    @classmethod
    def of(cls, row: AdjustmentLine) -> AdjustmentLineView:
        """Return a row as a view."""
        return cls(id=row.id, account=row.account_id, amount=row.amount, currency=row.currency, note=row.note)


class AllocationOutView(View, frozen=True):
    """What a payment settles: the document, and what is still due of it after this."""

    id: int
    document: int
    amount: int
    document_date: dt.date
    document_number: str | None
    document_account: int | None
    balance_due: int


class AllocationInView(View, frozen=True):
    """What settles a document: the payment, with its own words."""

    id: int
    payment: int
    amount: int
    date: dt.date
    account: int | None
    exchange_rate: Decimal | None
    number: str | None
    memo: str | None


class FileView(View, frozen=True):
    """A file of a record: ``size`` is in octets."""

    id: int
    attachment: int
    name: str
    content_type: str
    size: int


class PaymentCheckView(View, frozen=True):
    """What a bill payment's check has beside the payment: number, days, and the address that it goes to.

    ``told_on`` is the last day that the bank tells of it, ``reconciled_on`` that of the statement that it has cleared
    with. ``version`` is 0 until there is a number.
    """

    id: int
    number: int | None
    printed_on: dt.date | None
    version: int
    reconciled_on: dt.date | None
    told_on: dt.date | None
    street1: str | None
    street2: str | None
    city: str | None
    province_or_state: str | None
    postal_or_zip_code: str | None
    country: str | None


class StagedLinkView(View, frozen=True):
    """A staged item that a record stands for."""

    id: int


class RecordView(View, frozen=True):
    """A record of any type with all that belongs to it (see ``ledger.models.Record`` for the columns).

    Up to ``home_currency`` its fields are those that ``ledger.selectors.rows`` asks for; its parts come beside them.
    """

    id: int
    business: int
    type: RecordType
    state: str
    date: dt.date
    number: str | None
    contact: int | None
    contact_name: str | None
    account: int | None
    currency: str
    exchange_rate: Decimal | None
    total: int
    before_taxes: int
    home_total: int
    paid_immediately: int
    balance: int
    open_home: int
    terms: str | None
    due_date: dt.date | None
    po_number: str | None
    memo: str | None
    description: str | None
    deposit_account: int | None
    deposit_currency: str | None
    deposit_amount: int | None
    credit_account: int | None
    method: str | None
    by_check: bool
    inbox_reference: str | None
    project: int | None
    project_name: str | None
    exchange_payment: bool
    keep_in_original_currency: bool
    allow_zero_amounts: bool
    order: int | None
    read_only: bool
    removed: bool
    created_at: dt.datetime
    modified_at: dt.datetime
    version: int
    home_currency: str
    lines: tuple[LineView, ...] = ()
    taxes: tuple[TaxAmountView, ...] = ()
    adjustments: tuple[AdjustmentLineView, ...] = ()
    allocations: tuple[AllocationOutView, ...] = ()
    payments: tuple[AllocationInView, ...] = ()
    files: tuple[FileView, ...] = ()
    staged: tuple[StagedLinkView, ...] = ()
    checks: tuple[PaymentCheckView, ...] = ()

    @property
    def void(self) -> bool:
        """Whether the record is listed with its amounts, but neither owes nor moves anything."""
        return self.state == "VOID"

    @property
    def draft(self) -> bool:
        """Whether the record waits to be posted: it has no entry, and its number is only the one it asks for."""
        return self.state == "DRAFT"

    def payload(self) -> dict[str, Any]:
        """Return the record as plain data, for changesets."""
        payload: dict[str, Any] = msgspec.to_builtins(self, builtin_types=(dt.datetime, Decimal))
        payload |= {name: plain(payload[name]) for name in ("created_at", "modified_at", "exchange_rate")}
        for line in payload["lines"]:
            line |= {name: plain(line[name]) for name in ("quantity", "rate")}
        for payment in payload["payments"]:
            payment["exchange_rate"] = plain(payment["exchange_rate"])
        return payload
