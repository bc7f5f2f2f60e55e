"""Sent again, done once: repeats and mutated repeats (T5), cuts before the commit and replies lost after it (T6)."""

from __future__ import annotations

import functools
import random
from collections import Counter
from typing import TYPE_CHECKING, Any

from django.db import OperationalError

from api.common import endpoint
from businesses.models import IdempotencyRecord
from ledger.models import JournalEntry, Record
from tests.concurrency.crowd import Told, at_once

if TYPE_CHECKING:
    import pytest

    from tests.concurrency.crowd import Bookkeeper

INVOICES = "/businesses/{b}/records/invoices"


def invoice(account: int, rate: int = 10) -> dict[str, Any]:
    """Return the body of an invoice."""
    return {"date": "2026-01-15", "lineItems": [{"account": account, "rate": rate}]}


def stored(bookkeeper: Bookkeeper) -> tuple[int, int, int]:
    """Return how many records, entries and answers are there."""
    here = {"business_id": bookkeeper.business}
    return (
        Record.objects.filter(**here).count(),
        JournalEntry.objects.filter(**here).count(),
        IdempotencyRecord.objects.filter(user_id=bookkeeper.user).count(),
    )


def test_twins_at_the_same_time_are_done_once(bookkeeper: Bookkeeper) -> None:
    body = invoice(bookkeeper.account("INCOME"))
    for round_ in range(5):
        key = {"Idempotency-Key": f"twins-{round_}"}
        answers = at_once([functools.partial(bookkeeper.send, "POST", INVOICES, body, **key)] * 12, threads=12)
        assert Counter((answer.status, answer.replayed) for answer in answers) == {(201, False): 1, (201, True): 11}
        assert len({answer.content for answer in answers}) == 1
    assert stored(bookkeeper) == (5, 5, 5)
    assert bookkeeper.faults() == []


def test_no_key_succeeds_twice_and_mutations_are_refused(bookkeeper: Bookkeeper) -> None:
    account = bookkeeper.account("INCOME")
    operations = [(f"k{number}", 10) for number in range(160)]
    operations += [(f"k{number}", 10) for number in range(20)] + [(f"k{number}", 99) for number in range(20, 40)]
    random.Random(5).shuffle(operations)  # noqa: S311 - an order, no secret

    def sent(key: str, rate: int) -> Told:
        return bookkeeper.send("POST", INVOICES, invoice(account, rate), **{"Idempotency-Key": key})

    answers = at_once([functools.partial(sent, *operation) for operation in operations], threads=12)
    done = Counter(key for (key, _), answer in zip(operations, answers, strict=True) if answer.status == 201)
    fresh = [answer for answer in answers if answer.status == 201 and not answer.replayed]
    assert Counter(answer.status for answer in answers) == {201: 180, 409: 20}
    assert len(fresh) == len({answer.json["id"] for answer in fresh}) == 160
    assert {key for key, times in done.items() if times == 2} == {f"k{number}" for number in range(20)}
    first: dict[str, bytes] = {}
    for (key, _), answer in zip(operations, answers, strict=True):
        if answer.status == 201:
            assert first.setdefault(key, answer.content) == answer.content
    assert stored(bookkeeper) == (160, 160, 160)
    assert bookkeeper.faults() == []


def test_a_cut_before_the_commit_leaves_nothing(bookkeeper: Bookkeeper, monkeypatch: pytest.MonkeyPatch) -> None:
    body = invoice(bookkeeper.account("INCOME"))

    def cut(*_: object) -> None:
        message = "server closed the connection unexpectedly"
        raise OperationalError(message)

    for attempt in range(20):
        key = {"Idempotency-Key": f"cut-{attempt}"}
        with monkeypatch.context() as patched:
            patched.setattr(endpoint, "keep", cut)
            assert bookkeeper.send("POST", INVOICES, body, **key).status == 503
        assert stored(bookkeeper) == (attempt, attempt, attempt)
        again = bookkeeper.send("POST", INVOICES, body, **key)
        assert (again.status, again.replayed) == (201, False)
    assert bookkeeper.faults() == []


def test_a_reply_that_is_lost_is_given_again(bookkeeper: Bookkeeper) -> None:
    body = invoice(bookkeeper.account("INCOME"))
    for attempt in range(50):
        key = {"Idempotency-Key": f"lost-{attempt}"}
        lost = bookkeeper.send("POST", INVOICES, body, **key)
        again = bookkeeper.send("POST", INVOICES, body, **key)
        assert (again.status, again.content, again.replayed) == (201, lost.content, True)
    assert stored(bookkeeper) == (50, 50, 50)
    assert bookkeeper.faults() == []
