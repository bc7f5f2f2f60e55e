"""Rows as lines, and back: what a line may hold is what its table would take, and what those who read it can bear."""

from __future__ import annotations

import datetime as dt
import itertools
import re
import zoneinfo
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, TypeVar

import msgspec

from accounts.currencies import currency_known
from bookkeeping.checks import sane_date
from bookkeeping.errors import DaybookError, InvalidError
from businesses.models.fields import decimal_text
from ledger.files import encoding_name, media_type, safe_name
from ledger.portable.archive import encoded, refuse
from ledger.portable.tables import BUSINESS, FILE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from ledger.portable.tables import Table

_NUL: Final = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")
_FAULT: Final = re.compile(r"(?P<text>.*?)(?: - at `\$\.?(?P<path>[^`]*)`)?", re.DOTALL)

T = TypeVar("T")
AT_ONCE: Final = 500
"""Rows that are in memory, and in a statement, together."""
Row = dict[str, Any]
"""A row by its columns: moments and days as such, exact numbers as text."""


def batches_of(rows: Iterable[T], size: int = AT_ONCE) -> Iterator[list[T]]:
    """Yield rows in lists of a size."""
    iterator = iter(rows)
    while batch := list(itertools.islice(iterator, size)):
        yield batch


def row_line(table: Table, values: Iterable[Any]) -> bytes:
    """Return a row, its values in the order of the columns, as a line."""
    return encoded(dict(zip(table.columns, map(_written, values), strict=True)))


def _written(value: Any) -> Any:
    return decimal_text(value) if isinstance(value, Decimal) else value


def rows_read(table: Table, lines: Iterable[tuple[int, bytes]]) -> Iterator[tuple[int, Row]]:
    """Yield the rows of lines with their numbers.

    Raises:
        InvalidError: a line is no row of this table; it names member, line and column.
    """
    decoder = msgspec.json.Decoder(table.row)
    for number, line in lines:
        if b"u0000" in line and _NUL.search(line):
            refuse("It holds a NUL character.", member=table.member, line=number)
        try:
            row: Row = msgspec.structs.asdict(decoder.decode(line))
            _check(table, row)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            refuse(_said(str(error)), member=table.member, line=number)
        except DaybookError as fault:
            refuse(f"{fault.field}: {fault.message}", member=table.member, line=number)
        yield number, row


def _said(text: str) -> str:
    """Return what is wrong with a line, the column first."""
    match = _FAULT.fullmatch(text)
    path = match["path"] if match else None
    return f"{path}: {match['text']}." if match and path else f"{text}."


def _check(table: Table, row: Row) -> None:
    """Refuse what the columns would take but no service would have written."""
    for column, value in row.items():
        if isinstance(value, dt.date):
            sane_date(value.date() if isinstance(value, dt.datetime) else value, field=column)
        elif isinstance(value, str) and (column in _CURRENCIES or column.endswith("_currency")):
            _check_currency(column, value)
    check = _CHECKS.get(table.name)
    if check:
        check(row)


_CURRENCIES: Final = frozenset({"currency", "base"})


def _check_currency(column: str, code: str) -> None:
    if currency_known(code, field=column).code != code:
        message = "A currency is written in capitals."
        raise InvalidError(message, field=column)


def _check_file(row: Row) -> None:
    """Refuse a file whose name or type nobody could have kept."""
    kind, _ = media_type(row["content_type"])
    encoding = row["character_encoding"]
    checks = (
        ("name", safe_name(row["name"]) == row["name"]),
        ("content_type", kind == row["content_type"]),
        ("character_encoding", encoding is None or encoding_name(encoding) == encoding),
    )
    for column, holds in checks:
        if not holds:
            message = "No file can be called, or say of itself, what this one does."
            raise InvalidError(message, field=column)


def _check_business(row: Row) -> None:
    if row["time_zone"] not in zoneinfo.available_timezones():
        message = "There is no such time zone."
        raise InvalidError(message, field="time_zone")
    try:
        dt.date(2001, row["fiscal_start_month"], row["fiscal_start_day"])
    except ValueError as error:
        message = "There is no such day in the month."
        raise InvalidError(message, field="fiscal_start_day") from error


_CHECKS: Final[Mapping[str, Callable[[Row], None]]] = {FILE: _check_file, BUSINESS: _check_business}


def circle(parents: dict[int, int]) -> int | None:
    """Return something that is, by way of others, its own parent; None when nothing is."""
    sound: set[int] = set()
    for start in parents:
        path: set[int] = set()
        at: int | None = start
        while at is not None and at not in sound:
            if at in path:
                return at
            path.add(at)
            at = parents.get(at)
        sound |= path
    return None
