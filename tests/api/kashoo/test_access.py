"""One table: every operation x every role x a stranger's business (RELIABILITY T18).

Not yours equals not there, byte for byte. The matrix of roles itself is the contract's, section 5.8.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

import pytest
from django.db import connection

from api.dialects.kashoo.urls import ROUTES
from api.dialects.kashoo.urls.paths import ACCOUNTS_BY_TYPE
from businesses import token_memory
from businesses.models import AuthToken, Membership
from businesses.roles import PRIVILEGES, Role

if TYPE_CHECKING:
    from django.http import HttpResponse

    from tests.api.kashoo.conftest import Browser

INVOICE = {"date": "2026-01-15", "currency": "USD", "lineItems": [{"account": "income", "rate": 10}]}
TRANSFER = {"date": "2026-01-15", "currency": "USD", "account": "bank", "depositAccount": "cash", "amount": 500}
RELIEF = {"date": "2026-01-20", "account": "income", "amount": 5}
PAYMENT = {"date": "2026-01-15", "currency": "USD", "account": "bank", "amount": 500}
ADJUSTMENT = {
    "date": "2026-01-15",
    "currency": "USD",
    "adjustments": [{"account": "bank", "amount": 5}, {"account": "cash", "amount": -5}],
}
CONTACT = {"type": "CUSTOMER", "contactInformation": {"name": "Ann"}}
TAXES = [{"name": "HST", "shortName": "H", "rate": 13}]
NAME = {"contactInformation": {"name": "Ann"}}
RATE = {"baseCurrencyCode": "USD", "currencyCode": "CAD", "exchangeRate": 1.37, "asOf": "2026-01-15"}
STATEMENT = {"account": "bank", "initialData": "RGF0ZSxBbW91bnQKMjAyNi0wMS0xNSwtNS4wMAo="}
RECONCILING = "BANK_RECONCILIATION VIEW_BANK_RECONCILIATION"
OPENING = [{"amount": -5, "date": "2026-01-01"}]
CODE = {"name": "GG", "expansion": "G"}
FILE = {"name": "scan.png", "initialData": "AA=="}


TEXT = {"type": "INVOICE", "label": "Thanks"}


@dataclass(frozen=True)
class Case:
    """An operation: what it needs, what it answers to who has that, and a body that it accepts."""

    method: str
    path: str
    needs: str
    status: int = 200
    body: Any = field(default=None, compare=False)
    spare: str = ""
    """What of the address nothing else is about."""


REPORTS = (
    "trial-balance", "profit-and-loss", "balance-sheet", "cash-flow", "aged-receivables", "aged-payables",
    "general-ledger", "sales-tax", "insights", "inventory-on-hand", "product-purchases-sales",
)  # fmt: skip
AGAIN = {"record": "record", "startDate": "2026-01-31", "unit": "MONTH"}
CASES = [
    Case("GET", "api/businesses/{business}", "VIEW"),
    Case("PUT", "api/businesses/{business}", "CHANGE_BUSINESS_SETTINGS", body={"startDate": "2026-01-01"}),
    Case("DELETE", "api/businesses/{business}", "REMOVE_BUSINESS", 204),
    Case("GET", "api/businesses/{business}/currencies", "VIEW"),
    Case("GET", "api/businesses/{business}/currencies/{currency}", "VIEW"),
    Case("GET", "api/businesses/{business}/exchangeRates", "VIEW"),
    Case("POST", "api/businesses/{business}/exchangeRates", "VIEW CHANGE_CURRENCY", 201, RATE),
    Case("POST", "api/businesses/{business}/revaluation", "ADD_JOURNAL_ENTRIES", 201, {"asOf": "2025-12-31"}),
    Case("GET", "api/businesses/{business}/lockDate", "VIEW_CHANGESETS"),
    Case("PUT", "api/businesses/{business}/lockDate", "CHANGE_BUSINESS_SETTINGS VIEW_CHANGESETS",
         body={"lockDate": "2025-12-31"}),
    Case("GET", "api/businesses/{business}/yearEnd", "VIEW_REPORTS"),
    Case("POST", "api/businesses/{business}/yearEnd", "CHANGE_YEAR_END VIEW_REPORTS", 201, {"fiscalYear": 2021}),
    Case("DELETE", "api/businesses/{business}/yearEnd/{fiscal_year}", "CHANGE_YEAR_END VIEW_RECORDS", 204),
    Case("GET", "api/businesses/{business}/accounts", "VIEW_ACCOUNTS"),
    Case("POST", "api/businesses/{business}/accounts", "ADD_ACCOUNTS", body={"name": "Till", "type": "CASH"}),
    Case("GET", "api/accounts/{account}", "VIEW_ACCOUNTS"),
    Case("PUT", "api/accounts/{account}", "VIEW_ACCOUNTS CHANGE_ACCOUNTS", body={"name": "Drawer"}),
    Case("DELETE", "api/accounts/{account}", "REMOVE_ACCOUNTS", 204),
    Case("POST", "api/accounts/{account}/merge", "CHANGE_ACCOUNTS REMOVE_ACCOUNTS CHANGE_RECORDS VIEW_ACCOUNTS",
         body={"duplicate": "again"}),
    Case("GET", "api/accounts/{account}/journalEntries", "VIEW_JOURNAL_ENTRIES"),
    Case("GET", "api/businesses/{business}/checks", "VIEW_CHECKS"),
    Case("GET", "api/checks/{check}", "VIEW_CHECKS"),
    Case("PUT", "api/checks/{check}", "PRINT_CHECKS VIEW_CHECKS VIEW_RECORDS", body={"checkNumber": 7}),
    Case("GET", "api/accounts/{account}/statementRows", "VIEW_BANK_RECONCILIATION"),
    Case("POST", "api/accounts/{account}/statementRows", RECONCILING, 201, {"date": "2026-01-15", "amount": 5}),
    Case("GET", "api/statementRows/{row}", "VIEW_BANK_RECONCILIATION"),
    Case("PUT", "api/statementRows/{row}", RECONCILING, body={"matches": []}),
    Case("DELETE", "api/statementRows/{row}", "BANK_RECONCILIATION", 204),
    Case("GET", "api/accounts/{account}/reconciliations", "VIEW_BANK_RECONCILIATION"),
    Case("POST", "api/accounts/{account}/reconciliations", RECONCILING, 201,
         {"statementDate": "2026-02-28", "balance": 0}),
    Case("GET", "api/reconciliations/{reconciliation}", "VIEW_BANK_RECONCILIATION"),
    Case("PUT", "api/reconciliations/{reconciliation}", RECONCILING, body={"comment": "seen", "finished": True}),
    Case("DELETE", "api/reconciliations/{reconciliation}", "BANK_RECONCILIATION", 204),
    Case("GET", "api/accounts/{account}/balances", "VIEW_ACCOUNT_BALANCES"),
    Case("GET", "api/accounts/{account}/openingBalances", "VIEW_ACCOUNT_BALANCES"),
    Case("PUT", "api/accounts/{account}/openingBalances", "CHANGE_ACCOUNTS", body=OPENING),
    Case("GET", "api/accounts/{account}/transactions", "VIEW_RECORDS VIEW_ACCOUNTS"),
    *(Case("GET", f"api/businesses/{{business}}/accounts/{segment}", "VIEW_ACCOUNTS")
      for segment in ("used", *(segment for segment, _ in ACCOUNTS_BY_TYPE.values()))),
    Case("GET", "api/contacts/{contact}/records", "VIEW_RECORDS"),
    Case("GET", "api/businesses/{business}/records/sequences/{sequence}", "VIEW_RECORDS"),
    *(Case("GET", f"api/businesses/{{business}}/{path}", "VIEW_CONTACTS")
      for path in ("contacts", "contacts/customers", "contacts/vendors")),
    *(Case("POST", f"api/businesses/{{business}}/{path}", "ADD_CONTACTS", 201, NAME | extra)
      for path, extra in (("contacts", {"type": "CUSTOMER"}), ("contacts/customers", {}), ("contacts/vendors", {}))),
    Case("GET", "api/contacts/{contact}", "VIEW_CONTACTS"),
    Case("PUT", "api/contacts/{contact}", "VIEW_CONTACTS CHANGE_CONTACTS", body={"prefix": "A"}),
    Case("DELETE", "api/contacts/{contact}", "REMOVE_CONTACTS", 204),
    Case("POST", "api/contacts/{contact}/merge", "CHANGE_CONTACTS REMOVE_CONTACTS CHANGE_RECORDS VIEW_CONTACTS",
         body={"duplicate": "twin"}),
    Case("GET", "api/businesses/{business}/taxes", "VIEW_TAXES"),
    Case("POST", "api/businesses/{business}/taxes", "ADD_TAXES VIEW_TAXES", body=TAXES),
    Case("PUT", "api/businesses/{business}/taxes", "ADD_TAXES VIEW_TAXES", body=TAXES),
    Case("GET", "api/taxes/{tax}", "VIEW_TAXES"),
    Case("PUT", "api/taxes/{tax}", "VIEW_TAXES CHANGE_TAXES", body={"rate": 6}),
    Case("DELETE", "api/taxes/{tax}", "REMOVE_TAXES", 204),
    Case("GET", "api/businesses/{business}/taxCodes", "VIEW_TAXES"),
    Case("POST", "api/businesses/{business}/taxCodes", "CHANGE_TAX_CODES", 201, CODE),
    Case("GET", "api/businesses/{business}/taxCodes/{tax_code}", "VIEW_TAXES"),
    Case("PUT", "api/businesses/{business}/taxCodes/{tax_code}", "VIEW_TAXES CHANGE_TAX_CODES", body={"income": True}),
    Case("DELETE", "api/businesses/{business}/taxCodes/{tax_code}", "CHANGE_TAX_CODES", 204),
    *(Case("GET", f"api/businesses/{{business}}/records{path}", "VIEW_RECORDS")
      for path in ("", "/invoices", "/bills", "/invoicePayments", "/billPayments", "/transfers", "/adjustments")),
    Case("POST", "api/businesses/{business}/records", "ADD_RECORDS VIEW_RECORDS", body=INVOICE | {"type": "invoice"}),
    *(Case("POST", f"api/businesses/{{business}}/records/{path}", "ADD_RECORDS VIEW_RECORDS", 201, body)
      for path, body in (("invoices", INVOICE), ("bills", INVOICE), ("invoicePayments", PAYMENT),
                         ("billPayments", PAYMENT), ("transfers", TRANSFER), ("adjustments", ADJUSTMENT))),
    Case("POST", "api/businesses/{business}/records/batch", "ADD_RECORDS VIEW_RECORDS",
         body=[INVOICE | {"type": "invoice"}, TRANSFER | {"type": "transfer"}]),
    Case("POST", "api/businesses/{business}/records/import", "ADD_RECORDS BANK_RECONCILIATION", body=STATEMENT),
    Case("PUT", "api/records", "VIEW_RECORDS CHANGE_RECORDS", body=[{"id": "record", "memo": "seen"}]),
    Case("GET", "api/records/{record}", "VIEW_RECORDS"),
    Case("PUT", "api/records/{record}", "VIEW_RECORDS CHANGE_RECORDS", body={"memo": "seen"}),
    Case("DELETE", "api/records/{record}", "REMOVE_RECORDS VIEW_RECORDS", 204),
    Case("POST", "api/records/{record}/restore", "CHANGE_RECORDS VIEW_RECORDS"),
    Case("POST", "api/records/{record}/void", "CHANGE_RECORDS VIEW_RECORDS"),
    Case("GET", "api/businesses/{business}/orders", "VIEW_RECORDS"),
    Case("POST", "api/businesses/{business}/orders", "ADD_RECORDS VIEW_RECORDS", 201, INVOICE | {"type": "estimate"}),
    Case("GET", "api/orders/{order}", "VIEW_RECORDS"),
    Case("PUT", "api/orders/{order}", "VIEW_RECORDS CHANGE_RECORDS", body={"memo": "seen"}),
    Case("DELETE", "api/orders/{order}", "REMOVE_RECORDS VIEW_RECORDS", 204),
    Case("POST", "api/orders/{order}/convert", "ADD_RECORDS VIEW_RECORDS", 201, {}),
    Case("GET", "api/businesses/{business}/recurring", "VIEW_RECORDS"),
    Case(
        "POST",
        "api/businesses/{business}/recurring",
        "ADD_RECORDS VIEW_RECORDS",
        201,
        AGAIN,
    ),
    Case("GET", "api/recurring/{recurring}", "VIEW_RECORDS"),
    Case("PUT", "api/recurring/{recurring}", "VIEW_RECORDS CHANGE_RECORDS", body={"name": "Rent"}),
    Case("DELETE", "api/recurring/{recurring}", "REMOVE_RECORDS", 204),
    Case("POST", "api/recurring/{recurring}/skip", "CHANGE_RECORDS VIEW_RECORDS", body={}),
    Case("POST", "api/businesses/{business}/recurring/run", "ADD_RECORDS VIEW_RECORDS", body={}),
    Case("GET", "api/businesses/{business}/shoebox", "VIEW_RECORDS"),
    Case("POST", "api/businesses/{business}/shoebox", "ADD_RECORDS VIEW_RECORDS", 201, {"name": "Mill"}),
    Case("POST", "api/businesses/{business}/receipts", "STORE_FILES ADD_ATTACHMENTS READ_FILES VIEW_RECORDS", 201,
         {"text": "Total 5.00"}),
    Case("GET", "api/shoebox/{shoebox}", "VIEW_RECORDS"),
    Case("PUT", "api/shoebox/{shoebox}", "VIEW_RECORDS CHANGE_RECORDS", body={"name": "Mill"}),
    Case("DELETE", "api/shoebox/{shoebox}", "REMOVE_RECORDS VIEW_RECORDS", 204),
    Case("POST", "api/shoebox/{shoebox}/process", "ADD_RECORDS VIEW_RECORDS", 201, {}),
    Case("POST", "api/records/unprocess", "CHANGE_RECORDS REMOVE_RECORDS VIEW_RECORDS", body=[{"id": "processed"}]),
    Case("GET", "api/businesses/{business}/drafts", "VIEW_RECORDS"),
    Case("POST", "api/businesses/{business}/drafts", "ADD_RECORDS VIEW_RECORDS", 201, INVOICE | {"type": "invoice"}),
    Case("GET", "api/drafts/{draft}", "VIEW_RECORDS"),
    Case("PUT", "api/drafts/{draft}", "VIEW_RECORDS CHANGE_RECORDS", body={"memo": "seen"}),
    Case("DELETE", "api/drafts/{draft}", "REMOVE_RECORDS VIEW_RECORDS", 204),
    Case("POST", "api/drafts/{draft}/approve", "ADD_RECORDS VIEW_RECORDS"),
    *(Case("GET", path, "VIEW_CHANGESETS") for path in (
        "api/records/{record}/changesets", "api/businesses/{business}/changesets",
        "api/businesses/{business}/changesets/{changeset}")),
    Case("GET", "api/businesses/{business}/reports/trial-balance", "VIEW_REPORTS"),
    Case("GET", "api/contacts/{contact}/subcontacts", "VIEW_CONTACTS"),
    Case("GET", "api/businesses/{business}/groups", "VIEW_CONTACTS"),
    Case("POST", "api/businesses/{business}/groups", "ADD_CONTACTS", body={"name": "Members", "contacts": ["contact"]}),
    Case("GET", "api/groups/{group}", "VIEW_CONTACTS"),
    Case("PUT", "api/groups/{group}", "VIEW_CONTACTS CHANGE_CONTACTS", body={"name": "Fair"}),
    Case("DELETE", "api/groups/{group}", "REMOVE_CONTACTS", 204),
    Case("GET", "api/businesses/{business}/recordTemplates", "VIEW_TEMPLATES"),
    Case("POST", "api/businesses/{business}/recordTemplates", "CHANGE_TEMPLATES", 201, TEXT),
    Case("GET", "api/recordTemplates/{template}", "VIEW_TEMPLATES"),
    Case("PUT", "api/recordTemplates/{template}", "VIEW_TEMPLATES CHANGE_TEMPLATES", body={"text": "x"}),
    Case("DELETE", "api/recordTemplates/{template}", "CHANGE_TEMPLATES", 204),
    Case("GET", "api/businesses/{business}/projects", "VIEW"),
    Case("POST", "api/businesses/{business}/projects", "ADD", 201, {"name": "Barn"}),
    Case("GET", "api/projects/{project}", "VIEW"),
    Case("PUT", "api/projects/{project}", "VIEW CHANGE", body={"archived": True}),
    Case("DELETE", "api/projects/{project}", "REMOVE", 204),
    Case("GET", "api/businesses/{business}/items", "VIEW_ITEMS"),
    Case("POST", "api/businesses/{business}/items", "ADD_ITEMS", body={"name": "Bread"}),
    Case("GET", "api/businesses/{business}/items/{item}", "VIEW_ITEMS"),
    Case("PUT", "api/businesses/{business}/items/{item}", "VIEW_ITEMS CHANGE_ITEMS", body={"archived": True}),
    Case("DELETE", "api/businesses/{business}/items/{item}", "REMOVE_ITEMS", 204),
    Case("GET", "api/businesses/{business}/inventoryEntries", "VIEW_ITEMS"),
    Case("GET", "api/businesses/{business}/itemCategories", "VIEW_ITEMS"),
    Case("POST", "api/businesses/{business}/itemCategories", "ADD_ITEMS VIEW_ITEMS", 201, {"name": "Goods"}),
    Case("GET", "api/businesses/{business}/itemCategories/{category}", "VIEW_ITEMS"),
    Case("PUT", "api/businesses/{business}/itemCategories/{category}", "VIEW_ITEMS CHANGE_ITEMS",
         body={"name": "Food"}),
    Case("DELETE", "api/businesses/{business}/itemCategories/{category}", "REMOVE_ITEMS", 204),
    Case("GET", "api/businesses/{business}/export", "REMOVE_BUSINESS"),
    Case("GET", "api/businesses/{business}/attachments", "READ_FILES"),
    Case("POST", "api/businesses/{business}/attachments", "STORE_FILES READ_FILES", 201, FILE),
    Case("GET", "api/attachments/{attachment}", "READ_FILES"),
    Case("DELETE", "api/attachments/{attachment}", "STORE_FILES READ_FILES", 204, spare="attachment"),
    Case("GET", "api/attachments/{attachment}/content", "READ_FILES"),
    *(case for noun, needs in (("record", "ATTACH_FILES_TO_RECORDS VIEW_RECORDS"),
                               ("contact", "ATTACH_FILES_TO_CONTACTS"))
      for view in [f"VIEW_{noun.upper()}S"]
      for case in (
        Case("GET", f"api/{noun}s/{{{noun}}}/comments", view),
        Case("POST", f"api/{noun}s/{{{noun}}}/comments", f"COMMENT_ON_{noun.upper()}S {view}", 201, {"comment": "x"}),
        Case("GET", f"api/{noun}s/{{{noun}}}/tags", view),
        Case("POST", f"api/{noun}s/{{{noun}}}/tags", f"ADD_TAGS {view}", body={"tags": ["new"]}),
        Case("DELETE", f"api/{noun}s/{{{noun}}}/tags/{{tag}}", f"REMOVE_TAGS {view}", 204),
        Case("GET", f"api/{noun}s/{{{noun}}}/collaborationContext", view),
        Case("GET", f"api/{noun}s/{{{noun}}}/attachments", f"READ_FILES VIEW_{noun.upper()}S"),
        Case("POST", f"api/{noun}s/{{{noun}}}/attachments", f"{needs} READ_FILES", 201, {"id": "spare_attachment"}),
        Case("DELETE", f"api/{noun}s/{{{noun}}}/attachments/{{attachment}}", f"{needs} READ_FILES", 204),
      )),
    *(Case("GET", f"api/businesses/{{business}}/reports/{kind}", "VIEW_REPORTS") for kind in REPORTS),
    *(Case("GET", f"api/contacts/{{contact}}/{report}", "VIEW_REPORTS") for report in ("activity", "statement")),
    Case("GET", "api/businesses/{business}/entries", "VIEW_JOURNAL_ENTRIES"),
    *(Case("POST", f"api/records/{{record}}/{deed}", "ADD_RECORDS VIEW_RECORDS", 201, RELIEF, spare="record")
      for deed in ("writeOff", "discount")),
    Case("POST", "api/sync", "SYNC", body={"business": "business"}),
    *(Case("GET", f"api/sync/{{session}}/contacts{path}", "SYNC VIEW_CONTACTS")
      for path in ("", "/customers", "/vendors")),
    Case("GET", "api/sync/{session}/changes", "SYNC"),
]  # fmt: skip
OWN = {"api/users/me", "api/users/me/businesses", "api/users/me/roles", "api/businesses", "api/businesses/restore"}
"""Operations on the caller alone."""
OPEN = {("POST", "api/authTokens"), ("GET", "api/authTokens")}
"""Signing in, and asking what a token is good for."""
NAMED = ("business", "record", "processed")
"""What bodies name that has to be one's own."""
WORLD = tuple[dict[str, int], dict[str, int]]


