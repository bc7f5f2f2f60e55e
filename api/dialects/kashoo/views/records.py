"""Records (operations 77, 78, 83 to 89, 91 to 94, and the typed collections of contract section 1.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from api.common.calls import NOTHING, Answer
from api.common.content import XML_TYPES
from api.common.openapi import Described, ListOf
from api.dialects.kashoo.errors import words_of
from api.dialects.kashoo.views.base import KashooEndpoint
from api.dialects.kashoo.wire.base import href
from api.dialects.kashoo.wire.documents import DocumentIn, DocumentOut
from api.dialects.kashoo.wire.movements import (
    INCOMING,
    OUTGOING,
    AdjustmentIn,
    AdjustmentOut,
    TransferIn,
    TransferOut,
    record_out,
)
from api.dialects.kashoo.wire.payments import PaymentIn, PaymentOut
from api.dialects.kashoo.wire.queries import RecordQuery
from api.dialects.kashoo.wire.records import ELEMENTS, Typed, record_type
from bookkeeping.errors import InvalidError
from bookkeeping.records import RecordType
from businesses.selectors.actors import actor_get
from ledger.selectors.records import record_actor, record_get, record_list
from ledger.services.records import record_create, record_remove, record_restore, record_update

if TYPE_CHECKING:
    from collections.abc import Mapping

    from api.common.calls import Call
    from businesses.actors import Actor
    from ledger.views import RecordView

ANY_IN = tuple(dict.fromkeys(INCOMING.values()))
ANY_OUT = tuple(dict.fromkeys(OUTGOING.values()))


class RecordCollection(KashooEndpoint):
    """The records of a business."""

    kind: ClassVar[RecordType | None] = None
    created: ClassVar[int] = 200
    described: ClassVar[Mapping[str, Described]] = {
        "get": Described(query=RecordQuery, answers={200: ListOf(ANY_OUT)}, privilege="VIEW_RECORDS"),
        "post": Described(body=ANY_IN, answers={200: ANY_OUT}, privilege="ADD_RECORDS"),
    }

    def get(self, call: Call, business: int) -> Answer:
        """List records, newest first."""
        actor = actor_get(call.caller, business=business)
        query = call.query(RecordQuery)
        records = record_list(actor, filters=query.filters(self.kind), page=query.page())
        element = ELEMENTS[self.kind] if self.kind else "record"
        return Answer([record_out(record, actor) for record in records], element=element)

    def post(self, call: Call, business: int) -> Answer:
        """Add a record."""
        actor = actor_get(call.caller, business=business)
        kind = sent_type(call, self.kind)
        with words_of(kind):
            draft = call.body(INCOMING[kind]).to_draft(kind, home=actor.business.currency)
            record = record_create(actor, draft=draft)
        return answer(record, actor, status=self.created, headers={"Location": href("records", record.id)})


def typed(listed: type, sent: type) -> dict[str, Described]:
    """Return the description of a collection of one type."""
    return {
        "get": Described(query=RecordQuery, answers={200: ListOf(listed)}, privilege="VIEW_RECORDS"),
        "post": Described(body=sent, answers={201: listed}, privilege="ADD_RECORDS"),
    }


class InvoiceCollection(RecordCollection):
    """The invoices of a business."""

    kind = RecordType.INVOICE
    created = 201
    described = typed(DocumentOut, DocumentIn)


class BillCollection(RecordCollection):
    """The bills of a business."""

    kind = RecordType.BILL
    created = 201
    described = typed(DocumentOut, DocumentIn)


class InvoicePaymentCollection(RecordCollection):
    """The invoice payments of a business."""

    kind = RecordType.INVOICE_PAYMENT
    created = 201
    described = typed(PaymentOut, PaymentIn)


class BillPaymentCollection(RecordCollection):
    """The bill payments of a business."""

    kind = RecordType.BILL_PAYMENT
    created = 201
    described = typed(PaymentOut, PaymentIn)


class TransferCollection(RecordCollection):
    """The transfers of a business."""

    kind = RecordType.TRANSFER
    created = 201
    described = typed(TransferOut, TransferIn)


class AdjustmentCollection(RecordCollection):
    """The adjustments of a business."""

    kind = RecordType.ADJUSTMENT
    created = 201
    described = typed(AdjustmentOut, AdjustmentIn)


class RecordItem(KashooEndpoint):
    """One record."""

    described: ClassVar[Mapping[str, Described]] = {
        "get": Described(answers={200: ANY_OUT}, privilege="VIEW_RECORDS", xml=False),
        "put": Described(body=ANY_IN, answers={200: ANY_OUT}, privilege="CHANGE_RECORDS"),
        "delete": Described(answers={204: None}, privilege="REMOVE_RECORDS"),
    }

    def get(self, call: Call, record: int) -> Answer:
        """Get a record by its record id."""
        actor = record_actor(call.caller, record=record)
        return Answer(record_out(record_get(actor, record=record), actor))

    def put(self, call: Call, record: int) -> Answer:
        """Update a record with the provided data; ``removed`` hides it, or brings it back."""
        actor = record_actor(call.caller, record=record)
        stored = record_get(actor, record=record)
        kind = INCOMING[same_type(call, stored.type)]
        with words_of(stored.type):
            changed = call.changed(kind, record_out(stored, actor), follows=kind.follows)
            draft = changed.to_draft(stored.type, home=actor.business.currency)
            after = record_update(actor, record=record, draft=draft, version=stored.version)
        return answer(after, actor)

    def delete(self, call: Call, record: int) -> Answer:
        """Remove a record; it can be restored."""
        record_remove(record_actor(call.caller, record=record), record=record)
        return NOTHING


class RecordRestoration(KashooEndpoint):
    """The way back of a removed record."""

    described: ClassVar[Mapping[str, Described]] = {
        "post": Described(answers={200: ANY_OUT}, privilege="CHANGE_RECORDS")
    }

    def post(self, call: Call, record: int) -> Answer:
        """Bring a removed record back."""
        actor = record_actor(call.caller, record=record)
        return answer(record_restore(actor, record=record), actor)


def answer(record: RecordView, actor: Actor, *, status: int = 200, headers: Mapping[str, str] | None = None) -> Answer:
    """Return the answer that shows a record."""
    return Answer(record_out(record, actor), status, headers or {}, element=ELEMENTS[record.type])


def sent_type(call: Call, told: RecordType | None) -> RecordType:
    """Return the type of the record that is sent; ``told`` is what the address says.

    It is the field ``type`` in any spelling, in XML the root element as well.

    Raises:
        InvalidError: there is none, it does not exist, or it is not the one that the address says.
    """
    body = call.content()
    text = body.read(Typed).type
    if not text and body.media_type in XML_TYPES:
        text = body.tree().name
    if not text and told is None:
        message = "This is required."
        raise InvalidError(message, field="type")
    kind = record_type(text) if text else told
    if kind is None or (told is not None and kind != told):
        message = f"Only records of the type {told} belong here."
        raise InvalidError(message, field="type")
    return kind


def same_type(call: Call, stored: RecordType) -> RecordType:
    """Return the type of a stored record; raise ``InvalidError`` when another one is sent for it."""
    text = call.content().read(Typed).type
    if text and record_type(text) != stored:
        message = "The type of a record cannot change."
        raise InvalidError(message, field="type")
    return stored
