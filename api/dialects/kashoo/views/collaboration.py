"""Comments and tags of records and contacts (DESIGN, section 7)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from api.common.calls import NOTHING, Answer
from api.common.described import Described, ListOf
from api.dialects.kashoo.views.base import KashooEndpoint
from api.dialects.kashoo.wire.collaboration import CommentIn, ContextOut, EventOut, TagsIn, TagsOut
from ledger.selectors.collaboration import About, comment_list, tag_list
from ledger.selectors.contacts import contact_actor
from ledger.selectors.records import record_actor
from ledger.services.collaboration import comment_create, tag_remove, tags_add

if TYPE_CHECKING:
    from collections.abc import Mapping

    from api.common.calls import Call
    from businesses.actors import Actor


class RecordComments(KashooEndpoint):
    """What was said about a record."""

    described: ClassVar[Mapping[str, Described]] = {
        "get": Described(answers={200: ListOf(EventOut)}, privilege="VIEW_RECORDS"),
        "post": Described(body=CommentIn, answers={201: EventOut}, privilege="COMMENT_ON_RECORDS and VIEW_RECORDS"),
    }

    def get(self, call: Call, record: int) -> Answer:
        """List the comments on a record, oldest first."""
        return _comments(record_actor(call.caller, record=record), About(record=record))

    def post(self, call: Call, record: int) -> Answer:
        """Comment on a record."""
        return _commented(call, record_actor(call.caller, record=record), About(record=record))


class RecordTags(KashooEndpoint):
    """The tags of a record."""

    described: ClassVar[Mapping[str, Described]] = {
        "get": Described(answers={200: TagsOut}, privilege="VIEW_RECORDS"),
        "post": Described(body=TagsIn, answers={200: TagsOut}, privilege="ADD_TAGS and VIEW_RECORDS"),
    }

    def get(self, call: Call, record: int) -> Answer:
        """List the tags of a record by name."""
        return _tags(record_actor(call.caller, record=record), About(record=record))

    def post(self, call: Call, record: int) -> Answer:
        """Tag a record; the answer has all its tags."""
        actor = record_actor(call.caller, record=record)
        names = call.body(TagsIn).tags
        return Answer(TagsOut(tags_add(actor, about=About(record=record), names=names)), element="tagged")


class RecordTag(KashooEndpoint):
    """A tag of a record."""

    described: ClassVar[Mapping[str, Described]] = {
        "delete": Described(answers={204: None}, privilege="REMOVE_TAGS and VIEW_RECORDS", tagged=False)
    }

    def delete(self, call: Call, record: int, tag: str) -> Answer:
        """Take a tag off a record."""
        tag_remove(record_actor(call.caller, record=record), about=About(record=record), name=tag)
        return NOTHING


class RecordContext(KashooEndpoint):
    """All that is said about a record."""

    described: ClassVar[Mapping[str, Described]] = {
        "get": Described(answers={200: ContextOut}, privilege="VIEW_RECORDS")
    }

    def get(self, call: Call, record: int) -> Answer:
        """Get the collaboration context of a record: its tags, and the comments on it."""
        return _context(record_actor(call.caller, record=record), About(record=record))


class ContactComments(KashooEndpoint):
    """What was said about a contact."""

    described: ClassVar[Mapping[str, Described]] = {
        "get": Described(answers={200: ListOf(EventOut)}, privilege="VIEW_CONTACTS"),
        "post": Described(body=CommentIn, answers={201: EventOut}, privilege="COMMENT_ON_CONTACTS and VIEW_CONTACTS"),
    }

    def get(self, call: Call, contact: int) -> Answer:
        """List the comments on a contact, oldest first."""
        return _comments(contact_actor(call.caller, contact=contact), About(contact=contact))

    def post(self, call: Call, contact: int) -> Answer:
        """Comment on a contact."""
        return _commented(call, contact_actor(call.caller, contact=contact), About(contact=contact))


class ContactTags(KashooEndpoint):
    """The tags of a contact."""

    described: ClassVar[Mapping[str, Described]] = {
        "get": Described(answers={200: TagsOut}, privilege="VIEW_CONTACTS"),
        "post": Described(body=TagsIn, answers={200: TagsOut}, privilege="ADD_TAGS and VIEW_CONTACTS"),
    }

    def get(self, call: Call, contact: int) -> Answer:
        """List the tags of a contact by name."""
        return _tags(contact_actor(call.caller, contact=contact), About(contact=contact))

    def post(self, call: Call, contact: int) -> Answer:
        """Tag a contact; the answer has all its tags."""
        actor = contact_actor(call.caller, contact=contact)
        names = call.body(TagsIn).tags
        return Answer(TagsOut(tags_add(actor, about=About(contact=contact), names=names)), element="tagged")


class ContactTag(KashooEndpoint):
    """A tag of a contact."""

    described: ClassVar[Mapping[str, Described]] = {
        "delete": Described(answers={204: None}, privilege="REMOVE_TAGS and VIEW_CONTACTS", tagged=False)
    }

    def delete(self, call: Call, contact: int, tag: str) -> Answer:
        """Take a tag off a contact."""
        tag_remove(contact_actor(call.caller, contact=contact), about=About(contact=contact), name=tag)
        return NOTHING


class ContactContext(KashooEndpoint):
    """All that is said about a contact."""

    described: ClassVar[Mapping[str, Described]] = {
        "get": Described(answers={200: ContextOut}, privilege="VIEW_CONTACTS")
    }

    def get(self, call: Call, contact: int) -> Answer:
        """Get the collaboration context of a contact: its tags, and the comments on it."""
        return _context(contact_actor(call.caller, contact=contact), About(contact=contact))


def _comments(actor: Actor, about: About) -> Answer:
    found = comment_list(actor, about=about)
    return Answer([EventOut.of(comment) for comment in found], element="event")


def _commented(call: Call, actor: Actor, about: About) -> Answer:
    made = comment_create(actor, about=about, text=call.body(CommentIn).comment)
    return Answer(EventOut.of(made), 201, element="event")


def _tags(actor: Actor, about: About) -> Answer:
    return Answer(TagsOut(tag_list(actor, about=about)), element="tagged")


def _context(actor: Actor, about: About) -> Answer:
    tags, comments = tag_list(actor, about=about), comment_list(actor, about=about)
    return Answer(ContextOut.of(about, actor, tags=tags, comments=comments), element="collaborationcontext")
