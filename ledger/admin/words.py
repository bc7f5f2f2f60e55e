"""The words of the pages for what the books name in capitals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bookkeeping.books import AccountType
from bookkeeping.records import RecordType
from ledger.kinds import ContactType, TemplateType

if TYPE_CHECKING:
    import datetime as dt
    from enum import StrEnum

    from ledger.views import RecordView


def word(kind: StrEnum) -> str:
    """Return the words for a member of an enum: ``INVOICE_PAYMENT`` is an "Invoice payment"."""
    return str(kind).replace("_", " ").capitalize()


def choices(kinds: type[StrEnum]) -> list[tuple[str, str]]:
    """Return what a select offers of an enum, in order of the words."""
    return sorted(((str(kind), word(kind)) for kind in kinds), key=lambda pair: pair[1])


ACCOUNT_TYPES = choices(AccountType)
CONTACT_TYPES = choices(ContactType)
RECORD_TYPES = choices(RecordType)
TEMPLATE_TYPES = choices(TemplateType)
STATUSES = [("unpaid", "Unpaid"), ("overdue", "Overdue"), ("paid", "Paid"), ("draft", "Draft"), ("void", "Void")]


def status_of(record: RecordView, today: dt.date) -> tuple[str, str]:
    """Return the word for how a record stands, and the colour of it (a variant of Unfold's label)."""
    if record.removed or record.state != "POSTED":
        return ("Removed", "danger") if record.removed else (record.state.capitalize(), "warning")
    if record.type not in (RecordType.INVOICE, RecordType.BILL):
        return ("Unallocated", "info") if _has_rest(record) else ("Posted", "default")
    if record.balance == 0:
        return "Paid", "success"
    if record.due_date is not None and record.due_date < today:
        return "Overdue", "danger"
    return "Open", "info"


def _has_rest(record: RecordView) -> bool:
    """Tell whether a payment has money left that settles nothing."""
    return record.type in (RecordType.INVOICE_PAYMENT, RecordType.BILL_PAYMENT) and record.balance != 0
