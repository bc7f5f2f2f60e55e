"""Run it: ``python -m bench``."""

from __future__ import annotations

import argparse
import contextlib
import os
import random
import signal
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from bench import report
from bench.extras import extras_run
from bench.filled import Filled
from bench.floor.tables import floor_fill
from bench.load import NO_WRK, WRK, Target
from bench.machine import conditions
from bench.postgres import Postgres, postgres_running
from bench.processes import CpuMeter, Meters
from bench.rounds import Contest, Floor, contest_run
from bench.scale import FULL, Scale
from bench.server import Daybook
from bench.workloads import WORKLOADS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

QUICK = {"records": 2_000, "entries": 20_000, "rounds": 2, "seconds": 1}
FLOOR, DAYBOOK = "floor", "daybook"
"""The two databases."""
_SMALLEST = 2_000


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print the report, and return 0; 1 when requests failed or ``--gate`` is missed."""
    options = _options(arguments)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that the servers are stopped
    if not WRK:
        _tell(NO_WRK)
    workloads = [workload for workload in WORKLOADS if not options.only or workload.name in options.only]
    chance = random.Random()
    with _contest(options) as (contest, postgres, daybook):
        outcomes = contest_run(contest, workloads, chance, _tell)
        extras = extras_run(contest, daybook, outcomes, _tell) if options.extras else []
        found = report.Report(
            conditions=conditions(postgres, options.workers),
            scale=contest.floor.scale,
            rounds=options.rounds,
            seconds=options.seconds,
            outcomes=tuple(outcomes),
            extras=tuple(extras),
        )
    sys.stdout.write(report.text(found))
    if options.json:
        options.json.write_bytes(msgspec.json.format(msgspec.json.encode(report.plain(found)), indent=2) + b"\n")
    if options.markdown:
        report.DOCUMENT.write_text(report.markdown(found))
    failed = any(outcome.failed for outcome in outcomes) or any(extra.strict and not extra.met for extra in extras)
    missed = options.gate and any(outcome.share < report.HALF for outcome in outcomes)
    return 1 if failed or missed else 0


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description="The workloads over HTTP beside bare SQL.")
    parser.add_argument("--rounds", type=int, default=5, help="rounds of each workload (default: %(default)s)")
    parser.add_argument("--seconds", type=int, default=2, help="length of a burst (default: %(default)s)")
    parser.add_argument("--records", type=int, default=FULL.records, help="invoices (default: %(default)s)")
    parser.add_argument("--entries", type=int, default=FULL.entries, help="journal lines (default: %(default)s)")
    parser.add_argument("--workers", type=int, default=2, help="worker processes of the server (default: %(default)s)")
    parser.add_argument("--only", type=lambda text: text.split(","), help="only these, as in W1,W4b; no extras")
    parser.add_argument("--extras", action=argparse.BooleanOptionalAction, help="the further figures (default: yes)")
    parser.add_argument("--quick", action="store_true", help="a smoke run of a minute; its figures mean little")
    parser.add_argument("--verify", action="store_true", help="re-add the filled books before measuring")
    parser.add_argument("--gate", action="store_true", help="exit 1 when a median cpu ratio is below half its goal")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="keep the filled databases there, for the next run")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all figures there")
    parser.add_argument("--markdown", action="store_true", help="write the report into docs/performance.md")
    options = parser.parse_args(arguments)
    if options.quick:
        parser.set_defaults(**QUICK)
        options = parser.parse_args(arguments)
    unknown = set(options.only or ()) - {workload.name for workload in WORKLOADS}
    if unknown or options.records < _SMALLEST or min(options.rounds, options.seconds, options.workers) < 1:
        parser.error(f"use workloads of {[workload.name for workload in WORKLOADS]}, and {_SMALLEST} records or more")
    if options.extras is None:
        options.extras = not options.only
    return options


@contextlib.contextmanager
def _contest(options: argparse.Namespace) -> Iterator[tuple[Contest, Postgres, Daybook]]:
    """Start PostgreSQL, fill it unless it is filled already, and serve until the block ends."""
    scale = Scale(options.records, options.entries)
    with contextlib.ExitStack() as undo:
        folder = options.keep or Path(undo.enter_context(tempfile.TemporaryDirectory(prefix="daybook-bench-")))
        folder = folder.resolve()
        (folder / "data").mkdir(parents=True, exist_ok=True)
        postgres = undo.enter_context(postgres_running(folder / "postgres"))
        floor_url = postgres.database(FLOOR)
        daybook = Daybook(postgres.database(DAYBOOK), folder / "data")
        filled = _kept(folder / "filled.json", scale) or _filled(postgres, daybook, scale)
        (folder / "filled.json").write_bytes(msgspec.json.encode(filled))
        if options.verify:
            _tell(daybook.verify())
        served = undo.enter_context(daybook.served(options.workers))
        database = CpuMeter((postgres.process,))
        target = Target(served, filled.token, Meters(CpuMeter((served.process, postgres.process)), database))
        floor = Floor(floor_url, scale, Meters(database, database))
        yield Contest(floor, target, filled, options.rounds, options.seconds), postgres, daybook


def _kept(file: Path, scale: Scale) -> Filled | None:
    """Return what the databases hold already, None when nothing is known of them.

    Raises:
        SystemExit: they were filled with other numbers.
    """
    if not file.is_file():
        return None
    filled = msgspec.json.decode(file.read_bytes(), type=Filled)
    if (filled.records, filled.entries) != (scale.records, scale.entries):
        message = f"{file.parent} holds {filled.records} records and {filled.entries} journal lines: take another"
        raise SystemExit(message)
    return filled


def _filled(postgres: Postgres, daybook: Daybook, scale: Scale) -> Filled:
    """Create and fill both databases, and return what Daybook's holds."""
    _tell(f"filling: {scale.records} records, {scale.entries} journal lines")
    for name in (FLOOR, DAYBOOK):
        postgres.create(name)
    floor_fill(postgres.database(FLOOR), scale)
    return daybook.fill(scale)


def _tell(line: str) -> None:
    """Say on standard error how far it is."""
    load = os.getloadavg()[0]
    sys.stderr.write(f"[load {load:.1f}] {line}\n")


if __name__ == "__main__":
    sys.exit(main())
