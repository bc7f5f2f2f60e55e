"""Writers who meet at a real server: contended posting (T2), two hundred writers at once, one winner (T3).

Nobody is turned away. However many connections there are, they wait for the workers, and not in the database; a 503
is for a database that is gone, and for a lock that others hold for five times 30 seconds.
"""

from __future__ import annotations

import functools
import random
from collections import Counter
from typing import TYPE_CHECKING

import pytest
from django.db.models import Sum

from ledger.models import JournalLine, Record
from tests.concurrency.crowd import INVOICES, invoice, paid, sound, statuses, together
from tests.settings import KIND
from tests.support.scale import scaled

if TYPE_CHECKING:
    from tests.concurrency.crowd import Bookkeeper
    from tests.e2e.server import Server

CUSTOMERS = "/businesses/{b}/contacts/customers"
ACCOUNTS = 100
CLIENTS = 25
POSTS = scaled(400, soak=10_000 if KIND == "postgres" else 2_000)

pytestmark = pytest.mark.usefixtures("_no_deadlocks")


def test_contended_posting_loses_and_doubles_nothing(bookkeeper: Bookkeeper, server: Server) -> None:
    kinds = [{"name": f"Product {number}", "type": "INCOME"} for number in range(ACCOUNTS)]
    accounts = [bookkeeper.send("POST", "/businesses/{b}/accounts", kind).json["id"] for kind in kinds]
    draw = random.Random(2)  # noqa: S311 - a choice, no secret
    postings = [(draw.choice(accounts), draw.randint(1, 50)) for _ in range(POSTS)]
    send = bookkeeper.at(server.address).send
    works = [functools.partial(send, "POST", INVOICES, invoice(account, rate=rate)) for account, rate in postings]
    answers = together(works, threads=CLIENTS)
    assert statuses(answers) == {201: POSTS}
    assert {answer.json["number"] for answer in answers} == {str(number) for number in range(1, POSTS + 1)}
    assert len({answer.json["id"] for answer in answers}) == POSTS
    expected: Counter[int] = Counter()
    for account, rate in postings:
        expected[account] += 100 * rate
    lines = JournalLine.objects.filter(business_id=bookkeeper.business, account_id__in=accounts)
    assert dict(lines.values_list("account_id").annotate(Sum("amount"))) == expected
    sound(bookkeeper)


def test_two_hundred_writers_of_one_business_all_come_through(bookkeeper: Bookkeeper, server: Server) -> None:
    body, send = invoice(bookkeeper.account("INCOME")), bookkeeper.at(server.address).send
    posting = functools.partial(send, "POST", INVOICES, body)
    naming = functools.partial(send, "POST", CUSTOMERS, {"name": "Ann"})
    answers = together([posting, posting, posting, naming] * 100, threads=200)
    assert statuses(answers) == {201: 400}
    numbers = [answer.json["number"] for answer in answers if "lineItems" in answer.json]
    assert sorted(numbers, key=int) == [str(number) for number in range(1, 301)]
    assert Record.objects.filter(business_id=bookkeeper.business).count() == 300
    sound(bookkeeper)


def test_of_a_hundred_payments_that_race_for_one_invoice_one_is_taken(bookkeeper: Bookkeeper, server: Server) -> None:
    contact = bookkeeper.send("POST", CUSTOMERS, {"name": "Ann"}).json["id"]
    record = bookkeeper.send("POST", INVOICES, invoice(bookkeeper.account("INCOME"), contact=contact)).json["id"]
    works = [paid(bookkeeper.at(server.address), contact=contact, record=record)] * 100
    answers = together(works, threads=100)
    assert statuses(answers) == {201: 1, 409: 99}
    assert bookkeeper.send("GET", f"/records/{record}").json["balanceDue"] == 0
    sound(bookkeeper)
