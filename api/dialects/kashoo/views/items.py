"""Items (operations 43 to 47) and their categories (DESIGN, section 7)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from api.common.calls import NOTHING, Answer
from api.common.conditions import Shown
from api.common.described import Described, ListOf, PartOf
from api.dialects.kashoo.views.base import KashooEndpoint
from api.dialects.kashoo.views.lists import fields_named, listing, next_page, part
from api.dialects.kashoo.wire.inventory import InventoryEntryOut, InventoryQuery
from api.dialects.kashoo.wire.items import (
    CategoryIn,
    CategoryOut,
    ItemIn,
    ItemOut,
    ItemQuery,
    category_href,
    item_href,
)
from api.dialects.kashoo.wire.queries import FieldsQuery, ListQuery
from businesses.selectors.actors import actor_get
from ledger.selectors.inventory import inventory_entry_list
from ledger.selectors.item_categories import category_get, category_list
from ledger.selectors.items import item_get, item_list
from ledger.services.item_categories import category_create, category_remove, category_update
from ledger.services.items import item_create, item_remove, item_update

if TYPE_CHECKING:
    from collections.abc import Mapping

    from api.common.calls import Call
    from ledger.selectors.item_categories import CategoryView
    from ledger.selectors.items import ItemView


class ItemCollection(KashooEndpoint):
    """The items of a business."""

    described: ClassVar[Mapping[str, Described]] = {
        "get": Described(query=ItemQuery, answers={200: ListOf(ItemOut)}, privilege="VIEW_ITEMS"),
        "post": Described(body=ItemIn, answers={200: ItemOut}, privilege="ADD_ITEMS"),
    }

    def get(self, call: Call, business: int) -> Answer:
        """Get the items of the business, by name."""
        actor = actor_get(call.caller, business=business)
        query = call.query(ItemQuery)
        items = item_list(actor, filters=query.filters(), page=query.page())
        headers = next_page(call, items, query.page())
        return listing([ItemOut.of(item) for item in items], query.fields, ItemOut, element="item", headers=headers)

    def post(self, call: Call, business: int) -> Answer:
        """Create an item."""
        actor = actor_get(call.caller, business=business)
        item = item_create(actor, draft=call.body(ItemIn).to_draft())
        location = {"Location": item_href(business, item.id)}
        return Answer(ItemOut.of(item), headers=location, element="item", shown=_item_shown(item))


class ItemItem(KashooEndpoint):
    """One item."""

    described: ClassVar[Mapping[str, Described]] = {
        "get": Described(query=FieldsQuery, answers={200: ItemOut}, privilege="VIEW_ITEMS"),
        "put": Described(body=PartOf(ItemIn), answers={200: ItemOut}, privilege="VIEW_ITEMS and CHANGE_ITEMS"),
        "delete": Described(answers={204: None}, privilege="REMOVE_ITEMS"),
    }

    def get(self, call: Call, business: int, item: int) -> Answer:
        """Get an item, or only the fields asked for."""
        actor = actor_get(call.caller, business=business)
        names = fields_named(call.query(FieldsQuery).fields, ItemOut)
        stored = item_get(actor, item=item)
        return Answer(part(ItemOut.of(stored), names), element="item", shown=_item_shown(stored))

    def put(self, call: Call, business: int, item: int) -> Answer:
        """Update an item; ``archived`` puts it aside, ``removed`` hides it."""
        actor = actor_get(call.caller, business=business)
        stored = item_get(actor, item=item)
        version = call.expects(_item_shown(stored))
        draft = call.changed(ItemIn, ItemOut.of(stored)).to_draft()
        changed = item_update(actor, item=item, draft=draft, version=version)
        return Answer(ItemOut.of(changed), element="item", shown=_item_shown(changed))

    def delete(self, call: Call, business: int, item: int) -> Answer:
        """Remove an item that no record names."""
        actor = actor_get(call.caller, business=business)
        version = call.expected(lambda: _item_shown(item_get(actor, item=item)))
        item_remove(actor, item=item, version=version)
        return NOTHING


class InventoryEntries(KashooEndpoint):
    """What moved the stock of tracked items."""

    described: ClassVar[Mapping[str, Described]] = {
        "get": Described(query=InventoryQuery, answers={200: ListOf(InventoryEntryOut)}, privilege="VIEW_ITEMS")
    }

    def get(self, call: Call, business: int) -> Answer:
        """List the movements of stock, oldest first."""
        actor = actor_get(call.caller, business=business)
        query = call.query(InventoryQuery)
        entries = inventory_entry_list(actor, filters=query.filters(), page=query.page())
        shown = [InventoryEntryOut.of(entry, actor.business.currency) for entry in entries]
        headers = next_page(call, entries, query.page())
        return listing(shown, query.fields, InventoryEntryOut, element="inventoryEntries", headers=headers)


class CategoryCollection(KashooEndpoint):
    """The categories of a business's items."""

    described: ClassVar[Mapping[str, Described]] = {
        "get": Described(query=ListQuery, answers={200: ListOf(CategoryOut)}, privilege="VIEW_ITEMS"),
        "post": Described(body=CategoryIn, answers={201: CategoryOut}, privilege="ADD_ITEMS and VIEW_ITEMS"),
    }

    def get(self, call: Call, business: int) -> Answer:
        """List the categories that are below no other, by name, each with its items and those below it."""
        actor = actor_get(call.caller, business=business)
        query = call.query(ListQuery)
        categories = category_list(actor, page=query.page())
        shown = [CategoryOut.of(category) for category in categories]
        headers = next_page(call, categories, query.page())
        return listing(shown, query.fields, CategoryOut, element="itemCategory", headers=headers)

    def post(self, call: Call, business: int) -> Answer:
        """Add a category."""
        actor = actor_get(call.caller, business=business)
        category = category_create(actor, draft=call.body(CategoryIn).to_draft())
        location = {"Location": category_href(business, category.id)}
        return Answer(CategoryOut.of(category), 201, location, element="itemCategory", shown=_shown(category))


