"""How many statements every operation runs, with 1 and with 50 objects (RELIABILITY T27).

The numbers stand in ``statements.csv``, the requests in ``costs.py``. BEGIN, COMMIT and savepoints do not count; the
savepoints of a test stand for them. ``DAYBOOK_TEST_STATEMENTS=write`` (without ``-n``, on each database) writes what is
found; look at what changed.
"""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection

from api.dialects.kashoo.urls import ROUTES, paths
from businesses import token_memory
from tests.api.kashoo import costs
from tests.api.kashoo.conftest import PASSWORD
from tests.api.kashoo.costs import READS, WRITES, Cost
from tests.api.kashoo.crowd import Ids, crowded, invoice
from tests.support.statements import asked

if TYPE_CHECKING:
    from tests.api.kashoo.conftest import Browser

RECORDS = "/api/businesses/{b}/records"
CREATION = f"POST {paths.INVOICES}"
WRITING = os.environ.get("DAYBOOK_TEST_STATEMENTS") == "write"
LINES_BESIDE_BALANCES = {
    paths.GENERAL_LEDGER,
    paths.SALES_TAX,
    paths.INSIGHTS,
    paths.RECONCILIATION,
    paths.INVENTORY_ON_HAND,
    paths.PRODUCT_TRADE,
}
"""What reads accounts, what these hold, and lines as well; or a reconciliation with both of its sides."""
MOST_OF_CHANGES = 8
"""What has changed takes statements for the session, the point and the changes, and for each kind of them."""
A_TABLE_EACH = {("GET", paths.EXPORT), ("POST", paths.RESTORE)}
"""What takes statements for every table of a business: ``tests/ledger/portable`` counts them."""
OF_ONE = {"account", "attachment", "category", "contact", "record"}
"""What an address names one of, so that a request can be on another one."""


def test_no_operation_is_missing_in_the_table() -> None:
    served = {(method.upper(), route.path) for route in ROUTES for method in route.operations}
    assert served - A_TABLE_EACH == {(cost.method, cost.path) for cost in (*READS, *WRITES)}


def test_no_request_is_twice_in_the_table() -> None:
    names = [cost.name for cost in (*READS, *WRITES)]
    assert len(set(names)) == len(names)


def taken(browser: Browser, cost: Cost, ids: Ids) -> int:
    """Return how many statements a request takes, and undo what it did."""
    address = re.sub(r"<\w+:(\w+)>", r"{\1}", cost.path)
    named = {**ids, **{noun: ids[cost.on] for noun in OF_ONE if cost.on and f"{{{noun}}}" in address}}
    body: Any = cost.body(ids, ids["count"]) if cost.body else None
    if cost.method == "POST" and cost.path == paths.AUTH_TOKENS:
        body = {"email": browser.email, "password": PASSWORD}
    savepoint = connection.savepoint()
    token_memory.forget()
    with asked() as statements:
        answer = browser.send(cost.method, f"/{address}?{cost.query}".format(**named), body)
    connection.savepoint_rollback(savepoint or "")
    assert answer.status_code < 300, (cost.name, answer.content)
    return len(statements)


@pytest.mark.parametrize("count", [1, 50])
def test_every_operation_takes_the_statements_of_the_table(count: int, browser: Browser) -> None:
    ids, column = crowded(browser, count), f"{connection.vendor} {count}"
    found = {cost.name: taken(browser, cost, ids) for cost in (*READS, *WRITES)}
    if WRITING:
        costs.write(column, found)
    expected = {name: numbers[column] for name, numbers in costs.written().items()}
    assert expected.keys() == found.keys()
    assert {name: number for name, number in found.items() if number != expected[name]} == {}


def test_the_table_keeps_what_is_promised() -> None:
    table = costs.written()
    for cost in READS:
        numbers = table[cost.name]
        most = MOST_OF_CHANGES if cost.path == paths.SYNC_CHANGES else 4 + (cost.path in LINES_BESIDE_BALANCES)
        assert max(numbers.values()) <= most, cost.name
        assert numbers["sqlite 1"] == numbers["sqlite 50"], cost.name
        assert numbers["postgresql 1"] == numbers["postgresql 50"], cost.name
    looked_up = 1  # the token, which a process remembers
    for vendor, most in (("sqlite", 12), ("postgresql", 9)):
        assert table[CREATION][f"{vendor} 1"] == table[CREATION][f"{vendor} 50"] <= most + looked_up


def test_an_invoice_costs_the_same_statements_with_one_line_and_with_two_hundred(browser: Browser) -> None:
    ids, numbers = crowded(browser, 1), costs.written()[CREATION]
    for count in (1, 200):
        with asked() as statements:
            browser.post(f"{RECORDS}/invoices", invoice(ids, count), 201)
        assert len(statements) == numbers[f"{connection.vendor} 1"] - 1, statements
