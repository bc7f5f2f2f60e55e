"""Transfers, adjustments and opening balances."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from bookkeeping.posting import reverse
from bookkeeping.records import Adjustment, AdjustmentLine, OpeningBalance, Record, Transfer
from tests.bookkeeping.world import (
    ARCHIVED,
    BANK,
    BOOKS,
    CASH,
    DAY,
    EQUITY,
    EUR_BANK,
    EXPENSE,
    GAIN,
    LOAN,
    PAYABLE,
    RECEIVABLE,
    USD_BANK,
    USD_CARD,
    USD_SAVINGS,
    entry_of,
    holding,
    journal,
    posted,
    refused,
)


def transfer(currency: str, amount: int, account: int, deposit_account: int, **given: object) -> Transfer:
    record = Transfer(date=DAY, currency=currency, amount=amount, account=account, deposit_account=deposit_account)
    return replace(record, **given)  # type: ignore[arg-type]


def adjustment(*lines: tuple[int, int, str | None], **given: object) -> Adjustment:
    rows = tuple(AdjustmentLine(account=account, amount=amount, currency=code) for account, amount, code in lines)
    return replace(Adjustment(date=DAY, currency="CAD", lines=rows), **given)  # type: ignore[arg-type]


def test_a_transfer_at_home() -> None:
    result = posted(transfer("CAD", 1000, BANK, CASH))
    assert journal(result.entry) == [(BANK, 1000, "CAD", 1000), (CASH, -1000, "CAD", -1000)]
    assert (result.total, result.home_total, result.deposit_amount) == (1000, 1000, 1000)


def test_a_transfer_within_a_foreign_currency_carries_the_cost_along() -> None:
    books = holding(USD_BANK, "USD", -3000, -3333)
    assert entry_of(transfer("USD", 1000, USD_BANK, USD_SAVINGS), books) == [
        (USD_BANK, 1000, "USD", 1111),
        (USD_SAVINGS, -1000, "USD", -1111),
    ]
    assert entry_of(transfer("USD", 3000, USD_BANK, USD_SAVINGS), replace(books, rates={})) == [
        (USD_BANK, 3000, "USD", 3333),
        (USD_SAVINGS, -3000, "USD", -3333),
    ]


def test_what_a_transfer_overdraws_is_at_the_stored_rate() -> None:
    books = holding(USD_BANK, "USD", -1000, -1100)
    assert entry_of(transfer("USD", 3000, USD_BANK, USD_SAVINGS), books) == [
        (USD_BANK, 3000, "USD", 1100 + 2500),
        (USD_SAVINGS, -3000, "USD", -3600),
    ]
    assert refused(transfer("USD", 3000, USD_BANK, USD_SAVINGS), replace(books, rates={})) == [
        ("exchange-rate-missing", "exchange_rate")
    ]


def test_paying_a_foreign_card_from_a_foreign_bank_takes_both_average_costs() -> None:
    books = holding(USD_CARD, "USD", 2000, 2600, holding(USD_BANK, "USD", -5000, -6000))
    assert entry_of(transfer("USD", 2000, USD_BANK, USD_CARD), books) == [
        (USD_BANK, 2000, "USD", 2400),
        (USD_CARD, -2000, "USD", -2600),
        (GAIN, 0, "USD", 200),
    ]


def test_a_transfer_from_home_money() -> None:
    result = posted(transfer("CAD", 12500, BANK, USD_BANK))
    assert journal(result.entry) == [
        (BANK, 12500, "CAD", 12500),
        (GAIN, -12500, "CAD", -12500),
        (GAIN, 10000, "USD", 12500),
        (USD_BANK, -10000, "USD", -12500),
    ]
    assert (result.deposit_amount, result.home_total) == (10000, 12500)


def test_a_transfer_across_two_foreign_currencies_takes_the_stored_rate_of_the_source() -> None:
    books = holding(USD_BANK, "USD", -10000, -12000)
    record = transfer("USD", 10000, USD_BANK, EUR_BANK, exchange_rate=Decimal("0.9"))
    assert entry_of(record, books) == [
        (USD_BANK, 10000, "USD", 12000),
        (GAIN, -10000, "USD", -12500),
        (GAIN, 9000, "EUR", 12500),
        (EUR_BANK, -9000, "EUR", -12500),
        (GAIN, 0, "USD", 500),
    ]


def test_an_adjustment_in_two_currencies() -> None:
    record = adjustment((USD_BANK, 10000, "USD"), (LOAN, -10000, "USD"), (BANK, 500, None), (EXPENSE, -500, "CAD"))
    result = posted(record)
    assert journal(result.entry) == [
        (USD_BANK, 10000, "USD", 12500),
        (LOAN, -10000, "USD", -12500),
        (BANK, 500, "CAD", 500),
        (EXPENSE, -500, "CAD", -500),
    ]
    assert (result.total, result.home_total) == (500, 500)


def test_an_adjustment_takes_the_records_rate_and_its_last_amount_the_residue() -> None:
    record = adjustment((USD_BANK, 1, None), (LOAN, 1, None), (EQUITY, -2, None), (LOAN, 0, None), currency="USD")
    assert entry_of(record) == [(USD_BANK, 1, "USD", 1), (LOAN, 1, "USD", 1), (EQUITY, -2, "USD", -2)]
    dear = replace(record, exchange_rate=Decimal(2))
    assert [row[3] for row in entry_of(dear)] == [2, 2, -4]


def test_an_adjustment_of_zeros_posts_an_empty_entry() -> None:
    assert posted(adjustment((BANK, 0, None))).entry.lines == ()


@pytest.mark.parametrize(
    ("record", "faults"),
    [
        (adjustment(), [("invalid", "lines")]),
        (adjustment((BANK, 1, None)), [("unbalanced", "lines")]),
        (adjustment((BANK, 1, None), (USD_BANK, -1, "USD")), [("unbalanced", "lines")]),
        (
            adjustment((99, 1, None), (ARCHIVED, -1, None)),
            [("account-unknown", "lines[0].account"), ("account-unusable", "lines[1].account")],
        ),
        (adjustment((USD_BANK, 1, None)), [("account-unusable", "lines[0].account")]),
        (adjustment((BANK, 10**15 + 1, None)), [("amount-out-of-bounds", "lines[0].amount")]),
        (adjustment(*((BANK, 0, None) for _ in range(1001))), [("invalid", "lines")]),
        (transfer("CAD", 0, BANK, CASH), [("invalid", "amount")]),
        (transfer("CAD", -5, BANK, CASH), [("invalid", "amount")]),
        (transfer("CAD", 10**15 + 1, BANK, CASH), [("amount-out-of-bounds", "amount")]),
        (transfer("CAD", 5, BANK, BANK), [("invalid", "deposit_account")]),
        (transfer("CAD", 5, 99, BANK), [("account-unknown", "account")]),
        (transfer("CAD", 5, BANK, ARCHIVED), [("account-unusable", "deposit_account")]),
        (transfer("USD", 5, BANK, USD_BANK), [("account-unusable", "account")]),
        (transfer("USD", 5, USD_BANK, BANK, deposit_currency="USD"), [("account-unusable", "deposit_account")]),
        (
            transfer("USD", 10**12, USD_BANK, BANK, exchange_rate=Decimal(10**9)),
            [("amount-out-of-bounds", "exchange_rate")],
        ),
        (OpeningBalance(date=DAY, currency="CAD", amount=1, account=RECEIVABLE), [("account-unusable", "account")]),
        (OpeningBalance(date=DAY, currency="CAD", amount=1, account=PAYABLE), [("account-unusable", "account")]),
        (OpeningBalance(date=DAY, currency="CAD", amount=1, account=EQUITY), [("account-unusable", "account")]),
        (OpeningBalance(date=DAY, currency="CAD", amount=1, account=99), [("account-unknown", "account")]),
        (
            OpeningBalance(date=DAY, currency="CAD", amount=-(10**15) - 1, account=BANK),
            [("amount-out-of-bounds", "amount")],
        ),
    ],
)
def test_is_refused(record: Record, faults: list[tuple[str, str]]) -> None:
    assert refused(record, BOOKS) == faults


def test_an_opening_balance_in_foreign_currency_is_worth_its_rate_and_takes_what_is_held_at_its_cost() -> None:
    record = OpeningBalance(date=DAY, currency="USD", amount=5000, account=USD_BANK, exchange_rate=Decimal("1.4"))
    for held, cost, gain in ((0, 7000, []), (-9000, 5000, [(GAIN, 0, "USD", 2000)])):
        result = posted(record, holding(USD_BANK, "USD", held, held))
        assert journal(result.entry) == [(USD_BANK, 5000, "USD", cost), (EQUITY, -5000, "USD", -7000), *gain]
        assert (result.total, result.home_total) == (5000, 7000)


def test_foreign_money_leaves_an_adjustment_at_its_average_cost() -> None:
    record = adjustment((USD_BANK, 10000, "USD"), (LOAN, -10000, "USD"), currency="USD")
    result = posted(record, holding(USD_BANK, "USD", -20000, -24000))
    assert journal(result.entry) == [
        (USD_BANK, 10000, "USD", 12000),
        (LOAN, -10000, "USD", -12500),
        (GAIN, 0, "USD", 500),
    ]
    assert (result.total, result.home_total) == (10000, 12500)


def test_an_opening_balance_needs_an_equity_account() -> None:
    record = OpeningBalance(date=DAY, currency="CAD", amount=1, account=BANK)
    assert refused(record, replace(BOOKS, defaults={})) == [("account-missing", None)]


def test_reversing_twice_is_the_entry_itself() -> None:
    entry = posted(transfer("CAD", 12500, BANK, USD_BANK)).entry
    assert reverse(reverse(entry)) == entry
    assert [line.amount for line in reverse(entry).lines] == [-line.amount for line in entry.lines]
