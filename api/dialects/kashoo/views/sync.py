"""Sync sessions, their contacts (contract, section 1.2), and what has changed meanwhile."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from api.common.calls import Answer
from api.common.described import Described, ListOf
from api.dialects.kashoo.views.base import KashooEndpoint
from api.dialects.kashoo.views.lists import next_page
from api.dialects.kashoo.wire.contacts import ContactOut
from api.dialects.kashoo.wire.queries import KeysetQuery
from api.dialects.kashoo.wire.sync import ChangesOut, ChangesQuery, SyncIn, SyncOut
from businesses.selectors.actors import actor_get
from businesses.selectors.points import point_newest
from ledger.kinds import ContactType
from ledger.selectors.sync import sync_actor, sync_changes, sync_contacts
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
        told = SyncOut.of(session, business=sent.business, point=point_newest(actor))
        return Answer(told, element="syncClientInfo")


class SyncChanges(KashooEndpoint):
    """What has changed in a business, for a client that was away."""

    described: ClassVar[Mapping[str, Described]] = {
        "get": Described(query=ChangesQuery, answers={200: ChangesOut}, privilege="SYNC", xml=False)
    }

    def get(self, call: Call, session: int) -> Answer:
        """List what has changed since a point, those changed last at the end; without one, since the beginning.

        The answer names the point to ask with next time. Objects of kinds that the caller may not see are left out.
        """
        actor = sync_actor(call.caller, session=session)
        query = call.query(ChangesQuery)
        return Answer(ChangesOut.of(sync_changes(actor, since=query.since, kinds=query.kind, limit=query.size), actor))


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
