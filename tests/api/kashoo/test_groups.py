"""Groups, subcontacts, projects and linked businesses over the API (operations 18, 19, 37, and ours)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from businesses import clock
from businesses.actors import Caller
from businesses.roles import Role
from businesses.selectors.actors import actor_get
from businesses.services.users import membership_create
from businesses.transactions import writing

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.api.kashoo.conftest import Browser

CONTACTS, GROUPS, PROJECTS = (f"/api/businesses/{{b}}/{noun}" for noun in ("contacts", "groups", "projects"))


def contact(browser: Browser, name: str = "Ann", **more: Any) -> int:
    return int(browser.post(f"{CONTACTS}/customers", {"name": name, **more}, 201)["id"])


def group(browser: Browser, name: str = "Market", **more: Any) -> int:
    return int(browser.post(GROUPS, {"name": name, **more})["id"])


def tag(browser: Browser, path: str) -> str:
    return browser.send("GET", path)["ETag"]


def test_contacts_and_groups_tell_the_same_from_both_sides(browser: Browser) -> None:
    market, fair = group(browser), group(browser, "Fair")
    ann, bob = contact(browser, groups=[fair, market, fair]), contact(browser, "Bob", groups=[fair])
    assert browser.get(f"/api/contacts/{ann}")["groups"] == sorted([market, fair])
    browser.put(f"/api/groups/{fair}", {"contacts": [bob]})
    assert [each["groups"] for each in browser.get(CONTACTS)] == [[market], [fair]]
    browser.put(f"/api/contacts/{bob}", {"groups": None})
    assert {each["name"]: each["contacts"] for each in browser.get(GROUPS)} == {"Fair": [], "Market": [ann]}


@pytest.mark.parametrize("side", ["group", "contact"])
def test_joining_makes_a_new_version_of_both(side: str, browser: Browser) -> None:
    ann, market = contact(browser), group(browser)
    paths = [f"/api/contacts/{ann}", f"/api/groups/{market}"]
    before = [tag(browser, path).split("-")[2] for path in paths]
    body = {"contacts": [ann]} if side == "group" else {"groups": [market]}
    changed = browser.send("PUT", paths[side == "group"], body)
    assert changed.status_code == 200
    assert [tag(browser, path).split("-")[2] for path in paths] == ["2", "2"] != before
    again = browser.send("PUT", paths[side == "group"], body)
    assert again["ETag"] == changed["ETag"]


def test_what_is_no_group_or_contact_is_refused_by_its_place(browser: Browser, stranger: Browser) -> None:
    theirs, ann = contact(stranger), contact(browser)
    refused = browser.post(GROUPS, {"name": "Market", "contacts": [ann, theirs]}, 400)
    assert refused["errors"][0]["field"] == "contacts[1]"
    body = {"name": "Bob", "groups": [group(browser), group(stranger)]}
    assert browser.post(f"{CONTACTS}/customers", body, 400)["errors"][0]["field"] == "groups[1]"
    for wrong in ({"name": " "}, {"name": "x" * 201}, {"type": "CONTACT"}):
        assert browser.post(GROUPS, wrong, 400)["errors"][0]["field"] == "name"


def test_a_name_is_taken_until_its_group_is_removed(browser: Browser) -> None:
    market = group(browser)
    assert browser.post(GROUPS, {"name": " Market "}, 409)["conflicting"] == market
    fair = group(browser, "Fair")
    browser.put(f"/api/groups/{fair}", {"name": "Market"}, 409)
    browser.delete(f"/api/groups/{market}")
    browser.put(f"/api/groups/{fair}", {"name": "Market"})
    browser.put(f"/api/groups/{fair}", {"removed": True})
    assert browser.get(GROUPS) == []


def test_a_removed_contact_is_in_no_group(browser: Browser) -> None:
    ann = contact(browser, groups=[group(browser)])
    browser.delete(f"/api/contacts/{ann}")
    assert browser.get(GROUPS)[0]["contacts"] == []
    browser.post(GROUPS, {"name": "Fair", "contacts": [ann]}, 400)


def test_nobody_hangs_below_himself_and_who_has_others_below_stays(browser: Browser) -> None:
    head = contact(browser, "Head")
    branch = contact(browser, "Branch", parent=head)
    kiosk = contact(browser, "Kiosk", parent=branch)
    assert [each["id"] for each in browser.get(f"/api/contacts/{head}/subcontacts")] == [branch]
    for parent in (head, branch, kiosk):
        assert browser.put(f"/api/contacts/{head}", {"parent": parent}, 400)["errors"][0]["field"] == "parent"
    assert browser.send("DELETE", f"/api/contacts/{branch}").status_code == 409
    browser.delete(f"/api/contacts/{kiosk}")
    browser.delete(f"/api/contacts/{branch}")
    assert browser.get(f"/api/contacts/{head}/subcontacts") == []


def test_a_linked_business_is_one_that_the_caller_may_look_into(
    browser: Browser, stranger: Browser, member: Callable[[Role], Browser]
) -> None:
    ann = contact(browser)
    path = f"/api/contacts/{ann}"
    for business in (browser.business, stranger.business, 7):
        refused = browser.put(path, {"linkedBusiness": business}, 400)
        assert refused["errors"][0]["field"] == "linkedBusiness"
    contact(stranger, "Zoe")
    with writing(durable=False):
        theirs = actor_get(Caller(user=stranger.user, now=clock.now()), business=stranger.business)
        membership_create(theirs, user=browser.user, role=Role.VIEW_ONLY)
    assert browser.put(path, {"linkedBusiness": stranger.business})["linkedBusiness"] == stranger.business
    data = browser.get(path)["linkedBusinessData"]
    assert data["business"]["name"] == "Elsewhere"
    assert (data["numberOfCustomers"], data["numberOfVendors"], data["numberOfTransactions"]) == (1, 0, 0)
    other = member(Role.ADMIN)
    seen = other.get(path)
    assert (seen["linkedBusiness"], seen["linkedBusinessData"]) == (stranger.business, None)
    other.put(path, {"prefix": "A"})
    assert other.put(path, {"linkedBusiness": None})["linkedBusiness"] is None


def test_a_project_goes_only_when_nothing_names_it(browser: Browser) -> None:
    barn = browser.post(PROJECTS, {"name": " Barn "}, 201)
    assert barn["name"] == "Barn"
    line = {"account": browser.account("INCOME"), "rate": 10, "project": barn["id"]}
    invoice = {"date": "2026-01-10", "lineItems": [line]}
    record = browser.post("/api/businesses/{b}/records/invoices", invoice, 201)["id"]
    refused = browser.send("DELETE", f"/api/projects/{barn['id']}")
    assert (refused.status_code, refused.json()["conflicting"]) == (409, record)  # type: ignore[attr-defined]
    browser.put(f"/api/projects/{barn['id']}", {"archived": True})
    assert browser.get(f"{PROJECTS}?archived=false") == []
    browser.put(f"/api/records/{record}", {"memo": "still charged to the barn"})
    browser.delete(f"/api/records/{record}")
    browser.delete(f"/api/projects/{barn['id']}")
    browser.get(f"/api/projects/{barn['id']}", 404)
    assert [each["removed"] for each in browser.get(f"{PROJECTS}?includeRemoved=true")] == [True]
