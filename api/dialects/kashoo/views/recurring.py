"""What comes again: recurring invoices, bills and adjustments (DESIGN, section 7)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from api.common.calls import NOTHING, Answer
from api.common.conditions import Shown
from api.common.described import Described, ListOf, PartOf
from api.dialects.kashoo.errors import told_of
from api.dialects.kashoo.views.base import KashooEndpoint
from api.dialects.kashoo.views.lists import fields_named, listing, next_page, part
from api.dialects.kashoo.wire.base import href
from api.dialects.kashoo.wire.queries import FieldsQuery
from api.dialects.kashoo.wire.recurring import RecurringIn, RecurringOut, RecurringQuery, RunIn, RunOut, SkipIn
from businesses.selectors.actors import actor_get
from ledger.selectors.recurring import recurring_actor, recurring_get, recurring_list
from ledger.services.recurring import (
    recurring_create,
    recurring_remove,
    recurring_run,
    recurring_skip,
    recurring_update,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from api.common.calls import Call
    from businesses.actors import Actor
    from ledger.selectors.recurring import RecurringView


class RecurringCollection(KashooEndpoint):
    """What comes again in a business."""

    described: ClassVar[Mapping[str, Described]] = {
        "get": Described(query=RecurringQuery, answers={200: ListOf(RecurringOut)}, privilege="VIEW_RECORDS"),
        "post": Described(body=RecurringIn, answers={201: RecurringOut}, privilege="ADD_RECORDS", element="recurring"),
    }

    def get(self, call: Call, business: int) -> Answer:
        """List what comes again, by its first day."""
        actor = actor_get(call.caller, business=business)
        query = call.query(RecurringQuery)
        found = recurring_list(actor, record=query.record, include_removed=query.include_removed, page=query.page())
        shown = [RecurringOut.of(each, actor) for each in found]
        headers = next_page(call, found, query.page())
        return listing(shown, query.fields, RecurringOut, element="recurring", headers=headers)

    def post(self, call: Call, business: int) -> Answer:
        """Let an invoice, bill or adjustment come again; with ``dryRun=true`` only its dates are shown."""
        actor = actor_get(call.caller, business=business)
        made = recurring_create(actor, draft=call.body(RecurringIn).to_draft())
        return answer(made, actor, status=201)


class RecurringItem(KashooEndpoint):
    """One thing that comes again."""

    described: ClassVar[Mapping[str, Described]] = {
        "get": Described(query=FieldsQuery, answers={200: RecurringOut}, privilege="VIEW_RECORDS"),
        "put": Described(
            body=PartOf(RecurringIn), answers={200: RecurringOut}, privilege="CHANGE_RECORDS", element="recurring"
        ),
        "delete": Described(answers={204: None}, privilege="REMOVE_RECORDS"),
    }

    def get(self, call: Call, recurring: int) -> Answer:
        """Get what comes again, with the dates to come and what came of the last ones."""
        actor = recurring_actor(call.caller, recurring=recurring)
        stored = recurring_get(actor, recurring=recurring)
        names = fields_named(call.query(FieldsQuery).fields, RecurringOut)
        shown = Shown.of("recurring", stored)
        return Answer(part(RecurringOut.of(stored, actor), names), element="recurring", shown=shown)

    def put(self, call: Call, recurring: int) -> Answer:
        """Change what comes again, from the next date on; ``removed`` ends it, or revives it."""
        actor = recurring_actor(call.caller, recurring=recurring)
        stored = recurring_get(actor, recurring=recurring)
        version = call.expects(Shown.of("recurring", stored))
        draft = call.changed(RecurringIn, RecurringOut.of(stored, actor)).to_draft()
        return answer(recurring_update(actor, recurring=recurring, draft=draft, version=version), actor)

    def delete(self, call: Call, recurring: int) -> Answer:
        """Let a record not come again; what came stays."""
        actor = recurring_actor(call.caller, recurring=recurring)
        version = call.expected(lambda: Shown.of("recurring", recurring_get(actor, recurring=recurring)))
        recurring_remove(actor, recurring=recurring, version=version)
        return NOTHING


class RecurringSkip(KashooEndpoint):
    """Dates that bring nothing."""

    described: ClassVar[Mapping[str, Described]] = {
        "post": Described(
            body=SkipIn, optional=True, answers={200: RecurringOut}, privilege="CHANGE_RECORDS", element="recurring"
        )
    }

    def post(self, call: Call, recurring: int) -> Answer:
        """Skip the next date, or all dates up to and with one."""
        actor = recurring_actor(call.caller, recurring=recurring)
        version = call.expected(lambda: Shown.of("recurring", recurring_get(actor, recurring=recurring)))
        sent = call.body(SkipIn) if call.http.body else SkipIn()
        return answer(recurring_skip(actor, recurring=recurring, through=sent.through, version=version), actor)


class RecurringRun(KashooEndpoint):
    """What is due comes."""

    described: ClassVar[Mapping[str, Described]] = {
        "post": Described(body=RunIn, answers={200: RunOut}, privilege="ADD_RECORDS", element="run", optional=True)
    }

    def post(self, call: Call, business: int) -> Answer:
        """Let everything come that is due: each date once, whoever asks how often; what is in the way is told."""
        actor = actor_get(call.caller, business=business)
        sent = call.body(RunIn) if call.http.body else RunIn()
        return Answer(RunOut.of(recurring_run(actor, as_of=sent.as_of), told_of), element="run")


def answer(stored: RecurringView, actor: Actor, *, status: int = 200) -> Answer:
    """Return the answer that shows what comes again."""
    headers = {"Location": href("recurring", stored.id)} if status == 201 else {}
    shown = Shown.of("recurring", stored)
    return Answer(RecurringOut.of(stored, actor), status, headers, element="recurring", shown=shown)
