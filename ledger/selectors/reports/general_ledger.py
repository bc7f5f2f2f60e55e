"""The general ledger: account by account, what it held, every line that moved it, and what it holds. Three statements.

The lines come in pages, account after account; an account that a page cuts goes on where it stopped.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import msgspec
from django.db import connection

from bookkeeping.records import RecordType
from bookkeeping.reporting.balances import Balances
from bookkeeping.reporting.figures import Selection
from bookkeeping.reporting.general_ledger import LedgerAccount, LedgerLine, general_ledger
from bookkeeping.reporting.periods import Period, period_of
from businesses.keyset import Places
from businesses.paging import MAX_LIMIT
from businesses.roles import Privilege
from ledger.selectors.known import known_at
from ledger.selectors.reports.cells import cells_read
from ledger.selectors.reports.chart import chart_read
from ledger.sql_values import day_read

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bookkeeping.reporting.balances import ChartAccount
    from businesses.actors import Actor
    from businesses.paging import Page
    from ledger.selectors.known import Known
    from ledger.selectors.reports.options import PeriodOptions

_LISTED: Final = {
    "postgresql": "unnest(%s::bigint[]) WITH ORDINALITY AS o(account_id, place)",
    "sqlite": "(SELECT value AS account_id, key AS place FROM json_each(%s)) AS o",
}
_LINES: Final = """
    SELECT l.id, l.account_id, l.date, l.record_id, r.type, r.number, c.name, r.memo, l.note,
        l.currency, l.amount, l.home
    FROM {listed} JOIN ledger_journalline l ON l.account_id = o.account_id
    JOIN ledger_record r ON r.id = l.record_id LEFT JOIN ledger_contact c ON c.id = r.contact_id
    WHERE l.business_id = %s AND {lines} AND l.date >= %s AND l.date <= %s {beyond}
    ORDER BY o.place, l.date, l.id LIMIT %s OFFSET %s
"""
_BEYOND: Final = "AND (l.account_id <> %s OR (l.date, l.id) > (%s, %s))"
_BEFORE: Final = """
    SELECT CAST(COALESCE(SUM(l.home), 0) AS bigint) FROM ledger_journalline l
    WHERE l.account_id = %s AND l.business_id = %s AND {lines} AND l.date >= %s AND (l.date, l.id) <= (%s, %s)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class GeneralLedger:
    """A page of the general ledger over the days of ``base``. ``more`` and ``after`` say how it goes on."""

    base: Selection
    accounts: tuple[LedgerAccount, ...]
    more: bool = False
    after: str | None = None


@dataclass(frozen=True, slots=True)
class _Begun:
    """Where an earlier page stopped: after a line of the account at this position of the chart; None: nowhere."""

    position: int = 0
    account: int | None = None
    date: dt.date | None = None
    line: int = 0

    @classmethod
    def at(cls, places: Places, page: Page, chart: Sequence[ChartAccount]) -> _Begun:
        """Return where a page goes on; raise ``InvalidError`` for a place of another ledger."""
        if not page.after:
            return cls()
        (account, day), line = places.read(page.after)
        position = next(place for place, each in enumerate(chart) if each.id == account)
        return cls(position, account, dt.date.fromisoformat(day), line)


def general_ledger_get(
    actor: Actor, *, options: PeriodOptions, page: Page, accounts: frozenset[int] = frozenset()
) -> GeneralLedger:
    """Return a page of the general ledger, of some accounts or of all; a page is so many lines.

    A page that goes on inside an account takes a statement more, and so does a changeset.

    Raises:
        ForbiddenError: without VIEW_REPORTS.
        InvalidError: the days make no report, ``page.after`` is of another ledger, or there is no such changeset.
    """
    actor.require(Privilege.VIEW_REPORTS)
    chart = chart_read(actor)
    period = period_of(options.start, options.end, today=actor.now.date(), fiscal=chart.fiscal)
    known = known_at(actor, changeset=options.changeset)
    balances = Balances(chart.accounts, cells_read(actor, known=known, periods=(period, Period(None, period.end))))
    base = Selection(changeset=options.changeset).within(period)
    places = Places(f"ledger-{actor.business.id}-{period.start}")
    begun = _Begun.at(places, page, balances.chart)
    wanted = [account for account in balances.chart[begun.position :] if not accounts or account.id in accounts]
    found = _read(actor, known, base, [account.id for account in wanted], begun, page)
    lines, more = found[: page.size], page.size is not None and len(found) > page.size
    if more:
        stop = next(place for place, account in enumerate(wanted, start=1) if account.id == lines[-1].account)
        wanted = wanted[:stop]
    moved = {begun.account: _moved(actor, known, base, begun)} if begun.account else {}
    return GeneralLedger(
        base=base,
        accounts=general_ledger(wanted, balances, base, lines, moved),
        more=more,
        after=places.written([lines[-1].account, str(lines[-1].date)], lines[-1].id) if more else None,
    )


def _read(
    actor: Actor, known: Known, base: Selection, accounts: Sequence[int], begun: _Begun, page: Page
) -> list[LedgerLine]:
    """Return the lines of a page and the one after it, account after account."""
    listed = list(accounts) if connection.vendor == "postgresql" else msgspec.json.encode(accounts).decode()
    arguments: list[Any] = [listed, actor.business.id, *known.line_values, base.start, base.end]
    arguments += [] if begun.account is None else [begun.account, begun.date, begun.line]
    limit = MAX_LIMIT if page.size is None else page.size
    query = _LINES.format(
        listed=_LISTED[connection.vendor], lines=known.lines(), beyond=_BEYOND if begun.account else ""
    )
    with connection.cursor() as cursor:
        cursor.execute(query, [*arguments, limit + 1, page.offset])
        return [_line(row) for row in cursor.fetchall()]


def _moved(actor: Actor, known: Known, base: Selection, begun: _Begun) -> int:
    """Return what the lines of an account come to that stood on earlier pages."""
    with connection.cursor() as cursor:
        cursor.execute(
            _BEFORE.format(lines=known.lines()),
            [begun.account, actor.business.id, *known.line_values, base.start, begun.date, begun.line],
        )
        return int(cursor.fetchone()[0])


def _line(row: Sequence[Any]) -> LedgerLine:
    identity, account, date, record, kind, number, contact, memo, note, currency, amount, home = row
    return LedgerLine(
        id=identity,
        account=account,
        date=day_read(date),
        record=record,
        record_type=RecordType(kind),
        number=number,
        contact=contact,
        memo=memo,
        note=note,
        currency=currency,
        amount=amount,
        home=home,
    )
