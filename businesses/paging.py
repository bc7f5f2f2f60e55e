"""A page of a list."""

from __future__ import annotations

from dataclasses import dataclass

MAX_LIMIT = 1_000
"""A larger limit is capped (DESIGN, section 7)."""


@dataclass(frozen=True, slots=True)
class Page:
    """Where a list starts and how much of it is asked for; ``limit`` None means all of it."""

    offset: int = 0
    limit: int | None = None

    @property
    def window(self) -> slice:
        """The page as a slice of the whole list."""
        return slice(self.offset, None if self.limit is None else self.offset + min(self.limit, MAX_LIMIT))


EVERYTHING = Page()
