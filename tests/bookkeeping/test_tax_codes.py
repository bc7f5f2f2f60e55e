"""The tax-code language: what is understood, what is refused, and which names are in force."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from bookkeeping.errors import TaxCodeError
from bookkeeping.taxes import MAX_EXPRESSION, MAX_READ, Tax, TaxExpression, TaxTable, parse

CHANGE = date(2026, 7, 1)
BEFORE, AFTER = date(2026, 6, 30), CHANGE

SALES = Tax(id=1, name="Sales Tax", short_name="S", rate=Decimal(8))
LUXURY = Tax(id=2, name="Luxury", short_name="L", rate=Decimal(10))
SECOND = Tax(id=3, name="S", short_name="S2", rate=Decimal(2))
HARMONIZED = Tax(
    id=4,
    name="HST",
    short_name="H",
    rate=Decimal(13),
    previous_rate=Decimal(7),
    previous_name="Old tax",
    previous_short_name="O",
    effective_date=CHANGE,
)
RAISED = Tax(id=5, name="Raised", rate=Decimal(6), previous_rate=Decimal(0), effective_date=CHANGE)
RENAMED = Tax(id=6, name="New", short_name="N", rate=Decimal(3), previous_name="HST", effective_date=CHANGE)
TAXES = (SALES, LUXURY, SECOND, HARMONIZED, RAISED)
CODES = {
    "Both": "S,L",
    "Included": "-S",
    "Nested": "Both, H",
    "Exempt": " ",
    "Loop": "S, Again",
    "Again": "Loop",
    "L": "S",
    "20": "Luxury",
}


def read(expression: str | None, day: date = AFTER, taxes: tuple[Tax, ...] = TAXES) -> TaxExpression:
    return parse(expression, TaxTable.at(day, taxes, CODES))


def understood(expression: str | None, day: date = AFTER) -> tuple[list[tuple[int, str, str | None]], bool]:
    """Return (tax id, rate, fixed) of each term, and whether the amount includes them."""
    result = read(expression, day)
    terms = [(term.tax.id, str(term.rate), None if term.fixed is None else str(term.fixed)) for term in result.terms]
    return terms, result.inclusive


def test_names_are_laid_out_once_for_a_day_and_only_so_much_is_kept_with_them() -> None:
    table = TaxTable.at(AFTER, TAXES, CODES)
    assert TaxTable.at(AFTER, list(TAXES), dict(CODES)) is table
    assert TaxTable.at(BEFORE, TAXES, CODES) is not table
    assert TaxTable.at(AFTER, TAXES, {**CODES, "Both": "L"}) is not table
    for rate in range(MAX_READ + 20):
        for _ in range(2):
            assert [term.rate for term in parse(f"{rate}%S", table).terms] == [rate]
    assert len(table.read) == MAX_READ


@pytest.mark.parametrize("blank", [None, "", "  "])
def test_blank_is_no_tax(blank: str | None) -> None:
    assert read(blank) == TaxExpression()


READINGS: dict[str, tuple[list[tuple[int, str, str | None]], bool]] = {
    "S": ([(1, "8", None)], False),
    "Sales Tax": ([(1, "8", None)], False),
    "sales tax": ([(1, "8", None)], False),
    " S , L ": ([(1, "8", None), (2, "10", None)], False),
    "L,S": ([(2, "10", None), (1, "8", None)], False),
    "3.24S": ([(1, "8", "3.24")], False),
    "3.24 S": ([(1, "8", "3.24")], False),
    "4%S": ([(1, "4", None)], False),
    "4.5 % S": ([(1, "4.5", None)], False),
    ".5%S": ([(1, "0.5", None)], False),
    "5.%S": ([(1, "5", None)], False),
    "0S": ([(1, "8", "0")], False),
    "8%S,4.25L": ([(1, "8", None), (2, "10", "4.25")], False),
    "-S": ([(1, "8", None)], True),
    "- S": ([(1, "8", None)], True),
    "-S,L": ([(1, "8", None), (2, "10", None)], True),
    "S,-L": ([(1, "8", None), (2, "10", None)], True),
    "-8%S": ([(1, "8", None)], True),
    "-3.24S": ([(1, "8", "3.24")], True),
    "S2": ([(3, "2", None)], False),
    "5S2": ([(3, "2", "5")], False),
    "5%s2": ([(3, "5", None)], False),
    "3.24Sales Tax": ([(1, "8", "3.24")], False),
    "Both": ([(1, "8", None), (2, "10", None)], False),
    "both": ([(1, "8", None), (2, "10", None)], False),
    "-Both": ([(1, "8", None), (2, "10", None)], True),
    "Included": ([(1, "8", None)], True),
    "Included,L": ([(1, "8", None), (2, "10", None)], True),
    "Nested": ([(1, "8", None), (2, "10", None), (4, "13", None)], False),
    "Exempt": ([], False),
    "S,Exempt": ([(1, "8", None)], False),
    "20": ([(2, "10", None)], False),
}


@pytest.mark.parametrize("expression", READINGS)
def test_is_understood(expression: str) -> None:
    assert understood(expression) == READINGS[expression]


@pytest.mark.parametrize(
    "expression",
    [
        "X",
        "S,X",
        "S,,L",
        "S,",
        ",",
        "-",
        "--S",
        "--8%S",
        "+S",
        "S,S",
        "S,Sales Tax",
        "4%S,8%S",
        "Both,S",
        "Both,Both",
        "Exempt,Exempt",
        "Loop",
        "4%Both",
        "52",
        "4%",
        "%S",
        "4%%S",
        "1e3S",
        "٣S",
        "S" * (MAX_EXPRESSION + 1),
    ],
)
def test_is_refused(expression: str) -> None:
    with pytest.raises(TaxCodeError) as caught:
        parse(expression, TaxTable.at(AFTER, TAXES, CODES), field="lines[2].tax_code")
    assert caught.value.field == "lines[2].tax_code"
    assert caught.value.message


def test_a_short_name_comes_before_a_name_and_a_name_before_a_tax_code() -> None:
    assert read("S").terms[0].tax is SALES
    assert read("L").terms[0].tax is LUXURY
    by_name = replace(LUXURY, short_name=None, name="L")
    assert read("L", taxes=(by_name,)).terms[0].tax is by_name


def test_exact_spelling_comes_before_letter_case() -> None:
    lower = Tax(id=9, name="lower", short_name="s", rate=Decimal(1))
    assert read("s", taxes=(SALES, lower)).terms[0].tax is lower
    assert read("S", taxes=(lower, SALES)).terms[0].tax is SALES


def test_of_two_equal_names_the_first_counts() -> None:
    twin = replace(SALES, id=9)
    assert read("S", taxes=(SALES, twin)).terms[0].tax is SALES


def test_before_the_effective_date_the_previous_rate_and_names_are_in_force() -> None:
    old, new = read("O", BEFORE).terms[0], read("H", AFTER).terms[0]
    assert (old.tax, old.name, old.rate) == (HARMONIZED, "Old tax", Decimal(7))
    assert (new.tax, new.name, new.rate) == (HARMONIZED, "HST", Decimal(13))


def test_a_previous_rate_may_be_zero_and_names_may_stay() -> None:
    assert (read("Raised", BEFORE).terms[0].rate, read("Raised", BEFORE).terms[0].name) == (Decimal(0), "Raised")


def test_a_tax_without_previous_values_keeps_its_own() -> None:
    tax = replace(SALES, effective_date=CHANGE)
    assert (tax.at(BEFORE).rate, tax.at(BEFORE).name, tax.at(BEFORE).short_name) == (Decimal(8), "Sales Tax", "S")


@pytest.mark.parametrize(("name", "day"), [("H", BEFORE), ("HST", BEFORE), ("O", AFTER), ("old TAX", AFTER)])
def test_a_name_not_in_force_is_understood_at_the_rate_in_force(name: str, day: date) -> None:
    assert read(name, day).terms[0].rate == (Decimal(7) if day == BEFORE else Decimal(13))


def test_a_name_in_force_wins_over_one_that_is_not() -> None:
    taxes = (HARMONIZED, RENAMED)
    assert read("HST", BEFORE, taxes).terms[0].tax is RENAMED
    assert read("HST", AFTER, taxes).terms[0].tax is HARMONIZED


def test_many_nested_tax_codes_are_read_in_one_pass() -> None:
    codes = {f"C{n}": f"C{n + 1},C{n + 1}" for n in range(60)} | {"C60": ""}
    with pytest.raises(TaxCodeError):
        parse("C0", TaxTable.at(AFTER, TAXES, codes))
