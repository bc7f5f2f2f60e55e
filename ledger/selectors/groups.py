"""Reads of groups of contacts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec
from django.db import connection
from django.db.models import TextField
from django.db.models.expressions import RawSQL

from businesses.errors import NotFoundError
from businesses.keyset import Order, text_key
from businesses.paging import EVERYTHING, Listed, Page
from businesses.roles import Privilege
from businesses.selectors.actors import actor_via
from ledger.kinds import GroupType
from ledger.models import ContactGroup

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

    from businesses.actors import Actor, Caller

_COLLECT = {"postgresql": "CAST(json_agg({}) AS text)", "sqlite": "json_group_array({})"}
_CONTACTS = """(SELECT {contacts} FROM ledger_groupmember m JOIN ledger_contact c ON c.id = m.contact_id
    WHERE m.group_id = ledger_contactgroup.id AND NOT c.removed)"""
_GROUPS = """(SELECT {groups} FROM ledger_groupmember m JOIN ledger_contactgroup g ON g.id = m.group_id
    WHERE m.contact_id = ledger_contact.id AND NOT g.removed)"""
GROUPS_BESIDE = {vendor: _GROUPS.format(groups=collect.format("m.group_id")) for vendor, collect in _COLLECT.items()}
"""The column beside ``ledger_contact``, by database, that holds the ids of the contact's groups: JSON, in no order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupView:
    """A group with the ids of its contacts, those that are removed aside."""

    id: int
    business: int
    name: str
    type: GroupType
    contacts: tuple[int, ...]
    removed: bool
    modified_at: datetime
    version: int

    @classmethod
    def of(cls, row: ContactGroup, *, contacts: tuple[int, ...]) -> GroupView:
        """Return a row as a view."""
        return cls(
            id=row.id,
            business=row.business_id,
            name=row.name,
            type=GroupType(row.type),
            contacts=contacts,
            removed=row.removed,
            modified_at=row.modified_at,
            version=row.version,
        )


def group_actor(caller: Caller, *, group: int) -> Actor:
    """Return the caller as an actor on the group's business; raise ``NotFoundError`` for a stranger's, or removed."""
    return actor_via(caller, table="ledger_contactgroup", kind="group", identity=group, standing=True)


def group_get(actor: Actor, *, group: int) -> GroupView:
    """Return a group that is not removed; raise ``NotFoundError``, or ``ForbiddenError`` without VIEW_CONTACTS."""
    actor.require(Privilege.VIEW_CONTACTS)
    row = _standing(actor).filter(id=group).first()
    if row is None:
        raise NotFoundError
    return _view(row)


def group_list(actor: Actor, *, among: frozenset[int] | None = None, page: Page = EVERYTHING) -> Listed[GroupView]:
    """Return a page of the groups of the business by name (in the order of ``businesses.keyset``), or of some of them.

    Raises:
        ForbiddenError: without VIEW_CONTACTS. InvalidError: ``page.after`` is of another list.
    """
    actor.require(Privilege.VIEW_CONTACTS)
    rows = _standing(actor) if among is None else _standing(actor).filter(id__in=among)
    found = Order(f"groups-{actor.business.id}", text_key("name")).listed(rows, page)
    return Listed((_view(row) for row in found), more=found.more, after=found.after)


def _standing(actor: Actor) -> QuerySet[ContactGroup]:
    contacts = _CONTACTS.format(contacts=_COLLECT[connection.vendor].format("m.contact_id"))
    rows = ContactGroup.objects.filter(business_id=actor.business.id, removed=False)
    return rows.annotate(contact_ids=RawSQL(contacts, [], output_field=TextField()))  # noqa: S611 - no value in it


def _view(row: ContactGroup) -> GroupView:
    text: str | None = vars(row)["contact_ids"]
    return GroupView.of(row, contacts=tuple(sorted(msgspec.json.decode(text or "[]", type=list[int]))))
