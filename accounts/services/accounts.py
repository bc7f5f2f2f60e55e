"""Accounts are made, changed and taken away."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import fixtures
from accounts.currencies import currency_known
from accounts.models import Account
from accounts.selectors.accounts import AccountView, account_get
from bookkeeping.errors import InvalidError
from bookkeeping.terms import due_date
from businesses import allocator
from businesses.errors import ConflictError, InUseError, NotFoundError
from businesses.roles import Privilege
from businesses.services.rows import row_create, row_update

if TYPE_CHECKING:
    from accounts.drafts import AccountDraft
    from bookkeeping.books import AccountType
    from businesses.actors import Actor
    from businesses.services.changesets import Work


def account_create(actor: Actor, *, draft: AccountDraft, work: Work | None = None) -> AccountView:
    """Add an account to the chart and return it; ``work`` is the larger unit of work that needs it, if any.

    Raises:
        ForbiddenError: without ADD_ACCOUNTS.
        InvalidError: no name, an unknown currency, a parent that is not an account of this business.
    """
    actor.require(Privilege.ADD_ACCOUNTS)
    if draft.removed:
        message = "A new account cannot be removed already."
        raise InvalidError(message, field="removed")
    values = _values(actor, draft)
    row = Account(
        id=allocator.one_id(),
        business_id=actor.business.id,
        created_at=actor.now,
        modified_at=actor.now,
        **values,
    )
    row_create(actor, row=row, kind="account", work=work)
    return account_get(actor, account=row.id)


def account_replace(
    actor: Actor, *, account: int, draft: AccountDraft, posted: bool, version: int | None = None
) -> AccountView:
    """Replace an account by its draft. ``posted`` is the higher room's word whether it has postings.

    Raises:
        ForbiddenError: without CHANGE_ACCOUNTS.
        NotFoundError: no such account. InvalidError: as for ``account_create``.
        ConflictError: the type or currency changes and the account has postings; or the type, and it is a default.
        ChangedMeanwhileError: it is no longer at ``version``.
    """
    actor.require(Privilege.CHANGE_ACCOUNTS)
    row = _account(actor, account)
    values = _values(actor, draft, account=account)
    if posted and (values["type"], values["currency"]) != (row.type, row.currency):
        message = "The type and currency of an account with postings cannot change."
        raise ConflictError(message, field="type" if values["type"] != row.type else "currency")
    if row.default_for and values["archived"]:
        message = "A default account is needed: make another account the default first."
        raise ConflictError(message, field="archived")
    if row.default_for and values["type"] != row.type:
        message = "A default account keeps its type: make another account the default first."
        raise ConflictError(message, field="type")
    row_update(actor, row=row, values=values, kind="account", version=version)
    return account_get(actor, account=account)


def account_withdraw(actor: Actor, *, account: int, used: bool, version: int | None = None) -> None:
    """Take an account out of the chart. ``used`` is the higher room's word whether anything names it.

    Raises:
        ForbiddenError: without REMOVE_ACCOUNTS.
        NotFoundError: no such account.
        InUseError: it is a system or default account, or it is used: archive it instead.
        ChangedMeanwhileError: it is no longer at ``version``.
    """
    actor.require(Privilege.REMOVE_ACCOUNTS)
    row = _account(actor, account)
    if row.system or row.default_for:
        message = "This account is needed by the business and cannot be removed."
        raise InUseError(message)
    if used:
        message = "This account is in use: archive it instead of removing it."
        raise InUseError(message)
    row_update(actor, row=row, values={"removed": True}, kind="account", version=version)


def number_free(actor: Actor, *, kind: AccountType) -> str:
    """Return the first number of the type's range above all that are taken in it, or else a gap, or one behind it."""
    span = next(row for row in fixtures.load("account_types") if row["type"] == kind)
    taken = Account.objects.filter(business_id=actor.business.id).values_list("number", flat=True)
    inside = [int(text) for text in taken if text.isascii() and text.isdigit() and len(text) < 10]
    highest = max((n for n in inside if span["numbersStart"] <= n <= span["numbersEnd"]), default=None)
    candidate: int = span["numbersStart"]
    if highest is not None and highest != span["numbersEnd"]:
        candidate = highest + 1
    while candidate in inside:
        candidate += 1
    return str(candidate)


def _account(actor: Actor, account: int) -> Account:
    row = Account.objects.filter(business_id=actor.business.id, id=account, removed=False).first()
    if row is None:
        raise NotFoundError
    return row


def _values(actor: Actor, draft: AccountDraft, *, account: int | None = None) -> dict[str, Any]:
    if not draft.name.strip():
        message = "An account needs a name."
        raise InvalidError(message, field="name")
    if draft.standard_terms:
        due_date(draft.standard_terms, actor.now.date(), field="standard_terms")
    if draft.parent is not None:
        _check_parent(actor, draft.parent, account)
    currency = currency_known(draft.currency).code if draft.currency else None
    return {
        "name": draft.name.strip(),
        "number": (draft.number or "").strip() or number_free(actor, kind=draft.type),
        "type": str(draft.type),
        "currency": currency,
        "description": draft.description,
        "standard_terms": draft.standard_terms,
        "open_date": draft.open_date,
        "parent_id": draft.parent,
        "tax_number": draft.tax_number,
        "tax_authority_code": draft.tax_authority_code,
        "feed": draft.feed,
        "archived": draft.archived,
    }


def _check_parent(actor: Actor, parent: int, account: int | None) -> None:
    """Refuse a parent that is not an account of the business, or that hangs below the account itself."""
    parents = dict(Account.objects.filter(business_id=actor.business.id).values_list("id", "parent_id"))
    above: int | None = parent
    while above is not None:
        if above == account or above not in parents:
            message = "The parent must be another account of this business, not one below this."
            raise InvalidError(message, field="parent")
        above = parents[above]
