"""Balances of accounts as of a date, from the monthly totals and the lines of one month."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import connection

from bookkeeping.books import Holding
from businesses.roles import Privilege
from ledger.selectors.known import known_at

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from businesses.actors import Actor
    from ledger.selectors.known import Known

_UP_TO = """
    SELECT currency, SUM(amount), SUM(home) FROM (
        SELECT t.currency, t.amount, t.home FROM ledger_monthlytotal t
        WHERE t.account_id = %s AND t.business_id = %s AND t.month < %s
        UNION ALL
        SELECT l.currency, l.amount, l.home
        FROM accounts_account a JOIN ledger_journalline l ON l.account_id = a.id
        WHERE a.id = %s AND a.business_id = %s AND l.superseded_id IS NULL AND l.date >= %s AND l.date <= %s
        {through} {without}
    ) AS parts GROUP BY currency ORDER BY currency
"""
"""The business is asked of the account, so that the index of its live lines has all that is needed of them."""
_THROUGH = "AND (l.date < %s OR l.id <= %s)"
_WITHOUT = """
        UNION ALL
        SELECT l.currency, -l.amount, -l.home FROM ledger_journalline l
        WHERE l.account_id = %s AND l.business_id = %s AND l.superseded_id IS NULL AND l.date <= %s
        AND l.record_id = %s
"""
_KNOWN = """
    SELECT l.currency, SUM(l.amount), SUM(l.home) FROM ledger_journalline l
    WHERE l.account_id = %s AND l.business_id = %s AND {lines} {until} GROUP BY l.currency ORDER BY l.currency
"""
_EVER = """
    SELECT t.currency, SUM(t.amount), SUM(t.home) FROM ledger_monthlytotal t
    WHERE t.account_id = %s AND t.business_id = %s GROUP BY t.currency ORDER BY t.currency
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class BalanceView:
    """The credit balance of an account in one currency, in minor units of it."""

    account: int
    currency: str
    amount: int


def balances_get(
    actor: Actor,
    *,
    account: int,
    as_of: dt.date | None = None,
    primary: bool = False,
    changeset: int | None = None,
) -> list[BalanceView]:
    """Return the balances of an account, one a currency, at the end of a day (None: of everything posted).

    ``primary`` asks for one balance instead: all currencies together, in the home currency. ``changeset`` asks for what
    was known right after it (``ledger.selectors.known``), with one statement more.

    Raises:
        ForbiddenError: without VIEW_ACCOUNT_BALANCES. InvalidError: there is no such changeset.
    """
    actor.require(Privilege.VIEW_ACCOUNT_BALANCES)
    if changeset is None:
        holdings = account_holdings(actor, account=account, as_of=as_of)
    else:
        holdings = _holdings_known(actor, account, as_of, known_at(actor, changeset=changeset))
    if primary:
        home = sum(holding.home for holding in holdings.values())
        return [BalanceView(account=account, currency=actor.business.currency, amount=home)]
    return [
        BalanceView(account=account, currency=currency, amount=holding.amount) for currency, holding in holdings.items()
    ]


def account_holdings(
    actor: Actor, *, account: int, as_of: dt.date | None, without: int | None = None, through: int | None = None
) -> dict[str, Holding]:
    """Return what an account of the business holds, by currency, at the end of a day. One statement.

    ``without`` names a record whose own lines are left out, ``through`` the last line of that day that counts (either
    only together with a day).
    """
    scope = [account, actor.business.id]
    query = _EVER
    arguments: list[int | dt.date] = [*scope]
    if as_of is not None:
        month = as_of.replace(day=1)
        query, arguments = _UP_TO, [*scope, month, *scope, month, as_of]
        query = query.format(through="" if through is None else _THROUGH, without="" if without is None else _WITHOUT)
        arguments += [] if through is None else [as_of, through]
        arguments += [] if without is None else [*scope, as_of, without]
    return _read(query, arguments)


def _holdings_known(actor: Actor, account: int, as_of: dt.date | None, known: Known) -> dict[str, Holding]:
    """Return what an account held, by currency, as far as it was known then."""
    until, days = ("", []) if as_of is None else ("AND l.date <= %s", [as_of])
    query = _KNOWN.format(lines=known.lines(), until=until)
    return _read(query, [account, actor.business.id, *known.line_values, *days])


def _read(query: str, arguments: Sequence[int | dt.date]) -> dict[str, Holding]:
    with connection.cursor() as cursor:
        cursor.execute(query, arguments)
        return {row[0]: Holding(int(row[1]), int(row[2])) for row in cursor.fetchall()}
