"""Orders: estimates, sales orders and purchase orders, and what becomes of them (DESIGN, section 7)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from api.common.calls import NOTHING, Answer
from api.common.conditions import Shown
from api.common.described import Described, ListOf, PartOf, Together
from api.dialects.kashoo.views.base import KashooEndpoint
from api.dialects.kashoo.views.lists import fields_named, listing, next_page, part
from api.dialects.kashoo.views.records import ANY_OUT
from api.dialects.kashoo.views.records import answer as answer_record
from api.dialects.kashoo.wire.base import href
from api.dialects.kashoo.wire.orders import ConversionIn, OrderIn, OrderOut, OrderQuery, order_type_sent
from api.dialects.kashoo.wire.queries import FieldsQuery
from api.dialects.kashoo.wire.records import Spelled, Typed
from businesses.selectors.actors import actor_get
from ledger.selectors.orders import OrderView, order_actor, order_get, order_list
from ledger.services.conversions import order_convert
from ledger.services.orders import order_create, order_remove, order_update

if TYPE_CHECKING:
    from collections.abc import Mapping

    from api.common.calls import Call
    from businesses.actors import Actor


class OrderCollection(KashooEndpoint):
    """The orders of a business."""

    described: ClassVar[Mapping[str, Described]] = {
        "get": Described(query=OrderQuery, answers={200: ListOf(OrderOut)}, privilege="VIEW_RECORDS"),
        "post": Described(
            body=Together((OrderIn, Spelled)), answers={201: OrderOut}, privilege="ADD_RECORDS", element="order"
        ),
    }

    def get(self, call: Call, business: int) -> Answer:
        """List orders, newest first."""
        actor = actor_get(call.caller, business=business)
        query = call.query(OrderQuery)
        found = order_list(actor, filters=query.filters(), page=query.page())
        shown = [OrderOut.of(order, actor) for order in found]
        return listing(shown, query.fields, OrderOut, element="order", headers=next_page(call, found, query.page()))

    def post(self, call: Call, business: int) -> Answer:
        """Add an estimate, a sales order or a purchase order."""
        actor = actor_get(call.caller, business=business)
        sent = call.body(OrderIn)
        kind = order_type_sent(sent.type)
        made = order_create(actor, draft=sent.to_draft(kind, home=actor.business.currency))
        return answer(made, actor, status=201)


class OrderItem(KashooEndpoint):
    """One order."""

    described: ClassVar[Mapping[str, Described]] = {
        "get": Described(query=FieldsQuery, answers={200: OrderOut}, privilege="VIEW_RECORDS"),
        "put": Described(body=PartOf(OrderIn), answers={200: OrderOut}, privilege="CHANGE_RECORDS", element="order"),
        "delete": Described(answers={204: None}, privilege="REMOVE_RECORDS"),
    }

    def get(self, call: Call, order: int) -> Answer:
        """Get an order, or only the fields asked for."""
        actor = order_actor(call.caller, order=order)
        stored = order_get(actor, order=order)
        names = fields_named(call.query(FieldsQuery).fields, OrderOut)
        return Answer(part(OrderOut.of(stored, actor), names), element="order", shown=Shown.of("order", stored))

    def put(self, call: Call, order: int) -> Answer:
        """Update an order with the provided data; ``removed`` hides it, or brings it back."""
        actor = order_actor(call.caller, order=order)
        stored = order_get(actor, order=order)
        version = call.expects(Shown.of("order", stored))
        told = call.content().read(Typed).type
        kind = order_type_sent(told) if told else stored.type
        sent = call.changed(OrderIn, OrderOut.of(stored, actor), follows=OrderIn.follows)
        draft = sent.to_draft(kind, home=actor.business.currency, decided=stored.decision)
        return answer(order_update(actor, order=order, draft=draft, version=version), actor)

    def delete(self, call: Call, order: int) -> Answer:
        """Remove an order; it can be brought back."""
        actor = order_actor(call.caller, order=order)
        version = call.expected(lambda: Shown.of("order", order_get(actor, order=order)))
        order_remove(actor, order=order, version=version)
        return NOTHING


class OrderConversion(KashooEndpoint):
    """What becomes of an order."""

    described: ClassVar[Mapping[str, Described]] = {
        "post": Described(
            body=ConversionIn, answers={201: (*ANY_OUT, OrderOut)}, privilege="ADD_RECORDS", optional=True
        )
    }

    def post(self, call: Call, order: int) -> Answer:
        """Make an invoice, bill or sales order of an order, or of parts of its lines; what goes opens it again."""
        actor = order_actor(call.caller, order=order)
        version = call.expected(lambda: Shown.of("order", order_get(actor, order=order)))
        sent = call.body(ConversionIn) if call.http.body else ConversionIn()
        made = order_convert(actor, order=order, draft=sent.to_draft(), version=version)
        if isinstance(made, OrderView):
            return answer(made, actor, status=201)
        noun = "drafts" if made.draft else "records"
        return answer_record(made, actor, status=201, headers={"Location": href(noun, made.id)})


def answer(order: OrderView, actor: Actor, *, status: int = 200) -> Answer:
    """Return the answer that shows an order."""
    headers = {"Location": href("orders", order.id)} if status == 201 else {}
    shown = Shown.of("order", order)
    return Answer(OrderOut.of(order, actor), status, headers, element="order", shown=shown)
