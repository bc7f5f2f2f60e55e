"""Contacts (operations 39 to 41, and the lists of contract section 1.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from api.common.calls import NOTHING, Answer
from api.common.openapi import Described, ListOf
from api.dialects.kashoo.views.base import KashooEndpoint
from api.dialects.kashoo.wire.base import href
from api.dialects.kashoo.wire.contacts import ContactIn, ContactOut
from api.dialects.kashoo.wire.queries import ContactQuery
from businesses.selectors.actors import actor_get
from ledger.kinds import ContactType
from ledger.selectors.contacts import contact_actor, contact_get, contact_list
from ledger.services.contacts import contact_create, contact_remove, contact_update

if TYPE_CHECKING:
    from collections.abc import Mapping

    from api.common.calls import Call


class ContactCollection(KashooEndpoint):
    """The contacts of a business."""

    kind: ClassVar[ContactType | None] = None
    described: ClassVar[Mapping[str, Described]] = {
        "get": Described(query=ContactQuery, answers={200: ListOf(ContactOut)}, privilege="VIEW_CONTACTS"),
        "post": Described(body=ContactIn, answers={201: ContactOut}, privilege="ADD_CONTACTS"),
    }

    def get(self, call: Call, business: int) -> Answer:
        """List contacts by name."""
        actor = actor_get(call.caller, business=business)
        query = call.query(ContactQuery)
        contacts = contact_list(actor, filters=query.filters(self.kind), page=query.page())
        return Answer([ContactOut.of(contact) for contact in contacts], element="contact")

    def post(self, call: Call, business: int) -> Answer:
        """Add a contact."""
        actor = actor_get(call.caller, business=business)
        contact = contact_create(actor, draft=call.body(ContactIn).to_draft(kind=self.kind))
        return Answer(ContactOut.of(contact), 201, {"Location": href("contacts", contact.id)}, element="contact")


class CustomerCollection(ContactCollection):
    """The customers of a business."""

    kind = ContactType.CUSTOMER


class VendorCollection(ContactCollection):
    """The vendors of a business."""

    kind = ContactType.VENDOR


class ContactItem(KashooEndpoint):
    """One contact."""

    described: ClassVar[Mapping[str, Described]] = {
        "get": Described(answers={200: ContactOut}, privilege="VIEW_CONTACTS"),
        "put": Described(body=ContactIn, answers={200: ContactOut}, privilege="CHANGE_CONTACTS"),
        "delete": Described(answers={204: None}, privilege="REMOVE_CONTACTS"),
    }

    def get(self, call: Call, contact: int) -> Answer:
        """Return the contact information."""
        actor = contact_actor(call.caller, contact=contact)
        return Answer(ContactOut.of(contact_get(actor, contact=contact)), element="contact")

    def put(self, call: Call, contact: int) -> Answer:
        """Update an existing contact; ``removed`` hides it."""
        actor = contact_actor(call.caller, contact=contact)
        stored = contact_get(actor, contact=contact)
        draft = call.changed(ContactIn, ContactOut.of(stored)).to_draft()
        changed = contact_update(actor, contact=contact, draft=draft, version=stored.version)
        return Answer(ContactOut.of(changed), element="contact")

    def delete(self, call: Call, contact: int) -> Answer:
        """Remove a contact that no record names."""
        contact_remove(contact_actor(call.caller, contact=contact), contact=contact)
        return NOTHING
