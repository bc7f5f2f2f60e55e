"""Fiscal years as the books have them: what they came to, which are closed, and the entry that closes one."""

from __future__ import annotations

import zoneinfo
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import connection

from accounts.models import Account
from bookkeeping.books import DefaultAccount
from bookkeeping.errors import AccountMissingError
from bookkeeping.records import RecordType
from bookkeeping.years import TEMPORARY, Period, Result, close, fiscal_year, year_ending
from businesses.errors import ConflictError
from businesses.models import Business
from businesses.roles import Privilege
from ledger.models import Record

if TYPE_CHECKING:
    import datetime as dt

    from bookkeeping.entries import Entry
    from businesses.actors import Actor

_MONTHS = """
    SELECT t.account_id, t.currency, t.amount, t.home FROM ledger_monthlytotal t
    WHERE t.business_id = %s AND t.kind <> 'YEAR_END' AND t.month >= %s AND t.month <= %s
"""
_DAYS = """
    SELECT l.account_id, l.currency, l.amount, l.home
    FROM accounts_account o JOIN ledger_journalline l ON l.account_id = o.id
    JOIN ledger_journalentry e ON e.id = l.entry_id
    WHERE o.business_id = %s AND l.superseded_id IS NULL AND e.kind <> 'YEAR_END' AND l.date >= %s AND l.date <= %s
"""
_RESULTS = """
    SELECT parts.account_id, parts.currency, CAST(SUM(parts.amount) AS bigint), CAST(SUM(parts.home) AS bigint)
    FROM ({parts}) AS parts JOIN accounts_account a ON a.id = parts.account_id
    WHERE a.type IN ({types}) GROUP BY parts.account_id, parts.currency
    HAVING SUM(parts.amount) <> 0 OR SUM(parts.home) <> 0 ORDER BY parts.account_id, parts.currency
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Year:
    """A fiscal year that somebody names: its days, the record that closes it (None: it is open), whether it is over."""

    period: Period
    record: int | None
    over: bool


@dataclass(frozen=True, slots=True)
class Closing:
    """The entry that closes a year, the account it goes to, and the credit amount at home that it takes there."""

    entry: Entry
    retained_earnings: int
    net_income: int


def year_find(actor: Actor, *, year: int) -> Year:
    """Return the fiscal year that ends in a calendar year. Two statements.

    Raises:
        ConflictError: its last day is inside a closed year that began or ended on other days.
    """
    actor.require(Privilege.VIEW)
    row, ends = Business.objects.get(id=actor.business.id), years_closed(actor)
    end = fiscal_year(year, month=row.fiscal_start_month, day=row.fiscal_start_day).end
    for closed, record in ends.items():
        if end < closed and end >= year_ending(closed, closed=ends).start:
            message = f"{end} is inside the year that is closed on {closed}."
            raise ConflictError(message, field="fiscal_year", conflicting=record)
    today = actor.now.astimezone(zoneinfo.ZoneInfo(row.time_zone)).date()
    return Year(period=year_ending(end, closed=ends), record=ends.get(end), over=end < today)


def years_closed(actor: Actor) -> dict[dt.date, int]:
    """Return the last days of the years that are closed, with the record of each, oldest first. One statement."""
    actor.require(Privilege.VIEW)
    rows = Record.objects.filter(business_id=actor.business.id, type=RecordType.YEAR_END_ADJUSTMENT, removed=False)
    return dict(rows.order_by("date").values_list("date", "id"))


def year_closing(actor: Actor, *, period: Period) -> Closing:
    """Return what closes a period as the books are now. Two statements.

    Raises:
        AccountMissingError: the business has no account for retained earnings.
        AmountOutOfBoundsError: the results come to more than an amount may.
    """
    actor.require(Privilege.VIEW)
    role = DefaultAccount.RETAINED_EARNINGS
    accounts = Account.objects.filter(business_id=actor.business.id, default_for=role)
    account = accounts.values_list("id", flat=True).first()
    if account is None:
        message = "The business has no default account for retained earnings."
        raise AccountMissingError(message)
    results = year_results(actor, period=period)
    entry = close(period.end, results, retained_earnings=account)
    return Closing(entry, account, sum(result.home for result in results))


def year_results(actor: Actor, *, period: Period) -> tuple[Result, ...]:
    """Return what a period has left on the accounts that tell a result, by account and currency. One statement.

    Whole months come from the monthly totals, so a year costs the same whatever is in it. Closings do not count.
    """
    actor.require(Privilege.VIEW)
    whole, business = period.months(), actor.business.id
    parts = [_MONTHS] * (whole is not None) + [_DAYS] * len(period.rest())
    spans = [span for span in (whole, *period.rest()) if span is not None]
    values: list[Any] = [value for span in spans for value in (business, span.start, span.end)]
    query = _RESULTS.format(parts=" UNION ALL ".join(parts), types=", ".join(["%s"] * len(TEMPORARY)))
    with connection.cursor() as cursor:
        cursor.execute(query, [*values, *sorted(TEMPORARY)])
        return tuple(Result(*row) for row in cursor.fetchall())
