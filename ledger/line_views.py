"""What the selectors of journal lines give back, and the columns that they read for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from bookkeeping.entries import EntryKind
from bookkeeping.records import RecordType
from ledger.views import View

if TYPE_CHECKING:
    import datetime as dt

COLUMNS: Final = {
    "id": "pk",
    "entry": "entry_id",
    "kind": "entry__kind",
    "record": "record_id",
    "record_type": "record__type",
    "number": "record__number",
    "contact": "record__contact_id",
    "contact_name": "record__contact__name",
    "memo": "record__memo",
    "account": "account_id",
    "date": "date",
    "amount": "amount",
    "currency": "currency",
    "home": "home",
    "note": "note",
    "settles": "settles_id",
    "tax": "tax_id",
    "item": "item_id",
    "changeset": "entry__changeset__number",
    "superseded": "superseded__number",
}
"""The fields of ``LineDetailView`` and the columns of ``JournalLine`` that they are read from."""


class LineDetailView(View, frozen=True):
    """A line of the journal with its entry and record; amounts count on the side that was asked for.

    ``changeset`` is the number of the one that brought it, ``superseded`` of the one since which it does not count. On
    the cash basis it may be a part of a line, on the day of the record that paid it, ``paid_by``.
    """

    id: int
    entry: int
    kind: EntryKind
    record: int
    record_type: RecordType
    number: str | None
    contact: int | None
    contact_name: str | None
    memo: str | None
    account: int
    date: dt.date
    amount: int
    currency: str
    home: int
    note: str | None
    settles: int | None
    tax: int | None
    item: int | None
    changeset: int
    superseded: int | None
    paid_by: int | None = None

    @classmethod
    def of(cls, row: Any, sign: int) -> LineDetailView:
        """Return a row of the columns as a view, its amounts with this sign."""
        values = {name: getattr(row, column) for name, column in COLUMNS.items()}
        values |= {"kind": EntryKind(row.entry__kind), "record_type": RecordType(row.record__type)}
        return cls(**values | {"amount": sign * row.amount, "home": sign * row.home})


class LineSumView(View, frozen=True):
    """How many lines a selection names, and what their home amounts sum to on its side."""

    count: int
    home: int
