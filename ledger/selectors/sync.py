"""Reads of sync sessions: the contacts of a business, and what has changed since a point of its history."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final

import msgspec

from accounts.selectors.accounts import AccountFilter, account_list
from businesses.roles import Privilege
from businesses.selectors.actors import actor_via
from businesses.selectors.points import Step, change_walk
from ledger.kinds import Synced
from ledger.models import GroupMember
from ledger.selectors.contacts import ContactFilter, ContactView, contact_list
from ledger.selectors.groups import group_list
from ledger.selectors.items import ItemFilter, item_list
from ledger.selectors.orders import OrderFilter, order_list
from ledger.selectors.projects import ProjectFilter, project_list
from ledger.selectors.records import records_get
from ledger.selectors.recurring import recurring_list
from ledger.selectors.shoebox import StagedFilter, staged_list
from ledger.selectors.templates import TemplateFilter, template_list
from taxes.selectors.taxes import tax_code_list, tax_list

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

    from businesses.actors import Actor, Caller
    from businesses.paging import Listed, Page
    from ledger.kinds import ContactType

    Ids = frozenset[int]

_NEEDS: Final[Mapping[Synced, Privilege]] = {
    Synced.BUSINESS: Privilege.VIEW,
    Synced.ACCOUNT: Privilege.VIEW_ACCOUNTS,
    Synced.CONTACT: Privilege.VIEW_CONTACTS,
    Synced.GROUP: Privilege.VIEW_CONTACTS,
    Synced.ITEM: Privilege.VIEW_ITEMS,
    Synced.ITEM_CATEGORY: Privilege.VIEW_ITEMS,
    Synced.PROJECT: Privilege.VIEW,
    Synced.TAX: Privilege.VIEW_TAXES,
    Synced.TAX_CODE: Privilege.VIEW_TAXES,
    Synced.RECORD: Privilege.VIEW_RECORDS,
    Synced.ORDER: Privilege.VIEW_RECORDS,
    Synced.RECURRING: Privilege.VIEW_RECORDS,
    Synced.SHOEBOX_ITEM: Privilege.VIEW_RECORDS,
    Synced.RECORD_TEMPLATE: Privilege.VIEW_TEMPLATES,
}
"""Who may see that something was changed."""

_SHOWN: Final[Mapping[Synced, tuple[Synced, str]]] = {
    Synced.GROUP: (Synced.CONTACT, "contacts"),
    Synced.CONTACT: (Synced.GROUP, "groups"),
}
"""What shows in others, of which kind, and which others its payload names; it gives them a higher version."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedView:
    """An object that was changed: ``create``, ``update`` or ``remove``, last in the changeset of this number."""

    kind: Synced
    id: int
    action: str
    changeset: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeListView:
    """What has changed since a point, each object once, those changed last at the end; and the point to go on from.

    ``objects`` are the views of those that are there, by kind, as they are now; the business and categories of items,
    which have others in them, are only named.
    """

    point: str
    more: bool
    changes: tuple[ChangedView, ...]
    objects: Mapping[Synced, Sequence[Any]]


def sync_actor(caller: Caller, *, session: int) -> Actor:
    """Return the caller as an actor on the session's business; raise ``NotFoundError`` for a stranger's."""
    return actor_via(caller, table="ledger_syncsession", kind="sync", identity=session)


def sync_contacts(actor: Actor, *, types: frozenset[ContactType], page: Page) -> Listed[ContactView]:
    """Return the contacts that a client synchronises: all of these types (none named: all).

    Raises:
        ForbiddenError: without SYNC and VIEW_CONTACTS. InvalidError: ``page.after`` is of another list.
    """
    actor.require(Privilege.SYNC)
    return contact_list(actor, filters=ContactFilter(types=types), page=page)


def sync_changes(actor: Actor, *, since: str, kinds: Collection[Synced], limit: int) -> ChangeListView:
    """Return what has changed since a point: objects of these kinds (none named: all) that the actor may see.

    Four statements at most to find it, and two for each kind that is found.

    Args:
        actor: whose business it is about.
        since: what an earlier answer named as its point; empty: from the first change on.
        kinds: which kinds.
        limit: how many changes are read at most; fewer objects are told where some were changed often.

    Raises:
        ForbiddenError: without SYNC. InvalidError: ``since`` is a point that the business does not know.
    """
    actor.require(Privilege.SYNC)
    seen = {kind for kind, needed in _NEEDS.items() if needed in actor.privileges and (not kinds or kind in kinds)}
    behind = {_SHOWN[kind][0] for kind in seen & _SHOWN.keys()}
    walk = change_walk(actor, since=since, kinds=sorted(seen | behind), limit=limit, payloads=_SHOWN)
    touched = _touched(walk.steps, seen, _memberships(actor, walk.steps))
    objects = {kind: list(read(actor, ids)) for kind, read in _READ.items() if (ids := _ids(touched, kind))}
    there = {(kind, view.id) for kind, views in objects.items() for view in views}
    changes = tuple(_changed(steps, gone=_gone(key, steps[-1], there)) for key, steps in touched.items())
    return ChangeListView(point=walk.point, more=walk.more, changes=changes, objects=objects)