def furnished(browser: Browser) -> dict[str, int]:
    """Return the ids of one object of each kind in the browser's business, by the name they have in addresses."""
    ids = {"business": browser.business, "bank": browser.account("BANK"), "income": browser.account("INCOME")}
    ids["cash"] = browser.account("CASH")
    for name in ("account", "again"):
        ids[name] = browser.post("/api/businesses/{b}/accounts", {"name": "Spare", "type": "CASH"})["id"]
    told = {"date": "2026-01-15", "amount": -5}
    ids["row"] = browser.post(f"/api/accounts/{ids['bank']}/statementRows", told, 201)["id"]
    statement = {"statementDate": "2026-01-31", "balance": 0}
    ids["reconciliation"] = browser.post(f"/api/accounts/{ids['bank']}/reconciliations", statement, 201)["id"]
    for name in ("contact", "twin"):
        ids[name] = browser.post("/api/businesses/{b}/contacts", CONTACT, 201)["id"]
    tax = [{"name": "GST", "shortName": "G", "rate": 5}]
    ids["tax"] = browser.post("/api/businesses/{b}/taxes", tax)[0]["id"]
    by_check = named(PAYMENT | {"byCheck": True}, ids)
    ids["check"] = browser.post("/api/businesses/{b}/records/billPayments", by_check, 201)["id"]
    ids["tax_code"] = browser.post("/api/businesses/{b}/taxCodes", {"name": "GT", "expansion": "G"}, 201)["id"]
    ids["record"] = browser.post("/api/businesses/{b}/records/invoices", named(INVOICE, ids), 201)["id"]
    sent = named(INVOICE | {"type": "invoice"}, ids)
    ids["draft"] = browser.post("/api/businesses/{b}/drafts", sent, 201)["id"]
    ids["fiscal_year"] = browser.post("/api/businesses/{b}/yearEnd", {"fiscalYear": 2020}, 201)["fiscalYear"]
    sent = named(INVOICE | {"type": "estimate"}, ids)
    ids["order"] = browser.post("/api/businesses/{b}/orders", sent, 201)["id"]
    ids["recurring"] = browser.post("/api/businesses/{b}/recurring", named(AGAIN, ids), 201)["id"]
    ids |= staged(browser, ids)
    ids["session"] = browser.post("/api/sync", {"business": browser.business})["id"]
    ids["group"] = browser.post("/api/businesses/{b}/groups", {"name": "Market"})["id"]
    for name, noun, body in (("template", "recordTemplates", TEXT), ("project", "projects", {"name": "Shed"})):
        ids[name] = browser.post(f"/api/businesses/{{b}}/{noun}", body, 201)["id"]
    ids["item"] = browser.post("/api/businesses/{b}/items", {"name": "Flour"})["id"]
    ids["category"] = browser.post("/api/businesses/{b}/itemCategories", {"name": "Goods"}, 201)["id"]
    for name in ("attachment", "spare_attachment"):
        ids[name] = browser.post("/api/businesses/{b}/attachments", FILE, 201)["id"]
    for noun in ("record", "contact"):
        browser.post(f"/api/{noun}s/{ids[noun]}/attachments", {"id": ids["attachment"]}, 201)
        browser.post(f"/api/{noun}s/{ids[noun]}/tags", {"tags": ["old"]})
    return ids | {"changeset": 1, "spare_record": owed(browser, ids)}


