"""What is asked of reports. A basis, an interval or a comparison that does not exist is refused by name."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Annotated

from msgspec import Meta

from api.common.wire import Wire
from api.dialects.kashoo.wire.queries import ChangesetNumber
from bookkeeping.errors import InvalidError
from bookkeeping.reporting.figures import Basis
from bookkeeping.reporting.periods import Comparison, Interval
from ledger.selectors.reports.options import DayOptions, PeriodOptions

Drafts = Annotated[bool, Meta(extra_json_schema={"enum": [False]})]
"""Whether drafts count too. They have no lines that a figure could be the sum of, so that they never do."""


def no_drafts(*, drafts: bool) -> None:
    """Raise ``InvalidError`` when figures shall be told as if drafts were approved."""
    if drafts:
        message = "Figures are sums of journal lines, and drafts have none: approve them first."
        raise InvalidError(message, field="drafts")


class ReportQuery(Wire):
    """What every report may be asked; ``drafts=true`` is refused, rather than answered with what leaves them out."""

    drafts: Drafts = False

    def __post_init__(self) -> None:
        """Refuse what no report tells."""
        no_drafts(drafts=self.drafts)


class DayQuery(ReportQuery):
    """The day at whose end the books are looked at (without it, today), as they were known at a changeset.

    ``closing=false`` leaves out the year-end entries of that day: the balances before the books were closed.
    """

    as_of: dt.date | None = None
    closing: bool = True
    changeset: ChangesetNumber | None = None

    def options(self) -> DayOptions:
        """Return the options."""
        return DayOptions(as_of=self.as_of, closing=self.closing, changeset=self.changeset)


class BalanceSheetQuery(DayQuery):
    """The day of a balance sheet; with ``startDate``, a column for the end of each interval from there on.

    ``compare`` shows beside it the day a year before, or an interval (a month) before.
    """

    start_date: dt.date | None = None
    interval: Interval | None = None
    compare: Comparison | None = None

    def options(self) -> DayOptions:
        """Return the options."""
        return DayOptions(
            as_of=self.as_of,
            start=self.start_date,
            interval=self.interval,
            comparison=self.compare,
            closing=self.closing,
            changeset=self.changeset,
        )


class DaysQuery(ReportQuery):
    """The days of a report: without an end up to today, without a start from the beginning of the fiscal year."""

    start_date: dt.date | None = None
    end_date: dt.date | None = None
    changeset: ChangesetNumber | None = None

    def options(self) -> PeriodOptions:
        """Return the options."""
        return PeriodOptions(start=self.start_date, end=self.end_date, changeset=self.changeset)


class PeriodQuery(ReportQuery):
    """The days of a report: without an end up to today, without a start from the beginning of the fiscal year.

    ``interval`` asks for columns, ``compare`` for the same figures of the period before, or of a year before.
    """

    start_date: dt.date | None = None
    end_date: dt.date | None = None
    interval: Interval | None = None
    compare: Comparison | None = None
    changeset: ChangesetNumber | None = None

    def options(self) -> PeriodOptions:
        """Return the options."""
        return PeriodOptions(
            start=self.start_date,
            end=self.end_date,
            interval=self.interval,
            comparison=self.compare,
            changeset=self.changeset,
        )


class ProfitAndLossQuery(PeriodQuery):
    """The days of a profit and loss, and whether income and expenses count as they are booked or as they are paid."""

    basis: Basis = Basis.ACCRUAL

    def options(self) -> PeriodOptions:
        """Return the options."""
        return replace(super().options(), basis=self.basis)
