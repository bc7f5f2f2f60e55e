"""The smaller business of the demo holds what its page says."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import fixtures
from tests.e2e.conftest import PASSWORD
from tests.e2e.test_conversations import got

if TYPE_CHECKING:
    import httpx

PAGE = (Path(__file__).parents[2] / "docs" / "demo-company.md").read_text(encoding="utf-8").partition("## Roy")[2]
BOOKS = "/api/businesses/1000002"


def test_the_page_of_the_smaller_business_tells_the_truth(http: httpx.Client) -> None:
    answer = http.post("/api/authTokens", data={"email": "owner@demo.test", "password": PASSWORD})
    http.headers["Authorization"] = f"TOKEN uuid:{answer.text}"
    names = {shop["id"]: shop["name"] for shop in got(http.get("/api/users/me/businesses"))}
    assert {id_: names[id_] for id_ in (1000001, 1000002)} == {1000001: "Maple Street Bakery", 1000002: "Roy Woodworks"}
    accounts = {account["number"]: account["id"] for account in got(http.get(f"{BOOKS}/accounts"))}
    (opening,) = got(http.get(f"/api/accounts/{accounts['1000']}/openingBalances"))
    (bank,) = got(http.get(f"/api/accounts/{accounts['1000']}/balances"))
    (closed,) = got(http.get(f"{BOOKS}/yearEnd"))
    lock = got(http.get(f"{BOOKS}/lockDate"))
    (shelf,) = got(http.get(f"{BOOKS}/records/invoices?status=unpaid"))
    (bill,) = got(http.get(f"{BOOKS}/records/bills?status=unpaid"))
    (void,) = [each for each in got(http.get(f"{BOOKS}/checks")) if each["status"] == "VOID"]
    (stock,) = got(http.get(f"{BOOKS}/reports/inventory-on-hand?asOf=2026-02-28"))["rows"]
    told = (
        f"A check of {date.fromisoformat(void['datePrinted']):%d %B %Y} was printed",
        f"the bill of {bill['balanceDue'] / 100:,.2f} CAD is open again",
        f"{-opening['amount'] / 100:,.2f} CAD in the bank",
        f"holds {-bank['amount'] / 100:,.2f} CAD",
        f"{closed['fiscalYear']} is closed",
        f"{closed['netIncome'] / 100:,.2f} CAD went",
        f'"{lock["moves"][0]["reason"]}"',
        f"{shelf['balanceDue'] / 100:,.2f} of {shelf['totalDue'] / 100:,.2f} CAD",
        f"{stock['quantity']:.0f} are on hand, worth {stock['value']['amount'] / 100:,.2f} CAD",
    )
    assert lock["lockDate"] == "2025-12-31"
    assert [each for each in told if each not in " ".join(PAGE.split()).replace("*", "")] == []
    (bakery,) = [each for each in got(http.get(f"{BOOKS}/contacts/customers")) if each["linkedBusiness"]]
    assert (bakery["name"], bakery["linkedBusiness"]) == ("Maple Street Bakery", 1000001)
    files = {"file": ("february.ofx", fixtures.statement("woodworks-2026-02.ofx"))}
    seen = got(http.post(f"{BOOKS}/records/import", files=files, data={"account": accounts["1000"], "preview": "true"}))
    assert [row["status"] for row in seen["statementRows"]] == ["DUPLICATE", "DUPLICATE", "NEW", "NEW"]
