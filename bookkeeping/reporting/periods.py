"""Periods: the days of a report, its columns, and the days that it is compared with."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import islice, takewhile
from typing import TYPE_CHECKING, Final

from bookkeeping.errors import InvalidError

if TYPE_CHECKING:
    from collections.abc import Iterator

FIRST_DAY: Final = date(1900, 1, 1)
LAST_DAY: Final = date(2999, 12, 31)
"""Between these a report has its days, so that what it is compared with is a day as well."""
MAX_COLUMNS: Final = 120
_DAY: Final = timedelta(days=1)


class Interval(StrEnum):
    """How long a column is; quarters and years are those of the fiscal year."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"

    @property
    def months(self) -> int:
        """How many months that is."""
        return {Interval.MONTH: 1, Interval.QUARTER: 3, Interval.YEAR: 12}[self]


class Comparison(StrEnum):
    """What a period is compared with: the one as long that ends before it, or the same one a year earlier."""

    PREVIOUS_PERIOD = "previousPeriod"
    PREVIOUS_YEAR = "previousYear"


@dataclass(frozen=True, slots=True)
class Period:
    """Some days in a row, both ends counted; ``start`` None: since ever."""

    start: date | None
    end: date


@dataclass(frozen=True, slots=True)
class FiscalStart:
    """The day of the year on which fiscal years begin. A day that a month lacks is its last one."""

    month: int = 1
    day: int = 1

    def on_or_before(self, day: date) -> date:
        """Return the first day of the fiscal year that a day is in."""
        begin = self._in(day.year)
        return begin if begin <= day else self._in(day.year - 1)

    def _in(self, year: int) -> date:
        return date(year, self.month, min(self.day, calendar.monthrange(year, self.month)[1]))


def checked(day: date, *, field: str) -> date:
    """Return the day of a report; raise ``InvalidError`` when it lies beyond what reports can tell of."""
    if not FIRST_DAY <= day <= LAST_DAY:
        message = f"The day must lie between {FIRST_DAY} and {LAST_DAY}."
        raise InvalidError(message, field=field)
    return day


def period_of(start: date | None, end: date | None, *, today: date, fiscal: FiscalStart) -> Period:
    """Return the period from one day to another: without an end up to today, without a start its fiscal year.

    Raises:
        InvalidError: the end is before the start, or a day lies beyond what reports can tell of.
    """
    last = checked(end or today, field="end_date" if end else "start_date")
    first = checked(start, field="start_date") if start else max(fiscal.on_or_before(last), FIRST_DAY)
    if first > last:
        message = f"The report would end before it starts, on {last}."
        raise InvalidError(message, field="end_date" if end else "start_date")
    return Period(first, last)


def columns_of(period: Period, interval: Interval | None, fiscal: FiscalStart) -> tuple[Period, ...]:
    """Return the columns of a period that has a start: whole intervals, but for the ends; none without an interval.

    Raises:
        InvalidError: there would be more than ``MAX_COLUMNS``.
    """
    if interval is None or period.start is None:
        return ()
    within = takewhile(lambda begin: begin <= period.end, _begins(period.start, interval, fiscal))
    begins = list(islice(within, MAX_COLUMNS + 1))
    if len(begins) > MAX_COLUMNS:
        message = f"That would be more than {MAX_COLUMNS} columns."
        raise InvalidError(message, field="interval")
    ends = [*(begin - _DAY for begin in begins[1:]), period.end]
    return tuple(Period(max(begin, period.start), end) for begin, end in zip(begins, ends, strict=True))


def earlier(period: Period, comparison: Comparison, months: int = 1) -> Period:
    """Return what a period is compared with. One of whole months moves by months, another by its days.

    Since ever until a day is compared with until a day so many ``months``, or a year, earlier.
    """
    after = period.end + _DAY
    if period.start is None or comparison is Comparison.PREVIOUS_YEAR:
        count = 12 if comparison is Comparison.PREVIOUS_YEAR else months
        return Period(period.start and months_later(period.start, -count), months_later(after, -count) - _DAY)
    count = (after.year - period.start.year) * 12 + after.month - period.start.month
    if count and months_later(period.start, count) == after:
        return Period(months_later(period.start, -count), period.start - _DAY)
    return Period(period.start - (after - period.start), period.start - _DAY)


def months_later(day: date, count: int) -> date:
    """Return the same day some months later (earlier: below zero), the last day of a month that lacks it."""
    whole = day.year * 12 + day.month - 1 + count
    year, month = divmod(whole, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _begins(start: date, interval: Interval, fiscal: FiscalStart) -> Iterator[date]:
    """Yield the first days of intervals, from the one that a day is in, without end."""
    origin = start.replace(day=1) if interval is Interval.MONTH else fiscal.on_or_before(start)
    step, count = interval.months, 0
    while months_later(origin, count + step) <= start:
        count += step
    while True:
        yield months_later(origin, count)
        count += step
