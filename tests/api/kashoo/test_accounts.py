"""Accounts (operations 20, 49, 51 to 54, 56)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from businesses.roles import Role

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.api.kashoo.conftest import Browser

ACCOUNTS = "/api/businesses/{b}/accounts"


def test_the_account_that_a_real_client_creates(browser: Browser) -> None:
    answer = browser.send("POST", ACCOUNTS, {"name": "Cookie jar", "number": 12345, "type": "CASH"})
    assert answer.status_code == 200
    account = browser.get(answer["Location"])
    assert (account["number"], account["nameAndNumber"], account["type"]) == ("12345", "12345 Cookie jar", "CASH")
    assert (account["normalBalanceCredit"], account["removed"], account["readOnly"]) == (False, False, False)
    assert account["id"] > 2**32
    assert isinstance(account["lastModified"], int)


def test_every_documented_field_is_stored_and_read_back(browser: Browser) -> None:
    parent = browser.account("EXPENSE")
    sent = {
        "name": "Rent",
        "type": "EXPENSE",
        "number": "5999",
        "currency": "USD",
        "description": "for the shop",
        "standardTerms": "net 30",
        "openDate": "2025-12-31",
        "parent": parent,
        "taxNumber": 8_810,
        "taxAuthorityCode": "CRA",
        "feed": 5,
        "archived": True,
    }
    account = browser.post(ACCOUNTS, sent)
    assert {key: account[key] for key in sent} == sent
    assert browser.get(f"/api/accounts/{account['id']}") == account


def test_a_blank_number_is_the_next_of_the_type(browser: Browser) -> None:
    sent = {"name": "Till", "type": "CASH", "number": ""}
    numbers = [int(browser.post(ACCOUNTS, sent)["number"]) for _ in range(2)]
    assert numbers[1] == numbers[0] + 1


def test_lists_are_filtered_by_repeated_types(browser: Browser) -> None:
    everything = browser.get(ACCOUNTS)
    assert {each["type"] for each in browser.get(f"{ACCOUNTS}?type=BANK&type=CASH")} == {"BANK", "CASH"}
    assert browser.get(f"{ACCOUNTS}/?type=") == everything
    assert browser.get(f"{ACCOUNTS}?type=&type=BANK") == [each for each in everything if each["type"] == "BANK"]
    assert browser.get(f"{ACCOUNTS}?offset=2&limit=3") == everything[2:5]
    assert browser.get(f"{ACCOUNTS}?offset=10000") == []
    assert browser.get(f"{ACCOUNTS}?limit=0&nonsense=1") == everything
    assert browser.get(f"{ACCOUNTS}?archived=true") == []
    assert browser.get(f"{ACCOUNTS}?archived=false") == everything


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("type=SAVINGS", "type"),
        ("offset=-1", "offset"),
        ("limit=many", "limit"),
        ("archived=perhaps", "archived"),
        ("offset=99999999999999999999", "offset"),
        ("limit=%00", None),
    ],
)
def test_bad_parameters_are_named(browser: Browser, query: str, field: str | None) -> None:
    assert browser.get(f"{ACCOUNTS}?{query}", 400)["errors"][0]["field"] == field


def test_an_account_keeps_what_is_not_sent(browser: Browser) -> None:
    sent = {"name": "Rent", "type": "EXPENSE", "description": "a", "standardTerms": "net 30"}
    account = browser.post(ACCOUNTS, sent)
    path = f"/api/accounts/{account['id']}"
    changed = browser.put(path, {"description": "b"})
    volatile = {"description", "lastModified"}
    assert {k: v for k, v in changed.items() if k not in volatile} == {
        k: v for k, v in account.items() if k not in volatile
    }
    assert browser.put(path, changed) == changed
    assert browser.put(path, {"standardTerms": None, "name": "Hire"})["standardTerms"] == ""
    assert browser.get(path)["name"] == "Hire"


@pytest.mark.parametrize("how", ["delete", "put"])
def test_removing_hides(browser: Browser, how: str) -> None:
    account = browser.post(ACCOUNTS, {"name": "Gone", "type": "CASH"})
    path = f"/api/accounts/{account['id']}"
    if how == "delete":
        browser.delete(path)
    else:
        assert browser.put(path, {"removed": True})["removed"] is True
    browser.get(path, 404)
    browser.delete(path, 404)
    assert account["id"] not in [each["id"] for each in browser.get(ACCOUNTS)]
    for part in ("balances", "journalEntries", "transactions"):
        browser.get(f"{path}/{part}", 404)


def test_needed_accounts_stay(browser: Browser) -> None:
    receivable = browser.get("/api/businesses/{b}")["defaultAccountsReceivable"]
    refused = browser.delete(f"/api/accounts/{receivable}", 409)
    assert set(refused) == {"message", "errors", "conflicting"}


def test_only_some_fields_are_answered_when_asked(browser: Browser) -> None:
    path = f"/api/accounts/{browser.account('BANK')}"
    whole = browser.get(path)
    assert browser.get(f"{path}?fields=id,%20name") == {"id": whole["id"], "name": whole["name"]}
    assert browser.get(f"{path}?fields=") == whole
    assert browser.get(f"{path}?fields=id,shoeSize", 400)["errors"][0]["field"] == "fields"


def test_who_may_not_change_an_account_reads_so(browser: Browser, member: Callable[[Role], Browser]) -> None:
    viewer = member(Role.VIEW_ONLY)
    assert viewer.get(f"/api/accounts/{browser.account('BANK')}")["readOnly"] is True
    viewer.post(ACCOUNTS, {"name": "Mine", "type": "CASH"}, 403)


@pytest.mark.parametrize(
    ("sent", "fields"),
    [
        ({}, ["name", "type"]),
        ({"name": "", "type": "CASH"}, ["name"]),
        ({"name": "a", "type": "cash "}, ["type"]),
        ({"name": "a", "type": "CASH", "currency": "ZZZ"}, ["currency"]),
        ({"name": "a", "type": "CASH", "parent": 5}, ["parent"]),
        ({"name": "a" * 201, "type": "CASH"}, ["name"]),
        ({"name": "a", "type": "CASH", "number": "1" * 21}, ["number"]),
        ({"name": "a", "type": "CASH", "number": 1.5}, ["number"]),
        ({"name": "a", "type": "CASH", "standardTerms": "x" * 41, "openDate": ""}, ["standardTerms", "openDate"]),
    ],
)
def test_bad_accounts_are_refused(browser: Browser, sent: dict[str, Any], fields: list[str]) -> None:
    assert [each["field"] for each in browser.post(ACCOUNTS, sent, 400)["errors"]] == fields


@pytest.fixture
def moved(browser: Browser) -> tuple[int, int]:
    """Return a bank and a cash account between which 100, 200 and 300 cents were moved on three days."""
    bank, cash = browser.account("BANK"), browser.account("CASH")
    for day, amount in ((10, 100), (20, 200), (30, 300)):
        sent = {"date": f"2026-01-{day}", "amount": amount, "account": bank, "depositAccount": cash, "currency": "CAD"}
        browser.post("/api/businesses/{b}/records/transfers", sent, 201)
    return bank, cash


def test_balances_are_credit_amounts_as_of_a_day(browser: Browser, moved: tuple[int, int]) -> None:
    bank, cash = moved
    path = f"/api/accounts/{cash}/balances"
    assert browser.get(path) == [{"account": cash, "currency": "CAD", "amount": -600}]
    for name in ("date", "asOf", "endDate"):
        assert browser.get(f"{path}?{name}=2026-01-20")[0]["amount"] == -300
    assert browser.get(f"{path}?date=2025-12-31") == []
    assert browser.get(f"/api/accounts/{bank}/balances?primary=true")[0]["amount"] == 600
    assert browser.get(f"{path}?date=2026-02-30", 400)["errors"][0]["field"] == "date"


def test_the_running_balance_is_counted_back_from_the_balances(browser: Browser, moved: tuple[int, int]) -> None:
    _, cash = moved
    path = f"/api/accounts/{cash}/journalEntries"
    journal = browser.get(f"{path}?limit=2")
    assert [entry["amount"] for entry in journal["journalEntries"]] == [-100, -200]
    assert journal["balances"] == [{"account": cash, "currency": "CAD", "amount": -300}]
    newest = browser.get(f"{path}?sortColumn=date&sortOrder=desc&startDate=2026-01-15&endDate=2026-02-02")
    assert [entry["amount"] for entry in newest["journalEntries"]] == [-300, -200]
    assert newest["balances"][0]["amount"] == -600
    entry = newest["journalEntries"][0]
    assert set(entry) == {"id", "record", "account", "date", "amount", "currency", "note"}
    assert browser.get(f"{path}?amountLe=-250")["journalEntries"][0]["amount"] == -300
    assert browser.get(f"{path}?offset=9")["journalEntries"] == []
    assert browser.get(f"{path}?search=nothing")["journalEntries"] == []


@pytest.mark.parametrize(("query", "field"), [("sortColumn=colour", "sortColumn"), ("sortOrder=up", "sortOrder")])
def test_bad_orders_are_named(browser: Browser, query: str, field: str) -> None:
    path = f"/api/accounts/{browser.account('BANK')}/journalEntries?{query}"
    assert browser.get(path, 400)["errors"][0]["field"] == field
