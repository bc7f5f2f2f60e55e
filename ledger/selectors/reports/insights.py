"""The few figures that tell how a business stands today. Three statements."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.db import connection

from bookkeeping.books import AccountType
from bookkeeping.reporting.balances import Balances
from bookkeeping.reporting.insights import Customer, Days, Insights, insights
from businesses.roles import Privilege
from ledger.selectors.known import NOW
from ledger.selectors.reports.cells import cells_read
from ledger.selectors.reports.chart import chart_read

if TYPE_CHECKING:
    from businesses.actors import Actor

_READ: Final = """
    SELECT a.type, 0, NULL, CAST(SUM(l.home) AS bigint)
    FROM accounts_account a
    JOIN ledger_journalline l ON l.account_id = a.id
    JOIN ledger_record k ON k.id = COALESCE(l.settles_id, l.record_id)
    WHERE a.business_id = %s AND a.type IN ('ACCOUNTS_RECEIVABLE', 'ACCOUNTS_PAYABLE')
    AND l.superseded_id IS NULL AND l.date <= %s AND COALESCE(k.due_date, k.date) < %s
    GROUP BY a.type
    UNION ALL
    SELECT * FROM (
        SELECT 'customer', c.id, c.name, CAST(SUM(l.home) AS bigint) AS income
        FROM accounts_account a
        JOIN ledger_journalline l ON l.account_id = a.id
        JOIN ledger_record r ON r.id = l.record_id
        JOIN ledger_contact c ON c.id = r.contact_id
        WHERE a.business_id = %s AND a.type = 'INCOME' AND l.superseded_id IS NULL AND l.date >= %s AND l.date <= %s
        GROUP BY c.id, c.name HAVING SUM(l.home) > 0 ORDER BY income DESC, c.id LIMIT 5
    ) AS best
"""


def insights_get(actor: Actor) -> Insights:
    """Return the figures of today; raise ``ForbiddenError`` without VIEW_REPORTS."""
    actor.require(Privilege.VIEW_REPORTS)
    chart = chart_read(actor)
    days = Days.of(actor.now.date(), chart.fiscal)
    balances = Balances(chart.accounts, cells_read(actor, known=NOW, periods=days.periods()))
    business, today = actor.business.id, days.today
    with connection.cursor() as cursor:
        cursor.execute(_READ, [business, today, today, business, days.year.start, today])
        rows = cursor.fetchall()
    customers = [Customer(contact=row[1], name=row[2], income=row[3]) for row in rows if row[0] == "customer"]
    overdue = {AccountType(row[0]): row[3] for row in rows if row[0] != "customer"}
    customers.sort(key=lambda each: (-each.income, each.contact))
    return insights(balances, days, overdue, customers)
