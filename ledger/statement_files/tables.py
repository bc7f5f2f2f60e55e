"""CSV: which column is what, how days are written, and the rows that come of it.

Banks agree on nothing here: lines before the head, semicolons, decimal commas, days before months, two columns for
one amount. What cannot be told for certain is asked for, not guessed.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Final

from bookkeeping.checks import sane_date
from bookkeeping.errors import InvalidError
from ledger.statement_files.statements import MAX_COLUMNS, MAX_ROWS, TEXT_LENGTH, Columns, Statement, StatementRow
from ledger.statement_files.values import amount_of, told_of, words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bookkeeping.money import Currency

_HEADS: Final = {
    "date": "date; transaction date; posted date; posting date; date posted; booking date; value date; datum; fecha",
    "amount": "amount; transaction amount; value; betrag; montant; importe",
    "withdrawal": "withdrawal; withdrawals; debit; debits; debit amount; money out; paid out; withdrawal amount",
    "deposit": "deposit; deposits; credit; credits; credit amount; money in; paid in; deposit amount",
    "payee": "payee; description; name; details; transaction description; narrative; merchant; description 1",
    "memo": "memo; notes; note; description 2; additional information; transaction type; type",
    "reference": "reference; ref; reference number; transaction reference",
    "check_number": "check number; cheque number; check no; cheque no; check; cheque; check #; cheque #",
    "fitid": "transaction id; fitid; id; unique id; transaction number",
    "balance": "balance; running balance; account balance; saldo",
}
"""What heads of columns are called, the likeliest first; compared without case, points and underscores."""
_TEXTS: Final = ("payee", "memo", "reference", "check_number")
_DELIMITERS: Final = ",;\t|"
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_PARTS: Final = {
    "yyyy": r"(?P<y>\d{4})",
    "yy": r"(?P<y>\d{2})",
    "MMM": r"(?P<n>[A-Za-z]{3})[a-z]*\.?",
    "MM": r"(?P<m>\d{1,2})",
    "M": r"(?P<m>\d{1,2})",
    "dd": r"(?P<d>\d{1,2})",
    "d": r"(?P<d>\d{1,2})",
}
_FORMATS: Final = (
    "yyyy-MM-dd", "yyyy/MM/dd", "yyyy.MM.dd", "yyyyMMdd", "dd MMM yyyy", "dd-MMM-yyyy", "dd/MMM/yyyy", "MMM dd, yyyy",
    "MMM dd yyyy", "dd MMM yy", "dd-MMM-yy", "dd.MM.yyyy", "dd.MM.yy", "dd/MM/yyyy", "MM/dd/yyyy", "dd-MM-yyyy",
    "MM-dd-yyyy", "dd/MM/yy", "MM/dd/yy",
)  # fmt: skip
"""Ways to write a day that are tried; where several fit all lines and mean different days, one has to be named."""


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of the file: its number from 1, and its cells."""

    number: int
    cells: list[str]


def table_read(text: str, *, currency: Currency, columns: Columns | None) -> Statement:
    """Return the statement that a CSV text is; its amounts are in the given currency.

    Raises:
        InvalidError: columns are missing, days can be read in two ways, or a line cannot be read.
    """
    wanted = columns or Columns()
    lines = _lines(text, wanted)
    places, body = _head(lines, wanted)
    body = [line for line in body if any(cell.strip() for cell in line.cells)]
    if len(body) > MAX_ROWS:
        message = f"The file has more than {MAX_ROWS:,} lines."
        raise InvalidError(message, field="file")
    pattern = _pattern([line.cells[places["date"]] for line in body if len(line.cells) > places["date"]], wanted)
    rows = []
    for index, line in enumerate(body):
        with told_of("Line", line.number, index=index):
            rows.append(_row(index + 1, _Cells(line.cells, places, wanted, currency), pattern))
    return Statement(account="", currency=currency.code, rows=tuple(rows))


def _lines(text: str, wanted: Columns) -> list[_Line]:
    """Return the lines of a text, without those to be skipped."""
    delimiter = wanted.delimiter or _delimiter(text)
    reader = csv.reader(io.StringIO(text), delimiter=delimiter)
    try:
        lines = [_Line(reader.line_num, cells) for cells in reader if cells]
    except csv.Error as error:
        message = f"Line {reader.line_num} is no CSV: {error}."
        raise InvalidError(message, field="file") from error
    if any(len(line.cells) > MAX_COLUMNS for line in lines):
        message = f"The file has more than {MAX_COLUMNS} columns."
        raise InvalidError(message, field="file")
    return [line for line in lines if line.number > wanted.skip_lines]


def _delimiter(text: str) -> str:
    """Return the character that divides most of the first lines, and these into most cells."""
    first = text[:20_000].splitlines()[:30]

    def divides(character: str) -> tuple[int, int]:
        counts = [count for line in first if (count := line.count(character))]
        return len(counts), sum(counts)

    return max(_DELIMITERS, key=divides)


def _head(lines: Sequence[_Line], wanted: Columns) -> tuple[dict[str, int], Sequence[_Line]]:
    """Return the place of each column from 0, and the lines below the head.

    Raises:
        InvalidError: there is no line that names the columns that are needed.
    """
    named = {name: value for name, value in _named(wanted).items() if value}
    numbers = [value for value in named.values() if value.isdigit()]
    if named and len(numbers) == len(named):
        return _needed({name: int(value) - 1 for name, value in named.items()}, ()), lines
    for position, line in enumerate(lines[:50]):
        heads = [_folded(cell) for cell in line.cells]
        places = _places(heads, named)
        if "date" in places and _amounts(places) and all(name in places for name in named):
            return places, lines[position + 1 :]
    first = max((line.cells for line in lines[:50]), key=len, default=())
    return _needed({}, first), ()


