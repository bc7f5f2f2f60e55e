"""Storing a record: from a draft to rows, through the core. Services of this room call it in their unit of work."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final, cast

from bookkeeping.posting import post
from bookkeeping.records import Adjustment, Document, OpeningBalance, Payment, RecordType, Transfer
from bookkeeping.records import Allocation as Settled
from bookkeeping.stock import tracked_items
from businesses import allocator
from businesses.bulk import row_new
from businesses.errors import DuplicateNumberError
from businesses.roles import Privilege
from businesses.selectors.actors import actor_get
from businesses.services.changesets import Work
from ledger.models import AdjustmentLine, Allocation, Record, RecordLine, RecordTax
from ledger.models.record import NUMBERED
from ledger.selectors.books import books_load
from ledger.selectors.facts import STORED, Novelty, facts_ahead
from ledger.selectors.tax_basis import basis_text, books_as_posted
from ledger.services.journal import journal_post
from ledger.services.settling import Settlement, documents_settle
from ledger.services.stock import stock_before, stock_write
from ledger.services.tax_accounts import tax_accounts_open

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import Model

    from bookkeeping.books import Books
    from bookkeeping.posted import Posted, PostedAllocation
    from bookkeeping.records import Record as BookRecord
    from businesses.actors import Actor, Caller
    from ledger.drafts import RecordDraft
    from ledger.selectors.books import LoadedBooks
    from ledger.services.work import BookWork
    from ledger.views import RecordView


@dataclass(frozen=True, slots=True)
class Meaning:
    """A draft with what the core says of it; ``stocked`` tells whether its stored record may have moved stock."""

    draft: RecordDraft
    posted: Posted
    loaded: LoadedBooks
    stocked: bool = False


@dataclass(frozen=True, slots=True)
class Stored:
    """A record's row as it is (or will be) stored, with its lines, taxes and adjustment lines."""

    row: Record
    parts: tuple[Model, ...]


def meaning_find(
    actor: Actor,
    *,
    work: BookWork,
    draft: RecordDraft,
    row: Record | None = None,
    before: RecordView | None = None,
) -> Meaning:
    """Ask the core what a draft means, on the books as they are without ``row`` (its stored record, if any).

    ``before`` is the stored record: while its lines, date and tax codes stay, so do the taxes it was posted with.
    """
    actor.require(Privilege.VIEW_RECORDS)
    settled = row is not None or reads_balances(actor, record=draft.record)
    if settled:
        work.flush()
    without = None if row is None else row.id
    record = draft.record
    if isinstance(record, Payment):
        record = _settling(record, row)
    new = STORED
    if row is None:
        aside = None if settled else work.asking(_ids_likely(record))
        new = Novelty(draft.particulars.number, aside)
    loaded = books_load(actor, record=record, without=without, project=draft.particulars.project, new=new)
    if loaded.aside is not None:
        work.told(loaded.aside)
    books = loaded.books
    if tracked_items(record, books):
        if not settled:  # what is there of an item depends on what others are doing
            work.lock()
            work.flush()
            new = Novelty(draft.particulars.number)
            loaded = books_load(actor, record=record, project=draft.particulars.project, new=new)
        books = stock_before(actor, record=record, row=row, books=loaded.books)
    if row is not None and before is not None:
        books = books_as_posted(actor, books=books, record=record, row=row, before=before)
    books = tax_accounts_open(actor, work=work, record=record, books=books)
    stocked = before is not None and any(line.item for line in before.lines)
    return _meaning(draft, record, loaded, books, stocked=stocked)


def _meaning(draft: RecordDraft, record: BookRecord, loaded: LoadedBooks, books: Books, *, stocked: bool) -> Meaning:
    """Ask the core what a record means; it and the books may have changed since they were drafted and loaded."""
    if record is not draft.record:
        draft = replace(draft, record=record)
    if books is not loaded.books:
        loaded = replace(loaded, books=books)
    return Meaning(draft, post(record, books), loaded, stocked)


