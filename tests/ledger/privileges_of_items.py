"""Every entrance about items and their categories: its privilege, and a call."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ledger.selectors.inventory import inventory_entry_list
from ledger.selectors.item_categories import category_get, category_list, category_parents
from ledger.selectors.items import item_get, item_list
from ledger.services.item_categories import CategoryDraft, category_create, category_remove, category_update
from ledger.services.items import ItemDraft, item_create, item_remove, item_update

if TYPE_CHECKING:
    from collections.abc import Callable

    from businesses.actors import Actor
    from tests.support.builders import World

ITEM, CATEGORY = ItemDraft(name="Bread"), CategoryDraft(name="Food")
ITEMS: dict[Callable[..., object], tuple[str, Callable[[Actor, Any], object]]] = {
    inventory_entry_list: ("VIEW_ITEMS", lambda a, _: inventory_entry_list(a)),
    item_get: ("VIEW_ITEMS", lambda a, s: item_get(a, item=s.item)),
    item_list: ("VIEW_ITEMS", lambda a, _: item_list(a)),
    item_create: ("ADD_ITEMS", lambda a, _: item_create(a, draft=ITEM)),
    item_update: ("CHANGE_ITEMS", lambda a, s: item_update(a, item=s.item, draft=ITEM)),
    item_remove: ("REMOVE_ITEMS", lambda a, s: item_remove(a, item=s.item)),
    category_get: ("VIEW_ITEMS", lambda a, s: category_get(a, category=s.category)),
    category_list: ("VIEW_ITEMS", lambda a, _: category_list(a)),
    category_parents: ("VIEW_ITEMS", lambda a, _: category_parents(a)),
    category_create: ("ADD_ITEMS VIEW_ITEMS", lambda a, _: category_create(a, draft=CATEGORY)),
    category_update: (
        "CHANGE_ITEMS VIEW_ITEMS",
        lambda a, s: category_update(a, category=s.category, draft=CATEGORY),
    ),
    category_remove: ("REMOVE_ITEMS", lambda a, s: category_remove(a, category=s.category)),
}
"""Each with the privileges that it needs, and a call on the stage of ``test_privileges`` that nothing else stops."""

HIDING: list[tuple[str, Callable[[Actor, Any], object]]] = [
    ("REMOVE_ITEMS", lambda a, s: item_update(a, item=s.item, draft=replace(ITEM, removed=True))),
    ("REMOVE_ITEMS", lambda a, s: category_update(a, category=s.category, draft=replace(CATEGORY, removed=True))),
]
"""Updates that hide, with the privilege that they need beside."""


def items_made(world: World) -> dict[str, Any]:
    """Return an item and a category for the stage."""
    return {"item": world.item(), "category": category_create(world.actor, draft=CATEGORY).id}
