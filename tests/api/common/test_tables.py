"""Tables as CSV: for spreadsheets, and safe from what people write into memos."""

from __future__ import annotations

import csv
import datetime as dt
import io
from decimal import Decimal

import pytest

from api.common.content import preferred
from api.common.tables import Table, render_csv


def cells(*row: str | int | Decimal | dt.date | None) -> list[str]:
    """Return a row as a program reads it back."""
    text = render_csv(Table("t", tuple(f"c{index}" for index in range(len(row))), [row])).decode()
    assert text.endswith("\r\n")
    return list(csv.reader(io.StringIO(text)))[1]


def test_values_are_written_so_that_programs_read_them() -> None:
    assert cells(7, Decimal("-12.50"), Decimal("1E+3"), dt.date(2026, 1, 31), None, "") == [
        "7",
        "-12.50",
        "1000",
        "2026-01-31",
        "",
        "",
    ]


@pytest.mark.parametrize("text", ['say "hi"', "a,b", "two\nlines", "Élan", "'quoted"])
def test_any_text_is_read_back(text: str) -> None:
    assert cells(text, "after") == [text, "after"]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1"])
def test_no_text_is_taken_for_a_formula(text: str) -> None:
    assert cells(text) == [f"'{text}"]
    assert render_csv(Table("t", (text,), [])).decode().startswith(("'", "\"'"))


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("text/csv", "text/csv"),
        ("text/csv, application/json;q=0.9", "text/csv"),
        ("text/csv;q=0.5, application/json;q=0.9", "application/json"),
        ("text/csv, */*", ""),
        ("text/csv, */*;q=0.1", "text/csv"),
        ("text/csv;q=0.5, application/xml;q=0.6", "application/xml"),
        ("text/csv, text/plain", "text/plain"),
    ],
)
def test_csv_is_for_those_who_name_it_and_prefer_it(accept: str, kind: str) -> None:
    assert preferred(accept) == kind
