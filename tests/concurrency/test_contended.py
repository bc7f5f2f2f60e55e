"""Writers who meet: double reversal (T1), contended posting (T2), one winner (T3), many writers on one business."""

from __future__ import annotations

import functools
import random
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest
from django.db.models import Sum

from ledger.models import JournalLine, Record
from tests.concurrency.crowd import Told, at_once, bookkeeper_hired

if TYPE_CHECKING:
    from tests.concurrency.crowd import Bookkeeper

INVOICES = "/businesses/{b}/records/invoices"
PAYMENTS = "/businesses/{b}/records/invoicePayments"


def invoice(bookkeeper: Bookkeeper, **details: Any) -> dict[str, Any]:
    """Return the body of an invoice over 10.00."""
    line = {"account": bookkeeper.account("INCOME"), "rate": 10}
    return {"date": "2026-01-15", "lineItems": [line], **details}


def statuses(answers: list[Told]) -> Counter[int]:
    """Return how often each status was answered."""
    return Counter(answer.status for answer in answers)


def sound(bookkeeper: Bookkeeper) -> None:
    """Fail when the audit finds anything, or the journal does not sum to zero."""
    assert bookkeeper.faults() == []
    lines = JournalLine.objects.filter(business_id=bookkeeper.business, superseded__isnull=True)
    assert not lines.aggregate(total=Sum("amount"))["total"]


def test_a_record_is_removed_once(committed_db: None) -> None:
    crowd = [bookkeeper_hired() for _ in range(6)]
    works = []
    for bookkeeper in crowd:
        body = invoice(bookkeeper)
        for _ in range(10):
            record = bookkeeper.send("POST", INVOICES, body).json["id"]
            works += [functools.partial(bookkeeper.send, "DELETE", f"/records/{record}")] * 2
    random.Random(1).shuffle(works)  # noqa: S311 - an order, no secret
    assert statuses(at_once(works, threads=8)) == {204: 60, 404: 60}
    for bookkeeper in crowd:
        sound(bookkeeper)
        assert Record.objects.filter(business_id=bookkeeper.business, removed=True).count() == 10


def test_contended_posting_loses_and_doubles_nothing(bookkeeper: Bookkeeper) -> None:
    body = invoice(bookkeeper)
    works = [functools.partial(bookkeeper.send, "POST", INVOICES, body)] * 300
    answers = at_once(works, threads=12)
    assert statuses(answers) == {201: 300}
    numbers = {answer.json["number"] for answer in answers}
    assert numbers == {str(number) for number in range(1, 301)}
    sound(bookkeeper)
    assert Record.objects.filter(business_id=bookkeeper.business).count() == 300


def test_many_writers_of_one_business_all_come_through(bookkeeper: Bookkeeper) -> None:
    body = invoice(bookkeeper)
    contact = {"name": "Ann"}
    works = [
        functools.partial(bookkeeper.send, "POST", INVOICES, body),
        functools.partial(bookkeeper.send, "POST", "/businesses/{b}/contacts/customers", contact),
        functools.partial(bookkeeper.send, "POST", INVOICES, body),
    ]
    answers = at_once([work for work in works for _ in range(64)], threads=64)
    assert statuses(answers) == {201: 192}
    sound(bookkeeper)


def test_an_invoice_is_paid_once(bookkeeper: Bookkeeper) -> None:
    contact = bookkeeper.send("POST", "/businesses/{b}/contacts/customers", {"name": "Ann"}).json["id"]
    record = bookkeeper.send("POST", INVOICES, invoice(bookkeeper, contact=contact)).json["id"]
    payment = {
        "date": "2026-01-20",
        "contact": contact,
        "account": bookkeeper.account("BANK"),
        "amount": 1_000,
        "allocations": [{"record": record, "amount": 1_000}],
    }
    answers = at_once([functools.partial(bookkeeper.send, "POST", PAYMENTS, payment)] * 40, threads=40)
    assert statuses(answers) == {201: 1, 400: 39}
    assert bookkeeper.send("GET", f"/records/{record}").json["balanceDue"] == 0
    sound(bookkeeper)


@pytest.mark.parametrize("kind", ["record", "contact", "account"])
def test_of_writers_with_the_same_tag_one_wins(kind: str, bookkeeper: Bookkeeper) -> None:
    paths = {
        "record": (INVOICES, invoice(bookkeeper), "records", "memo"),
        "contact": ("/businesses/{b}/contacts/customers", {"name": "Ann"}, "contacts", "prefix"),
        "account": ("/businesses/{b}/accounts", {"name": "Till", "type": "CASH"}, "accounts", "description"),
    }
    collection, body, noun, field = paths[kind]
    made = bookkeeper.send("POST", collection, body)
    path, tag = f"/{noun}/{made.json['id']}", made.headers["etag"]
    works = [
        functools.partial(bookkeeper.send, "PUT", path, {field: f"w{writer}"}, **{"If-Match": tag})
        for writer in range(40)
    ]
    answers = at_once(works, threads=40)
    assert statuses(answers) == {200: 1, 412: 39}
    winner = next(position for position, answer in enumerate(answers) if answer.status == 200)
    assert bookkeeper.send("GET", path).json[field] == f"w{winner}"
    sound(bookkeeper)


def test_removing_with_a_tag_and_changing_meet(bookkeeper: Bookkeeper) -> None:
    made = bookkeeper.send("POST", INVOICES, invoice(bookkeeper))
    path, tag = f"/records/{made.json['id']}", {"If-Match": made.headers["etag"]}
    works = [functools.partial(bookkeeper.send, "DELETE", path, **tag)] * 8
    works += [functools.partial(bookkeeper.send, "PUT", path, {"memo": "x"}, **tag)] * 8
    counted = statuses(at_once(works, threads=16))
    assert counted[200] + counted[204] == 1
    assert counted.keys() <= {200, 204, 404, 412}
    sound(bookkeeper)
