"""What a client wants a contact or a record to be: input of the services, frozen."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from bookkeeping.orders import Decision
from bookkeeping.records import (
    Adjustment,
    AdjustmentLine,
    Allocation,
    Document,
    Line,
    OpeningBalance,
    Payment,
    RecordType,
    Transfer,
    YearEndAdjustment,
)

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping
    from decimal import Decimal

    from bookkeeping.orders import OrderType, Portion, Target
    from bookkeeping.records import Record
    from bookkeeping.schedules import Schedule
    from bookkeeping.staging import Source
    from ledger.check_views import CheckStatus
    from ledger.kinds import ContactType
    from ledger.statement_files import Columns
    from ledger.views import RecordView


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactDraft:
    """A contact as a client describes it. ``contact_information`` has the keys of seed 002's element."""

    type: ContactType
    name: str
    contact_information: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    currency: str | None = None
    receivable_account: int | None = None
    payable_account: int | None = None
    income_or_expense_account: int | None = None
    payment_account: int | None = None
    default_tax_code: str = ""
    payment_terms: str = ""
    prefix: str = ""
    organization: bool = False
    parent: int | None = None
    linked_business: int | None = None
    groups: tuple[int, ...] = ()
    comments: tuple[str, ...] = ()
    archived: bool = False
    removed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupDraft:
    """A group of contacts as a client describes it."""

    name: str
    contacts: tuple[int, ...] = ()
    removed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Particulars:
    """What a record says beside its meaning: stored and read back, never posted."""

    number: str | None = None
    po_number: str | None = None
    memo: str | None = None
    description: str | None = None
    method: str | None = None
    by_check: bool = False
    inbox_reference: str | None = None
    project: int | None = None
    allow_zero_amounts: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentDraft:
    """A payment given with a document (contract, section 5.2).

    ``payment`` None asks for a new payment; otherwise it names one, and ``amount`` (in the document's currency) is
    what it shall settle from now on, zero meaning nothing any more.
    """

    payment: int | None = None
    amount: int = 0
    date: dt.date | None = None
    account: int | None = None
    exchange_rate: Decimal | None = None
    number: str | None = None
    memo: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportDraft:
    """A file of the bank, and the account that it is a statement of.

    ``bank_account`` names one of several accounts in the file by its number at the bank, or the end of that;
    ``income_account`` and ``expense_account`` are where deposits and withdrawals go that no contact explains.
    """

    account: int
    content: bytes
    filename: str = ""
    columns: Columns | None = None
    bank_account: str | None = None
    income_account: int | None = None
    expense_account: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckDraft:
    """What is on a check, or becomes of it: None as ``number`` keeps the number, or takes the next when it is printed.

    ``status`` None: what follows from ``printed_on``; PRINTED prints it today unless a day is named. Of a check that is
    sent with its payment, ``tells_printing`` says whether ``printed_on`` is meant, and ``told`` what else stands on it,
    by the columns of its view, which must be what the payment says.
    """

    number: int | None = None
    printed_on: dt.date | None = None
    status: CheckStatus | None = None
    tells_printing: bool = True
    told: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordDraft:
    """A record as a client describes it: its meaning, its particulars, and payments given with a document.

    ``order`` is the order that a new record comes from. ``attachments`` are the files that it shall have, ``check`` is
    what a bill payment's check shall be; None: what it has.
    """

    record: Record
    particulars: Particulars = Particulars()
    payments: tuple[PaymentDraft, ...] = ()
    removed: bool = False
    order: int | None = None
    attachments: tuple[int, ...] | None = None
    check: CheckDraft | None = None

    @property
    def has_beside(self) -> bool:
        """Whether anything is said of files or a check."""
        return self.attachments is not None or self.check is not None

    def at_home(self, currency: str) -> RecordDraft:
        """Return the draft in the home currency, unless it names one."""
        return self if self.record.currency else replace(self, record=replace(self.record, currency=currency))

    @classmethod
    def of(cls, view: RecordView) -> RecordDraft:
        """Return the draft that a stored record was posted from, with every default filled in."""
        particulars = Particulars(
            number=view.number,
            po_number=view.po_number,
            memo=view.memo,
            description=view.description,
            method=view.method,
            by_check=view.by_check,
            inbox_reference=view.inbox_reference,
            project=view.project,
            allow_zero_amounts=view.allow_zero_amounts,
        )
        return cls(record=_RECORDS[view.type](view), particulars=particulars, removed=view.removed)


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderDraft:
    """An order as a client describes it: the document that it would become, and what is said beside that.

    ``lines`` names the stored line that each line of the document takes the place of (None: a new one); empty: those
    at the same places.
    """

    type: OrderType
    record: Document
    particulars: Particulars = Particulars()
    expiry_date: dt.date | None = None
    decision: Decision = Decision.OPEN
    lines: tuple[int | None, ...] = ()
    removed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversionDraft:
    """What shall become of an order: by default the usual document, today, of all that is left.

    ``drafted`` asks for a draft of the record instead of posting it.
    """

    target: Target | None = None
    date: dt.date | None = None
    number: str | None = None
    portions: tuple[Portion, ...] | None = None
    drafted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RecurringDraft:
    """That a record shall come again by a schedule; ``drafted``: as drafts that somebody approves."""

    record: int
    schedule: Schedule
    name: str = ""
    drafted: bool = False
    active: bool = True
    removed: bool = False


