"""Defaults: a record with all that was left out filled in from its contact, items, accounts and business.

The order of DESIGN, section 4, "Defaults": what is given, else what the item, then the contact, then the
business says. None means not given; an empty tax code or empty terms mean none and at once.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, TypeVar

from bookkeeping import terms
from bookkeeping.books import ContactDefaults, DefaultAccount, ItemDefaults
from bookkeeping.checks import currency_of, each, given_account, positive_rate, sane_date, sane_decimal
from bookkeeping.errors import AccountUnusableError, InvalidError
from bookkeeping.exchange import cross_rate, home_rate
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
)

if TYPE_CHECKING:
    from datetime import date

    from bookkeeping.books import Books

SALES = frozenset({RecordType.INVOICE, RecordType.INVOICE_PAYMENT})
Completed = Document | Payment | Transfer | Adjustment | OpeningBalance

NO_CONTACT = ContactDefaults(id=0)
NO_ITEM = ItemDefaults(id=0)

Value = TypeVar("Value")


def complete(record: Record, books: Books) -> Completed:
    """Return the record with every default filled in; completing it again changes nothing.

    Raises:
        InvalidError: a date or currency is out of range, a line names an unknown item or has no price, or
            the record is a year-end adjustment, which nobody posts.
        AccountMissingError: no account is given and none applies.
        ExchangeRateMissingError: a foreign record has no rate and the books have none.
        TermsError: the payment terms that apply cannot be read.
        ManyInvalidError: several lines are at fault.
    """
    match record:
        case Document():
            return complete_document(record, books)
        case Payment():
            return complete_payment(record, books)
        case Transfer():
            return _transfer(record, books)
        case Adjustment():
            return _adjustment(record, books)
        case OpeningBalance():
            return _opening_balance(record, books)
    message = "A year-end adjustment is generated, never posted."
    raise InvalidError(message, field="type")


def complete_document(record: Document, books: Books) -> Document:
    """Fill in account, terms, due date, rate and lines of an invoice or bill: see ``complete``."""
    check_header(record, books, RecordType.INVOICE, RecordType.BILL)
    contact = _contact(record.contact, books)
    sale = record.type in SALES
    usual = contact.receivable_account if sale else contact.payable_account
    fallback = books.defaults.get(DefaultAccount.RECEIVABLE if sale else DefaultAccount.PAYABLE)
    account = given_account(_first(record.account, usual, fallback), field="account")
    agreed, due = _due(record, contact, account, books)
    return replace(
        record,
        account=account,
        terms=agreed,
        due_date=due,
        exchange_rate=home_rate(record.currency, record.exchange_rate, books),
        lines=each(lambda i, line: _line(i, line, record, contact, books), record.lines, field="lines"),
    )


def fill_document(record: Document, books: Books) -> Document:
    """Fill in what has a default, and leave the account, lines and rate alone that have none: see ``drafting``."""
    check_header(record, books, RecordType.INVOICE, RecordType.BILL)
    contact = _contact(record.contact, books)
    sale = record.type in SALES
    usual = contact.receivable_account if sale else contact.payable_account
    fallback = books.defaults.get(DefaultAccount.RECEIVABLE if sale else DefaultAccount.PAYABLE)
    account = _first(record.account, usual, fallback)
    agreed, due = _due(record, contact, account, books)
    return replace(
        record,
        account=account,
        terms=agreed,
        due_date=due,
        lines=each(lambda i, line: _filled(i, line, record, contact, books), record.lines, field="lines"),
    )


def _due(record: Document, contact: ContactDefaults, account_id: int | None, books: Books) -> tuple[str | None, date]:
    """Return the terms that apply and the due date; a due date that is given needs no terms."""
    if record.due_date is not None:
        return record.terms, sane_date(record.due_date, field="due_date")
    account = None if account_id is None else books.accounts.get(account_id)
    standard = account.standard_terms if account else None
    agreed = record.terms if record.terms is not None else contact.payment_terms or standard
    return agreed, terms.due_date(agreed or "", record.date)


def _line(position: int, line: Line, record: Document, contact: ContactDefaults, books: Books) -> Line:
    """Fill in a line, which then has an account and a price."""
    filled = _filled(position, line, record, contact, books)
    given_account(filled.account, field=f"lines[{position}].account")
    sane_decimal(filled.rate, field=f"lines[{position}].rate")
    return filled


def _filled(position: int, line: Line, record: Document, contact: ContactDefaults, books: Books) -> Line:
    """Fill in account, price, tax code and note of a line from its item, then from the contact."""
    item = _item(position, line, books)
    sale = record.type in SALES
    rate = _first(line.rate, item.sell_rate if sale else item.buy_rate)
    if item.tracked and not sale:
        account = _inventory_account(position, line, item)
    else:
        own = item.credit_account if sale else item.debit_account
        account = _first(line.account, own, contact.income_or_expense_account)
    return replace(
        line,
        account=account,
        rate=rate,
        tax_code=_first(line.tax_code, item.tax_code, contact.default_tax_code),
        note=_first(line.note, item.note),
    )


def _item(position: int, line: Line, books: Books) -> ItemDefaults:
    """Return what the line's item says; nothing when it names none."""
    if line.item is None:
        return NO_ITEM
    item = books.items.get(line.item)
    if item is None:
        message = "There is no such item in this business."
        raise InvalidError(message, field=f"lines[{position}].item")
    return item


