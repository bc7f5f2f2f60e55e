"""Reads of records: one, or a filtered list, whole."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from bookkeeping.errors import InvalidError
from bookkeeping.records import RecordType
from businesses.errors import NotFoundError
from businesses.paging import Page
from businesses.roles import Privilege
from businesses.selectors.actors import actor_via
from ledger.models import Record, RecordLine
from ledger.selectors.parts import record_views

if TYPE_CHECKING:
    import datetime as dt

    from django.db.models.expressions import Combinable

    from businesses.actors import Actor, Caller
    from ledger.views import RecordView

_DOCUMENTS = (str(RecordType.INVOICE), str(RecordType.BILL))
_SORT_COLUMNS: dict[str, Any] = {
    "date": F("date"),
    "number": Coalesce(F("number"), Value("")),
    "type": F("type"),
    "contact_name": Coalesce(F("contact__name"), Value("")),
    "memo": Coalesce(F("memo"), Value("")),
    "amount": F("total"),
    "total_due": F("total"),
    "balance_due": F("balance"),
    "due_date": Coalesce(F("due_date"), F("date")),
    "creation": F("created_at"),
    "last_modified": F("modified_at"),
}
SORT_COLUMNS = tuple(_SORT_COLUMNS)
"""What lists of records can be sorted by (DESIGN, section 7)."""
STATUSES = ("paid", "unpaid", "overdue", "draft", "void")
"""What lists of records can be narrowed to (DESIGN, section 7)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordFilter:
    """Which records a list shows, and in which order. Amounts are compared with the record's signed total."""

    types: frozenset[RecordType] = frozenset()
    start_date: dt.date | None = None
    end_date: dt.date | None = None
    search: str = ""
    amount_ge: int | None = None
    amount_le: int | None = None
    exclude: frozenset[int] = frozenset()
    status: str | None = None
    as_of: dt.date | None = None
    sort_column: str = "date"
    sort_order: str = "desc"
    include_removed: bool = False
    modified_since: dt.datetime | None = None
    contact: int | None = None

    def __post_init__(self) -> None:
        """Raise ``InvalidError`` for a column, order or status that does not exist."""
        for value, allowed, field in (
            (self.sort_column, SORT_COLUMNS, "sort_column"),
            (self.sort_order, ("asc", "desc"), "sort_order"),
            (self.status, (None, *STATUSES), "status"),
        ):
            if value not in allowed:
                message = f"Use one of: {', '.join(str(choice) for choice in allowed if choice)}."
                raise InvalidError(message, field=field)


EVERY_RECORD = RecordFilter()
FIRST_PAGE = Page(0, 50)


def record_actor(caller: Caller, *, record: int) -> Actor:
    """Return the caller as an actor on the record's business; raise ``NotFoundError`` for a stranger's."""
    return actor_via(caller, table="ledger_record", kind="record", identity=record)


def record_get(actor: Actor, *, record: int) -> RecordView:
    """Return a record, a removed one too (it can be restored).

    Raises:
        NotFoundError: there is none with this id in the business. ForbiddenError: without VIEW_RECORDS.
    """
    actor.require(Privilege.VIEW_RECORDS)
    rows = Record.objects.filter(business_id=actor.business.id, id=record)
    views = record_views(actor, rows=list(rows.select_related("contact", "project")))
    if not views:
        raise NotFoundError
    return views[0]


def record_list(actor: Actor, *, filters: RecordFilter = EVERY_RECORD, page: Page = FIRST_PAGE) -> list[RecordView]:
    """Return a page of the business's records, newest first unless the filter says otherwise.

    Raises:
        ForbiddenError: without VIEW_RECORDS.
    """
    actor.require(Privilege.VIEW_RECORDS)
    rows = _narrowed(Record.objects.filter(business_id=actor.business.id), filters)
    if filters.status:
        rows = rows.filter(_status(filters, filters.as_of or actor.now.date()))
    column = _SORT_COLUMNS[filters.sort_column]
    order = [column.asc(), F("id").asc()] if filters.sort_order == "asc" else [column.desc(), F("id").desc()]
    return record_views(actor, rows=list(rows.order_by(*order).select_related("contact", "project")[page.window]))


def _narrowed(rows: QuerySet[Record], filters: RecordFilter) -> QuerySet[Record]:
    """Apply every filter but the status."""
    conditions = {
        "type__in": [str(kind) for kind in filters.types] or None,
        "date__gte": filters.start_date,
        "date__lte": filters.end_date,
        "total__gte": filters.amount_ge,
        "total__lte": filters.amount_le,
        "modified_at__gte": filters.modified_since,
        "contact_id": filters.contact,
        "removed": None if filters.include_removed else False,
    }
    rows = rows.filter(**{name: value for name, value in conditions.items() if value is not None})
    if filters.exclude:
        rows = rows.exclude(id__in=filters.exclude)
    return rows.filter(_matches(filters.search.strip())) if filters.search.strip() else rows


def _matches(text: str) -> Combinable | Q:
    """Return the condition that a record's own words contain a text, in any case."""
    notes = RecordLine.objects.filter(record_id=OuterRef("id"), note__icontains=text)
    return (
        Q(number__icontains=text)
        | Q(memo__icontains=text)
        | Q(description__icontains=text)
        | Q(po_number__icontains=text)
        | Q(contact__name__icontains=text)
        | Exists(notes)
    )


def _status(filters: RecordFilter, as_of: dt.date) -> Q:
    """Return the condition of a status: documents that are (not) paid, or records in a state."""
    documents = Q(type__in=_DOCUMENTS, state="POSTED")
    return {
        "paid": documents & Q(balance=0),
        "unpaid": documents & ~Q(balance=0),
        "overdue": documents & ~Q(balance=0) & Q(due_date__lt=as_of),
        "draft": Q(state="DRAFT"),
        "void": Q(state="VOID"),
    }[filters.status or "paid"]
