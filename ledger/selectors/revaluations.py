"""What a revaluation is made of: the balances in foreign currencies at the end of a day, without any revaluation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import connection

from bookkeeping.entries import EntryKind
from bookkeeping.revaluation import MONETARY, Balance
from businesses.roles import Privilege

if TYPE_CHECKING:
    import datetime as dt

    from businesses.actors import Actor

_TYPES = ", ".join(f"'{kind}'" for kind in sorted(MONETARY))
_BALANCES = f"""
    SELECT account_id, currency, CAST(SUM(amount) AS bigint), CAST(SUM(home) AS bigint) FROM (
        SELECT t.account_id, t.currency, t.amount, t.home
        FROM ledger_monthlytotal t JOIN accounts_account a ON a.id = t.account_id AND a.type IN ({_TYPES})
        WHERE t.business_id = %(business)s AND t.month < %(month)s AND t.currency <> %(home)s
        AND t.kind <> '{EntryKind.REVALUED}'
        UNION ALL
        SELECT l.account_id, l.currency, l.amount, l.home
        FROM accounts_account a JOIN ledger_journalline l ON l.account_id = a.id
        WHERE a.business_id = %(business)s AND a.type IN ({_TYPES}) AND l.superseded_id IS NULL
        AND l.date >= %(month)s AND l.date <= %(date)s AND l.currency <> %(home)s AND l.amount <> 0
    ) AS parts GROUP BY account_id, currency HAVING SUM(amount) <> 0 OR SUM(home) <> 0
    ORDER BY account_id, currency
"""  # noqa: S608 - constants
"""Lines of a revaluation have the amount 0; no other line of such an account does."""


def foreign_balances(actor: Actor, *, as_of: dt.date) -> list[Balance]:
    """Return what is revalued at the end of a day: what accounts hold in foreign currencies. One statement."""
    actor.require(Privilege.VIEW_RECORDS)
    arguments: dict[str, Any] = {
        "business": actor.business.id,
        "home": actor.business.currency,
        "month": as_of.replace(day=1),
        "date": as_of,
    }
    with connection.cursor() as cursor:
        cursor.execute(_BALANCES, arguments)
        return [
            Balance(account=account, currency=currency, amount=amount, booked=home)
            for account, currency, amount, home in cursor.fetchall()
        ]
