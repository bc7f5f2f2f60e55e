"""XML, the other representation of classic resources (contract, section 3.11)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from api.common import markup

if TYPE_CHECKING:
    from tests.api.kashoo.conftest import Browser

XML = "application/xml"
RECORDS = "/api/businesses/{b}/records"


def test_a_record_is_sent_and_answered_as_xml(browser: Browser) -> None:
    income = browser.account("INCOME")
    raw = (
        f'<?xml version="1.0" encoding="UTF-8"?><invoice date="2026-01-10" poNumber="" currency="CAD">'
        f'<lineItems><lineItem account="{income}" quantity="2" rate="1.50" note="bread &amp; jam"/>'
        f"<lineItem><account>{income}</account><rate>2</rate><taxCode/></lineItem></lineItems></invoice>"
    ).encode()
    answer = browser.send("POST", RECORDS, raw, CONTENT_TYPE=XML, HTTP_ACCEPT=XML)
    assert answer.status_code == 200, answer.content
    assert answer["Content-Type"] == XML
    name, invoice = markup.parse(answer.content)
    assert (name, invoice["totalDue"], invoice["paid"]) == ("invoice", "500", "false")
    assert [line.get("note") for line in invoice["lineItems"]] == ["bread & jam", None]
    assert invoice["link"][0]["href"] == f"/api/records/{invoice['id']}"
    assert "links" not in invoice


def test_what_was_read_as_xml_is_put_back(browser: Browser) -> None:
    income = browser.account("INCOME")
    sent = {"date": "2026-01-10", "memo": "a", "lineItems": [{"account": income, "rate": 3}]}
    record = browser.post(f"{RECORDS}/invoices", sent, 201)["id"]
    read = browser.send("PUT", f"/api/records/{record}", {"memo": "b"}, HTTP_ACCEPT=XML).content
    answer = browser.send("PUT", f"/api/records/{record}", read.replace(b'"b"', b'"c"'), CONTENT_TYPE=XML)
    assert answer.status_code == 200, answer.content
    changed = browser.get(f"/api/records/{record}")
    assert (changed["memo"], changed["totalDue"], changed["number"]) == ("c", 300, "1")


def test_a_type_attribute_wins_over_the_root(browser: Browser) -> None:
    income = browser.account("INCOME")
    line = f'<lineItems><lineItem account="{income}" rate="2"/></lineItems>'
    raw = f'<record type="BILL" date="2026-01-10">{line}</record>'.encode()
    assert browser.post(RECORDS, raw, CONTENT_TYPE=XML)["type"] == "BILL"
    refused = browser.send("POST", RECORDS, b'<shoe date="2026-01-10"/>', CONTENT_TYPE=XML)
    assert refused.status_code == 400


def test_lists_are_answered_as_xml(browser: Browser) -> None:
    for path, root in (
        ("/api/users/me/businesses", "businesses"),
        ("/api/businesses/{b}/accounts", "accounts"),
        (RECORDS, "records"),
        ("/api/users/me/roles", "businessUserRoles"),
    ):
        name, _ = markup.parse(browser.send("GET", path, HTTP_ACCEPT="text/xml").content)
        assert name == root


def test_a_single_record_is_always_json(browser: Browser) -> None:
    transfer = {
        "date": "2026-01-10",
        "amount": 5,
        "account": browser.account("BANK"),
        "depositAccount": browser.account("CASH"),
    }
    record = browser.post(f"{RECORDS}/transfers", transfer, 201)["id"]
    answer = browser.send("GET", f"/api/records/{record}", HTTP_ACCEPT=XML)
    assert answer["Content-Type"] == "application/json"


def test_json_is_the_default(browser: Browser) -> None:
    for accept in ("", "*/*", "text/html", "application/json", "application/xml;q=0.5, application/json"):
        assert browser.send("GET", RECORDS, HTTP_ACCEPT=accept)["Content-Type"] == "application/json"


def test_what_is_empty_in_xml_is_an_empty_list_or_an_object_without_keys(browser: Browser) -> None:
    answer = browser.send("POST", "/api/businesses/{b}/taxes", b"<taxes/>", CONTENT_TYPE="application/xml")
    assert (answer.status_code, answer.content) == (200, b"[]")
    answer = browser.send("POST", "/api/businesses/{b}/records/invoices", b"<invoice/>", CONTENT_TYPE="application/xml")
    assert msgspec.json.decode(answer.content)["errors"] == [{"field": "date", "message": "This is required."}]
