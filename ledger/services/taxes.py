"""Saving and removing taxes, as far as the books allow it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bookkeeping.checks import MAX_LINES
from bookkeeping.errors import InvalidError
from businesses.roles import Privilege
from businesses.services.changesets import Work, changeset_close
from ledger.selectors.usage import tax_named, taxes_named
from taxes.selectors.taxes import tax_get, tax_list
from taxes.services.taxes import tax_update, tax_withdraw, taxes_store

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from businesses.actors import Actor
    from taxes.drafts import TaxDraft
    from taxes.selectors.taxes import TaxView


def taxes_save(actor: Actor, *, drafts: Sequence[TaxDraft], seen: Mapping[int, int] | None = None) -> list[TaxView]:
    """Save taxes (operation 22): those without an id are made, the others changed, ``removed`` ones hidden.

    ``seen`` are the versions of all taxes, by id, that the caller relies on (None: whatever they are).

    Returns:
        All taxes of the business.

    Raises as ``taxes.services.taxes.taxes_store`` does; then nothing is stored.
    """
    actor.require(Privilege.ADD_TAXES)
    if len(drafts) > MAX_LINES:
        message = f"There are more than {MAX_LINES} taxes: too many."
        raise InvalidError(message)
    work = Work(actor)
    work.reserve(2 * len(drafts) + work.unnamed)  # locks the counter as well
    hidden = [draft.id for draft in drafts if draft.id is not None and draft.removed]
    taxes_store(actor, work=work, drafts=drafts, used=taxes_named(actor, taxes=hidden), seen=seen)
    if work.changes:
        changeset_close(actor, work=work, description=f"save {len(work.changes)} taxes")
    return tax_list(actor)


def tax_change(actor: Actor, *, tax: int, draft: TaxDraft, version: int | None = None) -> TaxView:
    """Replace a tax by its draft; a draft that is ``removed`` hides it."""
    if draft.removed:
        before = tax_get(actor, tax=tax)
        tax_remove(actor, tax=tax, version=version)
        return before.as_removed()
    return tax_update(actor, tax=tax, draft=draft, version=version)


def tax_remove(actor: Actor, *, tax: int, version: int | None = None) -> None:
    """Hide a tax; raise ``InUseError`` when records contain it."""
    actor.require(Privilege.REMOVE_TAXES)
    Work(actor).lock()
    tax_withdraw(actor, tax=tax, used=tax_named(actor, tax=tax), version=version)
