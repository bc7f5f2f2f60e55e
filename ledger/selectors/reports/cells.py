"""What accounts hold at the ends of periods, from the monthly totals and the lines of the months that a period cuts.

One statement: of months that lie whole in or out of every period, the totals; of the others the lines, by day; of
year-end entries, which are few, always the lines.
"""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.db import connection

from bookkeeping.entries import EntryKind
from bookkeeping.reporting.balances import Cell
from businesses.roles import Privilege
from ledger.sql_values import day_read

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bookkeeping.reporting.periods import Period
    from businesses.actors import Actor
    from ledger.selectors.known import Known

MAX_RANGES: Final = 4
"""Runs of cut months that are read one by one; when there are more, all lines from the first to the last are."""
_DAY: Final = dt.timedelta(days=1)
_TOTALS: Final = """
    SELECT 'total', t.account_id, CASE WHEN t.month < %s THEN %s ELSE t.month END AS day, CAST(SUM(t.home) AS bigint)
    FROM {totals} t WHERE t.business_id = %s AND t.kind <> 'YEAR_END' AND t.month >= %s AND t.month <= %s {uncut}
    GROUP BY 2, 3
"""
_UNCUT: Final = "AND NOT (t.month >= %s AND t.month <= %s)"
_LINES: Final = """
    UNION ALL
    SELECT 'line', l.account_id, l.date, CAST(SUM(l.home) AS bigint)
    FROM accounts_account a JOIN ledger_journalline l ON l.account_id = a.id
    WHERE a.business_id = %s AND {lines} AND l.date >= %s AND l.date <= %s GROUP BY 2, 3
"""
"""By account, so that the index of an account's live lines has all that is needed of them."""
_YEAR_ENDS: Final = """
    UNION ALL
    SELECT 'year end', l.account_id, l.date, CAST(SUM(l.home) AS bigint)
    FROM ledger_record r JOIN ledger_journalline l ON l.record_id = r.id
    WHERE r.business_id = %s AND r.type = 'YEAR_END_ADJUSTMENT' AND {lines} AND l.date >= %s AND l.date <= %s
    GROUP BY 2, 3
"""


@dataclass(frozen=True, slots=True)
class _Plan:
    """Which days are read: from ``first`` to ``last``, day by day in the ``cut`` months; ``settled`` months as one."""

    first: dt.date
    last: dt.date
    settled: dt.date
    cut: tuple[tuple[dt.date, dt.date], ...]


def cells_read(actor: Actor, *, known: Known, periods: Iterable[Period]) -> list[Cell]:
    """Return what every account moved by, so finely that nothing but whole cells lies in any of the periods.

    Raises:
        ForbiddenError: without VIEW_REPORTS.
    """
    actor.require(Privilege.VIEW_REPORTS)
    plan = _planned(tuple(periods))
    business, values = actor.business.id, known.line_values
    arguments: list[int | dt.date] = [plan.settled, _month(plan.settled - _DAY), *known.total_values(actor), business]
    arguments += [_month(plan.first), plan.last, *(day for run in plan.cut for day in run)]
    for first, last in plan.cut:
        arguments += [business, *values, max(first, plan.first), min(_month_end(last), plan.last)]
    arguments += [business, *values, plan.first, plan.last]
    query = _TOTALS.format(totals=known.totals(), uncut=_UNCUT * len(plan.cut))
    query += (_LINES * len(plan.cut) + _YEAR_ENDS).format(lines=known.lines())
    with connection.cursor() as cursor:
        cursor.execute(query, arguments)
        return [cell for row in cursor.fetchall() for cell in _cells(plan, *row)]


def _planned(periods: tuple[Period, ...]) -> _Plan:
    """Return what must be read so that the balance at the end of each period, and before its start, is known."""
    begun = [period.start for period in periods if period.start]
    ends = {period.end for period in periods} | {start - _DAY for start in begun}
    first = min(begun) if len(begun) == len(periods) else dt.date.min
    last = max(period.end for period in periods)
    cut = sorted({_month(end) for end in ends if end != _month_end(end)})
    runs = _runs(cut)
    if len(runs) > MAX_RANGES:
        runs = [(runs[0][0], runs[-1][1])]
    return _Plan(first=first, last=last, settled=_month(min(ends)), cut=tuple(runs))


def _runs(months: list[dt.date]) -> list[tuple[dt.date, dt.date]]:
    """Return months in order as runs of months that follow on each other, each with its first and last."""
    runs: list[tuple[dt.date, dt.date]] = []
    for month in months:
        if runs and _month_end(runs[-1][1]) + _DAY == month:
            runs[-1] = (runs[-1][0], month)
        else:
            runs.append((month, month))
    return runs


def _cells(plan: _Plan, source: str, account: int, day: dt.date | str, home: int) -> Iterator[Cell]:
    """Yield the cells of a row: year-end lines of a cut month are among its lines, where they are taken out again."""
    day = day_read(day)
    if source == "total":
        yield Cell(account, EntryKind.ORDINARY, _month_end(day), home)
    elif source == "line":
        yield Cell(account, EntryKind.ORDINARY, day, home)
    else:
        yield Cell(account, EntryKind.YEAR_END, day, home)
        if any(first <= day <= _month_end(last) for first, last in plan.cut):
            yield Cell(account, EntryKind.ORDINARY, day, -home)


def _month(day: dt.date) -> dt.date:
    return day.replace(day=1)


def _month_end(day: dt.date) -> dt.date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])
