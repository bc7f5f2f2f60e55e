"""Groups of contacts (operations 18 and 19)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from api.common.calls import NOTHING, Answer
from api.common.conditions import Shown
from api.common.described import Described, ListOf, PartOf
from api.dialects.kashoo.views.base import KashooEndpoint
from api.dialects.kashoo.views.lists import listing, next_page
from api.dialects.kashoo.wire.base import href
from api.dialects.kashoo.wire.groups import GroupIn, GroupOut, GroupQuery
from businesses.selectors.actors import actor_get
from ledger.selectors.groups import group_actor, group_get, group_list
from ledger.services.groups import group_create, group_remove, group_update

if TYPE_CHECKING:
    from collections.abc import Mapping

    from api.common.calls import Call


class GroupCollection(KashooEndpoint):
    """The groups of a business."""

    described: ClassVar[Mapping[str, Described]] = {
        "get": Described(query=GroupQuery, answers={200: ListOf(GroupOut)}, privilege="VIEW_CONTACTS"),
        "post": Described(body=GroupIn, answers={200: GroupOut}, privilege="ADD_CONTACTS"),
    }

    def get(self, call: Call, business: int) -> Answer:
        """Return the groups defined for the business, by name."""
        actor = actor_get(call.caller, business=business)
        query = call.query(GroupQuery)
        groups = group_list(actor, page=query.page())
        headers = next_page(call, groups, query.page())
        return listing(
            [GroupOut.of(group) for group in groups], query.fields, GroupOut, element="group", headers=headers
        )

    def post(self, call: Call, business: int) -> Answer:
        """Add a group to the business."""
        actor = actor_get(call.caller, business=business)
        group = group_create(actor, draft=call.body(GroupIn).to_draft())
        location = {"Location": href("groups", group.id)}
        return Answer(GroupOut.of(group), headers=location, element="group", shown=Shown.of("group", group))


class GroupItem(KashooEndpoint):
    """One group."""

    described: ClassVar[Mapping[str, Described]] = {
        "get": Described(answers={200: GroupOut}, privilege="VIEW_CONTACTS"),
        "put": Described(body=PartOf(GroupIn), answers={200: GroupOut}, privilege="CHANGE_CONTACTS"),
        "delete": Described(answers={204: None}, privilege="REMOVE_CONTACTS"),
    }

    def get(self, call: Call, group: int) -> Answer:
        """Get a group."""
        actor = group_actor(call.caller, group=group)
        stored = group_get(actor, group=group)
        return Answer(GroupOut.of(stored), element="group", shown=Shown.of("group", stored))

    def put(self, call: Call, group: int) -> Answer:
        """Update a group; ``removed`` hides it."""
        actor = group_actor(call.caller, group=group)
        stored = group_get(actor, group=group)
        version = call.expects(Shown.of("group", stored))
        draft = call.changed(GroupIn, GroupOut.of(stored)).to_draft()
        changed = group_update(actor, group=group, draft=draft, version=version)
        return Answer(GroupOut.of(changed), element="group", shown=Shown.of("group", changed))

    def delete(self, call: Call, group: int) -> Answer:
        """Remove a group; its contacts stay."""
        actor = group_actor(call.caller, group=group)
        version = call.expected(lambda: Shown.of("group", group_get(actor, group=group)))
        group_remove(actor, group=group, version=version)
        return NOTHING
