"""What a statement file says, whatever it is written in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from bookkeeping.errors import InvalidError

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

MAX_ROWS: Final = 100_000
"""So many transactions fit into a file."""
MAX_COLUMNS: Final = 200
"""So many columns fit into a CSV file."""
TEXT_LENGTH: Final = 200
"""Payee, reference and check number are cut to so many characters; a memo to five times as many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementRow:
    """A transaction as the bank tells it.

    ``amount`` is a credit amount in minor units (a deposit is negative); ``position`` counts from 1 in the file;
    ``fitid`` is the bank's own identity of it, None when there is none that can be relied on; ``balance`` is the
    credit balance after it, if the file tells.
    """

    position: int
    date: dt.date
    amount: int
    payee: str = ""
    memo: str = ""
    reference: str = ""
    check_number: str = ""
    fitid: str | None = None
    corrects: str | None = None
    """The fitid of an earlier transaction that the bank takes back or replaces by this one."""
    balance: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """The transactions of one account: its number at the bank ('': not told), its currency, its closing balance.

    ``balance`` is a credit balance, as amounts are: money in a bank account is negative.
    """

    account: str
    currency: str
    rows: tuple[StatementRow, ...]
    balance: int | None = None
    balance_date: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """How the columns of a CSV file are meant: each is named by its head, or by its number from 1; None: guess.

    ``amount`` is positive for money coming in; ``withdrawal`` and ``deposit`` take its place in files with two
    columns. ``date_format`` is written with yyyy, yy, MMM, MM, M, dd and d; ``invert`` turns all signs.
    """

    date: str | None = None
    amount: str | None = None
    withdrawal: str | None = None
    deposit: str | None = None
    payee: str | None = None
    memo: str | None = None
    reference: str | None = None
    check_number: str | None = None
    fitid: str | None = None
    balance: str | None = None
    date_format: str | None = None
    decimal_separator: str | None = None
    delimiter: str | None = None
    skip_lines: int = 0
    invert: bool = False


_NAMES: Final = {
    "date": "date",
    "amount": "amount",
    "withdrawal": "withdrawal",
    "deposit": "deposit",
    "payee": "payee",
    "memo": "memo",
    "reference": "reference",
    "checkNumber": "check_number",
    "transactionId": "fitid",
    "balance": "balance",
    "dateFormat": "date_format",
    "decimalSeparator": "decimal_separator",
    "delimiter": "delimiter",
    "skipLines": "skip_lines",
    "invert": "invert",
}
"""What is told of columns, in the words of clients and commands."""
_ALLOWED: Final = {"decimalSeparator": (".", ","), "delimiter": (",", ";", "\t", "|"), "invert": ("true", "false")}


def columns_of(told: Mapping[str, str]) -> Columns | None:
    """Return columns as clients and commands tell them: texts by name; None when nothing is told.

    Raises:
        InvalidError: there is no such name, or no such value of it (``columns.delimiter``).
    """
    values: dict[str, Any] = {}
    for name, text in told.items():
        allowed = _ALLOWED.get(name)
        if name not in _NAMES or (allowed and text not in allowed):
            named = ", ".join(repr(each) for each in allowed or _NAMES)
            message = f"Use one of {named}."
            raise InvalidError(message, field=f"columns.{name[:40]}")
        values[_NAMES[name]] = text
    if "invert" in values:
        values["invert"] = values["invert"] == "true"
    if "skip_lines" in values:
        if not re.fullmatch("[0-9]{1,4}", values["skip_lines"]):
            message = "Expected a whole number up to 9999."
            raise InvalidError(message, field="columns.skipLines")
        values["skip_lines"] = int(values["skip_lines"])
    return Columns(**values) if values else None
