"""Reads of files: what they are, what they belong to, and their content, a part at a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, F, Sum

from businesses.errors import NotFoundError
from businesses.keyset import Order, contains
from businesses.paging import EVERYTHING, Listed, Page
from businesses.roles import Privilege
from businesses.selectors.actors import actor_via
from ledger.models import AttachedFile, Attachment, AttachmentChunk

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from datetime import datetime

    from django.db.models import QuerySet

    from businesses.actors import Actor, Caller

CHUNK_SIZE = 256 * 1024
"""Octets of a part."""
_AT_ONCE = 4
"""Parts that one statement reads."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachmentView:
    """A file without its content. ``size`` is in octets, ``digest`` the SHA-256 in hexadecimal."""

    id: int
    business: int
    uuid: str
    name: str
    content_type: str
    character_encoding: str | None
    size: int
    digest: str
    uploader_name: str | None
    removed: bool
    created_at: datetime
    version: int

    @classmethod
    def of(cls, row: Attachment) -> AttachmentView:
        """Return a row, read together with the user who sent it, as a view."""
        user = row.created_by
        return cls(
            id=row.id,
            business=row.business_id,
            uuid=row.uuid,
            name=row.name,
            content_type=row.content_type,
            character_encoding=row.character_encoding,
            size=row.size,
            digest=row.digest,
            uploader_name=None if user is None else user.contact_information.get("name") or user.email,
            removed=row.removed,
            created_at=row.created_at,
            version=row.version,
        )


@dataclass(frozen=True, slots=True)
class Kept:
    """How many files a business keeps, removed ones as well, and how many octets they have."""

    count: int
    size: int


def attachment_actor(caller: Caller, *, attachment: int) -> Actor:
    """Return the caller as an actor on the file's business.

    Raises:
        NotFoundError: it is a stranger's, or removed.
    """
    return actor_via(caller, table="ledger_attachment", kind="attachment", identity=attachment, standing=True)


def attachment_get(actor: Actor, *, attachment: int) -> AttachmentView:
    """Return a file that is not removed; raise ``NotFoundError``, or ``ForbiddenError`` without READ_FILES."""
    actor.require(Privilege.READ_FILES)
    return _one(_standing(actor), id=attachment)


def attachment_find(actor: Actor, *, uuid: str) -> AttachmentView:
    """Return the file with a uuid; raise ``NotFoundError``, or ``ForbiddenError`` without READ_FILES."""
    actor.require(Privilege.READ_FILES)
    return _one(_standing(actor), uuid=uuid.strip().lower())


def attachment_list(
    actor: Actor, *, search: str = "", include_removed: bool = False, page: Page = EVERYTHING
) -> Listed[AttachmentView]:
    """Return a page of the files of the business, newest first; ``search`` looks into their names.

    Raises:
        ForbiddenError: without READ_FILES. InvalidError: ``page.after`` is of another list.
    """
    actor.require(Privilege.READ_FILES)
    rows = _all(actor) if include_removed else _standing(actor)
    if search.strip():
        rows = rows.filter(contains(search.strip(), "name"))
    order = Order(f"attachments-{actor.business.id}", F("created_at"), descending=True)
    found = order.listed(rows, page)
    return Listed((AttachmentView.of(row) for row in found), more=found.more, after=found.after)


def record_attachments(actor: Actor, *, record: int) -> list[AttachmentView]:
    """Return the files of a record in order; raise ``ForbiddenError`` without READ_FILES and VIEW_RECORDS."""
    actor.require(Privilege.VIEW_RECORDS)
    actor.require(Privilege.READ_FILES)
    return [AttachmentView.of(row) for row in _standing(actor).filter(uses__record_id=record).order_by(*_PLACE)]


def contact_attachments(actor: Actor, *, contact: int) -> list[AttachmentView]:
    """Return the files of a contact in order; raise ``ForbiddenError`` without READ_FILES and VIEW_CONTACTS."""
    actor.require(Privilege.VIEW_CONTACTS)
    actor.require(Privilege.READ_FILES)
    return [AttachmentView.of(row) for row in _standing(actor).filter(uses__contact_id=contact).order_by(*_PLACE)]


def staged_attachments(actor: Actor, *, items: Collection[int]) -> dict[int, list[AttachmentView]]:
    """Return the files of staged items in their order, by item. One statement; none for no items.

    Raises:
        ForbiddenError: without VIEW_RECORDS and READ_FILES.
    """
    actor.require(Privilege.VIEW_RECORDS)
    actor.require(Privilege.READ_FILES)
    found: dict[int, list[AttachmentView]] = {}
    if items:
        uses = AttachedFile.objects.filter(shoebox_item_id__in=items, record__isnull=True)
        for use in uses.select_related("attachment__created_by").order_by("position", "id"):
            found.setdefault(use.shoebox_item_id or 0, []).append(AttachmentView.of(use.attachment))
    return found


def attachment_content(actor: Actor, *, attachment: int) -> Iterator[bytes]:
    """Return the content of a file in parts, which are read when they are asked for: one statement for each MiB.

    Files never change, so that the parts belong together even when each is read in a transaction of its own.

    Raises:
        ForbiddenError: without READ_FILES.
    """
    actor.require(Privilege.READ_FILES)
    return _parts(AttachmentChunk.objects.filter(business_id=actor.business.id, attachment_id=attachment))


def attachments_kept(actor: Actor) -> Kept:
    """Return how much the business keeps, for the limits; raise ``ForbiddenError`` without STORE_FILES."""
    actor.require(Privilege.STORE_FILES)
    kept = Attachment.objects.filter(business_id=actor.business.id).aggregate(count=Count("id"), size=Sum("size"))
    return Kept(kept["count"], kept["size"] or 0)


def attachments_known(actor: Actor, *, attachments: Collection[int]) -> frozenset[int]:
    """Return those of some ids that are files of the business which are not removed. No statement for none."""
    actor.require(Privilege.READ_FILES)
    if not attachments:
        return frozenset()
    return frozenset(_standing(actor).filter(id__in=attachments).values_list("id", flat=True))


def attachment_user(actor: Actor, *, attachment: int) -> int | None:
    """Return what has a file (a record, contact or staged item), None if nothing has; raise ``ForbiddenError``."""
    actor.require(Privilege.READ_FILES)
    uses = AttachedFile.objects.filter(business_id=actor.business.id, attachment_id=attachment).order_by("id")
    first = uses.values_list("record_id", "contact_id", "shoebox_item_id").first()
    return None if first is None else first[0] or first[1] or first[2]


_PLACE = ("uses__position", "uses__id")


def _all(actor: Actor) -> QuerySet[Attachment]:
    return Attachment.objects.filter(business_id=actor.business.id).select_related("created_by")


def _standing(actor: Actor) -> QuerySet[Attachment]:
    return _all(actor).filter(removed=False)


def _one(rows: QuerySet[Attachment], **key: Any) -> AttachmentView:
    row = rows.filter(**key).first()
    if row is None:
        raise NotFoundError
    return AttachmentView.of(row)


def _parts(chunks: QuerySet[AttachmentChunk]) -> Iterator[bytes]:
    """Yield the content of the chunks of one file, in order."""
    first = 0
    while True:
        some = chunks.filter(position__range=(first, first + _AT_ONCE - 1)).order_by("position")
        found = list(some.values_list("content", flat=True))
        yield from (bytes(content) for content in found)  # which drivers give as views of memory
        if len(found) < _AT_ONCE:
            return
        first += _AT_ONCE
