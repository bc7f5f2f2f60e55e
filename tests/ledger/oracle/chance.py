"""Chance: one drawn number from which a deed takes all its choices, so that a run is cheap and shrinks towards zero."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from hypothesis import strategies as st

if TYPE_CHECKING:
    from collections.abc import Sequence

Choice = TypeVar("Choice")
_STEP = 1 << 20
FIRST = dt.date(2026, 1, 1)
DAYS = (0, 4, 14, 29, 30, 31, 40, 44, 45, 46, 57, 58, 59, 68, 75, 89, 90, 104, 118, 119)
"""Days of the year on which things happen: among them the edges of months, and of rates."""


@dataclass
class Dice:
    """A stream of choices."""

    rest: int

    def number(self, choices: int) -> int:
        """Return one of 0 to ``choices`` - 1."""
        self.rest, chosen = divmod(self.rest, choices)
        return chosen

    def pick(self, options: Sequence[Choice]) -> Choice:
        """Return one of some options."""
        return options[self.number(len(options))]

    def once_in(self, times: int) -> bool:
        """Return True once in so many times."""
        return self.number(times) == times - 1

    def day(self) -> dt.date:
        """Return a day of the first four months."""
        return FIRST + dt.timedelta(days=self.pick(DAYS))


DICE = st.tuples(*[st.integers(0, _STEP - 1)] * 4).map(
    lambda parts: Dice(sum(p * _STEP**i for i, p in enumerate(parts)))
)
