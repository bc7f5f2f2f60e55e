"""Reads of records: one, or a filtered list, whole."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce

from bookkeeping.errors import InvalidError
from bookkeeping.records import RecordType
from businesses.errors import NotFoundError
from businesses.keyset import Order, contains, number_key, text_key
from businesses.paging import Listed, Page
from businesses.roles import Privilege
from businesses.selectors.actors import actor_via
from ledger.models import AdjustmentLine, JournalLine, Record, RecordLine
from ledger.selectors.parts import record_views
from ledger.selectors.rows import rows_get, rows_listed

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from django.db.models import QuerySet
    from django.db.models.expressions import Combinable

    from businesses.actors import Actor, Caller
    from ledger.selectors.rows import RecordRow
    from ledger.views import RecordView

_DOCUMENTS = (str(RecordType.INVOICE), str(RecordType.BILL))
_SORT_COLUMNS: dict[str, Combinable] = {
    "date": F("date"),
    "number": number_key("number"),
    "type": text_key("type"),
    "contact_name": text_key("contact__name"),
    "memo": text_key("memo"),
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
    """Which records a list shows, and in which order. Amounts are compared with the record's signed total.

    ``account`` narrows to records that are in the journal of an account. ``search`` looks into number, memo,
    description, purchase order number, the contact's name and the notes of lines (see ``businesses.keyset.contains``).
    """

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
    account: int | None = None

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
    rows = rows_get(actor.business.id, records=[record])
    if not rows:
        raise NotFoundError
    return record_views(actor, rows=rows)[0]


def records_get(actor: Actor, *, records: Sequence[int]) -> dict[int, RecordView]:
    """Return those of some records that the business has, by id, removed ones too. Two statements.

    Raises:
        ForbiddenError: without VIEW_RECORDS.
    """
    actor.require(Privilege.VIEW_RECORDS)
    rows = rows_get(actor.business.id, records=records)
    return {view.id: view for view in record_views(actor, rows=rows)}


def record_list(actor: Actor, *, filters: RecordFilter = EVERY_RECORD, page: Page = FIRST_PAGE) -> Listed[RecordView]:
    """Return a page of the business's records, newest first unless the filter says otherwise.

    Texts are in the order of ``businesses.keyset``, numbers by their length first, a missing due date is the date.

    Raises:
        ForbiddenError: without VIEW_RECORDS, for those of an account VIEW_ACCOUNTS too.
        InvalidError: ``page.after`` is of another list.
    """
    actor.require(Privilege.VIEW_RECORDS)
    if filters.account is not None:
        actor.require(Privilege.VIEW_ACCOUNTS)
    rows = _narrowed(Record.objects.filter(business_id=actor.business.id), filters)
    if filters.status:
        rows = rows.filter(_status(filters, filters.as_of or actor.now.date()))
    order = Order(
        f"records-{actor.business.id}-{filters.contact}-{filters.account}-{filters.sort_column}",
        _SORT_COLUMNS[filters.sort_column],
        descending=filters.sort_order == "desc",
    )
    found: Listed[RecordRow] = order.listed(rows, page, read=partial(rows_listed, descending=order.descending))
    return Listed(record_views(actor, rows=found), more=found.more, after=found.after)


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
    if filters.account is not None:
        live = JournalLine.objects.filter(account_id=filters.account, superseded__isnull=True)
        rows = rows.filter(Exists(live.filter(record_id=OuterRef("id"))))
    text = filters.search.strip()
    return rows.filter(_matches(text)) if text else rows


def _matches(text: str) -> Q:
    """Return the condition that a record's own words contain a text, in any case."""
    noted = [
        Exists(model.objects.filter(contains(text, "note"), record_id=OuterRef("id")))
        for model in (RecordLine, AdjustmentLine)
    ]
    own = contains(text, "number", "memo", "description", "po_number", "contact__name")
    return own | Q(noted[0]) | Q(noted[1])


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
