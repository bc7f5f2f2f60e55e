"""Settlement: what an invoice payment or a bill payment means.

Entries are written for an invoice payment; a bill payment is the same with every sign turned. An allocation
whose day is later than the payment's has an entry of its own: until then it lies on the credit account.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from bookkeeping.allocations import Claim, Share, settlement_date, shares_of
from bookkeeping.books import AccountType
from bookkeeping.checks import usable_account
from bookkeeping.costing import at_average_cost
from bookkeeping.defaults import SALES
from bookkeeping.entries import JournalLine
from bookkeeping.errors import AccountUnusableError
from bookkeeping.exchange import entry, gain_account, to_home
from bookkeeping.money import bounded
from bookkeeping.posted import Allocated, Posted, PostedAllocation, Settlement

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bookkeeping.books import Books, OpenDocument
    from bookkeeping.records import Payment

NEVER_PAID_FROM = frozenset(
    {AccountType.ACCOUNTS_RECEIVABLE, AccountType.ACCOUNTS_PAYABLE, AccountType.GAIN_OR_LOSS_ON_EXCHANGE}
)


def post_payment(record: Payment, books: Books) -> Posted:
    """Return the meaning of a completed payment: its entry, and those of allocations that take place later.

    Any account can pay or be paid into, except receivables, payables and gain or loss on exchange: besides banks,
    cash and cards also an owner's account or a clearing account.

    Raises:
        AccountUnusableError: the account, or the credit account where one is needed, does not fit.
        AccountMissingError: a credit account, or one for gain or loss on exchange, is needed and missing.
        AmountOutOfBoundsError: an amount exceeds the bounds.
        InvalidError: whatever ``bookkeeping.allocations.shares_of`` finds.
    """
    bounded(record.amount, field="amount")
    account = usable_account(record.account, record.currency, books, field="account")
    if account.type in NEVER_PAID_FROM:
        message = "A payment does not come from or go to an account of this type."
        raise AccountUnusableError(message, field="account")
    shares = shares_of(record, books)
    now = [share for share in shares if share.date == record.date]
    later = [share for share in shares if share.date != record.date]
    unallocated = record.amount - sum(share.used for share in shares)
    received = _received(record, now, books)
    lines = (
        JournalLine(account=account.id, amount=-record.amount, currency=record.currency, home=-received),
        *_settled(record, now, books),
        *_credited(record, later, unallocated, books),
    )
    return Posted(
        record=record,
        entry=entry(record.date, at_average_cost(_signed(record, lines), books), books),
        total=record.amount,
        before_taxes=record.amount,
        home_total=received,
        settlements=_settlements(record, later, books),
        allocations=_posted(shares),
        unallocated=unallocated,
    )


def post_allocations(record: Payment, books: Books) -> Allocated:
    """Return the entries by which allocations draw on a payment that is posted already.

    Args:
        record: the completed payment, with the new allocations only, and as its amount what is still unallocated.
        books: as for posting; the payment's date may be locked.

    Raises:
        InvalidError: as for ``post_payment``.
    """
    shares = shares_of(record, books)
    return Allocated(
        settlements=_settlements(record, shares, books),
        allocations=_posted(shares),
        unallocated=record.amount - sum(share.used for share in shares),
    )


def post_deallocations(
    record: Payment, taken: Iterable[tuple[OpenDocument, PostedAllocation]], books: Books
) -> tuple[Settlement, ...]:
    """Return the entries by which a posted payment lets go of documents: from the receivable to the credit account.

    Args:
        record: the completed payment.
        taken: each document with what the payment settles of it no longer, in the words of the payment's own side.
        books: as for posting; the payment's date may be locked.
    """
    shares = [
        Share(
            claim=Claim(position=position, document=document, amount=-part.amount, released=-part.home),
            used=-part.payment_amount,
            date=settlement_date(record.date, document.date, books.lock_date),
        )
        for position, (document, part) in enumerate(taken)
    ]
    return _settlements(record, shares, books)


def _received(record: Payment, shares: Iterable[Share], books: Books) -> int:
    """Return the home amount of the payment: at its rate, except that what pays home documents is worth them."""
    home = books.home.code
    across = [share for share in shares if home == share.claim.document.currency != record.currency]
    rest = record.amount - sum(share.used for share in across)
    return to_home(rest, record.currency, record.exchange_rate, books) + sum(share.claim.amount for share in across)


def _settled(record: Payment, shares: Iterable[Share], books: Books) -> Iterator[JournalLine]:
    """Yield what leaves the receivables, preceded by one exchange for each other currency."""
    groups: dict[str, list[Share]] = defaultdict(list)
    for share in shares:
        groups[share.claim.document.currency].append(share)
    for currency, group in groups.items():
        if currency != record.currency:
            yield from _exchanged(record, group, books)
        for share in group:
            claim = share.claim
            yield JournalLine(
                account=claim.document.account,
                amount=claim.amount,
                currency=currency,
                home=claim.released,
                settles=claim.document.id,
            )


def _exchanged(record: Payment, shares: Iterable[Share], books: Books) -> Iterator[JournalLine]:
    """Yield the exchange of a part of the payment for the one other currency of these shares.

    Both sides have the home amount of the side that is in home currency, else the payment's rate gives it.
    """
    used, amount = sum(share.used for share in shares), sum(share.claim.amount for share in shares)
    currency = next(share.claim.document.currency for share in shares)
    at_home = currency == books.home.code
    home = amount if at_home else to_home(used, record.currency, record.exchange_rate, books)
    account = gain_account(books)
    yield JournalLine(account=account, amount=-amount, currency=currency, home=-home)
    yield JournalLine(account=account, amount=used, currency=record.currency, home=home)


def _credited(record: Payment, later: Iterable[Share], unallocated: int, books: Books) -> Iterator[JournalLine]:
    """Yield what stays on the credit account: for each later allocation, and what is unallocated."""
    amounts = [share.used for share in later]
    homes = [to_home(amount, record.currency, record.exchange_rate, books) for amount in amounts]
    for amount, home in zip(amounts, homes, strict=True):
        yield JournalLine(account=_credit_account(record, books), amount=amount, currency=record.currency, home=home)
    if unallocated:
        whole = to_home(unallocated + sum(amounts), record.currency, record.exchange_rate, books)
        yield JournalLine(
            account=_credit_account(record, books),
            amount=unallocated,
            currency=record.currency,
            home=whole - sum(homes),
        )


def _settlements(record: Payment, shares: Iterable[Share], books: Books) -> tuple[Settlement, ...]:
    """Return one entry for each share: from the credit account to the receivable, on the share's own day."""
    settlements: list[Settlement] = []
    for share in shares:
        home = to_home(share.used, record.currency, record.exchange_rate, books)
        credit = JournalLine(
            account=_credit_account(record, books), amount=-share.used, currency=record.currency, home=-home
        )
        lines = _signed(record, (credit, *_settled(record, (share,), books)))
        settlements.append(Settlement(document=share.claim.document.id, entry=entry(share.date, lines, books)))
    return tuple(settlements)


def _credit_account(record: Payment, books: Books) -> int:
    """Return the account for what is not allocated: any one that does not hold money."""
    account = usable_account(record.credit_account, record.currency, books, field="credit_account")
    if account.type.holds_money:
        message = "The credit account must not be a bank, cash or credit card account."
        raise AccountUnusableError(message, field="credit_account")
    return account.id


def _signed(record: Payment, lines: Iterable[JournalLine]) -> tuple[JournalLine, ...]:
    """Return the lines for this type of payment: as they are for an invoice, turned for a bill."""
    sign = 1 if record.type in SALES else -1
    return tuple(replace(line, amount=sign * line.amount, home=sign * line.home) for line in lines)


def _posted(shares: Iterable[Share]) -> tuple[PostedAllocation, ...]:
    """Return the allocations as they are stored."""
    return tuple(
        PostedAllocation(
            document=share.claim.document.id,
            amount=share.claim.amount,
            payment_amount=share.used,
            home=share.claim.released,
            date=share.date,
        )
        for share in shares
    )
