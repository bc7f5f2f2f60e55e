"""Copies of records, made by the database: what a service wrote once, many times over with other dates and accounts.

A copy has every column of its pattern but those that are named, so that nothing here must know all of them. Copies
belong to the changeset of their pattern, and to its hash chain.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bench.filled import INVOICE_IDS
from bench.scale import ADJUSTMENT_LINES, DAYS, FIRST_DAY
from businesses import allocator

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.db.backends.utils import CursorWrapper

    from bench.filled import Books

_ADJUSTMENT_IDS = 2 * ADJUSTMENT_LINES + 8


@dataclass(frozen=True, slots=True)
class Pattern:
    """The record that is copied, and the books that it belongs to."""

    record: int
    books: Books


@dataclass(frozen=True, slots=True)
class _Copies:
    """Copies numbered i = 0, 1, ... of the rows of one record; copy i has the ids from ``first + i * ids`` on."""

    cursor: CursorWrapper
    record: int
    count: int
    first: int
    ids: int
    days: int = DAYS

    def day(self) -> str:
        """Return the SQL of the date of copy i."""
        return f"date '{FIRST_DAY}' + (i * {self.days}::bigint / {max(1, self.count)})::int"

    def id(self, offset: str) -> str:
        """Return the SQL of the id with an offset of copy i."""
        return f"{self.first} + i * {self.ids}::bigint + {offset}"

    def make(self, table: str, columns: Mapping[str, str], *, key: str = "record_id") -> None:
        """Copy the pattern's rows of a table (``t``); ``columns`` are the SQL of those that differ."""
        if not self.count:
            return
        self.cursor.execute(
            "SELECT column_name FROM information_schema.columns "
            "WHERE table_schema = 'public' AND table_name = %s ORDER BY ordinal_position",
            [table],
        )
        names = [name for (name,) in self.cursor.fetchall()]
        values = ", ".join(columns.get(name, f't."{name}"') for name in names)
        self.cursor.execute(
            "INSERT INTO {} ({}) SELECT {} FROM {} t CROSS JOIN generate_series(0, {}) AS i "
            "WHERE t.{} = {} ORDER BY i, t.id".format(
                table, ", ".join(f'"{name}"' for name in names), values, table, self.count - 1, key, self.record
            )
        )


def invoices_copy(cursor: CursorWrapper, pattern: Pattern, count: int) -> int:
    """Copy an invoice of two lines, two taxes and five journal lines; return the id of the first copy.

    Lines go round the accounts for lines, contacts take turns, and the dates are spread over the years.
    """
    books = pattern.books
    copies = _Copies(cursor, pattern.record, count, _ids(cursor, count * INVOICE_IDS), INVOICE_IDS)
    record = copies.id("0")
    account = f"{_array(books.line_accounts)}[1 + (i + t.position) % {len(books.line_accounts)}]"
    copies.make(
        "ledger_record",
        {
            "id": record,
            "number": "(i + 2)::text",
            "date": copies.day(),
            "due_date": f"{copies.day()} + 30",
            "contact_id": f"{_array(books.contacts)}[1 + i % {len(books.contacts)}]",
            "memo": "'Order ' || i",
        },
        key="id",
    )
    copies.make("ledger_recordline", {"id": copies.id("1 + t.position"), "record_id": record, "account_id": account})
    copies.make("ledger_recordtax", {"id": copies.id("3 + t.position"), "record_id": record})
    _entry_copy(copies, offset=5)
    named = [
        f"WHEN {line} THEN {_array(books.line_accounts)}[1 + (i + {position}) % {len(books.line_accounts)}]"
        for position, line in enumerate(books.line_accounts[:2])
    ]
    _journal_copy(copies, offset=5, account=f"CASE t.account_id {' '.join(named)} ELSE t.account_id END")
    cursor.execute("UPDATE businesses_counter SET invoice = %s WHERE business_id = %s", [count + 2, books.business])
    return copies.first


def adjustments_copy(cursor: CursorWrapper, pattern: Pattern, count: int) -> None:
    """Copy an adjustment; its lines go round the accounts, always two on one account.

    The dates end early enough that the newest fifty records are invoices.
    """
    books, days = pattern.books, DAYS - 60
    copies = _Copies(cursor, pattern.record, count, _ids(cursor, count * _ADJUSTMENT_IDS), _ADJUSTMENT_IDS, days)
    record, half = copies.id("0"), ADJUSTMENT_LINES // 2
    account = f"{_array(books.accounts)}[1 + (i * {half} + ({{}}) / 2) % {len(books.accounts)}]"
    copies.make("ledger_record", {"id": record, "number": "(i + 2)::text", "date": copies.day()}, key="id")
    copies.make(
        "ledger_adjustmentline",
        {"id": copies.id("1 + t.position"), "record_id": record, "account_id": account.format("t.position")},
    )
    _entry_copy(copies, offset=1 + ADJUSTMENT_LINES)
    _journal_copy(copies, offset=1 + ADJUSTMENT_LINES, account=account.format("t.position - 1"))
    cursor.execute("UPDATE businesses_counter SET adjustment = %s WHERE business_id = %s", [count + 2, books.business])


def totals_renew(cursor: CursorWrapper, business: int) -> None:
    """Compute the monthly totals of a business anew from its journal."""
    cursor.execute("DELETE FROM ledger_monthlytotal WHERE business_id = %s", [business])
    cursor.execute(
        "INSERT INTO ledger_monthlytotal (business_id, account_id, currency, month, kind, amount, home) "
        "SELECT l.business_id, l.account_id, l.currency, date_trunc('month', l.date)::date, e.kind, sum(l.amount), "
        "sum(l.home) FROM ledger_journalline l JOIN ledger_journalentry e ON e.id = l.entry_id "
        "WHERE l.business_id = %s AND l.superseded_id IS NULL GROUP BY 1, 2, 3, 4, 5",
        [business],
    )


def _entry_copy(copies: _Copies, *, offset: int) -> None:
    columns = {"id": copies.id(str(offset)), "record_id": copies.id("0"), "date": copies.day()}
    copies.make("ledger_journalentry", columns)


def _journal_copy(copies: _Copies, *, offset: int, account: str) -> None:
    columns = {
        "id": copies.id(f"{offset} + t.position"),
        "entry_id": copies.id(str(offset)),
        "record_id": copies.id("0"),
        "date": copies.day(),
        "account_id": account,
    }
    copies.make("ledger_journalline", columns)


def _ids(cursor: CursorWrapper, count: int) -> int:
    """Take a block of ids from the sequence and return the first."""
    first = allocator.one_id()
    cursor.execute("SELECT setval('daybook_object_id', %s)", [first + count])
    return first


def _array(values: Sequence[int]) -> str:
    return f"(ARRAY[{','.join(map(str, values))}]::bigint[])"
