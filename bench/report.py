"""The report: as text for the terminal, as plain data for JSON, as markdown for the documents. Pure but its path."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bench.figures import Extra, Outcome, Range
    from bench.machine import Conditions
    from bench.scale import Scale

DOCUMENT = Path(__file__).parents[1] / "docs" / "performance.md"
HALF = 0.5
"""The part of each goal that the project asks for first."""
_HEAD = (
    "workload",
    "cpu ratio",
    "goal",
    "half",
    "reached",
    "throughput",
    "req/s",
    "p50 ms",
    "p99 ms",
    "floor",
    "failed",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Everything that a run found out."""

    conditions: Conditions
    scale: Scale
    rounds: int
    seconds: int
    outcomes: tuple[Outcome, ...]
    extras: tuple[Extra, ...]


def text(report: Report) -> str:
    """Return the report for a terminal."""
    rows = [_HEAD, *(_row(outcome) for outcome in report.outcomes)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEAD))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    lines += [""] if report.extras else []
    lines += [f"{'ok ' if extra.met else 'NOT'} {extra.name}: {_said(extra)}" for extra in report.extras]
    found = report.conditions
    lines += ["", f"{found.day}, {found.machine}, load {found.load}; {found.versions}"]
    return "\n".join(lines) + "\n"


def plain(report: Report) -> dict[str, Any]:
    """Return the report as plain data: the rounds as measured, and what follows from them."""
    data = asdict(report)
    for outcome, found in zip(report.outcomes, data["outcomes"], strict=True):
        if outcome.rounds:
            found |= {"cpu_ratio": asdict(outcome.cpu), "throughput_ratio": asdict(outcome.throughput)}
            found |= {"share_of_goal": outcome.share, "failed": outcome.failed}
    for extra, found in zip(report.extras, data["extras"], strict=True):
        found["met"] = extra.met
    return data


def markdown(report: Report) -> str:
    """Return the page of the documents."""
    found = report.conditions
    table = [_HEAD, tuple("---" for _ in _HEAD), *(_row(outcome) for outcome in report.outcomes)]
    meanings = [f"* **{outcome.name}**: {outcome.title}." for outcome in report.outcomes]
    extras = [
        f"| {extra.name} | {_number(extra.value)}{extra.unit} | {_bound(extra)} | {'yes' if extra.met else 'no'} |"
        for extra in report.extras
    ]
    return _PAGE.format(
        day=found.day,
        machine=found.machine,
        load=found.load,
        versions=found.versions,
        workers=found.workers,
        rounds=report.rounds,
        seconds=report.seconds,
        records=f"{report.scale.records:,}",
        entries=f"{report.scale.entries:,}",
        meanings="\n".join(meanings),
        table="\n".join(f"| {' | '.join(row)} |" for row in table),
        extras="\n".join(extras) or "| not measured in this run | | | |",
    )


def _row(outcome: Outcome) -> tuple[str, ...]:
    """Return the cells of one workload."""
    if not outcome.rounds:
        return (outcome.name, outcome.absent, f"{outcome.goal:.2f}", *("" for _ in _HEAD[3:]))
    return (
        outcome.name,
        _range(outcome.cpu),
        f"{outcome.goal:.2f}",
        f"{outcome.goal * HALF:.3f}",
        "goal" if outcome.share >= 1 else "half" if outcome.share >= HALF else "no",
        _range(outcome.throughput),
        f"{outcome.middle('server', 'rate'):.0f}",
        f"{outcome.middle('server', 'median_ms'):.1f}",
        f"{outcome.middle('server', 'p99_ms'):.1f}",
        f"{outcome.middle('floor', 'rate'):.0f}/s, {outcome.middle('floor', 'median_ms'):.1f} ms",
        str(outcome.failed),
    )


def _range(values: Range) -> str:
    return f"{values.low:.2f} / {values.middle:.2f} / {values.high:.2f}"


def _said(extra: Extra) -> str:
    return f"{_number(extra.value)}{extra.unit} ({_bound(extra)})"


def _bound(extra: Extra) -> str:
    return f"at {'least' if extra.at_least else 'most'} {_number(extra.bound)}{extra.unit}"


def _number(value: float) -> str:
    return f"{value:.0f}" if value == int(value) else f"{value:.2f}"


_PAGE = """# Performance

Written by `make bench ARGS=--markdown` on {day}; do not edit. `bench/README.md` says how it is measured.

Every figure is a ratio of two things measured seconds apart, on one machine and one PostgreSQL server: the same work
as bare SQL through psycopg (the floor), and over HTTP on a running Daybook. 8 clients, {rounds} rounds of
{seconds} s each, floor and server in turn; a business of {records} invoices and {entries} journal lines; commits
wait for the disk. The numbers of a range are smallest, median and largest.

* **cpu ratio**: CPU time of one floor operation (clients and database) over CPU time of one request (server and
  database). It survives a noisy machine, so the goals are set for its median.
* **throughput**: requests a second over floor operations a second. Neighbours on the machine disturb it.
* **reached**: whether the median cpu ratio reaches the goal, at least half of it, or neither.

{meanings}

{table}

## Further figures

| figure | measured | bound | kept |
| --- | --- | --- | --- |
{extras}

## Measured on

{machine}; load average {load}, the bench included. {versions}. `daybook serve` with {workers} workers of one thread
each, as the database role that owns no table.
"""
