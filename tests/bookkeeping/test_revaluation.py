"""Revaluation: what balances are worth at the rates of a day, and the two entries that say so."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookkeeping.books import AccountType
from bookkeeping.errors import AmountOutOfBoundsError, ExchangeRateMissingError, ManyInvalidError
from bookkeeping.revaluation import MONETARY, Balance, revaluation_entries, revalued
from tests.bookkeeping.world import (
    BOOKS,
    DAY,
    EUR_BANK,
    GAIN,
    JPY_BANK,
    PAYABLE,
    RECEIVABLE,
    USD_BANK,
    assert_balanced,
    journal,
)

RATES = replace(BOOKS, rates={"USD": Decimal("1.30"), "EUR": Decimal("1.50"), "JPY": Decimal("0.009")})


def balance(account: int, currency: str, amount: int, booked: int) -> Balance:
    return Balance(account=account, currency=currency, amount=amount, booked=booked)


def test_worked_numbers() -> None:
    rows = revalued(
        [
            balance(RECEIVABLE, "USD", -10_000, -12_500),
            balance(PAYABLE, "USD", 4_000, 5_000),
            balance(EUR_BANK, "EUR", -1_000, -1_600),
            balance(JPY_BANK, "JPY", -1_000, -900),
        ],
        RATES,
    )
    assert [(row.worth, row.difference) for row in rows] == [(-13_000, -500), (5_200, 200), (-1_500, 100), (-900, 0)]
    entry, reversal = revaluation_entries(DAY, rows, GAIN)
    assert journal(entry) == [
        (RECEIVABLE, 0, "USD", -500),
        (PAYABLE, 0, "USD", 200),
        (EUR_BANK, 0, "EUR", 100),
        (GAIN, 0, "USD", 300),
        (GAIN, 0, "EUR", -100),
    ]
    assert (reversal.date, [line.home for line in reversal.lines]) == (
        DAY + timedelta(days=1),
        [-line.home for line in entry.lines],
    )


def test_what_is_left_at_home_of_an_empty_balance_is_taken_away() -> None:
    (row,) = revalued([balance(USD_BANK, "USD", 0, -3)], RATES)
    assert (row.worth, row.difference) == (0, 3)


def test_every_currency_without_a_rate_is_named() -> None:
    balances = [balance(USD_BANK, "USD", 1, 1), balance(EUR_BANK, "EUR", 1, 1)]
    with pytest.raises(ManyInvalidError) as caught:
        revalued(balances, replace(BOOKS, rates={}))
    assert [fault.field for fault in caught.value.faults] == ["rates.EUR", "rates.USD"]
    with pytest.raises(ExchangeRateMissingError) as one:
        revalued(balances, replace(BOOKS, rates={"EUR": Decimal(1)}))
    assert one.value.field == "rates.USD"


def test_a_worth_beyond_all_bounds_is_refused() -> None:
    with pytest.raises(AmountOutOfBoundsError) as caught:
        revalued([balance(USD_BANK, "USD", 10**15, 0)], RATES)
    assert caught.value.field == "rates.USD"


def test_only_what_is_settled_in_money_is_revalued() -> None:
    assert set(AccountType) - MONETARY == {
        AccountType.COST_OF_GOODS_SOLD,
        AccountType.EQUITY,
        AccountType.EXPENSE,
        AccountType.FIXED_ASSET,
        AccountType.INCOME,
        AccountType.GAIN_OR_LOSS_ON_EXCHANGE,
        AccountType.RETAINED_EARNINGS,
        AccountType.PREPAID_EXPENSE,
        AccountType.INVENTORY,
    }


@given(
    st.lists(
        st.tuples(
            st.sampled_from([(USD_BANK, "USD"), (RECEIVABLE, "USD"), (EUR_BANK, "EUR"), (JPY_BANK, "JPY")]),
            st.integers(-(10**9), 10**9),
            st.integers(-(10**9), 10**9),
        ),
        unique_by=lambda row: row[0],
    )
)
def test_both_entries_balance_in_every_currency_and_cancel_out(rows: list[tuple[tuple[int, str], int, int]]) -> None:
    balances = [balance(account, currency, amount, booked) for (account, currency), amount, booked in rows]
    entries = revaluation_entries(DAY, revalued(balances, RATES), GAIN)
    assert_balanced(entries)
    assert all(line.amount == 0 for entry in entries for line in entry.lines)
    assert sum(line.home for entry in entries for line in entry.lines) == 0
