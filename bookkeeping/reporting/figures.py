"""Figures: an amount, and which journal lines it is the sum of.

A ``Selection`` is the address of a figure: read the lines that it names, add up their home amounts on its side, and the
amount is there again. Nothing is shown that has none.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from bookkeeping.books import AccountType
    from bookkeeping.entries import EntryKind
    from bookkeeping.records import RecordType
    from bookkeeping.reporting.periods import Period


class Side(StrEnum):
    """Which amounts count as positive."""

    CREDIT = "credit"
    DEBIT = "debit"

    @property
    def sign(self) -> int:
        """What a credit amount is multiplied by."""
        return 1 if self is Side.CREDIT else -1


class Basis(StrEnum):
    """When income and expenses count: on the day of the document, or as it is paid."""

    ACCRUAL = "accrual"
    CASH = "cash"


NOBODY = 0
"""The contact of lines whose record names none."""
NO_ITEM = 0
"""The item of lines that name none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Which journal lines count: all that fit everything which is given (None, empty: any).

    ``contact`` is that of the record, ``NOBODY`` none; ``document`` the document that a line settles, else its own
    record; ``due_from`` and ``due_to`` when that is due (one that never is: its day). Without ``year_ends``, entries
    that close a year are left out; without ``closing``, only those of the last day. ``taxed``: of any tax, or of none;
    ``item`` what was sold or bought, ``NO_ITEM`` none.
    ``changeset`` asks for what was known right after it.
    """

    accounts: tuple[int, ...] = ()
    types: tuple[AccountType, ...] = ()
    start: date | None = None
    end: date | None = None
    contact: int | None = None
    currency: str | None = None
    kind: EntryKind | None = None
    year_ends: bool = True
    closing: bool = True
    record_types: tuple[RecordType, ...] = ()
    record: int | None = None
    document: int | None = None
    due_from: date | None = None
    due_to: date | None = None
    tax: int | None = None
    taxed: bool | None = None
    item: int | None = None
    basis: Basis = Basis.ACCRUAL
    changeset: int | None = None
    side: Side = Side.CREDIT

    def within(self, period: Period) -> Selection:
        """Return the same of the lines of some days."""
        return replace(self, start=period.start, end=period.end)


EVERY_LINE = Selection()


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """An amount in home minor units, the lines that it is made of, and the figure that it is compared with."""

    amount: int
    of: Selection
    compared: Figure | None = None
