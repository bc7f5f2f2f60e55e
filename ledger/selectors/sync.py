"""Reads of sync sessions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from businesses.roles import Privilege
from businesses.selectors.actors import actor_via
from ledger.selectors.contacts import ContactFilter, ContactView, contact_list

if TYPE_CHECKING:
    from businesses.actors import Actor, Caller
    from businesses.paging import Listed, Page
    from ledger.kinds import ContactType


def sync_actor(caller: Caller, *, session: int) -> Actor:
    """Return the caller as an actor on the session's business; raise ``NotFoundError`` for a stranger's."""
    return actor_via(caller, table="ledger_syncsession", kind="sync", identity=session)


def sync_contacts(actor: Actor, *, types: frozenset[ContactType], page: Page) -> Listed[ContactView]:
    """Return the contacts that a client synchronises: all of these types (none named: all).

    Raises:
        ForbiddenError: without SYNC and VIEW_CONTACTS. InvalidError: ``page.after`` is of another list.
    """
    actor.require(Privilege.SYNC)
    return contact_list(actor, filters=ContactFilter(types=types), page=page)
