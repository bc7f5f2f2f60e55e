"""Tables as files for spreadsheets: CSV as RFC 4180 has it, whose texts no spreadsheet takes for formulas."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    Cell = str | int | Decimal | dt.date | None

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n")
"""How a text begins that a spreadsheet would compute, whoever wrote it into a memo."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table: the name of its file without ending, its headings, and rows of as many cells."""

    name: str
    headings: tuple[str, ...]
    rows: Iterable[tuple[Cell, ...]]


def render_csv(table: Table) -> bytes:
    """Return a table as CSV in UTF-8. Numbers stay numbers; a text like a formula gets an apostrophe before it."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([_plain(heading) for heading in table.headings])
    writer.writerows([_plain(cell) for cell in row] for row in table.rows)
    return text.getvalue().encode()


def disposition(table: Table) -> str:
    """Return the header that gives the file its name."""
    return f'attachment; filename="{table.name}.csv"'


def _plain(cell: Cell) -> str:
    if cell is None:
        return ""
    text = format(cell, "f") if isinstance(cell, Decimal) else str(cell)
    return f"'{text}" if isinstance(cell, str) and text.startswith(_FORMULA) else text
