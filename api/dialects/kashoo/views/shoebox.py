"""The shoebox: receipts and other things that wait for somebody to make records of them (operations 42 and 82)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from api.common.calls import NOTHING, Answer, proposal_under
from api.common.conditions import Shown
from api.common.described import Described, ListOf, PartOf, Together
from api.dialects.kashoo.errors import words_of
from api.dialects.kashoo.views.base import KashooEndpoint
from api.dialects.kashoo.views.batches import answers, identity_of
from api.dialects.kashoo.views.lists import fields_named, listing, next_page, part
from api.dialects.kashoo.views.records import ANY_IN, ANY_OUT
from api.dialects.kashoo.views.records import answer as answer_record
from api.dialects.kashoo.wire.attachments import FileTold
from api.dialects.kashoo.wire.base import href
from api.dialects.kashoo.wire.movements import INCOMING
from api.dialects.kashoo.wire.queries import FieldsQuery
from api.dialects.kashoo.wire.records import Identified, record_type
from api.dialects.kashoo.wire.shoebox import (
    ProcessIn,
    ReceiptIn,
    ShoeboxItemIn,
    ShoeboxItemOut,
    ShoeboxQuery,
    proposed,
)
from bookkeeping.errors import InvalidError
from businesses.selectors.actors import actor_get
from ledger.drafts import ProcessDraft
from ledger.selectors.records import record_actor
from ledger.selectors.shoebox import staged_actor, staged_get, staged_list, staged_proposal
from ledger.services.processing import records_unprocess, staged_process
from ledger.services.shoebox import receipt_submit, staged_create, staged_remove, staged_update

if TYPE_CHECKING:
    from collections.abc import Mapping

    from api.common.calls import Call
    from businesses.actors import Actor
    from ledger.selectors.shoebox import StagedView
    from ledger.views import RecordView


class ShoeboxCollection(KashooEndpoint):
    """What a business has staged."""

    described: ClassVar[Mapping[str, Described]] = {
        "get": Described(query=ShoeboxQuery, answers={200: ListOf(ShoeboxItemOut)}, privilege="VIEW_RECORDS"),
        "post": Described(
            body=ShoeboxItemIn,
            answers={201: ShoeboxItemOut},
            privilege="ADD_RECORDS, with files ADD_ATTACHMENTS and READ_FILES",
            element="shoeboxItem",
        ),
    }

    def get(self, call: Call, business: int) -> Answer:
        """List what is staged, newest first: what waits, unless asked otherwise."""
        actor = actor_get(call.caller, business=business)
        query = call.query(ShoeboxQuery)
        found = staged_list(actor, filters=query.filters(), page=query.page())
        shown = [ShoeboxItemOut.of(item, actor) for item in found]
        headers = next_page(call, found, query.page())
        return listing(shown, query.fields, ShoeboxItemOut, element="shoeboxItem", headers=headers)

    def post(self, call: Call, business: int) -> Answer:
        """Stage something: a receipt, an e-mail, a transaction of the bank. Nothing is posted."""
        actor = actor_get(call.caller, business=business)
        return _answer(staged_create(actor, draft=call.body(ShoeboxItemIn).to_draft()), actor, status=201)


class Receipts(KashooEndpoint):
    """Where receipts are handed in."""

    described: ClassVar[Mapping[str, Described]] = {
        "post": Described(
            form=ReceiptIn,
            upload=ReceiptIn,
            answers={201: ShoeboxItemOut},
            privilege="STORE_FILES, ADD_ATTACHMENTS, READ_FILES and VIEW_RECORDS",
            element="receipt",
        ),
    }

    def post(self, call: Call, business: int) -> Answer:
        """Submit a receipt: its text, up to ten files in a form, or both. It is staged in the shoebox."""
        actor = actor_get(call.caller, business=business)
        sent = call.form(ReceiptIn)
        files = [FileTold().to_draft(upload) for upload in call.uploads()]
        return _answer(receipt_submit(actor, draft=sent.to_draft(), files=files), actor, status=201)


class ShoeboxItem(KashooEndpoint):
    """One staged item."""

    described: ClassVar[Mapping[str, Described]] = {
        "get": Described(query=FieldsQuery, answers={200: ShoeboxItemOut}, privilege="VIEW_RECORDS"),
        "put": Described(
            body=PartOf(ShoeboxItemIn),
            answers={200: ShoeboxItemOut},
            privilege="CHANGE_RECORDS, where files change ADD_ATTACHMENTS and READ_FILES",
            element="shoeboxItem",
        ),
        "delete": Described(answers={204: None}, privilege="REMOVE_RECORDS"),
    }

    def get(self, call: Call, shoebox: int) -> Answer:
        """Get a staged item, or only the fields asked for."""
        actor = staged_actor(call.caller, item=shoebox)
        stored = staged_get(actor, item=shoebox)
        names = fields_named(call.query(FieldsQuery).fields, ShoeboxItemOut)
        shown = Shown.of("shoeboxItem", stored)
        return Answer(part(ShoeboxItemOut.of(stored, actor), names), element="shoeboxItem", shown=shown)

    def put(self, call: Call, shoebox: int) -> Answer:
        """Update a staged item with the provided data; ``removed`` hides it, or brings it back."""
        actor = staged_actor(call.caller, item=shoebox)
        stored = staged_get(actor, item=shoebox)
        version = call.expects(Shown.of("shoeboxItem", stored))
        draft = call.changed(ShoeboxItemIn, ShoeboxItemOut.of(stored, actor)).to_draft()
        return _answer(staged_update(actor, item=shoebox, draft=draft, version=version), actor)

    def delete(self, call: Call, shoebox: int) -> Answer:
        """Remove a staged item; it can be brought back."""
        actor = staged_actor(call.caller, item=shoebox)
        version = call.expected(lambda: Shown.of("shoeboxItem", staged_get(actor, item=shoebox)))
        staged_remove(actor, item=shoebox, version=version)
        return NOTHING


class ShoeboxProcessing(KashooEndpoint):
    """What becomes of a staged item."""

    described: ClassVar[Mapping[str, Described]] = {
        "post": Described(
            body=Together((PartOf(ANY_IN), ProcessIn)),
            answers={200: ANY_OUT, 201: ANY_OUT},
            privilege="ADD_RECORDS and VIEW_RECORDS, for a record that is there CHANGE_RECORDS, "
            "with files ATTACH_FILES_TO_RECORDS and READ_FILES, for a transaction of the bank BANK_RECONCILIATION",
            optional=True,
        )
    }

    def post(self, call: Call, shoebox: int) -> Answer:
        """Make a record, or a draft of one, of a staged item, or let it be a record that is there."""
        actor = staged_actor(call.caller, item=shoebox)
        stored = staged_get(actor, item=shoebox)
        version = call.expects(Shown.of("shoeboxItem", stored))
        sent = call.body(ProcessIn) if call.http.body else ProcessIn()
        if sent.record is None:
            return _made(call, actor, stored, sent, version)
        if sent.draft or sent.type:
            message = "A record that is there is what it is: name it alone."
            raise InvalidError(message, field="draft" if sent.draft else "type")
        draft = ProcessDraft(record=sent.record)
        return answer_record(staged_process(actor, item=shoebox, draft=draft, version=version), actor)


class RecordUnprocessing(KashooEndpoint):
    """The way of records back to the shoebox."""

    described: ClassVar[Mapping[str, Described]] = {
        "post": Described(
            body=ListOf(Identified),
            answers={200: ListOf(ANY_OUT)},
            privilege="CHANGE_RECORDS and VIEW_RECORDS, where one is removed REMOVE_RECORDS, of what an import made "
            "VIEW_BANK_RECONCILIATION",
            tagged=False,
        )
    }

    def post(self, call: Call) -> Answer:
        """Return a set of records of one business, each named by its ``id``, to the shoebox: all or none of them.

        What was made of a staged item, or by an import, is removed; a record that was there before stays. The items,
        and the bank's transactions, wait in the shoebox again.
        """
        call.expects_list()
        identities = [identity_of(tree, index) for index, tree in enumerate(call.content().members())]
        if not identities:
            return Answer([], element="record")
        actor = record_actor(call.caller, record=identities[0])
        return answers(call, actor, records_unprocess(actor, records=identities))


def _made(call: Call, actor: Actor, stored: StagedView, sent: ProcessIn, version: int) -> Answer:
    """Make a record of a staged item, and return the answer that shows it."""
    kind = record_type(sent.type) if sent.type else None
    proposal = staged_proposal(actor, item=stored, kind=kind)
    with words_of(proposal.record.type):
        incoming = INCOMING[proposal.record.type]
        told = proposal_under(call, incoming, proposed(proposal))
        record = told.to_draft(proposal.record.type, home=actor.business.currency)
        draft = ProcessDraft(record=record, drafted=bool(sent.draft))
        made: RecordView = staged_process(actor, item=stored.id, draft=draft, version=version)
    noun = "drafts" if made.draft else "records"
    return answer_record(made, actor, status=201, headers={"Location": href(noun, made.id)})


def _answer(item: StagedView, actor: Actor, *, status: int = 200) -> Answer:
    """Return the answer that shows a staged item."""
    headers = {"Location": href("shoebox", item.id)} if status == 201 else {}
    shown = Shown.of("shoeboxItem", item)
    return Answer(ShoeboxItemOut.of(item, actor), status, headers, element="shoeboxItem", shown=shown)