def same_particulars(draft: RecordDraft, stored: RecordDraft) -> bool:
    """Tell whether two drafts say the same beside their meaning; no number means the stored one."""
    number = draft.particulars.number or stored.particulars.number
    return replace(draft.particulars, number=number) == stored.particulars


def same_draft(draft: RecordDraft, stored: RecordDraft) -> bool:
    """Tell whether two drafts say the same, apart from payments, files and checks that come with them."""
    return comparable(draft.record) == comparable(stored.record) and same_particulars(draft, stored)


@dataclass(frozen=True, slots=True, kw_only=True)
class StagedDraft:
    """Something staged, as a client describes it. ``amount`` is a credit amount; what is None is not known.

    ``row`` is the transaction of the bank that it is, which then says when, how much and in which account.
    """

    source: Source | None = None
    name: str = ""
    text: str = ""
    reference: str = ""
    date: dt.date | None = None
    amount: int | None = None
    currency: str | None = None
    contact: int | None = None
    account: int | None = None
    category: int | None = None
    row: int | None = None
    attachments: tuple[int, ...] = ()
    removed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessDraft:
    """What something staged shall be: a new ``record``, posted or ``drafted``, or the one that is there (an id)."""

    record: RecordDraft | int
    drafted: bool = False


def comparable(record: Record) -> Record:
    """Return a record in the one form in which two that say the same are equal."""
    if isinstance(record, Document):
        return replace(record, lines=tuple(replace(line, tax_code=line.tax_code or None) for line in record.lines))
    if isinstance(record, Payment):
        settled = sorted(record.allocations, key=lambda allocation: allocation.document)
        return replace(record, allocations=tuple(a for a in settled if a.amount), unallocated=None)
    return record


def _document(view: RecordView) -> Document:
    return Document(
        type=view.type,
        date=view.date,
        currency=view.currency,
        account=view.account,
        contact=view.contact,
        exchange_rate=view.exchange_rate,
        terms=view.terms,
        due_date=view.due_date,
        exchange_payment=view.exchange_payment,
        keep_in_original_currency=view.keep_in_original_currency,
        lines=tuple(
            Line(
                account=line.account,
                item=line.item,
                project=line.project,
                quantity=line.quantity,
                rate=line.rate,
                tax_code=line.tax_code or "",
                note=line.note,
            )
            for line in view.lines
        ),
    )


def _payment(view: RecordView) -> Payment:
    return Payment(
        type=view.type,
        date=view.date,
        currency=view.currency,
        amount=view.total,
        account=view.account,
        contact=view.contact,
        exchange_rate=view.exchange_rate,
        credit_account=view.credit_account,
        allocations=tuple(Allocation(document=a.document, amount=a.amount) for a in view.allocations),
    )


def _transfer(view: RecordView) -> Transfer:
    return Transfer(
        date=view.date,
        currency=view.currency,
        amount=view.total,
        account=view.account,
        deposit_account=view.deposit_account,
        deposit_currency=view.deposit_currency,
        exchange_rate=view.exchange_rate,
    )


def _adjustment(view: RecordView) -> Adjustment:
    return Adjustment(
        date=view.date,
        currency=view.currency,
        exchange_rate=view.exchange_rate,
        lines=tuple(
            AdjustmentLine(account=line.account, amount=line.amount, currency=line.currency, note=line.note)
            for line in view.adjustments
        ),
    )


def _opening_balance(view: RecordView) -> OpeningBalance:
    return OpeningBalance(
        date=view.date,
        currency=view.currency,
        amount=view.total,
        account=view.account,
        exchange_rate=view.exchange_rate,
    )


def _year_end(view: RecordView) -> YearEndAdjustment:
    return YearEndAdjustment(date=view.date, currency=view.currency)


_RECORDS: Mapping[RecordType, Callable[[RecordView], Record]] = {
    RecordType.INVOICE: _document,
    RecordType.BILL: _document,
    RecordType.INVOICE_PAYMENT: _payment,
    RecordType.BILL_PAYMENT: _payment,
    RecordType.TRANSFER: _transfer,
    RecordType.ADJUSTMENT: _adjustment,
    RecordType.OPENING_BALANCE: _opening_balance,
    RecordType.YEAR_END_ADJUSTMENT: _year_end,
}
