"""The small business that the tests of the core share: books at home in CAD, and what is asked of every entry."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from bookkeeping.books import Account, AccountType, Books, ContactDefaults, DefaultAccount, Holding, OpenDocument
from bookkeeping.errors import DaybookError, ManyInvalidError
from bookkeeping.money import Currency
from bookkeeping.posting import post
from bookkeeping.records import Allocation, Document, Line, Payment, RecordType
from bookkeeping.taxes import Tax

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bookkeeping.entries import Entry
    from bookkeeping.posted import Posted
    from bookkeeping.records import Record

CAD, USD, EUR, JPY, KWD = (
    Currency("CAD", 2),
    Currency("USD", 2),
    Currency("EUR", 2),
    Currency("JPY", 0),
    Currency("KWD", 3),
)
DAY = date(2026, 1, 15)
CUSTOMER = 70

RECEIVABLE, PAYABLE, BANK, USD_BANK, CASH, EQUITY, GAIN, INCOME, EXPENSE = range(1, 10)
G_PAYABLE, G_RECEIVABLE, Q_PAYABLE, Q_RECEIVABLE, CLIENT_CREDIT = range(10, 15)
USD_CARD, EUR_BANK, LOAN, ARCHIVED, USD_SAVINGS, JPY_BANK = range(15, 21)

TYPES = {
    RECEIVABLE: AccountType.ACCOUNTS_RECEIVABLE,
    PAYABLE: AccountType.ACCOUNTS_PAYABLE,
    CASH: AccountType.CASH,
    EQUITY: AccountType.EQUITY,
    GAIN: AccountType.GAIN_OR_LOSS_ON_EXCHANGE,
    INCOME: AccountType.INCOME,
    EXPENSE: AccountType.EXPENSE,
    G_PAYABLE: AccountType.TAXES,
    G_RECEIVABLE: AccountType.TAXES,
    Q_PAYABLE: AccountType.TAXES,
    Q_RECEIVABLE: AccountType.EXPENSE,
    CLIENT_CREDIT: AccountType.CLIENT_CREDIT,
    LOAN: AccountType.LONG_TERM_LIABILITY,
}
MONEY = {BANK: "CAD", USD_BANK: "USD", EUR_BANK: "EUR", USD_SAVINGS: "USD", JPY_BANK: "JPY"}

GST = Tax(
    id=101,
    name="GST",
    short_name="G",
    rate=Decimal(5),
    registration="123456789 RT0001",
    payable_account=G_PAYABLE,
    receivable_account=G_RECEIVABLE,
)
QST = Tax(
    id=102,
    name="QST",
    short_name="Q",
    rate=Decimal("7.5"),
    compound=True,
    payable_account=Q_PAYABLE,
    receivable_account=Q_RECEIVABLE,
)
PST = Tax(id=103, name="PST", short_name="P", rate=Decimal(8), registered=False, payable_account=Q_PAYABLE)


def accounts() -> dict[int, Account]:
    """Return the chart."""
    chart = {number: Account(id=number, type=type_) for number, type_ in TYPES.items()}
    chart |= {number: Account(id=number, type=AccountType.BANK, currency=code) for number, code in MONEY.items()}
    chart[USD_CARD] = Account(id=USD_CARD, type=AccountType.CREDIT_CARD, currency="USD")
    chart[ARCHIVED] = Account(id=ARCHIVED, type=AccountType.INCOME, usable=False)
    return chart


BOOKS = Books(
    home=CAD,
    currencies={currency.code: currency for currency in (CAD, USD, EUR, JPY, KWD)},
    accounts=accounts(),
    defaults={
        DefaultAccount.RECEIVABLE: RECEIVABLE,
        DefaultAccount.PAYABLE: PAYABLE,
        DefaultAccount.BANK: BANK,
        DefaultAccount.CASH: CASH,
        DefaultAccount.EQUITY: EQUITY,
        DefaultAccount.GAIN_OR_LOSS: GAIN,
    },
    taxes=(GST, QST, PST),
    contact=ContactDefaults(id=CUSTOMER),
    rates={"USD": Decimal("1.25"), "EUR": Decimal("1.5"), "JPY": Decimal("0.0093"), "KWD": Decimal("4.4")},
)


def line(rate: str, **given: object) -> Line:
    """Return a line of one piece at a price in major units, on the income account unless told."""
    return replace(Line(account=INCOME, rate=Decimal(rate)), **given)  # type: ignore[arg-type]


def invoice(*lines: Line, currency: str = "CAD", **given: object) -> Document:
    """Return an invoice of the day to the customer."""
    record = Document(type=RecordType.INVOICE, date=DAY, currency=currency, contact=CUSTOMER, lines=lines)
    return replace(record, **given)  # type: ignore[arg-type]


def bill(*lines: Line, currency: str = "CAD", **given: object) -> Document:
    """Return a bill of the day."""
    return invoice(*lines, currency=currency, type=RecordType.BILL, **given)


def payment(amount: int, *allocations: tuple[int, int], currency: str = "CAD", **given: object) -> Payment:
    """Return an invoice payment of the day with (document, amount) allocations."""
    record = Payment(
        type=RecordType.INVOICE_PAYMENT,
        date=DAY,
        currency=currency,
        amount=amount,
        contact=CUSTOMER,
        account={"CAD": BANK, "USD": USD_BANK, "EUR": EUR_BANK, "JPY": JPY_BANK}[currency],
        allocations=tuple(Allocation(document=document, amount=part) for document, part in allocations),
    )
    return replace(record, **given)  # type: ignore[arg-type]


def open_document(number: int, balance: int, home: int, currency: str = "CAD", **given: object) -> OpenDocument:
    """Return an open invoice of the day, nothing of it settled."""
    document = OpenDocument(
        id=number,
        type=RecordType.INVOICE,
        date=DAY,
        contact=CUSTOMER,
        account=RECEIVABLE,
        currency=currency,
        total=balance,
        balance=balance,
        open_home=home,
    )
    return replace(document, **given)  # type: ignore[arg-type]


def with_documents(*documents: OpenDocument, books: Books = BOOKS) -> Books:
    """Return the books with open documents in them."""
    return replace(books, documents={document.id: document for document in documents})


def holding(account: int, currency: str, amount: int, home: int, books: Books = BOOKS) -> Books:
    """Return the books with a balance on a foreign money account."""
    return replace(books, holdings={**books.holdings, (account, currency): Holding(amount, home)})


def journal(entry: Entry) -> list[tuple[int, int, str, int]]:
    """Return an entry as a table: account, amount, currency, home."""
    return [(each.account, each.amount, each.currency, each.home) for each in entry.lines]


def assert_balanced(entries: Iterable[Entry]) -> None:
    """Add every entry up again, from outside: per currency, at home, and per currency at home."""
    for entry in entries:
        sums: dict[str, list[int]] = defaultdict(lambda: [0, 0])
        for each in entry.lines:
            assert each.amount or each.home
            assert each.currency != "CAD" or each.amount == each.home
            sums[each.currency][0] += each.amount
            sums[each.currency][1] += each.home
        assert all(amount == 0 for amount, _ in sums.values())
        assert sum(home for _, home in sums.values()) == 0


def posted(record: Record, books: Books = BOOKS) -> Posted:
    """Post a record and check that what comes out balances."""
    result = post(record, books)
    assert_balanced([result.entry, *(settlement.entry for settlement in result.settlements)])
    return result


def entry_of(record: Record, books: Books = BOOKS) -> list[tuple[int, int, str, int]]:
    """Post a record and return its entry as a table."""
    return journal(posted(record, books).entry)


def refused(record: Record, books: Books = BOOKS) -> list[tuple[str, str | None]]:
    """Return (code, field) of every fault for which posting refuses the record."""
    with pytest.raises(DaybookError) as caught:
        post(record, books)
    fault = caught.value
    faults = fault.faults if isinstance(fault, ManyInvalidError) else (fault,)
    return [(each.code, each.field) for each in faults]
