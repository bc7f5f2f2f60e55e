"""Texts, amounts and days as banks write them."""

from __future__ import annotations

import datetime as dt
import re
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from bookkeeping.checks import sane_date
from bookkeeping.errors import DaybookError, InvalidError, at_index
from bookkeeping.money import bounded

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bookkeeping.money import Currency

_ENTITY = re.compile(r"&(?:(amp|lt|gt|quot|apos|nbsp)|#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6}));")
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'", "nbsp": " "}
_UNPRINTABLE = dict.fromkeys((*range(32), *range(127, 160), 0xFFFE, 0xFFFF), " ")
_SPACE: Final = re.compile(r"\s+")
_DECLARED = re.compile(rb"(?:<\?xml[^>]{0,200}?encoding\s*=\s*[\"']|ENCODING:|CHARSET:)\s*([\w.:-]+)", re.IGNORECASE)
_NOISE = re.compile(r"\s|(?:[A-Z]{1,2})?[$€£¥₹]|^[A-Z]{3}|[A-Z]{3}$", re.IGNORECASE)
_MONEY = re.compile(
    r"(?P<open>\()?(?P<sign>[-+]?)(?P<digits>[0-9.,'\u2019]+)(?P<behind>-?)(?P<close>\))?(?P<side>CR|DR)?",
    re.IGNORECASE,
)
_WHOLE = re.compile(r"[0-9]*|[0-9]{1,3}(?:[.,'\u2019][0-9]{2,3})*[.,'\u2019][0-9]{3}")
_DASHES = {ord(dash): "-" for dash in "\u2212\u2013\u2014"}
_OFX_DAY = re.compile(r"(\d{4})[-/.]?(\d{2})[-/.]?(\d{2})")


@contextmanager
def told_of(noun: str, number: int, *, index: int) -> Iterator[None]:
    """Let a fault of the block say which transaction or line of the file it is about (``rows[3].amount``)."""
    try:
        with at_index(index, of="rows"):
            yield
    except DaybookError as fault:
        fault.message = f"{noun} {number}: {fault.message}"
        raise


def text_of(raw: bytes) -> str:
    """Return a file as text. It is UTF-8 when it can be, whatever it says; else what it says; else Windows-1252.

    Raises:
        InvalidError: it is empty, or plainly no text.
    """
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16", errors="replace")
    if not raw.strip() or raw.startswith((b"PK\x03\x04", b"%PDF", b"\xd0\xcf\x11\xe0", b"\x1f\x8b")):
        message = "The file is empty." if not raw.strip() else "The file is no statement: send OFX, QFX, QBO or CSV."
        raise InvalidError(message, field="file")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _declared(raw)


def _declared(raw: bytes) -> str:
    """Return text of one octet a character, in the encoding that the file declares, if there is such a one."""
    for match in _DECLARED.finditer(raw[:1_000]):
        name = match[1].decode("ascii", errors="replace")
        for codec in (name, f"cp{name}"):
            try:
                return raw.decode(codec)
            except (LookupError, UnicodeError):
                continue
    return raw.decode("cp1252", errors="replace")


def words(text: str, length: int) -> str:
    """Return a text in one line, without what cannot be printed, entities resolved, cut to a length."""
    if "&" in text:
        text = _ENTITY.sub(_character, text)
    return _SPACE.sub(" ", text.translate(_UNPRINTABLE)).strip()[:length].rstrip()


def _character(match: re.Match[str]) -> str:
    name, decimal, hexadecimal = match.groups()
    if name:
        return _NAMED[name]
    code = int(decimal) if decimal else int(hexadecimal, 16)
    return chr(code) if code < 0x110000 and not 0xD800 <= code < 0xE000 else " "


def amount_of(text: str, currency: Currency, *, field: str, decimal: str | None = None) -> int:
    """Return an amount in minor units, in the sign in which it is written: ``-1.234,56``, ``(12.50)``, ``12-``.

    A point is the decimal one unless there are several or a comma behind it; a comma with just three digits behind
    it may be either, and is refused unless the currency has three digits or ``decimal`` says which it is.

    Raises:
        InvalidError: it is no amount, is not told clearly, or has more digits than the currency.
        AmountOutOfBoundsError: it is larger than 10^15.
    """
    match = _MONEY.fullmatch(_NOISE.sub("", text.translate(_DASHES)))
    if match is None or bool(match["open"]) != bool(match["close"]) or (match["sign"] and match["behind"]):
        raise InvalidError(_unreadable(text), field=field)
    point = decimal or _point_in(match["digits"], currency, text, field)
    whole, _, fraction = match["digits"].partition(point) if point else (match["digits"], "", "")
    if not (whole or fraction) or not _WHOLE.fullmatch(whole) or not re.fullmatch("[0-9]*", fraction):
        raise InvalidError(_unreadable(text), field=field)
    whole, fraction = re.sub(r"[^0-9]", "", whole), fraction.rstrip("0")
    if len(fraction) > currency.digits:
        message = f"{currency.code} has {currency.digits} decimal places, {text.strip()[:30]!r} has more."
        raise InvalidError(message, field=field)
    minor = bounded(int(whole[:30] + fraction.ljust(currency.digits, "0") or "0"), field=field)
    negative = match["open"] or "-" in (match["sign"], match["behind"]) or (match["side"] or "").upper() == "DR"
    return -minor if negative else minor


def _point_in(digits: str, currency: Currency, text: str, field: str) -> str | None:
    """Return the decimal separator of an amount, None when it has none."""
    points, commas = digits.count("."), digits.count(",")
    if points and commas:
        last = "." if digits.rfind(".") > digits.rfind(",") else ","
        if digits.count(last) > 1:
            raise InvalidError(_unreadable(text), field=field)
        return last
    if points > 1 or commas > 1:
        return None
    if commas and len(digits.partition(",")[2]) == 3 and currency.digits != 3:
        message = f"The amount {text.strip()[:30]!r} can be read in two ways: write it with a decimal point."
        raise InvalidError(message, field=field)
    return "." if points else "," if commas else None


def _unreadable(text: str) -> str:
    return f"There is no amount {text.strip()[:30]!r}." if text.strip() else "There is no amount."


def ofx_day(text: str, *, field: str) -> dt.date:
    """Return the day that an OFX date and time names, as the bank wrote it: hours and time zones do not move it.

    Raises:
        InvalidError: it names no day, or one before 1900 or after 2200.
    """
    match = _OFX_DAY.match(text.strip())
    try:
        day = dt.date(*map(int, match.groups())) if match else None
    except ValueError:
        day = None
    if day is None:
        message = f"There is no date {text.strip()[:30]!r}." if text.strip() else "There is no date."
        raise InvalidError(message, field=field)
    return sane_date(day, field=field)
