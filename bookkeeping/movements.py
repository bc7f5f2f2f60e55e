"""Movements: what transfers, adjustments and opening balances mean."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from bookkeeping.books import AccountType, DefaultAccount
from bookkeeping.checks import currency_of, default_account, each, positive_rate, usable_account
from bookkeeping.costing import EMPTY, at_average_cost, carried, reduction
from bookkeeping.entries import JournalLine
from bookkeeping.errors import AccountUnusableError, InvalidError, UnbalancedError
from bookkeeping.exchange import balanced, entry, gain_account, to_home
from bookkeeping.money import bounded, convert
from bookkeeping.posted import Posted

if TYPE_CHECKING:
    from bookkeeping.books import Books
    from bookkeeping.records import Adjustment, AdjustmentLine, OpeningBalance, Transfer

OWED = frozenset({AccountType.ACCOUNTS_RECEIVABLE, AccountType.ACCOUNTS_PAYABLE})


def post_transfer(record: Transfer, books: Books) -> Posted:
    """Return the meaning of a completed transfer: money leaves ``account`` and reaches ``deposit_account``.

    Within a foreign currency both sides have the home amount that the money cost, as far as the source held
    it, else the stored rate. Across currencies each side is balanced by an exchange line in its own
    currency; both have the home amount of the side that is in home currency, else the stored rate of the source.

    Raises:
        InvalidError: the amount is not above zero, or both accounts are the same.
        AccountUnknownError: an account is not in the books.
        AccountUnusableError: an account is archived or takes another currency.
        ExchangeRateMissingError: a stored rate is needed and missing.
        AccountMissingError: an account for gain or loss on exchange is needed and missing.
    """
    if record.amount <= 0:
        message = "The amount of a transfer is larger than zero."
        raise InvalidError(message, field="amount")
    source, target = record.currency, record.deposit_currency or record.currency
    bounded(record.amount, field="amount")
    account = usable_account(record.account, source, books, field="account").id
    deposit_account = usable_account(record.deposit_account, target, books, field="deposit_account").id
    if account == deposit_account:
        message = "A transfer needs two different accounts."
        raise InvalidError(message, field="deposit_account")
    deposit = _deposit(record, books)
    home = _transfer_home(record, deposit, books)
    out = JournalLine(account=account, amount=record.amount, currency=source, home=home)
    into = JournalLine(account=deposit_account, amount=-deposit, currency=target, home=-home)
    if source == target:
        lines = carried((out, into), books)
        home = lines[0].home
    else:
        lines = at_average_cost((out, *_exchange(out, into, books), into), books)
    return Posted(
        record=record,
        entry=entry(record.date, lines, books),
        total=record.amount,
        before_taxes=record.amount,
        home_total=home,
        deposit_amount=deposit,
    )


def post_adjustment(record: Adjustment, books: Books) -> Posted:
    """Return the meaning of a completed adjustment: its lines as given.

    Lines in the record's currency take the record's rate, others the stored one; the last amount of a currency takes
    what rounding leaves at home. Foreign money still leaves at its average cost. The total is what is credited in the
    record's currency, at its rate.

    Raises:
        InvalidError: there are no lines.
        UnbalancedError: the amounts of a currency do not sum to zero.
        AmountOutOfBoundsError: the credits of a currency come to more than an amount may.
        AccountUnknownError: an account is not in the books.
        AccountUnusableError: an account is archived or takes another currency.
        ExchangeRateMissingError: a stored rate is needed and missing.
        ManyInvalidError: several lines are at fault.
    """
    if not record.lines:
        message = "An adjustment needs lines."
        raise InvalidError(message, field="lines")
    lines = each(lambda i, line: _adjusted(i, line, record, books), record.lines, field="lines")
    groups: dict[str, list[JournalLine]] = defaultdict(list)
    for line in lines:
        groups[line.currency].append(line)
    if any(sum(line.amount for line in group) for group in groups.values()):
        message = "The lines of each currency must sum to zero."
        raise UnbalancedError(message, field="lines")
    homes = {
        currency: iter(balanced([line.amount for line in group], [line.home for line in group]))
        for currency, group in groups.items()
    }
    booked = tuple(replace(line, home=next(homes[line.currency])) for line in lines)
    own = [line for line in booked if line.currency == record.currency and line.amount > 0]
    for group in groups.values():
        bounded(sum(line.amount for line in group if line.amount > 0), field="lines")
        bounded(sum(line.home for line in group if line.home > 0), field="lines")
    total = sum(line.amount for line in own)
    return Posted(
        record=record,
        entry=entry(record.date, at_average_cost(booked, books), books),
        total=total,
        before_taxes=total,
        home_total=sum(line.home for line in own),
    )


def post_opening_balance(record: OpeningBalance, books: Books) -> Posted:
    """Return the meaning of a completed opening balance: a credit amount against the business's equity account.

    Raises:
        AccountUnknownError: the account is not in the books.
        AccountUnusableError: it is archived, takes another currency, is the equity account itself, or is a receivable
            or payable: these open with a document of a contact.
        AccountMissingError: the business has no equity account.
    """
    account = usable_account(record.account, record.currency, books, field="account")
    equity = default_account(DefaultAccount.EQUITY, books)
    usable_account(equity, record.currency, books, field=None)
    if account.type in OWED:
        message = "A receivable or payable account opens with an invoice or bill of a contact."
        raise AccountUnusableError(message, field="account")
    if account.id == equity:
        message = "The equity account has no opening balance of its own."
        raise AccountUnusableError(message, field="account")
    amount = bounded(record.amount, field="amount")
    home = to_home(amount, record.currency, record.exchange_rate, books)
    lines = (
        JournalLine(account=account.id, amount=amount, currency=record.currency, home=home),
        JournalLine(account=equity, amount=-amount, currency=record.currency, home=-home),
    )
    return Posted(
        record=record,
        entry=entry(record.date, at_average_cost(lines, books), books),
        total=amount,
        before_taxes=amount,
        home_total=home,
    )


def _deposit(record: Transfer, books: Books) -> int:
    """Return what a completed transfer brings, in minor units of the deposit currency."""
    source, target = record.currency, record.deposit_currency or record.currency
    if source == target:
        return record.amount
    rate = positive_rate(record.exchange_rate, field="exchange_rate")
    return convert(
        record.amount,
        currency_of(source, books),
        currency_of(target, books, field="deposit_currency"),
        rate,
        field="exchange_rate",
    )


def _transfer_home(record: Transfer, deposit: int, books: Books) -> int:
    """Return the home amount of both sides of a completed transfer at its rate.

    Money of a currency that no rate is stored for may be moved as far as it is held: at what it cost.
    """
    if record.deposit_currency == books.home.code:
        return deposit
    if record.deposit_currency == record.currency and record.currency not in books.rates and record.account is not None:
        part = reduction(books.holdings.get((record.account, record.currency), EMPTY), record.amount)
        if part.amount == record.amount:
            return part.home
    return to_home(record.amount, record.currency, None, books)


def _exchange(out: JournalLine, into: JournalLine, books: Books) -> tuple[JournalLine, JournalLine]:
    """Return the two exchange lines that balance the two sides of a transfer, each in its own currency."""
    account = gain_account(books)
    return replace(out, account=account, amount=-out.amount, home=-out.home), replace(
        into, account=account, amount=-into.amount, home=-into.home
    )


def _adjusted(position: int, line: AdjustmentLine, record: Adjustment, books: Books) -> JournalLine:
    """Return one line of an adjustment at its home amount, rounding not yet settled."""
    place = f"lines[{position}]"
    currency = line.currency or record.currency
    account = usable_account(line.account, currency, books, field=f"{place}.account")
    amount = bounded(line.amount, field=f"{place}.amount")
    given = record.exchange_rate if currency == record.currency else None
    home = to_home(amount, currency, given, books)
    return JournalLine(account=account.id, amount=amount, currency=currency, home=home, note=line.note)
