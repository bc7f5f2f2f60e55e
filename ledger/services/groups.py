"""Groups of contacts are made, changed and taken away; and contacts join and leave them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import F

from bookkeeping.errors import InvalidError
from businesses.errors import ChangedMeanwhileError, ConflictError, NotFoundError
from businesses.payloads import row_payload
from businesses.roles import Privilege
from businesses.services.changesets import Change, Work, changeset_close
from ledger.models import Contact, ContactGroup, GroupMember
from ledger.selectors.groups import GroupView

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from businesses.actors import Actor
    from ledger.drafts import GroupDraft


def group_create(actor: Actor, *, draft: GroupDraft) -> GroupView:
    """Add a group and return it.

    Raises:
        ForbiddenError: without ADD_CONTACTS. ConflictError: another group has the name.
        InvalidError: no name, or a contact that is not there.
    """
    actor.require(Privilege.ADD_CONTACTS)
    work = Work(actor)
    work.lock()
    row = ContactGroup(
        id=work.ids(1)[0],
        business_id=actor.business.id,
        name=_name(actor, draft),
        created_at=actor.now,
        modified_at=actor.now,
    )
    row.save(force_insert=True)
    contacts = _members_write(actor, work, row, draft.contacts, held={})
    work.changes.append(Change("group", row.id, "create", None, _payload(row, contacts)))
    changeset_close(actor, work=work, description="create group")
    return GroupView.of(row, contacts=contacts)


def group_update(actor: Actor, *, group: int, draft: GroupDraft, version: int | None = None) -> GroupView:
    """Replace a group by its draft; a draft that is ``removed`` hides it.

    Raises as ``group_create`` (with CHANGE_CONTACTS) and ``group_remove`` do, and ``ChangedMeanwhileError``.
    """
    actor.require(Privilege.CHANGE_CONTACTS)
    if draft.removed:
        actor.require(Privilege.REMOVE_CONTACTS)
    work = Work(actor)
    row, held = _group(actor, work, group, version)
    before = _payload(row, tuple(sorted(held)))
    row.name, row.removed = _name(actor, draft, group=group), draft.removed
    contacts = _members_write(actor, work, row, draft.contacts, held=held)
    if _payload(row, contacts) == before:
        return GroupView.of(row, contacts=contacts)
    if row.removed:
        _touch(actor, contacts)
    return _saved(actor, work, row, before, contacts)


def group_remove(actor: Actor, *, group: int, version: int | None = None) -> None:
    """Hide a group; its contacts stay.

    Raises:
        ForbiddenError: without REMOVE_CONTACTS. NotFoundError: no such group.
        ChangedMeanwhileError: it is no longer at ``version``.
    """
    actor.require(Privilege.REMOVE_CONTACTS)
    work = Work(actor)
    row, held = _group(actor, work, group, version)
    contacts = tuple(sorted(held))
    before, row.removed = _payload(row, contacts), True
    _touch(actor, contacts)
    _saved(actor, work, row, before, contacts)


def groups_set(actor: Actor, *, work: Work, contact: Contact, groups: Collection[int]) -> None:
    """Let a contact belong to just these groups, as part of ``work``; raise ``InvalidError`` for one not there."""
    actor.require(Privilege.VIEW_CONTACTS)
    here = ContactGroup.objects.filter(business_id=actor.business.id, removed=False)
    known = set(here.filter(id__in=groups).values_list("id", flat=True)) if groups else set()
    _check(groups, known, "groups", "There is no such group.")
    members = GroupMember.objects.filter(contact_id=contact.id, group__removed=False)
    held = {member.group_id: member for member in members}
    gone = [member.id for group, member in held.items() if group not in known]
    new = sorted(known - set(held))
    GroupMember.objects.filter(id__in=gone).delete()
    _join(actor, work, [(group, contact.id) for group in new])
    changed = {*new, *(group for group in held if group not in known)}
    here.filter(id__in=changed).update(version=F("version") + 1, modified_at=actor.now)


def _members_write(
    actor: Actor, work: Work, row: ContactGroup, contacts: Sequence[int], *, held: dict[int, GroupMember]
) -> tuple[int, ...]:
    """Let just these contacts belong to a group, and return them in order."""
    wanted, new = set(contacts), set(contacts) - set(held)
    here = Contact.objects.filter(business_id=actor.business.id, removed=False, id__in=new)
    known = set(held) | (set(here.values_list("id", flat=True)) if new else set())
    _check(contacts, known, "contacts", "There is no such contact.")
    gone = [contact for contact in held if contact not in wanted]
    GroupMember.objects.filter(id__in=[held[contact].id for contact in gone]).delete()
    _join(actor, work, [(row.id, contact) for contact in sorted(new)])
    _touch(actor, [*new, *gone])
    return tuple(sorted(wanted))


def _join(actor: Actor, work: Work, pairs: Sequence[tuple[int, int]]) -> None:
    """Store that contacts belong to groups (pairs of group and contact)."""
    identities = work.ids(len(pairs))
    members = [
        GroupMember(id=identity, business_id=actor.business.id, group_id=group, contact_id=contact)
        for identity, (group, contact) in zip(identities, pairs, strict=True)
    ]
    GroupMember.objects.bulk_create(members)


def _touch(actor: Actor, contacts: Collection[int]) -> None:
    """Give contacts whose groups are others now a higher version, since a contact tells of its groups."""
    rows = Contact.objects.filter(business_id=actor.business.id, id__in=contacts)
    if contacts:
        rows.update(version=F("version") + 1, modified_at=actor.now)


def _check(named: Collection[int], known: Collection[int], field: str, message: str) -> None:
    for position, identity in enumerate(named):
        if identity not in known:
            raise InvalidError(message, field=f"{field}[{position}]")


def _name(actor: Actor, draft: GroupDraft, *, group: int | None = None) -> str:
    name = draft.name.strip()
    if not name:
        message = "A group needs a name."
        raise InvalidError(message, field="name")
    others = ContactGroup.objects.filter(business_id=actor.business.id, name=name, removed=False).exclude(id=group or 0)
    other = others.values_list("id", flat=True).first()
    if other is not None:
        message = "Another group has this name."
        raise ConflictError(message, field="name", conflicting=other)
    return name


def _group(actor: Actor, work: Work, group: int, version: int | None) -> tuple[ContactGroup, dict[int, GroupMember]]:
    """Return a group that may be changed, and its members by contact."""
    work.lock()
    row = ContactGroup.objects.filter(business_id=actor.business.id, id=group, removed=False).first()
    if row is None:
        raise NotFoundError
    if version is not None and version != row.version:
        raise ChangedMeanwhileError
    members = GroupMember.objects.filter(group_id=group, contact__removed=False)
    return row, {member.contact_id: member for member in members}


def _saved(actor: Actor, work: Work, row: ContactGroup, before: dict[str, Any], contacts: tuple[int, ...]) -> GroupView:
    row.version, row.modified_at = row.version + 1, actor.now
    row.save(update_fields=["name", "removed", "version", "modified_at"])
    action = "remove" if row.removed else "update"
    work.changes.append(Change("group", row.id, action, before, _payload(row, contacts)))
    changeset_close(actor, work=work, description=f"{action} group")
    return GroupView.of(row, contacts=contacts)


def _payload(row: ContactGroup, contacts: tuple[int, ...]) -> dict[str, Any]:
    return {**row_payload(row), "contacts": list(contacts)}
