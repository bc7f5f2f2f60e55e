"""Reads of what comes again: one, or all of a business, with the days to come and the last ones."""

from __future__ import annotations

import datetime as dt
import itertools
from collections import defaultdict
from typing import TYPE_CHECKING

from django.db.models import F, Window
from django.db.models.functions import RowNumber

from bookkeeping.records import RecordType
from bookkeeping.schedules import Schedule, days
from businesses.errors import NotFoundError
from businesses.keyset import Order
from businesses.paging import EVERYTHING, Listed, Page
from businesses.roles import Privilege
from businesses.selectors.actors import actor_via
from ledger.models import Occurrence, Recurring
from ledger.views import View

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet

    from businesses.actors import Actor, Caller

SHOWN = 12
"""So many days to come, and days that were, are shown."""
_ALL_DAYS = dt.date.max


class OccurrenceView(View, frozen=True):
    """A day that is dealt with: the record that it brought (None: it was skipped), by whom and when."""

    date: dt.date
    record: int | None
    created_at: dt.datetime
    created_by: int | None


class RecurringView(View, frozen=True):
    """What comes again, see ``ledger.models.Recurring``; type, currency and total are those of the pattern."""

    id: int
    business: int
    record: int
    type: RecordType
    contact_name: str | None
    currency: str
    total: int
    name: str
    schedule: Schedule
    drafted: bool
    active: bool
    next_date: dt.date | None
    next_dates: tuple[dt.date, ...]
    fault: str
    removed: bool
    created_at: dt.datetime
    modified_at: dt.datetime
    version: int
    occurrences: tuple[OccurrenceView, ...]


def recurring_actor(caller: Caller, *, recurring: int) -> Actor:
    """Return the caller as an actor on the business of what comes again; raise ``NotFoundError`` for a stranger's."""
    return actor_via(caller, table="ledger_recurring", kind="recurring", identity=recurring)


def recurring_get(actor: Actor, *, recurring: int) -> RecurringView:
    """Return what comes again, a removed one too. Two statements.

    Raises:
        NotFoundError: there is none with this id in the business. ForbiddenError: without VIEW_RECORDS.
    """
    actor.require(Privilege.VIEW_RECORDS)
    rows = list(_rows(actor).filter(id=recurring))
    if not rows:
        raise NotFoundError
    return _views(rows)[0]


def recurring_list(
    actor: Actor,
    *,
    record: int | None = None,
    among: frozenset[int] | None = None,
    include_removed: bool = False,
    page: Page = EVERYTHING,
) -> Listed[RecurringView]:
    """Return a page of what comes again in the business, oldest first. Two statements.

    ``record`` narrows to those of this pattern, ``among`` to some ids.

    Raises:
        ForbiddenError: without VIEW_RECORDS. InvalidError: ``page.after`` is of another list.
    """
    actor.require(Privilege.VIEW_RECORDS)
    rows = _rows(actor)
    rows = rows if include_removed else rows.filter(removed=False)
    rows = rows if record is None else rows.filter(record_id=record)
    rows = rows if among is None else rows.filter(id__in=among)
    found = Order(f"recurring-{actor.business.id}-{record}", F("start")).listed(rows, page)
    return Listed(_views(found), more=found.more, after=found.after)


def businesses_recurring(caller: Caller) -> list[int]:
    """Return the ids of the businesses, not removed, in which something comes again; for commands."""
    caller.require_system()
    standing = Recurring.objects.filter(active=True, removed=False, next_date__isnull=False, business__removed=False)
    return sorted(standing.values_list("business_id", flat=True).distinct())


def _rows(actor: Actor) -> QuerySet[Recurring]:
    return Recurring.objects.filter(business_id=actor.business.id).select_related("record__contact")


def _views(rows: Sequence[Recurring]) -> list[RecurringView]:
    """Return rows as views; one statement for the last days of all."""
    newest = Window(RowNumber(), partition_by=[F("recurring_id")], order_by=F("date").desc())
    found = Occurrence.objects.filter(recurring_id__in=[row.id for row in rows]).annotate(place=newest)
    happened: dict[int, list[OccurrenceView]] = defaultdict(list)
    for one in found.filter(place__lte=SHOWN).order_by("recurring_id", "-date") if rows else ():
        view = OccurrenceView(
            date=one.date, record=one.record_id, created_at=one.created_at, created_by=one.created_by_id
        )
        happened[one.recurring_id].append(view)
    return [_view(row, happened[row.id]) for row in rows]


def _view(row: Recurring, happened: Sequence[OccurrenceView]) -> RecurringView:
    schedule, pattern = row.schedule, row.record
    return RecurringView(
        id=row.id,
        business=row.business_id,
        record=row.record_id,
        type=RecordType(pattern.type),
        contact_name=pattern.contact.name if pattern.contact else None,
        currency=pattern.currency,
        total=pattern.total,
        name=row.name,
        schedule=schedule,
        drafted=row.drafted,
        active=row.active,
        next_date=row.next_date,
        next_dates=tuple(itertools.islice(days(schedule, _ALL_DAYS, row.through), SHOWN)),
        fault=row.fault,
        removed=row.removed,
        created_at=row.created_at,
        modified_at=row.modified_at,
        version=row.version,
        occurrences=tuple(happened),
    )
