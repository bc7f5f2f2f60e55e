"""Sync sessions and their contacts (contract, section 1.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from api.common.calls import Answer
from api.common.described import Described, ListOf
from api.dialects.kashoo.views.base import KashooEndpoint
from api.dialects.kashoo.views.lists import next_page
from api.dialects.kashoo.wire.contacts import ContactOut
from api.dialects.kashoo.wire.queries import KeysetQuery
from api.dialects.kashoo.wire.sync import SyncIn, SyncOut
from businesses.selectors.actors import actor_get
from ledger.kinds import ContactType
from ledger.selectors.sync import sync_actor, sync_contacts
from ledger.services.sync import sync_open

if TYPE_CHECKING:
    from collections.abc import Mapping

    from api.common.calls import Call


class SyncSessions(KashooEndpoint):
    """Sync sessions."""

    described: ClassVar[Mapping[str, Described]] = {
        "post": Described(form=SyncIn, answers={200: SyncOut}, privilege="SYNC")
    }

    def post(self, call: Call) -> Answer:
        """Announce a client that synchronises a business."""
        sent = call.form(SyncIn)
        actor = actor_get(call.caller, business=sent.business)
        session = sync_open(actor, description=sent.description or "")
        return Answer(SyncOut.of(session, business=sent.business), element="syncClientInfo")


class SyncContacts(KashooEndpoint):
    """All contacts, for a client that synchronises."""

    types: ClassVar[frozenset[ContactType]] = frozenset()
    described: ClassVar[Mapping[str, Described]] = {
        "get": Described(query=KeysetQuery, answers={200: ListOf(ContactOut)}, privilege="SYNC and VIEW_CONTACTS")
    }

    def get(self, call: Call, session: int) -> Answer:
        """List the contacts of the business."""
        actor = sync_actor(call.caller, session=session)
        page = call.query(KeysetQuery).page()
        contacts = sync_contacts(actor, types=self.types, page=page)
        shown = [ContactOut.of(contact) for contact in contacts]
        return Answer(shown, headers=next_page(call, contacts, page), element="contact")


class SyncCustomers(SyncContacts):
    """All customers, for a client that synchronises."""

    types = frozenset({ContactType.CUSTOMER})


class SyncVendors(SyncContacts):
    """All vendors, for a client that synchronises."""

    types = frozenset({ContactType.VENDOR})
