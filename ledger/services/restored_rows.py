"""Storing the rows of a file, many at a time; when the database refuses one, finding out which."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from django.db import DataError, IntegrityError, connection, transaction

from businesses.bulk import Batch, rows_write
from ledger.portable.archive import unusable
from ledger.portable.rows import AT_ONCE
from ledger.portable.tables import BUSINESS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bookkeeping.errors import InvalidError
    from ledger.portable.rows import Row
    from ledger.portable.tables import Table

_GUARD: Final = re.compile(r"(?:guard: |CHECK constraint failed: |UNIQUE constraint failed: )(?P<name>.+)")


class RowWriter:
    """Stores rows of one business, and counts them."""

    def __init__(self, business: int, counted: Callable[[int], None]) -> None:
        """Take the business that all rows get."""
        self.business = business
        self.counted = counted

    def insert(self, table: Table, rows: Sequence[tuple[int, Row]]) -> None:
        """Store rows, each with its line in the file.

        Raises:
            InvalidError: the database refuses one of them; it names the line.
        """
        if table.name != BUSINESS:
            for _, row in rows:
                row["business_id"] = self.business
        self._each(table, rows, lambda some: rows_write([Batch(table.model, [row for _, row in some])]))
        self.counted(len(rows))

    def tell_later(self, table: Table, rows: Sequence[tuple[int, Row]], columns: Sequence[str]) -> None:
        """Give rows that are stored the columns that had to wait; raise as ``insert``."""

        def told(some: Sequence[tuple[int, Row]]) -> None:
            objects = [table.model(id=row["id"], **{column: row[column] for column in columns}) for _, row in some]
            table.model._default_manager.bulk_update(objects, columns, batch_size=AT_ONCE)  # noqa: SLF001 - documented

        self._each(table, rows, told)

    def constraints_check(self) -> None:
        """Check now what a commit would check (PostgreSQL; what SQLite puts off, the audit re-adds).

        Raises:
            IntegrityError: a constraint or guard that waits for the commit refuses what is stored.
        """
        if connection.vendor == "postgresql":
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                cursor.execute("SET CONSTRAINTS ALL DEFERRED")

    def _each(
        self, table: Table, rows: Sequence[tuple[int, Row]], store: Callable[[Sequence[tuple[int, Row]]], None]
    ) -> None:
        """Store rows together, and if that is refused one by one, until the one at fault is found."""
        try:
            with transaction.atomic():
                store(rows)
        except (IntegrityError, DataError) as error:
            if len(rows) == 1:
                raise _refused(error, table, rows[0][0]) from error
            for row in rows:
                self._each(table, [row], store)
            raise _refused(error, table, rows[0][0]) from error


def _refused(error: IntegrityError | DataError, table: Table, line: int) -> InvalidError:
    """Return what the database refuses as the fault of a line."""
    diagnostics = getattr(error.__cause__, "diag", None)
    match = _GUARD.search(str(error))
    name = str(diagnostics.constraint_name or "") if diagnostics else match["name"] if match else ""
    why = f"The books refuse it ({name})." if name else "It does not fit into the books."
    return unusable(why, member=table.member, line=line)
