"""A unit of work on the books: besides rows, what the monthly totals shall get."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from businesses.bulk import Batch, row_new
from businesses.services.changesets import Work
from ledger.models import MonthlyTotal

if TYPE_CHECKING:
    import datetime as dt

    from businesses.actors import Actor
    from ledger.models import JournalLine

_ADD_UP = """
    ON CONFLICT (account_id, currency, month, kind) DO UPDATE
    SET amount = ledger_monthlytotal.amount + excluded.amount, home = ledger_monthlytotal.home + excluded.home
"""


class BookWork(Work):
    """A unit of work that sums up what it adds to the totals, and writes them once, in one ascending order."""

    def __init__(self, actor: Actor) -> None:
        """Begin with no difference to any total."""
        super().__init__(actor)
        self._totals: dict[tuple[int, str, dt.date, str], list[int]] = defaultdict(lambda: [0, 0])

    def total(self, line: JournalLine, kind: str, sign: int) -> None:
        """Add a line to the totals of its month, or take it away."""
        sums = self._totals[line.account_id, line.currency, line.date.replace(day=1), kind]
        sums[0] += sign * line.amount
        sums[1] += sign * line.home

    def _more(self) -> list[Batch]:
        """Return the totals that differ, as rows to be added up."""
        rows = [
            row_new(
                MonthlyTotal,
                business_id=self.actor.business.id,
                account_id=account,
                currency=currency,
                month=month,
                kind=kind,
                amount=amount,
                home=home,
            )
            for (account, currency, month, kind), (amount, home) in sorted(self._totals.items())
            if amount or home
        ]
        self._totals.clear()
        return [Batch(rows, _ADD_UP)]
