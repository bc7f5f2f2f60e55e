"""The five workloads: what the floor does, what is asked of the server, and the goal."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

from bench.floor import operations
from bench.load import Request

if TYPE_CHECKING:
    from collections.abc import Callable

    from bench.filled import Books, Filled
    from bench.floor.operations import Statement
    from bench.load import Answer

_PREPARED = 4_096
"""So many different requests are written down for each burst."""
_PAGE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Workload:
    """One workload. ``goal`` is the cpu ratio aimed at, ``right`` tells whether an answer is what was asked for."""

    name: str
    title: str
    goal: float
    statement: Statement
    request: Callable[[Filled, random.Random], Request]
    status: int
    right: Callable[[str], bool]
    only_one: bool = False

    def requests(self, filled: Filled) -> list[Request]:
        """Return requests for one burst."""
        chance = random.Random()
        return [self.request(filled, chance) for _ in range(1 if self.only_one else _PREPARED)]

    def answered(self, answer: Answer) -> bool:
        """Tell whether an answer has the right status and the right content."""
        return answer.status == self.status and self.right(answer.text)


def invoice_to(books: Books, chance: random.Random) -> Request:
    """Return the request that creates an invoice: two lines on two stacked taxes."""
    accounts = chance.sample(books.line_accounts, 2)
    lines = [
        {"account": account, "quantity": quantity, "rate": 100, "taxCode": books.tax_code, "note": note}
        for account, quantity, note in zip(accounts, (1, 2), ("First", "Second"), strict=True)
    ]
    body = {
        "type": "invoice",
        "contact": chance.choice(books.contacts),
        "date": "2025-12-15",
        "dueDate": "2026-01-14",
        "currency": "CAD",
        "memo": "Order",
        "lineItems": lines,
    }
    path = f"/api/businesses/{books.business}/records/invoices"
    return Request("POST", path, msgspec.json.encode(body).decode())


def balance_of(books: Books, chance: random.Random) -> Request:
    """Return the request for the balance of one account as of a date."""
    day, _ = operations.some_day(chance)
    return Request("GET", f"/api/accounts/{chance.choice(books.accounts)}/balances?date={day}")


def trial_of(books: Books, chance: random.Random) -> Request:
    """Return the request for the balances of all accounts as of a date."""
    day, _ = operations.some_day(chance)
    return Request("GET", f"/api/businesses/{books.business}/reports/trial-balance?asOf={day}")


def newest_of(books: Books) -> Request:
    """Return the request for the newest fifty records."""
    return Request("GET", f"/api/businesses/{books.business}/records?limit={_PAGE}")


def _is_invoice(text: str) -> bool:
    """Two lines, two taxes, and the total that they come to."""
    record = msgspec.json.decode(text)
    return len(record["lineItems"]) == 2 and record["totalDue"] == 34_642


def _is_page(text: str) -> bool:
    records = msgspec.json.decode(text)
    return len(records) == _PAGE and all(len(record["lineItems"]) == 2 for record in records)


def _is_balance(text: str) -> bool:
    balances = msgspec.json.decode(text)
    return isinstance(balances, list) and all(balance["currency"] == "CAD" for balance in balances)


def _is_trial(text: str) -> bool:
    return len(msgspec.json.decode(text)["rows"]) > 0


WORKLOADS = (
    Workload(
        name="W1",
        title="create an invoice: 2 lines, 2 stacked taxes, 5 journal lines; over 8 businesses",
        goal=0.40,
        statement=operations.invoice_create,
        request=lambda filled, chance: invoice_to(chance.choice(filled.written), chance),
        status=201,
        right=_is_invoice,
    ),
    Workload(
        name="W2",
        title="read one record with its lines and taxes",
        goal=0.40,
        statement=operations.record_read,
        request=lambda filled, chance: Request("GET", f"/api/records/{_any_record(filled.large, chance)}"),
        status=200,
        right=_is_invoice,
    ),
    Workload(
        name="W3",
        title="list the newest 50 records with their lines, while the books stand still",
        goal=0.55,
        statement=operations.records_list,
        request=lambda filled, _: newest_of(filled.large),
        status=200,
        right=_is_page,
        only_one=True,
    ),
    Workload(
        name="W4b",
        title="balance of one account as of a date",
        goal=0.45,
        statement=operations.balance_read,
        request=lambda filled, chance: balance_of(filled.large, chance),
        status=200,
        right=_is_balance,
    ),
    Workload(
        name="W4t",
        title="balances of all 60 accounts as of a date (trial balance)",
        goal=0.85,
        statement=operations.trial_read,
        request=lambda filled, chance: trial_of(filled.large, chance),
        status=200,
        right=_is_trial,
    ),
)
"""All of them, in the order of the report."""


def _any_record(books: Books, chance: random.Random) -> int:
    return books.record(chance.randrange(books.records))
