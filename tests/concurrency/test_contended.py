"""Writers who meet: double reversal (T1) and one winner (T3), each with a database connection of its own."""

from __future__ import annotations

import functools
import random
from collections import Counter
from typing import TYPE_CHECKING

import pytest
from django.db import connection

from ledger.models import Record
from tests.concurrency.crowd import INVOICES, at_once, bookkeeper_hired, invoice, paid, sound, statuses
from tests.settings import KIND
from tests.support.scale import scaled

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.backends.base.base import BaseDatabaseWrapper

    from tests.concurrency.crowd import Bookkeeper, Told

BUSINESSES = 6
POSTS = scaled(60, soak=500)
"""Over all businesses."""

pytestmark = pytest.mark.usefixtures("_no_deadlocks")


@pytest.mark.parametrize(
    ("method", "suffix", "done", "refused"), [("POST", "/void", 200, 409), ("DELETE", "", 204, 404)]
)
def test_of_two_reversals_one_is_done(committed_db: None, method: str, suffix: str, done: int, refused: int) -> None:
    crowd = [bookkeeper_hired() for _ in range(BUSINESSES)]
    bodies = [invoice(bookkeeper.account("INCOME")) for bookkeeper in crowd]
    works: list[tuple[int, Callable[[], Told]]] = []
    for number in range(POSTS):
        bookkeeper = crowd[number % BUSINESSES]
        record = bookkeeper.send("POST", INVOICES, bodies[number % BUSINESSES]).json["id"]
        works += [(record, functools.partial(bookkeeper.send, method, f"/records/{record}{suffix}"))] * 2
    random.Random(1).shuffle(works)  # noqa: S311 - an order, no secret
    answers = at_once([work for _, work in works], threads=20)
    told: dict[int, list[int]] = {}
    for (record, _), answer in zip(works, answers, strict=True):
        told.setdefault(record, []).append(answer.status)
    assert Counter(tuple(sorted(each)) for each in told.values()) == {(done, refused): POSTS}
    for bookkeeper in crowd:
        sound(bookkeeper)
        assert bookkeeper.send("GET", f"/accounts/{bookkeeper.account('INCOME')}/balances").json[0]["amount"] == 0
    kept = Record.objects.filter(business_id__in=[bookkeeper.business for bookkeeper in crowd], removed=False)
    assert kept.count() == (POSTS if suffix else 0)


def test_an_invoice_is_paid_once(bookkeeper: Bookkeeper) -> None:
    contact = bookkeeper.send("POST", "/businesses/{b}/contacts/customers", {"name": "Ann"}).json["id"]
    record = bookkeeper.send("POST", INVOICES, invoice(bookkeeper.account("INCOME"), contact=contact)).json["id"]
    answers = at_once([paid(bookkeeper, contact=contact, record=record)] * 100, threads=100)
    assert statuses(answers) == {201: 1, 409: 99}
    assert bookkeeper.send("GET", f"/records/{record}").json["balanceDue"] == 0
    assert bookkeeper.send("GET", f"/accounts/{bookkeeper.account('BANK')}/balances").json[0]["amount"] == -1_000
    sound(bookkeeper)


@pytest.mark.parametrize("kind", ["record", "contact", "account"])
def test_of_writers_with_the_same_tag_one_wins(kind: str, bookkeeper: Bookkeeper) -> None:
    paths = {
        "record": (INVOICES, invoice(bookkeeper.account("INCOME")), "records", "memo"),
        "contact": ("/businesses/{b}/contacts/customers", {"name": "Ann"}, "contacts", "prefix"),
        "account": ("/businesses/{b}/accounts", {"name": "Till", "type": "CASH"}, "accounts", "description"),
    }
    collection, body, noun, field = paths[kind]
    made = bookkeeper.send("POST", collection, body)
    path, tag = f"/{noun}/{made.json['id']}", made.headers["etag"]
    works = [
        functools.partial(bookkeeper.send, "PUT", path, {field: f"w{writer}"}, **{"If-Match": tag})
        for writer in range(100)
    ]
    answers = at_once(works, threads=100)
    assert statuses(answers) == {200: 1, 412: 99}
    winner = next(position for position, answer in enumerate(answers) if answer.status == 200)
    assert bookkeeper.send("GET", path).json[field] == f"w{winner}"
    sound(bookkeeper)


