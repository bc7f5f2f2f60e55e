"""Defaults: what is given wins, then the item, the contact, the account, the business; and what is missing is named."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from bookkeeping.books import Account, AccountType, Books, ContactDefaults, DefaultAccount, ItemDefaults
from bookkeeping.defaults import complete
from bookkeeping.records import (
    Adjustment,
    AdjustmentLine,
    Document,
    Line,
    OpeningBalance,
    Payment,
    Record,
    RecordType,
    Transfer,
    YearEndAdjustment,
)
from tests.bookkeeping.world import (
    BANK,
    BOOKS,
    CASH,
    CLIENT_CREDIT,
    CUSTOMER,
    DAY,
    EXPENSE,
    INCOME,
    LOAN,
    PAYABLE,
    RECEIVABLE,
    USD_BANK,
    bill,
    invoice,
    line,
    payment,
    refused,
)

ITEM = ItemDefaults(
    id=5,
    credit_account=INCOME,
    debit_account=EXPENSE,
    sell_rate=Decimal(20),
    buy_rate=Decimal(12),
    tax_code="G",
    note="bread",
)
CONTACT = ContactDefaults(
    id=CUSTOMER,
    receivable_account=21,
    payable_account=22,
    income_or_expense_account=LOAN,
    payment_account=CASH,
    default_tax_code="Q",
    payment_terms="net 10",
)
OWN = replace(
    BOOKS,
    contact=CONTACT,
    items={5: ITEM, 6: ItemDefaults(id=6)},
    accounts={
        **BOOKS.accounts,
        21: Account(id=21, type=AccountType.ACCOUNTS_RECEIVABLE, standard_terms="net 20"),
        22: Account(id=22, type=AccountType.ACCOUNTS_PAYABLE),
        RECEIVABLE: Account(id=RECEIVABLE, type=AccountType.ACCOUNTS_RECEIVABLE, standard_terms="net 20"),
    },
)


def completed(record: Document, books: Books = OWN) -> Document:
    result = complete(record, books)
    assert isinstance(result, Document)
    assert complete(result, books) == result
    return result


def test_the_account_is_the_given_one_then_the_contacts_then_the_businesss() -> None:
    assert completed(invoice(account=BANK)).account == BANK
    assert completed(invoice()).account == 21
    assert completed(bill()).account == 22
    assert completed(invoice(), BOOKS).account == RECEIVABLE
    assert completed(bill(), BOOKS).account == PAYABLE


def test_a_record_without_a_contact_takes_nothing_from_one() -> None:
    result = completed(invoice(contact=None))
    assert (result.account, result.terms, result.due_date) == (RECEIVABLE, "net 20", date(2026, 2, 4))


def test_without_any_account_the_field_is_named() -> None:
    assert refused(invoice(), replace(BOOKS, defaults={})) == [("account-missing", "account")]


def test_a_line_takes_account_price_tax_and_note_from_its_item() -> None:
    sold = completed(invoice(Line(item=5))).lines[0]
    bought = completed(bill(Line(item=5))).lines[0]
    assert (sold.account, sold.rate, sold.tax_code, sold.note) == (INCOME, Decimal(20), "G", "bread")
    assert (bought.account, bought.rate) == (EXPENSE, Decimal(12))


def test_a_line_keeps_what_it_gives_itself() -> None:
    given = Line(item=5, account=LOAN, rate=Decimal(0), tax_code="", note="")
    assert completed(invoice(given)).lines[0] == given


def test_a_line_without_an_item_takes_account_and_tax_from_the_contact() -> None:
    result = completed(invoice(Line(rate=Decimal(1)), Line(item=6, rate=Decimal(1)))).lines
    assert [(each.account, each.tax_code) for each in result] == [(LOAN, "Q"), (LOAN, "Q")]


def test_every_fault_of_the_lines_is_reported() -> None:
    record = invoice(Line(account=INCOME), Line(rate=Decimal(1)), Line(item=99), line("1"))
    assert refused(record) == [
        ("invalid", "lines[0].rate"),
        ("account-missing", "lines[1].account"),
        ("invalid", "lines[2].item"),
    ]


@pytest.mark.parametrize(
    ("given", "terms", "due"),
    [
        ({"due_date": date(2026, 5, 1), "terms": "whenever it suits"}, "whenever it suits", date(2026, 5, 1)),
        ({"terms": "net 5"}, "net 5", date(2026, 1, 20)),
        ({"terms": ""}, "", DAY),
        ({}, "net 10", date(2026, 1, 25)),
    ],
)
def test_the_due_date(given: dict[str, object], terms: str, due: date) -> None:
    result = completed(replace(invoice(), **given))  # type: ignore[arg-type]
    assert (result.terms, result.due_date) == (terms, due)


def test_the_due_date_falls_back_to_the_accounts_terms_and_then_to_the_date() -> None:
    quiet = replace(OWN, contact=replace(CONTACT, payment_terms=None))
    assert completed(invoice(), quiet).due_date == date(2026, 2, 4)
    assert completed(bill(), quiet).due_date == DAY
    assert completed(invoice(account=98), BOOKS).due_date == DAY


def test_the_exchange_rate_is_the_given_one_then_the_stored_one() -> None:
    assert completed(invoice(currency="USD", exchange_rate=Decimal("1.4"))).exchange_rate == Decimal("1.4")
    assert completed(invoice(currency="USD")).exchange_rate == Decimal("1.25")
    assert completed(invoice(exchange_rate=Decimal("1.4"))).exchange_rate == Decimal(1)


@pytest.mark.parametrize("rate", ["0", "-1.25", "NaN", "Infinity", "1e-40"])
def test_a_rate_that_is_not_above_zero_is_refused(rate: str) -> None:
    assert refused(invoice(currency="USD", exchange_rate=Decimal(rate))) == [("invalid", "exchange_rate")]


def test_a_missing_rate_is_named() -> None:
    no_rates = replace(BOOKS, rates={})
    missing = [("exchange-rate-missing", "exchange_rate")]
    assert refused(invoice(currency="USD"), no_rates) == missing
    assert refused(payment(1, currency="USD"), no_rates) == missing
    assert refused(transfer(deposit_account=USD_BANK), no_rates) == missing


def test_a_payments_account_is_the_given_one_then_the_contacts_then_bank_then_cash() -> None:
    def account(books: Books, given: int | None = None) -> int | None:
        result = complete(payment(1, account=given), books)
        assert isinstance(result, Payment)
        return result.account

    cash_only = {DefaultAccount.CASH: 98}
    assert account(OWN, BANK) == BANK
    assert account(OWN) == CASH
    assert account(BOOKS) == BANK
    assert account(replace(BOOKS, defaults=cash_only)) == 98
    assert refused(payment(1, account=None), replace(BOOKS, defaults={})) == [("account-missing", "account")]


def test_a_payments_credit_account_is_the_given_one_else_the_businesss() -> None:
    def credit(type_: RecordType = RecordType.INVOICE_PAYMENT, credit_account: int | None = None) -> int | None:
        result = complete(payment(1, type=type_, credit_account=credit_account), OWN)
        assert isinstance(result, Payment)
        return result.credit_account

    assert credit() == RECEIVABLE
    assert credit(RecordType.BILL_PAYMENT) == PAYABLE
    assert credit(credit_account=CLIENT_CREDIT) == CLIENT_CREDIT


def transfer(**given: object) -> Transfer:
    record = Transfer(date=DAY, currency="CAD", amount=1000, account=BANK, deposit_account=CASH)
    return replace(record, **given)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("given", "currency", "rate"),
    [
        ({}, "CAD", "1"),
        ({"exchange_rate": Decimal(9)}, "CAD", "1"),
        ({"deposit_account": USD_BANK}, "USD", "0.8"),
        ({"deposit_account": USD_BANK, "exchange_rate": Decimal("0.75")}, "USD", "0.75"),
        ({"currency": "USD"}, "USD", "1"),
        ({"currency": "USD", "deposit_account": BANK}, "CAD", "1.25"),
        ({"currency": "USD", "deposit_currency": "EUR"}, "EUR", "0.833333333333333"),
        ({"deposit_account": 98}, "CAD", "1"),
        ({"deposit_account": LOAN}, "CAD", "1"),
    ],
)
def test_a_transfers_deposit_currency_and_rate(given: dict[str, object], currency: str, rate: str) -> None:
    result = complete(transfer(**given), BOOKS)
    assert isinstance(result, Transfer)
    assert (result.deposit_currency, result.exchange_rate) == (currency, Decimal(rate))
    assert complete(result, BOOKS) == result


@pytest.mark.parametrize(
    ("record", "fault"),
    [
        (transfer(account=None), ("account-missing", "account")),
        (transfer(deposit_account=None), ("account-missing", "deposit_account")),
        (transfer(deposit_currency="XXX"), ("invalid", "deposit_currency")),
        (transfer(deposit_account=USD_BANK, exchange_rate=Decimal(0)), ("invalid", "exchange_rate")),
        (transfer(date=date(1899, 12, 31)), ("invalid", "date")),
        (transfer(date=date(2201, 1, 1)), ("invalid", "date")),
        (transfer(type=RecordType.INVOICE), ("invalid", "type")),
        (invoice(currency="XXX"), ("invalid", "currency")),
        (invoice(due_date=date(2201, 1, 1)), ("invalid", "due_date")),
        (invoice(terms="soon"), ("terms", "terms")),
        (invoice(type=RecordType.INVOICE_PAYMENT), ("invalid", "type")),
        (payment(1, type=RecordType.INVOICE), ("invalid", "type")),
        (OpeningBalance(date=DAY, currency="CAD", amount=1), ("account-missing", "account")),
        (YearEndAdjustment(date=DAY, currency="CAD"), ("invalid", "type")),
        (
            Adjustment(date=DAY, currency="CAD", lines=(AdjustmentLine(account=None, amount=1),)),
            ("account-missing", "lines[0].account"),
        ),
        (
            Adjustment(date=DAY, currency="CAD", lines=(AdjustmentLine(account=BANK, amount=1, currency="XXX"),)),
            ("invalid", "lines[0].currency"),
        ),
    ],
)
def test_is_refused(record: Record, fault: tuple[str, str]) -> None:
    assert refused(record) == [fault]


def test_an_adjustments_lines_are_in_the_records_currency_unless_they_say() -> None:
    lines = (AdjustmentLine(account=BANK, amount=1), AdjustmentLine(account=USD_BANK, amount=1, currency="USD"))
    result = complete(Adjustment(date=DAY, currency="CAD", lines=lines), BOOKS)
    assert isinstance(result, Adjustment)
    assert [each.currency for each in result.lines] == ["CAD", "USD"]
    assert result.exchange_rate == Decimal(1)


def test_an_opening_balance_takes_the_stored_rate() -> None:
    result = complete(OpeningBalance(date=DAY, currency="USD", amount=1, account=USD_BANK), BOOKS)
    assert isinstance(result, OpeningBalance)
    assert result.exchange_rate == Decimal("1.25")
