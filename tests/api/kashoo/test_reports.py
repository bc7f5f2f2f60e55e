"""Reports over the API."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

import pytest

from api.dialects.kashoo.urls import ROUTES, paths
from tests.api.kashoo.conftest import answered

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.api.kashoo.conftest import Browser

pytestmark = pytest.mark.django_db
REPORTS = "/api/businesses/{b}/reports"
REPORT = f"{REPORTS}/trial-balance"


def account(browser: Browser, kind: str) -> int:
    return int(browser.get(f"/api/businesses/{{b}}/accounts?type={kind}")[0]["id"])


@pytest.fixture
def sales(browser: Browser) -> int:
    """Two invoices, of 200.00 in January and 50.00 in February, and a bill of 30.00 in February."""
    income = account(browser, "INCOME")
    for date, rate in (("2026-01-10", 200), ("2026-02-10", 50)):
        body = {"date": date, "lineItems": [{"account": income, "rate": rate}]}
        browser.post("/api/businesses/{b}/records/invoices", body, 201)
    bill = {"date": "2026-02-11", "lineItems": [{"account": account(browser, "EXPENSE"), "rate": 30}]}
    browser.post("/api/businesses/{b}/records/bills", bill, 201)
    return income


def figures(tree: Any) -> Iterator[tuple[int, str]]:
    """Yield amount and address of every figure of a report."""
    if isinstance(tree, list):
        for each in tree:
            yield from figures(each)
    elif isinstance(tree, dict):
        if "amount" in tree and "href" in tree:
            yield tree["amount"], tree["href"]
        for each in tree.values():
            yield from figures(each)


def test_the_trial_balance_has_two_sides_that_agree(browser: Browser, sales: int) -> None:
    report = browser.get(f"{REPORT}?asOf=2026-01-31")
    assert {key: report[key] for key in ("kind", "business", "currency", "asOf", "totals")} == {
        "kind": "trial-balance",
        "business": browser.business,
        "currency": "CAD",
        "asOf": "2026-01-31",
        "totals": {"debit": 20000, "credit": 20000},
    }
    sides = {row["account"]: (row["type"], row["debit"], row["credit"]) for row in report["rows"]}
    receivable = account(browser, "ACCOUNTS_RECEIVABLE")
    assert sides == {sales: ("INCOME", 0, 20000), receivable: ("ACCOUNTS_RECEIVABLE", 20000, 0)}


def test_it_is_of_the_end_of_a_day(browser: Browser, sales: int) -> None:
    totals = [browser.get(f"{REPORT}?asOf=2026-0{day}")["totals"]["debit"] for day in ("1-09", "1-10", "2-09", "2-10")]
    assert totals == [0, 20000, 20000, 25000]


def test_each_figure_links_to_the_lines_it_is_made_of(browser: Browser, sales: int) -> None:
    for row in browser.get(f"{REPORT}?asOf=2026-02-28")["rows"]:
        answer = browser.get(row["href"])
        assert sum(line["home"] for line in answer["journalEntries"]) == row["credit"] - row["debit"]
        assert answer["totals"]["home"] == row["credit"] - row["debit"]


@pytest.fixture
def customer(browser: Browser, sales: int) -> int:
    """Somebody with an invoice of 100.00 and 5.00 tax in January, of which 21.00 was paid in February."""
    contact = int(browser.post("/api/businesses/{b}/contacts/customers", {"name": "Ann"}, 201)["id"])
    browser.post("/api/businesses/{b}/taxes", [{"name": "GST", "shortName": "G", "rate": 5, "registered": True}])
    line = {"account": sales, "rate": 100, "taxCode": "G"}
    body = {"date": "2026-01-20", "contact": contact, "lineItems": [line], "terms": "net 10"}
    invoice = browser.post("/api/businesses/{b}/records/invoices", body, 201)["id"]
    paid = {
        "contact": contact,
        "account": account(browser, "BANK"),
        "allocations": [{"record": invoice, "amount": 2100}],
    }
    browser.post("/api/businesses/{b}/records/invoicePayments", {"date": "2026-02-20", "amount": 2100, **paid}, 201)
    return contact


@pytest.mark.parametrize(
    ("report", "least"),
    [
        ("profit-and-loss?startDate=2026-01-05&endDate=2026-02-28&interval=month&compare=previousPeriod", 42),
        ("profit-and-loss?startDate=2026-01-05&endDate=2026-02-28&interval=month&basis=cash", 18),
        ("balance-sheet?asOf=2026-02-28&startDate=2026-01-01&compare=previousYear", 50),
        ("cash-flow?startDate=2026-01-05&endDate=2026-02-28", 9),
        ("aged-receivables?asOf=2026-02-28", 20),
        ("aged-payables?asOf=2026-02-28", 13),
        ("general-ledger?startDate=2026-02-01&endDate=2026-02-28", 15),
        ("sales-tax?startDate=2026-01-05&endDate=2026-02-28", 10),
        ("insights", 14),
        ("statement?asOf=2026-02-28", 13),
        ("activity?startDate=2026-02-01&endDate=2026-02-28", 4),
    ],
)
def test_every_figure_is_the_sum_of_the_lines_at_its_address(
    browser: Browser, customer: int, report: str, least: int
) -> None:
    about = f"/api/contacts/{customer}" if report.startswith(("statement", "activity")) else REPORTS
    found = list(figures(browser.get(f"{about}/{report}")))
    assert len(found) >= least
    for amount, href in found:
        answer = browser.get(href)
        assert sum(line["home"] for line in answer["journalEntries"]) == amount == answer["totals"]["home"], href
    table = browser.send("GET", f"{about}/{report}", HTTP_ACCEPT="text/csv")
    rows = list(csv.reader(io.StringIO(table.content.decode())))
    assert len(rows) > 1
    assert {len(row) for row in rows} == {len(rows[0])}


def test_on_the_cash_basis_income_counts_as_it_is_paid(browser: Browser, customer: int) -> None:
    days = "startDate=2026-02-01&endDate=2026-02-28"
    assert browser.get(f"{REPORTS}/profit-and-loss?{days}&basis=cash")["totals"]["income"] == 2000
    assert browser.get(f"{REPORTS}/profit-and-loss?{days}")["totals"]["income"] == 5000
    entries = browser.get(f"/api/businesses/{{b}}/entries?{days}&basis=cash&accountType=INCOME")["journalEntries"]
    assert [(line["date"], line["home"], line["recordType"]) for line in entries] == [("2026-02-20", 2000, "INVOICE")]
    answer = browser.get("/api/businesses/{b}/entries?basis=cash&after=x", 400)
    assert [error["field"] for error in answer["errors"]] == ["after"]


def test_what_is_aged_is_what_is_still_due(browser: Browser, customer: int) -> None:
    report = browser.get(f"{REPORTS}/aged-receivables?asOf=2026-02-28")
    row = next(row for row in report["rows"] if row["contact"] == customer)
    (document,) = row["documents"]
    assert (document["original"], document["balance"], document["amount"], document["daysDue"]) == (
        10500,
        8400,
        8400,
        29,
    )
    assert [cell["amount"] for cell in row["columns"]] == [0, 8400, 0, 0, 0]
    assert report["totals"]["total"] == 25000 + 8400
    statement = browser.get(f"/api/contacts/{customer}/statement?date=2026-02-28&memo=Please")
    assert (statement["totals"], statement["memo"]) == ({"receivable": 8400, "payable": 0, "balance": 8400}, "Please")
    activity = browser.get(f"/api/contacts/{customer}/activity?startDate=2026-02-01&endDate=2026-02-28")
    assert activity["totals"] == {"opening": 10500, "change": -2100, "closing": 8400}


def test_a_ledger_goes_on_where_a_page_ends(browser: Browser, customer: int) -> None:
    whole = browser.get(f"{REPORTS}/general-ledger?startDate=2026-01-01&endDate=2026-02-28")
    lines = [line for row in whole["rows"] for line in row["lines"]]
    seen, path = [], f"{REPORTS}/general-ledger?startDate=2026-01-01&endDate=2026-02-28&limit=3"
    while path:
        answer = browser.send("GET", path)
        seen += [line for row in answered(answer, 200)["rows"] for line in row["lines"]]
        path = answer.get("Link", "")[1:].partition(">")[0]
    assert seen == lines
    assert len(seen) == 11


def test_profit_and_loss_by_month(browser: Browser, sales: int) -> None:
    report = browser.get(f"{REPORTS}/profit-and-loss?startDate=2026-01-01&endDate=2026-02-28&interval=month")
    assert report["totals"] == {
        "income": 25000,
        "costOfGoodsSold": 0,
        "grossProfit": 25000,
        "expenses": 3000,
        "netIncome": 22000,
    }
    assert [(column["startDate"], column["endDate"]) for column in report["columns"]] == [
        ("2026-01-01", "2026-01-31"),
        ("2026-02-01", "2026-02-28"),
    ]
    assert [(row["section"], row["amount"], [cell["amount"] for cell in row["columns"]]) for row in report["rows"]] == [
        ("income", 25000, [20000, 5000]),
        ("expenses", 3000, [0, 3000]),
    ]
    assert {each["name"]: [cell["amount"] for cell in each["columns"]] for each in report["sums"]}["netIncome"] == [
        20000,
        2000,
    ]


def test_the_balance_sheet_has_two_sides_that_agree(browser: Browser, sales: int) -> None:
    report = browser.get(f"{REPORTS}/balance-sheet?asOf=2026-02-28")
    assert report["totals"] == {
        "assets": 25000,
        "liabilities": 3000,
        "equity": 22000,
        "liabilitiesAndEquity": 25000,
    }
    assert [(row["section"], row["name"], row["amount"]) for row in report["rows"] if row["account"] is None] == [
        ("equity", "netIncomeOfTheYear", 22000)
    ]
    next_year = browser.get(f"{REPORTS}/balance-sheet?asOf=2027-01-01")
    assert [row["name"] for row in next_year["rows"] if row["account"] is None] == ["netIncomeOfEarlierYears"]


def test_a_report_is_a_table_for_those_who_prefer_csv(browser: Browser, sales: int) -> None:
    for path in (f"{REPORT}?asOf=2026-02-28", f"{REPORTS}/profit-and-loss?endDate=2026-02-28&compare=previousYear"):
        answer = browser.send("GET", path, HTTP_ACCEPT="text/csv, application/json;q=0.5")
        assert answer["Content-Type"] == "text/csv; charset=utf-8; header=present"
        assert "-2026-02-28.csv" in answer["Content-Disposition"]
        assert browser.send("GET", path, HTTP_ACCEPT="text/csv, */*")["Content-Type"] == "application/json"
    lines = browser.send(
        "GET", f"{REPORTS}/profit-and-loss?startDate=2026-02-01&endDate=2026-02-28", HTTP_ACCEPT="text/csv"
    )
    href = f"/api/businesses/{browser.business}/entries?account={sales}&startDate=2026-02-01&endDate=2026-02-28"
    assert lines.content.decode().splitlines()[:2] == [
        "section,number,name,type,2026-02-01/2026-02-28 CAD,href",
        f"income,4000,Sales,INCOME,50.00,{href}&yearEnds=false",
    ]


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ("trial-balance?asOf=2026-02-30", "asOf"),
        ("trial-balance?changeset=99", "changeset"),
        ("trial-balance?closing=maybe", "closing"),
        ("profit-and-loss?startDate=2026-02-01&endDate=2026-01-31", "endDate"),
        ("profit-and-loss?startDate=2999-12-31", "startDate"),
        ("profit-and-loss?startDate=0001-01-01", "startDate"),
        ("profit-and-loss?endDate=9999-12-31", "endDate"),
        ("profit-and-loss?interval=week", "interval"),
        ("profit-and-loss?startDate=2000-01-01&endDate=2026-01-31&interval=month", "interval"),
        ("profit-and-loss?compare=budget", "compare"),
        ("balance-sheet?asOf=1899-12-31", "asOf"),
        ("profit-and-loss?basis=guess", "basis"),
        ("aged-receivables?asOf=3000-01-01", "asOf"),
        ("general-ledger?after=nowhere", "after"),
        ("sales-tax?startDate=2026-02-01&endDate=2026-01-31", "endDate"),
        ("balance-sheet?asOf=2026-01-31&startDate=2026-02-01", "startDate"),
    ],
)
def test_what_makes_no_report_is_named(browser: Browser, asked: str, field: str) -> None:
    answer = browser.get(f"{REPORTS}/{asked}", 400)
    assert [error["field"] for error in answer["errors"]] == [field]


def test_no_report_counts_drafts_and_says_so(browser: Browser) -> None:
    kinds = [route.path.rpartition("/")[2] for route in ROUTES if route.path.startswith(f"{paths.REPORTS}/")]
    assert len(kinds) == 11
    for kind in kinds:
        assert browser.get(f"{REPORTS}/{kind}?drafts=false") == browser.get(f"{REPORTS}/{kind}")
        answer = browser.get(f"{REPORTS}/{kind}?drafts=true", 400)
        assert [error["field"] for error in answer["errors"]] == ["drafts"], kind


def test_other_reports_are_not_there_yet(browser: Browser) -> None:
    assert browser.send("GET", f"{REPORTS}/horoscope").status_code == 404
