"""The statements of a business: profit and loss, balance sheet, and how its money moved.

Each takes two statements, however many columns it has, and one more as known at a changeset.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bookkeeping.reporting.balance_sheet import balance_sheet
from bookkeeping.reporting.balances import Balances
from bookkeeping.reporting.cash_flow import cash_flow
from bookkeeping.reporting.figures import Basis
from bookkeeping.reporting.periods import Period
from bookkeeping.reporting.profit_and_loss import profit_and_loss
from businesses.roles import Privilege
from ledger.selectors.known import known_at
from ledger.selectors.reports.cash_basis import cash_cells_read
from ledger.selectors.reports.cells import cells_read
from ledger.selectors.reports.chart import chart_read

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bookkeeping.reporting.tables import Statement
    from businesses.actors import Actor
    from ledger.selectors.reports.chart import Chart
    from ledger.selectors.reports.options import DayOptions, PeriodOptions


def profit_and_loss_get(actor: Actor, *, options: PeriodOptions) -> Statement:
    """Return what was earned and spent over some days, as it was booked or, on the cash basis, as it was paid.

    Raises:
        ForbiddenError: without VIEW_REPORTS. InvalidError: the options make no report.
    """
    actor.require(Privilege.VIEW_REPORTS)
    chart = chart_read(actor)
    frame = options.frame(today=actor.now.date(), fiscal=chart.fiscal)
    if options.basis is Basis.CASH:
        known = known_at(actor, changeset=options.changeset)
        cells = cash_cells_read(actor, known=known, periods=frame.periods())
        return profit_and_loss(Balances(chart.accounts, cells), frame)
    return profit_and_loss(_balances(actor, chart, frame.periods(), options.changeset), frame)


def balance_sheet_get(actor: Actor, *, options: DayOptions) -> Statement:
    """Return what the business has and owes at the end of a day.

    Raises:
        ForbiddenError: without VIEW_REPORTS. InvalidError: the options make no report.
    """
    actor.require(Privilege.VIEW_REPORTS)
    chart = chart_read(actor)
    frame = options.frame(today=actor.now.date(), fiscal=chart.fiscal)
    years = (Period(chart.fiscal.on_or_before(period.end), period.end) for period in frame.periods())
    return balance_sheet(_balances(actor, chart, (*frame.periods(), *years), options.changeset), frame, chart.fiscal)


def cash_flow_get(actor: Actor, *, options: PeriodOptions) -> Statement:
    """Return how the money in banks and tills changed over some days, and what changed it.

    Raises:
        ForbiddenError: without VIEW_REPORTS. InvalidError: the options make no report.
    """
    actor.require(Privilege.VIEW_REPORTS)
    chart = chart_read(actor)
    frame = options.frame(today=actor.now.date(), fiscal=chart.fiscal)
    ever = (Period(None, period.end) for period in frame.periods())
    return cash_flow(_balances(actor, chart, (*frame.periods(), *ever), options.changeset), frame)


def _balances(actor: Actor, chart: Chart, periods: Iterable[Period], changeset: int | None) -> Balances:
    known = known_at(actor, changeset=changeset)
    return Balances(chart.accounts, cells_read(actor, known=known, periods=periods))
