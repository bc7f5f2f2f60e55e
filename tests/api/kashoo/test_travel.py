"""What travels with requests and answers of the books: request ids, compression, limits."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

import msgspec

from businesses.models import Changeset

if TYPE_CHECKING:
    from tests.api.kashoo.conftest import Browser

CUSTOMERS = "/api/businesses/{b}/contacts/customers"
INVOICES = "/api/businesses/{b}/records/invoices"


def test_the_id_of_a_request_is_on_answer_refusal_and_changeset(browser: Browser) -> None:
    answer = browser.send("POST", CUSTOMERS, {"name": "Ann"}, HTTP_X_REQUEST_ID="from-me-1")
    assert answer["X-Request-Id"] == "from-me-1"
    newest = Changeset.objects.filter(business_id=browser.business).order_by("-number").first()
    assert newest is not None
    assert newest.request_id == "from-me-1"
    given = browser.send("POST", CUSTOMERS, {}, HTTP_X_REQUEST_ID="from-me-2")
    assert (given.status_code, given["X-Request-Id"]) == (400, "from-me-2")
    assert len(browser.send("GET", CUSTOMERS)["X-Request-Id"]) == 36


def test_a_compressed_invoice_is_stored_and_read_compressed(browser: Browser) -> None:
    line = {"account": browser.account("INCOME"), "rate": 10}
    body = gzip.compress(msgspec.json.encode({"date": "2026-01-15", "lineItems": [line] * 20}))
    made = browser.send("POST", INVOICES, body, HTTP_CONTENT_ENCODING="gzip", HTTP_ACCEPT_ENCODING="gzip")
    assert (made.status_code, made["Content-Encoding"]) == (201, "gzip")
    told = msgspec.json.decode(gzip.decompress(made.content))
    assert told["totalDue"] == 20_000
    path = made["Location"]
    packed = browser.send("GET", path, HTTP_ACCEPT_ENCODING="gzip")
    assert packed["ETag"].endswith('-gzip"')
    assert browser.send("GET", path, HTTP_IF_NONE_MATCH=packed["ETag"]).status_code == 304
    assert browser.send("PUT", path, {"memo": "x"}, HTTP_IF_MATCH=packed["ETag"]).status_code == 200
    assert browser.send("PUT", path, {"memo": "y"}, HTTP_IF_MATCH=packed["ETag"]).status_code == 412


def test_head_tells_what_get_would(browser: Browser) -> None:
    get, head = browser.send("GET", CUSTOMERS), browser.send("HEAD", CUSTOMERS)
    assert head.content == b""
    for header in ("ETag", "Content-Type", "Cache-Control"):
        assert head[header] == get[header]
    assert head["Content-Length"] == str(len(get.content))


def test_an_invoice_has_a_thousand_lines_at_most(browser: Browser) -> None:
    line = {"account": browser.account("INCOME"), "rate": 1}
    answer = browser.post(INVOICES, {"date": "2026-01-15", "lineItems": [line] * 1_001}, 400)
    assert answer["errors"][0]["field"].startswith("lineItems")


def test_a_body_is_32_deep_at_most(browser: Browser) -> None:
    assert browser.send("POST", CUSTOMERS, b'{"x": ' + b"[" * 31 + b"]" * 31 + b', "name": "A"}').status_code == 201
    assert browser.send("POST", CUSTOMERS, b'{"x": ' + b"[" * 32 + b"]" * 32 + b', "name": "A"}').status_code == 400
