"""The part of the audit that is about files; ``ledger.selectors.verify`` runs it."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final

from django.db.models import F, Q

from ledger.models import AttachedFile, Attachment, AttachmentChunk

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def _contents(business: int) -> Iterator[str]:
    """The content of every file is what its digest was taken of, with no part missing."""
    for file in Attachment.objects.filter(business_id=business).order_by("id"):
        digest, size, whole = hashlib.sha256(), 0, True
        chunks = AttachmentChunk.objects.filter(attachment_id=file.id).order_by("position")
        contents = chunks.values_list("position", "content").iterator(chunk_size=4)
        for expected, (position, content) in enumerate(contents):
            digest.update(content)
            size, whole = size + len(content), whole and position == expected
        if not whole or (size, digest.hexdigest()) != (file.size, file.digest):
            yield f"file {file.id}: its content is not what came"


def _uses(business: int) -> Iterator[str]:
    """What belongs to a record or a contact is a file that is there."""
    uses = AttachedFile.objects.filter(business_id=business)
    apart = ~Q(attachment__business_id=F("business_id")) | Q(attachment__removed=True)
    for use in uses.filter(apart).order_by("id"):
        yield f"record or contact {use.record_id or use.contact_id}: its file {use.attachment_id} is removed"


CHECKS: Final[tuple[Callable[[int], Iterator[str]], ...]] = (_contents, _uses)
