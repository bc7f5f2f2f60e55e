"""Reads of the journal, entry by entry: those of a record, and those of the business."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, F, OuterRef

from bookkeeping.records import RecordType
from businesses.keyset import Order
from businesses.paging import Listed, Page
from businesses.roles import Privilege
from ledger.models import JournalEntry, JournalLine
from ledger.selectors.journal import JournalLineView

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from businesses.actors import Actor

_COLUMNS = ("id", "record_id", "account_id", "date", "amount", "currency", "home", "note")


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryFilter:
    """Which entries a list shows: with a line in this account, dated from one day to another (None: any)."""

    account: int | None = None
    start_date: dt.date | None = None
    end_date: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryView:
    """An entry of the journal with its lines, and by what its record is known.

    ``settles`` names the document that a late allocation's own entry settles.
    """

    id: int
    date: dt.date
    record: int
    record_type: RecordType
    number: str | None
    contact: str | None
    memo: str | None
    settles: int | None
    lines: tuple[JournalLineView, ...]


def entry_lines(actor: Actor, *, record: int) -> list[JournalLineView]:
    """Return the live journal lines of a record, entry by entry; raise ``ForbiddenError``. One statement."""
    return entry_lines_of(actor, records=[record])


def entry_lines_of(actor: Actor, *, records: Sequence[int]) -> list[JournalLineView]:
    """Return the live journal lines of some records, entry by entry; raise ``ForbiddenError``. One statement."""
    actor.require(Privilege.VIEW_JOURNAL_ENTRIES)
    lines = JournalLine.objects.filter(business_id=actor.business.id, record_id__in=records, superseded__isnull=True)
    return [_line(row) for row in lines.order_by("entry_id", "position").values_list(*_COLUMNS)]


def entry_list(actor: Actor, *, filters: EntryFilter | None = None, page: Page) -> Listed[EntryView]:
    """Return a page of the business's live entries, newest first, whole. Two statements at any size.

    Raises:
        ForbiddenError: without VIEW_JOURNAL_ENTRIES. InvalidError: ``page.after`` is of another list.
    """
    actor.require(Privilege.VIEW_JOURNAL_ENTRIES)
    filters = filters or EntryFilter()
    rows = JournalEntry.objects.filter(business_id=actor.business.id, superseded__isnull=True)
    if filters.start_date is not None:
        rows = rows.filter(date__gte=filters.start_date)
    if filters.end_date is not None:
        rows = rows.filter(date__lte=filters.end_date)
    if filters.account is not None:
        touching = JournalLine.objects.filter(account_id=filters.account, superseded__isnull=True)
        rows = rows.filter(Exists(touching.filter(entry_id=OuterRef("id"))))
    order = Order(f"entries-{actor.business.id}-{filters.account}", F("date"), descending=True)
    found = order.listed(rows.select_related("record__contact"), page)
    lines: dict[int, list[JournalLineView]] = {row.id: [] for row in found}
    for entry, *columns in (
        JournalLine.objects.filter(entry_id__in=list(lines))
        .order_by("entry_id", "position")
        .values_list("entry_id", *_COLUMNS)
    ):
        lines[entry].append(_line(columns))
    return Listed((_entry(row, lines[row.id]) for row in found), more=found.more, after=found.after)


def _entry(row: JournalEntry, lines: list[JournalLineView]) -> EntryView:
    record = row.record
    return EntryView(
        id=row.id,
        date=row.date,
        record=record.id,
        record_type=RecordType(record.type),
        number=record.number,
        contact=record.contact.name if record.contact else None,
        memo=record.memo,
        settles=row.settles_id,
        lines=tuple(lines),
    )


def _line(row: Any) -> JournalLineView:
    """Return the view of the columns of a line, in the order of ``_COLUMNS``."""
    return JournalLineView(
        id=row[0],
        record=row[1],
        account=row[2],
        date=row[3],
        amount=row[4],
        currency=row[5],
        home=row[6],
        note=row[7],
    )
