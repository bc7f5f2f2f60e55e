"""Changesets of a business and of a record (DESIGN, section 7)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from api.common.calls import Answer
from api.common.described import Described, ListOf
from api.dialects.kashoo.views.base import KashooEndpoint
from api.dialects.kashoo.views.lists import next_page
from api.dialects.kashoo.wire.changesets import BusinessChangesetQuery, ChangeQuery, ChangesetOut, ChangesetQuery
from businesses.selectors.actors import actor_get
from businesses.selectors.changesets import changeset_get, changeset_list
from ledger.selectors.records import record_actor

if TYPE_CHECKING:
    from collections.abc import Mapping

    from api.common.calls import Call
    from businesses.actors import Actor
    from businesses.selectors.changesets import ChangesetFilter


class ChangesetCollection(KashooEndpoint):
    """Who changed what in a business."""

    described: ClassVar[Mapping[str, Described]] = {
        "get": Described(
            query=BusinessChangesetQuery, answers={200: ListOf(ChangesetOut)}, privilege="VIEW_CHANGESETS", xml=False
        )
    }

    def get(self, call: Call, business: int) -> Answer:
        """List the changesets of a business, newest first, with what was before and after."""
        actor = actor_get(call.caller, business=business)
        query = call.query(BusinessChangesetQuery)
        return listed(call, actor, query, query.touching())


class ChangesetItem(KashooEndpoint):
    """One changeset."""

    described: ClassVar[Mapping[str, Described]] = {
        "get": Described(query=ChangeQuery, answers={200: ChangesetOut}, privilege="VIEW_CHANGESETS", xml=False)
    }

    def get(self, call: Call, business: int, changeset: int) -> Answer:
        """Get a changeset by its number in the business, with its changes in their order, page by page."""
        actor = actor_get(call.caller, business=business)
        page = call.query(ChangeQuery).page()
        found = changeset_get(actor, changeset=changeset, page=page)
        return Answer(ChangesetOut.of(found, business=business), headers=next_page(call, found, page))


class RecordChangesets(KashooEndpoint):
    """Who changed what in a record."""

    described: ClassVar[Mapping[str, Described]] = {
        "get": Described(
            query=ChangesetQuery, answers={200: ListOf(ChangesetOut)}, privilege="VIEW_CHANGESETS", xml=False
        )
    }

    def get(self, call: Call, record: int) -> Answer:
        """List the changesets of a record, newest first, each with what it did to this record."""
        actor = record_actor(call.caller, record=record)
        query = call.query(ChangesetQuery)
        return listed(call, actor, query, query.filters(kind="record", object_id=record))


def listed(call: Call, actor: Actor, query: ChangesetQuery, filters: ChangesetFilter) -> Answer:
    """Return the answer that lists changesets."""
    page = query.page()
    found = changeset_list(actor, filters=filters, page=page)
    shown = [ChangesetOut.of(changeset, business=actor.business.id) for changeset in found]
    return Answer(shown, headers=next_page(call, found, page))
