"""Income and expenses as they are paid: what the cash basis adds up, in one statement.

A document is on account when its own lines put something on a receivable or payable. Then its income and expenses count
in the parts in which it is settled (``bookkeeping.reporting.cash_basis``), and else on its day, as everything does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.db import connection

from bookkeeping.entries import EntryKind
from bookkeeping.reporting.activity import OWED
from bookkeeping.reporting.balances import Cell
from bookkeeping.reporting.cash_basis import DocumentLine, Settled, recognised
from bookkeeping.reporting.profit_and_loss import NET_INCOME
from businesses.roles import Privilege
from ledger.sql_values import day_read

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bookkeeping.reporting.periods import Period
    from businesses.actors import Actor
    from ledger.selectors.known import Known

_EARNED: Final = ", ".join(f"'{kind}'" for kind in NET_INCOME.types)
_OWED: Final = ", ".join(f"'{kind}'" for kind in OWED)
_OWN: Final = f"""(
        SELECT CAST(COALESCE(SUM(o.amount), 0) AS bigint)
        FROM ledger_journalline o JOIN accounts_account oa ON oa.id = o.account_id
        WHERE o.record_id = r.id AND o.settles_id IS NULL AND oa.type IN ({_OWED}) AND {{own}}
    )"""  # noqa: S608 - types of accounts, no input
"""What the record ``r`` put on receivables and payables when it was booked."""
_READ: Final = f"""
    WITH settled AS (
        SELECT l.settles_id AS document, l.date, l.record_id, CAST(SUM(l.amount) AS bigint) AS amount
        FROM ledger_journalline l
        WHERE l.settles_id IN (
            SELECT s.settles_id FROM ledger_journalline s
            WHERE s.business_id = %s AND s.settles_id IS NOT NULL AND {{some}} AND s.date >= %s AND s.date <= %s
        ) AND {{lines}} AND l.date <= %s
        GROUP BY l.settles_id, l.date, l.record_id
    )
    SELECT 'settled', s.document, s.date, s.record_id, s.amount, {_OWN}
    FROM settled s JOIN ledger_record r ON r.id = s.document
    UNION ALL
    SELECT 'line', l.record_id, NULL, l.id, l.account_id, l.home
    FROM (SELECT DISTINCT document FROM settled) AS d JOIN ledger_journalline l ON l.record_id = d.document
    JOIN accounts_account a ON a.id = l.account_id WHERE a.type IN ({_EARNED}) AND {{lines}}
    UNION ALL
    SELECT 'direct', 0, l.date, 0, l.account_id, CAST(SUM(l.home) AS bigint)
    FROM accounts_account a JOIN ledger_journalline l ON l.account_id = a.id JOIN ledger_record r ON r.id = l.record_id
    WHERE a.business_id = %s AND a.type IN ({_EARNED}) AND {{lines}} AND l.date >= %s AND l.date <= %s
    AND r.type <> 'YEAR_END_ADJUSTMENT' AND (r.type NOT IN ('INVOICE', 'BILL') OR {_OWN} = 0)
    GROUP BY l.date, l.account_id
"""  # noqa: S608 - types of accounts, no input


def cash_cells_read(actor: Actor, *, known: Known, periods: Iterable[Period]) -> list[Cell]:
    """Return what income and expense accounts moved by as it was paid, day by day, over periods that have starts.

    Raises:
        ForbiddenError: without VIEW_REPORTS.
    """
    actor.require(Privilege.VIEW_REPORTS)
    days = tuple(periods)
    start, end = min(day.start for day in days if day.start), max(day.end for day in days)
    business, values = actor.business.id, known.line_values
    query = _READ.format(some=known.lines("s"), lines=known.lines(), own=known.lines("o"))
    arguments: list[Any] = [business, *values, start, end, *values, end]
    arguments += [*values, *values, business, *values, start, end, *values]
    with connection.cursor() as cursor:
        cursor.execute(query, arguments)
        rows = cursor.fetchall()
    settled = [Settled(row[1], day_read(row[2]), row[3], row[4]) for row in rows if row[0] == "settled"]
    owed = {row[1]: row[5] for row in rows if row[0] == "settled" and row[5]}
    accounts = {row[3]: row[4] for row in rows if row[0] == "line"}
    lines = [DocumentLine(row[3], row[1], 0, row[5]) for row in rows if row[0] == "line" and row[1] in owed]
    cells = [Cell(row[4], EntryKind.ORDINARY, day_read(row[2]), row[5]) for row in rows if row[0] == "direct"]
    parts = recognised(lines, settled, owed)
    return cells + [Cell(accounts[part.line], EntryKind.ORDINARY, part.date, part.home) for part in parts]
