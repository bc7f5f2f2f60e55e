"""The arithmetic and the text of the bench. How fast anything is, no test asks."""

from __future__ import annotations

import json
import re

import pytest

from bench import report
from bench.figures import Burst, Extra, Outcome, Range, Round, percentile
from bench.machine import Conditions
from bench.scale import Scale


def burst(*, rate: float = 100, cpu_ms: float = 2, failed: int = 0) -> Burst:
    return Burst(operations=200, failed=failed, rate=rate, median_ms=3, p99_ms=9, cpu_ms=cpu_ms, database_ms=1)


def rounds(*pairs: tuple[float, float]) -> tuple[Round, ...]:
    """Rounds of given CPU milliseconds of floor and server."""
    return tuple(Round(burst(cpu_ms=floor), burst(cpu_ms=server)) for floor, server in pairs)


OUTCOMES = (
    Outcome(name="W1", title="write", goal=0.4, rounds=rounds((1, 10), (1, 4), (1, 5))),
    Outcome(name="W2", title="read", goal=0.4, rounds=rounds((1, 2))),
    Outcome(name="W3", title="list", goal=0.5, rounds=(Round(burst(rate=50), burst(rate=10, cpu_ms=40, failed=3)),)),
    Outcome(name="W4t", title="trial balance", goal=0.85, absent="no operation answers it yet"),
)
REPORT = report.Report(
    conditions=Conditions(day="2026-06-01", machine="2 cores", versions="Python 3", load="0.5", workers=2),
    scale=Scale(),
    rounds=3,
    seconds=2,
    outcomes=OUTCOMES,
    extras=(
        Extra(name="eight over one", value=1.25, bound=1.3, at_least=True),
        Extra(name="cold start", value=1.0, bound=1.2, unit=" s"),
    ),
)


def test_the_server_is_a_part_of_the_floor() -> None:
    one = Round(floor=burst(rate=400, cpu_ms=2), server=burst(rate=100, cpu_ms=5))
    assert (one.throughput_ratio, one.cpu_ratio) == (0.25, 0.4)


def test_a_side_that_measured_nothing_gives_no_ratio() -> None:
    one = Round(floor=burst(rate=0, cpu_ms=0), server=burst(rate=0, cpu_ms=0))
    assert (one.throughput_ratio, one.cpu_ratio) == (0, 0)


def test_a_range_is_smallest_median_and_largest() -> None:
    assert Range.of([5, 1, 2, 9]) == Range(1, 3.5, 9)


@pytest.mark.parametrize(("part", "value"), [(0, 1), (0.5, 3), (0.99, 4), (1, 4)])
def test_a_percentile_is_one_of_the_values(part: float, value: float) -> None:
    assert percentile([1, 2, 3, 4], part) == value


def test_nothing_has_no_percentile() -> None:
    assert percentile([], 0.5) == 0


def test_the_median_of_the_cpu_ratios_is_held_against_the_goal() -> None:
    write, read, listed, absent = OUTCOMES
    assert write.cpu == Range(0.1, 0.2, 0.25)
    assert [round(outcome.share, 3) for outcome in (write, read, listed, absent)] == [0.5, 1.25, 0.1, 0]


def test_failed_requests_are_counted_over_all_rounds() -> None:
    assert [outcome.failed for outcome in OUTCOMES] == [0, 0, 3, 0]


@pytest.mark.parametrize(
    ("value", "at_least", "met"),
    [(1, False, True), (2, False, True), (3, False, False), (1, True, False), (2, True, True)],
)
def test_a_bound_is_kept_from_its_good_side(value: float, at_least: bool, met: bool) -> None:  # noqa: FBT001 - a case
    assert Extra(name="x", value=value, bound=2, at_least=at_least).met is met


def test_the_lines_beside_invoices_come_in_adjustments() -> None:
    assert (Scale().other_lines, Scale().adjustments) == (500_000, 5_000)
    assert Scale().tenth == Scale(10_000, 100_000)
    assert Scale(2_000, 1).adjustments == 0


def test_the_text_has_a_row_for_each_workload() -> None:
    lines = report.text(REPORT).splitlines()
    assert re.split(r"\s{2,}", lines[1])[:6] == [
        "W1",
        "0.10 / 0.20 / 0.25",
        "0.40",
        "0.200",
        "half",
        "1.00 / 1.00 / 1.00",
    ]
    assert [line.split()[0] for line in lines[1:5]] == ["W1", "W2", "W3", "W4t"]
    assert [re.split(r"\s{2,}", line)[4] for line in lines[1:4]] == ["half", "goal", "no"]
    assert lines[3].endswith("3")
    assert "no operation answers it yet" in lines[4]
    assert "NOT eight over one: 1.25 (at least 1.30)" in lines
    assert "ok  cold start: 1 s (at most 1.20 s)" in lines


def test_the_page_is_a_whole_table() -> None:
    page = report.markdown(REPORT)
    tables = [line for line in page.splitlines() if line.startswith("| ")]
    workloads = [line for line in tables if line.count("|") == 12]
    assert [line.split("|")[1].strip() for line in workloads] == ["workload", "---", "W1", "W2", "W3", "W4t"]
    assert "| eight over one | 1.25 | at least 1.30 | no |" in tables
    assert "100,000 invoices and 1,000,000 journal lines" in page
    assert "{" not in page


def test_the_plain_data_has_rounds_and_ratios() -> None:
    data = json.loads(json.dumps(report.plain(REPORT)))
    write, *_, absent = data["outcomes"]
    assert write["cpu_ratio"] == {"low": 0.1, "middle": 0.2, "high": 0.25}
    assert write["rounds"][0]["server"]["cpu_ms"] == 10
    assert "cpu_ratio" not in absent
    assert [extra["met"] for extra in data["extras"]] == [False, True]
