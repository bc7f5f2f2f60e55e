"""Reads of the categories of items: trees, with the items in them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from businesses.errors import NotFoundError
from businesses.keyset import Order, text_key
from businesses.paging import EVERYTHING, Listed, Page
from businesses.roles import Privilege
from ledger.models import Item, ItemCategory
from ledger.selectors.items import ItemView

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

    from businesses.actors import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryView:
    """A category with its items and the categories right below it, by name; nothing in it is removed."""

    id: int
    business: int
    name: str
    parent: int | None
    default_account: int | None
    items: tuple[ItemView, ...]
    children: tuple[CategoryView, ...]
    removed: bool
    modified_at: datetime
    version: int


def category_get(actor: Actor, *, category: int) -> CategoryView:
    """Return a category that is not removed, with all below it. Two statements.

    Raises:
        ForbiddenError: without VIEW_ITEMS. NotFoundError: no such category.
    """
    actor.require(Privilege.VIEW_ITEMS)
    rows = list(_standing(actor).order_by(text_key("name"), "id"))
    row = next((row for row in rows if row.id == category), None)
    if row is None:
        raise NotFoundError
    return _Forest(actor, rows).tree(row)


def category_list(actor: Actor, *, page: Page = EVERYTHING) -> Listed[CategoryView]:
    """Return a page of the categories that are below no other, by name, with all below them. Two statements.

    Raises:
        ForbiddenError: without VIEW_ITEMS. InvalidError: ``page.after`` is of another list.
    """
    actor.require(Privilege.VIEW_ITEMS)
    order = Order(f"item-categories-{actor.business.id}", text_key("name"))
    rows: list[Any] = list(order.window(_standing(actor), EVERYTHING))
    roots = [row for row in rows if row.parent_id is None]
    if page.after:
        place = order.places.read(page.after)
        roots = [row for row in roots if (row.sort_key, row.pk) > place]
    found = order.places.listed(roots[page.probe], page)
    forest = _Forest(actor, rows)
    return Listed((forest.tree(row) for row in found), more=found.more, after=found.after)


def category_parents(actor: Actor) -> dict[int, int | None]:
    """Return every category that is not removed, with the one above it; raise ``ForbiddenError`` without VIEW_ITEMS."""
    actor.require(Privilege.VIEW_ITEMS)
    return dict(_standing(actor).values_list("id", "parent_id"))


def _standing(actor: Actor) -> QuerySet[ItemCategory]:
    return ItemCategory.objects.filter(business_id=actor.business.id, removed=False)


class _Forest:
    """All categories of a business, in their order, as what hangs below what."""

    def __init__(self, actor: Actor, rows: list[ItemCategory]) -> None:
        """Read the items; one statement."""
        self.below: dict[int, list[ItemCategory]] = defaultdict(list)
        self.items: dict[int, list[ItemView]] = defaultdict(list)
        for row in rows:
            if row.parent_id is not None:
                self.below[row.parent_id].append(row)
        named = Item.objects.filter(business_id=actor.business.id, removed=False, category__isnull=False)
        for item in named.order_by(text_key("name"), "id"):
            self.items[item.category_id or 0].append(ItemView.of(item))

    def tree(self, row: ItemCategory) -> CategoryView:
        """Return a category with all below it; how deep that goes, ``ledger.services.item_categories`` bounds."""
        return CategoryView(
            id=row.id,
            business=row.business_id,
            name=row.name,
            parent=row.parent_id,
            default_account=row.default_account_id,
            items=tuple(self.items[row.id]),
            children=tuple(self.tree(child) for child in self.below[row.id]),
            removed=row.removed,
            modified_at=row.modified_at,
            version=row.version,
        )
