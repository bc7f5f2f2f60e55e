"""Contacts (operations 39 to 41) and sync sessions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from django.test import Client

if TYPE_CHECKING:
    from tests.api.kashoo.conftest import Browser

CONTACTS = "/api/businesses/{b}/contacts"
CAFE = {"type": "CUSTOMER", "currency": "CAD", "contactInformation": {"name": "Café Luna", "email": "a@luna.test"}}


def test_a_contact_is_made_and_read_back(browser: Browser) -> None:
    answer = browser.send("POST", CONTACTS, CAFE)
    assert answer.status_code == 201
    contact = browser.get(answer["Location"])
    assert (contact["name"], contact["email"], contact["type"]) == ("Café Luna", "a@luna.test", "CUSTOMER")
    assert (contact["groups"], contact["comments"], contact["removed"]) == ([], [], False)


def test_every_documented_field_is_stored_and_read_back(browser: Browser) -> None:
    bank, income = browser.account("BANK"), browser.account("INCOME")
    receivable, payable = browser.account("ACCOUNTS_RECEIVABLE"), browser.account("ACCOUNTS_PAYABLE")
    parent = browser.post(CONTACTS, CAFE, 201)["id"]
    sent = {
        "type": "EMPLOYEE",
        "currency": "USD",
        "receivableAccount": receivable,
        "payableAccount": payable,
        "incomeOrExpenseAccount": income,
        "paymentAccount": bank,
        "defaultTaxCode": "G",
        "paymentTerms": "net 30",
        "prefix": "Ms",
        "organization": True,
        "parent": parent,
        "comments": ["one", "two"],
        "archived": True,
    }
    information = {
        "first": "Ann",
        "last": "Lee",
        "phone": "1",
        "mobile": "2",
        "street1": "1 Rue A",
        "city": "Laval",
        "provinceOrState": "QC",
        "postalOrZipCode": "H0H 0H0",
        "country": "CA",
        "hasShippingAddress": True,
        "shippingCity": "Hull",
        "registration": "R",
    }
    contact = browser.post(CONTACTS, {**sent, "contactInformation": information}, 201)
    assert {key: contact[key] for key in sent} == sent
    assert {key: contact["contactInformation"][key] for key in information} == information
    assert (contact["name"], contact["phoneNumbers"]) == ("Ann Lee", "1, 2")
    assert contact["address"] == "1 Rue A, Laval QC H0H 0H0, CA"
    assert browser.get(f"/api/contacts/{contact['id']}") == contact


def test_typed_collections_know_the_type(browser: Browser) -> None:
    customer = browser.post(f"{CONTACTS}/customers", {"name": "C"}, 201)
    vendor = browser.post("/api/businesses/{b}/vendors", {"contactInformation": {"name": "V"}}, 201)
    assert (customer["type"], vendor["type"]) == ("CUSTOMER", "VENDOR")
    assert [each["name"] for each in browser.get(f"{CONTACTS}/customers/")] == ["C"]
    assert [each["name"] for each in browser.get(f"{CONTACTS}/vendors")] == ["V"]
    assert [each["name"] for each in browser.get(f"{CONTACTS}?type=VENDOR&type=OTHER")] == ["V"]
    assert [each["name"] for each in browser.get(f"{CONTACTS}?limit=1&offset=1")] == ["V"]
    assert browser.post(f"{CONTACTS}/customers", {"name": "X", "type": "VENDOR"}, 400)["errors"][0]["field"] == "type"
    assert browser.post(CONTACTS, {"name": "X"}, 400)["errors"][0]["field"] == "type"


def test_a_contact_keeps_what_is_not_sent(browser: Browser) -> None:
    contact = browser.post(CONTACTS, CAFE, 201)
    path = f"/api/contacts/{contact['id']}"
    assert browser.put(path, contact) == contact
    changed = browser.put(path, {"contactInformation": {"phone": "7"}})
    assert changed["contactInformation"]["email"] == "a@luna.test"
    assert (changed["phoneNumbers"], changed["currency"]) == ("7", "CAD")
    assert browser.put(path, {"currency": None})["currency"] is None


def test_a_name_may_change_in_either_place(browser: Browser) -> None:
    contact = browser.post(CONTACTS, CAFE, 201)
    path = f"/api/contacts/{contact['id']}"
    assert browser.put(path, {"name": "Luna"})["contactInformation"]["name"] == "Luna"
    read = browser.get(path)
    read["contactInformation"]["name"] = "Sol"
    assert browser.put(path, read)["name"] == "Sol"
    assert browser.put(path, {"email": "b@sol.test"})["contactInformation"]["email"] == "b@sol.test"


@pytest.mark.parametrize("how", ["delete", "put"])
def test_removing_hides(browser: Browser, how: str) -> None:
    path = f"/api/contacts/{browser.post(CONTACTS, CAFE, 201)['id']}"
    if how == "delete":
        browser.delete(path)
    else:
        assert browser.put(path, {"removed": True})["removed"] is True
    browser.get(path, 404)
    assert browser.get(CONTACTS) == []
    assert len(browser.get(f"{CONTACTS}?includeRemoved=true")) == 1
    browser.get(f"{path}/records", 404)


@pytest.mark.parametrize(
    ("sent", "fields"),
    [
        ({"type": "FRIEND"}, ["type"]),
        ({"contactInformation": {}}, ["contactInformation.name"]),
        ({"contactInformation": {"name": " "}}, ["contactInformation.name"]),
        ({"currency": "ZZZ"}, ["currency"]),
        ({"paymentAccount": 5}, ["paymentAccount"]),
        ({"paymentTerms": "whenever"}, ["paymentTerms"]),
        ({"paymentTerms": "x" * 41, "prefix": 5}, ["paymentTerms", "prefix"]),
        ({"parent": 5}, ["parent"]),
        ({"comments": ["a", 5]}, ["comments[1]"]),
    ],
)
def test_bad_contacts_are_refused(browser: Browser, sent: dict[str, Any], fields: list[str]) -> None:
    assert [each["field"] for each in browser.post(CONTACTS, {**CAFE, **sent}, 400)["errors"]] == fields


def test_a_sync_session_lists_all_contacts(browser: Browser) -> None:
    for sent in (CAFE, {"type": "VENDOR", "name": "Mill"}, {"type": "OTHER", "name": "Zoo"}):
        browser.post(CONTACTS, sent, 201)
    headers = {"Authorization": f"TOKEN uuid:{browser.token}", "Accept": "application/json"}
    form = {"business": str(browser.business), "description": "a client"}
    answer = Client().post("/api/sync", form, headers=headers)
    assert answer.status_code == 200
    session = msgspec.json.decode(answer.content)
    assert session["business"] == browser.business
    path = f"/api/sync/{session['id']}/contacts"
    assert [each["name"] for each in browser.get(f"{path}/?limit=100")] == ["Café Luna", "Mill", "Zoo"]
    assert [each["type"] for each in browser.get(f"{path}/customers?limit=100")] == ["CUSTOMER"]
    assert [each["type"] for each in browser.get(f"{path}/vendors?limit=100&offset=0")] == ["VENDOR"]
    assert browser.get(f"{path}?limit=100&offset=3") == []


@pytest.mark.parametrize(("form", "status"), [({}, 400), ({"business": "x"}, 400), ({"business": "7"}, 404)])
def test_bad_sync_sessions_are_refused(browser: Browser, form: dict[str, str], status: int) -> None:
    headers = {"Authorization": f"TOKEN uuid:{browser.token}"}
    assert Client().post("/api/sync", form, headers=headers).status_code == status
    browser.get("/api/sync/7/contacts", 404)


def test_a_session_may_be_opened_with_json(browser: Browser) -> None:
    assert browser.post("/api/sync", {"business": browser.business})["business"] == browser.business
