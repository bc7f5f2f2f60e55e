"""Schedules: the days on which something comes again. Pure arithmetic of dates; today is somebody else's business.

Every day of a schedule is reckoned from its first one, never from the one before, so that a month that is too short
costs nothing: 31 January, 28 February, 31 March; and 29 February comes back after three years of the 28th.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from bookkeeping.checks import LAST_DAY, sane_date
from bookkeeping.errors import InvalidError
from bookkeeping.records import Adjustment, RecordType

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bookkeeping.records import Document

REPEATABLE = frozenset({RecordType.INVOICE, RecordType.BILL, RecordType.ADJUSTMENT})
"""The types of records that can come again."""
MAX_EVERY = 1000
"""A schedule skips at most so many of its units."""
MAX_COUNT = 10_000
"""A schedule that is counted has at most so many days."""


class Unit(StrEnum):
    """What a schedule counts in."""

    DAY = "DAY"
    WEEK = "WEEK"
    MONTH = "MONTH"
    YEAR = "YEAR"


_DAYS = {Unit.DAY: 1, Unit.WEEK: 7}
_MONTHS = {Unit.MONTH: 1, Unit.YEAR: 12}


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """Every so many units from a first day on, up to and with ``end``, or ``count`` times; by default for ever.

    ``day`` is the day of the month for months and years (None: that of ``start``); one that a month lacks is its last.
    The first day is the first such day on or after ``start``.
    """

    start: date
    unit: Unit
    every: int = 1
    day: int | None = None
    end: date | None = None
    count: int | None = None


def checked(schedule: Schedule) -> Schedule:
    """Return a schedule that makes sense; raise ``InvalidError``, naming the field, for any other."""
    sane_date(schedule.start, field="start")
    if schedule.end is not None:
        sane_date(schedule.end, field="end")
    monthly = schedule.unit in _MONTHS
    for holds, field, message in (
        (1 <= schedule.every <= MAX_EVERY, "every", f"The number is between 1 and {MAX_EVERY}."),
        (schedule.day is None or monthly, "day", "Only months and years have a day of the month."),
        (schedule.day is None or 1 <= schedule.day <= 31, "day", "The day is between 1 and 31."),
        (schedule.end is None or schedule.end >= schedule.start, "end", "The end is not before the start."),
        (schedule.count is None or 1 <= schedule.count <= MAX_COUNT, "count", f"At most {MAX_COUNT} times."),
    ):
        if not holds:
            raise InvalidError(message, field=field)
    return schedule


def next_day(schedule: Schedule, after: date | None = None) -> date | None:
    """Return the first day of a schedule, or the first after another day; None when there is no more."""
    index = 0 if after is None else _passed(schedule, after)
    if schedule.count is not None and index >= schedule.count:
        return None
    found = _nth(schedule, index)
    last = LAST_DAY if schedule.end is None else min(schedule.end, LAST_DAY)
    return found if found is not None and found <= last else None


def days(schedule: Schedule, through: date, after: date | None = None) -> Iterator[date]:
    """Yield the days of a schedule after one day, and up to and with another."""
    found = next_day(schedule, after)
    while found is not None and found <= through:
        yield found
        found = next_day(schedule, found)


def _nth(schedule: Schedule, index: int) -> date | None:
    """Return a day by its place, 0 for the first; None for one beyond the bounds of dates."""
    if schedule.unit in _DAYS:
        span = index * schedule.every * _DAYS[schedule.unit]
        return schedule.start + timedelta(days=span) if span <= (LAST_DAY - schedule.start).days else None
    months = _first_month(schedule) + index * _step(schedule)
    return _in_month(schedule, months) if months // 12 <= LAST_DAY.year else None


def _passed(schedule: Schedule, after: date) -> int:
    """Return how many days of a schedule are not later than a day."""
    if schedule.unit in _DAYS:
        return max(0, (after - schedule.start).days // (schedule.every * _DAYS[schedule.unit]) + 1)
    first, step = _first_month(schedule), _step(schedule)
    begun = (_month(after) - first) // step + 1
    if begun <= 0:
        return 0
    return begun if _in_month(schedule, first + (begun - 1) * step) <= after else begun - 1


def _first_month(schedule: Schedule) -> int:
    """Return the month of the first day, counted from the year 0; for years the month of the year stays."""
    month = _month(schedule.start)
    return month if _in_month(schedule, month) >= schedule.start else month + _MONTHS[schedule.unit]


def _step(schedule: Schedule) -> int:
    return schedule.every * _MONTHS[schedule.unit]


def _month(day: date) -> int:
    return day.year * 12 + day.month - 1


def _in_month(schedule: Schedule, months: int) -> date:
    """Return the schedule's day in a month, the last of it when it has no such day."""
    year, month = months // 12, months % 12 + 1
    wanted = schedule.start.day if schedule.day is None else schedule.day
    return date(year, month, min(wanted, calendar.monthrange(year, month)[1]))


def repeated(record: Document | Adjustment, day: date) -> Document | Adjustment:
    """Return a record as it comes again on a day: at the rate of that day, and due as long after it as before."""
    if isinstance(record, Adjustment):
        return replace(record, date=day, exchange_rate=None)
    due = None
    if record.terms is None and record.due_date is not None:
        due = min(day + (record.due_date - record.date), LAST_DAY)
    return replace(record, date=day, exchange_rate=None, due_date=due)
