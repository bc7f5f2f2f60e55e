"""Schedules: month ends, leap days, first days, ends and counts; and the closed form against walking day by day."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookkeeping.errors import InvalidError
from bookkeeping.records import Adjustment, Document, RecordType
from bookkeeping.schedules import MAX_COUNT, MAX_EVERY, Schedule, Unit, checked, days, next_day, repeated


def first(most: int, **given_: object) -> list[str]:
    """Return the first days of a schedule as text."""
    schedule = checked(Schedule(**given_))  # type: ignore[arg-type]
    return [day.isoformat() for day in itertools.islice(days(schedule, date(2200, 12, 31)), most)]


def test_a_month_that_is_too_short_costs_nothing() -> None:
    assert first(4, start=date(2026, 1, 31), unit=Unit.MONTH) == [
        "2026-01-31",
        "2026-02-28",
        "2026-03-31",
        "2026-04-30",
    ]
    assert first(3, start=date(2026, 1, 10), unit=Unit.MONTH, day=31) == ["2026-01-31", "2026-02-28", "2026-03-31"]
    assert first(3, start=date(2024, 1, 30), unit=Unit.MONTH) == ["2024-01-30", "2024-02-29", "2024-03-30"]


def test_the_leap_day_comes_back() -> None:
    leap = first(5, start=date(2024, 2, 29), unit=Unit.YEAR)
    assert leap == ["2024-02-29", "2025-02-28", "2026-02-28", "2027-02-28", "2028-02-29"]
    assert first(2, start=date(2096, 2, 29), unit=Unit.YEAR, every=4) == ["2096-02-29", "2100-02-28"]


def test_days_weeks_quarters_and_years() -> None:
    start = date(2026, 1, 5)
    assert first(3, start=start, unit=Unit.DAY, every=10) == ["2026-01-05", "2026-01-15", "2026-01-25"]
    assert first(3, start=start, unit=Unit.WEEK, every=2) == ["2026-01-05", "2026-01-19", "2026-02-02"]
    assert first(3, start=start, unit=Unit.MONTH, every=3) == ["2026-01-05", "2026-04-05", "2026-07-05"]


def test_the_first_day_is_the_first_on_or_after_the_start() -> None:
    assert first(2, start=date(2026, 1, 15), unit=Unit.MONTH, day=1, every=3) == ["2026-02-01", "2026-05-01"]
    assert first(2, start=date(2026, 1, 15), unit=Unit.MONTH, day=15) == ["2026-01-15", "2026-02-15"]
    assert first(2, start=date(2026, 3, 15), unit=Unit.YEAR, day=1) == ["2027-03-01", "2028-03-01"]


def test_a_schedule_ends_with_its_last_day_or_its_last_time() -> None:
    start = date(2026, 1, 31)
    assert first(9, start=start, unit=Unit.MONTH, end=date(2026, 3, 31)) == ["2026-01-31", "2026-02-28", "2026-03-31"]
    assert first(9, start=start, unit=Unit.MONTH, end=date(2026, 3, 30)) == ["2026-01-31", "2026-02-28"]
    assert first(9, start=start, unit=Unit.WEEK, count=2) == ["2026-01-31", "2026-02-07"]
    counted = Schedule(start=start, unit=Unit.DAY, count=1)
    assert (next_day(counted), next_day(counted, date(2025, 1, 1)), next_day(counted, start)) == (start, start, None)


@pytest.mark.parametrize("unit", Unit)
def test_no_schedule_leaves_the_bounds_of_dates(unit: Unit) -> None:
    late = Schedule(start=date(2200, 12, 20), unit=unit, every=1000)
    assert (next_day(late), next_day(late, late.start)) == (late.start, None)


@pytest.mark.parametrize(
    ("given_", "field"),
    [
        ({"every": 0}, "every"),
        ({"every": MAX_EVERY + 1}, "every"),
        ({"day": 0}, "day"),
        ({"day": 32}, "day"),
        ({"unit": Unit.WEEK, "day": 1}, "day"),
        ({"end": date(2025, 12, 31)}, "end"),
        ({"end": date(2300, 1, 1)}, "end"),
        ({"start": date(1800, 1, 1)}, "start"),
        ({"count": 0}, "count"),
        ({"count": MAX_COUNT + 1}, "count"),
    ],
)
def test_what_makes_no_sense_is_refused(given_: dict[str, object], field: str) -> None:
    schedule = Schedule(**{"start": date(2026, 1, 1), "unit": Unit.MONTH, **given_})  # type: ignore[arg-type]
    with pytest.raises(InvalidError) as caught:
        checked(schedule)
    assert caught.value.field == field


SCHEDULES = st.builds(
    Schedule,
    start=st.dates(date(2019, 12, 1), date(2021, 3, 31)),
    unit=st.sampled_from(Unit),
    every=st.integers(1, 5),
    day=st.none(),
    end=st.none() | st.dates(date(2021, 4, 1), date(2024, 1, 1)),
    count=st.none() | st.integers(1, 30),
) | st.builds(
    Schedule,
    start=st.dates(date(2019, 12, 1), date(2021, 3, 31)),
    unit=st.sampled_from((Unit.MONTH, Unit.YEAR)),
    every=st.integers(1, 5),
    day=st.integers(1, 31),
)


@given(schedule=SCHEDULES, after=st.dates(date(2019, 1, 1), date(2025, 1, 1)))
def test_what_comes_next_does_not_depend_on_where_one_looks_from(schedule: Schedule, after: date) -> None:
    all_of_them = list(days(schedule, date(2026, 1, 1)))
    assert all_of_them == sorted(set(all_of_them))
    assert all(day >= schedule.start for day in all_of_them)
    later = [day for day in all_of_them if day > after]
    assert next_day(schedule, after) == (later[0] if later else next_day(schedule, date(2026, 1, 1)))
    if all_of_them:
        assert next_day(schedule, all_of_them[0] - timedelta(days=1)) == all_of_them[0]


def test_a_record_comes_again_with_its_terms_or_as_many_days_to_pay() -> None:
    document = Document(type=RecordType.BILL, date=date(2026, 1, 5), currency="USD", exchange_rate=Decimal("1.3"))
    later = date(2026, 2, 5)
    assert repeated(document, later) == replace(document, date=later, exchange_rate=None)
    due = replace(document, due_date=date(2026, 1, 15))
    assert repeated(due, later).due_date == date(2026, 2, 15)  # type: ignore[union-attr]
    assert repeated(replace(due, terms="net 10"), later).due_date is None  # type: ignore[union-attr]
    adjustment = Adjustment(date=date(2026, 1, 5), currency="USD", exchange_rate=Decimal("1.3"))
    assert repeated(adjustment, later) == Adjustment(date=later, currency="USD")
