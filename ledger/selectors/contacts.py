"""Reads of contacts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from businesses.errors import NotFoundError
from businesses.keyset import Order, contains, text_key
from businesses.paging import EVERYTHING, Listed, Page
from businesses.roles import Privilege
from businesses.selectors.actors import actor_via
from ledger.kinds import ContactType
from ledger.models import Contact

if TYPE_CHECKING:
    from datetime import datetime

    from businesses.actors import Actor, Caller


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactView:
    """A contact as it is stored."""

    id: int
    business: int
    type: ContactType
    name: str
    contact_information: dict[str, Any]
    currency: str | None
    receivable_account: int | None
    payable_account: int | None
    income_or_expense_account: int | None
    payment_account: int | None
    default_tax_code: str
    payment_terms: str
    prefix: str
    organization: bool
    parent: int | None
    comments: list[str]
    archived: bool
    removed: bool
    created_at: datetime
    modified_at: datetime
    version: int

    @classmethod
    def of(cls, row: Contact) -> ContactView:
        """Return a row as a view."""
        return cls(
            id=row.id,
            business=row.business_id,
            type=ContactType(row.type),
            name=row.name,
            contact_information=row.contact_information,
            currency=row.currency,
            receivable_account=row.receivable_account_id,
            payable_account=row.payable_account_id,
            income_or_expense_account=row.income_or_expense_account_id,
            payment_account=row.payment_account_id,
            default_tax_code=row.default_tax_code,
            payment_terms=row.payment_terms,
            prefix=row.prefix,
            organization=row.organization,
            parent=row.parent_id,
            comments=row.comments,
            archived=row.archived,
            removed=row.removed,
            created_at=row.created_at,
            modified_at=row.modified_at,
            version=row.version,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactFilter:
    """Which contacts a list shows: of these types (none named: all), archived or not (None: both).

    ``search`` looks into the name (see ``businesses.keyset.contains``).
    """

    types: frozenset[ContactType] = frozenset()
    archived: bool | None = None
    include_removed: bool = False
    search: str = ""


def contact_actor(caller: Caller, *, contact: int) -> Actor:
    """Return the caller as an actor on the contact's business.

    Raises:
        NotFoundError: it is a stranger's, or removed.
    """
    return actor_via(caller, table="ledger_contact", kind="contact", identity=contact, standing=True)


def contact_get(actor: Actor, *, contact: int) -> ContactView:
    """Return a contact that is not removed; raise ``NotFoundError``, or ``ForbiddenError`` without VIEW_CONTACTS."""
    actor.require(Privilege.VIEW_CONTACTS)
    row = Contact.objects.filter(business_id=actor.business.id, id=contact, removed=False).first()
    if row is None:
        raise NotFoundError
    return ContactView.of(row)


def contact_list(actor: Actor, *, filters: ContactFilter | None = None, page: Page = EVERYTHING) -> Listed[ContactView]:
    """Return a page of the contacts of the business by name (in the order of ``businesses.keyset``).

    Raises:
        ForbiddenError: without VIEW_CONTACTS. InvalidError: ``page.after`` is of another list.
    """
    actor.require(Privilege.VIEW_CONTACTS)
    filters = filters or ContactFilter()
    rows = Contact.objects.filter(business_id=actor.business.id)
    if not filters.include_removed:
        rows = rows.filter(removed=False)
    if filters.types:
        rows = rows.filter(type__in=[str(kind) for kind in filters.types])
    if filters.archived is not None:
        rows = rows.filter(archived=filters.archived)
    text = filters.search.strip()
    if text:
        rows = rows.filter(contains(text, "name"))
    found = Order(f"contacts-{actor.business.id}", text_key("name")).listed(rows, page)
    return Listed((ContactView.of(row) for row in found), more=found.more, after=found.after)