def _named(wanted: Columns) -> dict[str, str | None]:
    return {each.name: getattr(wanted, each.name) for each in fields(Columns) if each.name in _HEADS}


def _places(heads: list[str], named: dict[str, str]) -> dict[str, int]:
    """Return where the columns are: as named where any is named, else as heads are usually called."""
    places: dict[str, int] = {}
    usual = {name: list(map(_folded, words.split(";"))) for name, words in _HEADS.items()}
    for name, choices in usual.items():
        given = [_folded(named[name])] if name in named else [] if named else choices
        found = next((heads.index(choice) for choice in given if choice in heads), None)
        if found is not None and found not in places.values():
            places[name] = found
    return places


def _folded(head: str) -> str:
    return re.sub(r"[\s._]+", " ", head).strip().lower()


def _amounts(places: dict[str, int]) -> bool:
    return "amount" in places or "withdrawal" in places or "deposit" in places


def _needed(places: dict[str, int], heads: Sequence[str]) -> dict[str, int]:
    """Return the places; raise ``InvalidError`` when there is no column for the day or for amounts."""
    if "date" in places and _amounts(places) and min(places.values()) >= 0:
        return places
    shown = ", ".join(repr(head.strip()[:30]) for head in heads[:20] if head.strip())
    message = "Name the columns: a date, and an amount or a withdrawal and a deposit."
    raise InvalidError(f"{message} The file has {shown}." if shown else message, field="columns")


@dataclass(frozen=True, slots=True)
class _Cells:
    """The cells of a line by what they are for."""

    cells: list[str]
    places: dict[str, int]
    wanted: Columns
    currency: Currency

    def text(self, name: str) -> str:
        """Return the text of a column, empty when the line has none."""
        place = self.places.get(name)
        return self.cells[place].strip() if place is not None and place < len(self.cells) else ""

    def amount(self, name: str) -> int:
        """Return the amount in a column, with the sign that it has there."""
        return amount_of(self.text(name), self.currency, field="amount", decimal=self.wanted.decimal_separator)


def _row(position: int, cells: _Cells, pattern: re.Pattern[str]) -> StatementRow:
    """Return a line as a transaction: money that comes in is a debit of the account, so its amount is negative."""
    amount = -_incoming(cells)
    said = {name: words(cells.text(name), TEXT_LENGTH) for name in _TEXTS}
    balance = -cells.amount("balance") if cells.text("balance") else None
    row = StatementRow(
        position=position,
        date=_day(cells.text("date"), pattern),
        amount=-amount if cells.wanted.invert else amount,
        fitid=words(cells.text("fitid"), 255) or None,
        balance=balance,
        **said,
    )
    return row if row.payee else replace(row, payee=row.memo, memo="")


def _incoming(cells: _Cells) -> int:
    """Return what came in, negative for what went out; of two columns one is filled (or the other is zero)."""
    if cells.text("amount") or not (cells.text("withdrawal") or cells.text("deposit")):
        return cells.amount("amount")
    out = abs(cells.amount("withdrawal")) if cells.text("withdrawal") else 0
    back = abs(cells.amount("deposit")) if cells.text("deposit") else 0
    if out and back:
        message = "There is both a withdrawal and a deposit."
        raise InvalidError(message, field="amount")
    return back - out


def _pattern(days: Sequence[str], wanted: Columns) -> re.Pattern[str]:
    """Return the pattern of the way in which the days of a file are written.

    Raises:
        InvalidError: the named way is none, no way fits all of them, or several do and mean different days.
    """
    if wanted.date_format is not None:
        return _compiled(wanted.date_format)
    told = [day.strip() for day in days if day.strip()]
    fitting = [pattern for pattern in map(_compiled, _FORMATS) if all(_read(day, pattern) for day in told)]
    meanings = {tuple(_read(day, pattern) for day in told) for pattern in fitting}
    if len(meanings) > 1:
        message = (
            f"Is {told[0][:30]!r} written with the day or the month first? Name the format: dd/MM/yyyy or MM/dd/yyyy."
        )
        raise InvalidError(message, field="columns.date_format")
    return fitting[0] if fitting else _compiled("yyyy-MM-dd")


def _compiled(form: str) -> re.Pattern[str]:
    """Return the pattern of a written form; raise ``InvalidError`` when it does not tell day, month and year once."""
    parts = re.split(r"(yyyy|yy|MMM|MM|M|dd|d)", form.strip()[:40])
    pattern = "".join(_PARTS.get(part, re.escape(part)) for part in parts)
    try:
        compiled = re.compile(rf"{pattern}(?:[T\s].*)?")
    except re.error:
        compiled = re.compile("")
    if {"y", "d"} <= compiled.groupindex.keys() and {"m", "n"} & compiled.groupindex.keys():
        return compiled
    message = f"{form[:40]!r} is no date format: write it like dd/MM/yyyy."
    raise InvalidError(message, field="columns.date_format")


def _read(text: str, pattern: re.Pattern[str]) -> dt.date | None:
    """Return the day that a text names in a written form, None when it does not fit."""
    match = pattern.fullmatch(text)
    if match is None:
        return None
    parts = match.groupdict()
    year, name = int(parts["y"]), (parts.get("n") or "").lower()
    month = int(parts["m"]) if not name else _MONTHS.index(name) + 1 if name in _MONTHS else 0
    try:
        return dt.date(year if len(parts["y"]) == 4 else 2000 + year, month, int(parts["d"]))
    except ValueError:
        return None


def _day(text: str, pattern: re.Pattern[str]) -> dt.date:
    day = _read(text, pattern)
    if day is None:
        message = f"There is no date {text[:30]!r} in the form of the others." if text else "There is no date."
        raise InvalidError(message, field="date")
    return sane_date(day, field="date")
