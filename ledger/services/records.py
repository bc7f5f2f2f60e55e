"""Records are made, changed, removed and restored (operations 78, 84, 85, 87, 89, 92, 94).

Each use case is one changeset. A draft goes to the core with the books it names; what the core says is stored:
rows, allocations, and the difference in the journal.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bookkeeping.errors import InvalidError, LockedError
from bookkeeping.records import Document, Payment
from businesses.errors import ChangedMeanwhileError, ConflictError, NotFoundError
from businesses.roles import Privilege
from businesses.services.changesets import Change, Work, changeset_close
from ledger.drafts import RecordDraft
from ledger.models import Allocation, Record
from ledger.selectors.parts import DOCUMENTS, PAYMENTS
from ledger.selectors.records import record_get
from ledger.services.journal import journal_withdraw
from ledger.services.payments import (
    allocations_drop,
    document_reattach,
    document_resettle,
    payment_reattach,
    payments_apply,
)
from ledger.services.storing import documents_settle, meaning_find, record_write

if TYPE_CHECKING:
    from businesses.actors import Actor
    from ledger.views import RecordView


def record_create(actor: Actor, *, draft: RecordDraft) -> RecordView:
    """Post a new record and return it.

    Raises:
        ForbiddenError: without ADD_RECORDS.
        InvalidError: what the draft says is not acceptable (see ``bookkeeping.posting.post``).
        DuplicateNumberError: an invoice, or a bill of this contact, has this number.
        LockedError: the books are locked at the record's date.
    """
    actor.require(Privilege.ADD_RECORDS)
    work = Work(actor)
    if draft.payments or (isinstance(draft.record, Payment) and draft.record.allocations):
        work.lock()
    meaning = meaning_find(actor, work=work, draft=draft)
    row = record_write(actor, work=work, row=None, meaning=meaning)
    payments_apply(actor, work=work, document=row, payments=draft.payments)
    if draft.removed:
        _withdraw(actor, work, row)
    after = record_get(actor, record=row.id)
    work.changes.insert(0, Change("record", row.id, "create", None, after.payload()))
    changeset_close(actor, work=work, description=_described("create", after))
    return after


def record_update(actor: Actor, *, record: int, draft: RecordDraft, version: int | None = None) -> RecordView:
    """Replace a record by its draft; its entries are superseded by new ones. ``removed`` hides or brings back.

    Raises:
        ForbiddenError: without CHANGE_RECORDS (REMOVE_RECORDS to hide it). NotFoundError: no such record.
        InvalidError, DuplicateNumberError, LockedError: as ``record_create``.
        ConflictError: a generated record; or what is allocated to a document would no longer fit it.
        ChangedMeanwhileError: it is no longer at ``version``.
    """
    actor.require(Privilege.CHANGE_RECORDS)
    work = Work(actor)
    work.lock()
    row = _record(actor, record, version)
    if draft.removed:
        return _removed(actor, work, row)
    if draft.record.type != row.type:
        message = "The type of a record cannot change."
        raise InvalidError(message, field="type")
    before = record_get(actor, record=row.id)
    if row.removed:
        _bring_back(actor, work, row, RecordDraft.of(before))
        row.refresh_from_db()
    meaning = meaning_find(actor, work=work, draft=draft, row=row)
    settled = _settled(actor, row, draft)
    record_write(actor, work=work, row=row, meaning=meaning)
    if settled:
        document_resettle(actor, work=work, document=row, settled=settled, before=before)
    payments_apply(actor, work=work, document=row, payments=draft.payments)
    return _closed(actor, work, before, "update")


def record_remove(actor: Actor, *, record: int) -> None:
    """Hide a record: its entries are superseded, what it settled or was settled by is open again.

    Raises:
        ForbiddenError: without REMOVE_RECORDS. NotFoundError: no such record, or it is removed already.
        LockedError: the books are locked at its date. ConflictError: a generated record.
    """
    actor.require(Privilege.REMOVE_RECORDS)
    work = Work(actor)
    work.lock()
    row = _record(actor, record, None)
    if row.removed:
        raise NotFoundError
    _removed(actor, work, row)


def record_restore(actor: Actor, *, record: int) -> RecordView:
    """Bring a removed record back: it is posted again, and allocations are attached as far as balances allow.

    Restoring what is not removed changes nothing.

    Raises:
        ForbiddenError: without CHANGE_RECORDS. NotFoundError: no such record.
        DuplicateNumberError: its number was given to another record meanwhile. LockedError: as above.
    """
    actor.require(Privilege.CHANGE_RECORDS)
    work = Work(actor)
    work.lock()
    row = _record(actor, record, None)
    before = record_get(actor, record=row.id)
    if not row.removed:
        return before
    _bring_back(actor, work, row, RecordDraft.of(before))
    return _closed(actor, work, before, "restore")


def _record(actor: Actor, record: int, version: int | None) -> Record:
    """Return the row of a record that may be changed."""
    row = Record.objects.filter(business_id=actor.business.id, id=record).first()
    if row is None:
        raise NotFoundError
    if version is not None and row.version != version:
        raise ChangedMeanwhileError
    if row.read_only:
        message = "This record is generated and cannot be changed."
        raise ConflictError(message)
    lock_date = actor.business.lock_date
    if lock_date is not None and row.date <= lock_date:
        raise LockedError(field="date")
    return row


def _settled(actor: Actor, row: Record, draft: RecordDraft) -> list[Allocation]:
    """Return what payments have settled of a document; raise ``ConflictError`` when the draft forbids it."""
    if row.type not in DOCUMENTS or not isinstance(draft.record, Document):
        return []
    held = Allocation.objects.filter(business_id=actor.business.id, document_id=row.id, active=True)
    settled = list(held.order_by("id"))
    if settled and (draft.record.contact, draft.record.currency) != (row.contact_id, row.currency):
        message = "A document that is paid keeps its contact and currency: remove its payments first."
        field = "contact" if draft.record.contact != row.contact_id else "currency"
        raise ConflictError(message, field=field)
    return settled


def _removed(actor: Actor, work: Work, row: Record) -> RecordView:
    """Hide a row and close the changeset."""
    actor.require(Privilege.REMOVE_RECORDS)
    before = record_get(actor, record=row.id)
    if row.removed:
        return before
    _withdraw(actor, work, row)
    return _closed(actor, work, before, "remove")


def _withdraw(actor: Actor, work: Work, row: Record) -> None:
    """Take a record out of the journal and loosen what it settles or is settled by."""
    journal_withdraw(actor, work=work, record=row)
    row.removed, row.modified_at, row.version = True, actor.now, row.version + 1
    if row.type in DOCUMENTS:
        row.balance = row.total - row.paid_immediately
        row.open_home = 0 if row.paid_immediately else row.home_total
    row.save(update_fields=["removed", "modified_at", "version", "balance", "open_home"])
    if row.type in DOCUMENTS:
        allocations_drop(actor, work=work, document=row)
    if row.type in PAYMENTS:
        held = list(Allocation.objects.filter(payment_id=row.id, active=True))
        Allocation.objects.filter(id__in=[a.id for a in held]).update(active=False)
        documents_settle(actor, before={a.document_id: (a.amount, a.home) for a in held}, after={})


def _bring_back(actor: Actor, work: Work, row: Record, draft: RecordDraft) -> None:
    """Post a removed record again as it was, and attach what still fits."""
    if isinstance(draft.record, Payment):
        draft = replace(draft, record=payment_reattach(actor, payment=row, record=draft.record))
    meaning = meaning_find(actor, work=work, draft=draft, row=row)
    record_write(actor, work=work, row=row, meaning=meaning)
    if row.type in DOCUMENTS:
        document_reattach(actor, work=work, document=row)


def _closed(actor: Actor, work: Work, before: RecordView, action: str) -> RecordView:
    """Close the changeset of a change of one record and return the record as it is now."""
    after = record_get(actor, record=before.id)
    work.changes.insert(0, Change("record", before.id, action, before.payload(), after.payload()))
    changeset_close(actor, work=work, description=_described(action, after))
    return after


def _described(action: str, view: RecordView) -> str:
    return f"{action} {view.type.lower().replace('_', ' ')} {view.number or ''}".strip()
