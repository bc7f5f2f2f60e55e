"""What belongs to a contact that is merged goes to the other one: groups, tags, files, and what was said of it.

Services of this room call this inside their unit of work, with the counter locked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bookkeeping.errors import InvalidError
from businesses.payloads import row_payload
from businesses.roles import Privilege
from businesses.services.changesets import Change
from ledger.models import AttachedFile, Comment, GroupMember, Tag
from ledger.services.attaching import files_set
from ledger.services.collaboration import MAX_COMMENTS, MAX_TAGS
from ledger.services.groups import groups_set

if TYPE_CHECKING:
    from businesses.actors import Actor
    from businesses.services.changesets import Work
    from ledger.models import Contact

MAX_GROUPS: Final = 100
"""So many groups a contact may name."""


def belongings_move(actor: Actor, *, work: Work, source: Contact, target: Contact) -> None:
    """Let what belongs to one contact belong to another one; what that one has already stays once.

    Comments are copied with their authors and moments, for what was said is never changed. The caller stores
    ``target``, which gets the texts that its field ``comments`` lacks.

    Raises:
        InvalidError: there would be more than one contact may have.
    """
    actor.require(Privilege.CHANGE_CONTACTS)
    _groups_move(actor, work, source, target)
    _tags_move(work, source, target)
    _comments_copy(work, source, target)
    _files_move(actor, work, source, target)
    target.comments = [*target.comments, *(text for text in source.comments if text not in target.comments)]
    _bounded(len(target.comments), MAX_COMMENTS, "comments")


def _groups_move(actor: Actor, work: Work, source: Contact, target: Contact) -> None:
    members = GroupMember.objects.filter(contact_id__in=(source.id, target.id), group__removed=False)
    groups = set(members.values_list("group_id", flat=True))
    _bounded(len(groups), MAX_GROUPS, "groups")
    groups_set(actor, work=work, contact=target, groups=groups)
    groups_set(actor, work=work, contact=source, groups=())


def _tags_move(work: Work, source: Contact, target: Contact) -> None:
    held = set(Tag.objects.filter(contact_id=target.id).values_list("name", flat=True))
    rows = list(Tag.objects.filter(contact_id=source.id).order_by("id"))
    work.changes += [Change("tag", row.id, "remove", row_payload(row), None) for row in rows]
    Tag.objects.filter(id__in=[row.id for row in rows]).delete()
    new = [row for row in rows if row.name not in held]
    _bounded(len(held) + len(new), MAX_TAGS, "tags")
    for row, identity in zip(new, work.ids(len(new)), strict=True):
        row.id, row.contact_id = identity, target.id
    Tag.objects.bulk_create(new)
    work.changes += [Change("tag", row.id, "create", None, row_payload(row)) for row in new]


def _comments_copy(work: Work, source: Contact, target: Contact) -> None:
    rows = list(Comment.objects.filter(contact_id=source.id).order_by("id"))
    _bounded(Comment.objects.filter(contact_id=target.id).count() + len(rows), MAX_COMMENTS, "comments")
    for row, identity in zip(rows, work.ids(len(rows)), strict=True):
        row.id, row.contact_id = identity, target.id
    Comment.objects.bulk_create(rows)
    work.changes += [Change("comment", row.id, "create", None, row_payload(row)) for row in rows]


def _files_move(actor: Actor, work: Work, source: Contact, target: Contact) -> None:
    uses = AttachedFile.objects.filter(contact_id__in=(source.id, target.id)).order_by("position", "id")
    held = list(uses.values_list("contact_id", "attachment_id"))
    ordered = [file for owner in (target.id, source.id) for contact, file in held if contact == owner]
    files_set(actor, work=work, owner=source, attachments=())
    files_set(actor, work=work, owner=target, attachments=ordered)


def _bounded(count: int, most: int, noun: str) -> None:
    """Refuse what one contact may not have."""
    if count > most:
        message = f"Together the contacts have {count:,} {noun}, and one may have {most:,}."
        raise InvalidError(message, field="duplicate")
