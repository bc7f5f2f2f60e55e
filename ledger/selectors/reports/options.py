"""What is asked of a report: its days, its columns, and what they are compared with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bookkeeping.reporting.figures import Basis, Selection
from bookkeeping.reporting.periods import Interval, Period, checked, columns_of, period_of
from bookkeeping.reporting.tables import Frame

if TYPE_CHECKING:
    import datetime as dt

    from bookkeeping.reporting.periods import Comparison, FiscalStart


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodOptions:
    """A report over some days: without an end up to today, without a start from the fiscal year of the end on."""

    start: dt.date | None = None
    end: dt.date | None = None
    interval: Interval | None = None
    comparison: Comparison | None = None
    basis: Basis = Basis.ACCRUAL
    changeset: int | None = None

    def frame(self, *, today: dt.date, fiscal: FiscalStart) -> Frame:
        """Return the days and columns; raise ``InvalidError`` when they make no report."""
        period = period_of(self.start, self.end, today=today, fiscal=fiscal)
        return Frame(
            period=period,
            columns=columns_of(period, self.interval, fiscal),
            comparison=self.comparison,
            base=Selection(basis=self.basis, changeset=self.changeset),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class DayOptions:
    """A report at the end of a day (None: today); with a ``start``, at the end of each interval from there on as well.

    Without ``closing``, the year-end entries of the day itself are left out.
    """

    as_of: dt.date | None = None
    start: dt.date | None = None
    interval: Interval | None = None
    comparison: Comparison | None = None
    closing: bool = True
    changeset: int | None = None

    def frame(self, *, today: dt.date, fiscal: FiscalStart) -> Frame:
        """Return the day and those of the columns; raise ``InvalidError`` when they make no report."""
        last = checked(self.as_of or today, field="as_of")
        columns: tuple[Period, ...] = ()
        if self.start is not None:
            begun = period_of(self.start, None, today=last, fiscal=fiscal)
            columns = columns_of(begun, self.interval or Interval.MONTH, fiscal)
        return Frame(
            period=Period(None, last),
            columns=tuple(Period(None, column.end) for column in columns),
            comparison=self.comparison,
            step=(self.interval or Interval.MONTH).months,
            base=Selection(changeset=self.changeset, closing=self.closing),
        )
