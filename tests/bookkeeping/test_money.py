"""Money: rounding, bounds, and currencies with 0, 2 and 3 digits (RELIABILITY T24)."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bookkeeping.errors import AmountOutOfBoundsError
from bookkeeping.money import (
    MAX_MINOR,
    Currency,
    bounded,
    convert,
    portion,
    price,
    round_half_away,
    round_ratio,
    to_major,
    to_minor,
)
from tests.bookkeeping.world import CAD, JPY, KWD

currencies = st.sampled_from([JPY, CAD, KWD])
amounts = st.integers(-MAX_MINOR, MAX_MINOR)
numbers = st.decimals(min_value=-(10**12), max_value=10**12, places=6)


@pytest.mark.parametrize(
    ("value", "rounded"),
    [("0.5", 1), ("-0.5", -1), ("1.5", 2), ("2.5", 3), ("-2.5", -3), ("2.4999", 2), ("-2.4999", -2), ("0", 0)],
)
def test_halves_are_rounded_away_from_zero(value: str, rounded: int) -> None:
    assert round_half_away(Decimal(value)) == rounded
    assert round_half_away(Fraction(value)) == rounded


@given(numbers)
def test_rounding_agrees_with_the_decimal_module(value: Decimal) -> None:
    expected = value.quantize(Decimal(1), context=Context(prec=40, rounding=ROUND_HALF_UP))
    assert round_half_away(value) == int(expected)


@given(numbers)
def test_rounding_mirrors_and_errs_by_half_at_most(value: Decimal) -> None:
    assert round_half_away(-value) == -round_half_away(value)
    assert abs(Fraction(value) - round_half_away(value)) <= Fraction(1, 2)


@pytest.mark.parametrize(("currency", "minor"), [(JPY, 12), (CAD, 1235), (KWD, 12345)])
def test_minor_units_follow_the_currency(currency: Currency, minor: int) -> None:
    assert to_minor(Decimal("12.345"), currency) == minor


@given(amounts, currencies)
def test_major_units_lead_back_exactly(amount: int, currency: Currency) -> None:
    assert to_minor(to_major(amount, currency), currency) == amount


@given(st.decimals(-(10**6), 10**6, places=4), st.decimals(-(10**6), 10**6, places=4), currencies)
def test_a_price_is_rounded_once(quantity: Decimal, rate: Decimal, currency: Currency) -> None:
    assume(abs(Fraction(quantity) * Fraction(rate)) * 10**currency.digits < MAX_MINOR)
    exact = Fraction(quantity) * Fraction(rate) * 10**currency.digits
    assert price(quantity, rate, currency) == round_half_away(exact)


@given(st.integers(-(10**30), 10**30), st.integers(1, 10**20))
def test_a_ratio_needs_no_lowest_terms(numerator: int, denominator: int) -> None:
    assert round_ratio(numerator, denominator) == round_half_away(Fraction(numerator, denominator))


@pytest.mark.parametrize("sign", [1, -1])
def test_the_bounds_are_inclusive(sign: int) -> None:
    assert bounded(sign * MAX_MINOR) == sign * MAX_MINOR
    with pytest.raises(AmountOutOfBoundsError) as caught:
        bounded(sign * (MAX_MINOR + 1), field="amount")
    assert caught.value.field == "amount"


def test_conversion_beyond_the_bounds_is_refused() -> None:
    with pytest.raises(AmountOutOfBoundsError):
        convert(MAX_MINOR, CAD, KWD, Decimal(1))


@pytest.mark.parametrize(
    ("amount", "source", "target", "rate", "result"),
    [(10000, CAD, CAD, "1.25", 12500), (1000, JPY, CAD, "0.0093", 930), (1000, CAD, JPY, "107.53", 1075),
     (1, CAD, KWD, "0.25", 3), (-1, CAD, KWD, "0.25", -3), (12345, KWD, CAD, "4.4", 5432)],
)  # fmt: skip
def test_conversion_works_in_major_units(
    amount: int, source: Currency, target: Currency, rate: str, result: int
) -> None:
    assert convert(amount, source, target, Decimal(rate)) == result


@given(amounts, st.integers(-MAX_MINOR, MAX_MINOR), st.lists(st.integers(1, 10**6), min_size=1, max_size=8))
def test_portions_taken_one_after_the_other_use_the_whole_up(whole: int, total: int, parts: list[int]) -> None:
    assume(abs(total) > sum(parts))
    left, open_ = whole, total
    sign = 1 if total > 0 else -1
    for part in [*(sign * part for part in parts), total - sign * sum(parts)]:
        taken = portion(left, part, open_)
        assert abs(taken) <= abs(left)
        left, open_ = left - taken, open_ - part
    assert (left, open_) == (0, 0)