def owed(browser: Browser, ids: dict[str, int]) -> int:
    """Return an invoice that a contact owes, which is not that of the table."""
    contact = browser.post("/api/businesses/{b}/contacts", CONTACT | {"name": "Bob"}, 201)["id"]
    sent = named(INVOICE, ids) | {"contact": contact}
    return int(browser.post("/api/businesses/{b}/records/invoices", sent, 201)["id"])


def staged(browser: Browser, ids: dict[str, int]) -> dict[str, int]:
    """Stage a receipt, and one that becomes a bill; return the ids of the one and of the bill."""
    receipt = {"date": "2026-01-15", "amount": 500, "account": ids["bank"], "category": ids["cash"]}
    waiting, other = (browser.post("/api/businesses/{b}/shoebox", receipt, 201)["id"] for _ in range(2))
    return {"shoebox": waiting, "processed": browser.post(f"/api/shoebox/{other}/process", {}, 201)["id"]}


def named(body: Any, ids: dict[str, int]) -> Any:
    """Return a body with the names of objects replaced by ids."""
    if isinstance(body, dict):
        return {key: named(value, ids) if key not in {"name", "type"} else value for key, value in body.items()}
    if isinstance(body, list):
        return [named(value, ids) for value in body]
    return ids.get(body, body) if isinstance(body, str) else body


