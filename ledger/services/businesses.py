"""Changing a business's settings, as far as the books allow it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from accounts.services.businesses import business_remove, business_replace
from businesses.roles import Privilege
from businesses.services.changesets import Work
from ledger.selectors.usage import business_posted, business_stocked

if TYPE_CHECKING:
    from accounts.drafts import BusinessDraft
    from businesses.actors import Actor


def business_update(actor: Actor, *, draft: BusinessDraft, version: int | None = None) -> None:
    """Replace a business's settings by a draft; a draft that is ``removed`` hides the business.

    Raises as ``accounts.services.businesses.business_replace`` and ``business_remove`` do.
    """
    actor.require(Privilege.CHANGE_BUSINESS_SETTINGS)
    Work(actor).lock()
    if draft.removed:
        business_remove(actor, version=version)
    else:
        posted, stocked = business_posted(actor), partial(business_stocked, actor)
        business_replace(actor, draft=draft, posted=posted, stocked=stocked, version=version)
