"""Reports (DESIGN, section 7). Amounts are home minor units; a debit and a credit are both positive."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from api.common.wire import Wire
from api.dialects.kashoo.wire.base import href
from bookkeeping.books import AccountType

if TYPE_CHECKING:
    from ledger.selectors.trial_balance import TrialBalanceRow, TrialBalanceView


class TrialBalanceQuery(Wire):
    """The day at whose end the books are looked at; without it, today."""

    as_of: dt.date | None = None


class TrialBalanceRowOut(Wire):
    """An account on the side where it stands; ``href`` is the address of its journal, which the figure is made of."""

    account: int
    number: str
    name: str
    type: AccountType
    debit: int
    credit: int
    href: str

    @classmethod
    def of(cls, row: TrialBalanceRow, *, as_of: dt.date) -> TrialBalanceRowOut:
        """Return a row as clients read it."""
        return cls(
            account=row.account,
            number=row.number,
            name=row.name,
            type=row.type,
            debit=row.debit,
            credit=row.credit,
            href=f"{href('accounts', row.account)}/journalEntries?endDate={as_of.isoformat()}",
        )


class SidesOut(Wire):
    """The sums of both sides, which agree."""

    debit: int
    credit: int


class TrialBalanceOut(Wire):
    """The trial balance of a business: every account with a balance, by number."""

    kind: str
    business: int
    currency: str
    as_of: dt.date
    rows: list[TrialBalanceRowOut]
    totals: SidesOut

    @classmethod
    def of(cls, report: TrialBalanceView, *, business: int) -> TrialBalanceOut:
        """Return the report as clients read it."""
        return cls(
            kind="trial-balance",
            business=business,
            currency=report.currency,
            as_of=report.as_of,
            rows=[TrialBalanceRowOut.of(row, as_of=report.as_of) for row in report.rows],
            totals=SidesOut(debit=report.debit, credit=report.credit),
        )
