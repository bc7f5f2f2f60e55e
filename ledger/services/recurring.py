"""What comes again is arranged, and comes when it is due: invoices, bills and adjustments (DESIGN, section 7).

A record that is there is the pattern. Each day of the schedule is dealt with once, in order: it brings a record, or is
skipped. Who deals with a day holds the counter of the business, and no day can be stored twice.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from bookkeeping.errors import DaybookError, InvalidError
from bookkeeping.records import RecordType
from bookkeeping.schedules import REPEATABLE, checked, days, next_day, repeated
from businesses.errors import ChangedMeanwhileError, ConflictError, NotFoundError
from businesses.payloads import row_payload
from businesses.roles import Privilege
from businesses.services.changesets import Change, Work, changeset_close
from businesses.services.rows import row_create, row_update
from businesses.transactions import writing
from ledger.drafts import Particulars, RecordDraft
from ledger.models import Occurrence, Record, Recurring
from ledger.models.record import State
from ledger.selectors.records import record_get
from ledger.selectors.recurring import recurring_get
from ledger.services.drafts import draft_make
from ledger.services.records import record_make
from ledger.services.work import BookWork

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from bookkeeping.records import Adjustment, Document
    from businesses.actors import Actor
    from ledger.drafts import RecurringDraft
    from ledger.selectors.recurring import RecurringView
    from ledger.views import RecordView

AT_ONCE = 100
"""So many records come at most with one run over the API."""
MAX_SKIPPED = 366
"""So many days are skipped at most at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of a day that was due: a record, or what was in its way."""

    recurring: int
    date: dt.date
    type: RecordType
    record: RecordView | None = None
    fault: DaybookError | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What came of the days that were due; ``more``: there was not room for all of them."""

    outcomes: tuple[Outcome, ...]
    more: bool


def recurring_create(actor: Actor, *, draft: RecurringDraft) -> RecurringView:
    """Let a record come again, and return how.

    Raises:
        ForbiddenError: without ADD_RECORDS. InvalidError: no such record, one of a type that cannot come again, or that
        is removed or void; or a schedule that makes no sense.
    """
    actor.require(Privilege.ADD_RECORDS)
    work = Work(actor)
    work.lock()
    row = Recurring(
        id=work.ids(1)[0],
        business_id=actor.business.id,
        created_at=actor.now,
        created_by_id=actor.caller.user,
        modified_at=actor.now,
    )
    for column, value in _columns(actor, draft, row).items():
        setattr(row, column, value)
    row_create(actor, row=row, kind="recurring", work=work)
    changeset_close(actor, work=work, description="create recurring record")
    return recurring_get(actor, recurring=row.id)


def recurring_update(
    actor: Actor, *, recurring: int, draft: RecurringDraft, version: int | None = None
) -> RecurringView:
    """Change what comes again, from the next day on, and return it; ``removed`` ends or revives it.

    Raises:
        ForbiddenError: without CHANGE_RECORDS (REMOVE_RECORDS to remove it). NotFoundError: no such thing.
        InvalidError: as ``recurring_create``. ChangedMeanwhileError: it is no longer at ``version``.
    """
    actor.require(Privilege.CHANGE_RECORDS)
    work = Work(actor)
    work.lock()
    row = _row(actor, recurring, version)
    if draft.removed and not row.removed:
        actor.require(Privilege.REMOVE_RECORDS)
    values = _columns(actor, draft, row) | {"removed": draft.removed}
    row_update(actor, row=row, values=values, kind="recurring", version=version, work=work)
    if work.changes:
        changeset_close(actor, work=work, description=f"{work.changes[0].action} recurring record")
    return recurring_get(actor, recurring=row.id)


def recurring_remove(actor: Actor, *, recurring: int, version: int | None = None) -> None:
    """Let a record not come again; what came stays.

    Raises:
        ForbiddenError: without REMOVE_RECORDS. NotFoundError: no such thing, or it is removed already.
        ChangedMeanwhileError: it is no longer at ``version``.
    """
    actor.require(Privilege.REMOVE_RECORDS)
    work = Work(actor)
    work.lock()
    row = _row(actor, recurring, version)
    if row.removed:
        raise NotFoundError
    row_update(actor, row=row, values={"removed": True}, kind="recurring", version=version, work=work)
    changeset_close(actor, work=work, description="remove recurring record")


def recurring_skip(
    actor: Actor, *, recurring: int, through: dt.date | None = None, version: int | None = None
) -> RecurringView:
    """Let the next day bring nothing, or all days up to and with ``through``; return what comes again.

    Raises:
        ForbiddenError: without CHANGE_RECORDS. NotFoundError: no such thing. ConflictError: there is no such day, or it
        is removed. InvalidError: more than 366 days. ChangedMeanwhileError: it is no longer at ``version``.
    """
    actor.require(Privilege.CHANGE_RECORDS)
    work = Work(actor)
    work.lock()
    row = _row(actor, recurring, version)
    last = row.next_date if through is None else through
    if row.removed or row.next_date is None or last is None or last < row.next_date:
        message = "Nothing is to come up to that day."
        raise ConflictError(message, field="through")
    skipped = list(itertools.islice(days(row.schedule, last, row.through), MAX_SKIPPED + 1))
    if len(skipped) > MAX_SKIPPED:
        message = f"Skip at most {MAX_SKIPPED} days at once."
        raise InvalidError(message, field="through")
    _did(actor, work, row, [(day, None) for day in skipped])
    changeset_close(actor, work=work, description="skip recurring record")
    return recurring_get(actor, recurring=row.id)


