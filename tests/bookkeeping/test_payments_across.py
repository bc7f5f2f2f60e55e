"""Payments in another currency than the documents that they settle."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from bookkeeping.records import Payment, RecordType
from tests.bookkeeping.world import (
    BANK,
    CLIENT_CREDIT,
    EUR_BANK,
    GAIN,
    JPY_BANK,
    PAYABLE,
    RECEIVABLE,
    USD_BANK,
    entry_of,
    holding,
    journal,
    open_document,
    payment,
    posted,
    refused,
    with_documents,
)

TOMORROW = date(2026, 1, 16)
OPEN = with_documents(
    open_document(1, 10000, 12500, "USD"),
    open_document(2, 20000, 25000, "USD"),
    open_document(3, -10000, -12500, "USD"),
    open_document(4, 8000, 12000, "EUR"),
    open_document(5, 12500, 12500),
    open_document(6, 10000, 12500, "USD", date=TOMORROW),
    open_document(7, 12500, 12500, date=TOMORROW),
    open_document(8, 1, 0, "JPY"),
    open_document(9, 2, 0, "JPY"),
    open_document(10, -4000, -6000, "EUR"),
)


def used(record: Payment) -> list[int]:
    return [each.payment_amount for each in posted(record, OPEN).allocations]


def test_a_payment_at_home_for_more_than_the_booked_amount_is_a_gain() -> None:
    assert entry_of(payment(13000, (1, 10000)), OPEN) == [
        (BANK, -13000, "CAD", -13000),
        (GAIN, -10000, "USD", -13000),
        (GAIN, 13000, "CAD", 13000),
        (RECEIVABLE, 10000, "USD", 12500),
        (GAIN, 0, "USD", 500),
    ]


def test_a_foreign_payment_of_a_home_invoice_is_worth_what_it_settles() -> None:
    result = posted(payment(10000, (5, 12500), currency="USD", exchange_rate=Decimal("1.3")), OPEN)
    assert journal(result.entry) == [
        (USD_BANK, -10000, "USD", -12500),
        (GAIN, -12500, "CAD", -12500),
        (GAIN, 10000, "USD", 12500),
        (RECEIVABLE, 12500, "CAD", 12500),
    ]
    assert result.home_total == 12500


def test_between_two_foreign_currencies_the_payments_rate_gives_both_sides() -> None:
    assert entry_of(payment(9000, (1, 10000), currency="EUR", exchange_rate=Decimal("1.5")), OPEN) == [
        (EUR_BANK, -9000, "EUR", -13500),
        (GAIN, -10000, "USD", -13500),
        (GAIN, 9000, "EUR", 13500),
        (RECEIVABLE, 10000, "USD", 12500),
        (GAIN, 0, "USD", 1000),
    ]


def test_without_a_word_the_whole_payment_is_used() -> None:
    result = posted(payment(14000, (1, 10000)), OPEN)
    assert (result.allocations[0].payment_amount, result.unallocated) == (14000, 0)


def test_what_the_client_keeps_unallocated_is_credited() -> None:
    result = posted(payment(14000, (1, 10000), unallocated=1500, credit_account=CLIENT_CREDIT), OPEN)
    assert (result.allocations[0].payment_amount, result.unallocated) == (12500, 1500)
    assert (CLIENT_CREDIT, 1500, "CAD", 1500) in journal(result.entry)


def test_documents_share_a_payment_in_proportion_to_their_booked_amounts() -> None:
    assert used(payment(37500, (1, 10000), (2, 20000))) == [12500, 25000]
    assert used(payment(40000, (1, 10000), (2, 20000))) == [13333, 26667]


def test_documents_in_the_payments_currency_come_first() -> None:
    result = posted(payment(25500, (1, 10000), (5, 12500)), OPEN)
    assert [each.payment_amount for each in result.allocations] == [13000, 12500]
    assert result.unallocated == 0


def test_three_currencies_have_one_exchange_each() -> None:
    entry = entry_of(payment(24500, (1, 10000), (2, 0), (4, 8000)), OPEN)
    assert [row for row in entry if row[0] == GAIN] == [
        (GAIN, -10000, "USD", -12500),
        (GAIN, 12500, "CAD", 12500),
        (GAIN, -8000, "EUR", -12000),
        (GAIN, 12000, "CAD", 12000),
    ]


def test_a_payment_of_nothing_nets_an_invoice_with_a_credit_note_in_another_currency() -> None:
    result = posted(payment(0, (1, 10000), (3, -10000)), OPEN)
    assert journal(result.entry) == [(RECEIVABLE, 10000, "USD", 12500), (RECEIVABLE, -10000, "USD", -12500)]
    assert [each.payment_amount for each in result.allocations] == [12500, -12500]


def test_a_credit_note_in_one_foreign_currency_nets_an_invoice_in_another() -> None:
    result = posted(payment(6600, (1, 10000), (10, -4000)), OPEN)
    assert sum(each.payment_amount for each in result.allocations) == 6600
    assert [each.payment_amount for each in result.allocations] == [12568, -5968]


def test_a_refund_across_currencies() -> None:
    assert entry_of(payment(-12600, (3, -10000)), OPEN) == [
        (BANK, 12600, "CAD", 12600),
        (GAIN, 10000, "USD", 12600),
        (GAIN, -12600, "CAD", -12600),
        (RECEIVABLE, -10000, "USD", -12500),
        (GAIN, 0, "USD", -100),
    ]


def test_a_bill_paid_from_home_money() -> None:
    books = with_documents(open_document(1, 10000, 12500, "USD", type=RecordType.BILL, account=PAYABLE))
    assert entry_of(payment(13000, (1, 10000), type=RecordType.BILL_PAYMENT), books) == [
        (BANK, 13000, "CAD", 13000),
        (GAIN, 10000, "USD", 13000),
        (GAIN, -13000, "CAD", -13000),
        (PAYABLE, -10000, "USD", -12500),
        (GAIN, 0, "USD", -500),
    ]


def test_a_home_bill_paid_from_foreign_money_at_its_average_cost() -> None:
    bill = open_document(1, 12500, 12500, type=RecordType.BILL, account=PAYABLE)
    books = with_documents(bill, books=holding(USD_BANK, "USD", -10000, -11000))
    assert entry_of(payment(10000, (1, 12500), currency="USD", type=RecordType.BILL_PAYMENT), books) == [
        (USD_BANK, 10000, "USD", 11000),
        (GAIN, 12500, "CAD", 12500),
        (GAIN, -10000, "USD", -12500),
        (PAYABLE, -12500, "CAD", -12500),
        (GAIN, 0, "USD", 1500),
    ]


def test_documents_worth_nothing_at_home_share_alike() -> None:
    assert used(payment(4, (8, 1), (9, 2))) == [2, 2]


def test_a_payment_in_a_currency_without_cents() -> None:
    result = posted(payment(13441, (5, 12500), currency="JPY"), OPEN)
    assert (JPY_BANK, -13441, "JPY", -12500) in journal(result.entry)


@pytest.mark.parametrize(
    ("record", "fault"),
    [
        (payment(0, (1, 10000)), ("over-allocated", "allocations[0].amount")),
        (payment(-12500, (1, 10000)), ("over-allocated", "allocations[0].amount")),
        (payment(12500, (3, -10000)), ("over-allocated", "allocations[0].amount")),
        (payment(12500, (1, 10000), (5, 12500)), ("over-allocated", "allocations[0].amount")),
        (payment(12500, (1, 10000), unallocated=12500), ("over-allocated", "allocations[0].amount")),
        (payment(12500, (1, 10000), unallocated=12501), ("invalid", "unallocated")),
        (payment(12500, (1, 10000), unallocated=-1), ("invalid", "unallocated")),
        (payment(-12500, (3, -10000), unallocated=1), ("invalid", "unallocated")),
    ],
)
def test_is_refused(record: Payment, fault: tuple[str, str]) -> None:
    assert refused(record, OPEN) == [fault]


def test_a_later_document_in_another_currency_exchanges_when_it_is_settled() -> None:
    result = posted(payment(13000, (6, 10000), credit_account=CLIENT_CREDIT), OPEN)
    assert journal(result.entry) == [(BANK, -13000, "CAD", -13000), (CLIENT_CREDIT, 13000, "CAD", 13000)]
    assert result.settlements[0].entry.date == TOMORROW
    assert journal(result.settlements[0].entry) == [
        (CLIENT_CREDIT, -13000, "CAD", -13000),
        (GAIN, -10000, "USD", -13000),
        (GAIN, 13000, "CAD", 13000),
        (RECEIVABLE, 10000, "USD", 12500),
        (GAIN, 0, "USD", 500),
    ]


def test_a_later_home_document_paid_in_foreign_money_is_credited_at_the_payments_rate() -> None:
    record = payment(10000, (7, 12500), currency="USD", exchange_rate=Decimal("1.3"), credit_account=CLIENT_CREDIT)
    result = posted(record, OPEN)
    assert journal(result.entry) == [(USD_BANK, -10000, "USD", -13000), (CLIENT_CREDIT, 10000, "USD", 13000)]
    assert journal(result.settlements[0].entry) == [
        (CLIENT_CREDIT, -10000, "USD", -13000),
        (GAIN, -12500, "CAD", -12500),
        (GAIN, 10000, "USD", 12500),
        (RECEIVABLE, 12500, "CAD", 12500),
        (GAIN, 0, "USD", 500),
    ]
