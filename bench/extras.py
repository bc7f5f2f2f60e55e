"""Further figures, each a comparison of two things that are measured in turn, or a bound of its own."""

from __future__ import annotations

import random
import re
import statistics
import time
from dataclasses import replace
from typing import TYPE_CHECKING

import msgspec

from bench.figures import Extra
from bench.load import Request
from bench.processes import memory_mib
from bench.rounds import CLIENTS
from bench.workloads import WORKLOADS, balance_of, invoice_to, trial_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bench.figures import Burst, Outcome
    from bench.filled import Books
    from bench.rounds import Contest
    from bench.server import Daybook
    from bench.workloads import Workload

    Ask = Callable[[Books, random.Random], Request]

_MANY = 64
_STARTS = 5
_IDLE_SECONDS = 1
_NEXT = re.compile(r"<([^>]+)>;\s*rel=\"next\"")
_START = """
import json, time
from django.urls import get_resolver
from config.wsgi import application
get_resolver().url_patterns
with open("/proc/self/smaps_rollup") as rollup:
    kib = sum(int(line.split()[1]) for line in rollup if line.startswith("Pss:"))
print(json.dumps({"cpu": time.process_time(), "mib": kib / 1024}))
"""
"""One process as a worker is before its first request: what its start took, and what it holds."""


def extras_run(
    contest: Contest, daybook: Daybook, outcomes: Sequence[Outcome], tell: Callable[[str], None]
) -> list[Extra]:
    """Measure the further figures and return them; ``outcomes`` tell which workloads are served."""
    served = {outcome.name for outcome in outcomes if outcome.rounds}
    found = [_writers(contest), _more_lines(contest, "W4b", balance_of)]
    if "W4t" in served:
        found.append(_more_lines(contest, "W4t", trial_of))
    tell("extras: pages, connections")
    found += [
        _list_anew(contest),
        _deep_page(contest),
        *(_connections(contest, name) for name in ("W1", "W2")),
        _alone(contest),
    ]
    tell("extras: starts")
    return [*found, *_starts(daybook), _idle(daybook)]


def _writers(contest: Contest) -> Extra:
    """Compare creating invoices in eight businesses with creating them in one."""
    books = contest.filled.written
    spread = _pairs(contest, _requests(invoice_to, books), _requests(invoice_to, books[:1]))
    value = statistics.median(many.rate / max(1, one.rate) for many, one in spread)
    return Extra(name="W1, requests/s in 8 businesses over those in one", value=value, bound=1.3, at_least=True)


def _more_lines(contest: Contest, name: str, ask: Ask) -> Extra:
    """Compare a balance in the large books with one in books of a tenth."""
    pairs = _pairs(contest, _requests(ask, [contest.filled.large]), _requests(ask, [contest.filled.small]))
    title = f"{name}, CPU of a request at {contest.filled.entries:,} journal lines over that at a tenth"
    return Extra(name=title, value=_cpu(pairs), bound=1.5)


def _list_anew(contest: Contest) -> Extra:
    """Compare the floor's list with one that the server makes each time, as after a change in the books."""
    listed, ratios = _workload("W3"), []
    requests = _anew(*listed.requests(contest.filled))
    for _ in range(contest.rounds):
        floor = contest.floor.burst(listed, clients=CLIENTS, seconds=contest.seconds)
        server = contest.target.burst(requests, clients=CLIENTS, seconds=contest.seconds)
        ratios.append(floor.cpu_ms / server.cpu_ms)
    name = "W3 made anew for each request, cpu ratio"
    return Extra(name=name, value=statistics.median(ratios), bound=listed.goal / 2, at_least=True)


def _anew(request: Request) -> list[Request]:
    """Return a request for a list in so many spellings that the server does not hold the answer to most."""
    return [replace(request, path=f"{request.path}&again={number}") for number in range(2_000)]


def _deep_page(contest: Contest) -> Extra:
    """Compare a page in the middle of all invoices, found by its key, with the first page."""
    books = contest.filled.large
    first = Request("GET", f"/api/businesses/{books.business}/records/invoices?limit=50")
    before = Request("GET", f"{first.path}&offset={books.records // 2}")
    link = _NEXT.search(contest.target.ask(before).headers.get("link", ""))
    if link is None:
        message = f"{before.path} names no next page"
        raise RuntimeError(message)
    deep = Request("GET", re.sub(r"^https?://[^/]+", "", link[1]))
    pairs = _pairs(contest, _anew(deep), _anew(first))
    return Extra(name="a page of invoices far down, by key: CPU over that of the first", value=_cpu(pairs), bound=1.3)


def _connections(contest: Contest, name: str) -> Extra:
    """Count what fails over many connections at once."""
    requests = _workload(name).requests(contest.filled)
    burst = contest.target.burst(requests, clients=_MANY, seconds=contest.seconds)
    return Extra(name=f"{name} over {_MANY} connections, failed requests", value=burst.failed, bound=0, strict=True)


def _alone(contest: Contest) -> Extra:
    """Compare the median latency of reading a record with the floor's, with one client each."""
    read = _workload("W2")
    ratios = []
    for _ in range(contest.rounds):
        floor = contest.floor.burst(read, clients=1, seconds=contest.seconds)
        server = contest.target.burst(read.requests(contest.filled), clients=1, seconds=contest.seconds)
        ratios.append(server.median_ms / floor.median_ms)
    name = "W2 with one client, median latency over the floor's"
    return Extra(name=name, value=statistics.median(ratios), bound=3)


def _starts(daybook: Daybook) -> list[Extra]:
    """Start one process again and again."""
    starts = [msgspec.json.decode(daybook.python("-c", _START)) for _ in range(_STARTS)]
    cpu, mib = (statistics.median(start[key] for start in starts) for key in ("cpu", "mib"))
    return [
        Extra(name="cold start of one process, CPU", value=cpu, bound=1.2, unit=" s"),
        Extra(name="memory of one process, set up", value=mib, bound=50, unit=" MiB"),
    ]


def _idle(daybook: Daybook) -> Extra:
    """Serve with two workers and look at them before anybody asks."""
    with daybook.served(2) as served:
        time.sleep(_IDLE_SECONDS)
        mib = memory_mib(served.process)
    return Extra(name="memory of an idle server with 2 workers", value=mib, bound=130, unit=" MiB")


def _requests(ask: Ask, books: Sequence[Books]) -> list[Request]:
    """Return requests that go round some books."""
    chance = random.Random()
    return [ask(chance.choice(books), chance) for _ in range(2_000)]


def _pairs(contest: Contest, first: Sequence[Request], second: Sequence[Request]) -> list[tuple[Burst, Burst]]:
    """Send two kinds of requests in turn, as often as there are rounds."""
    send = contest.target.burst
    return [
        (
            send(first, clients=CLIENTS, seconds=contest.seconds),
            send(second, clients=CLIENTS, seconds=contest.seconds),
        )
        for _ in range(contest.rounds)
    ]


def _cpu(pairs: Sequence[tuple[Burst, Burst]]) -> float:
    """Return the median of how much more CPU time the first kind takes."""
    return statistics.median(first.cpu_ms / second.cpu_ms for first, second in pairs)


def _workload(name: str) -> Workload:
    return next(workload for workload in WORKLOADS if workload.name == name)
