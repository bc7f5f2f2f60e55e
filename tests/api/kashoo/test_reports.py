"""Reports over the API."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.api.kashoo.conftest import Browser

pytestmark = pytest.mark.django_db
REPORT = "/api/businesses/{b}/reports/trial-balance"


def account(browser: Browser, kind: str) -> int:
    return int(browser.get(f"/api/businesses/{{b}}/accounts?type={kind}")[0]["id"])


@pytest.fixture
def sales(browser: Browser) -> int:
    """Two invoices, of 200.00 in January and 50.00 in February."""
    income = account(browser, "INCOME")
    for date, rate in (("2026-01-10", 200), ("2026-02-10", 50)):
        body = {"date": date, "lineItems": [{"account": income, "rate": rate}]}
        browser.post("/api/businesses/{b}/records/invoices", body, 201)
    return income


def test_the_trial_balance_has_two_sides_that_agree(browser: Browser, sales: int) -> None:
    report = browser.get(f"{REPORT}?asOf=2026-02-28")
    assert {key: report[key] for key in ("kind", "business", "currency", "asOf", "totals")} == {
        "kind": "trial-balance",
        "business": browser.business,
        "currency": "CAD",
        "asOf": "2026-02-28",
        "totals": {"debit": 25000, "credit": 25000},
    }
    sides = {row["account"]: (row["type"], row["debit"], row["credit"]) for row in report["rows"]}
    receivable = account(browser, "ACCOUNTS_RECEIVABLE")
    assert sides == {sales: ("INCOME", 0, 25000), receivable: ("ACCOUNTS_RECEIVABLE", 25000, 0)}


def test_it_is_of_the_end_of_a_day(browser: Browser, sales: int) -> None:
    totals = [browser.get(f"{REPORT}?asOf=2026-0{day}")["totals"]["debit"] for day in ("1-09", "1-10", "2-09", "2-10")]
    assert totals == [0, 20000, 20000, 25000]


def test_each_figure_links_to_the_lines_it_is_made_of(browser: Browser, sales: int) -> None:
    for row in browser.get(f"{REPORT}?asOf=2026-01-31")["rows"]:
        lines = browser.get(row["href"])["journalEntries"]
        assert sum(line["amount"] for line in lines) == row["credit"] - row["debit"]


def test_a_day_that_is_none_is_named(browser: Browser) -> None:
    answer = browser.get(f"{REPORT}?asOf=2026-02-30", 400)
    assert [error["field"] for error in answer["errors"]] == ["asOf"]


def test_other_reports_are_not_there_yet(browser: Browser) -> None:
    assert browser.send("GET", "/api/businesses/{b}/reports/balance-sheet").status_code == 404
