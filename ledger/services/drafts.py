"""Drafts are written, changed, removed and approved: records of any type that are not posted yet (DESIGN, section 7).

A draft is a record without entry and number. It may lack things; what it says must be right (see
``bookkeeping.drafting``). Approving posts it, with every check of a new record at that time, or leaves it as it was.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bookkeeping.drafting import drafted
from bookkeeping.errors import InvalidError
from bookkeeping.records import Allocation as Settled
from bookkeeping.records import Payment
from businesses.bulk import row_new
from businesses.errors import ChangedMeanwhileError, ConflictError, NotFoundError
from businesses.roles import Privilege
from businesses.services.changesets import Change, changeset_close
from ledger.drafts import RecordDraft, comparable
from ledger.models import Allocation, Record
from ledger.models.record import State
from ledger.selectors.books import books_load
from ledger.selectors.records import record_get
from ledger.services.beside import beside_write
from ledger.services.progress import orders_follow
from ledger.services.staging import staged_follow
from ledger.services.storing import Meaning, meaning_find, parts_write, record_columns, record_write
from ledger.services.work import BookWork

if TYPE_CHECKING:
    from businesses.actors import Actor
    from ledger.views import RecordView


def draft_create(actor: Actor, *, draft: RecordDraft) -> RecordView:
    """Keep a record that is not posted yet, and return it.

    Raises:
        ForbiddenError: without ADD_RECORDS.
        InvalidError: what it says is not right (see ``bookkeeping.drafting.drafted``), or it says how it is paid.
    """
    actor.require(Privilege.ADD_RECORDS)
    work = BookWork(actor)
    after = draft_make(actor, work=work, draft=draft)
    changeset_close(actor, work=work, description=_described("draft", after))
    return after


def draft_make(actor: Actor, *, work: BookWork, draft: RecordDraft) -> RecordView:
    """Keep a record that is not posted yet, as part of a larger unit of work; raise what ``draft_create`` raises."""
    actor.require(Privilege.ADD_RECORDS)
    row = row_new(
        Record,
        id=work.ids(1)[0],
        business_id=actor.business.id,
        type=str(draft.record.type),
        state=State.DRAFT,
        created_at=actor.now,
        created_by_id=actor.caller.user,
        order_id=draft.order,
    )
    _write(actor, work, row, _meaning(actor, draft), fresh=True)
    beside_write(actor, work=work, record=row.id, draft=draft)
    after = record_get(actor, record=row.id)
    work.changes.append(Change("record", after.id, "create", None, after.payload()))
    return after


def draft_update(actor: Actor, *, record: int, draft: RecordDraft, version: int | None = None) -> RecordView:
    """Replace a draft and return it; ``removed`` hides it or brings it back.

    What a payment settles stays unless it is named, as for a posted one; zero takes it out.

    Raises:
        ForbiddenError: without CHANGE_RECORDS (REMOVE_RECORDS to hide it). NotFoundError: no such draft.
        InvalidError: as ``draft_create``, or its type would change.
        ChangedMeanwhileError: it is no longer at ``version``.
    """
    actor.require(Privilege.CHANGE_RECORDS)
    work = BookWork(actor)
    work.lock()
    row = _draft(actor, record, version)
    before = record_get(actor, record=row.id)
    if draft.record.type != row.type:
        message = "The type of a record cannot change."
        raise InvalidError(message, field="type")
    if draft.removed and not row.removed:
        actor.require(Privilege.REMOVE_RECORDS)
    meaning = _meaning(actor, _settling(draft, before))
    kept = not beside_write(actor, work=work, record=row.id, draft=draft)
    if _unchanged(meaning, before) and kept:
        return before
    row.version, row.removed = row.version + 1, draft.removed
    _write(actor, work, row, meaning, fresh=False)
    after = record_get(actor, record=row.id)
    action = "remove" if after.removed and not before.removed else "update"
    work.changes.append(Change("record", after.id, action, before.payload(), after.payload()))
    if after.removed != before.removed:
        staged_follow(actor, work=work, record=before)
        if row.order_id:
            orders_follow(actor, work=work, record=row.id)
    changeset_close(actor, work=work, description=_described(f"{action} draft", after))
    return after


def draft_remove(actor: Actor, *, record: int, version: int | None = None) -> None:
    """Hide a draft.

    Raises:
        ForbiddenError: without REMOVE_RECORDS. NotFoundError: no such draft, or it is removed already.
        ChangedMeanwhileError: it is no longer at ``version``.
    """
    actor.require(Privilege.REMOVE_RECORDS)
    work = BookWork(actor)
    after = draft_hide(actor, work=work, record=record, version=version)
    changeset_close(actor, work=work, description=_described("remove draft", after))


def draft_hide(actor: Actor, *, work: BookWork, record: int, version: int | None = None) -> RecordView:
    """Hide a draft as part of a larger unit of work, and return it; raise what ``draft_remove`` raises."""
    actor.require(Privilege.REMOVE_RECORDS)
    work.lock()
    row = _draft(actor, record, version)
    if row.removed:
        raise NotFoundError
    before = record_get(actor, record=row.id)
    row.removed, row.modified_at, row.version = True, actor.now, row.version + 1
    row.save(update_fields=["removed", "modified_at", "version"])
    after = record_get(actor, record=row.id)
    work.changes.append(Change("record", after.id, "remove", before.payload(), after.payload()))
    staged_follow(actor, work=work, record=before)
    if row.order_id:
        orders_follow(actor, work=work, record=row.id)
    return after


def draft_approve(actor: Actor, *, record: int, version: int | None = None) -> RecordView:
    """Post a draft and return the record: it keeps its id, and gets its number and entry.

    Raises:
        ForbiddenError: without ADD_RECORDS. NotFoundError: no such record.
        InvalidError, DuplicateNumberError, LockedError: as for a new record; what is missing is named.
        ConflictError: it is approved already, or removed. ChangedMeanwhileError: it is no longer at ``version``.
    """
    actor.require(Privilege.ADD_RECORDS)
    work = BookWork(actor)
    work.lock()
    row = _row(actor, record, version)
    for obstacle, message, field in (
        (row.state != State.DRAFT, "This record is no draft: it is approved already.", None),
        (row.removed, "This draft is removed: bring it back before you approve it.", "removed"),
    ):
        if obstacle:
            raise ConflictError(message, field=field)
    before = record_get(actor, record=row.id)
    draft = RecordDraft.of(before)
    if isinstance(draft.record, Payment):
        draft = replace(draft, record=replace(draft.record, unallocated=before.balance))
    record_write(actor, work=work, row=row, meaning=meaning_find(actor, work=work, draft=draft, row=row))
    work.flush()
    row.state = State.POSTED
    row.save(update_fields=["state"])
    after = record_get(actor, record=row.id)
    work.changes.append(Change("record", after.id, "approve", before.payload(), after.payload()))
    changeset_close(actor, work=work, description=_described("approve", after))
    return after


def _row(actor: Actor, record: int, version: int | None) -> Record:
    row = Record.objects.filter(business_id=actor.business.id, id=record).first()
    if row is None:
        raise NotFoundError
    if version is not None and row.version != version:
        raise ChangedMeanwhileError
    return row


def _draft(actor: Actor, record: int, version: int | None) -> Record:
    """Return the row of a draft; what is posted is none."""
    row = _row(actor, record, version)
    if row.state != State.DRAFT:
        raise NotFoundError
    return row


def _meaning(actor: Actor, draft: RecordDraft) -> Meaning:
    """Return what is known of a draft; raise what ``draft_create`` raises."""
    if any(payment.amount for payment in draft.payments):
        message = "A draft owes nothing yet: approve it, then say how it is paid."
        raise InvalidError(message, field="payments")
    if draft.check is not None:
        message = "A draft has no check yet: approve it, then number its check."
        raise InvalidError(message, field="checks")
    loaded = books_load(actor, record=draft.record, project=draft.particulars.project, whole=False)
    posted = drafted(draft.record, loaded.books)
    return Meaning(replace(draft, record=posted.record), posted, loaded)


def _settling(draft: RecordDraft, before: RecordView) -> RecordDraft:
    """Return a draft with what a payment settles already and the new one does not name."""
    if not isinstance(draft.record, Payment):
        return draft
    named = {allocation.document for allocation in draft.record.allocations}
    kept = tuple(Settled(document=a.document, amount=a.amount) for a in before.allocations if a.document not in named)
    return replace(draft, record=replace(draft.record, allocations=(*kept, *draft.record.allocations)))


def _unchanged(meaning: Meaning, before: RecordView) -> bool:
    """Tell whether a draft says of itself just what is stored."""
    stored = RecordDraft.of(before)
    same = comparable(meaning.posted.record) == comparable(stored.record)
    return same and (meaning.draft.particulars, meaning.draft.removed) == (stored.particulars, stored.removed)


def _write(actor: Actor, work: BookWork, row: Record, meaning: Meaning, *, fresh: bool) -> None:
    """Store a draft with its parts."""
    posted = meaning.posted
    columns = record_columns(actor, meaning=meaning)
    columns |= {"number": meaning.draft.particulars.number, "balance": posted.unallocated, "open_home": 0}
    columns |= {"tax_basis": None}
    for column, value in columns.items():
        setattr(row, column, value)
    if fresh:
        work.insert([row])
        work.flush()
    else:
        row.save(force_update=True)
    parts_write(actor, work=work, row=row, meaning=meaning, fresh=fresh)
    work.flush()
    if not fresh:
        Allocation.objects.filter(payment_id=row.id).delete()
    identities = work.ids(len(posted.allocations))
    Allocation.objects.bulk_create(
        Allocation(
            id=identity,
            business_id=actor.business.id,
            payment_id=row.id,
            document_id=settled.document,
            position=position,
            amount=settled.amount,
            payment_amount=settled.payment_amount,
            home=0,
            active=False,
        )
        for position, (settled, identity) in enumerate(zip(posted.allocations, identities, strict=True))
    )


def _described(action: str, view: RecordView) -> str:
    return f"{action} {view.type.lower().replace('_', ' ')} {view.number or ''}".strip()
