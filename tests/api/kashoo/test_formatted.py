"""Amounts written for people: in the record's currency, to its last minor unit, in the locale of the business."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from accounts.currencies import currencies
from api.dialects.kashoo.wire.records import formatted

if TYPE_CHECKING:
    from tests.api.kashoo.conftest import Browser

INVOICES = "/api/businesses/{business}/records/invoices"


def opened(browser: Browser, currency: str, country: str, locale: str | None = None) -> int:
    """Open a business; its contact information names the locale, if any."""
    information = {"name": "Shop", "country": country, "locale": locale}
    sent = {"currency": currency, "country": country, "contactInformation": information}
    return int(browser.post("/api/businesses", sent, 201)["id"])


def invoiced(browser: Browser, business: int, rate: float, **more: Any) -> dict[str, Any]:
    """Make an invoice of one line and return it."""
    account = browser.get(f"/api/businesses/{business}/accounts?type=INCOME")[0]["id"]
    sent = {"date": "2026-01-10", "lineItems": [{"account": account, "rate": rate}], **more}
    return dict(browser.post(INVOICES.format(business=business), sent, 201))


@pytest.mark.parametrize(
    ("currency", "country", "locale", "amount", "text"),
    [
        ("CAD", "CA", None, 1234.5, "$1,234.50"),
        ("CAD", "CA", "en_CA", 1234.5, "$1,234.50"),
        ("CAD", "CA", "fr_CA", 1234.5, "1\u00a0234,50\u00a0$"),
        ("CAD", "CA", "fr-CA", -1234.5, "-1\u00a0234,50\u00a0$"),
        ("CAD", "CA", None, -0.01, "-$0.01"),
        ("JPY", "JP", None, 1234, "¥1,234"),
        ("JPY", "JP", "ja_JP", 1234, "\uffe51,234"),
        ("KWD", "KW", None, 1.005, "KWD1.005"),
        ("IQD", "IQ", None, 1.005, "IQD1.005"),
        ("LAK", "LA", None, 0.05, "LAK0.05"),
        ("EUR", "DE", None, 1234.5, "1.234,50\u00a0€"),
        ("EUR", "DE", "de_DE", -1234.5, "-1.234,50\u00a0€"),
        ("EUR", "DE", "de_AT", 1234.5, "€\u00a01.234,50"),
        ("USD", "", None, 1234.5, "$1,234.50"),
    ],
)
def test_amounts_are_written_as_people_of_the_locale_do(
    browser: Browser, currency: str, country: str, locale: str | None, amount: float, text: str
) -> None:
    made = invoiced(browser, opened(browser, currency, country, locale), amount)
    assert (made["totalDueFormatted"], made["balanceDueFormatted"]) == (text, text)
    read = browser.get(f"/api/records/{made['id']}")
    assert (read["totalDueFormatted"], read["balanceDueFormatted"]) == (text, text)
    (listed,) = browser.get(f"/api/businesses/{made['business']}/records?fields=totalDueFormatted")
    assert listed == {"totalDueFormatted": text}


@pytest.mark.parametrize("locale", ["", "xx", "nonsense", "../../../etc/passwd", "fr_CA_" * 100, "💶", "fr__"])
def test_a_locale_that_nobody_speaks_is_that_of_the_country(browser: Browser, locale: str) -> None:
    business = opened(browser, "EUR", "DE", locale)
    assert invoiced(browser, business, 1234.5)["totalDueFormatted"] == "1.234,50\u00a0€"


def test_a_new_locale_holds_from_the_next_answer_on(browser: Browser) -> None:
    business = opened(browser, "CAD", "CA")
    made = invoiced(browser, business, 10)
    before = browser.send("GET", f"/api/records/{made['id']}")
    browser.put(f"/api/businesses/{business}", {"contactInformation": {"locale": "fr_CA"}})
    after = browser.send("GET", f"/api/records/{made['id']}", HTTP_IF_NONE_MATCH=before["ETag"])
    assert after.status_code == 200
    assert b"10,00" in after.content


def test_the_record_says_in_which_currency(browser: Browser) -> None:
    business = opened(browser, "CAD", "CA", "fr_CA")
    customer = browser.post(f"/api/businesses/{business}/contacts/customers", {"name": "Ann"}, 201)["id"]
    made = invoiced(browser, business, 1234.5, contact=customer, currency="JPY", exchangeRate=0.009)
    assert made["totalDueFormatted"] == "1\u00a0235\u00a0¥"
    bank = browser.get(f"/api/businesses/{business}/accounts?type=BANK")[0]["id"]
    paid = {"date": "2026-01-11", "account": bank, "amount": 235}
    changed = browser.put(f"/api/records/{made['id']}", {"payments": [paid]})
    assert (changed["totalDueFormatted"], changed["balanceDueFormatted"]) == ("1\u00a0235\u00a0¥", "1\u00a0000\u00a0¥")


def test_the_digits_are_those_of_the_books_in_every_currency() -> None:
    for currency in currencies().values():
        text = formatted(1, currency.code, "en")
        assert text.endswith("0." + "1".rjust(currency.digits, "0") if currency.digits else "1"), text


def test_links_of_an_allocation_lead_to_its_record_its_currency_and_its_accounts(browser: Browser) -> None:
    business = opened(browser, "CAD", "CA")
    bank = browser.get(f"/api/businesses/{business}/accounts?type=BANK")[0]["id"]
    customer = browser.post(f"/api/businesses/{business}/contacts/customers", {"name": "Ann"}, 201)["id"]
    paid = {"date": "2026-01-11", "account": bank, "amount": 235}
    (of_invoice,) = invoiced(browser, business, 10, contact=customer, payments=[paid])["payments"]
    (of_payment,) = browser.get(f"/api/records/{of_invoice['payment']}")["allocations"]
    assert followed(browser, of_invoice) == {"record": of_invoice["payment"], "currency": "CAD", "account": bank}
    account = of_payment["payableOrReceivableAccount"]
    assert followed(browser, of_payment) | {"currency": "CAD"} == {
        "record": of_payment["record"],
        "currency": "CAD",
        "account": account,
    }
    assert (of_invoice["link"], of_payment["link"]) == (of_invoice["links"], of_payment["links"])


def followed(browser: Browser, allocation: dict[str, Any]) -> dict[str, Any]:
    """Return what the links of an allocation lead to, by what they say they are."""
    found = {link["rel"]: browser.get(link["href"]) for link in allocation["links"]}
    return {rel: thing["currencyCode"] if rel == "currency" else thing["id"] for rel, thing in found.items()}