def _new(actor: Actor, work: BookWork, meaning: Meaning) -> Record:
    """Return the row of a new record, which waits to be stored."""
    draft = meaning.draft
    kind, number = draft.record.type, draft.particulars.number
    if meaning.loaded.taken is not None:
        raise _duplicate(number, meaning.loaded.taken)
    row = row_new(
        Record,
        id=work.ids(1)[0],
        business_id=actor.business.id,
        type=str(kind),
        number=work.numbers.take(kind, number),
        created_at=actor.now,
        created_by_id=actor.caller.user,
        order_id=draft.order,
        **record_columns(actor, meaning=meaning),
    )
    work.insert([row])
    return row


def _renewed(actor: Actor, work: BookWork, row: Record, meaning: Meaning) -> Record:
    """Store the new state of a record's row, and return it."""
    draft = meaning.draft
    number = draft.particulars.number or row.number
    number_check(actor, row=row, record=draft.record, number=number)
    row.number = work.numbers.take(draft.record.type, number)
    row.version += 1
    row.removed = False
    for column, value in record_columns(actor, meaning=meaning).items():
        setattr(row, column, value)
    row.save(force_update=True)
    return row


def creator_get(caller: Caller, *, business: int, draft: RecordDraft) -> Actor:
    """Return the caller as an actor on a business who is about to create a record there.

    What the books have to say of the draft comes with the same statement, where that is known so early: it is then
    neither given payments nor about balances. A currency that is not told yet is taken to be that at home.

    Raises:
        NotFoundError: the business is a stranger's, or there is none.
    """
    record = draft.record
    if draft.payments or not isinstance(record, _PLAIN):
        return actor_get(caller, business=business)
    new = Novelty(draft.particulars.number, Work.foreseen(_ids_likely(record), business))
    return facts_ahead(caller, business=business, record=record, project=draft.particulars.project, new=new)


def record_write(actor: Actor, *, work: BookWork, row: Record | None, meaning: Meaning) -> Stored:
    """Store a new record, or the new state of one, with its parts, its allocations and its entries.

    What is new waits in the work: flush it before reading it back.
    """
    posted, fresh = meaning.posted, row is None
    _reserve(work, posted)
    row = _new(actor, work, meaning) if row is None else _renewed(actor, work, row, meaning)
    parts = parts_write(actor, work=work, row=row, meaning=meaning, fresh=fresh)
    if isinstance(posted.record, Payment) and (posted.allocations or not fresh):
        work.flush()
        allocations_write(actor, work=work, row=row, allocations=posted.allocations, fresh=fresh)
    journal_post(actor, work=work, record=row, posted=posted)
    stock_write(actor, work=work, record=row, posted=posted, held=meaning.stocked)
    return Stored(row, parts)


def reads_balances(actor: Actor, *, record: BookRecord) -> bool:
    """Tell whether a new record's meaning depends on what others have done: on open documents, or on average cost.

    Then the counter must be locked, and what waits be stored, before the books are read.
    """
    home = actor.business.currency
    if isinstance(record, Adjustment) and any(line.currency not in {None, home} for line in record.lines):
        return True
    return not isinstance(record, _PLAIN) or record.currency != home


_PLAIN: Final = Document | Adjustment | OpeningBalance
"""Records that mean the same, at home, whatever was posted before."""


def _ids_likely(record: BookRecord) -> int:
    """Return how many ids a new record is likely to need: each line has one of its own and one as a journal line."""
    lines = len(record.lines) if isinstance(record, Document | Adjustment) else 0
    return _IDS_BESIDE_LINES + 2 * lines


_IDS_BESIDE_LINES: Final = 16
"""The record, its entry, changeset and change, the record's account, and up to five taxes."""


