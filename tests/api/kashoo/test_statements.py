"""How many statements an endpoint runs, with 1 and with 20 objects: written down, authentication included.

BEGIN, COMMIT and savepoints do not count; the savepoints of a test stand for them.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection

from businesses import token_memory

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.api.kashoo.conftest import Browser

RECORDS = "/api/businesses/{b}/records"


@contextmanager
def counted() -> Iterator[list[str]]:
    """Collect the statements of the block."""
    statements: list[str] = []

    def note(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001
        if not sql.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK", "SET TRANSACTION", "BEGIN")):
            statements.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield statements


@pytest.fixture
def filled(browser: Browser) -> Callable[[int], dict[str, int]]:
    """Return a function that fills the business with so many objects of each kind."""
    browser.post("/api/businesses/{b}/taxes", {"name": "GST", "shortName": "G", "rate": 5})
    bank, cash, income = (browser.account(kind) for kind in ("BANK", "CASH", "INCOME"))

    def fill(count: int) -> dict[str, int]:
        ids = {"bank": bank}
        for _ in range(count):
            contact = browser.post("/api/businesses/{b}/contacts/customers", {"name": "Ann"}, 201)["id"]
            line = {"account": income, "rate": 10, "taxCode": "G"}
            sent = {"date": "2026-01-10", "contact": contact, "lineItems": [line, line]}
            invoice = browser.post(f"{RECORDS}/invoices", sent, 201)["id"]
            allocation = {"record": invoice, "amount": 5}
            paid = {"date": "2026-01-10", "contact": contact, "account": bank, "amount": 5, "allocations": [allocation]}
            payment = browser.post(f"{RECORDS}/invoicePayments", paid, 201)["id"]
            lines = [{"account": bank, "amount": 5}, {"account": cash, "amount": -5}]
            browser.post(f"{RECORDS}/adjustments", {"date": "2026-01-10", "adjustments": lines}, 201)
            ids |= {"contact": contact, "invoice": invoice, "payment": payment}
        return ids

    return fill


TABLE = {
    "/api/users/me": 2,
    "/api/users/me/businesses": 3,
    "/api/users/me/roles": 2,
    "/api/businesses/{b}": 4,
    "/api/businesses/{b}/accounts": 3,
    "/api/businesses/{b}/contacts": 3,
    "/api/businesses/{b}/taxes": 3,
    "/api/businesses/{b}/taxCodes": 3,
    RECORDS: 4,
    f"{RECORDS}/invoices": 4,
    f"{RECORDS}/invoicePayments": 4,
    f"{RECORDS}/adjustments": 4,
    f"{RECORDS}/bills": 3,
    "/api/accounts/{{bank}}": 3,
    "/api/accounts/{{bank}}/balances": 3,
    "/api/accounts/{{bank}}/journalEntries": 4,
    "/api/accounts/{{bank}}/transactions": 4,
    "/api/businesses/{b}/accounts/income": 3,
    "/api/businesses/{b}/accounts/used": 4,
    "/api/contacts/{{contact}}/records": 4,
    f"{RECORDS}?search=a&status=unpaid&sortColumn=contactName&limit=1": 4,
    f"{RECORDS}/sequences/INVOICE": 3,
    "/api/contacts/{{contact}}": 3,
    "/api/records/{{invoice}}": 4,
    "/api/records/{{payment}}": 4,
}
"""Address and number of statements, token and membership included (one each)."""


def test_reading_takes_a_fixed_number_of_statements(browser: Browser, filled: Callable[[int], dict[str, int]]) -> None:
    for count in (1, 20):
        ids = filled(count)
        found = {}
        for path in TABLE:
            address = path.format(b=browser.business).format(**ids) if "{{" in path else path
            token_memory.forget()
            with counted() as statements:
                browser.get(address)
            found[path] = len(statements)
        assert found == TABLE, f"with {count} of each"


def test_an_invoice_costs_the_same_statements_with_one_line_and_with_two_hundred(browser: Browser) -> None:
    browser.post("/api/businesses/{b}/taxes", {"name": "GST", "shortName": "G", "rate": 5})
    line = {"account": browser.account("INCOME"), "rate": 10, "taxCode": "G"}
    contact = browser.post("/api/businesses/{b}/contacts/customers", {"name": "Ann"}, 201)["id"]
    sent = {"date": "2026-01-10", "contact": contact}
    browser.post(f"{RECORDS}/invoices", sent | {"lineItems": [line]}, 201)  # the tax gets its account
    for count in (1, 200):
        with counted() as statements:
            browser.post(f"{RECORDS}/invoices", sent | {"lineItems": [line] * count}, 201)
        assert len(statements) == (5 if connection.vendor == "postgresql" else 12), statements
