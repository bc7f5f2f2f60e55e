"""The journal of a business, line by line, and the address of whatever a selection names of it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated, Any, ClassVar
from urllib.parse import urlencode

from msgspec import Meta

from accounts.currencies import currency_known
from api.common.tables import Table
from api.common.wire import MAX_ID, Id, Text20, Text200, Wire
from api.dialects.kashoo.wire.base import href
from api.dialects.kashoo.wire.queries import ChangesetNumber, KeysetQuery, choice
from api.dialects.kashoo.wire.records import record_type
from bookkeeping.books import AccountType
from bookkeeping.entries import EntryKind
from bookkeeping.money import to_major
from bookkeeping.records import RecordType
from bookkeeping.reporting.figures import EVERY_LINE, Basis, Selection, Side

if TYPE_CHECKING:
    from collections.abc import Sequence

    from businesses.actors import Actor
    from ledger.line_views import LineDetailView, LineSumView

Contact = Annotated[int, Meta(ge=0, le=MAX_ID, description="The contact of the record; 0: those that name none.")]


class EntriesQuery(KeysetQuery):
    """Which lines of the journal; whatever is given must fit. ``side=debit`` shows debit amounts as positive.

    ``document`` is a record: its own lines, and those that settle it; ``dueFrom`` and ``dueTo`` are about when that is
    due. ``yearEnds=false`` leaves out the entries that close a year, ``closing=false`` only those of the end date.
    """

    default_limit: ClassVar[int | None] = 100

    account: list[Id] = []
    account_type: list[AccountType] = []
    start_date: dt.date | None = None
    end_date: dt.date | None = None
    contact: Contact | None = None
    currency: Text20 | None = None
    kind: EntryKind | None = None
    year_ends: bool = True
    closing: bool = True
    record_type: list[str] = []
    record: Id | None = None
    document: Id | None = None
    due_from: dt.date | None = None
    due_to: dt.date | None = None
    tax: Id | None = None
    taxed: bool | None = None
    item: Annotated[int, Meta(ge=0, le=MAX_ID)] | None = None
    basis: Basis = Basis.ACCRUAL
    changeset: ChangesetNumber | None = None
    side: Side = Side.CREDIT
    sort_order: Text200 = "desc"

    def selection(self) -> Selection:
        """Return the selection; raise ``InvalidError`` for a record type that does not exist."""
        return Selection(
            accounts=tuple(self.account),
            types=tuple(self.account_type),
            start=self.start_date,
            end=self.end_date,
            contact=self.contact,
            currency=self.currency.upper() if self.currency else None,
            kind=self.kind,
            year_ends=self.year_ends,
            closing=self.closing,
            record_types=tuple(record_type(text, field="recordType") for text in self.record_type),
            record=self.record,
            document=self.document,
            due_from=self.due_from,
            due_to=self.due_to,
            tax=self.tax,
            taxed=self.taxed,
            item=self.item,
            basis=self.basis,
            changeset=self.changeset,
            side=self.side,
        )

    @property
    def descending(self) -> bool:
        """Whether the newest come first; raises ``InvalidError`` for an order that does not exist."""
        return choice(self.sort_order, ("asc", "desc"), field="sortOrder") == "desc"


_PARAMETERS = {
    "accounts": "account",
    "types": "accountType",
    "start": "startDate",
    "end": "endDate",
    "contact": "contact",
    "currency": "currency",
    "kind": "kind",
    "year_ends": "yearEnds",
    "closing": "closing",
    "record_types": "recordType",
    "record": "record",
    "document": "document",
    "due_from": "dueFrom",
    "due_to": "dueTo",
    "tax": "tax",
    "taxed": "taxed",
    "item": "item",
    "basis": "basis",
    "changeset": "changeset",
    "side": "side",
}
"""What the fields of a selection are called in an address, in the order in which they stand there."""


def entries_href(business: int, selection: Selection) -> str:
    """Return the address of the lines of a selection: read and added up, they give its figure."""
    given: list[tuple[str, Any]] = []
    for field, parameter in _PARAMETERS.items():
        value = getattr(selection, field)
        if value != getattr(EVERY_LINE, field):
            given += ((parameter, each) for each in (value if isinstance(value, tuple) else (value,)))
    query = urlencode([(name, str(value).lower() if isinstance(value, bool) else str(value)) for name, value in given])
    return f"{href('businesses', business)}/entries{'?' if query else ''}{query}"


class EntryLineOut(Wire):
    """A line of the journal: a credit amount, or a debit amount where that is asked for, with its entry and record.

    ``settles`` is the document that it settles, ``superseded`` the changeset since which it does not count. On the cash
    basis it may be the part of a line that the record ``paidBy`` paid.
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
    paid_by: int | None

    @classmethod
    def of(cls, line: LineDetailView) -> EntryLineOut:
        """Return a line as clients read it."""
        return cls(**{name: getattr(line, name) for name in cls.__struct_fields__})


class EntriesTotalOut(Wire):
    """Of all lines that fit, on whatever page: how many there are, and their sum in home minor units."""

    lines: int
    home: int


class EntriesOut(Wire):
    """A page of the journal. ``totals`` stand on the first page only, for adding up takes longer than reading on."""

    business: int
    currency: str
    totals: EntriesTotalOut | None
    journal_entries: list[EntryLineOut]

    @classmethod
    def of(cls, lines: Sequence[LineDetailView], total: LineSumView | None, actor: Actor) -> EntriesOut:
        """Return a page as clients read it."""
        return cls(
            business=actor.business.id,
            currency=actor.business.currency,
            totals=EntriesTotalOut(lines=total.count, home=total.home) if total else None,
            journal_entries=[EntryLineOut.of(line) for line in lines],
        )

    def table(self) -> Table:
        """Return the page as a table, amounts in major units."""
        digits = currency_known(self.currency)
        headings = ("date", "type", "number", "contact", "memo", "note", "account", "amount", "currency", "home")
        rows = [
            (
                line.date,
                line.record_type,
                line.number,
                line.contact_name,
                line.memo,
                line.note,
                line.account,
                to_major(line.amount, currency_known(line.currency)),
                line.currency,
                to_major(line.home, digits),
            )
            for line in self.journal_entries
        ]
        return Table("journal", headings, rows)