def _inventory_account(position: int, line: Line, item: ItemDefaults) -> int | None:
    """Return where what is bought of a tracked item goes, whether the line says so or names its expense account."""
    if line.account not in {None, item.inventory_account, item.debit_account}:
        message = "What is bought of a tracked item goes to its inventory account."
        raise AccountUnusableError(message, field=f"lines[{position}].account")
    return item.inventory_account


def complete_payment(record: Payment, books: Books) -> Payment:
    """Fill in account, credit account and rate of a payment: see ``complete``."""
    filled = fill_payment(record, books)
    given_account(filled.account, field="account")
    return replace(filled, exchange_rate=home_rate(record.currency, record.exchange_rate, books))


def fill_payment(record: Payment, books: Books) -> Payment:
    """Fill in the accounts of a payment that have a default, and leave the others alone: see ``drafting``."""
    check_header(record, books, RecordType.INVOICE_PAYMENT, RecordType.BILL_PAYMENT)
    kinds = DefaultAccount.BANK, DefaultAccount.CASH
    usual = _contact(record.contact, books).payment_account
    credit = DefaultAccount.RECEIVABLE if record.type in SALES else DefaultAccount.PAYABLE
    return replace(
        record,
        account=_first(record.account, usual, *(books.defaults.get(kind) for kind in kinds)),
        credit_account=_first(record.credit_account, books.defaults.get(credit)),
    )


def _transfer(record: Transfer, books: Books) -> Transfer:
    """Fill in the deposit currency of a transfer and what it brings per unit."""
    check_header(record, books, RecordType.TRANSFER)
    given_account(record.account, field="account")
    given_account(record.deposit_account, field="deposit_account")
    target = deposit_currency(record, books)
    if target == record.currency:
        rate = Decimal(1)
    elif record.exchange_rate is not None:
        rate = positive_rate(record.exchange_rate, field="exchange_rate")
    else:
        rate = cross_rate(record.currency, target, books)
    return replace(record, deposit_currency=target, exchange_rate=rate)


def deposit_currency(record: Transfer, books: Books) -> str:
    """Return what a transfer brings: the currency given, else that of the money account it goes to, else its own."""
    deposit = books.accounts.get(record.deposit_account or 0)
    own = deposit.currency if deposit and deposit.type.holds_money else None
    target = record.deposit_currency or own or record.currency
    return currency_of(target, books, field="deposit_currency").code


def _adjustment(record: Adjustment, books: Books) -> Adjustment:
    """Fill in the currency of an adjustment's lines and the rate of the record's."""
    check_header(record, books, RecordType.ADJUSTMENT)

    def filled(position: int, line: AdjustmentLine) -> AdjustmentLine:
        given_account(line.account, field=f"lines[{position}].account")
        currency = line.currency or record.currency
        currency_of(currency, books, field=f"lines[{position}].currency")
        return replace(line, currency=currency)

    return replace(
        record,
        exchange_rate=home_rate(record.currency, record.exchange_rate, books),
        lines=each(filled, record.lines, field="lines"),
    )


def _opening_balance(record: OpeningBalance, books: Books) -> OpeningBalance:
    """Fill in the rate of an opening balance."""
    check_header(record, books, RecordType.OPENING_BALANCE)
    given_account(record.account, field="account")
    return replace(record, exchange_rate=home_rate(record.currency, record.exchange_rate, books))


def _contact(contact: int | None, books: Books) -> ContactDefaults:
    """Return what the record's contact says; nothing when it names none."""
    return books.contact if contact is not None and books.contact is not None else NO_CONTACT


def _first(*values: Value | None) -> Value | None:
    """Return the first value that is given."""
    return next((value for value in values if value is not None), None)


def check_header(record: Completed, books: Books, *types: RecordType) -> None:
    """Check what every record has: a type that goes with its shape, a date within bounds, a known currency."""
    if record.type not in types:
        message = f"The type of such a record is {' or '.join(types)}."
        raise InvalidError(message, field="type")
    sane_date(record.date, field="date")
    currency_of(record.currency, books)
