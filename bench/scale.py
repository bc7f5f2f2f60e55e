"""How large the books are that everything is measured on, and how long it is measured. Pure."""

from __future__ import annotations

from dataclasses import dataclass

ACCOUNTS = 60
"""Accounts of every business: the receivable one, two of the taxes, and others."""
LINE_ACCOUNTS = 50
"""Those of them that lines of invoices name."""
CONTACTS = 50
BUSINESSES = 9
"""Number 1 has the books that are read; the eight others are written to."""
INVOICE_LINES = 5
"""Journal lines of one invoice: receivable, two lines, two taxes."""
ADJUSTMENT_LINES = 100
FIRST_DAY = "2021-01-01"
DAYS = 5 * 365
"""The records are spread over so many days."""


@dataclass(frozen=True, slots=True)
class Scale:
    """How many invoices the large business has, and how many journal lines in all."""

    records: int = 100_000
    entries: int = 1_000_000

    @property
    def other_lines(self) -> int:
        """Journal lines that do not come from invoices."""
        return max(0, self.entries - INVOICE_LINES * self.records)

    @property
    def adjustments(self) -> int:
        """The adjustments that bring those lines."""
        return self.other_lines // ADJUSTMENT_LINES

    @property
    def tenth(self) -> Scale:
        """A tenth of it, to compare with."""
        return Scale(self.records // 10, self.entries // 10)


FULL = Scale()
"""What the goals are set for."""
