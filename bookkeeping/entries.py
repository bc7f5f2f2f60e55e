"""Journal entries: balanced by construction.

Amounts are credit-positive minor units (seed 002, journalEntries). An entry's lines sum to zero per
currency and in the home currency; an entry that does not cannot be built.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from bookkeeping.errors import UnbalancedError
from bookkeeping.money import bounded

if TYPE_CHECKING:
    from datetime import date


class EntryKind(StrEnum):
    """Year-end entries are kept apart, so that profit and loss can leave them out.

    So are those of a revaluation: its home amounts are no part of what foreign money cost.
    """

    ORDINARY = "ORDINARY"
    YEAR_END = "YEAR_END"
    REVALUED = "REVALUED"


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalLine:
    """One line of an entry: a credit amount in its currency and in the home currency.

    What it is about, where it is about one thing: ``settles`` is the document that a line of a receivable or payable
    settles (the document's own lines name none), ``tax`` the tax that it records, ``item`` what was sold or bought.
    ``at_rate`` is set where foreign money moves: what the amount is worth at home at the record's own rate, whatever
    ``home`` it cost (``bookkeeping.costing``).
    """

    account: int
    amount: int
    currency: str
    home: int
    note: str | None = None
    settles: int | None = None
    tax: int | None = None
    item: int | None = None
    at_rate: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A balanced set of journal lines at one date. Lines that are zero twice are left out when it is built."""

    date: date
    lines: tuple[JournalLine, ...]

    def __post_init__(self) -> None:
        """Drop empty lines; raise ``UnbalancedError`` unless every sum is zero."""
        lines = tuple(line for line in self.lines if line.amount or line.home)
        object.__setattr__(self, "lines", lines)
        sums: dict[str, int] = defaultdict(int)
        for line in lines:
            sums[line.currency] += bounded(line.amount)
            bounded(line.home)
        if any(sums.values()) or sum(line.home for line in lines) != 0:
            raise UnbalancedError
