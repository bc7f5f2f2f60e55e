"""A unit of work on the books: besides rows, what the monthly totals shall get."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from bookkeeping.entries import EntryKind
from businesses.bulk import Batch, columns_new
from businesses.services.changesets import Work
from ledger.models import MonthlyTotal
from ledger.services.closing import years_renew

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
        self._months: set[dt.date] = set()

    def total(self, account: int, kind: str, day: dt.date, holding: tuple[str, int, int]) -> None:
        """Add to the total of an account's month: a currency, and the amounts in it and at home."""
        currency, amount, home = holding
        sums = self._totals[account, currency, day.replace(day=1), kind]
        sums[0] += amount
        sums[1] += home

    def complete(self) -> None:
        """Close those years again that are closed and got or lost an entry."""
        closed = self.numbers.closed
        if closed is None:
            return
        self._remember()
        if any(month <= closed for month in self._months):
            self.flush()
            years_renew(self.actor, work=self, months=self._months)

    def _remember(self) -> None:
        """Keep in mind the months that got or lost anything but the end of a year."""
        self._months |= {month for _, _, month, kind in self._totals if kind == EntryKind.ORDINARY}

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
        if self._totals and self.numbers.closed is not None:
            self._remember()
        self._totals.clear()
        return [Batch(MonthlyTotal, rows, _ADD_UP)]