def number_check(actor: Actor, *, row: Record, record: BookRecord, number: str | None) -> None:
    """Raise ``DuplicateNumberError`` when another invoice, or bill of the contact, has the number of this one."""
    actor.require(Privilege.VIEW_RECORDS)
    contact = record.contact if isinstance(record, Document) else None
    unique = row.type == RecordType.INVOICE or (row.type == RecordType.BILL and contact is not None)
    if number is None or not unique:
        return
    rows = Record.objects.filter(business_id=actor.business.id, type=row.type, number=number, removed=False)
    rows = rows.filter(state__in=NUMBERED)
    if row.type == RecordType.BILL and contact is not None:
        rows = rows.filter(contact_id=contact)
    other = rows.exclude(id=row.id).values_list("id", flat=True).first()
    if other is not None:
        raise _duplicate(number, other)


def _duplicate(number: str | None, other: int) -> DuplicateNumberError:
    message = f"There is a record with the number {number} already."
    return DuplicateNumberError(message, field="number", conflicting=other)


def _reserve(work: BookWork, posted: Posted) -> None:
    """Have all ids at hand that the record will need: itself, parts, entries, lines, and the changeset's."""
    entries = (posted.entry, *(settlement.entry for settlement in posted.settlements))
    record = posted.record
    adjustments = len(record.lines) if isinstance(record, Adjustment) else 0
    parts = len(posted.lines) + len(posted.taxes) + adjustments
    work.reserve(1 + parts + sum(1 + len(entry.lines) for entry in entries) + 2 + len(posted.allocations))


def _settling(payment: Payment, row: Record | None) -> Payment:
    """Return a payment with all that it settles: what is given, zero taken out, and of the stored what is not named.

    What a stored payment leaves unallocated stays so as long as its amount, currency and allocations do.
    """
    named = tuple(allocation for allocation in payment.allocations if allocation.amount)
    if row is None:
        return replace(payment, allocations=named)
    given = {allocation.document for allocation in payment.allocations}
    stored = list(Allocation.objects.filter(payment_id=row.id, active=True).order_by("position", "id"))
    kept = [Settled(document=held.document_id, amount=held.amount) for held in stored if held.document_id not in given]
    whole = replace(payment, allocations=(*kept, *named))
    settled = {allocation.document: allocation.amount for allocation in whole.allocations}
    same = settled == {held.document_id: held.amount for held in stored}
    if payment.unallocated is None and same and (payment.amount, payment.currency) == (row.total, row.currency):
        return replace(whole, unallocated=row.balance)
    return whole


def record_columns(actor: Actor, *, meaning: Meaning) -> dict[str, Any]:
    """Return the columns of a record's row, but for its identity and number."""
    posted, particulars = meaning.posted, meaning.draft.particulars
    record = posted.record
    columns: dict[str, Any] = {
        "date": record.date,
        "currency": record.currency,
        "exchange_rate": getattr(record, "exchange_rate", None),
        "account_id": getattr(record, "account", None),
        "contact_id": getattr(record, "contact", None),
        "total": posted.total,
        "before_taxes": posted.before_taxes,
        "home_total": posted.home_total,
        "paid_immediately": posted.paid_immediately,
        "modified_at": actor.now,
        "po_number": particulars.po_number,
        "memo": particulars.memo,
        "description": particulars.description,
        "method": particulars.method,
        "by_check": particulars.by_check,
        "inbox_reference": particulars.inbox_reference,
        "project_id": particulars.project,
        "allow_zero_amounts": particulars.allow_zero_amounts,
    }
    if isinstance(record, Document):
        columns |= {"terms": record.terms, "due_date": record.due_date, "exchange_payment": record.exchange_payment}
        columns["keep_in_original_currency"] = record.keep_in_original_currency
        columns |= {"tax_basis": basis_text(actor, posted=posted, books=meaning.loaded.books)}
        columns |= {"balance": posted.total - posted.paid_immediately}
        columns |= {"open_home": 0 if posted.paid_immediately else posted.home_total}
    if isinstance(record, Payment):
        columns |= {"credit_account_id": record.credit_account, "balance": posted.unallocated}
    if isinstance(record, Transfer):
        columns |= {
            "deposit_account_id": record.deposit_account,
            "deposit_currency": record.deposit_currency,
            "deposit_amount": posted.deposit_amount,
        }
    return columns


