"""Whatever a client sends: it is refused by name, never with 500, and nothing is half-written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from django.db import connection

if TYPE_CHECKING:
    from tests.api.kashoo.conftest import Browser

RECORDS = "/api/businesses/{b}/records"
ODD: tuple[Any, ...] = (
    None,
    True,
    0,
    -1,
    1.5,
    10**15 + 1,
    2**53 + 1,
    10**30,
    "",
    " ",
    "x",
    "NaN",
    "1e999",
    "-0",
    "2026-02-30",
    "0001-01-01",
    "9999-12-31",
    "Ω" * 300,
    "'; DROP TABLE x; --",
    [],
    [None],
    [[]],
    {},
    {"a": 1},
    [{}],
)
COUNTED = ("ledger_record", "ledger_recordline", "ledger_journalline", "ledger_allocation", "businesses_changeset")


def rows() -> list[int]:
    """Count what a write would leave behind."""
    with connection.cursor() as cursor:
        counts = []
        for table in COUNTED:
            cursor.execute(f"SELECT count(*) FROM {table}")
            counts.append(cursor.fetchone()[0])
        return counts


def refused(browser: Browser, path: str, sent: Any, status: int = 400) -> list[str | None]:
    """Return the fields that a refusal names, after looking that nothing was written."""
    before = rows()
    answer = browser.post(path, sent, status)
    assert rows() == before
    assert isinstance(answer["message"], str)
    return [each["field"] for each in answer["errors"]]


@pytest.fixture
def line(browser: Browser) -> dict[str, Any]:
    return {"account": browser.account("INCOME"), "rate": 10}


@pytest.mark.parametrize(
    ("change", "fields"),
    [
        ({"date": None}, ["date"]),
        ({"date": "2026-02-30"}, ["date"]),
        ({"date": "21/01/2026"}, ["date"]),
        ({"date": "1800-01-01"}, ["date"]),
        ({"currency": "ZZZ"}, ["currency"]),
        ({"currency": 5}, ["currency"]),
        ({"account": 5}, ["account"]),
        ({"account": "receivable"}, ["account"]),
        ({"contact": 5}, ["contact"]),
        ({"dueDate": "soon"}, ["dueDate"]),
        ({"terms": "whenever"}, ["terms"]),
        ({"exchangeRate": "NaN"}, ["exchangeRate"]),
        ({"currency": "USD", "exchangeRate": -1}, ["exchangeRate"]),
        ({"currency": "ALL"}, ["exchangeRate"]),
        ({"number": "9" * 41}, ["number"]),
        ({"number": []}, ["number"]),
        ({"lineItems": "none"}, ["lineItems"]),
        ({"project": 9}, ["project"]),
        ({"type": "receipt"}, ["type"]),
        ({"type": 5}, ["type"]),
        ({"date": "x", "currency": 5, "lineItems": [{"rate": "x"}]}, ["date", "currency", "lineItems[0].rate"]),
        ({"payments": [{"amount": 1.5}]}, ["payments[0].amount"]),
    ],
)
def test_bad_documents_name_the_field(
    browser: Browser, line: dict[str, Any], change: dict[str, Any], fields: list[str]
) -> None:
    sent = {"date": "2026-01-10", "lineItems": [line], **change}
    assert refused(browser, f"{RECORDS}/invoices", sent) == fields


@pytest.mark.parametrize(
    ("change", "fields"),
    [
        ({"account": None}, ["lineItems[0].account"]),
        ({"account": 5}, ["lineItems[0].account"]),
        ({"rate": None}, ["lineItems[0].rate"]),
        ({"rate": 1e16}, ["lineItems[0].rate"]),
        ({"rate": 1e300}, ["lineItems[0].rate"]),
        ({"quantity": "Infinity"}, ["lineItems[0].quantity"]),
        ({"taxCode": "NOPE"}, ["lineItems[0].taxCode"]),
        ({"taxCode": "x" * 201}, ["lineItems[0].taxCode"]),
        ({"item": 5}, ["lineItems[0].item"]),
        ({"note": 5}, ["lineItems[0].note"]),
    ],
)
def test_bad_lines_name_the_line(
    browser: Browser, line: dict[str, Any], change: dict[str, Any], fields: list[str]
) -> None:
    sent = {"date": "2026-01-10", "lineItems": [{**line, **change}]}
    assert refused(browser, f"{RECORDS}/invoices", sent) == fields


def test_another_business_s_things_do_not_exist(browser: Browser, stranger: Browser, line: dict[str, Any]) -> None:
    account = stranger.account("INCOME")
    contact = stranger.post("/api/businesses/{b}/contacts", {"type": "CUSTOMER", "name": "X"}, 201)["id"]
    theirs = stranger.post(
        f"{RECORDS}/invoices", {"date": "2026-01-10", "lineItems": [{"account": account, "rate": 1}]}, 201
    )["id"]
    base = {"date": "2026-01-10", "lineItems": [line]}
    path = f"{RECORDS}/invoices"
    assert refused(browser, path, {**base, "lineItems": [{**line, "account": account}]}) == ["lineItems[0].account"]
    assert refused(browser, path, {**base, "contact": contact}) == ["contact"]
    allocation = {"record": theirs, "amount": 1}
    payment = {"date": "2026-01-10", "amount": 1, "account": browser.account("BANK"), "allocations": [allocation]}
    assert refused(browser, f"{RECORDS}/invoicePayments", payment) == ["allocations[0].record"]


def test_an_archived_account_is_refused(browser: Browser, line: dict[str, Any]) -> None:
    browser.put(f"/api/accounts/{line['account']}", {"archived": True})
    assert refused(browser, f"{RECORDS}/invoices", {"date": "2026-01-10", "lineItems": [line]}) == [
        "lineItems[0].account"
    ]


def test_too_many_lines(browser: Browser, line: dict[str, Any]) -> None:
    sent = {"date": "2026-01-10", "lineItems": [line] * 1001}
    assert refused(browser, f"{RECORDS}/invoices", sent) == ["lineItems"]


def test_an_adjustment_that_does_not_balance(browser: Browser) -> None:
    lines = [{"account": browser.account("BANK"), "amount": 5}, {"account": browser.account("CASH"), "amount": -4}]
    sent = {"date": "2026-01-10", "adjustments": lines}
    assert refused(browser, f"{RECORDS}/adjustments", sent) == ["adjustments"]
    lines[1] = {"account": 5, "amount": -5}
    assert refused(browser, f"{RECORDS}/adjustments", sent) == ["adjustments[1].account"]
    assert refused(browser, f"{RECORDS}/adjustments", {"date": "2026-01-10"}) == ["adjustments"]


def test_duplicate_numbers_conflict(browser: Browser, line: dict[str, Any]) -> None:
    sent = {"date": "2026-01-10", "lineItems": [line], "number": "A-7"}
    browser.post(f"{RECORDS}/invoices", sent, 201)
    assert refused(browser, f"{RECORDS}/invoices", sent, 409) == ["number"]
    assert "conflicting" in browser.post(f"{RECORDS}/invoices", sent, 409)


def test_allocations_that_do_not_fit(browser: Browser, line: dict[str, Any]) -> None:
    ann, bob = (
        browser.post("/api/businesses/{b}/contacts/customers", {"name": name}, 201)["id"] for name in ("Ann", "Bob")
    )
    sent = {"date": "2026-01-10", "contact": ann, "lineItems": [line]}
    invoice = browser.post(f"{RECORDS}/invoices", sent, 201)["id"]
    path = f"{RECORDS}/invoicePayments"
    base = {"date": "2026-01-10", "account": browser.account("BANK"), "contact": ann, "amount": 2000}
    for allocation, contact, field in (
        ({"record": invoice, "amount": 1001}, ann, "allocations[0].amount"),
        ({"record": invoice, "amount": -5}, ann, "allocations[0].amount"),
        ({"record": 5, "amount": 5}, ann, "allocations[0].record"),
    ):
        assert refused(browser, path, {**base, "contact": contact, "allocations": [allocation]}) == [field]
    named = refused(browser, path, {**base, "contact": bob, "allocations": [{"record": invoice, "amount": 5}]})
    assert named[0] is not None


@pytest.mark.parametrize(
    ("raw", "kind", "status"),
    [
        (b"", "application/json", 400),
        (b"{", "application/json", 400),
        (b"[]", "application/json", 400),
        (b"null", "application/json", 400),
        (b'"text"', "application/json", 400),
        (b"7", "application/json", 400),
        (b"\xff\xfe", "application/json", 400),
        (b'{"memo":"\\u0000","date":"2026-01-10"}', "application/json", 400),
        (b"[" * 5000, "application/json", 400),
        (b"type=invoice", "application/x-www-form-urlencoded", 415),
        (b"--x--", "multipart/form-data; boundary=x", 415),
        (b"{}", "text/csv", 415),
        (b"<a", "application/xml", 400),
        (b"<invoice/>", "application/xml", 400),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><invoice date="&b;"/>', "application/xml", 400),
    ],
)
@pytest.mark.parametrize("path", [RECORDS, f"{RECORDS}/invoices"])
def test_bodies_that_cannot_be_read(browser: Browser, path: str, raw: bytes, kind: str, status: int) -> None:
    answer = browser.send("POST", path, raw, CONTENT_TYPE=kind)
    assert answer.status_code == status, answer.content
    assert set(msgspec.json.decode(answer.content)) == {"message", "errors"}


@pytest.mark.parametrize("sent", [[], [1], "text", 7, None])
def test_a_change_is_an_object(browser: Browser, sent: Any) -> None:
    path = f"/api/accounts/{browser.account('BANK')}"
    answer = browser.send("PUT", path, msgspec.json.encode(sent))
    assert answer.status_code == 400
    assert browser.send("PUT", path, b"name=x", CONTENT_TYPE="application/x-www-form-urlencoded").status_code == 415


DOCUMENT = (
    "type, date, currency, account, contact, exchangeRate, number, memo, description, project, inboxReference, "
    "allowZeroAmounts, removed, terms, dueDate, poNumber, exchangePayment, keepInOriginalCurrency, lineItems, payments"
)
SHAPES = {
    "invoices": DOCUMENT,
    "invoicePayments": "amount, account, contact, creditAccount, unallocatedAmount, method, byCheck, allocations",
    "transfers": "amount, account, depositAccount, currency, depositCurrency, exchangeRate",
    "adjustments": "adjustments, exchangeRate, currency",
}


@pytest.mark.parametrize("collection", SHAPES)
def test_odd_values_anywhere_are_never_a_fault_of_ours(browser: Browser, collection: str) -> None:
    bank, cash, income = (browser.account(kind) for kind in ("BANK", "CASH", "INCOME"))
    shapes: dict[str, dict[str, Any]] = {
        "invoices": {"lineItems": [{"account": income, "rate": 10}]},
        "invoicePayments": {"amount": 5, "account": bank},
        "transfers": {"amount": 5, "account": bank, "depositAccount": cash},
        "adjustments": {"adjustments": [{"account": bank, "amount": 5}, {"account": cash, "amount": -5}]},
    }
    path, good = f"{RECORDS}/{collection}", shapes[collection]
    record = browser.post(path, {"date": "2026-01-10", **good}, 201)["id"]
    for field in SHAPES[collection].split(", "):
        for value in ODD:
            made = browser.send("POST", path, {"date": "2026-01-10", **good, field: value})
            assert made.status_code in (201, 400, 409), (field, value, made.content)
        for value in ODD[::5]:
            changed = browser.send("PUT", f"/api/records/{record}", {field: value})
            assert changed.status_code in (200, 400, 409), (field, value, changed.content)
            browser.send("PUT", f"/api/records/{record}", {"removed": False, **good, "date": "2026-01-10"})


@pytest.mark.parametrize(
    ("collection", "inner", "fields"),
    [
        ("invoices", "lineItems", ["account", "item", "project", "quantity", "rate", "taxCode", "note"]),
        (
            "invoices",
            "payments",
            ["payment", "amount", "date", "account", "exchangeRate", "paymentRefNum", "paymentMemo"],
        ),
        ("adjustments", "adjustments", ["account", "amount", "currency", "note"]),
        ("invoicePayments", "allocations", ["record", "amount"]),
    ],
)
def test_odd_values_inside_are_never_a_fault_of_ours(
    browser: Browser, collection: str, inner: str, fields: list[str]
) -> None:
    bank, cash, income = (browser.account(kind) for kind in ("BANK", "CASH", "INCOME"))
    line = {"account": income, "rate": 10}
    invoice = browser.post(f"{RECORDS}/invoices", {"date": "2026-01-10", "lineItems": [line]}, 201)["id"]
    good: dict[str, list[dict[str, Any]]] = {
        "lineItems": [line],
        "payments": [{"date": "2026-01-10", "account": bank, "amount": 5}],
        "adjustments": [{"account": bank, "amount": 5}, {"account": cash, "amount": -5}],
        "allocations": [{"record": invoice, "amount": 5}],
    }
    for field in fields:
        for value in ODD:
            parts = [{**good[inner][0], field: value}, *good[inner][1:]]
            sent = {"date": "2026-01-10", "amount": 50, "account": bank, "lineItems": [line], inner: parts}
            if collection == "invoices":
                del sent["account"]
            answer = browser.send("POST", f"{RECORDS}/{collection}", sent)
            assert answer.status_code in (201, 400, 409), (field, value, answer.content)


def test_what_would_break_later_records_is_refused_at_once(browser: Browser) -> None:
    """Defaults are checked when they are set, so that no invoice fails over a field that its client never sent."""
    bank = browser.account("BANK")
    long = {"first": "x" * 150, "last": "y" * 150}
    tries: list[tuple[str, dict[str, Any], str]] = [
        ("/api/businesses/{b}/contacts/vendors", {"contactInformation": long}, "contactInformation.name"),
        ("/api/businesses/{b}/accounts", {"name": "A", "type": "CASH", "standardTerms": "junk"}, "standardTerms"),
        ("/api/businesses/{b}/accounts", {"name": "A", "type": "CASH", "removed": True}, "removed"),
        ("/api/businesses/{b}/contacts/customers", {"name": "A", "receivableAccount": bank}, "receivableAccount"),
        ("/api/businesses/{b}/contacts/vendors", {"name": "A", "payableAccount": bank}, "payableAccount"),
        ("/api/businesses", {"name": "A", "fiscalStartMonth": 2, "fiscalStartDay": 30}, "fiscalStartDay"),
    ]
    for path, sent, field in tries:
        assert browser.post(path, sent, 400)["errors"][0]["field"] == field, sent


def test_amounts_that_no_total_could_hold_are_refused(browser: Browser) -> None:
    bank, cash = browser.account("BANK"), browser.account("CASH")
    url = "/api/businesses/{b}/records/adjustments"
    lines = [{"account": bank, "amount": 10**15}, {"account": cash, "amount": -(10**15)}]
    sent = {"date": "2026-01-10", "adjustments": lines}
    assert browser.post(url, sent | {"adjustments": lines * 2}, 400)["errors"][0]["field"] == "adjustments"
    browser.post(url, sent, 201)
    assert "10^15" in browser.post(url, sent, 400)["message"]
    assert browser.get(f"/api/accounts/{bank}/balances")[0]["amount"] == 10**15


@pytest.mark.parametrize("query", ["limit=x", "status=odd", "after=x", "date=x"])
@pytest.mark.parametrize("path", [RECORDS, f"{RECORDS}/bills", "/api/accounts/{account}/balances"])
def test_a_question_is_refused_to_those_only_who_may_ask_it(
    path: str, query: str, browser: Browser, stranger: Browser
) -> None:
    if "account" in path and query != "date=x":
        query = "primary=7"
    address = path.replace("{b}", str(browser.business)).format(account=browser.account("BANK"))
    told = browser.get(f"{address}?{query}", 400)
    assert told["errors"][0]["field"] == query.partition("=")[0]
    assert stranger.send("GET", f"{address}?{query}").content == stranger.send("GET", "/api/records/1").content
