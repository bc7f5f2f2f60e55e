"""ETags on every resource: If-None-Match saves a reading, If-Match saves a writing (T3)."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from django.http import HttpRequest
from msgspec.json import decode as read

from api.common.conditions import Shown, check, tag_of
from api.common.errors import PreconditionFailedError

if TYPE_CHECKING:
    from tests.api.kashoo.conftest import Browser

CUSTOMERS = "/api/businesses/{b}/contacts/customers"
INVOICES = "/api/businesses/{b}/records/invoices"


@pytest.fixture
def things(browser: Browser) -> dict[str, tuple[str, dict[str, Any]]]:
    """One thing of each kind: its address, and a change of it."""
    account = browser.post("/api/businesses/{b}/accounts", {"name": "Till", "type": "CASH"})["id"]
    contact = browser.post(CUSTOMERS, {"name": "Ann"}, 201)["id"]
    tax = browser.post("/api/businesses/{b}/taxes", {"name": "GST", "shortName": "G", "rate": 5})[0]["id"]
    code = browser.post("/api/businesses/{b}/taxCodes", {"name": "GG", "expansion": "G"}, 201)["id"]
    line = {"account": browser.account("INCOME"), "rate": 10}
    record = browser.post(INVOICES, {"date": "2026-01-15", "lineItems": [line]}, 201)["id"]
    return {
        "account": (f"/api/accounts/{account}", {"name": "Drawer"}),
        "contact": (f"/api/contacts/{contact}", {"prefix": "A"}),
        "tax": (f"/api/taxes/{tax}", {"rate": 6}),
        "taxCode": (f"/api/taxCodes/{code}", {"description": "both"}),
        "record": (f"/api/records/{record}", {"memo": "seen"}),
        "business": ("/api/businesses/{b}", {"startDate": "2026-01-01"}),
        "lockDate": ("/api/businesses/{b}/lockDate", {"lockDate": "2025-12-31"}),
    }


KINDS = ["account", "contact", "tax", "taxCode", "record", "business", "lockDate"]


@pytest.mark.parametrize("kind", KINDS)
def test_a_second_reading_costs_nothing(
    kind: str, browser: Browser, things: dict[str, tuple[str, dict[str, Any]]]
) -> None:
    path, change = things[kind]
    first = browser.send("GET", path)
    tag = first["ETag"]
    assert tag.startswith(f'"{kind}-')
    again = browser.send("GET", path, HTTP_IF_NONE_MATCH=f'"other", W/{tag}')
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", tag)
    assert browser.send("GET", path, HTTP_IF_NONE_MATCH="*").status_code == 304
    assert browser.send("HEAD", path, HTTP_IF_NONE_MATCH=tag).status_code == 304
    assert browser.send("GET", path, HTTP_IF_NONE_MATCH='garbage, "').status_code == 200
    written = browser.send("PUT", path, change)
    assert written.status_code == 200
    changed = browser.send("GET", path, HTTP_IF_NONE_MATCH=tag)
    assert changed.status_code == 200
    assert changed["ETag"] not in {tag, ""}
    assert written["ETag"].rpartition("-")[0] == changed["ETag"].rpartition("-")[0]


@pytest.mark.parametrize("kind", KINDS)
def test_a_lost_update_is_refused(kind: str, browser: Browser, things: dict[str, tuple[str, dict[str, Any]]]) -> None:
    path, change = things[kind]
    tag = browser.send("GET", path)["ETag"]
    assert browser.send("PUT", path, change, HTTP_IF_MATCH=f'"none", {tag}').status_code == 200
    stale = browser.send("PUT", path, change, HTTP_IF_MATCH=tag)
    assert stale.status_code == 412
    assert read(stale.content) == {"message": PreconditionFailedError().message, "errors": []}
    assert browser.send("DELETE", path, HTTP_IF_MATCH=tag).status_code == (405 if kind == "lockDate" else 412)
    now = browser.send("GET", path)["ETag"]
    for refused in (f"W/{now}", "garbage", '"', now.strip('"'), '"", ""'):
        assert browser.send("PUT", path, change, HTTP_IF_MATCH=refused).status_code == 412, refused
    assert browser.send("PUT", path, change, HTTP_IF_MATCH="*").status_code == 200
    assert browser.send("PUT", path, change, HTTP_IF_NONE_MATCH="*").status_code == 412


@pytest.mark.parametrize("kind", ["account", "contact", "taxCode", "record", "tax", "business"])
def test_what_was_read_may_be_removed(
    kind: str, browser: Browser, things: dict[str, tuple[str, dict[str, Any]]]
) -> None:
    path, _ = things[kind]
    tag = browser.send("GET", path)["ETag"]
    assert browser.send("DELETE", path, HTTP_IF_MATCH=tag).status_code == 204


def test_a_changed_default_account_changes_the_business(browser: Browser) -> None:
    tag = browser.send("GET", "/api/businesses/{b}")["ETag"]
    other = browser.account("BANK", "CAD")
    body = {"defaultBankAccount": other}
    assert browser.send("PUT", "/api/businesses/{b}", body, HTTP_IF_MATCH=tag).status_code == 200
    assert browser.send("PUT", "/api/businesses/{b}", body, HTTP_IF_MATCH=tag).status_code == 412


def test_json_and_xml_have_tags_of_their_own_and_either_will_do_to_write(browser: Browser) -> None:
    path = browser.send("POST", CUSTOMERS, {"name": "Ann"})["Location"]
    as_json, as_xml = browser.send("GET", path), browser.send("GET", path, HTTP_ACCEPT="application/xml")
    assert as_json["ETag"] != as_xml["ETag"]
    assert browser.send("GET", path, HTTP_IF_NONE_MATCH=as_xml["ETag"]).status_code == 200
    assert browser.send("PUT", path, {"prefix": "A"}, HTTP_IF_MATCH=as_xml["ETag"]).status_code == 200


def test_a_list_has_a_tag_as_well(browser: Browser) -> None:
    tag = browser.send("GET", CUSTOMERS)["ETag"]
    assert browser.send("GET", CUSTOMERS, HTTP_IF_NONE_MATCH=tag).status_code == 304
    browser.post(CUSTOMERS, {"name": "Ann"}, 201)
    assert browser.send("GET", CUSTOMERS, HTTP_IF_NONE_MATCH=tag).status_code == 200


def test_a_stranger_is_told_nothing_by_a_condition(browser: Browser, stranger: Browser) -> None:
    path = browser.send("POST", CUSTOMERS, {"name": "Ann"})["Location"]
    tag = browser.send("GET", path)["ETag"]
    for condition in ({"HTTP_IF_MATCH": tag}, {"HTTP_IF_MATCH": '"x"'}, {"HTTP_IF_NONE_MATCH": tag}):
        for method in ("GET", "PUT", "DELETE"):
            assert stranger.send(method, path, {}, **condition).status_code == 404


def test_a_reading_by_date(browser: Browser) -> None:
    path = browser.send("POST", CUSTOMERS, {"name": "Ann"})["Location"]
    created = browser.send("GET", path)
    modified = dt.datetime.fromtimestamp(read(created.content)["lastModified"] / 1000, dt.UTC)
    with time_machine.travel(modified, tick=False):
        assert "Last-Modified" not in browser.send("GET", path)  # it may change within the same second
    with time_machine.travel(modified + dt.timedelta(seconds=2), tick=False):
        moment = browser.send("GET", path)["Last-Modified"]
        assert browser.send("GET", path, HTTP_IF_MODIFIED_SINCE=moment).status_code == 304
        assert browser.send("GET", path, HTTP_IF_MODIFIED_SINCE="garbage").status_code == 200
        assert browser.send("GET", path, HTTP_IF_MODIFIED_SINCE="Thu, 01 Jan 2015 00:00:00 GMT").status_code == 200
        other = browser.send("GET", path, HTTP_IF_MODIFIED_SINCE=moment, HTTP_IF_NONE_MATCH='"x"')
        assert other.status_code == 200  # tags go first


def test_modified_since_lists_what_is_new(browser: Browser) -> None:
    line = {"account": browser.account("INCOME"), "rate": 10}
    record = browser.post(INVOICES, {"date": "2026-01-15", "lineItems": [line]}, 201)
    modified = record["lastModified"]
    assert [each["id"] for each in browser.get(f"{INVOICES}?modifiedSince={modified}")] == [record["id"]]
    assert browser.get(f"{INVOICES}?modifiedSince={modified + 1}") == []


def test_a_tag_tells_versions_and_looks_apart() -> None:
    one, two = Shown("record", 7, 1), Shown("record", 7, 2)
    assert tag_of(b"a", one) != tag_of(b"a", two)
    assert tag_of(b"a", one) != tag_of(b"b", one)
    assert tag_of(b"a") != tag_of(b"b")


def test_no_header_is_no_condition() -> None:
    check(HttpRequest(), Shown("record", 7, 1))
