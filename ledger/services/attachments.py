"""Files are kept and hidden (DESIGN, section 7).

The content lives in the database, in parts: it commits with what names it or not at all, every worker on every
machine sees it, and a copy of the database is a copy of everything.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from bookkeeping.errors import InvalidError
from businesses import allocator
from businesses.errors import ConflictError, InUseError, NotFoundError
from businesses.roles import Privilege
from businesses.services.changesets import Work, changeset_close
from businesses.services.rows import row_create, row_update
from ledger.files import encoding_name, media_type, safe_name
from ledger.models import Attachment, AttachmentChunk
from ledger.selectors.attachments import CHUNK_SIZE, attachment_get, attachment_user, attachments_kept

if TYPE_CHECKING:
    from businesses.actors import Actor
    from ledger.files import FileDraft
    from ledger.selectors.attachments import AttachmentView

MAX_FILES = 50_000
MAX_OCTETS = 5 * 2**30
"""What a business keeps at most; removed files count, since its history can still show them."""
_AT_ONCE = 4
"""Parts that one statement stores."""


def attachment_store(actor: Actor, *, draft: FileDraft) -> AttachmentView:
    """Keep a file and return it.

    Raises:
        ForbiddenError: without STORE_FILES and READ_FILES.
        InvalidError: it is empty, has no name, or says of itself what cannot be. ConflictError: the business is full.
    """
    actor.require(Privilege.STORE_FILES)
    work = Work(actor)
    identity = attachment_keep(actor, work=work, draft=draft)
    changeset_close(actor, work=work, description="create attachment")
    return attachment_get(actor, attachment=identity)


def attachment_keep(actor: Actor, *, work: Work, draft: FileDraft) -> int:
    """Keep a file as part of a larger unit of work and return its id; raise what ``attachment_store`` raises."""
    actor.require(Privilege.STORE_FILES)
    kind, encoding = media_type(draft.content_type)
    row = Attachment(
        name=safe_name(draft.name),
        content_type=kind,
        character_encoding=encoding_name(draft.character_encoding) or encoding,
        size=len(draft.content),
        digest=hashlib.sha256(draft.content).hexdigest(),
        business_id=actor.business.id,
        uuid=allocator.token(),
        created_at=actor.now,
        created_by_id=actor.caller.user,
        modified_at=actor.now,
    )
    if not draft.content:
        message = "The file is empty."
        raise InvalidError(message)
    work.lock()
    _check_room(actor, len(draft.content))
    row.id = work.ids(1)[0]
    row_create(actor, row=row, kind="attachment", work=work)
    _write_content(actor, work, row, draft.content)
    return row.id


def attachment_remove(actor: Actor, *, attachment: int, version: int | None = None) -> None:
    """Hide a file that nothing has.

    Raises:
        ForbiddenError: without STORE_FILES and READ_FILES. NotFoundError: no such file.
        InUseError: a record, contact or staged item has it: take it off there first.
        ChangedMeanwhileError: it is no longer at ``version``.
    """
    actor.require(Privilege.STORE_FILES)
    work = Work(actor)
    work.lock()
    row = Attachment.objects.filter(business_id=actor.business.id, id=attachment, removed=False).first()
    if row is None:
        raise NotFoundError
    user = attachment_user(actor, attachment=attachment)
    if user is not None:
        message = "A record, contact or staged item has this file: take it off there first."
        raise InUseError(message, conflicting=user)
    row_update(actor, row=row, values={"removed": True}, kind="attachment", version=version, work=work)
    changeset_close(actor, work=work, description="remove attachment")


def _check_room(actor: Actor, size: int) -> None:
    kept = attachments_kept(actor)
    if kept.count >= MAX_FILES:
        message = f"A business keeps {MAX_FILES:,} files at most."
        raise ConflictError(message)
    if kept.size + size > MAX_OCTETS:
        message = f"The files of a business have {MAX_OCTETS // 2**30} GiB at most."
        raise ConflictError(message)


def _write_content(actor: Actor, work: Work, row: Attachment, content: bytes) -> None:
    starts = range(0, len(content), CHUNK_SIZE)
    chunks = [
        AttachmentChunk(
            id=identity,
            business_id=actor.business.id,
            attachment_id=row.id,
            position=position,
            content=content[start : start + CHUNK_SIZE],
        )
        for position, (start, identity) in enumerate(zip(starts, work.ids(len(starts)), strict=True))
    ]
    AttachmentChunk.objects.bulk_create(chunks, batch_size=_AT_ONCE)
