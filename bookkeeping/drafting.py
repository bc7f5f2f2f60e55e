"""Drafting: the figures of a record that is not posted yet. It may lack things; what it says must be right.

``drafted`` fills in what has a default and adds up what can be added up. Whether the record could be posted is another
question: accounts may be archived, books locked, rates unknown, payments too large. Only ``posting.post`` asks it.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from bookkeeping.checks import currency_of, each, positive_rate
from bookkeeping.defaults import check_header, deposit_currency, fill_document, fill_payment
from bookkeeping.documents import line_figures, tax_amounts, tax_table
from bookkeeping.entries import Entry
from bookkeeping.errors import AccountUnknownError, DocumentUnknownError, ExchangeRateMissingError, InvalidError
from bookkeeping.exchange import cross_rate, to_home
from bookkeeping.money import bounded, convert
from bookkeeping.posted import Posted, PostedAllocation, PostedLine
from bookkeeping.records import Adjustment, Document, OpeningBalance, Payment, Record, RecordType, Transfer

if TYPE_CHECKING:
    from bookkeeping.books import Books
    from bookkeeping.records import AdjustmentLine, Allocation, Line

UNPRICED = PostedLine(amount=0, net=0)
"""What a line comes to that has no price yet."""


def drafted(record: Record, books: Books) -> Posted:
    """Return what is known of a record: its figures, and an entry without lines, since it is not posted.

    A document's ``total`` is that of the lines that have a price; ``home_total`` is 0 while no rate is known.

    Raises:
        InvalidError: what the record says is not right: a currency, tax code or terms that nobody knows, a number out
            of bounds, a year-end adjustment. AccountUnknownError, DocumentUnknownError: it names what is not there.
        ManyInvalidError: several lines are at fault.
    """
    match record:
        case Document():
            return _document(record, books)
        case Payment():
            return _payment(record, books)
        case Transfer():
            return _transfer(record, books)
        case Adjustment():
            return _adjustment(record, books)
        case OpeningBalance():
            return _opening_balance(record, books)
    message = "A year-end adjustment is generated, never drafted."
    raise InvalidError(message, field="type")


def _document(record: Document, books: Books) -> Posted:
    """Return the figures of an invoice or bill."""
    filled = replace(fill_document(record, books), exchange_rate=_rate(record, books))
    _known(filled.account, books, field="account")
    table = tax_table(filled, books)
    currency = currency_of(record.currency, books)

    def figures(position: int, line: Line) -> PostedLine:
        place = f"lines[{position}]"
        _known(line.account, books, field=f"{place}.account")
        if line.rate is None:
            line_figures(replace(line, rate=Decimal(0)), table, currency, place=place)
            return UNPRICED
        return line_figures(line, table, currency, place=place)

    lines = each(figures, filled.lines, field="lines")
    taxes = tax_amounts(share for line in lines for share in line.taxes)
    before = sum(line.net for line in lines)
    total = bounded(before + sum(tax.amount for tax in taxes), field="lines")
    figures_known = _unposted(filled, total, books)
    return replace(figures_known, before_taxes=before, lines=lines, taxes=taxes)


def _payment(record: Payment, books: Books) -> Posted:
    """Return the figures of a payment. What it will settle is as given; zero settles nothing."""
    filled = replace(fill_payment(record, books), exchange_rate=_rate(record, books))
    _known(filled.account, books, field="account")
    _known(filled.credit_account, books, field="credit_account")
    seen: set[int] = set()

    def settled(position: int, allocation: Allocation) -> PostedAllocation:
        place = f"allocations[{position}]"
        if allocation.document not in books.documents:
            raise DocumentUnknownError(field=f"{place}.document")
        if allocation.document in seen:
            message = "The document is allocated to twice."
            raise InvalidError(message, field=f"{place}.document")
        seen.add(allocation.document)
        amount = bounded(allocation.amount, field=f"{place}.amount")
        return PostedAllocation(
            document=allocation.document, amount=amount, payment_amount=amount, home=0, date=record.date
        )

    wanted = tuple(allocation for allocation in record.allocations if allocation.amount)
    allocations = each(settled, wanted, field="allocations")
    own = [each.amount for each in allocations if books.documents[each.document].currency == record.currency]
    kept = record.amount - sum(own) if len(own) == len(allocations) else record.unallocated or 0
    figures = _unposted(replace(filled, allocations=wanted), bounded(record.amount, field="amount"), books)
    return replace(figures, allocations=allocations, unallocated=kept)


def _transfer(record: Transfer, books: Books) -> Posted:
    """Return the figures of a transfer; what it brings is 0 while no rate is known."""
    check_header(record, books, RecordType.TRANSFER)
    _known(record.account, books, field="account")
    _known(record.deposit_account, books, field="deposit_account")
    target = deposit_currency(record, books)
    amount = bounded(record.amount, field="amount")
    rate = Decimal(1) if target == record.currency else record.exchange_rate
    if rate is not None:
        positive_rate(rate, field="exchange_rate")
    figures = _unposted(replace(record, deposit_currency=target, exchange_rate=rate), amount, books)
    try:
        known = cross_rate(record.currency, target, books) if rate is None else rate
    except ExchangeRateMissingError:
        return figures
    source, brought = (currency_of(code, books) for code in (record.currency, target))
    return replace(figures, deposit_amount=convert(amount, source, brought, known, field="exchange_rate"))


def _adjustment(record: Adjustment, books: Books) -> Posted:
    """Return the figures of an adjustment: its total is what is credited so far in its currency."""
    check_header(record, books, RecordType.ADJUSTMENT)

    def filled(position: int, line: AdjustmentLine) -> AdjustmentLine:
        place = f"lines[{position}]"
        _known(line.account, books, field=f"{place}.account")
        bounded(line.amount, field=f"{place}.amount")
        currency = currency_of(line.currency or record.currency, books, field=f"{place}.currency")
        return replace(line, currency=currency.code)

    lines = each(filled, record.lines, field="lines")
    credited = sum(line.amount for line in lines if line.currency == record.currency and line.amount > 0)
    whole = replace(record, lines=lines, exchange_rate=_rate(record, books))
    return _unposted(whole, bounded(credited, field="lines"), books)


def _opening_balance(record: OpeningBalance, books: Books) -> Posted:
    """Return the figures of an opening balance."""
    check_header(record, books, RecordType.OPENING_BALANCE)
    _known(record.account, books, field="account")
    whole = replace(record, exchange_rate=_rate(record, books))
    return _unposted(whole, bounded(record.amount, field="amount"), books)


def _unposted(record: Document | Payment | Transfer | Adjustment | OpeningBalance, total: int, books: Books) -> Posted:
    """Return a record of this total as what has no entry."""
    given = None if isinstance(record, Transfer) else record.exchange_rate
    try:
        home = to_home(total, record.currency, given, books)
    except ExchangeRateMissingError:
        home = 0
    entry = Entry(date=record.date, lines=())
    return Posted(record=record, entry=entry, total=total, before_taxes=total, home_total=bounded(home))


def _rate(record: Document | Payment | Adjustment | OpeningBalance, books: Books) -> Decimal | None:
    """Return 1 at home, else the rate if one is given: otherwise that of the day counts once it is posted."""
    if record.currency == books.home.code:
        return Decimal(1)
    return None if record.exchange_rate is None else positive_rate(record.exchange_rate, field="exchange_rate")


def _known(account: int | None, books: Books, *, field: str) -> None:
    """Raise ``AccountUnknownError`` for an account that the business does not have, usable or not."""
    if account is not None and account not in books.accounts:
        raise AccountUnknownError(field=field)
