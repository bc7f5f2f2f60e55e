"""What every report begins with: the accounts, removed ones too, and when the fiscal year starts. One statement."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.db import connection

from bookkeeping.books import AccountType
from bookkeeping.reporting.balances import ChartAccount
from bookkeeping.reporting.periods import FiscalStart
from businesses.roles import Privilege

if TYPE_CHECKING:
    from businesses.actors import Actor

_CHART: Final = """
    SELECT b.fiscal_start_month, b.fiscal_start_day, a.id, a.number, a.name, a.type
    FROM businesses_business b LEFT JOIN accounts_account a ON a.business_id = b.id WHERE b.id = %s
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """The accounts of a business, and the day on which its fiscal years begin."""

    accounts: tuple[ChartAccount, ...]
    fiscal: FiscalStart


def chart_read(actor: Actor) -> Chart:
    """Return the accounts of a business and its fiscal year; raise ``ForbiddenError`` without VIEW_REPORTS."""
    actor.require(Privilege.VIEW_REPORTS)
    with connection.cursor() as cursor:
        cursor.execute(_CHART, [actor.business.id])
        rows = cursor.fetchall()
    accounts = (
        ChartAccount(id=identity, number=number, name=name, type=AccountType(kind))
        for _, _, identity, number, name, kind in rows
        if identity is not None
    )
    return Chart(accounts=tuple(accounts), fiscal=FiscalStart(*rows[0][:2]))
