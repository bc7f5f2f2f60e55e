"""Lists over HTTP: the header that names the next page, the keys asked for, and the lists by account and contact."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from api.dialects.kashoo.urls.paths import ACCOUNTS_BY_TYPE
from tests.api.kashoo.conftest import answered

if TYPE_CHECKING:
    from tests.api.kashoo.conftest import Browser

RECORDS = "/api/businesses/{b}/records"
NEXT = re.compile(r'<(?P<address>/api/[^>]+)>; rel="next"')


def next_address(browser: Browser, address: str) -> tuple[Any, str | None]:
    """Return what a list shows, and the address of its next page."""
    answer = browser.send("GET", address)
    found = NEXT.fullmatch(answer.get("Link", ""))
    assert ("Link" in answer) == (found is not None)
    return answered(answer, 200), found["address"] if found else None


def walked(browser: Browser, address: str | None) -> list[Any]:
    """Return a list of objects, read by its Link headers."""
    rows: list[Any] = []
    while address:
        shown, address = next_address(browser, address)
        rows += shown["journalEntries"] if isinstance(shown, dict) else shown
    return rows


@pytest.fixture
def ids(browser: Browser) -> dict[str, int]:
    """Post some records of two contacts."""
    bank, income, cash = (browser.account(kind) for kind in ("BANK", "INCOME", "CASH"))
    ids = {"bank": bank, "income": income, "cash": cash}
    for name in ("ann", "Bob"):
        ids[name] = browser.post("/api/businesses/{b}/contacts", {"type": "CUSTOMER", "name": name}, 201)["id"]
    for day in range(1, 6):
        line = {"account": income, "rate": day}
        sent = {"date": f"2026-01-0{day}", "contact": ids["ann" if day % 2 else "Bob"], "lineItems": [line]}
        invoice = browser.post(f"{RECORDS}/invoices", sent, 201)["id"]
        paid = {**sent, "account": bank, "amount": 50, "allocations": [{"record": invoice, "amount": 50}]}
        browser.post(f"{RECORDS}/invoicePayments", paid, 201)
    return ids


@pytest.mark.parametrize(
    "address",
    [
        RECORDS,
        f"{RECORDS}/invoices/",
        f"{RECORDS}?type=INVOICE&type=INVOICE_PAYMENT&search=b&sortColumn=contactName&sortOrder=asc",
        f"{RECORDS}?sortColumn=memo",
        "/api/businesses/{b}/accounts",
        "/api/businesses/{b}/accounts/income",
        "/api/businesses/{b}/accounts/used",
        "/api/businesses/{b}/contacts",
        "/api/contacts/{{ann}}/records",
        "/api/accounts/{{bank}}/transactions",
        "/api/accounts/{{bank}}/records",
        "/api/accounts/{{bank}}/journalEntries",
        "/api/accounts/{{bank}}/journalEntries?sortOrder=desc&sortColumn=amount",
        "/api/users/me/businesses",
        "/api/users/me/roles",
    ],
)
def test_every_list_names_its_next_page(browser: Browser, ids: dict[str, int], address: str) -> None:
    address = address.format(b=browser.business).format(**ids) if "{{" in address else address
    mark = "&" if "?" in address else "?"
    everything = walked(browser, f"{address}{mark}limit=1000")
    assert everything
    for limit in (1, 4):
        assert walked(browser, f"{address}{mark}limit={limit}") == everything
        assert walked(browser, f"{address}{mark}limit={limit}&offset=1") == everything[1:]


def test_a_list_that_is_paged_by_offset_goes_on_by_place(browser: Browser, ids: dict[str, int]) -> None:
    _, address = next_address(browser, f"{RECORDS}?limit=1&offset=1&search=b")
    assert address
    assert (address.count("after="), address.count("offset="), address.count("search=b")) == (1, 0, 1)
    shown, _ = next_address(browser, f"{address}&offset=1")
    assert shown == browser.get(f"{RECORDS}?limit=1&offset=3&search=b")


def test_businesses_go_on_by_offset(browser: Browser) -> None:
    for name in ("Second", "Third"):
        browser.post("/api/businesses", {"name": name}, 201)
    shown, address = next_address(browser, "/api/users/me/businesses?limit=2")
    assert (len(shown), address) == (2, "/api/users/me/businesses?limit=2&offset=2")
    shown, address = next_address(browser, address or "")
    assert ([each["name"] for each in shown], address) == (["Third"], None)


@pytest.mark.parametrize("after", ["x", "a.b", "%F0%9F%98%80", "0" * 3_000])
@pytest.mark.parametrize(
    "path",
    [RECORDS, "/api/businesses/{b}/accounts", "/api/businesses/{b}/contacts", "/api/accounts/{{bank}}/journalEntries"],
)
def test_a_place_that_was_not_given_out_is_refused(
    browser: Browser, ids: dict[str, int], path: str, after: str
) -> None:
    path = path.format(b=browser.business).format(**ids) if "{{" in path else path
    assert browser.get(f"{path}?after={after}", 400)["errors"][0]["field"] == "after"


def test_a_contacts_records_are_invoices_and_bills_unless_types_are_named(
    browser: Browser, ids: dict[str, int]
) -> None:
    path = f"/api/contacts/{ids['ann']}/records"
    assert [(row["type"], row["date"]) for row in browser.get(path)] == [
        ("INVOICE", f"2026-01-0{day}") for day in (5, 3, 1)
    ]
    assert len(browser.get(f"{path}?type=INVOICE&type=INVOICE_PAYMENT")) == 6
    assert len(browser.get(f"{path}?type=invoicePayment&amountGe=50&startDate=2026-01-02")) == 2
    assert browser.get(f"{path}?contactId={ids['Bob']}") == browser.get(path)
    assert browser.get(f"{path}?type=colour", 400)["errors"][0]["field"] == "type"


def test_an_accounts_transactions_are_the_records_in_its_journal(browser: Browser, ids: dict[str, int]) -> None:
    path = f"/api/accounts/{ids['bank']}/transactions"
    assert {row["type"] for row in browser.get(path)} == {"INVOICE_PAYMENT"}
    assert len(browser.get(path)) == 5
    assert len(browser.get(f"{path}?contactId={ids['ann']}&sortColumn=amount&sortOrder=asc")) == 3
    assert browser.get(f"{path}?type=INVOICE") == []
    assert {row["type"] for row in browser.get(f"/api/accounts/{ids['income']}/transactions")} == {"INVOICE"}
    gone = browser.get(path)[0]["id"]
    browser.delete(f"/api/records/{gone}")
    assert gone not in {row["id"] for row in browser.get(f"{path}?includeRemoved=true")}


@pytest.mark.parametrize(("segment", "kind"), ACCOUNTS_BY_TYPE.values())
def test_accounts_by_type(browser: Browser, segment: str, kind: str) -> None:
    made = browser.post("/api/businesses/{b}/accounts", {"name": "One more", "type": kind})
    shown = browser.get(f"/api/businesses/{{b}}/accounts/{segment}")
    assert made in shown
    assert shown == browser.get(f"/api/businesses/{{b}}/accounts?type={kind}")
    assert browser.get(f"/api/businesses/{{b}}/accounts/{segment}?offset=1&limit=1") == shown[1:2]


def test_used_accounts(browser: Browser, ids: dict[str, int]) -> None:
    used = {account["id"] for account in browser.get("/api/businesses/{b}/accounts/used")}
    assert {ids["bank"], ids["income"]} < used
    assert (len(used), ids["cash"] in used) == (3, False)


@pytest.mark.parametrize("spelled", ["INVOICE", "invoice"])
def test_sequences(browser: Browser, ids: dict[str, int], spelled: str) -> None:
    path = f"{RECORDS}/sequences/{spelled}"
    assert browser.get(path) == [{"business": browser.business, "type": "INVOICE", "nextNumber": "6"}]
    assert browser.get(f"{RECORDS}/sequences/YEAR_END_ADJUSTMENT")[0]["nextNumber"] == "1"
    assert browser.get(f"{RECORDS}/sequences/colour", 400)["errors"][0]["field"] == "recordType"


def test_only_the_fields_asked_for(browser: Browser, ids: dict[str, int]) -> None:
    assert browser.get("/api/businesses/{b}/accounts/income?fields=id,type")[0] == {
        "id": ids["income"],
        "type": "INCOME",
    }
    contacts = browser.get("/api/businesses/{b}/contacts?fields=name")
    assert contacts == [{"name": "ann"}, {"name": "Bob"}]
    assert browser.get(f"/api/contacts/{ids['ann']}?fields= name ,id") == {"name": "ann", "id": ids["ann"]}
    mixed = browser.get(f"{RECORDS}?fields=type,totalDue,amount&limit=2")
    assert mixed == [{"type": "INVOICE_PAYMENT", "amount": 50}, {"type": "INVOICE", "totalDue": 500}]
    invoice = browser.get(f"{RECORDS}/invoices")[0]["id"]
    assert browser.get(f"/api/records/{invoice}?fields=totalDue") == {"totalDue": 500}
    answer = browser.send("GET", f"{RECORDS}/invoices?fields=totalDue&limit=1", HTTP_ACCEPT="application/xml")
    assert answer.content.endswith(b'<invoices><invoice totalDue="500" /></invoices>')


@pytest.mark.parametrize(
    "path", [RECORDS, f"{RECORDS}/bills", "/api/businesses/{b}/accounts", "/api/businesses/{b}/contacts"]
)
def test_an_unknown_field_is_refused_even_when_there_is_nothing_to_show(browser: Browser, path: str) -> None:
    assert browser.get(f"{path}?fields=id,colour", 400)["errors"][0]["field"] == "fields"
