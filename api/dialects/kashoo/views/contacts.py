"""Contacts (operations 39 to 41, and the lists of contract section 1.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from api.common.calls import NOTHING, Answer
from api.common.conditions import Shown
from api.common.described import Described, ListOf, PartOf, Together
from api.dialects.kashoo.views.base import KashooEndpoint
from api.dialects.kashoo.views.lists import fields_named, listing, next_page, part
from api.dialects.kashoo.wire.base import href, own_context
from api.dialects.kashoo.wire.contacts import ContactIn, ContactOut, ContactTyped
from api.dialects.kashoo.wire.merging import ContactMergeIn
from api.dialects.kashoo.wire.queries import ContactQuery, FieldsQuery, ListQuery
from businesses.selectors.actors import actor_get
from ledger.kinds import ContactType
from ledger.selectors.contacts import ContactFilter, contact_actor, contact_get, contact_list
from ledger.selectors.linked_businesses import linked_business_get
from ledger.services.contact_merging import contact_merge
from ledger.services.contacts import contact_create, contact_remove, contact_update

if TYPE_CHECKING:
    from collections.abc import Mapping

    from api.common.calls import Call
    from ledger.selectors.contacts import ContactView


class ContactCollection(KashooEndpoint):
    """The contacts of a business."""

    kind: ClassVar[ContactType | None] = None
    described: ClassVar[Mapping[str, Described]] = {
        "get": Described(query=ContactQuery, answers={200: ListOf(ContactOut)}, privilege="VIEW_CONTACTS"),
        "post": Described(
            body=Together((ContactIn, ContactTyped)), answers={201: ContactOut}, privilege="ADD_CONTACTS"
        ),
    }

    def get(self, call: Call, business: int) -> Answer:
        """List contacts by name."""
        actor = actor_get(call.caller, business=business)
        query = call.query(ContactQuery)
        contacts = contact_list(actor, filters=query.filters(self.kind), page=query.page())
        shown = [ContactOut.of(contact) for contact in contacts]
        headers = next_page(call, contacts, query.page())
        return listing(shown, query.fields, ContactOut, element="contact", headers=headers)

    def post(self, call: Call, business: int) -> Answer:
        """Add a contact."""
        actor = actor_get(call.caller, business=business)
        contact = contact_create(actor, draft=call.body(ContactIn).to_draft(kind=self.kind))
        location = {"Location": href("contacts", contact.id)}
        return Answer(ContactOut.of(contact), 201, location, element="contact", shown=_shown(contact))


TYPED: Final = {
    **ContactCollection.described,
    "post": Described(body=ContactIn, answers={201: ContactOut}, privilege="ADD_CONTACTS"),
}
"""What is said of the collections whose address tells the type."""


class CustomerCollection(ContactCollection):
    """The customers of a business."""

    kind = ContactType.CUSTOMER
    described = TYPED


class VendorCollection(ContactCollection):
    """The vendors of a business."""

    kind = ContactType.VENDOR
    described = TYPED


class ContactItem(KashooEndpoint):
    """One contact."""

    described: ClassVar[Mapping[str, Described]] = {
        "get": Described(query=FieldsQuery, answers={200: ContactOut}, privilege="VIEW_CONTACTS"),
        "put": Described(
            body=Together((ContactIn, PartOf(ContactTyped))), answers={200: ContactOut}, privilege="CHANGE_CONTACTS"
        ),
        "delete": Described(answers={204: None}, privilege="REMOVE_CONTACTS"),
    }

    def get(self, call: Call, contact: int) -> Answer:
        """Return the contact information, or only the fields asked for."""
        actor = contact_actor(call.caller, contact=contact)
        names = fields_named(call.query(FieldsQuery).fields, ContactOut)
        stored = contact_get(actor, contact=contact)
        linked = linked_business_get(actor, contact=stored)
        return Answer(part(ContactOut.of(stored, linked=linked), names), element="contact", shown=_shown(stored))

    def put(self, call: Call, contact: int) -> Answer:
        """Update an existing contact; ``removed`` hides it."""
        actor = contact_actor(call.caller, contact=contact)
        stored = contact_get(actor, contact=contact)
        version = call.expects(_shown(stored))
        sent = call.changed(ContactIn, ContactOut.of(stored))
        own_context(sent.collaboration_context, contact)
        draft = sent.to_draft()
        changed = contact_update(actor, contact=contact, draft=draft, version=version)
        return Answer(ContactOut.of(changed), element="contact", shown=_shown(changed))

    def delete(self, call: Call, contact: int) -> Answer:
        """Remove a contact that no record names."""
        actor = contact_actor(call.caller, contact=contact)
        version = call.expected(lambda: _shown(contact_get(actor, contact=contact)))
        contact_remove(actor, contact=contact, version=version)
        return NOTHING


class ContactMerge(KashooEndpoint):
    """The end of a contact that is in the books twice."""

    described: ClassVar[Mapping[str, Described]] = {
        "post": Described(
            body=ContactMergeIn,
            answers={200: ContactOut},
            privilege="CHANGE_CONTACTS, REMOVE_CONTACTS and CHANGE_RECORDS",
        )
    }

    def post(self, call: Call, contact: int) -> Answer:
        """Merge a duplicate into this contact: records and all else that named the duplicate name this one."""
        actor = contact_actor(call.caller, contact=contact)
        version = call.expected(lambda: _shown(contact_get(actor, contact=contact)))
        merged = contact_merge(actor, contact=contact, duplicate=call.body(ContactMergeIn).duplicate, version=version)
        return Answer(ContactOut.of(merged), element="contact", shown=_shown(merged))


class Subcontacts(KashooEndpoint):
    """The contacts that hang below another one."""

    described: ClassVar[Mapping[str, Described]] = {
        "get": Described(query=ListQuery, answers={200: ListOf(ContactOut)}, privilege="VIEW_CONTACTS")
    }

    def get(self, call: Call, contact: int) -> Answer:
        """Return the subcontacts of this contact, by name: those right below it."""
        actor = contact_actor(call.caller, contact=contact)
        query = call.query(ListQuery)
        contacts = contact_list(actor, filters=ContactFilter(parent=contact), page=query.page())
        shown = [ContactOut.of(each) for each in contacts]
        headers = next_page(call, contacts, query.page())
        return listing(shown, query.fields, ContactOut, element="contact", headers=headers)


def _shown(contact: ContactView) -> Shown:
    """Return what is shown of a contact; with a linked business, more than the contact decides on how it looks."""
    return Shown.of("contact", contact, modified=None if contact.linked_business else contact.modified_at)