@pytest.fixture
def world(browser: Browser, stranger: Browser) -> WORLD:
    return furnished(browser), furnished(stranger)


def test_no_operation_is_missing_in_the_table() -> None:
    served = {
        (method.upper(), re.sub(r"<\w+:(\w+)>", r"{\1}", route.path)) for route in ROUTES for method in route.operations
    }
    served = {(method, path) for method, path in served if path not in OWN and path != "authTokens"}
    assert served - OPEN == {(case.method, case.path) for case in CASES}


def tried(browser: Browser, case: Case, ids: dict[str, int], body: Any, **headers: str) -> HttpResponse:
    """Return the answer to a case, and undo what it did."""
    savepoint = connection.savepoint()
    names = {**ids, "currency": "CAD", "sequence": "INVOICE", "tag": "old"}
    if case.spare:
        names[case.spare] = ids[f"spare_{case.spare}"]
    answer = browser.send(case.method, "/" + case.path.format(**names), body, **headers)
    if answer.streaming:
        b"".join(cast("Any", answer).streaming_content)  # which closes it
    connection.savepoint_rollback(savepoint or "")
    return answer


@pytest.mark.parametrize("role", Role)
def test_every_role_gets_what_its_privileges_allow(role: Role, world: WORLD, browser: Browser) -> None:
    mine, _ = world
    Membership.objects.filter(user_id=browser.user, business_id=browser.business).update(role=role)
    expected, found = {}, {}
    for case in CASES:
        allowed = set(case.needs.split()) <= PRIVILEGES[role]
        expected[case] = case.status if allowed else 404 if role == Role.NO_ACCESS else 403
        found[case] = tried(browser, case, mine, named(case.body, mine)).status_code
    assert {key: found[key] for key in CASES if found[key] != expected[key]} == {}


