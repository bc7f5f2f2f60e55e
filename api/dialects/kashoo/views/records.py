"""Records (operations 38, 50, 76 to 78, 83 to 89, 91 to 94, and the typed collections of contract section 1.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from accounts.selectors.accounts import account_actor
from api.common.calls import NOTHING, Answer, unless_unknown
from api.common.conditions import Shown
from api.common.content import XML_TYPES
from api.common.described import Described, ListOf, PartOf, Together
from api.common.held import HeldAnswers
from api.dialects.kashoo.errors import words_of
from api.dialects.kashoo.views.base import KashooEndpoint
from api.dialects.kashoo.views.lists import fields_named, listing, next_page, part
from api.dialects.kashoo.wire.accounts import JournalEntryOut
from api.dialects.kashoo.wire.base import href, own_context
from api.dialects.kashoo.wire.movements import (
    INCOMING,
    OUTGOING,
    record_out,
)
from api.dialects.kashoo.wire.queries import (
    ContactRecordQuery,
    FieldsQuery,
    RecordItemQuery,
    RecordQuery,
    TransactionQuery,
)
from api.dialects.kashoo.wire.records import ELEMENTS, SequenceOut, Spelled, Typed, record_type
from bookkeeping.errors import InvalidError
from bookkeeping.records import RecordType
from businesses.selectors.actors import actor_get
from ledger.selectors.contacts import contact_actor
from ledger.selectors.entries import entry_lines
from ledger.selectors.past import record_known
from ledger.selectors.records import record_actor, record_get, record_list, record_page, record_read
from ledger.selectors.sequences import sequence_get
from ledger.services.records import record_create, record_remove, record_restore, record_update, record_void
from ledger.services.storing import creator_get

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from api.common.calls import Call
    from api.common.content import Body
    from businesses.actors import Actor
    from businesses.paging import Listed
    from ledger.drafts import RecordDraft
    from ledger.selectors.records import RecordFilter
    from ledger.views import RecordView

PAGES: Final = HeldAnswers()
ANY_IN = tuple(dict.fromkeys(INCOMING.values()))
ANY_OUT = tuple(dict.fromkeys(OUTGOING.values()))
_BESIDE: Final = "for attachments ATTACH_FILES_TO_RECORDS and READ_FILES, for checks PRINT_CHECKS and VIEW_CHECKS"
ADDING: Final = f"ADD_RECORDS, {_BESIDE}"
CHANGING: Final = f"CHANGE_RECORDS, {_BESIDE}"


class RecordCollection(KashooEndpoint):
    """The records of a business."""

    at_once = True
    kind: ClassVar[RecordType | None] = None
    created: ClassVar[int] = 200
    described: ClassVar[Mapping[str, Described]] = {
        "get": Described(query=RecordQuery, answers={200: ListOf(ANY_OUT)}, privilege="VIEW_RECORDS"),
        "post": Described(body=Together((ANY_IN, Spelled)), answers={200: ANY_OUT}, privilege=ADDING),
    }

    def get(self, call: Call, business: int) -> Answer:
        """List records, newest first."""
        return listed_of(call, business, lambda query: query.filters(self.kind), kind=self.kind)

    def post(self, call: Call, business: int) -> Answer:
        """Add a record."""
        with unless_unknown(lambda: actor_get(call.caller, business=business)):
            body = call.content()
            kind = sent_type(body, self.kind)
            with words_of(kind):
                draft = body.read(INCOMING[kind]).to_draft(kind, home="")
        actor = creator_get(call.caller, business=business, draft=draft)
        with words_of(kind):
            record = record_create(actor, draft=draft)
        return answer(record, actor, status=self.created, headers={"Location": href("records", record.id)})


def typed(kind: RecordType) -> dict[str, Described]:
    """Return the description of a collection of one type."""
    return {
        "get": Described(query=RecordQuery, answers={200: ListOf(OUTGOING[kind])}, privilege="VIEW_RECORDS"),
        "post": Described(body=INCOMING[kind], answers={201: OUTGOING[kind]}, privilege=ADDING, element=ELEMENTS[kind]),
    }


class InvoiceCollection(RecordCollection):
    """The invoices of a business."""

    kind = RecordType.INVOICE
    created = 201
    described = typed(kind)


class BillCollection(RecordCollection):
    """The bills of a business."""

    kind = RecordType.BILL
    created = 201
    described = typed(kind)


class InvoicePaymentCollection(RecordCollection):
    """The invoice payments of a business."""

    kind = RecordType.INVOICE_PAYMENT
    created = 201
    described = typed(kind)


class BillPaymentCollection(RecordCollection):
    """The bill payments of a business."""

    kind = RecordType.BILL_PAYMENT
    created = 201
    described = typed(kind)


class TransferCollection(RecordCollection):
    """The transfers of a business."""

    kind = RecordType.TRANSFER
    created = 201
    described = typed(kind)


class AdjustmentCollection(RecordCollection):
    """The adjustments of a business."""

    kind = RecordType.ADJUSTMENT
    created = 201
    described = typed(kind)


class RecordItem(KashooEndpoint):
    """One record."""

    at_once = True
    described: ClassVar[Mapping[str, Described]] = {
        "get": Described(query=RecordItemQuery, answers={200: ANY_OUT}, privilege="VIEW_RECORDS", xml=False),
        "put": Described(body=PartOf(ANY_IN), answers={200: ANY_OUT}, privilege=CHANGING),
        "delete": Described(answers={204: None}, privilege="REMOVE_RECORDS"),
    }

    def get(self, call: Call, record: int) -> Answer:
        """Get a record by its record id, or only the fields asked for; as it is, or was at a changeset."""
        changeset = call.query(RecordItemQuery).changeset
        if changeset is None:
            return shown_part(call, *record_read(call.caller, record=record))
        actor = record_actor(call.caller, record=record)
        return shown_part(call, actor, record_known(actor, record=record, changeset=changeset))

    def put(self, call: Call, record: int) -> Answer:
        """Update a record with the provided data; ``removed`` hides it, or brings it back."""
        actor = record_actor(call.caller, record=record)
        stored = record_get(actor, record=record)
        version = call.expects(Shown.of("record", stored))
        draft = sent_over(call, actor, stored)
        with words_of(stored.type):
            after = record_update(actor, record=record, draft=draft, version=version)
        return answer(after, actor)

    def delete(self, call: Call, record: int) -> Answer:
        """Remove a record; it can be restored."""
        actor = record_actor(call.caller, record=record)
        version = call.expected(lambda: Shown.of("record", record_get(actor, record=record)))
        record_remove(actor, record=record, version=version)
        return NOTHING


class RecordRestoration(KashooEndpoint):
    """The way back of a removed record."""

    described: ClassVar[Mapping[str, Described]] = {
        "post": Described(answers={200: ANY_OUT}, privilege="CHANGE_RECORDS")
    }

    def post(self, call: Call, record: int) -> Answer:
        """Bring a removed record back."""
        actor = record_actor(call.caller, record=record)
        call.expected(lambda: Shown.of("record", record_get(actor, record=record)))
        return answer(record_restore(actor, record=record), actor)


class RecordVoiding(KashooEndpoint):
    """The end of a record that stays to be seen."""

    described: ClassVar[Mapping[str, Described]] = {
        "post": Described(answers={200: ANY_OUT}, privilege="CHANGE_RECORDS")
    }

    def post(self, call: Call, record: int) -> Answer:
        """Make a record void: it stays listed, and is out of the journal for good."""
        actor = record_actor(call.caller, record=record)
        version = call.expected(lambda: Shown.of("record", record_get(actor, record=record)))
        return answer(record_void(actor, record=record, version=version), actor)


class AccountTransactions(KashooEndpoint):
    """The records that an account has in its journal."""

    at_once = True
    described: ClassVar[Mapping[str, Described]] = {
        "get": Described(
            query=TransactionQuery, answers={200: ListOf(ANY_OUT)}, privilege="VIEW_RECORDS and VIEW_ACCOUNTS"
        )
    }

    def get(self, call: Call, account: int) -> Answer:
        """Get account transactions: the records that are in the account's journal, newest first."""
        actor = account_actor(call.caller, account=account)
        query = call.query(TransactionQuery)
        records = record_list(actor, filters=query.filters(account=account), page=query.page())
        return listed(call, actor, records, query)


