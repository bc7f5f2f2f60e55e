"""Fiscal years, and the entry that closes one: income and expenses go to retained earnings."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from bookkeeping.books import AccountType
from bookkeeping.entries import Entry, JournalLine

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

TEMPORARY = frozenset(
    {
        AccountType.INCOME,
        AccountType.EXPENSE,
        AccountType.COST_OF_GOODS_SOLD,
        AccountType.GAIN_OR_LOSS_ON_EXCHANGE,
    }
)
"""The types of account that tell the result of one year, and begin the next with nothing."""
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Period:
    """The days from ``start`` to ``end``, both of them included."""

    start: date
    end: date

    def months(self) -> Period | None:
        """Return the whole months inside, from the first day of the first to that of the last; None: there are none."""
        first = self.start if self.start.day == 1 else _month_after(self.start)
        after = (self.end + DAY).replace(day=1)
        return Period(first, (after - DAY).replace(day=1)) if first < after else None

    def rest(self) -> tuple[Period, ...]:
        """Return the days that are in none of the whole months inside: at most a piece before and one after them."""
        whole = self.months()
        if whole is None:
            return (self,)
        before, after = Period(self.start, whole.start - DAY), Period(_month_after(whole.end), self.end)
        return tuple(piece for piece in (before, after) if piece.start <= piece.end)


@dataclass(frozen=True, slots=True)
class Result:
    """What a year has left on an account in one currency: a credit amount there and at home."""

    account: int
    currency: str
    amount: int
    home: int


def fiscal_year(year: int, *, month: int, day: int) -> Period:
    """Return the fiscal year that ends in a calendar year; ``month`` and ``day`` are the first of every fiscal year."""
    starts_with_the_year = (month, day) == (1, 1)
    return year_ending(date(year + 1 if starts_with_the_year else year, month, day) - DAY)


def year_ending(end: date, *, closed: Iterable[date] = ()) -> Period:
    """Return the twelve months that end on a day, without what an earlier one of the ``closed`` ends has closed.

    So a year is shorter than twelve months when the business has moved the beginning of its fiscal year.
    """
    following = end + DAY
    start = following.replace(year=following.year - 1)
    earlier = [day + DAY for day in closed if day < end]
    return Period(max(start, *earlier) if earlier else start, end)


def close(end: date, results: Sequence[Result], *, retained_earnings: int) -> Entry:
    """Return the entry that takes the results of a year to retained earnings, currency by currency.

    Raises:
        AmountOutOfBoundsError: the results of a currency come to more than an amount may.
    """
    kept: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    lines: list[JournalLine] = []
    for result in results:
        lines.append(
            JournalLine(account=result.account, amount=-result.amount, currency=result.currency, home=-result.home)
        )
        kept[result.currency][0] += result.amount
        kept[result.currency][1] += result.home
    for currency, (amount, home) in sorted(kept.items()):
        lines.append(JournalLine(account=retained_earnings, amount=amount, currency=currency, home=home))
    return Entry(date=end, lines=tuple(lines))


def _month_after(day: date) -> date:
    """Return the first day of the month after that of a day."""
    return (day.replace(day=1) + timedelta(days=31)).replace(day=1)
