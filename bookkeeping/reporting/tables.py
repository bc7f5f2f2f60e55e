"""Tables: the rows of a statement, its columns and sums, each figure told with the lines that it is made of."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bookkeeping.reporting.figures import EVERY_LINE, Figure, Selection, Side
from bookkeeping.reporting.periods import earlier

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bookkeeping.books import AccountType
    from bookkeeping.reporting.balances import Balances, ChartAccount
    from bookkeeping.reporting.periods import Comparison, Period

    Asked = Callable[[Period], Selection]
    """Which lines a figure is made of, for the days of a column."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """The days of a statement, its columns, and what each of them is compared with.

    ``base`` is what every selection of the statement has in common; ``step`` the months between a day and the one that
    it is compared with, where the figures are of a day.
    """

    period: Period
    columns: tuple[Period, ...] = ()
    comparison: Comparison | None = None
    step: int = 1
    base: Selection = EVERY_LINE

    def compared(self, period: Period) -> Period | None:
        """Return what a period is compared with."""
        return None if self.comparison is None else earlier(period, self.comparison, self.step)

    def periods(self) -> Iterator[Period]:
        """Yield all periods that figures are of."""
        for period in (self.period, *self.columns):
            yield period
            if other := self.compared(period):
                yield other


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Accounts of some types under one heading, and on which side their figures count as positive."""

    name: str
    types: tuple[AccountType, ...]
    side: Side


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A figure of the whole period, and those of its columns."""

    whole: Figure
    columns: tuple[Figure, ...]

    @property
    def empty(self) -> bool:
        """Whether nothing but zeros would be shown."""
        figures = (self.whole, *self.columns)
        return not any(figure.amount or (figure.compared and figure.compared.amount) for figure in figures)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row of a statement: an account, or something that is computed and has a ``name`` only."""

    section: str
    name: str
    told: Told
    account: ChartAccount | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sum:
    """A sum of a statement."""

    name: str
    told: Told


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A report in sections: its days, rows and sums."""

    frame: Frame
    rows: tuple[Row, ...]
    sums: tuple[Sum, ...]


def told(balances: Balances, frame: Frame, asked: Asked) -> Told:
    """Return the figures of a row or sum; ``asked`` says which lines they are made of."""

    def figure(period: Period, compared: Figure | None = None) -> Figure:
        selection = asked(period)
        return Figure(amount=balances.amount(selection), of=selection, compared=compared)

    def beside(period: Period) -> Figure:
        other = frame.compared(period)
        return figure(period, None if other is None else figure(other))

    return Told(whole=beside(frame.period), columns=tuple(beside(period) for period in frame.columns))


def rows_of(balances: Balances, frame: Frame, section: Section, base: Selection) -> Iterator[Row]:
    """Yield the accounts of a section that have anything to show, by number; ``base`` is what their lines share."""
    for account in balances.accounts(section.types):
        asked = replace(base, accounts=(account.id,), side=section.side)
        figures = told(balances, frame, asked.within)
        if not figures.empty:
            yield Row(section=section.name, name=account.name, told=figures, account=account)


def sum_of(balances: Balances, frame: Frame, section: Section, base: Selection) -> Sum:
    """Return the sum of a section."""
    asked = replace(base, types=section.types, side=section.side)
    return Sum(name=section.name, told=told(balances, frame, asked.within))