def parts_write(actor: Actor, *, work: BookWork, row: Record, meaning: Meaning, fresh: bool) -> tuple[Model, ...]:
    """Store lines and taxes of a document, or the lines of an adjustment, in place of those that were."""
    record, posted = meaning.posted.record, meaning.posted
    if isinstance(record, Document):
        lines = [
            row_new(
                RecordLine,
                position=position,
                account_id=line.account,
                item_id=line.item,
                project_id=line.project,
                quantity=line.quantity,
                rate=line.rate,
                tax_code=line.tax_code or None,
                note=line.note,
                amount=figures.amount,
                net=figures.net,
            )
            for position, (line, figures) in enumerate(zip(record.lines, posted.lines, strict=True))
        ]
        taxes = [
            row_new(
                RecordTax,
                position=position,
                tax_id=tax.tax,
                name=tax.name,
                registration=tax.registration or "",
                amount=tax.amount,
            )
            for position, tax in enumerate(posted.taxes)
        ]
        _replace_parts(actor, work, row, RecordLine, lines, fresh=fresh)
        _replace_parts(actor, work, row, RecordTax, taxes, fresh=fresh)
        return (*lines, *taxes)
    if isinstance(record, Adjustment):
        adjustments = [
            row_new(
                AdjustmentLine,
                position=position,
                account_id=line.account,
                amount=line.amount,
                currency=cast("str", line.currency),
                note=line.note,
            )
            for position, line in enumerate(record.lines)
        ]
        _replace_parts(actor, work, row, AdjustmentLine, adjustments, fresh=fresh)
        return tuple(adjustments)
    return ()


def _replace_parts(actor: Actor, work: BookWork, row: Record, model: Any, parts: Sequence[Any], *, fresh: bool) -> None:
    """Store the parts of a record; a part that takes the place of another keeps its id."""
    held: list[int] = []
    if not fresh:
        stored = model.objects.filter(record_id=row.id)
        held = list(stored.order_by("position").values_list("id", flat=True))
        stored.delete()
    identities = [*held[: len(parts)], *work.ids(max(0, len(parts) - len(held)))]
    for part, identity in zip(parts, identities, strict=True):
        part.id, part.record_id, part.business_id = identity, row.id, actor.business.id
    work.insert(parts)


def allocations_write(
    actor: Actor, *, work: BookWork, row: Record, allocations: Sequence[PostedAllocation], fresh: bool
) -> None:
    """Store what a payment settles, and what is then still due of the documents."""
    actor.require(Privilege.VIEW_RECORDS)
    stored: dict[int, Allocation] = {}
    if not fresh:
        stored = {held.document_id: held for held in Allocation.objects.filter(payment_id=row.id)}
    before = {document: Settlement.of(held) for document, held in stored.items() if held.active}
    wanted = {allocation.document for allocation in allocations}
    dropped = [a.id for document, a in stored.items() if a.active and document not in wanted]
    if dropped:
        Allocation.objects.filter(id__in=dropped).delete()
    fresh_rows: list[Allocation] = []
    kept_rows: list[Allocation] = []
    for position, allocation in enumerate(allocations):
        held = stored.get(allocation.document)
        target = held or Allocation(business_id=actor.business.id, payment_id=row.id)
        target.document_id, target.position, target.active = allocation.document, position, True
        target.amount, target.home = allocation.amount, allocation.home
        target.payment_amount = allocation.payment_amount
        (fresh_rows if held is None else kept_rows).append(target)
    for target, identity in zip(fresh_rows, allocator.ids(len(fresh_rows)), strict=True):
        target.id = identity
    Allocation.objects.bulk_create(fresh_rows)
    if kept_rows:
        columns = ["position", "active", "amount", "home", "payment_amount"]
        Allocation.objects.bulk_update(kept_rows, columns, batch_size=100)
    after = {held.document_id: Settlement.of(held) for held in (*kept_rows, *fresh_rows)}
    documents_settle(actor, work=work, payment=row, before=before, after=after)
