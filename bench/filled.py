"""What a filled Daybook database holds, as far as the load must know it. Kept beside the database as JSON."""

from __future__ import annotations

from dataclasses import dataclass

INVOICE_IDS = 16
"""Every invoice of the large books has so many ids to itself, the first for the record."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Books:
    """One business: its id and those of its accounts, contacts and tax code, and its invoices."""

    business: int
    accounts: tuple[int, ...]
    line_accounts: tuple[int, ...]
    contacts: tuple[int, ...]
    tax_code: str
    records: int = 0
    first_record: int = 0

    def record(self, position: int) -> int:
        """Return the id of the invoice at a position, oldest first."""
        return self.first_record + INVOICE_IDS * position


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """The businesses: the large one, one with a tenth of it, and those that are written to; and a token for all."""

    token: str
    records: int
    entries: int
    large: Books
    small: Books
    written: tuple[Books, ...]
