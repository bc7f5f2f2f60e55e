"""OFX, QFX and QBO: SGML (1.x) and XML (2.x) read by one scanner that minds tags, and nothing else.

Elements of SGML have no end, their values go up to the next tag; those of XML end at a tag, which says the same.
So both are a row of tags with texts behind them. What is declared between ``<!`` and ``>`` is not looked at.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from bookkeeping.errors import InvalidError
from ledger.statement_files.statements import MAX_ROWS, TEXT_LENGTH, Statement, StatementRow
from ledger.statement_files.values import amount_of, ofx_day, told_of, words

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping

    from bookkeeping.money import Currency

_TAG = re.compile(r"<(/?)(?:[A-Za-z]{1,20}:)?([A-Za-z][A-Za-z0-9._]{0,40})(?:\s[^<>]{0,500})?>")
_MARKUP: Final = re.compile(r"<!\[CDATA\[|<!--")
_STATEMENTS = frozenset({"STMTRS", "CCSTMTRS", "INVSTMTRS"})
_ACCOUNTS = frozenset({"BANKACCTFROM", "CCACCTFROM", "INVACCTFROM"})
_INSIDE = frozenset({"PAYEE", "EXTDPAYEE", "CURRENCY", "ORIGCURRENCY", "BANKACCTTO", "CCACCTTO", "LEDGERBAL", "STATUS"})
_AGGREGATES = _ACCOUNTS | _INSIDE
_COUNTED = frozenset({*_STATEMENTS, "STMTTRN", "STATUS"})


@dataclass(slots=True)
class _Found:
    """A statement while it is read: what it says of itself, and its transactions, all still text."""

    fields: dict[str, str] = field(default_factory=dict)
    transactions: list[dict[str, str]] = field(default_factory=list)


def ofx_read(text: str, *, currencies: Mapping[str, Currency], fallback: Currency) -> list[Statement]:
    """Return the statements of an OFX text in their order; ``fallback`` is the currency when none is told.

    Raises:
        InvalidError: there is no statement, the file is cut off, or a transaction has no amount or day that can be
            read: message and field then tell which (``rows[3].amount`` is that of the fourth of the file).
    """
    scanner, whole = _scanned(text)
    if not scanner.statements:
        message = f"There is no statement of a bank or card account in the file{scanner.complaint()}."
        raise InvalidError(message, field="file")
    if not whole:
        message = "The file is cut off: it does not end with </OFX>. Get it from the bank again."
        raise InvalidError(message, field="file")
    statements, position = [], 0
    for found in scanner.statements:
        statements.append(_statement(found, position, currencies, fallback))
        position += len(found.transactions)
    return statements


@dataclass(slots=True)
class _Scanner:
    """Where the scanner is: in which statement, transaction, and aggregate."""

    statements: list[_Found] = field(default_factory=list)
    transaction: dict[str, str] | None = None
    aggregate: str = ""
    statuses: list[dict[str, str]] = field(default_factory=list)
    count: int = 0

    def opened(self, name: str, value: str) -> None:
        """Take in a tag that opens, with the text behind it; raise ``InvalidError`` when there are too many."""
        self.count += name in _COUNTED
        if self.count > MAX_ROWS:
            message = f"The file has more than {MAX_ROWS:,} transactions and statements."
            raise InvalidError(message, field="file")
        if name in _STATEMENTS:
            self.statements.append(_Found())
            self.transaction, self.aggregate = None, ""
        elif name == "STMTTRN" and self.statements:
            self.transaction, self.aggregate = {}, ""
            self.statements[-1].transactions.append(self.transaction)
        elif name in _AGGREGATES and not value:
            self.aggregate = name
            if name == "STATUS":
                self.statuses.append({})
        elif value:
            self._fields().setdefault(f"{self.aggregate}.{name}" if self.aggregate else name, value)

    def closed(self, name: str) -> None:
        """Take in a tag that closes."""
        if name == self.aggregate:
            self.aggregate = ""
        elif name == "STMTTRN" or name in _STATEMENTS:
            self.transaction, self.aggregate = None, ""

    def complaint(self) -> str:
        """Return what the bank says is wrong, as the end of a sentence; empty when it says nothing."""
        for status in self.statuses:
            if status.get("STATUS.SEVERITY", "").upper() == "ERROR":
                said = status.get("STATUS.MESSAGE") or f"error {status.get('STATUS.CODE', '')}"
                return f"; the bank says: {words(said, TEXT_LENGTH)}"
        return ""

    def _fields(self) -> dict[str, str]:
        """Return where the value of an element belongs; nobody will look at some."""
        if self.aggregate == "STATUS":
            return self.statuses[-1]
        if self.transaction is not None:
            return self.transaction
        return self.statements[-1].fields if self.statements else {}


def _scanned(text: str) -> tuple[_Scanner, bool]:
    """Return what a text says, and whether it goes on to its end."""
    scanner, whole = _Scanner(), False
    for name, opens, value in _tags(text):
        if opens:
            scanner.opened(name, value)
        else:
            scanner.closed(name)
            whole = whole or name == "OFX"
    return scanner, whole


def _tags(text: str) -> Iterator[tuple[str, bool, str]]:
    """Yield every tag: its name in capitals, whether it opens, and the text behind it."""
    text = _plain(text)
    before: re.Match[str] | None = None
    for match in _TAG.finditer(text):
        if before is not None:
            yield _tag(before, text[before.end() : match.start()])
        before = match
    if before is not None:
        yield _tag(before, text[before.end() :])


def _tag(match: re.Match[str], value: str) -> tuple[str, bool, str]:
    return match[2].upper(), not match[1], value.strip()


def _plain(text: str) -> str:
    """Return a text without comments and the marks of CDATA; what looks like a tag inside either is none."""
    kept, position = [], 0
    while match := _MARKUP.search(text, position):
        comment = match.group() == "<!--"
        end = text.find("-->" if comment else "]]>", match.end())
        end = len(text) if end < 0 else end
        kept.append(text[position : match.start()])
        if not comment:
            kept.append(text[match.end() : end].replace("&", "&amp;").replace("<", "&lt;"))
        position = end + 3
    return "".join((*kept, text[position:]))


def _statement(found: _Found, before: int, currencies: Mapping[str, Currency], fallback: Currency) -> Statement:
    """Return a statement with its texts understood; ``before`` transactions of the file are in other ones."""
    told = found.fields.get("CURDEF", "").strip().upper()
    currency = currencies.get(told) if told else fallback
    if currency is None:
        message = f"The statement is in {told[:20]!r}, which is no currency."
        raise InvalidError(message, field="file")
    rows = []
    for position, transaction in enumerate(found.transactions, start=before + 1):
        with told_of("Transaction", position, index=position - 1):
            rows.append(_row(position, transaction, currency))
    number = next((found.fields[f"{kind}.ACCTID"] for kind in _ACCOUNTS if f"{kind}.ACCTID" in found.fields), "")
    balance, day = _closing(found.fields, currency)
    return Statement(
        account=words(number, 40), currency=currency.code, rows=tuple(rows), balance=balance, balance_date=day
    )


def _closing(told: Mapping[str, str], currency: Currency) -> tuple[int | None, dt.date | None]:
    """Return the closing balance and its day; nothing when they cannot be read, for no transaction hangs on them."""
    try:
        return (
            -amount_of(told.get("LEDGERBAL.BALAMT", ""), currency, field="balance"),
            ofx_day(told.get("LEDGERBAL.DTASOF", ""), field="balance"),
        )
    except InvalidError:
        return None, None


def _row(position: int, told: dict[str, str], currency: Currency) -> StatementRow:
    """Return a transaction with its texts understood."""
    other = told.get("CURRENCY.CURSYM", currency.code).strip().upper()
    if other != currency.code:
        message = f"This transaction is in {other[:20]}, its statement in {currency.code}: enter it by hand."
        raise InvalidError(message, field="currency")
    memo = words(told.get("MEMO", ""), 5 * TEXT_LENGTH)
    name = told.get("NAME") or told.get("PAYEE.NAME") or told.get("EXTDPAYEE.NAME") or told.get("EXTDNAME") or ""
    payee = words(name, TEXT_LENGTH)
    return StatementRow(
        position=position,
        date=ofx_day(told.get("DTPOSTED") or told.get("DTUSER") or told.get("DTAVAIL") or "", field="date"),
        amount=-amount_of(told.get("TRNAMT", ""), currency, field="amount"),
        payee=payee or memo[:TEXT_LENGTH],
        memo=memo if payee else "",
        reference=words(told.get("REFNUM", ""), TEXT_LENGTH),
        check_number=words(told.get("CHECKNUM", ""), TEXT_LENGTH),
        fitid=words(told.get("FITID", ""), 255) or None,
        corrects=words(told.get("CORRECTFITID", ""), 255) or None,
    )
