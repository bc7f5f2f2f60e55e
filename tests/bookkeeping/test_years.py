"""Fiscal years of every beginning, their months and days, and the entry that closes one."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookkeeping.books import AccountType
from bookkeeping.errors import AmountOutOfBoundsError
from bookkeeping.money import MAX_MINOR
from bookkeeping.years import TEMPORARY, Period, Result, close, fiscal_year, year_ending

DAYS = st.dates(date(1999, 1, 1), date(2030, 12, 31))
RETAINED = 3900


@pytest.mark.parametrize(
    ("start", "year", "expected"),
    [
        ((1, 1), 2025, (date(2025, 1, 1), date(2025, 12, 31))),
        ((4, 1), 2025, (date(2024, 4, 1), date(2025, 3, 31))),
        ((4, 6), 2025, (date(2024, 4, 6), date(2025, 4, 5))),
        ((1, 2), 2025, (date(2024, 1, 2), date(2025, 1, 1))),
        ((12, 31), 2025, (date(2024, 12, 31), date(2025, 12, 30))),
        ((3, 1), 2024, (date(2023, 3, 1), date(2024, 2, 29))),
        ((3, 1), 2025, (date(2024, 3, 1), date(2025, 2, 28))),
    ],
)
def test_a_fiscal_year_is_named_by_the_calendar_year_in_which_it_ends(
    start: tuple[int, int], year: int, expected: tuple[date, date]
) -> None:
    assert fiscal_year(year, month=start[0], day=start[1]) == Period(*expected)


@given(st.dates(date(2001, 1, 1), date(2001, 12, 31)), st.integers(1990, 2030))
def test_fiscal_years_follow_each_other_without_a_gap(first: date, year: int) -> None:
    one, two = (fiscal_year(each, month=first.month, day=first.day) for each in (year, year + 1))
    assert one.end + timedelta(days=1) == two.start
    assert one.end.year == year
    assert 365 <= (two.end - two.start).days + 1 <= 366


def test_a_year_begins_after_the_last_one_that_is_closed() -> None:
    whole = Period(date(2025, 4, 1), date(2026, 3, 31))
    assert year_ending(date(2026, 3, 31)) == whole
    assert year_ending(date(2026, 3, 31), closed=[date(2024, 12, 31), date(2025, 3, 31)]) == whole
    short = year_ending(date(2026, 3, 31), closed=[date(2024, 12, 31), date(2025, 12, 31), date(2026, 3, 31)])
    assert short == Period(date(2026, 1, 1), date(2026, 3, 31))


@given(DAYS, DAYS)
def test_whole_months_and_the_rest_are_all_days_once(one: date, two: date) -> None:
    period = Period(*sorted((one, two)))
    days = [
        piece.start + timedelta(days=n) for piece in period.rest() for n in range((piece.end - piece.start).days + 1)
    ]
    whole = period.months()
    if whole:
        assert whole.start.day == whole.end.day == 1
        after = (whole.end + timedelta(days=31)).replace(day=1)
        days += [whole.start + timedelta(days=n) for n in range((after - whole.start).days)]
    assert sorted(days) == [period.start + timedelta(days=n) for n in range((period.end - period.start).days + 1)]
    assert len(period.rest()) <= 2


RESULTS = st.lists(
    st.builds(
        Result,
        st.integers(1, 9),
        st.sampled_from(["CAD", "USD"]),
        st.integers(-(10**9), 10**9),
        st.integers(-(10**9), 10**9),
    ),
    max_size=8,
)


@given(RESULTS)
def test_closing_empties_every_account_and_keeps_the_result_by_currency(results: list[Result]) -> None:
    entry = close(date(2025, 12, 31), results, retained_earnings=RETAINED)
    left: dict[tuple[int, str], list[int]] = {}
    for result in results:
        sums = left.setdefault((result.account, result.currency), [0, 0])
        sums[0], sums[1] = sums[0] + result.amount, sums[1] + result.home
    for line in entry.lines:
        if line.account != RETAINED:
            left[line.account, line.currency][0] += line.amount
            left[line.account, line.currency][1] += line.home
    assert all(sums == [0, 0] for sums in left.values())
    for currency in ("CAD", "USD"):
        kept = [
            (line.amount, line.home) for line in entry.lines if (line.account, line.currency) == (RETAINED, currency)
        ]
        wanted = [(r.amount, r.home) for r in results if r.currency == currency]
        whole = sum(amount for amount, _ in wanted), sum(home for _, home in wanted)
        assert kept == ([whole] if any(whole) else [])


def test_a_year_without_a_result_closes_with_nothing() -> None:
    assert close(date(2025, 12, 31), [], retained_earnings=RETAINED).lines == ()


def test_a_result_beyond_all_bounds_is_refused() -> None:
    results = [Result(1, "CAD", MAX_MINOR, MAX_MINOR), Result(2, "CAD", 1, 1)]
    with pytest.raises(AmountOutOfBoundsError):
        close(date(2025, 12, 31), results, retained_earnings=RETAINED)


def test_what_is_owned_and_owed_goes_on() -> None:
    assert {kind for kind in AccountType if kind not in TEMPORARY} >= {AccountType.BANK, AccountType.RETAINED_EARNINGS}
    assert len(TEMPORARY) == 4
