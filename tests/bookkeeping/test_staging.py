"""What a staged item becomes unless somebody says otherwise."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from bookkeeping.errors import InvalidError
from bookkeeping.money import Currency
from bookkeeping.records import Adjustment, AdjustmentLine, Document, Line, Payment, RecordType, Transfer
from bookkeeping.staging import BECOMES, Staged, kind_of, record_of

DAY = dt.date(2026, 3, 1)
SPENT = Staged(date=DAY, currency=Currency("CAD", 2), amount=1250, contact=7, account=1, category=2, note="Mill")
CAME = Staged(date=DAY, currency=Currency("JPY", 0), amount=-1250, account=1, category=2)
NOTHING = Staged(date=DAY, currency=Currency("CAD", 2))


def test_money_spent_is_a_bill_money_in_an_invoice_and_nothing_has_to_be_said() -> None:
    assert (kind_of(1), kind_of(-1)) == (RecordType.BILL, RecordType.INVOICE)
    with pytest.raises(InvalidError) as fault:
        kind_of(0)
    assert fault.value.field == "type"


def test_a_document_has_one_line_without_tax_and_the_sign_of_what_happened() -> None:
    line = Line(account=2, rate=Decimal("12.50"), tax_code="", note="Mill")
    bill = Document(type=RecordType.BILL, date=DAY, currency="CAD", account=1, contact=7, lines=(line,))
    assert record_of(SPENT, RecordType.BILL) == bill
    refund = record_of(SPENT, RecordType.INVOICE)
    assert isinstance(refund, Document)
    assert refund.lines[0].rate == Decimal("-12.50")
    sale = record_of(CAME, RecordType.INVOICE)
    assert isinstance(sale, Document)
    assert sale.lines == (Line(account=2, rate=Decimal(1250), tax_code=""),)


@pytest.mark.parametrize(
    ("staged", "kind", "amount"),
    [
        (SPENT, RecordType.BILL_PAYMENT, 1250),
        (SPENT, RecordType.INVOICE_PAYMENT, -1250),
        (CAME, RecordType.INVOICE_PAYMENT, 1250),
    ],
)
def test_a_payment_is_what_went_its_way(staged: Staged, kind: RecordType, amount: int) -> None:
    made = record_of(staged, kind)
    assert isinstance(made, Payment)
    assert (made.type, made.amount, made.account, made.contact) == (kind, amount, 1, staged.contact)


def test_a_transfer_goes_out_of_the_account_or_into_it() -> None:
    out, back = record_of(SPENT, RecordType.TRANSFER), record_of(CAME, RecordType.TRANSFER)
    assert out == Transfer(date=DAY, currency="CAD", amount=1250, account=1, deposit_account=2)
    assert back == Transfer(date=DAY, currency="JPY", amount=1250, account=2, deposit_account=1)


def test_an_adjustment_balances() -> None:
    lines = (
        AdjustmentLine(account=1, amount=1250, note="Mill"),
        AdjustmentLine(account=2, amount=-1250, note="Mill"),
    )
    assert record_of(SPENT, RecordType.ADJUSTMENT) == Adjustment(date=DAY, currency="CAD", lines=lines)


def test_what_is_not_known_is_left_out() -> None:
    assert record_of(NOTHING, RecordType.ADJUSTMENT) == Adjustment(date=DAY, currency="CAD")
    assert record_of(NOTHING, RecordType.BILL) == Document(type=RecordType.BILL, date=DAY, currency="CAD")


@pytest.mark.parametrize("kind", sorted(set(RecordType) - BECOMES))
def test_nothing_staged_becomes_what_is_generated_or_begins_an_account(kind: RecordType) -> None:
    with pytest.raises(InvalidError) as fault:
        record_of(SPENT, kind)
    assert fault.value.field == "type"
