"""What the selectors and services of bank statements give back: frozen, ready to be rendered."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt

    from bookkeeping.records import RecordType


class RowStatus(StrEnum):
    """What an import does with a transaction of the file."""

    NEW = "NEW"
    DUPLICATE = "DUPLICATE"
    SKIPPED = "SKIPPED"


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedRowView:
    """A transaction of an imported file: what the bank says, and what becomes, or became, of it.

    ``type``, ``contact`` and ``line_account`` are those of the record that it becomes (no account: one is opened);
    ``row`` and ``record`` are ids, None while they are not stored. ``reason`` says why it becomes none.
    """

    position: int
    date: dt.date
    amount: int
    currency: str
    payee: str
    memo: str
    reference: str
    check_number: str
    fitid: str | None
    balance: int | None
    status: RowStatus
    reason: str | None = None
    type: RecordType | None = None
    contact: int | None = None
    contact_name: str | None = None
    line_account: int | None = None
    row: int | None = None
    record: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportView:
    """What an import does, or did (``statement`` is its id, None: nothing was stored)."""

    business: int
    account: int
    statement: int | None
    filename: str
    currency: str
    bank_account: str
    balance: int | None
    balance_date: dt.date | None
    rows: tuple[ImportedRowView, ...]

    def count(self, status: RowStatus) -> int:
        """Return how many transactions are new, duplicates, or skipped."""
        return sum(row.status == status for row in self.rows)
