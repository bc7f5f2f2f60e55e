"""A business with so many objects of each kind, and requests about so many of them at once."""

from __future__ import annotations

from base64 import b64encode
from typing import TYPE_CHECKING, Any

from accounts.drafts import BusinessDraft
from accounts.services.businesses import business_open
from businesses import clock
from businesses.actors import Caller
from businesses.transactions import writing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.api.kashoo.conftest import Browser

BUSINESS = "/api/businesses/{b}"
RECORDS = f"{BUSINESS}/records"
Ids = dict[str, Any]
"""The ids of objects by the names that addresses and bodies have for them; of some kinds a list."""


def crowded(browser: Browser, count: int) -> Ids:
    """Fill a browser's business with ``count`` of everything: objects, and parts of the objects named."""
    ids: Ids = {"business": browser.business, "currency": "CAD", "sequence": "INVOICE", "count": count}
    ids |= {name: browser.account(name.upper()) for name in ("bank", "cash", "income", "expense")}
    _objects(browser, ids, count)
    ids["spare_account"] = browser.post(f"{BUSINESS}/accounts", {"name": "Spare", "type": "INCOME"})["id"]
    for number in range(1, count):
        with writing(durable=False):
            business_open(Caller(user=browser.user, now=clock.now()), draft=BusinessDraft(name=f"Branch {number}"))
    _records(browser, ids, count)
    _files(browser, ids, count)
    _bank(browser, ids, count)
    _shoebox(browser, ids, count)
    ids["changeset"] = browser.get(f"{BUSINESS}/changesets?limit=1")[0]["number"]
    return ids


def _objects(browser: Browser, ids: Ids, count: int) -> None:
    """Make accounts, contacts, taxes, tax codes and rates."""
    for number in range(count):
        ids["account"] = browser.post(f"{BUSINESS}/accounts", {"name": f"Till {number}", "type": "CASH"})["id"]
        for kind in ("customer", "vendor"):
            found = browser.post(f"{BUSINESS}/contacts/{kind}s", {"name": f"Ann {number}"}, 201)["id"]
            ids.setdefault(kind, found)
    ids["contact"] = ids["vendor"]
    parent = {"parent": ids["customer"]}
    members = [browser.post(f"{BUSINESS}/contacts/vendors", {"name": f"Bob {n}", **parent}, 201) for n in range(count)]
    ids["members"] = [member["id"] for member in members]
    for number in range(count):
        group = {"name": f"Group {number}", "contacts": ids["members"]}
        ids.setdefault("groups", []).append(browser.post(f"{BUSINESS}/groups", group)["id"])
        text = {"type": "INVOICE", "label": f"Thanks {number}"}
        ids["template"] = browser.post(f"{BUSINESS}/recordTemplates", text, 201)["id"]
        ids["project"] = browser.post(f"{BUSINESS}/projects", {"name": f"Barn {number}"}, 201)["id"]
        category = browser.post(f"{BUSINESS}/itemCategories", {"name": f"Goods {number}"}, 201)["id"]
        item = {"name": f"Flour {number}", "category": ids.setdefault("category", category)}
        ids["item"] = browser.post(f"{BUSINESS}/items", item)["id"]
        ids["goods"] = browser.post(f"{BUSINESS}/items", {"name": f"Goods {number}", "tracked": True})["id"]
    ids["spare_category"] = browser.post(f"{BUSINESS}/itemCategories", {"name": "Spare"}, 201)["id"]
    ids["group"] = ids["groups"][0]
    ids["spare"] = browser.post(f"{BUSINESS}/contacts/customers", {"name": "Zoe"}, 201)["id"]
    for number in range(count):
        rate = {"baseCurrencyCode": "USD", "currencyCode": "CAD", "exchangeRate": 1.25, "asOf": _day(number)}
        browser.post(f"{BUSINESS}/exchangeRates", rate, 201)
        ids["tax_code"] = browser.post(f"{BUSINESS}/taxCodes", {"name": f"C{number}", "expansion": "T0"}, 201)["id"]
    taxes = [{"name": f"Tax {number}", "shortName": f"T{number}", "rate": 1} for number in range(count)]
    ids["taxes"] = [tax["id"] for tax in browser.post(f"{BUSINESS}/taxes", taxes)]
    ids["tax"] = browser.post(f"{BUSINESS}/taxes", {"name": "Spare", "shortName": "SP", "rate": 1})[-1]["id"]
    ids["fiscal_year"] = browser.post(f"{BUSINESS}/yearEnd", {"fiscalYear": 2020}, 201)["fiscalYear"]
    ids["session"] = browser.post("/api/sync", {"business": browser.business})["id"]


