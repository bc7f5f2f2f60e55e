"""Which new id every row of a file got: kept on disk, so that a file of any size is read with the same memory."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

_KEPT: Final = 200_000
"""Ids that are remembered in memory as well."""


class Identities:
    """Old ids and the new ones that took their place, in a temporary database that goes when it is closed."""

    def __init__(self) -> None:
        """Begin with nothing known."""
        self._known: dict[int, tuple[int, int]] = {}
        self._store = sqlite3.connect("", isolation_level=None)
        self._store.execute("PRAGMA journal_mode = OFF")
        self._store.execute("PRAGMA synchronous = OFF")
        self._store.execute("CREATE TABLE ids (old INTEGER PRIMARY KEY, new INTEGER, place INTEGER, line INTEGER)")
        self._store.execute("BEGIN")

    def close(self) -> None:
        """Forget everything."""
        self._store.close()

    def learn(self, place: int, olds: Sequence[int], news: Sequence[int], first_line: int) -> int | None:
        """Note what the rows of a table are called now; return the line of one whose id is taken, if there is any.

        Args:
            place: the number of the table.
            olds: the ids in the file, in the order of its lines.
            news: the ids that take their places.
            first_line: the line of the first of them.
        """
        rows = [(old, new, place, first_line + index) for index, (old, new) in enumerate(zip(olds, news, strict=True))]
        for row in rows:
            if not self._store.execute("INSERT OR IGNORE INTO ids VALUES (?, ?, ?, ?)", row).rowcount:
                return row[3]
        return None

    def find(self, old: int) -> tuple[int, int] | None:
        """Return the new id of a row and the number of its table; None when the file has no such row, or not yet."""
        known = self._known.get(old)
        if known is None:
            known = self._store.execute("SELECT new, place FROM ids WHERE old = ?", (old,)).fetchone()
            if known is None:
                return None
            if len(self._known) >= _KEPT:
                self._known.clear()
            self._known[old] = known
        return known

    def origin(self, new: int) -> tuple[int, int, int] | None:
        """Return the old id of a row, the number of its table, and its line."""
        found: tuple[int, int, int] | None = self._store.execute(
            "SELECT old, place, line FROM ids WHERE new = ?", (new,)
        ).fetchone()
        return found
