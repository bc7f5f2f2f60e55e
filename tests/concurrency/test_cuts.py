"""Cuts at a real server (T6): before the commit, in the middle of everything, and after it, when the reply is lost.

A client that is cut off sends the write again under the same ``Idempotency-Key`` until it is answered, and each write
is there once.
"""

from __future__ import annotations

import functools
import http.client
import random
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import psycopg
import pytest
from django.db import connection

from businesses.models import IdempotencyRecord
from ledger.models import JournalEntry, JournalLine, Record
from tests.concurrency.crowd import INVOICES, PATIENCE_SECONDS, Told, bookkeeper_hired, invoice, sound, together
from tests.concurrency.proxy import line_to
from tests.e2e.server import serving
from tests.settings import KIND
from tests.support.scale import scaled

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from tests.concurrency.crowd import Bookkeeper
    from tests.e2e.server import Server

CUTS = scaled(20, soak=200)
KILLS = scaled(3, soak=100)
HIT = "hit"
NAME = "daybook-cuts"
"""What the server of these tests calls itself at PostgreSQL."""
BACKENDS = f"FROM pg_stat_activity WHERE datname = current_database() AND application_name = '{NAME}'"

postgres_only = pytest.mark.skipif(KIND == "sqlite", reason="SQLite is in the process of the server: see the kills")