class ContactRecords(KashooEndpoint):
    """The records of a contact."""

    at_once = True
    described: ClassVar[Mapping[str, Described]] = {
        "get": Described(query=ContactRecordQuery, answers={200: ListOf(ANY_OUT)}, privilege="VIEW_RECORDS")
    }

    def get(self, call: Call, contact: int) -> Answer:
        """Return the invoices and bills that involve this contact, or its records of the types named."""
        actor = contact_actor(call.caller, contact=contact)
        query = call.query(ContactRecordQuery)
        records = record_list(actor, filters=query.of_contact(contact), page=query.page())
        return listed(call, actor, records, query)


class RecordSequence(KashooEndpoint):
    """The numbers of a type of record."""

    described: ClassVar[Mapping[str, Described]] = {
        "get": Described(answers={200: ListOf(SequenceOut)}, privilege="VIEW_RECORDS")
    }

    def get(self, call: Call, business: int, sequence: str) -> Answer:
        """Get record sequence numbers: a list of one, for the type that the address names."""
        actor = actor_get(call.caller, business=business)
        kind = record_type(sequence, field="recordType")
        return Answer([SequenceOut.of(sequence_get(actor, kind=kind), business=business)], element="sequence")


def listed_of(
    call: Call, business: int, wanted: Callable[[RecordQuery], RecordFilter], *, kind: RecordType | None = None
) -> Answer:
    """Return the answer that lists the records of a business that are ``wanted``; ``kind`` as for ``listed``."""
    with unless_unknown(lambda: actor_get(call.caller, business=business)):
        query = call.query(RecordQuery)
        filters, page = wanted(query), query.page()
        return PAGES.answer(
            (call.caller.user, business, call.http.get_full_path(), filters, call.now.date()),
            lambda known: record_page(call.caller, business=business, filters=filters, page=page, known=known),
            lambda actor, records: listed(call, actor, records, query, kind=kind),
        )