def recurring_run(actor: Actor, *, as_of: dt.date | None = None, at_most: int = AT_ONCE) -> Run:
    """Let everything come that is due on a day (None: today), each record as a changeset of its own.

    What is in the way of a day (a locked period, an archived account) is told and noted, and holds up the later days of
    the same schedule, but no other one. At most ``at_most`` records are made.

    Raises:
        ForbiddenError: without ADD_RECORDS and VIEW_RECORDS.
    """
    actor.require(Privilege.ADD_RECORDS)
    actor.require(Privilege.VIEW_RECORDS)
    Work(actor).lock()
    today = as_of or actor.now.date()
    due = Recurring.objects.filter(business_id=actor.business.id, active=True, removed=False, next_date__lte=today)
    outcomes: list[Outcome] = []
    made = 0
    for row in due.select_related("record").order_by("next_date", "id"):
        while row.next_date is not None and row.next_date <= today:
            if made == at_most:
                return Run(outcomes=tuple(outcomes), more=True)
            outcome = _come(actor, row, row.next_date)
            outcomes.append(outcome)
            if outcome.fault is not None:
                break
            made += 1
    return Run(outcomes=tuple(outcomes), more=False)


def _come(actor: Actor, row: Recurring, day: dt.date) -> Outcome:
    """Make the record of a day, or undo all of it and note what is in the way."""
    kind = RecordType(row.record.type)
    try:
        with writing(durable=False):
            return Outcome(recurring=row.id, date=day, type=kind, record=_made(actor, row, day))
    except DaybookError as fault:
        Recurring.objects.filter(id=row.id).update(fault=fault.message)
        return Outcome(recurring=row.id, date=day, type=kind, fault=fault)


def _made(actor: Actor, row: Recurring, day: dt.date) -> RecordView:
    """Make the record of a day, as a changeset."""
    pattern = _pattern(actor, row.record_id)
    stored = RecordDraft.of(record_get(actor, record=pattern.id))
    told, record = stored.particulars, cast("Document | Adjustment", stored.record)
    particulars = Particulars(
        po_number=told.po_number,
        memo=told.memo,
        description=told.description,
        method=told.method,
        by_check=told.by_check,
        project=told.project,
        allow_zero_amounts=told.allow_zero_amounts,
    )
    work = BookWork(actor)
    work.lock()
    make = draft_make if row.drafted else record_make
    made = make(actor, work=work, draft=RecordDraft(record=repeated(record, day), particulars=particulars))
    work.flush()
    _did(actor, work, row, [(day, made.id)])
    told_as = f"{'draft' if row.drafted else 'create'} recurring {made.type.lower()} {made.number or ''}"
    changeset_close(actor, work=work, description=told_as.strip())
    return made


def _did(actor: Actor, work: Work, row: Recurring, dealt: Sequence[tuple[dt.date, int | None]]) -> None:
    """Note days that are dealt with, and which one comes next."""
    Occurrence.objects.bulk_create(
        Occurrence(
            id=identity,
            business_id=actor.business.id,
            recurring_id=row.id,
            date=day,
            record_id=record,
            created_at=actor.now,
            created_by_id=actor.caller.user,
        )
        for (day, record), identity in zip(dealt, work.ids(len(dealt)), strict=True)
    )
    before = row_payload(row)
    row.through = dealt[-1][0]
    row.next_date, row.fault = next_day(row.schedule, row.through), ""
    row.version, row.modified_at = row.version + 1, actor.now
    row.save(update_fields=["through", "next_date", "fault", "version", "modified_at"])
    action = "skip" if dealt[-1][1] is None else "come"
    work.changes.append(Change("recurring", row.id, action, before, row_payload(row)))


def _columns(actor: Actor, draft: RecurringDraft, row: Recurring) -> dict[str, object]:
    """Return what a draft says of a row; raise ``InvalidError`` for what makes no sense."""
    schedule = checked(draft.schedule)
    if draft.record != row.record_id:
        _pattern(actor, draft.record)
    return {
        "record_id": draft.record,
        "name": draft.name.strip(),
        "start": schedule.start,
        "unit": str(schedule.unit),
        "every": schedule.every,
        "day": schedule.day,
        "end": schedule.end,
        "count": schedule.count,
        "drafted": draft.drafted,
        "active": draft.active,
        "next_date": next_day(schedule, row.through),
        "fault": "",
    }


def _pattern(actor: Actor, record: int) -> Record:
    """Return the record that comes again; raise ``InvalidError`` for one that cannot."""
    row = Record.objects.filter(business_id=actor.business.id, id=record).first()
    if row is None:
        message = "There is no such record."
        raise InvalidError(message, field="record")
    for wrong, message in (
        (row.type not in REPEATABLE, "Invoices, bills and adjustments can come again, no other record."),
        (row.removed, "The record that shall come again is removed."),
        (row.state == State.VOID, "The record that shall come again is void."),
    ):
        if wrong:
            raise InvalidError(message, field="record")
    return row


def _row(actor: Actor, recurring: int, version: int | None) -> Recurring:
    row = Recurring.objects.filter(business_id=actor.business.id, id=recurring).first()
    if row is None:
        raise NotFoundError
    if version is not None and row.version != version:
        raise ChangedMeanwhileError
    return row
