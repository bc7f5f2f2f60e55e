"""The trial balance. A debit and a credit are both positive."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from api.common.tables import Table
from api.common.wire import Wire
from api.dialects.kashoo.wire.entries import entries_href
from api.dialects.kashoo.wire.reports.figures import money
from bookkeeping.books import AccountType

if TYPE_CHECKING:
    from api.common.tables import Cell
    from businesses.actors import Actor
    from ledger.selectors.trial_balance import TrialBalanceRow, TrialBalanceView


class TrialBalanceRowOut(Wire):
    """An account on the side where it stands; the home amounts of the lines at ``href`` sum to credit less debit."""

    account: int
    number: str
    name: str
    type: AccountType
    debit: int
    credit: int
    href: str

    @classmethod
    def of(cls, row: TrialBalanceRow, business: int) -> TrialBalanceRowOut:
        """Return a row as clients read it."""
        return cls(
            account=row.account,
            number=row.number,
            name=row.name,
            type=row.type,
            debit=row.debit,
            credit=row.credit,
            href=entries_href(business, row.of),
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
    closing: bool
    changeset: int | None
    rows: list[TrialBalanceRowOut]
    totals: SidesOut

    @classmethod
    def of(cls, report: TrialBalanceView, actor: Actor) -> TrialBalanceOut:
        """Return the report as clients read it."""
        return cls(
            kind="trial-balance",
            business=actor.business.id,
            currency=report.currency,
            as_of=report.as_of,
            closing=report.closing,
            changeset=report.changeset,
            rows=[TrialBalanceRowOut.of(row, actor.business.id) for row in report.rows],
            totals=SidesOut(debit=report.debit, credit=report.credit),
        )

    def table(self) -> Table:
        """Return the report as a table, amounts in major units."""
        headings = ("number", "name", "type", f"debit {self.currency}", f"credit {self.currency}", "href")
        rows: list[tuple[Cell, ...]] = [
            (row.number, row.name, row.type, *money((row.debit, row.credit), self.currency), row.href)
            for row in self.rows
        ]
        rows.append((None, "total", None, *money((self.totals.debit, self.totals.credit), self.currency), None))
        return Table(f"{self.kind}-{self.as_of}", headings, rows)
