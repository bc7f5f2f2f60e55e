"""A unit of work on the books: besides rows, what the monthly totals shall get."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from businesses.bulk import Batch, columns_new
from businesses.services.changesets import Work
from ledger.models import MonthlyTotal

if TYPE_CHECKING:
    import datetime as dt

    from businesses.actors import Actor

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

    def total(self, account: int, kind: str, day: dt.date, holding: tuple[str, int, int]) -> None:
        """Add to the total of an account's month: a currency, and the amounts in it and at home."""
        currency, amount, home = holding
        sums = self._totals[account, currency, day.replace(day=1), kind]
        sums[0] += amount
        sums[1] += home

    def _more(self) -> list[Batch]:
        """Return the totals that differ, as rows to be added up."""
        rows = [
            columns_new(
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
        return [Batch(MonthlyTotal, rows, _ADD_UP)]
