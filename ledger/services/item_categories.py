"""Categories of items are made, changed and taken away."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from accounts.models import Account
from bookkeeping.errors import AccountUnknownError, InvalidError
from businesses import allocator
from businesses.errors import InUseError, NotFoundError
from businesses.roles import Privilege
from businesses.services.changesets import Work
from businesses.services.rows import row_create, row_update
from ledger.models import Item, ItemCategory
from ledger.selectors.item_categories import CategoryView, category_get, category_parents

if TYPE_CHECKING:
    from businesses.actors import Actor

MAX_DEPTH = 10
"""So many categories may stand one below the other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryDraft:
    """A category as a client describes it."""

    name: str
    parent: int | None = None
    default_account: int | None = None
    removed: bool = False


def category_create(actor: Actor, *, draft: CategoryDraft) -> CategoryView:
    """Add a category and return it.

    Raises:
        ForbiddenError: without ADD_ITEMS. InvalidError: no name, or a parent or account that is not there.
    """
    actor.require(Privilege.ADD_ITEMS)
    row = ItemCategory(
        id=allocator.one_id(),
        business_id=actor.business.id,
        created_at=actor.now,
        modified_at=actor.now,
        **_values(actor, draft),
    )
    row_create(actor, row=row, kind="itemCategory")
    return category_get(actor, category=row.id)


def category_update(actor: Actor, *, category: int, draft: CategoryDraft, version: int | None = None) -> CategoryView:
    """Replace a category by its draft; a draft that is ``removed`` hides it.

    Raises as ``category_create`` (with CHANGE_ITEMS) and ``category_remove`` do, and ``ChangedMeanwhileError``.
    """
    actor.require(Privilege.CHANGE_ITEMS)
    Work(actor).lock()
    if draft.removed:
        return category_remove(actor, category=category, version=version)
    row = _category(actor, category)
    values = _values(actor, draft, category=category)
    row_update(actor, row=row, values=values, kind="itemCategory", version=version)
    return category_get(actor, category=category)


def category_remove(actor: Actor, *, category: int, version: int | None = None) -> CategoryView:
    """Hide a category, and return it.

    Raises:
        ForbiddenError: without REMOVE_ITEMS. NotFoundError: no such category.
        InUseError: items or other categories are in it. ChangedMeanwhileError: it is no longer at ``version``.
    """
    actor.require(Privilege.REMOVE_ITEMS)
    Work(actor).lock()
    row = _category(actor, category)
    here = {"business_id": actor.business.id, "removed": False}
    inside = (
        *Item.objects.filter(category_id=category, **here).order_by("id").values_list("id", flat=True)[:1],
        *ItemCategory.objects.filter(parent_id=category, **here).order_by("id").values_list("id", flat=True)[:1],
    )
    if inside:
        message = "Items or other categories are in this one: move them first."
        raise InUseError(message, conflicting=inside[0])
    row_update(actor, row=row, values={"removed": True}, kind="itemCategory", version=version)
    return CategoryView(
        id=row.id,
        business=row.business_id,
        name=row.name,
        parent=row.parent_id,
        default_account=row.default_account_id,
        items=(),
        children=(),
        removed=True,
        modified_at=row.modified_at,
        version=row.version,
    )


def _category(actor: Actor, category: int) -> ItemCategory:
    row = ItemCategory.objects.filter(business_id=actor.business.id, id=category, removed=False).first()
    if row is None:
        raise NotFoundError
    return row


def _values(actor: Actor, draft: CategoryDraft, *, category: int | None = None) -> dict[str, Any]:
    """Return the columns that a draft fills, once it is sound."""
    if not draft.name.strip():
        message = "A category needs a name."
        raise InvalidError(message, field="name")
    if draft.parent is not None:
        _check_parent(category_parents(actor), draft.parent, category)
    account = draft.default_account
    here = Account.objects.filter(business_id=actor.business.id, removed=False)
    if account is not None and not here.filter(id=account).exists():
        raise AccountUnknownError(field="default_account")
    return {"name": draft.name.strip(), "parent_id": draft.parent, "default_account_id": account}


def _check_parent(parents: dict[int, int | None], parent: int, category: int | None) -> None:
    """Refuse a parent that is not there or hangs below the category itself, and more levels than may be."""
    above: int | None = parent
    levels = 0
    while above is not None:
        if above == category or above not in parents:
            message = "The parent must be another category of this business, not one below this."
            raise InvalidError(message, field="parent")
        above, levels = parents[above], levels + 1
    if levels + _height(parents, category) > MAX_DEPTH:
        message = f"At most {MAX_DEPTH} categories stand one below the other."
        raise InvalidError(message, field="parent")


def _height(parents: dict[int, int | None], category: int | None) -> int:
    """Return how many levels a category and those below it take; 1 for a new one."""
    below = [child for child, parent in parents.items() if category is not None and parent == category]
    return 1 + max((_height(parents, child) for child in below), default=0)
