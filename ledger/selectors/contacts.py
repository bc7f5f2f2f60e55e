"""Reads of contacts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec
from django.db import connection
from django.db.models import TextField
from django.db.models.expressions import RawSQL

from businesses.errors import NotFoundError
from businesses.keyset import Order, contains, text_key
from businesses.paging import EVERYTHING, Listed, Page
from businesses.roles import Privilege
from businesses.selectors.actors import actor_via
from ledger.kinds import ContactType
from ledger.models import Contact
from ledger.selectors.groups import GROUPS_BESIDE

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

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
    linked_business: int | None
    groups: tuple[int, ...]
    comments: list[str]
    archived: bool
    removed: bool
    created_at: datetime
    modified_at: datetime
    version: int

    @classmethod
    def of(cls, row: Contact, *, groups: tuple[int, ...]) -> ContactView:
        """Return a row as a view; ``groups`` are the ids of the groups that it belongs to, in ascending order."""
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
            linked_business=row.linked_business_id,
            groups=groups,
            comments=row.comments,
            archived=row.archived,
            removed=row.removed,
            created_at=row.created_at,
            modified_at=row.modified_at,
            version=row.version,
        )

    @classmethod
    def read(cls, row: Contact) -> ContactView:
        """Return a row of ``contacts_grouped`` as a view."""
        text: str | None = vars(row)["group_ids"]
        return cls.of(row, groups=tuple(sorted(msgspec.json.decode(text or "[]", type=list[int]))))


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactFilter:
    """Which contacts a list shows: of these types (none named: all), archived or not (None: both), below a parent.

    ``among`` narrows to some ids; ``search`` looks into the name (see ``businesses.keyset.contains``).
    """

    types: frozenset[ContactType] = frozenset()
    archived: bool | None = None
    include_removed: bool = False
    parent: int | None = None
    among: frozenset[int] | None = None
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
    row = contacts_grouped(actor).filter(id=contact, removed=False).first()
    if row is None:
        raise NotFoundError
    return ContactView.read(row)


def contact_list(actor: Actor, *, filters: ContactFilter | None = None, page: Page = EVERYTHING) -> Listed[ContactView]:
    """Return a page of the contacts of the business by name (in the order of ``businesses.keyset``).

    Raises:
        ForbiddenError: without VIEW_CONTACTS. InvalidError: ``page.after`` is of another list.
    """
    actor.require(Privilege.VIEW_CONTACTS)
    filters = filters or ContactFilter()
    rows = contacts_grouped(actor)
    if filters.among is not None:
        rows = rows.filter(id__in=filters.among)
    if not filters.include_removed:
        rows = rows.filter(removed=False)
    if filters.types:
        rows = rows.filter(type__in=[str(kind) for kind in filters.types])
    if filters.archived is not None:
        rows = rows.filter(archived=filters.archived)
    if filters.parent is not None:
        rows = rows.filter(parent_id=filters.parent)
    text = filters.search.strip()
    if text:
        rows = rows.filter(contains(text, "name"))
    found = Order(f"contacts-{actor.business.id}", text_key("name")).listed(rows, page)
    return Listed((ContactView.read(row) for row in found), more=found.more, after=found.after)


def contacts_grouped(actor: Actor) -> QuerySet[Contact]:
    """Return the rows of the contacts of the business, each with ``group_ids``: those of its groups, as JSON."""
    groups = RawSQL(GROUPS_BESIDE[connection.vendor], [], output_field=TextField())  # noqa: S611 - no value in it
    return Contact.objects.filter(business_id=actor.business.id).annotate(group_ids=groups)