def _records(browser: Browser, ids: Ids, count: int) -> None:
    """Make records with so many lines, payments and allocations, and so many of each type."""
    batch = f"{RECORDS}/batch"
    for name in ("open", "settled"):
        ids[name] = [made["id"] for made in browser.post(batch, [invoice(ids)] * count)]
    browser.post(batch, [{**goods(ids, 1, "bill"), "date": "2026-01-02"}] * count)
    browser.post(batch, [goods(ids, 1, "invoice")] * count)
    paying = (payment(ids), payment(ids, kind="vendor"))
    for body in (bill(ids), transfer(ids), adjustment(ids), *paying, opening(ids)):
        browser.post(batch, [body] * count)
    for _ in range(count):
        ids["order"] = browser.post(f"{BUSINESS}/orders", estimate(ids, count), 201)["id"]
        ids["recurring"] = browser.post(f"{BUSINESS}/recurring", again(ids), 201)["id"]
        ids["draft"] = browser.post(f"{BUSINESS}/drafts", invoice(ids, count), 201)["id"]
    for name in ("", "removed_"):
        ids[f"{name}invoice"] = browser.post(f"{RECORDS}/invoices", invoice(ids, count), 201)["id"]
        ids[f"{name}bill"] = browser.post(f"{RECORDS}/bills", bill(ids, count), 201)["id"]
        ids[f"{name}adjustment"] = browser.post(f"{RECORDS}/adjustments", adjustment(ids, count), 201)["id"]
        ids[f"{name}transfer"] = browser.post(f"{RECORDS}/transfers", transfer(ids), 201)["id"]
        ids[f"{name}paid"] = browser.post(f"{RECORDS}/invoices", paid(ids, count), 201)["id"]
        ids[f"{name}payment"] = browser.post(f"{RECORDS}/invoicePayments", payment(ids, ids["settled"]), 201)["id"]
    for name in ("invoice", "bill", "adjustment", "transfer", "paid", "payment"):
        browser.delete(f"/api/records/{ids[f'removed_{name}']}")


def _files(browser: Browser, ids: Ids, count: int) -> None:
    """Keep so many files, and give them all to a record and a contact."""
    ids["record"], ids["tag"] = ids["invoice"], "tag 0"
    for noun in ("record", "contact"):
        names = [f"tag {number}" for number in range(min(count, 49))]
        browser.post(f"/api/{noun}s/{ids[noun]}/tags", {"tags": names})
    for number in range(count):
        file = {"name": f"scan {number}.png", "initialData": "AA=="}
        ids["attachment"] = browser.post(f"{BUSINESS}/attachments", file, 201)["id"]
        for noun in ("record", "contact"):
            browser.post(f"/api/{noun}s/{ids[noun]}/attachments", {"id": ids["attachment"]}, 201)
            browser.post(f"/api/{noun}s/{ids[noun]}/comments", {"comment": f"Seen {number}"}, 201)
    ids["spare_attachment"] = browser.post(f"{BUSINESS}/attachments", {"name": "a", "initialData": "AA=="}, 201)["id"]


def _bank(browser: Browser, ids: Ids, count: int) -> None:
    """Let the bank tell of so many transactions, and reconcile so often; the last reconciliation is in progress."""
    sale = {**invoice(ids), "account": ids["bank"]}
    ids["banked"] = [made["id"] for made in browser.post(f"{RECORDS}/batch", [sale] * count)]
    rows, reconciliations = (f"/api/accounts/{ids['bank']}/{noun}" for noun in ("statementRows", "reconciliations"))
    for number in range(count):
        sent = {"date": "2026-01-20", "amount": -100 * count, "note": f"Ann {number}"}
        ids["row"] = browser.post(rows, sent, 201)["id"]
    for number in range(count):
        done = {"statementDate": _day(number), "balance": 0, "finished": True}
        browser.post(reconciliations, done, 201)
    by_check = {**payment(ids, kind="vendor"), "byCheck": True}
    for _ in range(count):
        ids["check"] = browser.post(f"{RECORDS}/billPayments", by_check, 201)["id"]
    last = browser.post(reconciliations, {"statementDate": "2026-01-31", "balance": 0}, 201)
    ids["reconciliation"] = last["id"]