def _memberships(actor: Actor, steps: Iterable[Step]) -> dict[int, frozenset[int]]:
    """Return the groups of contacts that were removed, which their own changes need not name. One statement at most."""
    gone = {step.object_id for step in steps if step.kind == Synced.CONTACT and step.action == "remove"}
    members = GroupMember.objects.filter(business_id=actor.business.id, contact_id__in=gone)
    pairs = sorted(members.values_list("contact_id", "group_id")) if gone else []
    return {contact: frozenset(group for _, group in held) for contact, held in groupby(pairs, key=itemgetter(0))}


def _touched(
    steps: Iterable[Step], seen: Collection[Synced], memberships: Mapping[int, frozenset[int]]
) -> dict[tuple[Synced, int], list[Step]]:
    """Return what was done to each object of the kinds that are seen, those changed last at the end."""
    touched: dict[tuple[Synced, int], list[Step]] = {}
    for told in steps:
        for step in (told, *_beside(told, memberships)):
            if (kind := Synced(step.kind)) in seen:
                key = kind, step.object_id
                touched[key] = [*touched.pop(key, []), step]
    return touched


def _beside(step: Step, memberships: Mapping[int, frozenset[int]]) -> Iterator[Step]:
    """Yield what was done at once to those that show the object among theirs, or do so no longer."""
    if step.kind not in _SHOWN:
        return
    kind, column = _SHOWN[Synced(step.kind)]
    before, after = (msgspec.json.decode(payload or "{}") for payload in (step.before, step.after))
    names, others = (frozenset(payload.get(column, ())) for payload in (before, after))
    same_place = before.get("removed", True) == after.get("removed", True)
    held = memberships.get(step.object_id, frozenset())
    for identity in sorted(names ^ others if same_place else names | others | held):
        yield Step(kind, identity, "update", step.changeset)


def _ids(touched: Iterable[tuple[Synced, int]], kind: Synced) -> Ids:
    return frozenset(identity for each, identity in touched if each == kind)


def _gone(key: tuple[Synced, int], last: Step, there: Collection[tuple[Synced, int]]) -> bool:
    """Tell whether an object is not there any more; of one that is not read, by what was done to it last."""
    return key not in there if key[0] in _READ else last.action == "remove"


def _changed(steps: Sequence[Step], *, gone: bool) -> ChangedView:
    """Return what was done to an object all in all."""
    made = any(step.action == "create" for step in steps)
    action, last = "remove" if gone else "create" if made else "update", steps[-1]
    return ChangedView(kind=Synced(last.kind), id=last.object_id, action=action, changeset=last.changeset)


_READ: Final[Mapping[Synced, Callable[[Actor, Ids], Iterable[Any]]]] = {
    Synced.ACCOUNT: lambda actor, ids: account_list(actor, filters=AccountFilter(among=ids)),
    Synced.CONTACT: lambda actor, ids: contact_list(actor, filters=ContactFilter(among=ids)),
    Synced.GROUP: lambda actor, ids: group_list(actor, among=ids),
    Synced.ITEM: lambda actor, ids: item_list(actor, filters=ItemFilter(among=ids)),
    Synced.PROJECT: lambda actor, ids: project_list(actor, filters=ProjectFilter(among=ids)),
    Synced.TAX: lambda actor, ids: [tax for tax in tax_list(actor) if tax.id in ids],
    Synced.TAX_CODE: lambda actor, ids: [code for code in tax_code_list(actor) if code.id in ids],
    Synced.RECORD: lambda actor, ids: [
        view for view in records_get(actor, records=sorted(ids)).values() if not view.removed
    ],
    Synced.ORDER: lambda actor, ids: order_list(actor, filters=OrderFilter(among=ids)),
    Synced.RECURRING: lambda actor, ids: recurring_list(actor, among=ids),
    Synced.RECORD_TEMPLATE: lambda actor, ids: template_list(actor, filters=TemplateFilter(among=ids)),
    Synced.SHOEBOX_ITEM: lambda actor, ids: staged_list(actor, filters=StagedFilter(stage=None, among=ids)),
}
"""What reads those of some objects that are there; none of them needs more than two statements."""
