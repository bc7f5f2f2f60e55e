"""What is staged becomes a record, or turns out to be one that is there; and is returned to the shoebox (operation 82).

Each is one changeset: the record, its files, the link both ways, and what the bank knows of it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from bookkeeping.errors import InvalidError, at_index
from businesses.errors import ConflictError, NotFoundError
from businesses.roles import Privilege
from businesses.services.changesets import changeset_close
from ledger.drafts import StagedDraft
from ledger.models import AttachedFile, Record, ShoeboxItem
from ledger.models.record import State
from ledger.selectors.bank_units import imported_row
from ledger.selectors.past import SETTLE
from ledger.selectors.records import record_get, records_get
from ledger.services.attaching import files_held, files_set
from ledger.services.batches import MAX_RECORDS
from ledger.services.drafts import draft_hide, draft_make
from ledger.services.noting import record_note
from ledger.services.records import record_hide, record_make
from ledger.services.shoebox import staged_make
from ledger.services.staging import staged_note, staged_payload, staged_row, staged_waits
from ledger.services.statement_rows import statement_row_join, statement_row_part
from ledger.services.work import BookWork

if TYPE_CHECKING:
    from collections.abc import Sequence

    from businesses.actors import Actor
    from ledger.drafts import ProcessDraft, RecordDraft
    from ledger.views import RecordView

_NOT_STAGED: Final = "Nothing in the shoebox became this record, and no import of the bank's made it."


def staged_process(actor: Actor, *, item: int, draft: ProcessDraft, version: int | None = None) -> RecordView:
    """Make a record of a staged item, or let it be one that is there; its files come along. Return the record.

    Raises:
        ForbiddenError: without ADD_RECORDS; with files also ATTACH_FILES_TO_RECORDS and READ_FILES, for a transaction
            of the bank BANK_RECONCILIATION, for a record that is there CHANGE_RECORDS.
        NotFoundError: no such item. ConflictError: it is processed or removed; or the record is removed or void.
        InvalidError: no such record; or as for a new one; or the bank's transaction is not this record.
        DuplicateNumberError, LockedError: as for a new record. ChangedMeanwhileError: it is no longer at ``version``.
    """
    actor.require(Privilege.ADD_RECORDS)
    work = BookWork(actor)
    work.lock()
    row = staged_row(actor, item=item, version=version)
    if row.removed:
        message = "This item is removed: bring it back before you process it."
        raise ConflictError(message, field="removed")
    staged_waits(actor, item=item)
    before = staged_payload(actor, row=row)
    if isinstance(draft.record, int):
        view = _joined(actor, work, row, draft.record)
    else:
        view = _made(actor, work, row, draft.record, drafted=draft.drafted)
    staged_note(actor, work=work, row=row, action="process", before=before)
    told = f"process {view.type.lower().replace('_', ' ')} {view.number or ''}"
    changeset_close(actor, work=work, description=told.strip())
    return view


def records_unprocess(actor: Actor, *, records: Sequence[int]) -> list[RecordView]:
    """Return records to the shoebox, and return them as they are then, in their order: all of them or none.

    What was made of a staged item is removed; what was there before stays, without the item's files and without the
    bank's transaction that the item is. The items wait again. What an import made is removed, too, and the bank's
    transaction is staged.

    Raises:
        ForbiddenError: without CHANGE_RECORDS (REMOVE_RECORDS, where one is removed; for files and the bank as
            ``staged_process``; for what an import made VIEW_BANK_RECONCILIATION). InvalidError: more than 2,000, or one
            is named twice.
        NotFoundError: no such record. LockedError: the books are locked at the date of one that is to be removed.
        ConflictError: neither came it from the shoebox nor from an import, or a finished reconciliation covers it, or
            its transaction of the bank is other records as well. Each with the index.
    """
    actor.require(Privilege.CHANGE_RECORDS)
    if len(records) > MAX_RECORDS:
        message = f"A batch has at most {MAX_RECORDS:,} records."
        raise InvalidError(message)
    work = BookWork(actor)
    work.lock()
    for index, record in enumerate(records):
        with at_index(index):
            if record in records[:index]:
                message = "This record is named twice."
                raise InvalidError(message, field="id")
            _returned(actor, work, record)
    work.flush()
    if work.changes:
        changeset_close(actor, work=work, description=f"unprocess {len(records)} records")
    now = records_get(actor, records=list(records))
    return [now[record] for record in records]


def _made(actor: Actor, work: BookWork, row: ShoeboxItem, draft: RecordDraft, *, drafted: bool) -> RecordView:
    """Make the record of an item, with its files; the record's own change tells of them."""
    if drafted and row.row_id:
        message = "A draft is not in the bank's account yet: make a record of this transaction."
        raise InvalidError(message, field="draft")
    if draft.removed:
        message = "A record that is removed stands for nothing."
        raise InvalidError(message, field="removed")
    make = draft_make if drafted else record_make
    made = make(actor, work=work, draft=draft)
    work.flush()
    _link(actor, work, row, made.id, made=True)
    after = record_get(actor, record=made.id)
    _retell(work, made.id, after=after.payload())
    return after


