"""Posting: a record plus the books gives exactly one balanced entry. The one idea of Daybook (DESIGN, section 1).

``post`` completes a record and dispatches on its kind; the rules are in ``documents``, ``settlement`` and
``movements``. All of it is pure: the same record and books always give the same answer, and nothing else posts.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bookkeeping import documents
from bookkeeping.defaults import complete, complete_document, complete_payment
from bookkeeping.entries import Entry
from bookkeeping.errors import LockedError
from bookkeeping.movements import post_adjustment, post_opening_balance, post_transfer
from bookkeeping.records import Adjustment, Document, Payment, Record, Transfer
from bookkeeping.settlement import post_allocations, post_deallocations, post_payment

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bookkeeping.books import Books, OpenDocument
    from bookkeeping.documents import MissingTaxAccounts
    from bookkeeping.entries import JournalLine
    from bookkeeping.posted import Allocated, Posted, PostedAllocation, Settlement


def post(record: Record, books: Books) -> Posted:
    """Return what a record means in the books.

    Args:
        record: as a client gave it; None fields get their defaults.
        books: every account, tax, item, rate, document and balance that it may refer to.

    Raises:
        LockedError: the books are locked at the record's date.
        InvalidError: one of its subclasses for whatever the record or a default that applies to it has wrong, with the
            field at fault; ``ManyInvalidError`` when several lines or allocations are.
    """
    if books.lock_date is not None and record.date <= books.lock_date:
        message = f"The books are locked up to {books.lock_date}."
        raise LockedError(message, field="date")
    completed = complete(record, books)
    match completed:
        case Document():
            return documents.post_document(completed, books)
        case Payment():
            return post_payment(completed, books)
        case Transfer():
            return post_transfer(completed, books)
        case Adjustment():
            return post_adjustment(completed, books)
    return post_opening_balance(completed, books)


def allocate(record: Payment, books: Books) -> Allocated:
    """Return the entries by which new allocations draw on a payment that stays posted as it is.

    This is how a payment inside locked books still settles documents: each allocation moves from the credit account to
    the receivable (payable) on the later of the two dates, or on the first open day.

    Args:
        record: the payment with the new allocations only; its amount is what is still unallocated of it.
        books: as for ``post``.

    Raises:
        InvalidError: as ``post`` does for a payment.
    """
    return post_allocations(complete_payment(record, books), books)


def deallocate(
    record: Payment, taken: Sequence[tuple[OpenDocument, PostedAllocation]], books: Books
) -> tuple[Settlement, ...]:
    """Return the entries by which a payment that stays posted as it is lets go of what it settles.

    The other way round than ``allocate``, on a day found like there.

    Args:
        record: the payment.
        taken: each document with what the payment settles of it no longer.
        books: as for ``post``.

    Raises:
        AccountMissingError, AccountUnusableError: there is no credit account, or it does not fit.
    """
    return post_deallocations(complete_payment(record, books), taken, books)


def tax_accounts_missing(record: Record, books: Books) -> MissingTaxAccounts:
    """Return the (tax id, "payable" or "receivable") of each account that posting will need and that no tax has yet.

    Raises:
        InvalidError: the record cannot be completed, or a tax code cannot be read.
    """
    if not isinstance(record, Document) or all(tax.payable_account and tax.receivable_account for tax in books.taxes):
        return frozenset()
    return documents.missing_tax_accounts(complete_document(record, books), books)


def reverse(entry: Entry) -> Entry:
    """Return the exact negation of an entry, at the same date."""
    return Entry(date=entry.date, lines=tuple(_turned(line) for line in entry.lines))


def _turned(line: JournalLine) -> JournalLine:
    at_rate = None if line.at_rate is None else -line.at_rate
    return replace(line, amount=-line.amount, home=-line.home, at_rate=at_rate)
