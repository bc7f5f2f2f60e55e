"""Sales tax, tax by tax and account by account, from the lines that name their tax. Three statements."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.db import connection

from bookkeeping.records import RecordType
from bookkeeping.reporting.balances import Balances
from bookkeeping.reporting.figures import Selection
from bookkeeping.reporting.periods import Period, period_of
from bookkeeping.reporting.sales_tax import SalesTax, TaxFacts, TaxMoved, sales_tax
from businesses.roles import Privilege
from ledger.selectors.known import known_at
from ledger.selectors.reports.cells import cells_read
from ledger.selectors.reports.chart import chart_read

if TYPE_CHECKING:
    from businesses.actors import Actor
    from ledger.selectors.known import Known
    from ledger.selectors.reports.options import PeriodOptions

_TAXES: Final = """
    SELECT t.id, t.name, t.short_name, t.registration, t.removed, t.payable_account_id, t.receivable_account_id,
        m.account_id, m.type, m.home
    FROM taxes_tax t LEFT JOIN (
        SELECT l.tax_id, l.account_id, r.type, CAST(SUM(l.home) AS bigint) AS home
        FROM taxes_tax o JOIN ledger_journalline l ON l.tax_id = o.id JOIN ledger_record r ON r.id = l.record_id
        WHERE o.business_id = %s AND {lines} AND l.date >= %s AND l.date <= %s
        GROUP BY l.tax_id, l.account_id, r.type
    ) AS m ON m.tax_id = t.id
    WHERE t.business_id = %s ORDER BY t.id, m.account_id, m.type
"""


def sales_tax_get(actor: Actor, *, options: PeriodOptions) -> SalesTax:
    """Return what was collected and paid of every tax over some days, and what its accounts hold.

    Removed taxes are told as far as they moved anything.

    Raises:
        ForbiddenError: without VIEW_REPORTS. InvalidError: the days make no report, or there is no such changeset.
    """
    actor.require(Privilege.VIEW_REPORTS)
    chart = chart_read(actor)
    period = period_of(options.start, options.end, today=actor.now.date(), fiscal=chart.fiscal)
    known = known_at(actor, changeset=options.changeset)
    cells = cells_read(actor, known=known, periods=(period, Period(None, period.end)))
    rows = _read(actor, known, period)
    moved = [TaxMoved(row[0], row[7], RecordType(row[8]), row[9]) for row in rows if row[7] is not None]
    shown = {row[0]: _facts(row) for row in rows if not row[4] or row[7] is not None}
    accounts = {account for row in rows if row[0] in shown for account in row[5:7] if account is not None}
    base = Selection(changeset=options.changeset).within(period)
    return sales_tax(base, shown.values(), moved, Balances(chart.accounts, cells), accounts)


def _read(actor: Actor, known: Known, period: Period) -> list[tuple[Any, ...]]:
    business = actor.business.id
    with connection.cursor() as cursor:
        cursor.execute(
            _TAXES.format(lines=known.lines()), [business, *known.line_values, period.start, period.end, business]
        )
        return list(cursor.fetchall())


def _facts(row: tuple[Any, ...]) -> TaxFacts:
    return TaxFacts(id=row[0], name=row[1], short_name=row[2], registration=row[3])
