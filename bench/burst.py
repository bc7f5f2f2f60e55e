"""Client processes that repeat one operation for a while, each with a connection of its own."""

from __future__ import annotations

import multiprocessing
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bench.figures import Burst, percentile

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.queues import Queue
    from multiprocessing.synchronize import Barrier

    from bench.processes import Meters

    Operation = Callable[[], bool]
    Session = Callable[[int], Operation]

_WARM_UP_OPERATIONS = 8
_START_SECONDS = 60


@dataclass(frozen=True, slots=True)
class _Share:
    """What one client did."""

    latencies: list[float]
    failed: int
    seconds: float
    cpu_seconds: float


def clients_burst(session: Session, *, clients: int, seconds: int, meters: Meters, count_clients: bool) -> Burst:
    """Let clients repeat an operation at once, and return what they did.

    Args:
        session: opens the connection of the client with this number, in its process, and returns its operation,
            which tells whether it went well.
        clients: how many processes.
        seconds: how long, after all of them are connected and warm.
        meters: of what else does the work (the database, the server); its CPU time is counted.
        count_clients: whether the clients' own CPU time is part of the work.
    """
    context = multiprocessing.get_context("fork")
    shares: Queue[_Share] = context.Queue()
    barrier = context.Barrier(clients + 1)
    workers = [
        context.Process(target=_client, args=(session, number, seconds, barrier, shares)) for number in range(clients)
    ]
    for worker in workers:
        worker.start()
    barrier.wait(_START_SECONDS)
    before = meters.read()
    done = [shares.get(timeout=seconds + _START_SECONDS) for _ in workers]
    cpu, database = meters.since(before)
    for worker in workers:
        worker.join(_START_SECONDS)
    if count_clients:
        cpu += sum(share.cpu_seconds for share in done)
    latencies = sorted(latency for share in done for latency in share.latencies)
    return Burst(
        operations=len(latencies),
        failed=sum(share.failed for share in done),
        rate=sum(len(share.latencies) / share.seconds for share in done),
        median_ms=1000 * percentile(latencies, 0.5),
        p99_ms=1000 * percentile(latencies, 0.99),
        cpu_ms=1000 * cpu / max(1, len(latencies)),
        database_ms=1000 * database / max(1, len(latencies)),
    )


def _client(session: Session, number: int, seconds: int, barrier: Barrier, shares: Queue[_Share]) -> None:
    """Be one client: connect, warm up, wait for the others, repeat."""
    operation = session(number)
    for _ in range(_WARM_UP_OPERATIONS):
        operation()
    barrier.wait(_START_SECONDS)
    latencies, failed = [], 0
    cpu, start = time.process_time(), time.perf_counter()
    now, end = start, start + seconds
    while now < end:
        failed += not operation()
        after = time.perf_counter()
        latencies.append(after - now)
        now = after
    shares.put(_Share(latencies, failed, now - start, time.process_time() - cpu))