def listed(
    call: Call, actor: Actor, records: Listed[RecordView], query: RecordQuery, *, kind: RecordType | None = None
) -> Answer:
    """Return the answer that lists records; ``kind`` is the type of all of them, as far as the address tells."""
    shown = [record_out(record, actor) for record in records]
    kinds = [OUTGOING[kind]] if kind else ANY_OUT
    headers = next_page(call, records, query.page())
    return listing(shown, query.fields, *kinds, element=ELEMENTS[kind] if kind else "record", headers=headers)


def answer(record: RecordView, actor: Actor, *, status: int = 200, headers: Mapping[str, str] | None = None) -> Answer:
    """Return the answer that shows a record; when it is only tried, with the journal lines that it has."""

    def posted() -> Mapping[str, object]:
        lines = entry_lines(actor, record=record.id)
        return {"journalEntries": [JournalEntryOut.of(line) for line in lines]}

    return Answer(
        record_out(record, actor),
        status,
        headers or {},
        element=ELEMENTS[record.type],
        shown=Shown.of("record", record),
        rehearsed=posted,
    )


def shown_part(call: Call, actor: Actor, record: RecordView) -> Answer:
    """Return the answer that shows a record, or only the fields asked for."""
    shown = record_out(record, actor)
    names = fields_named(call.query(FieldsQuery).fields, type(shown))
    return Answer(part(shown, names), shown=Shown.of("record", record))


def sent_over(call: Call, actor: Actor, stored: RecordView) -> RecordDraft:
    """Return the draft of a record that is sent laid over what it is now; raise ``InvalidError`` for another type."""
    kind = INCOMING[same_type(call, stored.type)]
    with words_of(stored.type):
        changed = call.changed(kind, record_out(stored, actor), follows=kind.follows)
        own_context(changed.collaboration_context, stored.id)
        return changed.to_draft(stored.type, home=actor.business.currency)


def sent_type(body: Body, told: RecordType | None) -> RecordType:
    """Return the type of the record that is sent; ``told`` is what the address says.

    It is the field ``type`` in any spelling, in XML the root element as well.

    Raises:
        InvalidError: there is none, it does not exist, or it is not the one that the address says.
    """
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
