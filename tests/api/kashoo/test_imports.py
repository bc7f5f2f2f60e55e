"""Importing over HTTP: where the file may come from, and what is refused."""

from __future__ import annotations

from base64 import b64encode
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.api.kashoo.conftest import Browser

PATH = "/api/businesses/{b}/records/import"
CSV = "Date,Amount,Payee\n2026-01-05,-5.00,Mill\n"
DATA = b64encode(CSV.encode()).decode()


def kept(browser: Browser) -> dict[str, Any]:
    """Keep a file and return it."""
    sent = {"name": "january.csv", "initialData": DATA}
    return dict(browser.post("/api/businesses/{b}/attachments", sent, 201))


def test_a_file_that_is_kept_is_named_by_uuid_or_address(browser: Browser, stranger: Browser) -> None:
    file, bank = kept(browser), browser.account("BANK")
    view = browser.post(PATH, {"account": bank, "uuid": file["uuid"].upper()})
    assert (view["created"], view["filename"]) == (1, "january.csv")
    record = browser.get(f"/api/records/{view['statementRows'][0]['record']}")
    assert (record["type"], record["totalDue"], record["paid"], record["account"]) == ("BILL", 500, True, bank)
    for url in (f"/api/attachments/{file['id']}", f"HTTP://testserver/api/attachments/{file['id']}/content/"):
        assert browser.post(PATH, {"account": bank, "url": url})["duplicates"] == 1
    other = {"account": stranger.account("BANK")}
    assert stranger.post(PATH, {**other, "uuid": file["uuid"]}, 400)["errors"][0]["field"] == "uuid"
    assert stranger.post(PATH, {**other, "url": f"/api/attachments/{file['id']}"}, 400)["errors"][0]["field"] == "url"


@pytest.mark.parametrize(
    "url",
    [
        "https://elsewhere.test/api/attachments/{}",
        "//elsewhere.test/api/attachments/{}",
        "http://testserver@elsewhere.test/api/attachments/{}",
        "http://testserver:81/api/attachments/{}",
        "file:///{}",
        "ftp://testserver/api/attachments/{}",
        "http://[/api/attachments/{}",
        "/api/attachments/../attachments/{}",
        "/api/records/{}",
        "january.csv",
    ],
)
def test_no_other_address_is_ever_asked(browser: Browser, url: str) -> None:
    file = kept(browser)
    sent = {"account": browser.account("BANK"), "url": url.format(file["id"])}
    assert browser.post(PATH, sent, 400)["errors"][0]["field"] == "url"


def test_one_file_is_imported_at_a_time_and_no_nonsense(browser: Browser) -> None:
    account = {"account": browser.account("BANK")}
    for sent, field in (
        ({}, "uuid"),
        ({"initialData": DATA, "uuid": "x"}, "uuid"),
        ({"initialData": "!"}, "initialData"),
        ({"initialData": DATA, "columns": {"delimiter": "#"}}, "columns.delimiter"),
        ({"initialData": DATA, "columns": {"skipLines": -1}}, "columns.skipLines"),
        ({"initialData": DATA, "columns": {"date": "Date", "amount": "Sum"}}, "columns"),
    ):
        assert browser.post(PATH, {**account, **sent}, 400)["errors"][0]["field"] == field
    assert browser.post(PATH, {"initialData": DATA}, 400)["errors"][0]["field"] == "account"


def test_a_try_says_what_would_be_made_and_makes_nothing(browser: Browser) -> None:
    sent = {"account": browser.account("BANK"), "initialData": DATA}
    tried = browser.post(f"{PATH}?dryRun=true", sent)
    assert (tried["created"], tried["statementRows"][0]["record"] is None) == (1, False)
    assert browser.get("/api/businesses/{b}/records") == []
    assert browser.post(PATH, {**sent, "preview": True})["statementRows"][0]["record"] is None
    once = {"HTTP_IDEMPOTENCY_KEY": "once"}
    assert browser.post(PATH, sent, 200, **once) == browser.post(PATH, sent, 200, **once)
    assert len(browser.get("/api/businesses/{b}/records")) == 1
