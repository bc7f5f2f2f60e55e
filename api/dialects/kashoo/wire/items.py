"""Items and their categories (operations 43 to 47; seed 002, types item and itemCategoryInfo)."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from api.common.wire import Id, Prose, Text60, Text200, Wire, exact, milliseconds, plain
from api.dialects.kashoo.wire.base import Link, href, link
from api.dialects.kashoo.wire.queries import ListQuery
from ledger.selectors.items import ItemFilter
from ledger.services.item_categories import CategoryDraft
from ledger.services.items import ItemDraft

if TYPE_CHECKING:
    from ledger.selectors.item_categories import CategoryView
    from ledger.selectors.items import ItemView


class ItemIn(Wire):
    """An item as a client sends it: rates are prices in major units, ``itemId`` is what its users call it."""

    name: Text200
    item_id: Text60 | None = None
    sku: Text60 | None = None
    description: Prose | None = None
    category: Id | None = None
    credit_account: Id | None = None
    debit_account: Id | None = None
    inventory_account: Id | None = None
    cogs_account: Id | None = None
    default_sell_rate: Decimal | None = None
    default_buy_rate: Decimal | None = None
    default_tax_code: Text200 | None = None
    default_discount_code: Text200 | None = None
    default_note: Prose | None = None
    tracked: bool | None = None
    archived: bool | None = None
    removed: bool | None = None

    def to_draft(self) -> ItemDraft:
        """Return the draft that the client means; raise ``InvalidError`` for a rate out of bounds."""
        return ItemDraft(
            name=self.name,
            code=self.item_id or "",
            sku=self.sku or "",
            description=self.description or "",
            category=self.category,
            credit_account=self.credit_account,
            debit_account=self.debit_account,
            inventory_account=self.inventory_account,
            cogs_account=self.cogs_account,
            default_sell_rate=exact(self.default_sell_rate, field="defaultSellRate"),
            default_buy_rate=exact(self.default_buy_rate, field="defaultBuyRate"),
            default_tax_code=self.default_tax_code,
            default_discount_code=self.default_discount_code or "",
            default_note=self.default_note or "",
            tracked=bool(self.tracked),
            archived=bool(self.archived),
            removed=bool(self.removed),
        )


class ItemQuery(ListQuery):
    """Which items; ``search`` looks into name, itemId, SKU and description."""

    archived: bool | None = None
    tracked: bool | None = None
    category: Id | None = None
    include_removed: bool = False
    search: Text200 = ""

    def filters(self) -> ItemFilter:
        """Return the filter."""
        return ItemFilter(
            archived=self.archived,
            tracked=self.tracked,
            category=self.category,
            include_removed=self.include_removed,
            search=self.search,
        )


class ItemOut(Wire):
    """An item (seeds 000 and 002). A ``defaultTaxCode`` of null says nothing, an empty one that there is no tax."""

    id: int
    item_id: str
    business: int
    name: str
    sku: str
    description: str
    default_tax_code: str | None
    default_discount_code: str
    default_buy_rate: Decimal | None
    default_sell_rate: Decimal | None
    default_note: str
    inventory_account: int | None
    cogs_account: int | None
    credit_account: int | None
    debit_account: int | None
    category: int | None
    removed: bool
    tracked: bool
    archived: bool
    last_modified: int | None
    links: list[Link]
    link: list[Link]
    read_only: bool = False
    effective_id: None = None

    @classmethod
    def of(cls, item: ItemView) -> ItemOut:
        """Return an item as clients read it."""
        links = [Link(item_href(item.business, item.id), "self"), link("business", "businesses", item.business)]
        return cls(
            id=item.id,
            item_id=item.code,
            business=item.business,
            name=item.name,
            sku=item.sku,
            description=item.description,
            default_tax_code=item.default_tax_code,
            default_discount_code=item.default_discount_code,
            default_buy_rate=plain(item.default_buy_rate),
            default_sell_rate=plain(item.default_sell_rate),
            default_note=item.default_note,
            inventory_account=item.inventory_account,
            cogs_account=item.cogs_account,
            credit_account=item.credit_account,
            debit_account=item.debit_account,
            category=item.category,
            removed=item.removed,
            tracked=item.tracked,
            archived=item.archived,
            last_modified=milliseconds(item.modified_at),
            links=links,
            link=links,
        )


class CategoryIn(Wire):
    """A category as a client sends it. ``defaultAccount`` is for lines whose item names no account."""

    name: Text200
    parent: Id | None = None
    default_account: Id | None = None
    removed: bool | None = None

    def to_draft(self) -> CategoryDraft:
        """Return the draft that the client means."""
        return CategoryDraft(
            name=self.name,
            parent=self.parent,
            default_account=self.default_account,
            removed=bool(self.removed),
        )


class CategoryOut(Wire):
    """A category with its items and the categories right below it."""

    id: int
    business: int
    name: str
    parent: int | None
    default_account: int | None
    items: list[ItemOut]
    children: list[CategoryOut]
    removed: bool
    links: list[Link]
    link: list[Link]
    read_only: bool = False

    @classmethod
    def of(cls, category: CategoryView) -> CategoryOut:
        """Return a category as clients read it."""
        address = category_href(category.business, category.id)
        links = [Link(address, "self"), link("business", "businesses", category.business)]
        return cls(
            id=category.id,
            business=category.business,
            name=category.name,
            parent=category.parent,
            default_account=category.default_account,
            items=[ItemOut.of(item) for item in category.items],
            children=[cls.of(child) for child in category.children],
            removed=category.removed,
            links=links,
            link=links,
        )


def item_href(business: int, item: int) -> str:
    """Return the address of an item."""
    return f"{href('businesses', business)}/items/{item}"


def category_href(business: int, category: int) -> str:
    """Return the address of a category."""
    return f"{href('businesses', business)}/itemCategories/{category}"
