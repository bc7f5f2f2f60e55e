"""What all accounts hold as of a date, and the trial balance: the same figures on two sides that must agree.

A balance reads no journal line older than its month: what lies before comes from the monthly totals.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import connection

from bookkeeping.books import AccountType
from bookkeeping.reporting.figures import Selection
from businesses.roles import Privilege
from ledger.selectors.known import known_at

if TYPE_CHECKING:
    import datetime as dt

    from businesses.actors import Actor
    from ledger.selectors.known import Known

_ALL = """
    SELECT account_id, currency, CAST(SUM(amount) AS bigint), CAST(SUM(home) AS bigint) FROM (
        SELECT t.account_id, t.currency, SUM(t.amount) AS amount, SUM(t.home) AS home
        FROM {totals} t WHERE t.business_id = %s AND t.month < %s GROUP BY t.account_id, t.currency
        UNION ALL
        SELECT l.account_id, l.currency, SUM(l.amount), SUM(l.home)
        FROM accounts_account a JOIN ledger_journalline l ON l.account_id = a.id
        WHERE a.business_id = %s AND {lines} AND l.date >= %s AND l.date <= %s
        GROUP BY l.account_id, l.currency
    ) AS parts GROUP BY account_id, currency ORDER BY account_id, currency
"""
"""By account, so that the index of an account's live lines has all that is needed of the last month."""
_AT_HOME = """
    SELECT a.id, a.number, a.name, a.type, CAST(SUM(parts.home) AS bigint) FROM (
        SELECT t.account_id, SUM(t.home) AS home
        FROM {totals} t WHERE t.business_id = %s AND t.month < %s GROUP BY t.account_id
        UNION ALL
        SELECT l.account_id, SUM(l.home)
        FROM accounts_account a JOIN ledger_journalline l ON l.account_id = a.id
        WHERE a.business_id = %s AND {lines} AND l.date >= %s AND l.date <= %s {ordinary}
        GROUP BY l.account_id
    ) AS parts JOIN accounts_account a ON a.id = parts.account_id
    GROUP BY a.id, a.number, a.name, a.type HAVING SUM(parts.home) <> 0
"""
_ORDINARY = """
    AND NOT (l.date = %s AND EXISTS (
        SELECT 1 FROM ledger_journalentry e WHERE e.id = l.entry_id AND e.kind = 'YEAR_END'))
"""
"""Lines that close a year on the day itself do not count; those of earlier years do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldingView:
    """What an account holds in one currency: a credit amount in minor units of it, and its home amount."""

    account: int
    currency: str
    amount: int
    home: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialBalanceRow:
    """An account and its home balance, on the one side where it stands; the other side is zero.

    ``of`` are the lines that it is made of: they sum to the credit less the debit.
    """

    account: int
    number: str
    name: str
    type: AccountType
    debit: int
    credit: int
    of: Selection


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialBalanceView:
    """Every account with a balance at the end of a day, in home minor units, and the sums of both sides.

    Without ``closing`` the year-end entries of that day are left out.
    """

    as_of: dt.date
    closing: bool
    changeset: int | None
    currency: str
    rows: tuple[TrialBalanceRow, ...]
    debit: int
    credit: int


def holdings_list(actor: Actor, *, as_of: dt.date, changeset: int | None = None) -> list[HoldingView]:
    """Return what every account that was ever posted to holds at the end of a day. One statement.

    ``changeset`` asks for what was known right after it (``ledger.selectors.known``), with one statement more.

    Raises:
        ForbiddenError: without VIEW_ACCOUNT_BALANCES. InvalidError: there is no such changeset.
    """
    actor.require(Privilege.VIEW_ACCOUNT_BALANCES)
    known = known_at(actor, changeset=changeset)
    return [
        HoldingView(account=account, currency=currency, amount=amount, home=home)
        for account, currency, amount, home in _read(_ALL, actor, as_of, known)
    ]


def trial_balance_get(
    actor: Actor, *, as_of: dt.date, changeset: int | None = None, closing: bool = True
) -> TrialBalanceView:
    """Return the trial balance at the end of a day, accounts by number. One statement.

    Without ``closing`` it is the trial balance before the year was closed, if one is closed on just this day.
    ``changeset`` asks for what was known right after it (``ledger.selectors.known``), with one statement more.

    Raises:
        ForbiddenError: without VIEW_REPORTS. InvalidError: there is no such changeset.
    """
    actor.require(Privilege.VIEW_REPORTS)
    known = known_at(actor, changeset=changeset)
    rows = tuple(
        TrialBalanceRow(
            account=identity,
            number=number,
            name=name,
            type=AccountType(kind),
            debit=max(-home, 0),
            credit=max(home, 0),
            of=Selection(accounts=(identity,), end=as_of, closing=closing, changeset=changeset),
        )
        for identity, number, name, kind, home in sorted(
            _read(_AT_HOME, actor, as_of, known, closing=closing), key=lambda row: (len(row[1]), row[1], row[0])
        )
    )
    return TrialBalanceView(
        as_of=as_of,
        closing=closing,
        changeset=changeset,
        currency=actor.business.currency,
        rows=rows,
        debit=sum(row.debit for row in rows),
        credit=sum(row.credit for row in rows),
    )


def _read(query: str, actor: Actor, as_of: dt.date, known: Known, *, closing: bool = True) -> list[tuple[Any, ...]]:
    """Run one of the two queries: what lies before the month from the totals, the rest from the journal."""
    business, month = actor.business.id, as_of.replace(day=1)
    query = query.format(totals=known.totals(), lines=known.lines(), ordinary="" if closing else _ORDINARY)
    values: list[int | dt.date] = [*known.total_values(actor), business, month]
    values += [business, *known.line_values, month, as_of]
    values += [] if closing else [as_of]
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return list(cursor.fetchall())
