"""What comes again (DESIGN, section 7): recurring invoices, bills and adjustments. The keys are ours."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated, Any

from msgspec import Meta

from api.common.wire import Id, Text200, Wire, milliseconds
from api.dialects.kashoo.wire.base import Link, link
from api.dialects.kashoo.wire.queries import ListQuery
from bookkeeping.records import RecordType
from bookkeeping.schedules import MAX_COUNT, MAX_EVERY, Schedule, Unit
from businesses.roles import Privilege
from ledger.drafts import RecurringDraft

if TYPE_CHECKING:
    from collections.abc import Callable

    from bookkeeping.errors import DaybookError
    from businesses.actors import Actor
    from ledger.selectors.recurring import OccurrenceView, RecurringView
    from ledger.services.recurring import Outcome, Run

    Words = Callable[[DaybookError, RecordType], dict[str, Any]]

Every = Annotated[int, Meta(ge=1, le=MAX_EVERY)]
DayOfMonth = Annotated[int, Meta(ge=1, le=31)]
Times = Annotated[int, Meta(ge=1, le=MAX_COUNT)]


class RecurringIn(Wire, kw_only=True):
    """That a record shall come again: every so many units from a first day on, to a last one or so many times.

    ``day`` is the day of the month (none: that of ``startDate``); 31 is the last of every month. ``draft`` asks for
    drafts of the record, which somebody approves. What is not ``active`` waits.
    """

    record: Id
    start_date: dt.date
    unit: Unit
    every: Every | None = None
    day: DayOfMonth | None = None
    end_date: dt.date | None = None
    count: Times | None = None
    name: Text200 | None = None
    draft: bool | None = None
    active: bool | None = None
    removed: bool | None = None

    def to_draft(self) -> RecurringDraft:
        """Return the draft that the client means."""
        schedule = Schedule(
            start=self.start_date,
            unit=self.unit,
            every=1 if self.every is None else self.every,
            day=self.day,
            end=self.end_date,
            count=self.count,
        )
        return RecurringDraft(
            record=self.record,
            schedule=schedule,
            name=self.name or "",
            drafted=bool(self.draft),
            active=self.active is not False,
            removed=bool(self.removed),
        )


class OccurrenceOut(Wire):
    """A day that is dealt with: the record that it brought (null: it was skipped), by whom (null: the server), when."""

    date: dt.date
    record: int | None
    skipped: bool
    user: int | None
    at: int | None
    links: list[Link]

    @classmethod
    def of(cls, one: OccurrenceView) -> OccurrenceOut:
        """Return a day as clients read it."""
        return cls(
            date=one.date,
            record=one.record,
            skipped=one.record is None,
            user=one.created_by,
            at=milliseconds(one.created_at),
            links=[link("record", "records", one.record)] if one.record else [],
        )


class RecurringOut(Wire, kw_only=True):
    """What comes again; type, contact and amount are those of the record that is the pattern, in minor units.

    ``fault`` is what was in the way of the next date the last time. Twelve dates to come, and twelve past, are shown.
    """

    id: int
    business: int
    record: int
    type: RecordType
    contact_name: str | None
    currency: str
    total: int
    name: str
    start_date: dt.date
    unit: Unit
    every: int
    day: int | None
    end_date: dt.date | None
    count: int | None
    draft: bool
    active: bool
    next_date: dt.date | None
    next_dates: list[dt.date]
    fault: str | None
    occurrences: list[OccurrenceOut]
    removed: bool
    read_only: bool
    creation: int | None
    last_modified: int | None
    links: list[Link]

    @classmethod
    def of(cls, stored: RecurringView, actor: Actor) -> RecurringOut:
        """Return what comes again as this actor reads it."""
        schedule = stored.schedule
        return cls(
            id=stored.id,
            business=stored.business,
            record=stored.record,
            type=stored.type,
            contact_name=stored.contact_name,
            currency=stored.currency,
            total=stored.total,
            name=stored.name,
            start_date=schedule.start,
            unit=schedule.unit,
            every=schedule.every,
            day=schedule.day,
            end_date=schedule.end,
            count=schedule.count,
            draft=stored.drafted,
            active=stored.active,
            next_date=stored.next_date,
            next_dates=list(stored.next_dates),
            fault=stored.fault or None,
            occurrences=[OccurrenceOut.of(one) for one in stored.occurrences],
            removed=stored.removed,
            read_only=Privilege.CHANGE_RECORDS not in actor.privileges,
            creation=milliseconds(stored.created_at),
            last_modified=milliseconds(stored.modified_at),
            links=[
                link("self", "recurring", stored.id),
                link("business", "businesses", stored.business),
                link("record", "records", stored.record),
            ],
        )


class RecurringQuery(ListQuery):
    """Which of what comes again: all, or that of one pattern."""

    record: Id | None = None
    include_removed: bool = False


class SkipIn(Wire):
    """Which days to skip: up to and with ``through`` (none: only the next one)."""

    through: dt.date | None = None


class RunIn(Wire):
    """The day up to and with which everything due shall come (none: today)."""

    as_of: dt.date | None = None


class OutcomeOut(Wire):
    """What came of a day: a record or draft, or, as in every refusal, what is in its way."""

    recurring: int
    date: dt.date
    record: int | None
    draft: bool
    number: str | None
    total: int | None
    message: str | None
    errors: list[dict[str, Any]]

    @classmethod
    def of(cls, outcome: Outcome, words: Words) -> OutcomeOut:
        """Return what came of a day as clients read it; ``words`` says what is in the way."""
        made = outcome.record
        told = words(outcome.fault, outcome.type) if outcome.fault else {}
        return cls(
            recurring=outcome.recurring,
            date=outcome.date,
            record=made.id if made else None,
            draft=made.draft if made else False,
            number=made.number if made else None,
            total=made.total if made else None,
            message=told.get("message"),
            errors=told.get("errors", []),
        )


class RunOut(Wire):
    """What came of the days that were due, in their order; ``more``: ask again for the rest."""

    outcomes: list[OutcomeOut]
    more: bool

    @classmethod
    def of(cls, run: Run, words: Words) -> RunOut:
        """Return a run as clients read it; ``words`` says what is in the way of a day."""
        return cls(outcomes=[OutcomeOut.of(outcome, words) for outcome in run.outcomes], more=run.more)
