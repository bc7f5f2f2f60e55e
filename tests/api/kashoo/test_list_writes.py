"""Writes of many things at once keep the promises that writes of one thing do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from msgspec.json import decode as read

from businesses.models import Changeset
from ledger.models import JournalLine, Record
from taxes.models import Tax

if TYPE_CHECKING:
    from tests.api.kashoo.conftest import Browser

TAXES = "/api/businesses/{b}/taxes"
RECORDS = "/api/businesses/{b}/records"


@pytest.fixture
def invoice(browser: Browser) -> dict[str, Any]:
    """Return the body of an invoice."""
    return {
        "type": "invoice",
        "date": "2026-01-10",
        "lineItems": [{"account": browser.account("INCOME"), "rate": 12.5}],
    }


def tax(name: str, **more: Any) -> dict[str, Any]:
    """Return the body of a tax."""
    return {"name": f"Tax {name}", "shortName": name, "rate": 5, **more}


def test_taxes_are_saved_with_one_changeset(browser: Browser) -> None:
    before = Changeset.objects.filter(business_id=browser.business).count()
    made = browser.post(TAXES, [tax("A"), tax("B"), tax("C")])
    changes = [
        {"id": made[0]["id"], "rate": 7},
        {"id": made[1]["id"], "removed": True},
        tax("N"),
        {"id": made[2]["id"]},
    ]
    now = browser.put(TAXES, changes)
    assert [(each["shortName"], each["rate"], each["version"]) for each in now] == [
        ("A", 7, 2),
        ("C", 5, 1),
        ("N", 5, 1),
    ]
    noted = Changeset.objects.filter(business_id=browser.business).order_by("number")[before:]
    assert [changeset.changes.count() for changeset in noted] == [3, 3]
    assert browser.put(TAXES, [{"id": made[0]["id"], "rate": 7}]) == now
    assert Changeset.objects.filter(business_id=browser.business).count() == before + 2


def test_taxes_may_pass_their_short_names_on(browser: Browser) -> None:
    first, second, third = browser.post(TAXES, [tax("A"), tax("B"), tax("C")])
    steps = [
        {"id": third["id"], "shortName": "D"},
        {"id": second["id"], "shortName": "C"},
        {"id": first["id"], "removed": True},
        tax("A"),
    ]
    now = browser.put(TAXES, steps)
    assert [(each["id"] == first["id"], each["shortName"]) for each in now] == [(False, name) for name in "CDA"]
    taken = browser.put(TAXES, [{"id": second["id"], "shortName": "D"}, {"id": third["id"], "shortName": "E"}], 409)
    assert taken["conflicting"] == third["id"]
    assert browser.get(TAXES) == now


def test_a_list_of_taxes_is_written_only_as_it_was_read(browser: Browser) -> None:
    (made,) = browser.post(TAXES, tax("A"))
    tag = browser.send("GET", TAXES)["ETag"]
    change = [{"id": made["id"], "rate": 6}]
    for stale in ('"nonsense"', f"W/{tag}", "what is no tag"):
        assert browser.send("PUT", TAXES, change, HTTP_IF_MATCH=stale).status_code == 412
        assert browser.send("POST", TAXES, change, HTTP_IF_MATCH=stale).status_code == 412
    assert Tax.objects.get(id=made["id"]).version == 1
    assert browser.send("PUT", TAXES, change, HTTP_IF_MATCH=f'"other", {tag}').status_code == 200
    assert browser.send("PUT", TAXES, change, HTTP_IF_MATCH=tag).status_code == 412
    packed = browser.send("GET", TAXES)["ETag"][:-1] + '-gzip"'
    assert browser.send("PUT", TAXES, [tax("B")], HTTP_IF_MATCH=packed).status_code == 200
    assert browser.send("PUT", TAXES, [tax("C")], HTTP_IF_NONE_MATCH="*").status_code == 412
    assert browser.send("PUT", TAXES, [tax("C")], HTTP_IF_MATCH="*").status_code == 200


def test_a_set_of_records_has_no_tag_that_could_match(browser: Browser, invoice: dict[str, Any]) -> None:
    made = browser.post(f"{RECORDS}/invoices", invoice, 201)
    tag = browser.send("GET", f"/api/records/{made['id']}")["ETag"]
    for given in (tag, "*"):
        refused = browser.send("PUT", "/api/records", [{"id": made["id"], "memo": "x"}], HTTP_IF_MATCH=given)
        assert refused.status_code == 412
    assert Record.objects.get(id=made["id"]).version == 1
    assert browser.put("/api/records", [{"id": made["id"], "memo": "x"}])[0]["memo"] == "x"


def test_restoring_is_done_only_to_the_version_that_was_read(browser: Browser, invoice: dict[str, Any]) -> None:
    made = browser.post(f"{RECORDS}/invoices", invoice, 201)
    address = f"/api/records/{made['id']}"
    stale = browser.send("GET", address)["ETag"]
    browser.delete(address)
    assert browser.send("POST", f"{address}/restore", HTTP_IF_MATCH=stale).status_code == 412
    assert browser.get(address)["removed"]
    now = browser.send("GET", address)["ETag"]
    assert browser.send("POST", f"{address}/restore", HTTP_IF_MATCH=now).status_code == 200
    assert not browser.get(address)["removed"]


def test_a_batch_that_is_tried_tells_what_it_would_post(browser: Browser, invoice: dict[str, Any]) -> None:
    bank, cash = browser.account("BANK"), browser.account("CASH")
    transfer = {"type": "transfer", "date": "2026-01-10", "account": bank, "depositAccount": cash, "amount": 500}
    answer = browser.send("POST", f"{RECORDS}/batch?dryRun=true", [invoice, transfer])
    assert (answer.status_code, answer["X-Daybook-Dry-Run"]) == (200, "true")
    tried = read(answer.content)
    assert [{line["account"]: line["amount"] for line in each.pop("journalEntries")} for each in tried] == [
        {tried[0]["account"]: -1250, browser.account("INCOME"): 1250},
        {bank: 500, cash: -500},
    ]
    own = [model.objects.filter(business_id=browser.business).count() for model in (Record, JournalLine)]
    assert own == [0, 0]
    real = browser.post(f"{RECORDS}/batch", [invoice, transfer])
    assert [each.keys() for each in real] == [each.keys() for each in tried]
    changes = [{"id": each["id"], "date": "2026-02-01"} for each in real]
    moved = read(browser.send("PUT", "/api/records?dryRun=true", changes).content)
    assert [{line["date"] for line in each["journalEntries"]} for each in moved] == [{"2026-02-01"}] * 2
    assert [each["date"] for each in browser.get(RECORDS)] == ["2026-01-10"] * 2


def test_rates_name_their_next_page(browser: Browser) -> None:
    for day in range(1, 6):
        rate = {"currencyCode": "USD", "exchangeRate": 0.7, "asOf": f"2026-01-0{day}"}
        browser.post("/api/businesses/{b}/exchangeRates", rate, 201)
    address: str | None = "/api/businesses/{b}/exchangeRates?limit=2"
    days = []
    while address:
        answer = browser.send("GET", address)
        days += [rate["asOf"][-1] for rate in read(answer.content)]
        address = answer["Link"].partition(">")[0].strip("<") if "Link" in answer else None
    assert days == list("54321")


def test_a_key_that_is_too_long_is_refused_by_its_name(browser: Browser, invoice: dict[str, Any]) -> None:
    refused = browser.send("POST", f"{RECORDS}/invoices", invoice, HTTP_IDEMPOTENCY_KEY="x" * 256)
    assert refused.status_code == 400
    assert read(refused.content)["errors"][0]["field"] == "Idempotency-Key"


def test_every_answer_says_its_length_but_those_that_have_none(browser: Browser) -> None:
    account = f"/api/accounts/{browser.account('BANK')}"
    for address in (account, TAXES, "/api/nothing"):
        got, head = browser.send("GET", address), browser.send("HEAD", address)
        assert got["Content-Length"] == head["Content-Length"] == str(len(got.content))
    tag = browser.send("GET", account)["ETag"]
    for method in ("GET", "HEAD"):
        assert "Content-Length" not in browser.send(method, account, HTTP_IF_NONE_MATCH=tag)
    assert "Content-Length" not in browser.send("OPTIONS", account)


def test_not_modified_names_the_tag_that_the_client_has(browser: Browser) -> None:
    chart = "/api/businesses/{b}/accounts"
    plain = browser.send("GET", chart)
    packed = browser.send("GET", chart, HTTP_ACCEPT_ENCODING="gzip")
    assert packed["ETag"] == plain["ETag"][:-1] + '-gzip"'
    for kept in (plain, packed):
        again = browser.send("GET", chart, HTTP_ACCEPT_ENCODING="gzip", HTTP_IF_NONE_MATCH=kept["ETag"])
        assert (again.status_code, again["ETag"]) == (304, kept["ETag"])
        assert {"Accept", "Accept-Encoding"} <= set(again["Vary"].split(", "))
    assert {"Accept", "Accept-Encoding"} <= set(browser.send("GET", TAXES)["Vary"].split(", "))
