"""Drafts: records of any type that are not posted yet (DESIGN, section 7)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from api.common.calls import NOTHING, Answer
from api.common.conditions import Shown
from api.common.described import Described, ListOf, PartOf, Together
from api.dialects.kashoo.errors import words_of
from api.dialects.kashoo.views.base import KashooEndpoint
from api.dialects.kashoo.views.records import (
    ADDING,
    ANY_IN,
    ANY_OUT,
    CHANGING,
    answer,
    listed_of,
    sent_over,
    sent_type,
    shown_part,
)
from api.dialects.kashoo.wire.base import href
from api.dialects.kashoo.wire.movements import INCOMING
from api.dialects.kashoo.wire.queries import FieldsQuery, RecordQuery
from api.dialects.kashoo.wire.records import Spelled
from businesses.selectors.actors import actor_get
from ledger.selectors.records import draft_get, draft_read, record_actor, record_get
from ledger.services.drafts import draft_approve, draft_create, draft_remove, draft_update

if TYPE_CHECKING:
    from collections.abc import Mapping

    from api.common.calls import Call


class DraftCollection(KashooEndpoint):
    """The drafts of a business."""

    at_once = True
    described: ClassVar[Mapping[str, Described]] = {
        "get": Described(query=RecordQuery, answers={200: ListOf(ANY_OUT)}, privilege="VIEW_RECORDS"),
        "post": Described(body=Together((ANY_IN, Spelled)), answers={201: ANY_OUT}, privilege=ADDING),
    }

    def get(self, call: Call, business: int) -> Answer:
        """List drafts, newest first: as ``…/records`` does with the status ``draft``."""
        return listed_of(call, business, lambda query: replace(query.filters(), status="draft"))

    def post(self, call: Call, business: int) -> Answer:
        """Add a draft of a record: without number and entry until it is approved, and it may lack things till then."""
        actor = actor_get(call.caller, business=business)
        kind = sent_type(call.content(), None)
        with words_of(kind):
            draft = call.body(INCOMING[kind]).to_draft(kind, home=actor.business.currency)
            made = draft_create(actor, draft=draft)
        return answer(made, actor, status=201, headers={"Location": href("drafts", made.id)})


class DraftItem(KashooEndpoint):
    """One draft."""

    at_once = True
    described: ClassVar[Mapping[str, Described]] = {
        "get": Described(query=FieldsQuery, answers={200: ANY_OUT}, privilege="VIEW_RECORDS", xml=False),
        "put": Described(body=PartOf(ANY_IN), answers={200: ANY_OUT}, privilege=CHANGING),
        "delete": Described(answers={204: None}, privilege="REMOVE_RECORDS"),
    }

    def get(self, call: Call, draft: int) -> Answer:
        """Get a draft by its id, or only the fields asked for."""
        return shown_part(call, *draft_read(call.caller, record=draft))

    def put(self, call: Call, draft: int) -> Answer:
        """Update a draft with the provided data; ``removed`` hides it, or brings it back."""
        actor = record_actor(call.caller, record=draft)
        stored = draft_get(actor, record=draft)
        version = call.expects(Shown.of("record", stored))
        sent = sent_over(call, actor, stored)
        with words_of(stored.type):
            after = draft_update(actor, record=draft, draft=sent, version=version)
        return answer(after, actor)

    def delete(self, call: Call, draft: int) -> Answer:
        """Remove a draft; it can be brought back."""
        actor = record_actor(call.caller, record=draft)
        version = call.expected(lambda: Shown.of("record", draft_get(actor, record=draft)))
        draft_remove(actor, record=draft, version=version)
        return NOTHING


class DraftApproval(KashooEndpoint):
    """What makes a record of a draft."""

    described: ClassVar[Mapping[str, Described]] = {"post": Described(answers={200: ANY_OUT}, privilege="ADD_RECORDS")}

    def post(self, call: Call, draft: int) -> Answer:
        """Approve a draft: it is posted under its id, with a number, or refused with all that it lacks."""
        actor = record_actor(call.caller, record=draft)
        stored = record_get(actor, record=draft)
        version = call.expects(Shown.of("record", stored))
        with words_of(stored.type):
            after = draft_approve(actor, record=draft, version=version)
        return answer(after, actor, headers={"Location": href("records", draft)})
