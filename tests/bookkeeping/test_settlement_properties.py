"""However documents are paid, in whatever parts and order: nothing remains, in the currency or at home."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from bookkeeping.books import Holding
from bookkeeping.records import Adjustment, AdjustmentLine, Allocation, Payment, RecordType, Transfer
from tests.bookkeeping.world import (
    BANK,
    BOOKS,
    CLIENT_CREDIT,
    DAY,
    EUR_BANK,
    EXPENSE,
    LOAN,
    PAYABLE,
    RECEIVABLE,
    USD_BANK,
    USD_CARD,
    USD_SAVINGS,
    open_document,
    payment,
    posted,
)

if TYPE_CHECKING:
    from bookkeeping.books import OpenDocument
    from bookkeeping.records import Record

rates = st.decimals(min_value=Decimal("0.01"), max_value=100, places=4)
currencies = st.sampled_from(["CAD", "USD", "EUR", "JPY"])


@dataclass
class Ledger:
    """A little ledger that remembers balances and open documents from posting to posting."""

    documents: dict[int, OpenDocument]
    balances: dict[tuple[int, str], Holding] = field(default_factory=lambda: defaultdict(lambda: Holding(0, 0)))

    def post(self, record: Record) -> None:
        """Post a record; bring balances and documents up to date."""
        books = replace(BOOKS, documents=self.documents, holdings=dict(self.balances))
        result = posted(record, books)
        for entry in (result.entry, *(each.entry for each in result.settlements)):
            for line in entry.lines:
                held = self.balances[line.account, line.currency]
                self.balances[line.account, line.currency] = Holding(held.amount + line.amount, held.home + line.home)
        for part in result.allocations:
            document = self.documents[part.document]
            self.documents[part.document] = replace(
                document, balance=document.balance - part.amount, open_home=document.open_home - part.home
            )

    def balance(self, account: int, currency: str) -> tuple[int, int]:
        """Return a balance in its currency and at home."""
        held = self.balances[account, currency]
        return held.amount, held.home


@st.composite
def open_documents(draw: st.DrawFn, number: int) -> OpenDocument:
    """Draw an invoice or credit note, today's or later."""
    sign = draw(st.sampled_from([1, 1, 1, -1]))
    balance, home = sign * draw(st.integers(1, 10**7)), sign * draw(st.integers(100, 10**7))
    currency = draw(currencies)
    later = timedelta(days=draw(st.integers(0, 2)))
    return open_document(number, balance, balance if currency == "CAD" else home, currency, date=DAY + later)


def opened(documents: list[OpenDocument], *, bills: bool) -> Ledger:
    """Return a ledger in which the documents stand on their receivable or payable account."""
    sign, account, type_ = (1, PAYABLE, RecordType.BILL) if bills else (-1, RECEIVABLE, RecordType.INVOICE)
    ledger = Ledger({each.id: replace(each, account=account, type=type_) for each in documents})
    for each in documents:
        held = ledger.balances[account, each.currency]
        amount, home = held.amount + sign * each.balance, held.home + sign * each.open_home
        ledger.balances[account, each.currency] = Holding(amount, home)
    return ledger


def pay(data: st.DataObject, document: OpenDocument, part: int, currency: str, *, bills: bool) -> Payment:
    """Draw a payment that settles a part of a document, in its currency or another."""
    across = abs(part) + data.draw(st.integers(0, 10**6))
    amount = part if currency == document.currency else (across if part > 0 else -across)
    return replace(
        payment(amount, currency=currency),
        type=RecordType.BILL_PAYMENT if bills else RecordType.INVOICE_PAYMENT,
        exchange_rate=data.draw(rates),
        credit_account=CLIENT_CREDIT,
        allocations=(Allocation(document=document.id, amount=part),),
    )


