"""Files are said to belong to records, contacts and staged items, and no longer to.

What a record has can change whether or not its books are locked: a receipt that turns up later moves no amount.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from bookkeeping.errors import InvalidError
from businesses.errors import ConflictError, NotFoundError
from businesses.payloads import row_payload
from businesses.roles import Privilege
from businesses.services.changesets import Change, Work, changeset_close
from ledger.models import AttachedFile, Contact, Record, ShoeboxItem
from ledger.selectors.attachments import attachment_get, attachments_known
from ledger.selectors.records import record_get
from ledger.services.attachments import attachment_keep
from ledger.services.noting import record_note

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from businesses.actors import Actor
    from ledger.files import FileDraft
    from ledger.selectors.attachments import AttachmentView

    Owner = Record | Contact | ShoeboxItem

MAX_FILES_OF_ONE: Final = 100
"""Files that one record, contact or staged item has at most: whoever reads it reads their names."""
_PRIVILEGES: Final = {
    Record: Privilege.ATTACH_FILES_TO_RECORDS,
    Contact: Privilege.ATTACH_FILES_TO_CONTACTS,
    ShoeboxItem: Privilege.ADD_ATTACHMENTS,
}


_COLUMNS: Final = {Record: "record_id", Contact: "contact_id", ShoeboxItem: "shoebox_item_id"}


def record_attach(actor: Actor, *, record: int, file: FileDraft | int) -> AttachmentView:
    """Say that a file belongs to a record, and return it; a draft is kept first. Saying it again changes nothing.

    Raises:
        ForbiddenError: without ATTACH_FILES_TO_RECORDS, READ_FILES and VIEW_RECORDS (for a draft also STORE_FILES).
        NotFoundError: no such record. ConflictError: it is removed.
        InvalidError: no such file, too many, or as ``attachment_store``.
    """
    actor.require(Privilege.ATTACH_FILES_TO_RECORDS)
    work = Work(actor)
    row = _record(actor, work, record)
    identity = file if isinstance(file, int) else attachment_keep(actor, work=work, draft=file)
    with _named_by_id():
        _record_save(actor, work, row, [*files_held(actor, owner=row), identity])
    return attachment_get(actor, attachment=identity)


def record_detach(actor: Actor, *, record: int, attachment: int) -> None:
    """Say that a file does not belong to a record any more; the file stays.

    Raises:
        ForbiddenError: without ATTACH_FILES_TO_RECORDS, READ_FILES and VIEW_RECORDS.
        NotFoundError: no such record, or it has no such file. ConflictError: the record is removed.
    """
    actor.require(Privilege.ATTACH_FILES_TO_RECORDS)
    work = Work(actor)
    row = _record(actor, work, record)
    _record_save(actor, work, row, _without(files_held(actor, owner=row), attachment))


def contact_attach(actor: Actor, *, contact: int, file: FileDraft | int) -> AttachmentView:
    """Say that a file belongs to a contact, and return it; a draft is kept first. Saying it again changes nothing.

    Raises:
        ForbiddenError: without ATTACH_FILES_TO_CONTACTS and READ_FILES (for a draft also STORE_FILES).
        NotFoundError: no such contact. InvalidError: no such file, too many, or as ``attachment_store``.
    """
    actor.require(Privilege.ATTACH_FILES_TO_CONTACTS)
    work = Work(actor)
    row = _contact(actor, work, contact)
    identity = file if isinstance(file, int) else attachment_keep(actor, work=work, draft=file)
    with _named_by_id():
        _contact_save(actor, work, row, [*files_held(actor, owner=row), identity])
    return attachment_get(actor, attachment=identity)


def contact_detach(actor: Actor, *, contact: int, attachment: int) -> None:
    """Say that a file does not belong to a contact any more; the file stays.

    Raises:
        ForbiddenError: without ATTACH_FILES_TO_CONTACTS and READ_FILES.
        NotFoundError: no such contact, or it has no such file.
    """
    actor.require(Privilege.ATTACH_FILES_TO_CONTACTS)
    work = Work(actor)
    row = _contact(actor, work, contact)
    _contact_save(actor, work, row, _without(files_held(actor, owner=row), attachment))


def files_set(
    actor: Actor, *, work: Work, owner: Owner, attachments: Sequence[int], came_with: int | None = None
) -> bool:
    """Let something have these files in this order, as part of ``work``; tell whether anything differs.

    Those that are new to a record ``came_with`` a staged item, if one is named.

    Raises:
        ForbiddenError: something differs, without ATTACH_FILES_TO_RECORDS or ..._CONTACTS (for a staged item
            ADD_ATTACHMENTS), or READ_FILES.
        InvalidError: ``attachments`` has more than 100 files, or names one that is not there.
    """
    uses = {use.attachment_id: use for use in _uses(actor, owner)}
    wanted = list(dict.fromkeys(attachments))
    if wanted == list(uses):
        return False
    actor.require(_PRIVILEGES[type(owner)])
    _check(actor, wanted, new=set(wanted) - set(uses))
    gone = [use for attachment, use in uses.items() if attachment not in wanted]
    AttachedFile.objects.filter(id__in=[use.id for use in gone]).delete()
    fresh = _fresh(actor, work, owner, [attachment for attachment in wanted if attachment not in uses])
    if came_with is not None:
        for use in fresh.values():
            use.shoebox_item_id = came_with
    moved = []
    for position, attachment in enumerate(wanted):
        use = uses.get(attachment) or fresh[attachment]
        if use.position != position:
            use.position = position
            moved += [use] if attachment in uses else []
    AttachedFile.objects.bulk_create(fresh.values())
    AttachedFile.objects.bulk_update(moved, ["position"])
    if isinstance(owner, Contact):  # records and staged items tell of their files themselves
        work.changes += [Change("attached file", use.id, "remove", row_payload(use), None) for use in gone]
        work.changes += [Change("attached file", use.id, "create", None, row_payload(use)) for use in fresh.values()]
    return True


def _check(actor: Actor, wanted: Sequence[int], *, new: set[int]) -> None:
    if len(wanted) > MAX_FILES_OF_ONE:
        message = f"There are {MAX_FILES_OF_ONE} files at most."
        raise InvalidError(message, field="attachments")
    unknown = new - attachments_known(actor, attachments=new)
    for position, attachment in enumerate(wanted):
        if attachment in unknown:
            message = "There is no such file."
            raise InvalidError(message, field=f"attachments[{position}]")


def _fresh(actor: Actor, work: Work, owner: Owner, attachments: Sequence[int]) -> dict[int, AttachedFile]:
    """Return what says that files belong to a record or contact, to be stored."""
    return {
        attachment: AttachedFile(
            id=identity,
            business_id=actor.business.id,
            attachment_id=attachment,
            position=0,
            created_at=actor.now,
            created_by_id=actor.caller.user,
            **_of(owner),
        )
        for attachment, identity in zip(attachments, work.ids(len(attachments)), strict=True)
    }


def _uses(actor: Actor, owner: Owner) -> list[AttachedFile]:
    uses = AttachedFile.objects.filter(business_id=actor.business.id, **_of(owner))
    uses = uses.filter(record__isnull=True) if isinstance(owner, ShoeboxItem) else uses
    return list(uses.order_by("position", "id"))


def _of(owner: Owner) -> dict[str, int]:
    """Return the column that names what has files, with its id."""
    return {_COLUMNS[type(owner)]: owner.id}


def files_held(actor: Actor, *, owner: Owner) -> list[int]:
    """Return the files that something has, in their order, to a service."""
    return [use.attachment_id for use in _uses(actor, owner)]


def _without(held: Sequence[int], attachment: int) -> list[int]:
    if attachment not in held:
        raise NotFoundError
    return [each for each in held if each != attachment]


def _record(actor: Actor, work: Work, record: int) -> Record:
    work.lock()
    row = Record.objects.filter(business_id=actor.business.id, id=record).first()
    if row is None:
        raise NotFoundError
    if row.removed:
        message = "This record is removed: restore it before you change it."
        raise ConflictError(message, field="removed")
    return row


def _contact(actor: Actor, work: Work, contact: int) -> Contact:
    work.lock()
    row = Contact.objects.filter(business_id=actor.business.id, id=contact, removed=False).first()
    if row is None:
        raise NotFoundError
    return row


@contextmanager
def _named_by_id() -> Iterator[None]:
    """Let a fault of the one file that is attached name the ``id`` that the client gave, not its place in a list."""
    try:
        yield
    except InvalidError as error:
        if error.field != "attachments":
            error.field = "id"
        raise


def _record_save(actor: Actor, work: Work, row: Record, attachments: Sequence[int]) -> None:
    """Give a record its files, and a higher version, since its files are part of how it looks."""
    before = record_get(actor, record=row.id)
    if files_set(actor, work=work, owner=row, attachments=attachments):
        record_note(actor, work=work, before=before)
        changeset_close(actor, work=work, description="update record")


def _contact_save(actor: Actor, work: Work, row: Contact, attachments: Sequence[int]) -> None:
    if files_set(actor, work=work, owner=row, attachments=attachments):
        changeset_close(actor, work=work, description="update contact")
