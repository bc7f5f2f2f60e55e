"""Contacts (operations 39 to 41, and the lists of contract section 1.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, ClassVar

from msgspec import Meta

from api.common.wire import Id, Prose, Text20, Text40, Text200, Wire, milliseconds
from api.dialects.kashoo.wire.base import ContactInformation, Detail
from api.dialects.kashoo.wire.businesses import BusinessOut
from bookkeeping.errors import InvalidError
from ledger.drafts import ContactDraft
from ledger.kinds import ContactType

if TYPE_CHECKING:
    from ledger.selectors.contacts import ContactView
    from ledger.selectors.linked_businesses import LinkedBusinessView

__all__ = ["ContactIn", "ContactOut", "ContactTyped"]

Comments = Annotated[list[Prose], Meta(max_length=1_000)]


Groups = Annotated[list[Id], Meta(max_length=100)]


class LinkedBusinessOut(Wire):
    """What a caller who has access to a contact's business sees of it (seed 002, type linkedBusinessData)."""

    business: BusinessOut
    number_of_customers: int | None
    number_of_vendors: int | None
    number_of_transactions: int | None

    @classmethod
    def of(cls, linked: LinkedBusinessView) -> LinkedBusinessOut:
        """Return a linked business as clients read it."""
        return cls(
            business=BusinessOut.of(linked.business),
            number_of_customers=linked.customers,
            number_of_vendors=linked.vendors,
            number_of_transactions=linked.records,
        )


class ContactTyped(Wire):
    """What a contact has to say where the address does not."""

    type: ContactType


class ContactIn(Wire):
    """A contact as a client sends it. ``name`` and ``email`` may stand at the top or in ``contactInformation``.

    ``collaborationContext`` is the contact's own.
    """

    echoes: ClassVar[frozenset[str]] = frozenset({"name", "email", "collaborationContext"})

    type: ContactType | None = None
    name: Text200 | None = None
    email: Detail = None
    contact_information: ContactInformation | None = None
    currency: Text20 | None = None
    receivable_account: Id | None = None
    payable_account: Id | None = None
    income_or_expense_account: Id | None = None
    payment_account: Id | None = None
    default_tax_code: Text200 | None = None
    payment_terms: Text40 | None = None
    prefix: Text20 | None = None
    organization: bool | None = None
    parent: Id | None = None
    linked_business: Id | None = None
    groups: Groups | None = None
    comments: Comments | None = None
    archived: bool | None = None
    removed: bool | None = None
    collaboration_context: Id | None = None

    def to_draft(self, *, kind: ContactType | None = None) -> ContactDraft:
        """Return the draft that the client means; ``kind`` is the type that the address tells.

        Raises:
            InvalidError: no type, or another than the address tells.
        """
        told = self.type or kind
        if told is None:
            message = "This is required."
            raise InvalidError(message, field="type")
        if told != (kind or told):
            message = f"Only contacts of the type {kind} belong here."
            raise InvalidError(message, field="type")
        information = self.contact_information or ContactInformation()
        information.name = self.name or information.full_name
        information.email = self.email or information.email
        return ContactDraft(
            type=told,
            name=information.name,
            contact_information=information.to_stored(),
            currency=self.currency or None,
            receivable_account=self.receivable_account,
            payable_account=self.payable_account,
            income_or_expense_account=self.income_or_expense_account,
            payment_account=self.payment_account,
            default_tax_code=self.default_tax_code or "",
            payment_terms=self.payment_terms or "",
            prefix=self.prefix or "",
            organization=bool(self.organization),
            parent=self.parent,
            linked_business=self.linked_business,
            groups=tuple(self.groups or ()),
            comments=tuple(self.comments or ()),
            archived=bool(self.archived),
            removed=bool(self.removed),
        )


class ContactOut(Wire):
    """A contact (seeds 000 and 002). ``phoneNumbers``, ``email`` and ``address`` repeat its information in short."""

    id: int
    business: int
    type: ContactType
    name: str
    email: str | None
    phone_numbers: str | None
    address: str | None
    contact_information: ContactInformation
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
    last_modified: int | None
    linked_business: int | None
    groups: list[int]
    collaboration_context: int
    linked_business_data: LinkedBusinessOut | None = None

    @classmethod
    def of(cls, contact: ContactView, *, linked: LinkedBusinessView | None = None) -> ContactOut:
        """Return a contact as clients read it; ``linked`` is what is known of its linked business."""
        information = ContactInformation.of(contact.contact_information, name=contact.name)
        return cls(
            id=contact.id,
            business=contact.business,
            type=contact.type,
            name=contact.name,
            email=information.email,
            phone_numbers=information.phone_numbers,
            address=information.address,
            contact_information=information,
            currency=contact.currency,
            receivable_account=contact.receivable_account,
            payable_account=contact.payable_account,
            income_or_expense_account=contact.income_or_expense_account,
            payment_account=contact.payment_account,
            default_tax_code=contact.default_tax_code,
            payment_terms=contact.payment_terms,
            prefix=contact.prefix,
            organization=contact.organization,
            parent=contact.parent,
            comments=list(contact.comments),
            archived=contact.archived,
            removed=contact.removed,
            last_modified=milliseconds(contact.modified_at),
            linked_business=contact.linked_business,
            groups=list(contact.groups),
            collaboration_context=contact.id,
            linked_business_data=None if linked is None else LinkedBusinessOut.of(linked),
        )
