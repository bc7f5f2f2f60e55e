"""A unit of work on the books: besides rows, what the monthly totals shall get, and what must be costed anew."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from bookkeeping.costing import Place, Pool, PoolKind
from bookkeeping.entries import EntryKind
from businesses.bulk import Batch, columns_new
from businesses.services.changesets import Work
from ledger.models import MonthlyTotal
from ledger.services.closing import years_renew
from ledger.services.recosting import pools_recost

if TYPE_CHECKING:
    import datetime as dt

    from businesses.actors import Actor

_ADD_UP = """
    ON CONFLICT (account_id, currency, month, kind) DO UPDATE
    SET amount = ledger_monthlytotal.amount + excluded.amount, home = ledger_monthlytotal.home + excluded.home
"""


class BookWork(Work):
    """A unit of work that sums up what it adds to the totals, and writes them once, in one ascending order.

    It also sums up what it moves in foreign currencies, so that at its end, when all that it does is done, what follows
    from these movements is worked out anew, once.
    """

    def __init__(self, actor: Actor) -> None:
        """Begin with no difference to any total."""
        super().__init__(actor)
        self.home = actor.business.currency
        self._totals: dict[tuple[int, str, dt.date, str], list[int]] = defaultdict(lambda: [0, 0])
        self._months: set[dt.date] = set()
        self._moved: dict[tuple[Pool, Place], list[int]] = defaultdict(lambda: [0, 0, 0])
        self._stale: dict[Pool, Place] = {}

    def total(self, account: int, kind: str, day: dt.date, holding: tuple[str, int, int]) -> None:
        """Add to the total of an account's month: a currency, and the amounts in it and at home."""
        currency, amount, home = holding
        sums = self._totals[account, currency, day.replace(day=1), kind]
        sums[0] += amount
        sums[1] += home

    def move(self, account: int, place: Place, holding: tuple[str, int, int], at_rate: int | None) -> None:
        """Sum up what is moved in a foreign currency: what comes and goes alike, in one place, has not moved."""
        currency, amount, home = holding
        for kind in (PoolKind.BALANCE,) if at_rate is None else (PoolKind.BALANCE, PoolKind.MONEY):
            sums = self._moved[Pool(kind, account, currency), place]
            for index, figure in enumerate((amount, home, at_rate or 0)):
                sums[index] += figure

    def cost_anew(self, pool: Pool, place: Place) -> None:
        """Note that what follows from a pool must be worked out anew from a place on."""
        self._stale[pool] = min(place, self._stale.get(pool, place))

    def stale(self, kind: PoolKind) -> dict[Pool, Place]:
        """Return the pools of a kind to be worked out anew, and from where on; nothing is owed for them any more."""
        for (pool, place), sums in self._moved.items():
            if any(sums):
                self.cost_anew(pool, place)
        self._moved.clear()
        found = {pool: place for pool, place in self._stale.items() if pool.kind == kind}
        for pool in found:
            del self._stale[pool]
        return found

    def complete(self) -> None:
        """Work out anew what follows from what has moved; then close those years again that are closed and differ."""
        if self._moved or self._stale:
            pools_recost(self.actor, work=self)
        closed = self.numbers.closed
        if closed is None:
            return
        self._remember()
        if any(month <= closed for month in self._months):
            self.flush()
            years_renew(self.actor, work=self, months=self._months)

    def _remember(self) -> None:
        """Keep in mind the months that got or lost anything but the end of a year."""
        self._months |= {month for _, _, month, kind in self._totals if kind != EntryKind.YEAR_END}

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
