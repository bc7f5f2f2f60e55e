"""Scalars of the wire: exact numbers, blanks, moments, and how they are encoded."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.common.wire import blank, encode, exact, milliseconds, moment, number_text, plain
from bookkeeping.errors import InvalidError


@pytest.mark.parametrize(
    ("value", "text"),
    {
        "1": b"1",
        "1.50": b"1.5",
        "1E+2": b"100",
        "100": b"100",
        "0.0000001": b"0.0000001",
        "-0.000000000001": b"-0.000000000001",
        "0": b"0",
        "0.00": b"0",
        "123456789012345678.123456789012": b"123456789012345678.123456789012",
    }.items(),
)
def test_decimals_are_numbers_without_zeros_or_exponent(value: str, text: bytes) -> None:
    assert encode(plain(Decimal(value))) == text


def test_null_stays_null() -> None:
    assert plain(None) is None
    assert exact(None, field="rate") is None


@pytest.mark.parametrize("value", ["NaN", "Infinity", "-Infinity", "1e18", "1e-13", "1e999999", "1e-999999", "sNaN"])
def test_numbers_out_of_bounds_are_refused(value: str) -> None:
    with pytest.raises(InvalidError) as caught:
        exact(Decimal(value), field="lineItems[3].rate")
    assert caught.value.field == "lineItems[3].rate"


@pytest.mark.parametrize("value", ["0", "0e999999", "0e-999999", "-0"])
def test_zero_is_zero(value: str) -> None:
    assert exact(Decimal(value), field="rate") == 0


@given(st.decimals(allow_nan=False, allow_infinity=False, places=12, min_value=-(10**17), max_value=10**17))
def test_what_is_read_is_written_as_it_was(value: Decimal) -> None:
    read = exact(value, field="rate")
    assert read == value
    text = encode(plain(read)).decode()
    assert Decimal(text) == value
    assert "E" not in text.upper()


def test_what_is_no_wire_value_is_not_encoded() -> None:
    with pytest.raises(NotImplementedError):
        encode(object())


def test_blank_text_is_none() -> None:
    assert [blank(text) for text in (None, "", "  ", "a ")] == [None, None, None, "a "]
    assert [number_text(value) for value in (None, "", " ", 12345, " 7 ", "A-1")] == [
        None,
        None,
        None,
        "12345",
        "7",
        "A-1",
    ]


def test_moments_are_epoch_milliseconds() -> None:
    noon = datetime(2023, 10, 31, 20, 4, 18, 551_000, tzinfo=UTC)
    assert milliseconds(noon) == 1_698_782_658_551
    assert moment(1_698_782_658_551) == noon
    assert milliseconds(None) is None


def test_lists_and_nulls_are_compact() -> None:
    assert encode([{"a": None, "b": [1, True]}]) == b'[{"a":null,"b":[1,true]}]'
    assert msgspec.json.decode(encode({"rate": plain(Decimal("0.10"))})) == {"rate": 0.1}
