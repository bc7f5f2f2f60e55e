"""A payment inside locked books settles something else: what is locked stays, the difference is posted in the open.

Services of this room call this inside their unit of work, with the counter locked.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, cast

from bookkeeping.allocations import allocated_once
from bookkeeping.books import OpenDocument
from bookkeeping.errors import LockedError, OverAllocatedError
from bookkeeping.money import portion
from bookkeeping.posted import PostedAllocation
from bookkeeping.posting import allocate, deallocate
from bookkeeping.records import Allocation as Settled
from bookkeeping.records import Payment, RecordType
from businesses.roles import Privilege
from ledger.drafts import RecordDraft, same_particulars
from ledger.models import Allocation, Record
from ledger.selectors.books import books_load
from ledger.selectors.records import record_get
from ledger.services.journal import journal_settle
from ledger.services.storing import allocations_write

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from bookkeeping.entries import Entry
    from bookkeeping.posted import Settlement
    from businesses.actors import Actor
    from ledger.services.work import BookWork
    from ledger.views import RecordView


def is_locked(actor: Actor, *, record: Record) -> bool:
    """Tell whether the books are locked at the date of a record."""
    lock_date = actor.business.lock_date
    return lock_date is not None and record.date <= lock_date


def allocations_change(
    actor: Actor, *, work: BookWork, payment: Record, draft: RecordDraft, before: RecordView
) -> None:
    """Let a payment inside locked books settle what its draft says, which must say nothing else that is new.

    Raises:
        LockedError: the record is no payment, or something else of it would change.
        InvalidError, OverAllocatedError: as ``allocations_move``.
    """
    record, stored = draft.record, RecordDraft.of(before)
    there = not before.removed and not before.void and not draft.removed
    if not (there and isinstance(record, Payment) and isinstance(stored.record, Payment)):
        raise LockedError(field="date")
    settled = {allocation.document: allocation.amount for allocation in stored.record.allocations}
    moved = any(new.amount != settled.get(new.document, 0) for new in record.allocations)
    if not moved or _apart(record) != _apart(stored.record) or not same_particulars(draft, stored):
        raise LockedError(field="date")
    allocations_move(actor, work=work, payment=payment, given=record.allocations, unallocated=record.unallocated)


def _apart(payment: Payment) -> Payment:
    """Return a payment apart from what it settles."""
    return replace(payment, allocations=(), unallocated=None)


def allocations_move(
    actor: Actor,
    *,
    work: BookWork,
    payment: Record,
    given: Sequence[Settled],
    loosened: Sequence[Allocation] = (),
    unallocated: int | None = None,
) -> None:
    """Let a payment settle the amounts that are given, zero for nothing; documents that are not named stay as they are.

    What is new goes from the credit account to the receivable, what is gone the other way, each on the later day of
    payment and document, the first open day at the earliest (DESIGN, section 4). ``loosened`` are allocations of a
    document that is gone; they are kept, in case it comes back. ``unallocated``: what the payment shall have left;
    None: what the core finds.

    Raises:
        InvalidError: a document is named twice, or what ``bookkeeping.posting.allocate`` finds.
        OverAllocatedError: without a credit note that is gone, the rest uses more than the payment.
    """
    actor.require(Privilege.VIEW_RECORDS)
    allocated_once(given)
    record = cast("Payment", RecordDraft.of(record_get(actor, record=payment.id)).record)
    settling = Allocation.objects.filter(payment_id=payment.id, active=True).order_by("position", "id")
    held = {allocation.document_id: allocation for allocation in settling}
    lost = [_less(held[new.document], new.amount) for new in given if _lowers(held.get(new.document), new.amount)]
    gone = [*lost, *(_less(allocation, 0) for allocation in loosened)]
    more = [_more(held.get(new.document), new) for new in given]
    left = payment.balance + sum(part.payment_amount for part in gone)
    fresh = replace(record, amount=left, allocations=tuple(more), unallocated=unallocated)
    books = books_load(actor, record=fresh).books
    allocated = allocate(fresh, books)
    settlements = [*deallocate(record, list(_with_documents(actor, gone)), books), *allocated.settlements]
    settled = _after(held.values(), lost, allocated.allocations)
    if abs(payment.total - allocated.unallocated) > abs(payment.total):
        message = "The allocations use more than the payment."
        raise OverAllocatedError(message, field="allocations")
    payment.balance, payment.version, payment.modified_at = allocated.unallocated, payment.version + 1, actor.now
    payment.save(update_fields=["balance", "version", "modified_at"])
    work.flush()
    allocations_write(actor, work=work, row=payment, allocations=settled, fresh=False)
    _journal(actor, work, payment, settlements)


def _journal(actor: Actor, work: BookWork, payment: Record, settlements: Sequence[Settlement]) -> None:
    """Post the entries beside those that the payment has."""
    work.reserve(sum(1 + len(settlement.entry.lines) for settlement in settlements) + work.unnamed)
    entries: list[tuple[int | None, Entry]] = [(settlement.document, settlement.entry) for settlement in settlements]
    journal_settle(actor, work=work, record=payment, entries=entries)


def _lowers(held: Allocation | None, amount: int) -> bool:
    """Tell whether less is to be settled than is."""
    return held is not None and amount * held.amount >= 0 and abs(amount) < abs(held.amount)


def _less(held: Allocation, amount: int) -> PostedAllocation:
    """Return what an allocation settles no longer."""
    less = held.amount - amount
    return PostedAllocation(
        document=held.document_id,
        amount=less,
        payment_amount=portion(held.payment_amount, less, held.amount),
        home=portion(held.home, less, held.amount),
        date=held.document.date,
    )


def _more(held: Allocation | None, new: Settled) -> Settled:
    """Return what is to be settled beside what is; in the place of each that is given, for errors to name it."""
    if held is None:
        return new
    return replace(new, amount=0 if _lowers(held, new.amount) else new.amount - held.amount)


def _with_documents(actor: Actor, parts: Sequence[PostedAllocation]) -> Iterator[tuple[OpenDocument, PostedAllocation]]:
    """Yield each part with the document that it was of."""
    rows: Mapping[int, Record] = Record.objects.filter(business_id=actor.business.id).in_bulk(
        [part.document for part in parts]
    )
    for part in parts:
        row = rows[part.document]
        yield (
            OpenDocument(
                id=row.id,
                type=RecordType(row.type),
                date=row.date,
                contact=row.contact_id,
                account=row.account_id or 0,
                currency=row.currency,
                total=row.total,
                balance=row.balance,
                open_home=row.open_home,
            ),
            part,
        )


def _after(
    held: Iterable[Allocation], lost: Iterable[PostedAllocation], won: Iterable[PostedAllocation]
) -> list[PostedAllocation]:
    """Return what is settled in the end, document by document."""
    parts = {
        each.document_id: PostedAllocation(
            document=each.document_id,
            amount=each.amount,
            payment_amount=each.payment_amount,
            home=each.home,
            date=each.document.date,
        )
        for each in held
    }
    for sign, changes in ((-1, lost), (1, won)):
        for part in changes:
            was = parts.get(part.document, replace(part, amount=0, payment_amount=0, home=0))
            parts[part.document] = replace(
                was,
                amount=was.amount + sign * part.amount,
                payment_amount=was.payment_amount + sign * part.payment_amount,
                home=was.home + sign * part.home,
            )
    return [part for part in parts.values() if part.amount]
