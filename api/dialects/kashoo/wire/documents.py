"""Invoices and bills (operations 88, 89, 93, 94)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar

from msgspec import UNSET, UnsetType

from api.common.wire import (
    Id,
    Minor,
    Number40,
    Prose,
    Text40,
    Text60,
    Text200,
    Wire,
    blank,
    by_position,
    exact,
    number_text,
    plain,
)
from api.dialects.kashoo.wire.base import Link, account_links, currency_link, link
from api.dialects.kashoo.wire.records import RecordIn, RecordOut, formatted, shared
from bookkeeping.records import Document, Line, RecordType
from ledger.drafts import PaymentDraft, RecordDraft

if TYPE_CHECKING:
    from businesses.actors import Actor
    from ledger.views import AllocationInView, LineView, RecordView, TaxAmountView


class LineItemIn(Wire):
    """A line: ``rate`` is a price in major units.

    A ``taxCode`` that is not sent is the item's or the contact's; an empty one or null is none (contract, 5.5).
    """

    account: Id | None = None
    item: Id | None = None
    project: Id | None = None
    quantity: Decimal | None = None
    rate: Decimal | None = None
    tax_code: Text200 | UnsetType | None = UNSET
    note: Prose | None = None

    def to_line(self, index: int) -> Line:
        """Return the line of the core; ``index`` is where it stands, for the words of a fault."""
        quantity = exact(self.quantity, field=f"lineItems[{index}].quantity")
        return Line(
            account=self.account,
            item=self.item,
            project=self.project,
            quantity=Decimal(1) if quantity is None else quantity,
            rate=exact(self.rate, field=f"lineItems[{index}].rate"),
            tax_code=None if self.tax_code is UNSET else self.tax_code or "",
            note=blank(self.note),
        )


class LineItemOut(Wire):
    """A line of an invoice or bill (seed 002, type lineItem); only a draft's may lack ``account`` and ``rate``."""

    id: int
    account: int | None
    item: int | None
    project: int | None
    quantity: Decimal | None
    rate: Decimal | None
    tax_code: str | None
    note: str | None

    @classmethod
    def of(cls, line: LineView) -> LineItemOut:
        """Return a line as clients read it."""
        quantity, rate = plain(line.quantity), plain(line.rate)
        return cls(line.id, line.account, line.item, line.project, quantity, rate, line.tax_code, line.note)


class PaymentAllocationIn(Wire):
    """A payment of the document, in its currency; without ``payment`` it is made (contract, section 5.2)."""

    payment: Id | None = None
    amount: Minor | None = None
    date: dt.date | None = None
    account: Id | None = None
    exchange_rate: Decimal | None = None
    payment_ref_num: Number40 | None = None
    payment_memo: Prose | None = None

    def to_payment(self, index: int) -> PaymentDraft:
        """Return the draft of the payment."""
        return PaymentDraft(
            payment=self.payment,
            amount=self.amount or 0,
            date=self.date,
            account=self.account,
            exchange_rate=exact(self.exchange_rate, field=f"payments[{index}].exchangeRate"),
            number=number_text(self.payment_ref_num),
            memo=self.payment_memo,
        )


class PaymentOfDocumentOut(Wire):
    """What settles a document (seed 002, type paymentAllocationIn)."""

    id: int
    payment: int
    amount: int
    date: dt.date
    account: int | None
    exchange_rate: Decimal | None
    payment_ref_num: str | None
    payment_memo: str | None
    links: list[Link]
    link: list[Link]

    @classmethod
    def of(cls, allocation: AllocationInView, document: RecordView) -> PaymentOfDocumentOut:
        """Return an allocation as clients of the document read it."""
        links = [
            link("record", "records", allocation.payment),
            currency_link(document.business, document.currency),
            *account_links(allocation.account),
        ]
        return cls(
            id=allocation.id,
            payment=allocation.payment,
            amount=allocation.amount,
            date=allocation.date,
            account=allocation.account,
            exchange_rate=plain(allocation.exchange_rate),
            payment_ref_num=allocation.number,
            payment_memo=allocation.memo,
            links=links,
            link=links,
        )


