"""Contacts are made, changed and taken away."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from accounts.currencies import currency_known
from accounts.models import Account
from bookkeeping.books import AccountType
from bookkeeping.errors import AccountUnknownError, AccountUnusableError, InvalidError
from bookkeeping.terms import due_date
from businesses import allocator
from businesses.errors import ChangedMeanwhileError, InUseError, NotFoundError, RestrictedError
from businesses.roles import Privilege
from businesses.selectors.actors import actor_get
from businesses.services.changesets import Change, Work, changeset_close
from businesses.services.rows import row_update
from ledger.models import Contact, Order, Record, ShoeboxItem
from ledger.payloads import contact_payload
from ledger.selectors.contacts import ContactView, contacts_grouped
from ledger.services.groups import groups_set

if TYPE_CHECKING:
    from businesses.actors import Actor
    from ledger.drafts import ContactDraft

MAX_NAME = 200
_TYPES = {
    "receivable_account": AccountType.ACCOUNTS_RECEIVABLE,
    "payable_account": AccountType.ACCOUNTS_PAYABLE,
}
"""The type that a contact's account must have, so that its documents can be posted."""
_COLUMNS = [field for field in Contact._meta.concrete_fields if not field.primary_key]  # noqa: SLF001 - documented
ACCOUNTS = ("receivable_account", "payable_account", "income_or_expense_account", "payment_account")
"""The accounts that a contact names."""


def contact_create(actor: Actor, *, draft: ContactDraft) -> ContactView:
    """Add a contact and return it.

    Raises:
        ForbiddenError: without ADD_CONTACTS.
        InvalidError: no name, an unknown currency, terms that cannot be read, an account, parent or group of another
            business, or a linked business that the caller cannot look into.
    """
    actor.require(Privilege.ADD_CONTACTS)
    row = Contact(
        id=allocator.one_id(),
        business_id=actor.business.id,
        created_at=actor.now,
        modified_at=actor.now,
        **_values(actor, draft),
    )
    groups, work = tuple(sorted({*draft.groups})), Work(actor)
    row.save(force_insert=True)
    if groups:
        groups_set(actor, work=work, contact=row, groups=draft.groups)
    work.changes.append(Change("contact", row.id, "create", None, contact_payload(row, groups)))
    changeset_close(actor, work=work, description="create contact")
    return ContactView.of(row, groups=groups)


def contact_update(actor: Actor, *, contact: int, draft: ContactDraft, version: int | None = None) -> ContactView:
    """Replace a contact by its draft; a draft that is ``removed`` hides it.

    Raises as ``contact_create`` (with CHANGE_CONTACTS) and ``contact_remove`` do, and ``ChangedMeanwhileError``.
    """
    actor.require(Privilege.CHANGE_CONTACTS)
    row = _contact(actor, contact)
    before = ContactView.read(row)
    if draft.removed:
        contact_remove(actor, contact=contact, version=version)
        row.refresh_from_db()
        return ContactView.of(row, groups=before.groups)
    if version is not None and version != row.version:
        raise ChangedMeanwhileError
    stored, current = contact_payload(row, before.groups), row.version
    for column, value in _values(actor, draft, before=before).items():
        setattr(row, column, value)
    groups = tuple(sorted({*draft.groups}))
    if contact_payload(row, groups) == stored:
        return before
    row.version, row.modified_at = current + 1, actor.now
    work = Work(actor)
    if groups != before.groups:
        groups_set(actor, work=work, contact=row, groups=draft.groups)
    columns = {field.attname: getattr(row, field.attname) for field in _COLUMNS}
    if not Contact.objects.filter(id=row.id, version=current).update(**columns):
        raise ChangedMeanwhileError
    work.changes.append(Change("contact", row.id, "update", stored, contact_payload(row, groups)))
    changeset_close(actor, work=work, description="update contact")
    return ContactView.of(row, groups=groups)


