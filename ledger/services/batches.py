"""Many records at once (operations 79 and 81): all or none of them, in one changeset.

A fault names the record by its index before the field: ``[17].lines[0].account``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bookkeeping.errors import InvalidError, at_index
from bookkeeping.records import Document, RecordType
from businesses.errors import DuplicateNumberError
from businesses.roles import Privilege
from businesses.services.changesets import changeset_close
from ledger.selectors.records import records_get
from ledger.services.records import record_alter, record_make
from ledger.services.work import BookWork

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from businesses.actors import Actor
    from ledger.drafts import RecordDraft
    from ledger.views import RecordView

MAX_RECORDS = 2_000
"""So many records fit into a batch (DESIGN, section 4)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordChange:
    """A record, and the draft that is made from it as it is when its turn comes."""

    record: int
    draft_of: Callable[[RecordView], RecordDraft]


def records_create(actor: Actor, *, drafts: Sequence[RecordDraft]) -> list[RecordView]:
    """Post new records, in their order, and return them.

    Raises:
        ForbiddenError: without ADD_RECORDS.
        InvalidError: more than 2,000; or as ``record_create``, with the index of the record.
        DuplicateNumberError, LockedError: as ``record_create``, with the index.
    """
    actor.require(Privilege.ADD_RECORDS)
    _size_check(drafts)
    work, made = BookWork(actor), []
    taken: set[tuple[RecordType, int | None, str]] = set()
    for index, draft in enumerate(drafts):
        with at_index(index):
            contact = draft.record.contact if isinstance(draft.record, Document) else None
            if _unique(draft.record.type, contact, draft.particulars.number) & taken:
                message = f"Another record of this batch has the number {draft.particulars.number} already."
                raise DuplicateNumberError(message, field="number")
            view = record_make(actor, work=work, draft=draft)
        made.append(view)
        taken |= set() if view.removed else _unique(view.type, view.contact, view.number)
    if made:
        changeset_close(actor, work=work, description=f"create {len(made)} records")
    return made


def records_update(actor: Actor, *, changes: Sequence[RecordChange]) -> list[RecordView]:
    """Replace records by drafts, in their order, and return them as they are after the last.

    Raises:
        ForbiddenError: without CHANGE_RECORDS (REMOVE_RECORDS to hide one).
        InvalidError: more than 2,000, or one is named twice; or as ``record_update``, with the index of the record.
        NotFoundError, ConflictError, LockedError: as ``record_update``, with the index.
    """
    actor.require(Privilege.CHANGE_RECORDS)
    _size_check(changes)
    work = BookWork(actor)
    seen: set[int] = set()
    for index, change in enumerate(changes):
        with at_index(index):
            if change.record in seen:
                message = "This record is named twice."
                raise InvalidError(message, field="id")
            seen.add(change.record)
            record_alter(actor, work=work, record=change.record, draft_of=change.draft_of)
    if work.changes:
        changeset_close(actor, work=work, description=f"update {len(changes)} records")
    now = records_get(actor, records=[change.record for change in changes])
    return [now[change.record] for change in changes]


def _size_check(batch: Sequence[object]) -> None:
    """Raise ``InvalidError`` for more records than a batch may have."""
    if len(batch) > MAX_RECORDS:
        message = f"A batch has at most {MAX_RECORDS:,} records."
        raise InvalidError(message)


def _unique(kind: RecordType, contact: int | None, number: str | None) -> set[tuple[RecordType, int | None, str]]:
    """Return what no other record may have, as a set of one; empty where numbers may repeat (DESIGN, section 4)."""
    if number is None or kind not in {RecordType.INVOICE, RecordType.BILL}:
        return set()
    if kind == RecordType.INVOICE:
        return {(kind, None, number)}
    return set() if contact is None else {(kind, contact, number)}
