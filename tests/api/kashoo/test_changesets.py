"""Changesets over the API: enough to prove the hash chain, bounded however much a changeset did."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Any

from businesses.chain import Link, chain_hash, change_digest, digest_of
from businesses.models import Change, Counter, User

if TYPE_CHECKING:
    from tests.api.kashoo.conftest import Browser

CHANGESETS = "/api/businesses/{b}/changesets"


def pages(browser: Browser, address: str) -> list[Any]:
    """Return all of a list, page by page."""
    found: list[Any] = []
    while address:
        answer = browser.send("GET", address)
        found += json.loads(answer.content)
        address = answer["Link"].partition(">")[0].lstrip("<") if "Link" in answer else ""
    return found


def worked(browser: Browser) -> int:
    """Make an invoice, change it, pay it, and return it."""
    contact = browser.post("/api/businesses/{b}/contacts/customers", {"name": "Zoë & Söhne"}, 201)["id"]
    line = {"account": browser.account("INCOME"), "rate": 100, "note": "naïve"}
    sent = {"date": "2026-01-10", "contact": contact, "lineItems": [line]}
    invoice = browser.post("/api/businesses/{b}/records/invoices", sent, 201)["id"]
    browser.put(f"/api/records/{invoice}", {"memo": "thanks"}, HTTP_X_REQUEST_ID="from-the-client-1")
    pay = {"date": "2026-01-11", "account": browser.account("BANK"), "contact": contact, "amount": 3000}
    pay["allocations"] = [{"record": invoice, "amount": 3000}]
    browser.post("/api/businesses/{b}/records/invoicePayments", pay, 201)
    return int(invoice)


def test_whoever_reads_the_changesets_can_prove_the_chain(browser: Browser) -> None:
    worked(browser)
    told = pages(browser, f"{CHANGESETS}?limit=2")
    assert [changeset["number"] for changeset in told] == [5, 4, 3, 2, 1]
    head = ""
    stored = {(row.changeset.number, row.position): row for row in Change.objects.select_related("changeset")}
    for changeset in reversed(told):
        whole = pages_of_changes(browser, changeset)
        for position, change in enumerate(whole):
            row = stored[changeset["number"], position]
            payloads = (row.before, row.after)
            assert change == {**change, "before": decoded(row.before), "after": decoded(row.after)}
            assert change["digest"] == change_digest(change["kind"], change["object"], change["action"], payloads)
        at = dt.datetime.fromtimestamp(changeset["timestamp"] / 1000, dt.UTC)
        link = Link(
            business=changeset["business"],
            number=changeset["number"],
            user=changeset["user"],
            at=at,
            description=changeset["description"],
            request_id=changeset["requestId"],
            digest=digest_of(*(change["digest"] for change in whole)),
        )
        head = chain_hash(head, link)
        assert (changeset["hash"], changeset["digest"]) == (head, link.digest)
    assert Counter.objects.get(business_id=browser.business).head == head


def decoded(payload: str | None) -> Any:
    """Return a payload as it is read."""
    return None if payload is None else json.loads(payload)


def pages_of_changes(browser: Browser, changeset: dict[str, Any]) -> list[Any]:
    """Return all changes of a changeset, three at a time."""
    address, found = f"{changeset['link'][0]['href']}?limit=3", []
    while address:
        answer = browser.send("GET", address)
        found += json.loads(answer.content)["changes"]
        address = answer["Link"].partition(">")[0].lstrip("<") if "Link" in answer else ""
    assert len(found) == changeset["changeCount"]
    return found


def test_payloads_are_word_for_word_what_the_digest_covers(browser: Browser) -> None:
    worked(browser)
    row = Change.objects.get(changeset__number=4, changeset__business_id=browser.business)
    text = browser.send("GET", f"{CHANGESETS}/4").content.decode()
    assert f'"before":{row.before},"after":{row.after},' in text
    assert "naïve" in text
    assert json.loads(text)["requestId"] == "from-the-client-1"


def test_a_list_shows_twenty_changes_of_a_changeset_and_counts_all(browser: Browser) -> None:
    income = browser.account("INCOME")
    sent = {"type": "invoice", "date": "2026-01-10", "lineItems": [{"account": income, "rate": 1}]}
    made = browser.post("/api/businesses/{b}/records/batch", [sent] * 25)
    newest = browser.get(f"{CHANGESETS}?limit=1")[0]
    assert (newest["changeCount"], len(newest["changes"])) == (25, 20)
    assert [change["object"] for change in newest["changes"]] == [record["id"] for record in made[:20]]
    (of_one,) = browser.get(f"/api/records/{made[22]['id']}/changesets")
    assert [change["object"] for change in of_one["changes"]] == [made[22]["id"]]
    assert of_one["changeCount"] == 1
    (narrowed,) = browser.get(f"{CHANGESETS}?kind=account")
    assert narrowed["number"] == 1
    assert {change["kind"] for change in narrowed["changes"]} == {"account"}


def test_a_record_tells_who_settled_it(browser: Browser) -> None:
    invoice = worked(browser)
    User.objects.filter(id=browser.user).update(contact_information={"first": "Ann", "last": "Lee"})
    told = browser.get(f"/api/records/{invoice}/changesets")
    assert [change["action"] for each in told for change in each["changes"]] == ["settle", "update", "create"]
    assert {(each["userDisplayName"], each["userEmail"]) for each in told} == {("Ann Lee", "creator@example.test")}


def test_a_list_is_narrowed_to_a_user_and_a_time(browser: Browser, stranger: Browser) -> None:
    worked(browser)
    moments = [each["timestamp"] for each in browser.get(CHANGESETS)]
    assert browser.get(f"{CHANGESETS}?user={stranger.user}") == []
    assert browser.get(f"{CHANGESETS}?since={moments[0] + 1}") == []
    assert browser.get(f"{CHANGESETS}?until={moments[-1]}") == []
    assert len(browser.get(f"{CHANGESETS}?since={moments[-1]}&user={browser.user}")) == 5
    assert browser.get(f"{CHANGESETS}?object={browser.business}&kind=record") == []


def test_what_is_not_there_is_not_found(browser: Browser, stranger: Browser) -> None:
    for number in (0, 2, 10**30):
        browser.get(f"{CHANGESETS}/{number}", 404)
    stranger.get(f"/api/businesses/{browser.business}/changesets/1", 404)
