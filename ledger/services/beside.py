"""What a record is sent with beside what it says: its files, and the check that a bill payment is made by.

Neither moves an amount, so that both can be written of a record whose books are locked.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bookkeeping.errors import InvalidError, at_index
from businesses.errors import ConflictError
from businesses.roles import Privilege
from ledger.check_views import CheckStatus, check_of
from ledger.models import Record
from ledger.selectors.past import SETTLE
from ledger.selectors.records import record_get
from ledger.services.attaching import files_set
from ledger.services.noting import record_note
from ledger.services.numbering import check_number

if TYPE_CHECKING:
    from businesses.actors import Actor
    from ledger.check_views import CheckView
    from ledger.drafts import CheckDraft, RecordDraft
    from ledger.services.work import BookWork
    from ledger.views import RecordView


def beside_write(
    actor: Actor, *, work: BookWork, record: int, draft: RecordDraft, known: CheckView | None = None
) -> bool:
    """Write what a draft names beside a record, as part of ``work``; tell whether anything differs.

    Args:
        actor: whose business it is about.
        work: what it is part of. Who calls notes how the record looks then.
        record: the record, which is there.
        draft: the files it shall have and the check that it shall be; None: they stay as they are.
        known: the check as a client may have read it, which may be repeated.

    Raises:
        ForbiddenError: for files as ``files_set``, for a check without VIEW_CHECKS and VIEW_RECORDS, and PRINT_CHECKS
            when it changes. InvalidError: as ``files_set`` and ``check_number``; or the record is not made by check, or
            the check says something else than the record. ConflictError: as ``check_number``.
    """
    actor.require(Privilege.VIEW_RECORDS)
    if not draft.has_beside:
        return False
    work.flush()
    changed = False
    if draft.attachments is not None:
        changed = files_set(actor, work=work, owner=Record(id=record), attachments=draft.attachments)
    if draft.check is not None:
        changed = _check_write(actor, work, record, draft.check, known) or changed
    return changed


def beside_follow(
    actor: Actor, *, work: BookWork, before: RecordView, after: RecordView, draft: RecordDraft
) -> RecordView:
    """Do as ``beside_write`` for a record that was changed from ``before`` to ``after``, and note that; return it.

    Raises:
        ConflictError: it is removed and stays so; or as ``beside_write``. ForbiddenError, InvalidError: as there.
    """
    actor.require(Privilege.VIEW_RECORDS)
    known = check_of(before)
    if not beside_write(actor, work=work, record=after.id, draft=draft, known=known):
        return after
    if before.removed and after.removed:
        message = "This record is removed: restore it before you change it."
        raise ConflictError(message, field="removed")
    if after.version == before.version:
        return record_note(actor, work=work, before=before)
    now = record_get(actor, record=after.id)
    for index, change in enumerate(work.changes):
        if (change.kind, change.object_id) == ("record", now.id) and change.action != SETTLE:
            work.changes[index] = replace(change, after=now.payload())
    return now


def _check_write(actor: Actor, work: BookWork, record: int, draft: CheckDraft, known: CheckView | None) -> bool:
    """Write what a draft says of the check of a payment; raise what ``beside_write`` raises."""
    actor.require(Privilege.VIEW_CHECKS)
    now = check_of(record_get(actor, record=record))
    if now is None:
        message = "Only a bill payment that is made by check has one."
        raise InvalidError(message, field="checks")
    with at_index(0, of="checks"):
        for column, value in draft.told.items():
            if value not in (getattr(now, column), getattr(known, column, None)):
                message = "A check says what its payment says: change the payment."
                raise InvalidError(message, field=column)
        if draft.status == CheckStatus.VOID and now.status != CheckStatus.VOID:
            message = "Make the payment void, and its check is."
            raise InvalidError(message, field="status")
        meant = replace(
            draft,
            printed_on=draft.printed_on if draft.tells_printing else now.printed_on,
            status=None if draft.status == now.status else draft.status,
        )
        differs = meant.number or meant.status or meant.printed_on != now.printed_on
        return bool(differs) and check_number(actor, work=work, before=now, draft=meant)
