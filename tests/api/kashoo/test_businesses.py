"""The user, and businesses (operations 12, 16, 17, and those of contract section 1.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from businesses.roles import Role as RoleType
    from tests.api.kashoo.conftest import Browser

from businesses.roles import Role

SIGNED = '{"href":"/api/businesses/'


def test_the_user_reads_about_oneself(browser: Browser) -> None:
    me = browser.get("/api/users/me")
    assert (me["id"], me["email"], me["active"], me["removed"]) == (browser.user, browser.email, True, False)
    assert me["contactInformation"]["name"] == me["name"]
    assert isinstance(me["lastLogin"], int)
    assert len(me["signUpDate"]) == 10


def test_the_list_of_businesses_is_a_bare_array_that_ends(browser: Browser) -> None:
    (business,) = browser.get("/api/users/me/businesses")
    assert business["id"] == browser.business
    assert business["contactInformation"]["name"] == "Maple Street Bakery"
    assert "CHANGE_CONTRACT" in business["privilege"]
    assert business["currencies"] == "CAD"
    assert browser.get("/api/users/me/businesses/?offset=1") == []


def test_the_link_of_a_business_is_compact_and_begins_with_its_address(browser: Browser) -> None:
    text = browser.send("GET", "/api/users/me/businesses?").content.decode()
    assert f'{SIGNED}{browser.business}","rel":"self"' in text
    assert '"link":[{"href"' in text
    assert '"links":[{"href"' in text
    assert ": " not in text


def test_roles_are_listed(browser: Browser) -> None:
    (role,) = browser.get("/api/users/me/roles")
    assert (role["business"], role["user"], role["roles"]) == (browser.business, browser.user, ["CREATOR"])


def test_a_business_is_opened_with_a_chart(browser: Browser) -> None:
    sent = {
        "contactInformation": {"name": "Second", "country": "Canada", "city": "Laval"},
        "currency": "cad",
        "fiscalStartMonth": 4,
        "unknown": {"x": 1},
    }
    answer = browser.send("POST", "/api/businesses", sent)
    assert answer.status_code == 201
    business = browser.get(answer["Location"])
    assert (business["name"], business["country"], business["currency"]) == ("Second", "CA", "CAD")
    assert (business["fiscalStartMonth"], business["contactInformation"]["city"]) == (4, "Laval")
    second = business["id"]
    assert len(browser.get(f"/api/businesses/{second}/accounts")) > 20
    assert [each["id"] for each in browser.get("/api/users/me/businesses")] == [browser.business, second]


def test_a_business_keeps_what_is_not_sent(browser: Browser) -> None:
    before = browser.get("/api/businesses/{b}")
    changed = browser.put("/api/businesses/{b}", {"contactInformation": {"phone": "1"}, "startDate": "2025-01-01"})
    assert changed["contactInformation"]["phone"] == "1"
    assert changed["startDate"] == "2025-01-01"
    same = {key: value for key, value in before.items() if key not in ("contactInformation", "startDate")}
    assert {key: changed[key] for key in same} == same
    assert browser.put("/api/businesses/{b}", changed) == changed
    assert browser.put("/api/businesses/{b}", {"startDate": None})["startDate"] is None


def test_a_business_is_renamed_in_either_place(browser: Browser) -> None:
    read = browser.get("/api/businesses/{b}")
    renamed = browser.put("/api/businesses/{b}", {**read, "name": "One"})
    assert (renamed["name"], renamed["contactInformation"]["name"]) == ("One", "One")
    renamed["contactInformation"]["name"] = "Two"
    assert browser.put("/api/businesses/{b}", renamed)["name"] == "Two"


def test_a_default_account_is_changed(browser: Browser) -> None:
    sent = {"name": "Second bank", "type": "BANK"}
    bank = browser.post("/api/businesses/{b}/accounts", sent)["id"]
    assert browser.put("/api/businesses/{b}", {"defaultBankAccount": bank})["defaultBankAccount"] == bank
    wrong = browser.account("INCOME")
    refused = browser.put("/api/businesses/{b}", {"defaultBankAccount": wrong}, 400)
    assert refused["errors"][0]["field"] == "defaultBankAccount"
    refused = browser.put("/api/businesses/{b}", {"gainOrLossOnExchange": 7}, 400)
    assert refused["errors"][0]["field"] == "gainOrLossOnExchange"


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"currency": "XXQ"}, "currency"),
        ({"timeZone": "Mars/Olympus"}, "timeZone"),
        ({"dateFormatting": "BACKWARDS"}, "dateFormatting"),
        ({"inventoryCogsMethod": "LIFO"}, "inventoryCogsMethod"),
        ({"fiscalStartMonth": 13}, "fiscalStartMonth"),
        ({"fiscalStartDay": -1}, "fiscalStartDay"),
        ({"startDate": "2026-02-30"}, "startDate"),
        ({"contactInformation": {"name": 5}}, "contactInformation.name"),
        ({"contactInformation": {"email": "x" * 1001}}, "contactInformation.email"),
    ],
)
def test_bad_settings_are_refused_by_name(browser: Browser, sent: dict[str, object], field: str) -> None:
    for refused in (
        browser.put("/api/businesses/{b}", sent, 400),
        browser.post("/api/businesses", {"name": "New", **sent}, 400),
    ):
        assert [each["field"] for each in refused["errors"]] == [field]
        assert refused["message"] == refused["errors"][0]["message"]


def test_a_business_needs_a_name(browser: Browser) -> None:
    assert browser.post("/api/businesses", {}, 400)["errors"][0]["field"] == "name"


@pytest.mark.parametrize("how", ["delete", "put"])
def test_a_removed_business_is_hidden_from_everybody(browser: Browser, how: str) -> None:
    if how == "delete":
        browser.delete("/api/businesses/{b}")
    else:
        assert browser.put("/api/businesses/{b}", {"removed": True})["removed"] is True
    assert browser.get("/api/users/me/businesses") == []
    browser.get("/api/businesses/{b}", 404)
    browser.get("/api/businesses/{b}/records", 404)


def test_who_has_no_access_does_not_see_the_business(member: Callable[[RoleType], Browser]) -> None:
    nobody = member(Role.NO_ACCESS)
    assert nobody.get("/api/users/me/businesses") == []
    nobody.get("/api/businesses/{b}", 404)
