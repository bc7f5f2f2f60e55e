"""From the bytes of a file to the statements in it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from bookkeeping.errors import InvalidError
from ledger.statement_files.ofx import ofx_read
from ledger.statement_files.tables import table_read
from ledger.statement_files.values import text_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bookkeeping.money import Currency
    from ledger.statement_files.statements import Columns, Statement, StatementRow


def statements_read(
    raw: bytes, *, currencies: Mapping[str, Currency], fallback: Currency, columns: Columns | None = None
) -> list[Statement]:
    """Return the statements of a file, one for each account of the bank, in the order of the file.

    Args:
        raw: the file; what it is shows in its contents, whatever its name says.
        currencies: all that there are, by code.
        fallback: the currency of a file that tells none, as CSV does.
        columns: how the columns of a CSV file are meant; None: as their heads say.

    Raises:
        InvalidError: it is neither OFX, QFX, QBO nor CSV, or cannot be read; the message says where.
    """
    text = text_of(raw)
    if "<OFX" in text[:65_536].upper() or text.lstrip()[:9].upper() == "OFXHEADER":
        found = ofx_read(text, currencies=currencies, fallback=fallback)
    elif text.lstrip().startswith("<"):
        message = "The file is no statement: send OFX, QFX, QBO or CSV."
        raise InvalidError(message, field="file")
    else:
        found = [table_read(text, currency=fallback, columns=columns)]
    grouped: dict[tuple[str, str], list[Statement]] = defaultdict(list)
    for statement in found:
        grouped[statement.account, statement.currency].append(statement)
    return [_joined(statements) for statements in grouped.values()]


def statement_chosen(statements: Sequence[Statement], *, account: str | None) -> Statement:
    """Return the statement of an account of the bank, named by its number or the end of it; None: the only one.

    Raises:
        InvalidError: there is none like that, or several: one of them has to be named.
    """
    named = [each for each in statements if account is None or each.account.endswith(account)]
    if len(named) == 1:
        return named[0]
    told = ", ".join(f"{_masked(each.account)} ({each.currency})" for each in statements)
    message = f"The file has no statement of the account {account!r}: it has {told}."
    if named:
        message = f"The file has statements of several accounts: name one of {told}."
    raise InvalidError(message, field="bank_account")


def _masked(account: str) -> str:
    """Return the last four characters of an account number, which is enough to know it."""
    return f"...{account[-4:]}" if len(account) > 4 else account or "(without a number)"


def _joined(statements: Sequence[Statement]) -> Statement:
    """Return statements of one account as one, with the newest balance, and fitids that can be relied on."""
    rows = tuple(row for statement in statements for row in statement.rows)
    latest = max(statements, key=lambda each: str(each.balance_date or ""))
    return replace(latest, rows=_identified(rows))


def _identified(rows: Sequence[StatementRow]) -> tuple[StatementRow, ...]:
    """Return rows without the fitids that stand on transactions of different days or amounts: they identify nothing."""
    meant: dict[str, set[tuple[object, int]]] = defaultdict(set)
    for row in rows:
        if row.fitid is not None:
            meant[row.fitid].add((row.date, row.amount))
    return tuple(replace(row, fitid=None) if row.fitid and len(meant[row.fitid]) > 1 else row for row in rows)