def contact_remove(actor: Actor, *, contact: int, version: int | None = None) -> None:
    """Hide a contact.

    Raises:
        ForbiddenError: without REMOVE_CONTACTS. NotFoundError: no such contact.
        InUseError: records or subcontacts that are not removed name it: archive it instead.
        ChangedMeanwhileError: it is no longer at ``version``.
    """
    actor.require(Privilege.REMOVE_CONTACTS)
    Work(actor).lock()
    row = _contact(actor, contact)
    named = {"business_id": actor.business.id, "contact_id": contact, "removed": False}
    if any(model.objects.filter(**named).exists() for model in (Record, Order, ShoeboxItem)):
        message = "Records name this contact: archive it instead of removing it."
        raise InUseError(message)
    below = Contact.objects.filter(business_id=actor.business.id, parent_id=contact, removed=False)
    subcontact = below.order_by("id").values_list("id", flat=True).first()
    if subcontact is not None:
        message = "Contacts hang below this one: archive it instead of removing it."
        raise InUseError(message, conflicting=subcontact)
    row_update(actor, row=row, values={"removed": True}, kind="contact", version=version)


def _contact(actor: Actor, contact: int) -> Contact:
    row = contacts_grouped(actor).filter(id=contact, removed=False).first()
    if row is None:
        raise NotFoundError
    return row


def _values(actor: Actor, draft: ContactDraft, *, before: ContactView | None = None) -> dict[str, Any]:
    if not draft.name.strip():
        message = "A contact needs a name."
        raise InvalidError(message, field="contact_information.name")
    if len(draft.name.strip()) > MAX_NAME:  # first and last name make one together
        message = f"The name of a contact has at most {MAX_NAME} characters."
        raise InvalidError(message, field="contact_information.name")
    if draft.payment_terms:
        _check_terms(actor, draft.payment_terms)
    if draft.parent is not None and (before is None or draft.parent != before.parent):
        _check_parent(actor, draft.parent, None if before is None else before.id)
    if draft.linked_business is not None and (before is None or draft.linked_business != before.linked_business):
        _check_linked(actor, draft.linked_business)
    return {
        "type": str(draft.type),
        "name": draft.name.strip(),
        "contact_information": dict(draft.contact_information),
        "currency": currency_known(draft.currency).code if draft.currency else None,
        **_accounts(actor, draft),
        "default_tax_code": draft.default_tax_code,
        "payment_terms": draft.payment_terms,
        "prefix": draft.prefix,
        "organization": draft.organization,
        "parent_id": draft.parent,
        "linked_business_id": draft.linked_business,
        "comments": list(draft.comments),
        "archived": draft.archived,
    }


def _accounts(actor: Actor, draft: ContactDraft) -> dict[str, int | None]:
    named: dict[str, int | None] = {field: getattr(draft, field) for field in ACCOUNTS}
    wanted = {account for account in named.values() if account is not None}
    rows = Account.objects.filter(business_id=actor.business.id, id__in=wanted, removed=False)
    known = dict(rows.values_list("id", "type")) if wanted else {}
    for field, account in named.items():
        if account is None:
            continue
        if account not in known:
            raise AccountUnknownError(field=field)
        if known[account] != _TYPES.get(field, known[account]):
            raise AccountUnusableError(field=field)
    return {f"{field}_id": account for field, account in named.items()}


def _check_terms(actor: Actor, terms: str) -> None:
    try:
        due_date(terms, actor.now.date())
    except InvalidError as error:
        raise InvalidError(error.message, field="payment_terms") from error


def _check_parent(actor: Actor, parent: int, contact: int | None) -> None:
    """Refuse a parent that is not a contact of the business, or that hangs below the contact itself."""
    parents = dict(Contact.objects.filter(business_id=actor.business.id).values_list("id", "parent_id"))
    above: int | None = parent
    while above is not None:
        if above == contact or above not in parents:
            message = "The parent must be another contact of this business, not one below this."
            raise InvalidError(message, field="parent")
        above = parents[above]


def _check_linked(actor: Actor, business: int) -> None:
    """Refuse a link to the contact's own business, or to one that the caller cannot look into."""
    try:
        actor_get(actor.caller, business=business)
        found = business != actor.business.id
    except (NotFoundError, RestrictedError):
        found = False
    if not found:
        message = "The linked business must be another one that you have access to."
        raise InvalidError(message, field="linked_business")
