"""Statements of the bank: which of the transactions in a file are there already.

The bank's own identity of a transaction (FITID) decides where both sides have one. Where one of them has none, the
look does: day, amount and text. Of several that look alike, as many count as known as there are known ones, since a
bakery may well buy the same coffee twice on one day.
"""

from __future__ import annotations

from collections import defaultdict, deque
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    Look = tuple[dt.date, int, str]


class Sign(StrEnum):
    """What a repeated transaction is known by."""

    FITID = "FITID"
    LOOK = "LOOK"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A transaction of an account, as far as it tells it from others: a credit amount, and the bank's identity."""

    date: dt.date
    amount: int
    text: str
    fitid: str | None = None

    @property
    def look(self) -> Look:
        """The day, the amount, and the words without case and spaces."""
        return self.date, self.amount, "".join(self.text.casefold().split())


@dataclass(frozen=True, slots=True)
class Repeat:
    """That a transaction is there already: the position of the ``known`` one, None: an earlier one of the file."""

    known: int | None
    sign: Sign


def repeats_find(told: Sequence[Told], known: Sequence[Told]) -> list[Repeat | None]:
    """Return for each transaction of a file what it repeats, None: it is new. Linear in both."""
    found = _by_fitid(told, known)
    taken = {repeat.known for repeat in found if repeat is not None}
    nameless: dict[Look, deque[int]] = defaultdict(deque)
    named: dict[Look, deque[int]] = defaultdict(deque)
    for position, each in enumerate(known):
        if position not in taken:
            (nameless if each.fitid is None else named)[each.look].append(position)
    for index, each in enumerate(told):
        if found[index] is None:
            queue = nameless[each.look] or (named[each.look] if each.fitid is None else None)
            found[index] = Repeat(queue.popleft(), Sign.LOOK) if queue else None
    return found


def _by_fitid(told: Sequence[Told], known: Sequence[Told]) -> list[Repeat | None]:
    """Return for each transaction the one that has its FITID: a known one, or an earlier one of the same file."""
    identities = {each.fitid: position for position, each in enumerate(known) if each.fitid is not None}
    seen: set[str] = set()
    found: list[Repeat | None] = []
    for each in told:
        if each.fitid is None:
            found.append(None)
            continue
        position = identities.get(each.fitid)
        found.append(None if position is None and each.fitid not in seen else Repeat(position, Sign.FITID))
        seen.add(each.fitid)
    return found
