"""Payments in one currency: allocations, credit, refunds, netting, and allocations that take place later."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from bookkeeping.books import Account, AccountType, DefaultAccount
from bookkeeping.posting import allocate, deallocate
from bookkeeping.records import Payment, RecordType
from tests.bookkeeping.world import (
    BANK,
    CLIENT_CREDIT,
    DAY,
    EQUITY,
    GAIN,
    PAYABLE,
    RECEIVABLE,
    USD_BANK,
    assert_balanced,
    entry_of,
    holding,
    journal,
    open_document,
    payment,
    posted,
    refused,
    with_documents,
)

if TYPE_CHECKING:
    from bookkeeping.books import Books

TOMORROW = date(2026, 1, 16)
OPEN = with_documents(
    open_document(1, 10000, 10000),
    open_document(2, 5000, 5000, account=21),
    open_document(3, -2000, -2000),
    open_document(4, 3000, 3000, date=TOMORROW),
    open_document(5, 1000, 1000, contact=71),
    open_document(6, 1000, 1000, contact=None),
    open_document(7, 1000, 1000, type=RecordType.BILL, account=PAYABLE),
    open_document(8, 9999, 12498, "USD"),
    open_document(9, 4000, 4800, "USD", date=TOMORROW),
)


def test_what_is_not_allocated_stays_on_the_credit_account() -> None:
    result = posted(payment(20000, (1, 10000), (2, 4000), credit_account=CLIENT_CREDIT), OPEN)
    assert journal(result.entry) == [
        (BANK, -20000, "CAD", -20000),
        (RECEIVABLE, 10000, "CAD", 10000),
        (21, 4000, "CAD", 4000),
        (CLIENT_CREDIT, 6000, "CAD", 6000),
    ]
    assert (result.total, result.home_total, result.unallocated) == (20000, 20000, 6000)
    assert [line.settles for line in result.entry.lines] == [None, 1, 2, None]
    assert [(each.document, each.amount, each.payment_amount, each.home, each.date) for each in result.allocations] == [
        (1, 10000, 10000, 10000, DAY),
        (2, 4000, 4000, 4000, DAY),
    ]


def test_a_payment_without_allocations_is_all_credit() -> None:
    assert entry_of(payment(100, contact=None)) == [(BANK, -100, "CAD", -100), (RECEIVABLE, 100, "CAD", 100)]


def test_allocations_of_zero_are_left_out() -> None:
    result = posted(payment(100, (1, 0), (99, 0)), OPEN)
    assert (result.allocations, result.unallocated) == ((), 100)


def test_what_the_client_says_is_unallocated_is_computed_instead() -> None:
    assert posted(payment(20000, (1, 10000), unallocated=5), OPEN).unallocated == 10000


def test_zero_nets_an_invoice_with_a_credit_note() -> None:
    result = posted(payment(0, (1, 2000), (3, -2000)), OPEN)
    assert journal(result.entry) == [(RECEIVABLE, 2000, "CAD", 2000), (RECEIVABLE, -2000, "CAD", -2000)]
    assert result.unallocated == 0


def test_a_negative_payment_refunds_a_credit_note() -> None:
    result = posted(payment(-2500, (3, -2000)), OPEN)
    assert journal(result.entry) == [
        (BANK, 2500, "CAD", 2500),
        (RECEIVABLE, -2000, "CAD", -2000),
        (RECEIVABLE, -500, "CAD", -500),
    ]
    assert result.unallocated == -500


def test_a_credit_note_stretches_a_payment() -> None:
    assert posted(payment(8000, (1, 10000), (3, -2000)), OPEN).unallocated == 0
    assert posted(payment(100, (3, -50)), OPEN).unallocated == 150


@pytest.mark.parametrize(
    ("record", "faults"),
    [
        (payment(20000, (1, 10001)), [("over-allocated", "allocations[0].amount")]),
        (payment(20000, (1, -1)), [("over-allocated", "allocations[0].amount")]),
        (payment(-20000, (3, -2001)), [("over-allocated", "allocations[0].amount")]),
        (payment(-20000, (3, 1)), [("over-allocated", "allocations[0].amount")]),
        (payment(9999, (1, 10000)), [("over-allocated", "allocations")]),
        (payment(0, (1, 1)), [("over-allocated", "allocations")]),
        (payment(-1, (3, -2)), [("over-allocated", "allocations")]),
        (payment(-100, (1, 50)), [("over-allocated", "allocations")]),
        (payment(100, (98, 1), (99, 1)), [("document-unknown", f"allocations[{n}].document") for n in (0, 1)]),
        (payment(100, (5, 100)), [("contact-mismatch", "allocations[0].document")]),
        (payment(100, (6, 100), contact=None), [("contact-mismatch", "allocations[0].document")]),
        (payment(100, (1, 100), contact=None), [("contact-mismatch", "allocations[0].document")]),
        (payment(100, (1, 0), (7, 100)), [("invalid", "allocations[1].document")]),
        (payment(100, (1, 50), (1, 50)), [("invalid", "allocations[1].document")]),
        (payment(100, (1, 10**15 + 1)), [("amount-out-of-bounds", "allocations[0].amount")]),
        (payment(10**15 + 1), [("amount-out-of-bounds", "amount")]),
        (payment(100, *((1, 0) for _ in range(1001))), [("invalid", "allocations")]),
        (payment(100, account=RECEIVABLE), [("account-unusable", "account")]),
        (payment(100, account=PAYABLE), [("account-unusable", "account")]),
        (payment(100, account=GAIN), [("account-unusable", "account")]),
        (payment(100, account=USD_BANK), [("account-unusable", "account")]),
        (payment(100, account=99), [("account-unknown", "account")]),
        (payment(100, credit_account=99), [("account-unknown", "credit_account")]),
        (payment(100, credit_account=BANK), [("account-unusable", "credit_account")]),
        (payment(100, date=date(1899, 1, 1)), [("invalid", "date")]),
    ],
)
def test_is_refused(record: Payment, faults: list[tuple[str, str]]) -> None:
    assert refused(record, OPEN) == faults


def test_a_document_paid_in_full_takes_no_more() -> None:
    books = with_documents(open_document(1, 0, 0))
    assert refused(payment(100, (1, 100)), books) == [("already-settled", "allocations[0].amount")]


def test_a_payment_may_come_from_an_owner() -> None:
    assert entry_of(payment(10000, (1, 10000), account=EQUITY), OPEN)[0] == (EQUITY, -10000, "CAD", -10000)


def test_a_credit_account_is_needed_only_for_what_is_credited() -> None:
    books = replace(OPEN, defaults={DefaultAccount.BANK: BANK})
    assert posted(payment(10000, (1, 10000)), books).unallocated == 0
    assert refused(payment(10001, (1, 10000)), books) == [("account-missing", "credit_account")]
    assert refused(payment(3000, (4, 3000)), books) == [("account-missing", "credit_account")]


def test_a_later_document_is_settled_on_its_own_date_from_the_credit_account() -> None:
    result = posted(payment(15000, (4, 3000), (1, 10000), credit_account=CLIENT_CREDIT), OPEN)
    assert journal(result.entry) == [
        (BANK, -15000, "CAD", -15000),
        (RECEIVABLE, 10000, "CAD", 10000),
        (CLIENT_CREDIT, 3000, "CAD", 3000),
        (CLIENT_CREDIT, 2000, "CAD", 2000),
    ]
    (settlement,) = result.settlements
    assert (settlement.document, settlement.entry.date) == (4, TOMORROW)
    assert journal(settlement.entry) == [(CLIENT_CREDIT, -3000, "CAD", -3000), (RECEIVABLE, 3000, "CAD", 3000)]
    assert [(each.document, each.date) for each in result.allocations] == [(4, TOMORROW), (1, DAY)]
    assert result.unallocated == 2000


def test_a_later_foreign_document_gains_or_loses_when_it_is_settled() -> None:
    record = payment(4000, (9, 4000), currency="USD", exchange_rate=Decimal("1.3"), credit_account=CLIENT_CREDIT)
    result = posted(record, OPEN)
    assert journal(result.entry) == [(USD_BANK, -4000, "USD", -5200), (CLIENT_CREDIT, 4000, "USD", 5200)]
    assert journal(result.settlements[0].entry) == [
        (CLIENT_CREDIT, -4000, "USD", -5200),
        (RECEIVABLE, 4000, "USD", 4800),
        (GAIN, 0, "USD", 400),
    ]


def test_a_bill_payment_turns_every_sign() -> None:
    later = open_document(4, 3000, 3000, date=TOMORROW, type=RecordType.BILL, account=PAYABLE)
    books = with_documents(later)
    result = posted(payment(5000, (4, 3000), type=RecordType.BILL_PAYMENT), books)
    assert journal(result.entry) == [
        (BANK, 5000, "CAD", 5000),
        (PAYABLE, -3000, "CAD", -3000),
        (PAYABLE, -2000, "CAD", -2000),
    ]
    assert journal(result.settlements[0].entry) == [(PAYABLE, 3000, "CAD", 3000), (PAYABLE, -3000, "CAD", -3000)]


def test_a_part_of_a_foreign_document_takes_its_part_of_the_home_amount() -> None:
    result = posted(payment(3333, (8, 3333), currency="USD", exchange_rate=Decimal("1.25")), OPEN)
    assert journal(result.entry) == [
        (USD_BANK, -3333, "USD", -4166),
        (RECEIVABLE, 3333, "USD", 4166),
    ]
    rest = with_documents(open_document(8, 6666, 8332, "USD", total=9999))
    assert posted(payment(6666, (8, 6666), currency="USD"), rest).allocations[0].home == 8332


def test_a_foreign_bill_is_paid_from_money_at_its_average_cost() -> None:
    books = with_documents(
        open_document(1, 10000, 12500, "USD", type=RecordType.BILL, account=PAYABLE),
        books=holding(USD_BANK, "USD", -50000, -60000),
    )
    record = payment(10000, (1, 10000), currency="USD", type=RecordType.BILL_PAYMENT, exchange_rate=Decimal("1.3"))
    result = posted(record, books)
    assert journal(result.entry) == [
        (USD_BANK, 10000, "USD", 12000),
        (PAYABLE, -10000, "USD", -12500),
        (GAIN, 0, "USD", 500),
    ]
    assert result.home_total == 13000


def test_a_gain_without_an_account_for_it_is_refused() -> None:
    books = replace(OPEN, defaults={DefaultAccount.RECEIVABLE: RECEIVABLE})
    record = payment(9999, (8, 9999), currency="USD", exchange_rate=Decimal(2))
    assert refused(record, books) == [("account-missing", None)]
    archived = Account(id=GAIN, type=AccountType.GAIN_OR_LOSS_ON_EXCHANGE, usable=False)
    books = replace(OPEN, accounts={**OPEN.accounts, GAIN: archived})
    assert refused(record, books) == [("account-unusable", None)]


def locked(books: Books) -> Books:
    return replace(books, lock_date=date(2026, 1, 31))


def test_locked_books_take_no_payment() -> None:
    assert refused(payment(100), locked(OPEN)) == [("locked", "date")]


def test_a_posted_payment_settles_on_the_first_open_day_when_its_own_is_locked() -> None:
    result = allocate(payment(15000, (1, 10000), (4, 3000), credit_account=CLIENT_CREDIT), locked(OPEN))
    assert [each.entry.date for each in result.settlements] == [date(2026, 2, 1)] * 2
    assert journal(result.settlements[0].entry) == [
        (CLIENT_CREDIT, -10000, "CAD", -10000),
        (RECEIVABLE, 10000, "CAD", 10000),
    ]
    assert [(each.document, each.date) for each in result.allocations] == [
        (1, date(2026, 2, 1)),
        (4, date(2026, 2, 1)),
    ]
    assert result.unallocated == 2000
    assert_balanced(each.entry for each in result.settlements)


def test_a_posted_payment_lets_go_of_a_document_on_the_first_open_day() -> None:
    record = payment(15000, (1, 10000), (4, 3000), credit_account=CLIENT_CREDIT)
    parts = allocate(record, locked(OPEN)).allocations
    taken = [(OPEN.documents[part.document], part) for part in parts]
    back = deallocate(record, taken, locked(OPEN))
    assert [(each.document, each.entry.date) for each in back] == [(1, date(2026, 2, 1)), (4, date(2026, 2, 1))]
    assert journal(back[0].entry) == [
        (CLIENT_CREDIT, 10000, "CAD", 10000),
        (RECEIVABLE, -10000, "CAD", -10000),
    ]
    assert_balanced(each.entry for each in back)


def test_a_posted_payment_settles_in_open_books_on_the_later_date() -> None:
    result = allocate(payment(15000, (1, 10000), (4, 3000)), OPEN)
    assert [each.entry.date for each in result.settlements] == [DAY, TOMORROW]