def _shoebox(browser: Browser, ids: Ids, count: int) -> None:
    """Stage so many things with a file each, the last with so many, and process as many others."""
    kept = browser.get(f"{BUSINESS}/attachments")
    ids["files"] = [{"id": file["id"]} for file in kept if file["id"] != ids["spare_attachment"]]
    address = f"{BUSINESS}/shoebox"
    ids["processed"] = []
    for number in range(count):
        item = browser.post(address, receipt(ids, 0), 201)["id"]
        ids["processed"].append(browser.post(f"/api/shoebox/{item}/process", {}, 201)["id"])
        files = count if number == count - 1 else 1
        ids["shoebox"] = browser.post(address, receipt(ids, files), 201)["id"]


def receipt(ids: Ids, count: int = 1) -> dict[str, Any]:
    """Return the body that stages a receipt with so many files."""
    known = {"date": "2026-01-15", "amount": 500, "account": ids["bank"], "category": ids["expense"]}
    return {"name": "Ann", "contact": ids["vendor"], "attachments": ids["files"][:count], **known}


def invoice(ids: Ids, count: int = 1) -> dict[str, Any]:
    """Return the body of an invoice with so many lines."""
    line = {"account": ids["income"], "rate": 10, "taxCode": "T0"}
    return {"type": "invoice", "date": "2026-01-10", "contact": ids["customer"], "lineItems": [line] * count}


def estimate(ids: Ids, count: int = 1) -> dict[str, Any]:
    """Return the body of an estimate with so many lines."""
    return {**invoice(ids, count), "type": "estimate"}


def again(ids: Ids) -> dict[str, Any]:
    """Return the body of what lets the open invoice come again, once in the first days of the year."""
    return {"record": ids["open"][0], "startDate": "2026-01-20", "unit": "MONTH"}


def goods(ids: Ids, count: int, kind: str) -> dict[str, Any]:
    """Return the body of a document with so many lines of a tracked item: ten pieces bought, or one sold."""
    line = {"item": ids["goods"], "rate": 5, "quantity": 10 if kind == "bill" else 1}
    line |= {} if kind == "bill" else {"account": ids["income"]}
    return {"type": kind, "date": "2026-01-10", "lineItems": [line] * (1 if kind == "invoice" else count)}


def bill(ids: Ids, count: int = 1) -> dict[str, Any]:
    """Return the body of a bill with so many lines."""
    line = {"account": ids["expense"], "rate": 10, "taxCode": "T0"}
    return {"type": "bill", "date": "2026-01-10", "contact": ids["vendor"], "lineItems": [line] * count}


def paid(ids: Ids, count: int) -> dict[str, Any]:
    """Return the body of an invoice with so many payments."""
    each = {"date": "2026-01-11", "account": ids["bank"], "amount": 5}
    return {**invoice(ids), "payments": [each] * count}


def payment(ids: Ids, documents: Sequence[int] = (), *, kind: str = "customer") -> dict[str, Any]:
    """Return the body of a payment that settles a little of these documents."""
    return {
        "type": "invoicePayment" if kind == "customer" else "billPayment",
        "date": "2026-01-12",
        "contact": ids[kind],
        "account": ids["bank"],
        "amount": 5 * max(1, len(documents)),
        "allocations": [{"record": document, "amount": 5} for document in documents],
    }


def relief(ids: Ids, _: int = 1) -> dict[str, Any]:
    """Return the body of what lets go of all that is due of a document."""
    return {"date": "2026-01-20", "account": ids["expense"]}


def transfer(ids: Ids) -> dict[str, Any]:
    """Return the body of a transfer."""
    return {
        "type": "transfer",
        "date": "2026-01-13",
        "account": ids["bank"],
        "depositAccount": ids["cash"],
        "amount": 7,
    }


def adjustment(ids: Ids, count: int = 1) -> dict[str, Any]:
    """Return the body of an adjustment with so many pairs of lines."""
    pair = [{"account": ids["bank"], "amount": 3}, {"account": ids["cash"], "amount": -3}]
    return {"type": "adjustment", "date": "2026-01-14", "adjustments": pair * count}


def opening(ids: Ids) -> dict[str, Any]:
    """Return the body of an opening balance."""
    return {"type": "openingBalance", "date": "2026-01-01", "account": ids["cash"], "amount": -7}


def _day(number: int) -> str:
    return f"2025-{1 + number // 28:02}-{1 + number % 28:02}"


def statement(ids: Ids, count: int = 1) -> dict[str, Any]:
    """Return the body that imports so many transactions of the bank."""
    rows = "".join(f"2026-01-{1 + number % 28:02},-5.00,Mill {number}\n" for number in range(count))
    content = b64encode(f"Date,Amount,Payee\n{rows}".encode()).decode()
    return {"account": ids["bank"], "initialData": content}
