"""Currencies and exchange rates over HTTP (DESIGN, section 7; seed 002)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.api.kashoo.conftest import Browser

RATES = "/api/businesses/{b}/exchangeRates"
CURRENCIES = "/api/businesses/{b}/currencies"
SENT = {"baseCurrencyCode": "USD", "currencyCode": "CAD", "exchangeRate": 1.3712, "asOf": "2026-01-15"}


def test_a_rate_is_entered_and_read_back(browser: Browser) -> None:
    told = browser.post(RATES, {**SENT, "source": "BANK_OF_CANADA", "sourceComment": "noon"}, 201)
    assert told.pop("dateEntered") > 0
    assert told == {**SENT, "source": "BANK_OF_CANADA", "sourceComment": "noon", "derived": 0}
    (listed,) = browser.get(RATES)
    assert {key: listed[key] for key in told} == told
    assert browser.post(RATES, {**SENT, "exchangeRate": 1.4, "source": "DERIVED"}, 201)["derived"] == 1
    assert [each["exchangeRate"] for each in browser.get(RATES)] == [1.4]


def test_without_a_base_it_is_the_businesss_currency(browser: Browser) -> None:
    sent = {"currencyCode": "USD", "exchangeRate": "0.73", "asOf": "2026-01-15"}
    told = browser.post(RATES, sent, 201)
    assert (told["baseCurrencyCode"], told["exchangeRate"], told["source"]) == ("CAD", 0.73, "MANUAL_ENTRY")


def test_a_rate_means_what_the_seed_says(browser: Browser) -> None:
    browser.post(RATES, {**SENT, "exchangeRate": 1.25}, 201)
    line = {"account": browser.account("INCOME"), "rate": 100}
    sent = {"date": "2026-01-15", "currency": "USD", "lineItems": [line]}
    assert browser.post("/api/businesses/{b}/records/invoices", sent, 201)["totalLocalDue"] == 12_500


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"exchangeRate": 0}, "exchangeRate"),
        ({"exchangeRate": "1E40"}, "exchangeRate"),
        ({"exchangeRate": None}, "exchangeRate"),
        ({"asOf": "2026-02-30"}, "asOf"),
        ({"currencyCode": "XXL"}, "currencyCode"),
        ({"currencyCode": "USD"}, "currencyCode"),
        ({"baseCurrencyCode": "XXL"}, "baseCurrencyCode"),
        ({"baseCurrencyCode": "DOLLAR"}, "baseCurrencyCode"),
        ({"source": "HEARSAY"}, "source"),
    ],
)
def test_bad_rates_are_refused_by_name(change: dict[str, Any], field: str, browser: Browser) -> None:
    assert browser.post(RATES, {**SENT, **change}, 400)["errors"][0]["field"] == field


def test_rates_are_found_by_day_and_currency(browser: Browser) -> None:
    for on in (15, 16, 17):
        browser.post(RATES, {**SENT, "asOf": f"2026-01-{on}"}, 201)
    found = {
        "": [17, 16, 15],
        "?asOf=2026-01-16": [16],
        "?startDate=2026-01-16": [17, 16],
        "?endDate=2026-01-16": [16, 15],
        "?currencyCode=cad&baseCurrencyCode=USD&limit=1&offset=1": [16],
        "?currencyCode=USD": [],
    }
    for query, days in found.items():
        assert [int(each["asOf"][-2:]) for each in browser.get(RATES + query)] == days, query


def test_currencies_as_the_seed_shows_them(browser: Browser) -> None:
    yen = browser.get(f"{CURRENCIES}/jpy")
    assert (yen["currencyCode"], yen["decimalPlaces"], yen["decimalSeparator"]) == ("JPY", 0, "PERIOD")
    fields = {
        "id", "currencyCode", "foreignPrefix", "prefix", "name", "decimalSeparator", "suffix", "decimalPlaces",
    }  # fmt: skip
    assert yen.keys() == fields
    listed = browser.get(CURRENCIES)
    assert yen in listed
    assert len({each["id"] for each in listed}) == len(listed) > 150
    browser.get(f"{CURRENCIES}/XXL", 404)


def test_rates_and_currencies_in_xml(browser: Browser) -> None:
    body = b'<exchangeRate currencyCode="CAD" baseCurrencyCode="USD" exchangeRate="1.3712" asOf="2026-01-15" />'
    headers = {"CONTENT_TYPE": "application/xml", "HTTP_ACCEPT": "application/xml"}
    answer = browser.send("POST", RATES, body, **headers)
    assert answer.status_code == 201
    assert b'<exchangeRate baseCurrencyCode="USD" currencyCode="CAD" exchangeRate="1.3712"' in answer.content
    assert b"<currency " in browser.send("GET", f"{CURRENCIES}/CAD", **headers).content
