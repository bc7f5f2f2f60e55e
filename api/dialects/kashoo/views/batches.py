"""Many records in one request (operations 79 and 81): all or none of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from api.common.calls import Answer, laid
from api.common.described import Described, ListOf, PartOf, Together
from api.dialects.kashoo.errors import words_of_members
from api.dialects.kashoo.views.base import KashooEndpoint
from api.dialects.kashoo.views.lists import fields_of
from api.dialects.kashoo.views.records import ADDING, ANY_IN, ANY_OUT, CHANGING
from api.dialects.kashoo.wire.accounts import JournalEntryOut
from api.dialects.kashoo.wire.base import own_context
from api.dialects.kashoo.wire.movements import INCOMING, record_out
from api.dialects.kashoo.wire.records import Identified, Spelled, Typed, record_type
from bookkeeping.errors import InvalidError, at_index
from businesses.selectors.actors import actor_get
from ledger.selectors.entries import entry_lines_of
from ledger.selectors.records import record_actor
from ledger.services.batches import RecordChange, records_create, records_update

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from api.common.calls import Call
    from api.common.content import Tree
    from bookkeeping.records import RecordType
    from businesses.actors import Actor
    from ledger.drafts import RecordDraft
    from ledger.views import RecordView


class RecordBatch(KashooEndpoint):
    """New records, many at once."""

    described: ClassVar[Mapping[str, Described]] = {
        "post": Described(body=ListOf(Together((ANY_IN, Spelled))), answers={200: ListOf(ANY_OUT)}, privilege=ADDING)
    }

    def post(self, call: Call, business: int) -> Answer:
        """Add a set of records to a business, at most 2,000: all of them or none. A fault names the index."""
        actor = actor_get(call.caller, business=business)
        kinds: dict[int, RecordType] = {}
        drafts = []
        with words_of_members(kinds):
            for index, tree in enumerate(call.content().members()):
                with at_index(index):
                    kinds[index] = member_type(tree)
                    drafts.append(
                        tree.shaped(INCOMING[kinds[index]]).to_draft(kinds[index], home=actor.business.currency)
                    )
            records = records_create(actor, drafts=drafts)
        return answers(call, actor, records)


class RecordSet(KashooEndpoint):
    """Stored records, many at once."""

    described: ClassVar[Mapping[str, Described]] = {
        "put": Described(
            body=ListOf(Together((PartOf(ANY_IN), Identified))),
            answers={200: ListOf(ANY_OUT)},
            privilege=CHANGING,
            tagged=False,
        )
    }

    def put(self, call: Call) -> Answer:
        """Update a set of records of one business, each named by its ``id``: all of them or none, in their order."""
        call.expects_list()
        caller, trees = call.caller, call.content().members()
        identities = [identity_of(tree, index) for index, tree in enumerate(trees)]
        if not identities:
            return Answer([], element="record")
        actor = record_actor(caller, record=identities[0])
        kinds: dict[int, RecordType] = {}

        def change(index: int, record: int) -> RecordChange:
            def draft_of(now: RecordView) -> RecordDraft:
                kinds[index] = now.type
                return draft_over(trees[index], now, actor)

            return RecordChange(record=record, draft_of=draft_of)

        with words_of_members(kinds):
            records = records_update(actor, changes=[change(*each) for each in enumerate(identities)])
        return answers(call, actor, records)


def answers(call: Call, actor: Actor, records: Sequence[RecordView]) -> Answer:
    """Return the answer that shows records; when they are only tried, each with the journal lines that it has."""
    shown = [record_out(record, actor) for record in records]
    if not call.dry_run:
        return Answer(shown, element="record")
    posted: dict[int, list[JournalEntryOut]] = {record.id: [] for record in records}
    for line in entry_lines_of(actor, records=list(posted)):
        posted[line.record].append(JournalEntryOut.of(line))
    told = [{**fields_of(each), "journalEntries": posted[each.id]} for each in shown]
    return Answer(told, element="record")


def member_type(tree: Tree) -> RecordType:
    """Return the type of a record in a list: its field ``type``, in XML its element as well.

    Raises:
        InvalidError: there is none, or it does not exist.
    """
    text = tree.shaped(Typed).type or tree.name
    if not text:
        message = "This is required."
        raise InvalidError(message, field="type")
    return record_type(text)


def identity_of(tree: Tree, index: int) -> int:
    """Return the id that a record in a list names; raise ``InvalidError`` when there is none."""
    with at_index(index):
        return tree.shaped(Identified).id


def draft_over(tree: Tree, now: RecordView, actor: Actor) -> RecordDraft:
    """Return the draft of a record that is sent laid over what it is now (see ``Call.changed``)."""
    text = tree.shaped(Typed).type
    if text and record_type(text) != now.type:
        message = "The type of a record cannot change."
        raise InvalidError(message, field="type")
    kind = INCOMING[now.type]
    changed = laid(tree, kind, record_out(now, actor), follows=kind.follows)
    own_context(changed.collaboration_context, now.id)
    return changed.to_draft(now.type, home=actor.business.currency)
