"""Drafts that say what is stored, with some changes."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any

from accounts.drafts import AccountDraft, BusinessDraft
from accounts.selectors.accounts import account_get
from accounts.selectors.businesses import business_get

if TYPE_CHECKING:
    from businesses.actors import Actor


def draft_of(actor: Actor, account: int, **changes: Any) -> AccountDraft:
    view = account_get(actor, account=account)
    return AccountDraft(**{**{field.name: getattr(view, field.name) for field in fields(AccountDraft)}, **changes})


def business_draft_of(actor: Actor, **changes: Any) -> BusinessDraft:
    view = business_get(actor)
    draft = BusinessDraft(**{field.name: getattr(view, field.name) for field in fields(BusinessDraft)})
    return replace(draft, **changes)
