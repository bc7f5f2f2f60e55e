"""Sent again, done once: twins, repeats and mutated repeats (T5), and a cut within the transaction (T6)."""

from __future__ import annotations

import functools
import random
from collections import Counter
from typing import TYPE_CHECKING

from django.db import OperationalError

from api.common import endpoint
from businesses.models import IdempotencyRecord
from ledger.models import JournalEntry, Record
from tests.concurrency.crowd import INVOICES, Told, at_once, invoice, sound
from tests.support.scale import scaled

if TYPE_CHECKING:
    import pytest

    from tests.concurrency.crowd import Bookkeeper

OPERATIONS = scaled(200, soak=20_000)
REPEATED, MUTATED = OPERATIONS // 10, OPERATIONS // 10
FRESH = OPERATIONS - REPEATED - MUTATED
CUTS = scaled(20, soak=200)


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
    sound(bookkeeper)


def test_what_is_due_comes_once_whoever_asks_at_the_same_time(bookkeeper: Bookkeeper) -> None:
    pattern = bookkeeper.send("POST", INVOICES, invoice(bookkeeper.account("INCOME"))).json["id"]
    arranged = {"record": pattern, "startDate": "2026-01-05", "unit": "WEEK", "count": 6}
    assert bookkeeper.send("POST", "/businesses/{b}/recurring", arranged).status == 201
    run = functools.partial(bookkeeper.send, "POST", "/businesses/{b}/recurring/run", {"asOf": "2026-12-31"})
    answers = at_once([run] * 8, threads=8)
    assert sorted(len(answer.json["outcomes"]) for answer in answers) == [0] * 7 + [6]
    assert stored(bookkeeper)[:2] == (7, 7)
    sound(bookkeeper)


def test_no_key_succeeds_twice_and_mutations_are_refused(bookkeeper: Bookkeeper) -> None:
    """A tenth of the writes repeats another one, a tenth has its key and another amount; the order is any."""
    account = bookkeeper.account("INCOME")
    operations = [(f"k{number}", 10) for number in range(FRESH)]
    operations += [(f"k{number}", 10) for number in range(REPEATED)]
    operations += [(f"k{number}", 99) for number in range(REPEATED, REPEATED + MUTATED)]
    random.Random(5).shuffle(operations)  # noqa: S311 - an order, no secret

    def sent(key: str, rate: int) -> tuple[Told, Told | None]:
        """Write, and read what was written."""
        answer = bookkeeper.send("POST", INVOICES, invoice(account, rate=rate), **{"Idempotency-Key": key})
        read = bookkeeper.send("GET", f"/records/{answer.json['id']}") if answer.status == 201 else None
        return answer, read

    answers = at_once([functools.partial(sent, *operation) for operation in operations], threads=12)
    told: dict[str, list[tuple[int, Told, Told | None]]] = {}
    for (key, rate), (answer, read) in zip(operations, answers, strict=True):
        told.setdefault(key, []).append((rate, answer, read))
    shapes: Counter[tuple[tuple[int, bool], ...]] = Counter()
    for each in told.values():
        done = [(rate, answer, read) for rate, answer, read in each if answer.status == 201]
        assert len({rate for rate, _, _ in done}) == 1
        assert len({answer.content for _, answer, _ in done}) == 1
        assert all(read is not None and read.json == answer.json for _, answer, read in done)
        shapes[tuple(sorted((answer.status, answer.replayed) for _, answer, _ in each))] += 1
    assert shapes == {
        ((201, False),): FRESH - REPEATED - MUTATED,
        ((201, False), (201, True)): REPEATED,
        ((201, False), (409, False)): MUTATED,
    }
    assert len({answer.json["id"] for answer, _ in answers if answer.status == 201}) == FRESH
    assert stored(bookkeeper) == (FRESH, FRESH, FRESH)
    sound(bookkeeper)


def test_a_cut_within_the_transaction_leaves_nothing(bookkeeper: Bookkeeper, monkeypatch: pytest.MonkeyPatch) -> None:
    """The last statement fails, on both databases; the cuts at any moment are those of a real server."""
    body = invoice(bookkeeper.account("INCOME"))

    def cut(*_: object) -> None:
        message = "server closed the connection unexpectedly"
        raise OperationalError(message)

    for attempt in range(CUTS):
        key = {"Idempotency-Key": f"cut-{attempt}"}
        with monkeypatch.context() as patched:
            patched.setattr(endpoint, "keep", cut)
            assert bookkeeper.send("POST", INVOICES, body, **key).status == 503
        assert stored(bookkeeper) == (attempt, attempt, attempt)
        again = bookkeeper.send("POST", INVOICES, body, **key)
        assert (again.status, again.replayed) == (201, False)
    sound(bookkeeper)
