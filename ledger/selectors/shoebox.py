"""Reads of the shoebox: one staged item, or a filtered list."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.db.models import Exists, F, OuterRef, Q, Value
from django.db.models.functions import Coalesce

from accounts.currencies import currency_known
from bookkeeping.errors import InvalidError
from bookkeeping.records import RecordType
from bookkeeping.staging import Source, Stage, Staged, kind_of, record_of
from businesses.errors import NotFoundError
from businesses.keyset import Order, contains, text_key
from businesses.paging import EVERYTHING, Listed, Page
from businesses.roles import Privilege
from businesses.selectors.actors import actor_via
from ledger.drafts import Particulars, RecordDraft
from ledger.models import BankStatementRow, Record, ShoeboxItem
from ledger.models.record import State
from ledger.selectors.attachments import staged_attachments

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet

    from businesses.actors import Actor, Caller
    from ledger.selectors.attachments import AttachmentView

_KEYS: Final[dict[str, Any]] = {
    "creation": F("created_at"),
    "last_modified": F("modified_at"),
    "date": Coalesce("date", Value(dt.date(1, 1, 1))),
    "amount": Coalesce("amount", Value(0)),
    "name": text_key("name"),
    "contact_name": text_key("contact__name"),
}
SORT_COLUMNS: Final = tuple(_KEYS)
"""What lists of the shoebox can be sorted by; what is not known comes first."""
STATUSES: Final = (*(stage.lower() for stage in Stage), "all")
_STANDING: Final = Record.objects.filter(id=OuterRef("record_id"), removed=False).exclude(state=State.VOID)
_TOLD: Final = BankStatementRow.objects.filter(id=OuterRef("row_id"), matched=F("amount"))
_DONE: Final = Exists(_STANDING) | Exists(_TOLD)


@dataclass(frozen=True, slots=True, kw_only=True)
class StagedView:
    """A staged item, see ``ledger.models.ShoeboxItem``.

    It is processed while a record stands for it (``record``, with its type), or records account for all of the bank's
    transaction that it is.
    """

    id: int
    business: int
    source: Source
    stage: Stage
    name: str
    text: str
    reference: str
    date: dt.date | None
    amount: int | None
    currency: str
    contact: int | None
    contact_name: str | None
    account: int | None
    category: int | None
    row: int | None
    record: int | None
    record_type: RecordType | None
    made: bool
    attachments: tuple[AttachmentView, ...]
    removed: bool
    created_at: dt.datetime
    modified_at: dt.datetime
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StagedFilter:
    """Which staged items a list shows (``among``: some ids), and in which order.

    ``search`` looks into name, text, reference and contact.

    The days are those of the items themselves; items without a day are in none.
    """

    stage: Stage | None = Stage.STAGED
    sources: frozenset[Source] = frozenset()
    start_date: dt.date | None = None
    end_date: dt.date | None = None
    amount_ge: int | None = None
    amount_le: int | None = None
    contact: int | None = None
    account: int | None = None
    search: str = ""
    sort_column: str = "creation"
    sort_order: str = "desc"
    include_removed: bool = False
    modified_since: dt.datetime | None = None
    among: frozenset[int] | None = None

    def __post_init__(self) -> None:
        """Raise ``InvalidError`` for a column or order that does not exist."""
        for value, allowed, name in (
            (self.sort_column, SORT_COLUMNS, "sort_column"),
            (self.sort_order, ("asc", "desc"), "sort_order"),
        ):
            if value not in allowed:
                message = f"Use one of: {', '.join(allowed)}."
                raise InvalidError(message, field=name)


WAITING: Final = StagedFilter()


def staged_actor(caller: Caller, *, item: int) -> Actor:
    """Return the caller as an actor on the staged item's business; raise ``NotFoundError`` for a stranger's."""
    return actor_via(caller, table="ledger_shoeboxitem", kind="shoeboxItem", identity=item)


def staged_get(actor: Actor, *, item: int) -> StagedView:
    """Return a staged item, a removed one too. Two statements.

    Raises:
        NotFoundError: there is none with this id in the business. ForbiddenError: without VIEW_RECORDS.
    """
    actor.require(Privilege.VIEW_RECORDS)
    rows = list(_rows(actor).filter(id=item))
    if not rows:
        raise NotFoundError
    return _views(actor, rows)[0]


def staged_list(actor: Actor, *, filters: StagedFilter = WAITING, page: Page = EVERYTHING) -> Listed[StagedView]:
    """Return a page of what is staged, newest first unless the filter says otherwise. Two statements.

    Raises:
        ForbiddenError: without VIEW_RECORDS. InvalidError: ``page.after`` is of another list.
    """
    actor.require(Privilege.VIEW_RECORDS)
    rows = _rows(actor).filter(_condition(filters))
    if filters.stage is not None:
        rows = rows.filter(_DONE if filters.stage == Stage.PROCESSED else ~_DONE)
    name = f"shoebox-{actor.business.id}-{filters.sort_column}"
    order = Order(name, _KEYS[filters.sort_column], descending=filters.sort_order == "desc")
    found = order.listed(rows, page)
    return Listed(_views(actor, found), more=found.more, after=found.after)


def staged_proposal(actor: Actor, *, item: StagedView, kind: RecordType | None = None) -> RecordDraft:
    """Return the record of a type (None: the one that its amount tells) that a staged item becomes, so far as known.

    Raises:
        ForbiddenError: without VIEW_RECORDS. InvalidError: no such record can be made of it.
    """
    actor.require(Privilege.VIEW_RECORDS)
    staged = Staged(
        date=item.date or actor.now.date(),
        currency=currency_known(item.currency),
        amount=item.amount or 0,
        contact=item.contact,
        account=item.account,
        category=item.category,
        note=item.name or None,
    )
    particulars = Particulars(
        memo=item.name or None, description=item.text or None, inbox_reference=item.reference or None
    )
    return RecordDraft(record=record_of(staged, kind or kind_of(staged.amount)), particulars=particulars)


def _rows(actor: Actor) -> QuerySet[ShoeboxItem]:
    """Return the items of the business, each with whether it is ``done``."""
    rows = ShoeboxItem.objects.filter(business_id=actor.business.id).select_related("contact", "record")
    return rows.annotate(done=_DONE)


def _condition(filters: StagedFilter) -> Q:
    found = Q() if filters.include_removed else Q(removed=False)
    if filters.sources:
        found &= Q(source__in=[str(source) for source in filters.sources])
    for column, value in (
        ("date__gte", filters.start_date),
        ("date__lte", filters.end_date),
        ("amount__gte", filters.amount_ge),
        ("amount__lte", filters.amount_le),
        ("contact_id", filters.contact),
        ("account_id", filters.account),
        ("modified_at__gte", filters.modified_since),
        ("id__in", filters.among),
    ):
        if value is not None:
            found &= Q(**{column: value})
    text = filters.search.strip()
    return found & contains(text, "name", "text", "reference", "contact__name") if text else found


def _views(actor: Actor, rows: Sequence[Any]) -> list[StagedView]:
    """Return rows as views; one statement for the files of all."""
    seen = Privilege.READ_FILES in actor.privileges
    files = staged_attachments(actor, items=[row.id for row in rows]) if seen else {}
    return [_view(row, tuple(files.get(row.id, ()))) for row in rows]


def _view(row: Any, files: tuple[AttachmentView, ...]) -> StagedView:
    record = row.record
    stands = record is not None and not record.removed and record.state != State.VOID
    return StagedView(
        id=row.id,
        business=row.business_id,
        source=Source(row.source),
        stage=Stage.PROCESSED if row.done else Stage.STAGED,
        name=row.name,
        text=row.text,
        reference=row.reference,
        date=row.date,
        amount=row.amount,
        currency=row.currency,
        contact=row.contact_id,
        contact_name=row.contact.name if row.contact else None,
        account=row.account_id,
        category=row.category_id,
        row=row.row_id,
        record=record.id if stands else None,
        record_type=RecordType(record.type) if stands else None,
        made=row.made and stands,
        attachments=files,
        removed=row.removed,
        created_at=row.created_at,
        modified_at=row.modified_at,
        version=row.version,
    )
