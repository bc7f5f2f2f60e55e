"""The reference data: currencies, account types, charts, exchange rates, tax regions."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

import fixtures
from bookkeeping.books import AccountType, DefaultAccount
from fixtures import make_currencies

if TYPE_CHECKING:
    from pathlib import Path

CHARTS = ("default", *sorted(fixtures.CHART_COUNTRIES))
CURRENCIES = {row["code"]: row for row in fixtures.load("currencies")}
RANGES = {row["type"]: (row["numbersStart"], row["numbersEnd"]) for row in fixtures.load("account_types")}


def test_each_load_returns_a_value_of_the_callers_own() -> None:
    fixtures.load("currencies").clear()
    assert fixtures.load("currencies")


def test_a_name_that_is_not_there_is_refused() -> None:
    with pytest.raises(FileNotFoundError):
        fixtures.load("nothing")


def test_currencies_are_unique_sorted_and_well_formed() -> None:
    rows = fixtures.load("currencies")
    codes = [row["code"] for row in rows]
    assert codes == sorted(set(codes))
    assert all(len(code) == 3 and code.isascii() and code.isupper() for code in codes)
    for row in rows:
        assert row["name"], row
        assert row["foreignPrefix"], row
        assert bool(row["prefix"]) != bool(row["suffix"]), row
        assert row["digits"] in {0, 2, 3, 4}, row
        assert row["decimalSeparator"] in {"PERIOD", "COMMA"}, row


@pytest.mark.parametrize(
    ("code", "digits"), [("CAD", 2), ("JPY", 0), ("KWD", 3), ("EUR", 2), ("CLF", 4), ("ISK", 0), ("TND", 3)]
)
def test_digits_are_those_of_iso_4217(code: str, digits: int) -> None:
    assert CURRENCIES[code]["digits"] == digits


def test_dollars_can_be_told_apart_abroad() -> None:
    assert (CURRENCIES["USD"]["prefix"], CURRENCIES["USD"]["foreignPrefix"]) == ("$", "US$")
    assert (CURRENCIES["CAD"]["prefix"], CURRENCIES["CAD"]["foreignPrefix"]) == ("$", "CA$")


def test_the_currency_list_is_what_its_script_writes(tmp_path: Path) -> None:
    written = tmp_path / "currencies.json"
    make_currencies.main(written)
    assert written.read_text(encoding="utf-8") == fixtures._text("currencies")  # noqa: SLF001


def test_a_currency_without_a_locale_gets_its_code() -> None:
    made = make_currencies.entry("XSU")
    assert (made["prefix"], made["digits"], made["decimalSeparator"]) == ("XSU ", 2, "PERIOD")


def test_every_account_type_has_a_range_and_none_overlap() -> None:
    assert set(RANGES) == set(AccountType)
    spans = sorted(RANGES.values())
    assert all(start <= end for start, end in spans)
    assert all(before[1] < after[0] for before, after in pairwise(spans))


def test_ranges_start_where_kashoo_users_know_them() -> None:
    assert RANGES["CREDIT_CARD"][0] == 2000
    assert RANGES["EXPENSE"][0] <= 5780 <= RANGES["EXPENSE"][1]


@pytest.mark.parametrize("name", CHARTS)
def test_charts_have_unique_numbers_within_their_types_range(name: str) -> None:
    accounts = fixtures.load(f"charts/{name}")
    numbers = [account["number"] for account in accounts]
    assert numbers == sorted(set(numbers))
    assert len({account["name"] for account in accounts}) == len(accounts)
    assert 35 <= len(accounts) <= 60
    for account in accounts:
        start, end = RANGES[account["type"]]
        assert start <= int(account["number"]) <= end, account
        assert account["description"], account
        assert set(account) <= {"number", "name", "type", "description", "default_for", "system"}


@pytest.mark.parametrize("name", CHARTS)
def test_charts_serve_each_default_exactly_once_with_the_fitting_type(name: str) -> None:
    served = {row["default_for"]: row["type"] for row in fixtures.load(f"charts/{name}") if "default_for" in row}
    assert sum("default_for" in row for row in fixtures.load(f"charts/{name}")) == len(DefaultAccount)
    assert served == {
        DefaultAccount.RECEIVABLE: AccountType.ACCOUNTS_RECEIVABLE,
        DefaultAccount.PAYABLE: AccountType.ACCOUNTS_PAYABLE,
        DefaultAccount.BANK: AccountType.BANK,
        DefaultAccount.CASH: AccountType.CASH,
        DefaultAccount.EQUITY: AccountType.EQUITY,
        DefaultAccount.INVENTORY: AccountType.INVENTORY,
        DefaultAccount.GAIN_OR_LOSS: AccountType.GAIN_OR_LOSS_ON_EXCHANGE,
        DefaultAccount.RETAINED_EARNINGS: AccountType.RETAINED_EARNINGS,
    }


@pytest.mark.parametrize("name", CHARTS)
def test_charts_have_the_accounts_that_kashoo_users_know(name: str) -> None:
    accounts = {row["number"]: row for row in fixtures.load(f"charts/{name}")}
    assert (accounts["2000"]["name"], accounts["2000"]["type"]) == ("Credit Card Payable", "CREDIT_CARD")
    assert (accounts["5780"]["name"], accounts["5780"]["type"]) == ("Vehicle Expense", "EXPENSE")
    system = {row["default_for"] for row in accounts.values() if row.get("system")}
    assert system == {"RECEIVABLE", "PAYABLE", "RETAINED_EARNINGS", "GAIN_OR_LOSS"}


@pytest.mark.parametrize("country", [None, "", "FR", "../demo", "default"])
def test_countries_without_a_chart_get_the_general_one(country: str | None) -> None:
    assert fixtures.chart(country) == fixtures.load("charts/default")


def test_a_country_gets_its_own_chart() -> None:
    assert fixtures.chart("ca")[0]["name"] == "Chequing Account"
    assert fixtures.chart("GB")[0]["name"] == "Current Account"


def test_exchange_rates_are_exact_strings_at_ascending_dates() -> None:
    table = fixtures.load("exchange_rates")
    assert table["base"] == "EUR"
    days = [date.fromisoformat(day) for day in table["rates"]]
    assert days == sorted(set(days))
    for rates in table["rates"].values():
        for code, rate in rates.items():
            assert code in CURRENCIES
            assert code != table["base"]
            assert isinstance(rate, str)
            assert 0 < Decimal(rate) < 10_000


def test_exchange_rates_have_no_gap_and_no_slip_of_the_pen() -> None:
    rates = fixtures.load("exchange_rates")["rates"]
    for before, after in pairwise(rates.values()):
        assert set(before) <= set(after)
        for code in before:
            assert Decimal("0.5") < Decimal(after[code]) / Decimal(before[code]) < 2, code


@pytest.mark.parametrize("code", ["USD", "GBP", "CHF", "JPY", "CAD", "AUD"])
def test_main_currencies_have_a_rate_for_every_year(code: str) -> None:
    rates = fixtures.load("exchange_rates")["rates"]
    assert all(code in rates[f"{year}-12-31"] for year in range(2005, 2025))


def test_tax_regions_are_well_formed_and_their_codes_name_their_taxes() -> None:
    regions = [region for country in fixtures.load("tax_regions").values() for region in country.values()]
    assert len(regions) == 14
    for region in regions:
        names = [tax["shortName"] for tax in region["taxes"]]
        assert len(set(names)) == len(names)
        for tax in region["taxes"]:
            assert 0 < Decimal(tax["rate"]) < 100
            assert isinstance(tax["registered"], bool)
            assert tax["compound"] is False
            assert ("previousRate" in tax) == ("effectiveDate" in tax)
            assert date.fromisoformat(tax.get("effectiveDate", "2000-01-01")) < date(2026, 1, 1)
        for code in region["taxCodes"]:
            assert code["expansion"].split(",") == names


@pytest.mark.parametrize(
    ("province", "rates"),
    [
        ("QC", {"GST": "5", "QST": "9.975"}),
        ("ON", {"HST": "13"}),
        ("NB", {"HST": "15"}),
        ("BC", {"GST": "5", "PST": "7"}),
        ("SK", {"GST": "5", "PST": "6"}),
        ("MB", {"GST": "5", "RST": "7"}),
        ("AB", {"GST": "5"}),
        ("??", {"GST": "5"}),
    ],
)
def test_canadian_provinces_have_their_taxes(province: str, rates: dict[str, str]) -> None:
    assert {tax["name"]: tax["rate"] for tax in fixtures.tax_region("ca", province)["taxes"]} == rates


@pytest.mark.parametrize(("country", "province"), [("FR", ""), (None, None), ("US", "CA")])
def test_elsewhere_a_business_starts_without_taxes(country: str | None, province: str | None) -> None:
    assert fixtures.tax_region(country, province) == {"name": "", "taxes": [], "taxCodes": []}
