"""A page of a list: what is asked for, and what is found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Item = TypeVar("Item")
MAX_LIMIT = 1_000
"""A larger limit is capped (DESIGN, section 7)."""


@dataclass(frozen=True, slots=True)
class Page:
    """Where a list starts and how much of it is asked for; ``limit`` None means all of it.

    ``after`` is the place that an earlier page named as its end (``businesses.keyset``); ``offset`` counts from there.
    """

    offset: int = 0
    limit: int | None = None
    after: str = ""

    @property
    def size(self) -> int | None:
        """How many rows the page has at most; None: all."""
        return None if self.limit is None else min(self.limit, MAX_LIMIT)

    @property
    def window(self) -> slice:
        """The page as a slice of the whole list."""
        return slice(self.offset, None if self.size is None else self.offset + self.size)

    @property
    def probe(self) -> slice:
        """The page and the row after it, which tells whether there is a next page."""
        return slice(self.offset, None if self.size is None else self.offset + self.size + 1)

    def of(self, rows: Sequence[Item]) -> Listed[Item]:
        """Return the page of a list that is whole and in memory."""
        found = rows[self.probe]
        return Listed(rows[self.window], more=len(found) > len(rows[self.window]))


EVERYTHING = Page()


class Listed(list[Item]):
    """What a page shows, and how the list goes on: ``more`` rows follow, the next page starts ``after`` this place."""

    def __init__(self, rows: Iterable[Item] = (), *, more: bool = False, after: str | None = None) -> None:
        """Keep the rows; ``after`` None: this list is paged by offset only."""
        super().__init__(rows)
        self.more = more
        self.after = after