class CategoryItem(KashooEndpoint):
    """One category of items."""

    described: ClassVar[Mapping[str, Described]] = {
        "get": Described(answers={200: CategoryOut}, privilege="VIEW_ITEMS"),
        "put": Described(body=PartOf(CategoryIn), answers={200: CategoryOut}, privilege="VIEW_ITEMS and CHANGE_ITEMS"),
        "delete": Described(answers={204: None}, privilege="REMOVE_ITEMS"),
    }

    def get(self, call: Call, business: int, category: int) -> Answer:
        """Get a category with its items and all below it."""
        actor = actor_get(call.caller, business=business)
        stored = category_get(actor, category=category)
        return Answer(CategoryOut.of(stored), element="itemCategory", shown=_shown(stored))

    def put(self, call: Call, business: int, category: int) -> Answer:
        """Update a category; ``removed`` hides it."""
        actor = actor_get(call.caller, business=business)
        stored = category_get(actor, category=category)
        version = call.expects(_shown(stored))
        draft = call.changed(CategoryIn, CategoryOut.of(stored)).to_draft()
        changed = category_update(actor, category=category, draft=draft, version=version)
        return Answer(CategoryOut.of(changed), element="itemCategory", shown=_shown(changed))

    def delete(self, call: Call, business: int, category: int) -> Answer:
        """Remove a category that nothing is in."""
        actor = actor_get(call.caller, business=business)
        version = call.expected(lambda: _shown(category_get(actor, category=category)))
        category_remove(actor, category=category, version=version)
        return NOTHING


def _item_shown(item: ItemView) -> Shown:
    return Shown.of("item", item, modified=item.modified_at)


def _shown(category: CategoryView) -> Shown:
    return Shown.of("itemCategory", category)
