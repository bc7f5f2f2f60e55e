"""Files of exchange rates: CSV with the API's names as its head, and the European Central Bank's XML (eurofxref).

    baseCurrencyCode,currencyCode,exchangeRate,asOf,source,sourceComment
    USD,CAD,1.3712,2026-01-15,BANK_OF_CANADA,

The first four columns are needed. The bank's files (daily, 90 days, whole history) have the euro as their base.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Final

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

from accounts.drafts import RateDraft
from bookkeeping.errors import InvalidError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

NEEDED: Final = ("baseCurrencyCode", "currencyCode", "exchangeRate", "asOf")


def rates_read(raw: bytes) -> list[RateDraft]:
    """Return the rates of a file, in its order; what begins with ``<`` is XML.

    Raises:
        InvalidError: it is neither, lacks a column, or a line of it cannot be read; the message names the line.
    """
    text = _text(raw)
    return list(_of_ecb(raw) if text.lstrip().startswith("<") else _of_csv(text))


def _text(raw: bytes) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        message = "The file is not text in UTF-8."
        raise InvalidError(message) from error


def _of_csv(text: str) -> Iterator[RateDraft]:
    reader = csv.DictReader(io.StringIO(text), strict=True)
    missing = [name for name in NEEDED if name not in (reader.fieldnames or ())]
    if missing:
        message = f"The file has no column {missing[0]}."
        raise InvalidError(message)
    for row in reader:
        told = {name: (value or "").strip() for name, value in row.items() if name}
        yield RateDraft(
            base=told["baseCurrencyCode"],
            currency=told["currencyCode"],
            rate=_rate(told["exchangeRate"], f"line {reader.line_num}"),
            as_of=_day(told["asOf"], f"line {reader.line_num}"),
            source=told.get("source") or "MANUAL_ENTRY",
            comment=told.get("sourceComment", ""),
        )


def _of_ecb(raw: bytes) -> Iterator[RateDraft]:
    try:
        root: Element = ElementTree.fromstring(raw, forbid_dtd=True)
    except (ElementTree.ParseError, DefusedXmlException, ValueError) as error:
        message = "The file is not well-formed XML."
        raise InvalidError(message) from error
    days = [cube for cube in root.iter() if cube.get("time")]
    if not days:
        message = "The file has no rates in the form of the European Central Bank."
        raise InvalidError(message)
    for day in days:
        as_of = _day(day.get("time", ""), "an element Cube")
        for cube in day:
            yield RateDraft(
                base="EUR",
                currency=cube.get("currency", ""),
                rate=_rate(cube.get("rate", ""), f"the day {as_of}"),
                as_of=as_of,
                source="EUROPEAN_CENTRAL_BANK",
            )


def _rate(text: str, where: str) -> Decimal:
    try:
        rate = Decimal(text)
    except InvalidOperation:
        rate = Decimal("NaN")
    if not rate.is_finite() or len(text) > 30:
        message = f"There is no number {text[:30]!r} in {where}."
        raise InvalidError(message, field="rate")
    return rate


def _day(text: str, where: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        message = f"There is no date {text[:30]!r} in {where}: write 2026-01-31."
        raise InvalidError(message, field="as_of") from error
