"""Balances: what accounts hold at the end of days, from sums that are finer than the days asked about."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

from bookkeeping.entries import EntryKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from bookkeeping.books import AccountType
    from bookkeeping.reporting.figures import Selection


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartAccount:
    """An account as a statement names it."""

    id: int
    number: str
    name: str
    type: AccountType

    @property
    def place(self) -> tuple[int, str, int]:
        """Where it stands among others: shorter numbers first."""
        return len(self.number), self.number, self.id


@dataclass(frozen=True, slots=True)
class Cell:
    """What the lines of an account sum to at home over some days, of which ``last`` is the last: a credit amount."""

    account: int
    kind: EntryKind
    last: date
    home: int


class Balances:
    """What each account holds at home, as a credit amount, at the end of every day on which a cell ends.

    Of a day inside a cell nothing can be said: whoever reads cells makes them end where figures begin and end.
    """

    def __init__(self, chart: Iterable[ChartAccount], cells: Iterable[Cell]) -> None:
        """Keep the running sums of each account, ordinary and year-end entries apart."""
        self.chart = tuple(sorted(chart, key=lambda account: account.place))
        self._named = {account.id: account for account in self.chart}
        sums: dict[tuple[int, EntryKind], dict[date, int]] = defaultdict(lambda: defaultdict(int))
        for cell in cells:
            sums[cell.account, cell.kind][cell.last] += cell.home
        self._days = {key: sorted(days) for key, days in sums.items()}
        self._held = {key: list(accumulate(sums[key][day] for day in days)) for key, days in self._days.items()}

    def amount(self, selection: Selection) -> int:
        """Return what the lines of a selection by accounts, types and days sum to, on its side."""
        among = [self._named[each] for each in selection.accounts] if selection.accounts else self.chart
        accounts = [each.id for each in among if not selection.types or each.type in selection.types]
        kinds = [kind for kind in EntryKind if selection.year_ends or kind is not EntryKind.YEAR_END]
        return selection.side.sign * sum(
            self._moved(account, kind, selection) for account in accounts for kind in kinds
        )

    def accounts(self, types: Sequence[AccountType]) -> tuple[ChartAccount, ...]:
        """Return the accounts of some types, by number."""
        return tuple(account for account in self.chart if account.type in types)

    def _moved(self, account: int, kind: EntryKind, selection: Selection) -> int:
        """Return what an account moved by over the days of a selection, as a credit amount."""
        days = self._days.get((account, kind), [])
        through = len(days)
        if selection.end is not None:
            closed = kind is EntryKind.YEAR_END and not selection.closing
            through = (bisect_left if closed else bisect_right)(days, selection.end)
        before = 0 if selection.start is None else bisect_left(days, selection.start)
        return self._held_after(account, kind, through) - self._held_after(account, kind, before)

    def _held_after(self, account: int, kind: EntryKind, count: int) -> int:
        """Return the running sum of an account after so many of its cells."""
        return self._held[account, kind][count - 1] if count else 0