def _joined(actor: Actor, work: BookWork, row: ShoeboxItem, record: int) -> RecordView:
    """Let an item be a record that is there, which gets its files and a higher version."""
    actor.require(Privilege.CHANGE_RECORDS)
    stored = Record.objects.filter(business_id=actor.business.id, id=record).first()
    if stored is None:
        message = "There is no such record."
        raise InvalidError(message, field="record")
    if stored.removed or stored.state == State.VOID:
        message = f"This record is {'removed' if stored.removed else 'void'}."
        raise ConflictError(message, field="record")
    if row.row_id and stored.state == State.DRAFT:
        message = "A draft is not in the bank's account yet: approve it first."
        raise InvalidError(message, field="record")
    before = record_get(actor, record=record)
    _link(actor, work, row, record, made=False)
    return record_note(actor, work=work, before=before)


def _link(actor: Actor, work: BookWork, row: ShoeboxItem, record: int, *, made: bool) -> None:
    """Let a record stand for an item: with its files, and the bank's transaction that it is."""
    row.record_id, row.made = record, made
    row.save(update_fields=["record", "made"])
    owner = Record(id=record)
    files_set(
        actor,
        work=work,
        owner=owner,
        attachments=[*files_held(actor, owner=owner), *files_held(actor, owner=row)],
        came_with=row.id,
    )
    if not row.row_id:
        return
    try:
        statement_row_join(actor, work=work, row=row.row_id, record=record)
    except InvalidError as fault:
        message = f"The bank's transaction is not this record: {fault.message}"
        raise InvalidError(message, field="account" if made else "record") from fault
    work.flush()


def _retell(work: BookWork, record: int, **payloads: Any) -> None:
    """Let the change of a record tell of its links too, which were made after it, or undone before."""
    for index, change in enumerate(work.changes):
        if (change.kind, change.object_id) == ("record", record) and change.action != SETTLE:
            work.changes[index] = replace(change, **payloads)


def _returned(actor: Actor, work: BookWork, record: int) -> None:
    """Return a record to the shoebox; raise what ``records_unprocess`` raises."""
    stored = Record.objects.filter(business_id=actor.business.id, id=record).first()
    if stored is None:
        raise NotFoundError
    items = list(ShoeboxItem.objects.filter(business_id=actor.business.id, record_id=record).order_by("id"))
    imported = None if items else imported_row(actor, record=record)
    if not (items or imported) or stored.removed or stored.state == State.VOID:
        raise ConflictError(_NOT_STAGED, field="id")
    if imported:
        _staged(actor, work, record, imported)
        return
    made, before = any(item.made for item in items), record_get(actor, record=record)
    for item in items:
        _released(actor, work, item, record=record, made=made)
    if not made:
        record_note(actor, work=work, before=before)
        return
    hide = draft_hide if stored.state == State.DRAFT else record_hide
    hide(actor, work=work, record=record)
    _retell(work, record, before=before.payload())


def _staged(actor: Actor, work: BookWork, record: int, row: int) -> None:
    """Remove a record that an import made, and stage the bank's transaction that it was, with what is known of it."""
    before = record_get(actor, record=record)
    record_hide(actor, work=work, record=record)
    work.flush()
    category = before.lines[0].account if len(before.lines) == 1 else None
    staged_make(actor, work=work, draft=StagedDraft(row=row, contact=before.contact, category=category))


def _released(actor: Actor, work: BookWork, item: ShoeboxItem, *, record: int, made: bool) -> None:
    """Let an item wait again; a record that stays (not ``made``) loses what came with it."""
    before = staged_payload(actor, row=item)
    if not made:
        came = AttachedFile.objects.filter(record_id=record, shoebox_item_id=item.id)
        if came.exists():
            actor.require(Privilege.ATTACH_FILES_TO_RECORDS)
            came.delete()
        if item.row_id:
            statement_row_part(actor, work=work, row=item.row_id, record=record)
    item.record, item.made = None, False
    staged_note(actor, work=work, row=item, action="unprocess", before=before)