def test_a_draft_is_approved_once(bookkeeper: Bookkeeper) -> None:
    body = {"type": "invoice", **invoice(bookkeeper.account("INCOME"))}
    draft = bookkeeper.send("POST", "/businesses/{b}/drafts", body).json["id"]
    answers = at_once([functools.partial(bookkeeper.send, "POST", f"/drafts/{draft}/approve")] * 12, threads=12)
    assert statuses(answers) == {200: 1, 409: 11}
    assert bookkeeper.send("GET", f"/records/{draft}").json["number"] == "1"
    assert bookkeeper.send("GET", f"/accounts/{bookkeeper.account('INCOME')}/balances").json[0]["amount"] == 1_000
    sound(bookkeeper)


def test_removing_with_a_tag_and_changing_meet(bookkeeper: Bookkeeper) -> None:
    made = bookkeeper.send("POST", INVOICES, invoice(bookkeeper.account("INCOME")))
    path, tag = f"/records/{made.json['id']}", {"If-Match": made.headers["etag"]}
    works = [functools.partial(bookkeeper.send, "DELETE", path, **tag)] * 8
    works += [functools.partial(bookkeeper.send, "PUT", path, {"memo": "x"}, **tag)] * 8
    counted = statuses(at_once(works, threads=16))
    assert counted[200] + counted[204] == 1
    assert counted.keys() <= {200, 204, 404, 412}
    sound(bookkeeper)


def test_who_meets_a_lock_is_in_before_it_or_stays_out(bookkeeper: Bookkeeper) -> None:
    body = invoice(bookkeeper.account("INCOME"))
    lock = functools.partial(bookkeeper.send, "PUT", "/businesses/{b}/lockDate", {"lockDate": body["date"]})
    works = [functools.partial(bookkeeper.send, "POST", INVOICES, body) for _ in range(40)]
    answers = at_once([*works[:20], lock, *works[20:]], threads=16)
    counted = statuses(answers)
    assert counted.keys() <= {200, 201, 409}
    assert counted[200] == 1
    posted = bookkeeper.send("GET", f"/accounts/{bookkeeper.account('INCOME')}/balances").json
    assert sum(each["amount"] for each in posted) == 1_000 * counted[201]
    sound(bookkeeper)


def test_who_changes_the_chart_and_who_posts_meet_in_no_circle(bookkeeper: Bookkeeper) -> None:
    account = bookkeeper.account("INCOME")
    others = [each["id"] for each in bookkeeper.send("GET", "/businesses/{b}/accounts?type=EXPENSE").json]
    taxes = [{"name": f"Tax {n}", "shortName": f"T{n}", "rate": "5"} for n in range(8)]
    assert bookkeeper.send("POST", "/businesses/{b}/taxes", taxes).status == 200
    works: list[Callable[[], Told]] = []
    for number in range(8):
        # The first use of a tax makes its account.
        body = invoice(account, lineItems=[{"account": account, "rate": 10, "taxCode": f"T{number}"}])
        works += [functools.partial(bookkeeper.send, "POST", INVOICES, body)]
        works += [_sent(bookkeeper, "accounts", {"name": f"More {number}", "type": "INCOME"})]
        works += [_sent(bookkeeper, "taxCodes", {"name": f"C{number}", "expansion": "T0"})]
        works += [functools.partial(bookkeeper.send, "PUT", f"/accounts/{others[number]}", {"name": f"It {number}"})]
    answers = at_once(works, threads=16)
    assert statuses(answers).keys() <= {200, 201}
    sound(bookkeeper)


def _sent(bookkeeper: Bookkeeper, noun: str, body: dict[str, str]) -> Callable[[], Told]:
    return functools.partial(bookkeeper.send, "POST", f"/businesses/{{b}}/{noun}", body)


@pytest.mark.skipif(KIND == "sqlite", reason="SQLite has no row to wait for")
def test_a_stranger_waits_for_no_writer_and_takes_nothing(
    committed_db: None, owner_connection: BaseDatabaseWrapper
) -> None:
    writer, stranger = bookkeeper_hired(), bookkeeper_hired()
    address, body = INVOICES.format(b=writer.business), invoice(writer.account("INCOME"))
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '2s'")
    with owner_connection.cursor() as cursor:
        cursor.execute("BEGIN")
        cursor.execute("SELECT 1 FROM businesses_counter WHERE business_id = %s FOR UPDATE", [writer.business])
        assert stranger.send("POST", address, body).status == 404
        assert writer.send("POST", address, body).status == 503
        cursor.execute("ROLLBACK")
    assert writer.send("POST", address, body).status == 201