@pytest.fixture(scope="module")
def server(database_address: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server of two workers, on the database of the tests, whose connections can be told from others."""
    address = database_address
    if KIND == "postgres":
        address += f"{'&' if '?' in address else '?'}application_name={NAME}"
    with serving(tmp_path_factory.mktemp("data"), address, "--no-demo", "--workers", "2") as running:
        yield running


def stored(bookkeeper: Bookkeeper) -> tuple[int, int, int, int]:
    """Return how many records, entries, lines and answers are there."""
    here = {"business_id": bookkeeper.business}
    return (
        Record.objects.filter(**here).count(),
        JournalEntry.objects.filter(**here).count(),
        JournalLine.objects.filter(**here).count(),
        IdempotencyRecord.objects.filter(user_id=bookkeeper.user).count(),
    )


def whole(bookkeeper: Bookkeeper, written: int) -> None:
    """Fail unless so many invoices are there once, each with its entry of two lines and its answer."""
    assert stored(bookkeeper) == (written, written, 2 * written, written)
    sound(bookkeeper)


@dataclass(frozen=True)
class Writer:
    """A client that writes one invoice after the other, each under its key; one without an answer it sends again."""

    bookkeeper: Bookkeeper
    name: str
    body: object
    answers: list[Told] = field(default_factory=list)

    def write(self, done: threading.Event | None = None) -> None:
        """Send one invoice until there is an answer; what is no 201 must be 503, and say when to come again."""
        key = {"Idempotency-Key": f"{self.name}-{len(self.answers)}"}
        while (answer := self.bookkeeper.send("POST", INVOICES, self.body, **key)).status != 201:
            assert answer.status == 503, answer
            assert int(answer.headers["retry-after"]) > 0
        self.answers.append(answer)
        if done:
            done.set()

    def write_on(self) -> None:
        """Write until the server is gone."""
        with suppress(OSError, http.client.HTTPException):
            while True:
                self.write()

    def at(self, address: str) -> Writer:
        """Return the same client, with the same answers, who talks to another server."""
        return replace(self, bookkeeper=self.bookkeeper.at(address))


def cut(address: str, *, after: float, done: threading.Event) -> str:
    """Terminate the first backend of the server that is in a transaction for so many seconds; return ``HIT`` then."""
    seized = f"SELECT pg_terminate_backend(pid) {BACKENDS} AND clock_timestamp() - xact_start > %s * '1s'::interval"
    with psycopg.connect(address, autocommit=True) as owner:
        while not done.is_set():
            if owner.execute(f"{seized} LIMIT 1", [after]).fetchall():
                return HIT
    return ""


@postgres_only
def test_a_cut_before_the_commit_leaves_nothing(bookkeeper: Bookkeeper, server: Server, database_address: str) -> None:
    writers = [Writer(bookkeeper.at(server.address), name, invoice(bookkeeper.account("INCOME"))) for name in "ab"]
    draw, hits = random.Random(6), 0  # noqa: S311 - moments, no secrets
    while hits < CUTS:
        done = threading.Event()
        works: list[Callable[[], object]] = [functools.partial(writer.write, done) for writer in writers]
        works.append(functools.partial(cut, database_address, after=draw.uniform(0, 0.02), done=done))
        hits += together(works, threads=3)[-1] == HIT
    whole(bookkeeper, sum(len(writer.answers) for writer in writers))


@postgres_only
def test_nobody_notices_connections_that_were_cut_while_idle(
    committed_db: None, server: Server, database_address: str
) -> None:
    with psycopg.connect(database_address, autocommit=True) as owner:
        for _ in range(5):
            bookkeeper = bookkeeper_hired()  # a token that no worker has read yet
            send = functools.partial(bookkeeper.at(server.address).send, "POST", INVOICES)
            writes = [functools.partial(send, invoice(bookkeeper.account("INCOME")))] * 4
            assert [answer.status for answer in together(writes, threads=4)] == [201] * 4, "".join(server.printed)
            assert owner.execute(f"SELECT pg_terminate_backend(pid) {BACKENDS}").fetchall() != []
            assert [answer.status for answer in together(writes, threads=4)] == [201] * 4, "".join(server.printed)
            assert stored(bookkeeper) == (8, 8, 16, 0)
            sound(bookkeeper)


def test_a_reply_that_is_lost_is_given_again(bookkeeper: Bookkeeper, server: Server) -> None:
    body = invoice(bookkeeper.account("INCOME"))
    with line_to(server.address) as line:
        send = functools.partial(bookkeeper.at(line.address).send, "POST", INVOICES, body)
        for attempt in range(CUTS):
            key = {"Idempotency-Key": f"lost-{attempt}"}
            line.losing = True
            with pytest.raises(http.client.RemoteDisconnected):
                send(**key)
            assert stored(bookkeeper)[0] == attempt + 1
            line.losing = False
            again = send(**key)
            assert (again.status, again.replayed) == (201, True)
            assert again.content in line.lost[-1]
    whole(bookkeeper, CUTS)


def killed(server: Server, writers: Sequence[Writer], *, answers: int, after: float) -> None:
    """Kill a server that is busy: so many seconds after it has given the writers so many answers."""
    wanted = answers + sum(len(writer.answers) for writer in writers)
    deadline = time.monotonic() + PATIENCE_SECONDS
    while sum(len(writer.answers) for writer in writers) < wanted and time.monotonic() < deadline:
        time.sleep(0.001)
    time.sleep(after)
    server.kill()


def test_what_was_answered_survives_a_killed_server(committed_db: None, database_address: str, tmp_path: Path) -> None:
    bookkeeper = bookkeeper_hired()
    body = invoice(bookkeeper.account("INCOME"))
    connection.close()  # so that each server has to recover what the one before has left
    writers = [Writer(bookkeeper, f"writer-{number}", body) for number in range(4)]
    draw = random.Random(7)  # noqa: S311 - moments, no secrets
    for _ in range(KILLS):
        with serving(tmp_path, database_address, "--no-demo", "--workers", "2") as server:
            works: list[Callable[[], None]] = [writer.at(server.address).write_on for writer in writers]
            works.append(
                functools.partial(killed, server, writers, answers=draw.randint(1, 30), after=draw.uniform(0, 0.03))
            )
            together(works, threads=len(works))
    with serving(tmp_path, database_address, "--no-demo", "--workers", "2") as server:
        for writer in writers:
            writer.at(server.address).write()
    answered = {answer.json["id"] for writer in writers for answer in writer.answers}
    assert len(answered) == sum(len(writer.answers) for writer in writers) >= KILLS + len(writers)
    assert set(Record.objects.filter(business_id=bookkeeper.business).values_list("id", flat=True)) == answered
    whole(bookkeeper, len(answered))
