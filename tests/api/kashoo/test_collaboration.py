"""Comments and tags of records and contacts over the API (DESIGN, section 7)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from businesses.roles import Role
from ledger.services import collaboration

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.api.kashoo.conftest import Browser


@pytest.fixture(params=["records", "contacts"])
def path(request: pytest.FixtureRequest, browser: Browser) -> str:
    """The address of something to talk about."""
    if request.param == "contacts":
        return f"/api/contacts/{browser.post('/api/businesses/{b}/contacts/vendors', {'name': 'Mill'}, 201)['id']}"
    bill = {"date": "2026-01-10", "lineItems": [{"account": browser.account("EXPENSE"), "rate": 10}]}
    return f"/api/records/{browser.post('/api/businesses/{b}/records/bills', bill, 201)['id']}"


def test_what_is_said_stays_in_order_with_its_author(
    path: str, browser: Browser, member: Callable[[Role], Browser]
) -> None:
    browser.post(f"{path}/comments", {"comment": "  Is this ours? "}, 201)
    member(Role.ADMIN).post(f"{path}/comments", {"comment": "It is."}, 201)
    found = browser.get(f"{path}/comments")
    assert [(each["comment"], each["author"]) for each in found] == [
        ("Is this ours?", "creator@example.test"),
        ("It is.", "admin@example.test"),
    ]
    assert {each["context"] for each in found} == {int(path.rpartition("/")[2])}


def test_tags_are_a_set_of_words_by_name(path: str, browser: Browser) -> None:
    tags = f"{path}/tags"
    assert browser.post(tags, {"tags": ["zoo", " paid  twice ", "zoo"]})["tags"] == ["paid twice", "zoo"]
    assert browser.post(tags, {"tags": ["zoo", "a"]})["tags"] == ["a", "paid twice", "zoo"]
    browser.delete(f"{tags}/paid%20twice")
    browser.delete(f"{tags}/paid%20twice", 404)
    assert browser.get(tags) == {"tags": ["a", "zoo"]}
    context = browser.get(f"{path}/collaborationContext")
    assert (context["tags"], context["events"], context["mayAddComments"]) == ("a,zoo", [], True)


@pytest.mark.parametrize("name", ["", " ", "a,b", "a/b", "x" * 61])
def test_what_is_no_tag_is_refused_by_its_place(name: str, path: str, browser: Browser) -> None:
    refused = browser.post(f"{path}/tags", {"tags": ["fine", name]}, 400)
    assert refused["errors"][0]["field"] == "tags[1]"
    assert browser.get(f"{path}/tags") == {"tags": []}


def test_there_is_an_end_to_it(path: str, browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(collaboration, "MAX_TAGS", 1)
    monkeypatch.setattr(collaboration, "MAX_COMMENTS", 1)
    browser.post(f"{path}/tags", {"tags": ["one"]})
    assert browser.post(f"{path}/tags", {"tags": ["two"]}, 400)["errors"][0]["field"] == "tags"
    browser.post(f"{path}/comments", {"comment": "one"}, 201)
    assert browser.post(f"{path}/comments", {"comment": "two"}, 400)["errors"][0]["field"] == "comment"
    assert browser.post(f"{path}/comments", {"comment": " "}, 400)["errors"][0]["field"] == "comment"


def test_who_may_only_look_reads_what_is_said(
    path: str, browser: Browser, member: Callable[[Role], Browser], stranger: Browser
) -> None:
    browser.post(f"{path}/comments", {"comment": "Is this ours?"}, 201)
    viewer = member(Role.VIEW_ONLY)
    context = viewer.get(f"{path}/collaborationContext")
    assert (len(context["events"]), context["mayAddComments"], context["mayAddAttachments"]) == (1, False, False)
    stranger.get(f"{path}/comments", 404)
    browser.post(f"{path}/comments?dryRun=true", {"comment": "Not really."}, 201)
    assert len(browser.get(f"{path}/comments")) == 1


def test_what_is_talked_about_names_its_context(browser: Browser) -> None:
    contact = browser.post("/api/businesses/{b}/contacts", {"type": "CUSTOMER", "name": "Ann"}, 201)["id"]
    line = {"account": browser.account("INCOME"), "rate": 10}
    sold = {"date": "2026-01-10", "contact": contact, "lineItems": [line], "collaborationContext": contact}
    record = browser.post("/api/businesses/{b}/records/invoices", sold, 201)["id"]
    for address, own, other in (
        (f"/api/contacts/{contact}", contact, record),
        (f"/api/records/{record}", record, contact),
    ):
        assert browser.get(address)["collaborationContext"] == own
        assert browser.get(f"{address}/collaborationContext")["id"] == own
        for told in (own, None):
            assert browser.put(address, {"collaborationContext": told})["collaborationContext"] == own
        refused = browser.put(address, {"collaborationContext": other}, 400)
        assert refused["errors"][0]["field"] == "collaborationContext"
    refused = browser.put("/api/records", [{"id": record, "collaborationContext": contact}], 400)
    assert refused["errors"][0]["field"] == "[0].collaborationContext"
