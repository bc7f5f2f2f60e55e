"""The numbers that the design, the contract and the seeds work out, in an accountant's words."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from bookkeeping.records import Adjustment, AdjustmentLine, OpeningBalance, RecordType, Transfer
from tests.bookkeeping.world import (
    BANK,
    BOOKS,
    DAY,
    EQUITY,
    EXPENSE,
    G_PAYABLE,
    G_RECEIVABLE,
    GAIN,
    INCOME,
    LOAN,
    PAYABLE,
    PST,
    Q_PAYABLE,
    QST,
    RECEIVABLE,
    USD_BANK,
    bill,
    entry_of,
    invoice,
    line,
    open_document,
    payment,
    posted,
    with_documents,
)


def test_gst_then_qst_on_top_gives_5_00_and_7_88() -> None:
    result = posted(invoice(line("100", tax_code="G,Q")))
    assert [tax.amount for tax in result.taxes] == [500, 788]
    assert (result.before_taxes, result.total) == (10000, 11288)


def test_qst_first_and_then_gst_gives_7_50_and_5_00() -> None:
    assert [tax.amount for tax in posted(invoice(line("100", tax_code="Q,G"))).taxes] == [750, 500]


@pytest.mark.parametrize(("code", "net", "tax"), [("-8%G", 9259, 741), ("-G", 9524, 476), ("-P", 9259, 741)])
def test_tax_inclusive_100(code: str, net: int, tax: int) -> None:
    result = posted(invoice(line("100", tax_code=code)))
    assert (result.before_taxes, result.taxes[0].amount, result.total) == (net, tax, 10000)


def test_an_invoice_with_two_taxes() -> None:
    assert entry_of(invoice(line("100", tax_code="G,Q"))) == [
        (INCOME, 10000, "CAD", 10000),
        (G_PAYABLE, 500, "CAD", 500),
        (Q_PAYABLE, 788, "CAD", 788),
        (RECEIVABLE, -11288, "CAD", -11288),
    ]


def test_a_bill_folds_a_tax_that_is_not_registered_into_its_expense() -> None:
    books = replace(BOOKS, taxes=(*BOOKS.taxes[:1], QST, PST))
    assert entry_of(bill(line("100", tax_code="G,P", account=EXPENSE)), books) == [
        (EXPENSE, -10800, "CAD", -10800),
        (G_RECEIVABLE, -500, "CAD", -500),
        (PAYABLE, 11300, "CAD", 11300),
    ]


def test_usd_100_booked_at_1_25_and_paid_at_1_30_gains_5() -> None:
    books = with_documents(open_document(1, 10000, 12500, "USD"))
    assert entry_of(payment(10000, (1, 10000), currency="USD", exchange_rate=Decimal("1.30")), books) == [
        (USD_BANK, -10000, "USD", -13000),
        (RECEIVABLE, 10000, "USD", 12500),
        (GAIN, 0, "USD", 500),
    ]


def test_cad_125_pays_a_usd_100_invoice_with_two_exchange_lines() -> None:
    books = with_documents(open_document(1, 10000, 12500, "USD"))
    result = posted(payment(12500, (1, 10000)), books)
    assert sorted((each.account, each.amount, each.currency, each.home) for each in result.entry.lines) == sorted(
        [
            (RECEIVABLE, 10000, "USD", 12500),
            (GAIN, -10000, "USD", -12500),
            (GAIN, 12500, "CAD", 12500),
            (BANK, -12500, "CAD", -12500),
        ]
    )
    assert result.allocations[0].payment_amount == 12500
    assert result.unallocated == 0


def test_a_transfer_of_usd_1000_brings_cad_1067() -> None:
    record = Transfer(
        date=DAY,
        currency="USD",
        amount=100000,
        account=USD_BANK,
        deposit_account=BANK,
        exchange_rate=Decimal("1.067"),
    )
    result = posted(record)
    assert result.deposit_amount == 106700
    assert entry_of(record) == [
        (USD_BANK, 100000, "USD", 106700),
        (GAIN, -100000, "USD", -106700),
        (GAIN, 106700, "CAD", 106700),
        (BANK, -106700, "CAD", -106700),
    ]


def test_an_adjustment_credits_the_bank_250_for_a_loan_and_its_interest() -> None:
    lines = (
        AdjustmentLine(account=BANK, amount=25000),
        AdjustmentLine(account=LOAN, amount=-20000),
        AdjustmentLine(account=EXPENSE, amount=-5000, note="interest"),
    )
    result = posted(Adjustment(date=DAY, currency="CAD", lines=lines))
    assert [(each.account, each.amount) for each in result.entry.lines] == [
        (BANK, 25000),
        (LOAN, -20000),
        (EXPENSE, -5000),
    ]
    assert (result.total, result.home_total) == (25000, 25000)
    assert result.entry.lines[2].note == "interest"


def test_500_in_a_bank_at_the_start_stands_against_equity() -> None:
    record = OpeningBalance(date=DAY, currency="CAD", amount=-50000, account=BANK)
    assert entry_of(record) == [(BANK, -50000, "CAD", -50000), (EQUITY, 50000, "CAD", 50000)]


def test_a_bill_payment_takes_from_the_bank_and_clears_the_payable() -> None:
    books = with_documents(open_document(1, 8000, 8000, type=RecordType.BILL, account=PAYABLE))
    result = posted(payment(10000, (1, 8000), type=RecordType.BILL_PAYMENT), books)
    assert [(each.account, each.amount) for each in result.entry.lines] == [
        (BANK, 10000),
        (PAYABLE, -8000),
        (PAYABLE, -2000),
    ]
    assert result.unallocated == 2000
