from __future__ import annotations
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.api.kashoo.conftest import Browser


def test_smoke(browser: Browser) -> None:
    print(browser.get("/api/users/me"))
    print(browser.get("/api/users/me/businesses"))
    income = browser.account("INCOME")
    bank = browser.account("BANK")
    print(browser.send("GET", "/api/businesses/{b}/accounts/?limit=1").content)
    c = browser.post(
        "/api/businesses/{b}/contacts",
        {"type": "CUSTOMER", "contactInformation": {"name": "Cafe", "email": "a@b.c"}},
        201,
    )
    print(c)
    t = browser.post("/api/businesses/{b}/taxes", {"name": "GST", "shortName": "G", "rate": 5.0, "registered": True})
    print(t)
    r = browser.send(
        "POST",
        "/api/businesses/{b}/records/invoices",
        {
            "currency": "CAD",
            "dueDate": "2013-01-21",
            "date": "2013-01-21",
            "type": "invoice",
            "poNumber": "",
            "contact": c["id"],
            "lineItems": [{"account": income, "quantity": 1, "rate": 100, "taxCode": "G"}],
        },
    )
    print(r.status_code, r.headers, r.content.decode())
    inv = r.json()
    p = browser.post(
        "/api/businesses/{b}/records/invoicePayments",
        {
            "type": "invoicePayment",
            "account": bank,
            "amount": 5000,
            "contact": c["id"],
            "currency": "CAD",
            "date": "2013-02-01",
            "unallocatedAmount": 0,
            "allocations": [{"amount": 5000, "record": inv["id"]}],
        },
        201,
    )
    print(p)
    print(browser.put(f"/api/records/{inv['id']}", {"memo": "hello"}))
    print(browser.get(f"/api/accounts/{bank}/journalEntries"))
    print(browser.get(f"/api/accounts/{bank}/balances"))
    print(
        browser.send(
            "GET", "/api/businesses/{b}/records?type=invoice&type=", HTTP_ACCEPT="application/xml"
        ).content.decode()
    )
    assert 0