def test_not_yours_is_not_there_byte_for_byte(world: WORLD, browser: Browser) -> None:
    mine, theirs = world
    nowhere = dict.fromkeys(theirs, 4_294_967_296 + 10**9)
    for case in CASES:
        answers = [
            tried(browser, case, ids, named(case.body, mine | {name: ids[name] for name in NAMED}))
            for ids in (theirs, nowhere)
        ]
        assert [answer.status_code for answer in answers] == [404, 404], case
        assert answers[0].content == answers[1].content, case
        assert dict(answers[0].headers).keys() == dict(answers[1].headers).keys(), case


def test_without_a_token_nothing_is_told(world: WORLD, browser: Browser) -> None:
    mine, _ = world
    headers = ("", "TOKEN uuid:00000000-0000-4000-8000-000000000000", "TOKEN json:{}", "Bearer x", "nonsense")
    for case in CASES:
        for header in headers:
            answer = tried(browser, case, mine, {}, HTTP_AUTHORIZATION=header)
            assert answer.status_code == 401, (case, header, answer.content)


def test_a_restricted_token_reaches_what_it_names_and_nothing_else(world: WORLD, browser: Browser) -> None:
    mine, _ = world
    token_memory.forget()
    AuthToken.objects.filter(user_id=browser.user).update(restriction=f"business-{browser.business}")
    assert browser.get("/api/businesses/{b}")["id"] == browser.business
    assert browser.get(f"/api/records/{mine['record']}")["id"] == mine["record"]
    browser.get("/api/users/me", 403)
    token_memory.forget()
    AuthToken.objects.filter(user_id=browser.user).update(restriction=f"record-{mine['record']}")
    assert browser.get(f"/api/records/{mine['record']}")["id"] == mine["record"]
    browser.get("/api/businesses/{b}", 403)
