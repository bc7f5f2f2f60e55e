"""Reads of items."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from businesses.errors import NotFoundError
from businesses.keyset import Order, contains, text_key
from businesses.paging import EVERYTHING, Listed, Page
from businesses.roles import Privilege
from ledger.models import Item

if TYPE_CHECKING:
    from datetime import datetime
    from decimal import Decimal

    from businesses.actors import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemView:
    """An item as it is stored; ``code`` is what its users call it, rates are prices in major units."""

    id: int
    business: int
    name: str
    code: str
    sku: str
    description: str
    category: int | None
    credit_account: int | None
    debit_account: int | None
    inventory_account: int | None
    cogs_account: int | None
    default_sell_rate: Decimal | None
    default_buy_rate: Decimal | None
    default_tax_code: str | None
    default_discount_code: str
    default_note: str
    tracked: bool
    archived: bool
    removed: bool
    created_at: datetime
    modified_at: datetime
    version: int

    @classmethod
    def of(cls, row: Item) -> ItemView:
        """Return a row as a view."""
        return cls(
            id=row.id,
            business=row.business_id,
            name=row.name,
            code=row.code,
            sku=row.sku,
            description=row.description,
            category=row.category_id,
            credit_account=row.credit_account_id,
            debit_account=row.debit_account_id,
            inventory_account=row.inventory_account_id,
            cogs_account=row.cogs_account_id,
            default_sell_rate=row.default_sell_rate,
            default_buy_rate=row.default_buy_rate,
            default_tax_code=row.default_tax_code,
            default_discount_code=row.default_discount_code,
            default_note=row.default_note,
            tracked=row.tracked,
            archived=row.archived,
            removed=row.removed,
            created_at=row.created_at,
            modified_at=row.modified_at,
            version=row.version,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemFilter:
    """Which items a list shows, None: any; ``among``: some ids. ``search`` looks into name, code, SKU, description."""

    archived: bool | None = None
    tracked: bool | None = None
    category: int | None = None
    include_removed: bool = False
    search: str = ""
    among: frozenset[int] | None = None


def item_get(actor: Actor, *, item: int) -> ItemView:
    """Return an item that is not removed; raise ``NotFoundError``, or ``ForbiddenError`` without VIEW_ITEMS."""
    actor.require(Privilege.VIEW_ITEMS)
    row = Item.objects.filter(business_id=actor.business.id, id=item, removed=False).first()
    if row is None:
        raise NotFoundError
    return ItemView.of(row)


def item_list(actor: Actor, *, filters: ItemFilter | None = None, page: Page = EVERYTHING) -> Listed[ItemView]:
    """Return a page of the items of the business by name (in the order of ``businesses.keyset``).

    Raises:
        ForbiddenError: without VIEW_ITEMS. InvalidError: ``page.after`` is of another list.
    """
    actor.require(Privilege.VIEW_ITEMS)
    filters = filters or ItemFilter()
    rows = Item.objects.filter(business_id=actor.business.id)
    if filters.among is not None:
        rows = rows.filter(id__in=filters.among)
    if not filters.include_removed:
        rows = rows.filter(removed=False)
    for column in ("archived", "tracked"):
        if (wanted := getattr(filters, column)) is not None:
            rows = rows.filter(**{column: wanted})
    if filters.category is not None:
        rows = rows.filter(category_id=filters.category)
    if text := filters.search.strip():
        rows = rows.filter(contains(text, "name", "code", "sku", "description"))
    found = Order(f"items-{actor.business.id}", text_key("name")).listed(rows, page)
    return Listed((ItemView.of(row) for row in found), more=found.more, after=found.after)
