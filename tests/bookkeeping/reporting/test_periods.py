"""The days of reports: fiscal years, columns, and what is compared with what."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookkeeping.errors import InvalidError
from bookkeeping.reporting.periods import (
    LAST_DAY,
    Comparison,
    FiscalStart,
    Interval,
    Period,
    columns_of,
    earlier,
    months_later,
    period_of,
)

CALENDAR, APRIL = FiscalStart(), FiscalStart(4, 6)
TODAY = date(2026, 5, 17)


def days(text: str) -> Period:
    """Return the period written ``2026-01-01/2026-01-31``; without a start, until that day."""
    start, _, end = text.rpartition("/")
    return Period(date.fromisoformat(start) if start else None, date.fromisoformat(end))


@pytest.mark.parametrize(
    ("fiscal", "day", "start"),
    [
        (CALENDAR, "2026-01-01", "2026-01-01"),
        (CALENDAR, "2025-12-31", "2025-01-01"),
        (APRIL, "2026-04-05", "2025-04-06"),
        (APRIL, "2026-04-06", "2026-04-06"),
        (FiscalStart(2, 31), "2026-02-27", "2025-02-28"),
        (FiscalStart(2, 31), "2024-02-29", "2024-02-29"),
    ],
)
def test_a_fiscal_year_begins_on_its_day(fiscal: FiscalStart, day: str, start: str) -> None:
    assert fiscal.on_or_before(date.fromisoformat(day)) == date.fromisoformat(start)


@pytest.mark.parametrize(
    ("start", "end", "period"),
    [
        (None, None, "2026-01-01/2026-05-17"),
        (None, "2025-03-31", "2025-01-01/2025-03-31"),
        ("2026-05-17", None, "2026-05-17/2026-05-17"),
        ("2024-01-15", "2025-02-14", "2024-01-15/2025-02-14"),
    ],
)
def test_a_period_ends_today_and_begins_with_its_fiscal_year(start: str | None, end: str | None, period: str) -> None:
    first, last = (None if text is None else date.fromisoformat(text) for text in (start, end))
    assert period_of(first, last, today=TODAY, fiscal=CALENDAR) == days(period)


def test_a_period_begins_no_earlier_than_reports_do() -> None:
    assert period_of(None, date(1900, 3, 1), today=TODAY, fiscal=APRIL) == days("1900-01-01/1900-03-01")


@pytest.mark.parametrize(
    ("start", "end", "field"),
    [
        ("2026-05-18", None, "start_date"),
        ("2026-02-02", "2026-02-01", "end_date"),
        ("1899-12-31", "2026-02-01", "start_date"),
        (None, "3000-01-01", "end_date"),
    ],
)
def test_days_that_make_no_period_are_named(start: str | None, end: str | None, field: str) -> None:
    first, last = (None if text is None else date.fromisoformat(text) for text in (start, end))
    with pytest.raises(InvalidError) as caught:
        period_of(first, last, today=TODAY, fiscal=CALENDAR)
    assert caught.value.field == field


@pytest.mark.parametrize(
    ("interval", "fiscal", "whole", "columns"),
    [
        (None, CALENDAR, "2026-01-01/2026-02-28", []),
        (Interval.MONTH, CALENDAR, "/2026-02-28", []),
        (
            Interval.MONTH,
            APRIL,
            "2025-12-15/2026-02-10",
            ["2025-12-15/2025-12-31", "2026-01-01/2026-01-31", "2026-02-01/2026-02-10"],
        ),
        (Interval.QUARTER, CALENDAR, "2026-03-31/2026-04-01", ["2026-03-31/2026-03-31", "2026-04-01/2026-04-01"]),
        (
            Interval.QUARTER,
            APRIL,
            "2026-01-01/2026-04-06",
            ["2026-01-01/2026-01-05", "2026-01-06/2026-04-05", "2026-04-06/2026-04-06"],
        ),
        (Interval.YEAR, APRIL, "2025-01-01/2026-04-05", ["2025-01-01/2025-04-05", "2025-04-06/2026-04-05"]),
    ],
)
def test_columns_are_whole_intervals_but_for_the_ends(
    interval: Interval | None, fiscal: FiscalStart, whole: str, columns: list[str]
) -> None:
    assert columns_of(days(whole), interval, fiscal) == tuple(days(column) for column in columns)


def test_there_are_not_more_columns_than_anybody_reads() -> None:
    assert len(columns_of(days("2016-01-01/2025-12-31"), Interval.MONTH, CALENDAR)) == 120
    with pytest.raises(InvalidError) as caught:
        columns_of(days("2016-01-01/2026-01-01"), Interval.MONTH, CALENDAR)
    assert caught.value.field == "interval"
    assert len(columns_of(days(f"2990-01-01/{LAST_DAY}"), Interval.MONTH, CALENDAR)) == 120


@pytest.mark.parametrize(
    ("whole", "comparison", "other"),
    [
        ("2026-02-01/2026-02-28", Comparison.PREVIOUS_PERIOD, "2026-01-01/2026-01-31"),
        ("2026-01-01/2026-03-31", Comparison.PREVIOUS_PERIOD, "2025-10-01/2025-12-31"),
        ("2025-04-06/2026-04-05", Comparison.PREVIOUS_PERIOD, "2024-04-06/2025-04-05"),
        ("2026-01-10/2026-01-19", Comparison.PREVIOUS_PERIOD, "2025-12-31/2026-01-09"),
        ("2026-01-31/2026-02-27", Comparison.PREVIOUS_PERIOD, "2025-12-31/2026-01-30"),
        ("2026-05-17/2026-05-17", Comparison.PREVIOUS_PERIOD, "2026-05-16/2026-05-16"),
        ("2026-02-01/2026-02-28", Comparison.PREVIOUS_YEAR, "2025-02-01/2025-02-28"),
        ("2024-02-29/2024-02-29", Comparison.PREVIOUS_YEAR, "2023-02-28/2023-02-28"),
        ("2025-02-01/2025-02-28", Comparison.PREVIOUS_YEAR, "2024-02-01/2024-02-29"),
        ("/2026-03-31", Comparison.PREVIOUS_YEAR, "/2025-03-31"),
        ("/2026-03-31", Comparison.PREVIOUS_PERIOD, "/2026-02-28"),
        ("/2026-03-30", Comparison.PREVIOUS_PERIOD, "/2026-02-27"),
    ],
)
def test_a_period_is_compared_with_one_as_long(whole: str, comparison: Comparison, other: str) -> None:
    assert earlier(days(whole), comparison) == days(other)


def test_a_day_is_compared_with_one_so_many_months_before() -> None:
    assert earlier(days("/2026-03-31"), Comparison.PREVIOUS_PERIOD, 3) == days("/2025-12-31")


@given(
    start=st.dates(date(1990, 1, 1), date(2030, 12, 31)),
    length=st.integers(0, 1_500),
    interval=st.sampled_from(Interval),
    fiscal=st.builds(FiscalStart, st.integers(1, 12), st.integers(1, 31)),
)
def test_columns_cover_every_day_once(start: date, length: int, interval: Interval, fiscal: FiscalStart) -> None:
    whole = Period(start, start + timedelta(days=length))
    columns = columns_of(whole, interval, fiscal)
    assert (columns[0].start, columns[-1].end) == (whole.start, whole.end)
    for one, other in pairwise(columns):
        assert other.start == one.end + timedelta(days=1)
    assert all(column.start and column.start <= column.end for column in columns)


def test_months_are_added_over_years() -> None:
    assert months_later(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert months_later(date(2026, 1, 31), -13) == date(2024, 12, 31)
    assert months_later(date(2026, 12, 1), 12) == date(2027, 12, 1)
