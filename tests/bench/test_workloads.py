"""What the bench sends, and the books that it sends it to."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import psycopg
import pytest

from bench.filled import Books, Filled
from bench.load import Answer
from bench.processes import CpuMeter
from bench.scale import ACCOUNTS, BUSINESSES, CONTACTS, LINE_ACCOUNTS
from bench.workloads import WORKLOADS
from tests.settings import KIND

if TYPE_CHECKING:
    from collections.abc import Callable

    from bench.workloads import Workload

ROOT = Path(__file__).parents[2]


def books(business: int) -> Books:
    accounts = tuple(range(business * 1000, business * 1000 + 60))
    contacts = (business * 1000 + 900,)
    return Books(
        business=business,
        accounts=accounts,
        line_accounts=accounts[10:],
        contacts=contacts,
        tax_code="G,Q",
        records=100,
        first_record=5_000,
    )


FILLED = Filled(token="t", records=100, entries=1_000, large=books(1), small=books(9), written=(books(2), books(3)))


@pytest.mark.parametrize("workload", WORKLOADS, ids=lambda workload: workload.name)
def test_what_is_prepared_fits_on_one_line_each(workload: Workload) -> None:
    sent = workload.requests(FILLED)
    assert len(sent) in {1, 4_096}
    assert {request.line().count("\n") for request in sent} == {1}
    assert {request.line().count("\t") for request in sent} == {2}
    assert {request.method for request in sent} == {"POST" if sent[0].body else "GET"}


def test_invoices_go_to_the_businesses_that_are_written_to() -> None:
    sent = WORKLOADS[0].requests(FILLED)
    assert {request.path for request in sent} == {f"/api/businesses/{number}/records/invoices" for number in (2, 3)}
    for request in sent[:50]:
        business = int(request.path.split("/")[3])
        accounts = [line["account"] for line in json.loads(request.body)["lineItems"]]
        assert len(set(accounts)) == 2
        assert set(accounts) < set(books(business).line_accounts)


def test_every_record_of_the_large_business_may_be_read() -> None:
    chance = random.Random(1)  # noqa: S311 - no secret
    paths = {WORKLOADS[1].request(FILLED, chance).path for _ in range(2_000)}
    assert paths == {f"/api/records/{5_000 + 16 * position}" for position in range(100)}


@pytest.mark.parametrize(
    ("name", "status", "text"),
    [
        ("W1", 200, '{"lineItems": [1, 2], "totalDue": 34642}'),
        ("W1", 201, '{"lineItems": [1, 2], "totalDue": 30000}'),
        ("W2", 200, '{"lineItems": [1], "totalDue": 34642}'),
        ("W3", 200, "[]"),
        ("W4b", 200, '{"message": "no"}'),
        ("W4t", 200, '{"rows": []}'),
    ],
)
def test_a_wrong_answer_is_not_measured(name: str, status: int, text: str) -> None:
    workload = next(workload for workload in WORKLOADS if workload.name == name)
    assert not workload.answered(Answer(status, text, {}))


@pytest.mark.skipif(not Path("/proc/self/stat").is_file(), reason="needs the kernel's process files")
def test_the_cpu_of_children_that_ended_counts() -> None:
    meter = CpuMeter((os.getpid(),))
    before, own = meter.seconds(), time.process_time()
    burn = "import time\nwhile time.process_time() < 0.3: pass"
    subprocess.run([sys.executable, "-c", burn], check=True)
    assert meter.seconds() - before >= 0.25 + (time.process_time() - own) - 0.1


@pytest.mark.skipif(KIND == "sqlite", reason="the bench measures PostgreSQL")
def test_the_copied_books_are_sound(new_database: Callable[[str], str], tmp_path: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("DAYBOOK_")}
    environment |= {
        "DATABASE_URL": new_database("bench"),
        "DAYBOOK_DATA_DIR": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }

    def python(*arguments: str) -> bytes:
        done = subprocess.run(
            [sys.executable, "-m", *arguments], cwd=ROOT, env=environment, capture_output=True, check=False
        )
        assert done.returncode == 0, (done.stdout, done.stderr)
        return done.stdout

    found = msgspec.json.decode(python("bench.filling", "--records=200", "--entries=2000"), type=Filled)
    assert len(found.written) == BUSINESSES - 1
    for one in (found.large, found.small, *found.written):
        assert (len(set(one.accounts)), len(set(one.line_accounts))) == (ACCOUNTS, LINE_ACCOUNTS)
        assert len(set(one.contacts)) == CONTACTS
    with psycopg.connect(environment["DATABASE_URL"]) as connection:
        counted = (
            "SELECT type, count(*), min(n), max(n), count(DISTINCT date) > 1 FROM ledger_record r CROSS JOIN LATERAL "
        )
        counted += "(SELECT count(*) AS n FROM ledger_journalline l WHERE l.record_id = r.id) x "
        counted += "WHERE business_id = %s GROUP BY type ORDER BY type"
        rows = connection.execute(counted, [found.large.business]).fetchall()
    assert rows == [("ADJUSTMENT", 11, 100, 100, True), ("INVOICE", 201, 5, 5, True)]  # one of each is the pattern
    assert python("config.cli", "verify") == b"daybook: 10 businesses verified, nothing wrong\n"
