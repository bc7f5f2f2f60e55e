"""Random journals, and what a selection of their lines sums to, the slow way."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

from bookkeeping.books import AccountType
from bookkeeping.entries import EntryKind
from bookkeeping.reporting.balances import Cell, ChartAccount
from bookkeeping.reporting.periods import FiscalStart

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bookkeeping.reporting.figures import Figure, Selection
    from bookkeeping.reporting.tables import Statement, Told

FIRST, LAST = date(2024, 1, 1), date(2026, 3, 31)
EARNED = (
    AccountType.INCOME,
    AccountType.EXPENSE,
    AccountType.COST_OF_GOODS_SOLD,
    AccountType.GAIN_OR_LOSS_ON_EXCHANGE,
)


@dataclass(frozen=True)
class Line:
    """A line of a journal, at home, as a credit amount."""

    account: ChartAccount
    day: date
    home: int
    kind: EntryKind = EntryKind.ORDINARY


@dataclass
class Journal:
    """An account of every type, and lines that balance on every day, kind by kind."""

    chance: random.Random
    fiscal: FiscalStart
    chart: list[ChartAccount] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)

    @classmethod
    def of(cls, seed: int) -> Journal:
        """Return the journal of a seed: up to twenty entries, and the closing of some years."""
        chance = random.Random(seed)  # noqa: S311 - the same journals each time
        journal = cls(chance, FiscalStart(chance.choice([1, 1, 4, 7]), chance.choice([1, 1, 6, 31])))
        journal.chart = [
            ChartAccount(id=number, number=str(chance.choice([number, 1000])), name=f"A{number}", type=kind)
            for number, kind in enumerate(AccountType, start=1)
        ]
        for _ in range(chance.randrange(20)):
            journal.post()
        for year in (2024, 2025, 2026):
            if chance.random() < 0.5:
                journal.close(journal.fiscal.on_or_before(date(year, 12, 31)) - timedelta(days=1))
        return journal

    def post(self) -> None:
        """Add an entry of two to four lines."""
        day = FIRST + timedelta(days=self.chance.randrange((LAST - FIRST).days + 1))
        amounts = [self.chance.randrange(-9_999, 9_999) for _ in range(self.chance.randrange(1, 4))]
        for amount in (*amounts, -sum(amounts)):
            self.lines.append(Line(self.chance.choice(self.chart), day, amount))

    def close(self, day: date) -> None:
        """Move what was earned up to a day and is not closed to retained earnings."""
        retained = next(account for account in self.chart if account.type == AccountType.RETAINED_EARNINGS)
        for account in (account for account in self.chart if account.type in EARNED):
            held = sum(line.home for line in self.lines if line.account == account and line.day <= day)
            self.lines.append(Line(account, day, -held, EntryKind.YEAR_END))
            self.lines.append(Line(retained, day, held, EntryKind.YEAR_END))

    def cells(self) -> list[Cell]:
        """Return the lines as cells of a day."""
        return [Cell(line.account.id, line.kind, line.day, line.home) for line in self.lines]

    def sum(self, selection: Selection) -> int:
        """Return what the lines of a selection sum to."""
        return selection.side.sign * sum(line.home for line in self.lines if fits(line, selection))


def fits(line: Line, selection: Selection) -> bool:
    """Tell whether a line is among those of a selection."""
    closed = line.kind == EntryKind.YEAR_END and line.day == selection.end
    return (
        (not selection.accounts or line.account.id in selection.accounts)
        and (not selection.types or line.account.type in selection.types)
        and (selection.start or date.min) <= line.day <= (selection.end or date.max)
        and (selection.year_ends or line.kind != EntryKind.YEAR_END)
        and (selection.closing or not closed)
    )


def figures(statement: Statement) -> Iterator[Figure]:
    """Yield every figure of a statement."""
    for told in (*(row.told for row in statement.rows), *(total.told for total in statement.sums)):
        yield from figures_told(told)


def figures_told(told: Told) -> Iterator[Figure]:
    """Yield the figures of a row or sum, and those that they are compared with."""
    for figure in (told.whole, *told.columns):
        yield figure
        if figure.compared:
            yield figure.compared