@given(st.data(), st.booleans())
def test_documents_paid_in_any_parts_and_order_leave_nothing(data: st.DataObject, bills: bool) -> None:  # noqa: FBT001
    documents = [data.draw(open_documents(number)) for number in (1, 2)]
    ledger = opened(documents, bills=bills)
    while any(each.balance for each in ledger.documents.values()):
        document = data.draw(st.sampled_from([each for each in ledger.documents.values() if each.balance]))
        size = abs(document.balance)
        part = data.draw(st.integers(max(1, size // 3), size)) * (1 if document.balance > 0 else -1)
        own = data.draw(st.booleans()) or abs(part) < 10**4
        currency = document.currency if own else data.draw(st.sampled_from(["CAD", "USD", "EUR"]))
        ledger.post(pay(data, document, part, currency, bills=bills))
    assert all(document.open_home == 0 for document in ledger.documents.values())
    for account in (RECEIVABLE, PAYABLE, CLIENT_CREDIT):
        for currency in ("CAD", "USD", "EUR", "JPY"):
            assert ledger.balance(account, currency) == (0, 0)


@given(st.lists(st.tuples(st.integers(1, 10**6), st.booleans(), rates), min_size=1, max_size=8), rates)
def test_foreign_money_that_is_gone_is_worth_nothing(moves: list[tuple[int, bool, Decimal]], last: Decimal) -> None:
    ledger = Ledger({})
    for amount, deposit, rate in moves:
        ledger.post(payment(amount if deposit else -amount, currency="USD", exchange_rate=rate))
    rest = ledger.balance(USD_BANK, "USD")[0]
    ledger.post(payment(rest, currency="USD", exchange_rate=last))
    assert ledger.balance(USD_BANK, "USD") == (0, 0)


@given(st.lists(st.tuples(st.permutations([USD_BANK, USD_SAVINGS, USD_CARD]), st.integers(1, 10**6)), max_size=8))
def test_money_moved_around_in_one_currency_neither_gains_nor_loses_when_it_is_held(
    moves: list[tuple[list[int], int]],
) -> None:
    ledger = Ledger({})
    ledger.post(payment(10**8, currency="USD", exchange_rate=Decimal("1.31")))
    for (source, target, _), amount in moves:
        if -ledger.balance(source, "USD")[0] >= amount:
            record = Transfer(date=DAY, currency="USD", amount=amount, account=source, deposit_account=target)
            ledger.post(record)
    homes = sum(ledger.balance(account, "USD")[1] for account in (USD_BANK, USD_SAVINGS, USD_CARD))
    assert homes == -131 * 10**6


@given(
    st.integers(1, 10**9),
    st.sampled_from([BANK, USD_BANK, EUR_BANK]),
    st.sampled_from([USD_SAVINGS, USD_CARD, LOAN]),
    rates,
    st.integers(-(10**6), 10**6),
)
def test_every_transfer_balances(amount: int, source: int, target: int, rate: Decimal, held: int) -> None:
    currency = {BANK: "CAD", USD_BANK: "USD", EUR_BANK: "EUR"}[source]
    ledger = Ledger({})
    for account, code in ((source, currency), (target, "USD")):
        ledger.balances[account, code] = Holding(held, held * 2)
    ledger.post(
        Transfer(
            date=DAY,
            currency=currency,
            amount=amount,
            account=source,
            deposit_account=target,
            deposit_currency="USD",
            exchange_rate=rate,
        )
    )


@given(st.lists(st.tuples(st.integers(-(10**9), 10**9), currencies), max_size=10), rates, currencies)
def test_every_adjustment_that_sums_to_zero_balances_at_home(
    parts: list[tuple[int, str]], rate: Decimal, currency: str
) -> None:
    rests: dict[str, int] = defaultdict(int)
    for amount, code in parts:
        rests[code] -= amount
    rows = [*parts, *((amount, code) for code, amount in rests.items()), (0, currency)]
    lines = tuple(AdjustmentLine(account=EXPENSE, amount=amount, currency=code) for amount, code in rows)
    posted(Adjustment(date=DAY, currency=currency, exchange_rate=rate, lines=lines))