class TaxAmountOut(Wire):
    """How much of a tax a document contains (seed 002, type invoiceTaxAmount)."""

    name: str
    amount: int
    registration_number: str | None

    @classmethod
    def of(cls, tax: TaxAmountView) -> TaxAmountOut:
        """Return a tax amount as clients read it."""
        return cls(tax.name, tax.amount, tax.registration or None)


class DocumentIn(RecordIn, kw_only=True):
    """An invoice or a bill as a client sends it. Totals, taxes and formatted amounts are computed, and ignored here."""

    follows: ClassVar[dict[str, tuple[str, ...]]] = {**RecordIn.follows, "terms": ("dueDate",)}

    terms: Text40 | None = None
    due_date: dt.date | None = None
    po_number: Text60 | None = None
    exchange_payment: bool | None = None
    keep_in_original_currency: bool | None = None
    line_items: list[LineItemIn] | None = None
    payments: list[PaymentAllocationIn] | None = None

    def to_draft(self, kind: RecordType, *, home: str) -> RecordDraft:
        """Return the draft of an invoice or bill."""
        record = Document(
            type=kind,
            date=self.date,
            currency=self.currency_or(home),
            account=self.account,
            contact=self.contact,
            exchange_rate=self.rate(),
            terms=blank(self.terms),
            due_date=self.due_date,
            exchange_payment=bool(self.exchange_payment),
            keep_in_original_currency=bool(self.keep_in_original_currency),
            lines=tuple(line.to_line(index) for index, line in enumerate(self.line_items or ())),
        )
        particulars = self.particulars(po_number=blank(self.po_number))
        payments = tuple(payment.to_payment(index) for index, payment in enumerate(self.payments or ()))
        return RecordDraft(
            record=record,
            particulars=particulars,
            payments=payments,
            removed=bool(self.removed),
            attachments=self.files(),
        )


class DocumentOut(RecordOut, kw_only=True):
    """An invoice or a bill (seed 002, type baseInvoiceRecordInfo, and seed 000). Amounts are minor units."""

    terms: str | None
    due_date: dt.date | None
    po_number: str | None
    exchange_payment: bool
    keep_in_original_currency: bool
    total_due: int
    total_before_taxes: int
    total_local_due: int
    balance_due: int
    total_due_formatted: str
    balance_due_formatted: str
    total_paid_immediately: int
    total_paid_later: int
    total_paid: int
    paid: bool
    paid_invoice: bool
    income: bool
    taxes: list[TaxAmountOut]
    line_items: list[LineItemOut]
    payments: list[PaymentOfDocumentOut]

    @classmethod
    def of(cls, record: RecordView, actor: Actor) -> DocumentOut:
        """Return an invoice or bill as this actor reads it."""
        return by_position(cls)(
            *shared(record, actor),
            record.terms,
            record.due_date,
            record.po_number,
            record.exchange_payment,
            record.keep_in_original_currency,
            *totals(record, actor.business.locale),
            record.type == RecordType.INVOICE,
            [TaxAmountOut.of(tax) for tax in record.taxes],
            [LineItemOut.of(line) for line in record.lines],
            [PaymentOfDocumentOut.of(allocation, record) for allocation in record.payments],
        )


def totals(record: RecordView, locale: str) -> tuple[Any, ...]:
    """Return the amounts of a document (contract, section 5.3), in the order of the fields of ``DocumentOut``.

    Nothing is owed or paid of a void one or a draft.
    """
    counts = not (record.void or record.draft)
    at_once = record.paid_immediately if counts else 0
    paid = record.total - record.balance if counts else 0
    return (
        record.total,
        record.before_taxes,
        record.home_total,
        record.balance,
        formatted(record.total, record.currency, locale),
        formatted(record.balance, record.currency, locale),
        at_once,
        paid - at_once,
        paid,
        record.balance == 0 and counts,
        record.paid_immediately != 0,
    )
