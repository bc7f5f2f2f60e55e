"""What a contact's own business looks like to a caller who has access to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from accounts.selectors.businesses import BusinessView, business_get
from businesses.errors import NotFoundError, RestrictedError
from businesses.roles import Privilege
from businesses.selectors.actors import actor_get
from ledger.kinds import ContactType
from ledger.models import Contact, Record
from ledger.models.record import State

if TYPE_CHECKING:
    from businesses.actors import Actor
    from ledger.selectors.contacts import ContactView


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkedBusinessView:
    """A linked business, and how much is in it; None where the caller may not look there."""

    business: BusinessView
    customers: int | None
    vendors: int | None
    records: int | None


def linked_business_get(actor: Actor, *, contact: ContactView) -> LinkedBusinessView | None:
    """Return what the caller may see of a contact's linked business; None without one, or without access to it.

    Raises:
        ForbiddenError: without VIEW_CONTACTS.
    """
    actor.require(Privilege.VIEW_CONTACTS)
    if contact.linked_business is None:
        return None
    try:
        there = actor_get(actor.caller, business=contact.linked_business)
    except (NotFoundError, RestrictedError):
        return None
    return LinkedBusinessView(
        business=business_get(there),
        customers=_contacts(there, ContactType.CUSTOMER),
        vendors=_contacts(there, ContactType.VENDOR),
        records=_records(there),
    )


def _contacts(there: Actor, kind: ContactType) -> int | None:
    if Privilege.VIEW_CONTACTS not in there.privileges:
        return None
    return Contact.objects.filter(business_id=there.business.id, removed=False, type=str(kind)).count()


def _records(there: Actor) -> int | None:
    if Privilege.VIEW_RECORDS not in there.privileges:
        return None
    rows = Record.objects.filter(business_id=there.business.id, removed=False)
    return rows.exclude(state=str(State.DRAFT)).count()
