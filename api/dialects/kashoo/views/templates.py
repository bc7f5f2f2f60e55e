"""Texts that come again on records (DESIGN, section 7)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from api.common.calls import NOTHING, Answer
from api.common.conditions import Shown
from api.common.described import Described, ListOf, PartOf
from api.dialects.kashoo.views.base import KashooEndpoint
from api.dialects.kashoo.views.lists import listing, next_page
from api.dialects.kashoo.wire.base import href
from api.dialects.kashoo.wire.templates import RecordTemplateIn, RecordTemplateOut, RecordTemplateQuery
from businesses.selectors.actors import actor_get
from ledger.selectors.templates import template_actor, template_get, template_list
from ledger.services.templates import template_create, template_remove, template_update

if TYPE_CHECKING:
    from collections.abc import Mapping

    from api.common.calls import Call
    from ledger.selectors.templates import TemplateView


class RecordTemplateCollection(KashooEndpoint):
    """The texts of a business."""

    described: ClassVar[Mapping[str, Described]] = {
        "get": Described(
            query=RecordTemplateQuery, answers={200: ListOf(RecordTemplateOut)}, privilege="VIEW_TEMPLATES"
        ),
        "post": Described(body=RecordTemplateIn, answers={201: RecordTemplateOut}, privilege="CHANGE_TEMPLATES"),
    }

    def get(self, call: Call, business: int) -> Answer:
        """List texts by label."""
        actor = actor_get(call.caller, business=business)
        query = call.query(RecordTemplateQuery)
        templates = template_list(actor, filters=query.filters(), page=query.page())
        shown = [RecordTemplateOut.of(template) for template in templates]
        headers = next_page(call, templates, query.page())
        return listing(shown, query.fields, RecordTemplateOut, element="recordTemplate", headers=headers)

    def post(self, call: Call, business: int) -> Answer:
        """Add a text for invoices or payments."""
        actor = actor_get(call.caller, business=business)
        template = template_create(actor, draft=call.body(RecordTemplateIn).to_draft())
        location = {"Location": href("recordTemplates", template.id)}
        return Answer(RecordTemplateOut.of(template), 201, location, element="recordTemplate", shown=_shown(template))


class RecordTemplateItem(KashooEndpoint):
    """One text."""

    described: ClassVar[Mapping[str, Described]] = {
        "get": Described(answers={200: RecordTemplateOut}, privilege="VIEW_TEMPLATES"),
        "put": Described(
            body=PartOf(RecordTemplateIn),
            answers={200: RecordTemplateOut},
            privilege="VIEW_TEMPLATES and CHANGE_TEMPLATES",
        ),
        "delete": Described(answers={204: None}, privilege="CHANGE_TEMPLATES"),
    }

    def get(self, call: Call, template: int) -> Answer:
        """Get a text."""
        actor = template_actor(call.caller, template=template)
        stored = template_get(actor, template=template)
        return Answer(RecordTemplateOut.of(stored), element="recordTemplate", shown=_shown(stored))

    def put(self, call: Call, template: int) -> Answer:
        """Update a text; ``removed`` hides it."""
        actor = template_actor(call.caller, template=template)
        stored = template_get(actor, template=template)
        version = call.expects(_shown(stored))
        draft = call.changed(RecordTemplateIn, RecordTemplateOut.of(stored)).to_draft()
        changed = template_update(actor, template=template, draft=draft, version=version)
        return Answer(RecordTemplateOut.of(changed), element="recordTemplate", shown=_shown(changed))

    def delete(self, call: Call, template: int) -> Answer:
        """Remove a text."""
        actor = template_actor(call.caller, template=template)
        version = call.expected(lambda: _shown(template_get(actor, template=template)))
        template_remove(actor, template=template, version=version)
        return NOTHING


def _shown(template: TemplateView) -> Shown:
    return Shown.of("recordTemplate", template, modified=template.modified_at)
