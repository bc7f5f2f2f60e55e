"""Records are made, changed, voided, removed and restored (operations 78, 84, 85, 87, 89, 92, 94; DESIGN, section 7).

Each use case is one changeset. A draft goes to the core with the books it names; what the core says is stored:
rows, allocations, and the difference in the journal.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bookkeeping.defaults import complete
from bookkeeping.errors import InvalidError, LockedError
from bookkeeping.records import Payment
from businesses.errors import ChangedMeanwhileError, ConflictError, NotFoundError
from businesses.roles import Privilege
from businesses.services.changesets import Change, changeset_close
from ledger.drafts import RecordDraft, comparable, same_draft, same_particulars
from ledger.models import Allocation, Record
from ledger.models.record import State
from ledger.selectors.parts import DOCUMENTS, PAYMENTS, fresh_view
from ledger.selectors.past import SETTLE
from ledger.selectors.records import record_get
from ledger.services.beside import beside_follow, beside_write
from ledger.services.journal import journal_withdraw
from ledger.services.late_allocations import allocations_change, is_locked
from ledger.services.matching import matches_follow
from ledger.services.payments import (
    allocations_drop,
    document_reattach,
    document_resettle,
    document_settled,
    payment_reattach,
    payments_apply,
)
from ledger.services.progress import orders_follow
from ledger.services.revaluing import revaluation_known, revaluation_restore
from ledger.services.settling import Settlement, documents_settle
from ledger.services.staging import staged_follow
from ledger.services.stock import stock_withdraw
from ledger.services.storing import (
    Meaning,
    Stored,
    meaning_find,
    number_check,
    reads_balances,
    record_write,
)
from ledger.services.work import BookWork

if TYPE_CHECKING:
    from collections.abc import Callable

    from businesses.actors import Actor
    from ledger.views import RecordView


def record_create(actor: Actor, *, draft: RecordDraft) -> RecordView:
    """Post a new record and return it; one whose currency is not told (``""``) is in the home currency.

    Raises:
        ForbiddenError: without ADD_RECORDS.
        InvalidError: what the draft says is not acceptable (see ``bookkeeping.posting.post``).
        DuplicateNumberError: an invoice, or a bill of this contact, has this number.
        LockedError: the books are locked at the record's date.
    """
    actor.require(Privilege.ADD_RECORDS)
    work = BookWork(actor)
    return _closed(actor, work, record_make(actor, work=work, draft=draft.at_home(actor.business.currency)))


def record_make(actor: Actor, *, work: BookWork, draft: RecordDraft) -> RecordView:
    """Post a new record as part of a larger unit of work; raise what ``record_create`` raises."""
    actor.require(Privilege.ADD_RECORDS)
    if draft.payments or reads_balances(actor, record=draft.record):
        work.lock()
    first = len(work.changes)
    meaning = meaning_find(actor, work=work, draft=draft)
    stored = record_write(actor, work=work, row=None, meaning=meaning)
    payments_apply(actor, work=work, document=stored.row, payments=draft.payments)
    beside_write(actor, work=work, record=stored.row.id, draft=draft)
    if draft.removed:
        actor.require(Privilege.REMOVE_RECORDS)
        work.flush()
        _hide(actor, work, stored.row, stocked=bool(meaning.posted.movements))
    after = _fresh(actor, work, stored, meaning)
    _tell(work, first, Change("record", after.id, "create", None, after.payload()))
    return after


def record_update(actor: Actor, *, record: int, draft: RecordDraft, version: int | None = None) -> RecordView:
    """Replace a record by its draft; its entries are superseded by new ones. ``removed`` hides or brings back.

    Raises:
        ForbiddenError: without CHANGE_RECORDS (REMOVE_RECORDS to hide it). NotFoundError: no such record.
        InvalidError, DuplicateNumberError, LockedError: as ``record_create``.
        ConflictError: a generated or void record; or what is allocated to a document would no longer fit it.
        ChangedMeanwhileError: it is no longer at ``version``.
    """
    actor.require(Privilege.CHANGE_RECORDS)
    work = BookWork(actor)
    after = record_alter(actor, work=work, record=record, draft_of=lambda _: draft, version=version)
    return _closed(actor, work, after)


def record_alter(
    actor: Actor,
    *,
    work: BookWork,
    record: int,
    draft_of: Callable[[RecordView], RecordDraft],
    version: int | None = None,
) -> RecordView:
    """Replace a record as part of a larger unit of work; raise what ``record_update`` raises.

    ``draft_of`` makes the draft from the record as it is now, with all that the work has done already.
    """
    actor.require(Privilege.CHANGE_RECORDS)
    work.lock()
    work.flush()
    row = _record(actor, record, version, locked=True)
    before = record_get(actor, record=row.id)
    draft = draft_of(before)
    if not draft.has_beside:
        return _altered(actor, work, row, draft, before)
    stored = RecordDraft.of(before)
    same = same_draft(draft, stored) and draft.removed == stored.removed and _pays_the_same(draft, before)
    after = before if same else _altered(actor, work, row, draft, before)
    return beside_follow(actor, work=work, before=before, after=after, draft=draft)


def _altered(actor: Actor, work: BookWork, row: Record, draft: RecordDraft, before: RecordView) -> RecordView:
    """Replace a record, apart from what is beside it; raise what ``record_update`` raises."""
    first = len(work.changes)
    if is_locked(actor, record=row):
        allocations_change(actor, work=work, payment=row, draft=draft, before=before)
        return _noted(actor, work, before, "update", first)
    if row.removed and draft.removed:
        return _still_removed(draft, before)
    if draft.record.type != row.type:
        message = "The type of a record cannot change."
        raise InvalidError(message, field="type")
    if row.state == State.VOID:
        return _still_void(actor, work, row, draft)
    if row.removed:
        _bring_back(actor, work, row, before)
        row.refresh_from_db()
    meaning = meaning_find(actor, work=work, draft=draft, row=row, before=before)
    if _unchanged(meaning, before):
        return _removed(actor, work, row, before) if draft.removed else before
    settled = document_settled(actor, document=row, draft=draft)
    record_write(actor, work=work, row=row, meaning=meaning)
    if settled:
        document_resettle(actor, work=work, document=row, settled=settled, before=before)
    payments_apply(actor, work=work, document=row, payments=draft.payments)
    matches_follow(actor, work=work, record=row)
    after = _noted(actor, work, before, "update", first)
    return _removed(actor, work, row, after) if draft.removed else after


def record_remove(actor: Actor, *, record: int, version: int | None = None) -> None:
    """Hide a record: its entries are superseded, what it settled or was settled by is open again.

    Raises:
        ForbiddenError: without REMOVE_RECORDS. NotFoundError: no such record, or it is removed already.
        LockedError: the books are locked at its date. ConflictError: a generated record.
        ChangedMeanwhileError: it is no longer at ``version``.
    """
    actor.require(Privilege.REMOVE_RECORDS)
    work = BookWork(actor)
    _closed(actor, work, record_hide(actor, work=work, record=record, version=version))


def record_hide(actor: Actor, *, work: BookWork, record: int, version: int | None = None) -> RecordView:
    """Hide a record as part of a larger unit of work, and return it; raise what ``record_remove`` raises."""
    actor.require(Privilege.REMOVE_RECORDS)
    work.lock()
    work.flush()
    row = _record(actor, record, version, undoing=True)
    if row.removed:
        raise NotFoundError
    return _removed(actor, work, row, record_get(actor, record=row.id))


def record_void(actor: Actor, *, record: int, version: int | None = None) -> RecordView:
    """Make a record void and return it: it stays listed with its number, lines and totals, but is out of the journal.

    A void document owes nothing, a void payment has nothing left; what it settled or was settled by is open again.
    There is no way back: a void record can only be hidden, and comes back void.

    Raises:
        ForbiddenError: without CHANGE_RECORDS. NotFoundError: no such record.
        ConflictError: it is void already, removed, or generated. LockedError: the books are locked at its date.
        ChangedMeanwhileError: it is no longer at ``version``.
    """
    actor.require(Privilege.CHANGE_RECORDS)
    work = BookWork(actor)
    work.lock()
    row = _record(actor, record, version)
    for obstacle, message, field in (
        (row.removed, "This record is removed: restore it before you change it.", "removed"),
        (row.state == State.VOID, "This record is void already.", None),
    ):
        if obstacle:
            raise ConflictError(message, field=field)
    before = record_get(actor, record=row.id)
    row.state = State.VOID
    _withdraw(actor, work, row, stocked=_names_items(before))
    staged_follow(actor, work=work, record=before)
    return _closed(actor, work, _noted(actor, work, before, "void", 0))


def record_restore(actor: Actor, *, record: int) -> RecordView:
    """Bring a removed record back: it is posted again, and allocations are attached as far as balances allow.

    Restoring what is not removed changes nothing; what was void when it was removed comes back void.

    Raises:
        ForbiddenError: without CHANGE_RECORDS. NotFoundError: no such record.
        DuplicateNumberError: its number was given to another record meanwhile. LockedError: as above.
    """
    actor.require(Privilege.CHANGE_RECORDS)
    work = BookWork(actor)
    work.lock()
    row = _record(actor, record, None, undoing=True)
    before = record_get(actor, record=row.id)
    if not row.removed:
        return before
    _bring_back(actor, work, row, before)
    return _closed(actor, work, _noted(actor, work, before, "restore", 0))


def _fresh(actor: Actor, work: BookWork, stored: Stored, meaning: Meaning) -> RecordView:
    """Return a new record as it is; from what waits to be stored, when nothing else belongs to it."""
    row = stored.row
    if row.removed or row.by_check or meaning.draft.payments or meaning.draft.has_beside or meaning.posted.allocations:
        work.flush()
        return record_get(actor, record=stored.row.id)
    return fresh_view(actor, row=stored.row, parts=stored.parts, loaded=meaning.loaded)


def _record(actor: Actor, record: int, version: int | None, *, undoing: bool = False, locked: bool = False) -> Record:
    """Return the row of a record that may be changed, not one inside locked books unless these are looked at later.

    A revaluation can only be removed, and restored (``undoing``).
    """
    row = Record.objects.filter(business_id=actor.business.id, id=record).first()
    if row is None:
        raise NotFoundError
    if version is not None and row.version != version:
        raise ChangedMeanwhileError
    for obstacle, message in (
        (
            row.read_only and not (undoing and revaluation_known(actor, record=row)),
            "This record is generated and cannot be changed.",
        ),
        (row.state == State.DRAFT, "This record is a draft: change, remove or approve it as one."),
    ):
        if obstacle:
            raise ConflictError(message)
    if is_locked(actor, record=row) and not locked:
        raise LockedError(field="date")
    return row


def _still_removed(draft: RecordDraft, before: RecordView) -> RecordView:
    """Return a removed record that stays so; raise ``ConflictError`` when the draft says anything new of it."""
    stored = RecordDraft.of(before)
    if not same_draft(draft, stored):
        message = "This record is removed: restore it before you change it."
        raise ConflictError(message, field="removed")
    return before


def _still_void(actor: Actor, work: BookWork, row: Record, draft: RecordDraft) -> RecordView:
    """Return a void record, hidden or brought back if that is asked; raise ``ConflictError`` for any other change."""
    before = record_get(actor, record=row.id)
    stored = RecordDraft.of(before)
    same = same_draft(draft, stored)
    if not same or any(payment.amount for payment in draft.payments):
        message = "This record is void: it cannot be changed."
        raise ConflictError(message, field="void")
    if row.removed and not draft.removed:
        first = len(work.changes)
        _bring_back(actor, work, row, before)
        return _noted(actor, work, before, "update", first)
    return _removed(actor, work, row, before) if draft.removed else before


def _unchanged(meaning: Meaning, before: RecordView) -> bool:
    """Tell whether a draft says of a record just what is stored."""
    stored = RecordDraft.of(before)
    return (
        not before.removed
        and {line.item for line in before.lines if line.item} <= meaning.loaded.books.items.keys()
        and comparable(meaning.posted.record) == comparable(complete(stored.record, meaning.loaded.books))
        and same_particulars(meaning.draft, stored)
        and _pays_the_same(meaning.draft, before)
    )


def _pays_the_same(draft: RecordDraft, before: RecordView) -> bool:
    """Tell whether all payments given with a document settle of it what they do already."""
    known = {payment.payment: payment.amount for payment in before.payments}
    return all(given.payment and known.get(given.payment) == given.amount for given in draft.payments)


def _removed(actor: Actor, work: BookWork, row: Record, before: RecordView) -> RecordView:
    """Hide a row; nothing when it is hidden already."""
    actor.require(Privilege.REMOVE_RECORDS)
    if row.removed:
        return before
    first = len(work.changes)
    _hide(actor, work, row, stocked=_names_items(before))
    staged_follow(actor, work=work, record=before)
    return _noted(actor, work, before, "remove", first)


def _hide(actor: Actor, work: BookWork, row: Record, *, stocked: bool) -> None:
    """Make a row removed, and take it out of the journal."""
    row.removed = True
    _withdraw(actor, work, row, stocked=stocked)


def _names_items(view: RecordView) -> bool:
    return any(line.item for line in view.lines)


def _withdraw(actor: Actor, work: BookWork, row: Record, *, stocked: bool) -> None:
    """Store a row that is now removed or void: out of the journal, without what it settles or is settled by.

    ``stocked`` tells whether it may have moved stock.
    """
    journal_withdraw(actor, work=work, record=row)
    if stocked:
        stock_withdraw(actor, work=work, record=row)
    row.modified_at, row.version = actor.now, row.version + 1
    if row.type in DOCUMENTS:
        row.balance = row.total - row.paid_immediately
        row.open_home = 0 if row.paid_immediately else row.home_total
    if row.state == State.VOID:
        row.balance = row.open_home = 0
    row.save(update_fields=["state", "removed", "modified_at", "version", "balance", "open_home"])
    if row.type in DOCUMENTS:
        allocations_drop(actor, work=work, document=row)
    if row.type in PAYMENTS:
        held = list(Allocation.objects.filter(payment_id=row.id, active=True))
        Allocation.objects.filter(id__in=[a.id for a in held]).update(active=False)
        settled = {each.document_id: Settlement.of(each) for each in held}
        documents_settle(actor, work=work, payment=row, before=settled, after={})
    matches_follow(actor, work=work, record=row)
    if row.order_id:
        orders_follow(actor, work=work, record=row.id)


def _bring_back(actor: Actor, work: BookWork, row: Record, before: RecordView) -> None:
    """Show a removed record again: post it as it was, and attach what still fits; a void one is only shown."""
    if row.read_only:
        revaluation_restore(actor, work=work, record=row)
        return
    draft = RecordDraft.of(before)
    if row.state == State.VOID:
        number_check(actor, row=row, record=draft.record, number=row.number)
        row.removed, row.modified_at, row.version = False, actor.now, row.version + 1
        row.save(update_fields=["removed", "modified_at", "version"])
        return
    if isinstance(draft.record, Payment):
        draft = replace(draft, record=payment_reattach(actor, payment=row, record=draft.record))
    meaning = meaning_find(actor, work=work, draft=draft, row=row, before=before)
    record_write(actor, work=work, row=row, meaning=meaning)
    staged_follow(actor, work=work, record=before)
    if row.type in DOCUMENTS:
        document_reattach(actor, work=work, document=row)
    if row.order_id:
        orders_follow(actor, work=work, record=row.id)


def _noted(actor: Actor, work: BookWork, before: RecordView, action: str, first: int) -> RecordView:
    """Note the change of a record before those that followed from it; return the record as it is now."""
    work.flush()
    after = record_get(actor, record=before.id)
    _tell(work, first, Change("record", before.id, action, before.payload(), after.payload()))
    return after


def _tell(work: BookWork, first: int, change: Change) -> None:
    """Put the change of a whole record before those that followed from it; what it says already is not told twice."""
    followed = [each for each in work.changes[first:] if (each.object_id, each.action) != (change.object_id, SETTLE)]
    work.changes[first:] = [change, *followed]


def _closed(actor: Actor, work: BookWork, view: RecordView) -> RecordView:
    """Close the changeset of what happened to one record, if anything did, and return the record."""
    if work.changes:
        changeset_close(actor, work=work, description=_described(work.changes[0].action, view))
    return view


def _described(action: str, view: RecordView) -> str:
    return f"{action} {view.type.lower().replace('_', ' ')} {view.number or ''}".strip()
