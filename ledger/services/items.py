"""Items are made, as far as records name them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from businesses import allocator
from businesses.roles import Privilege
from businesses.services.rows import row_create
from ledger.models import Item

if TYPE_CHECKING:
    from decimal import Decimal

    from businesses.actors import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemDraft:
    """An item as it is described; rates are prices in major units. An empty tax code means no tax."""

    name: str
    sku: str = ""
    description: str = ""
    credit_account: int | None = None
    debit_account: int | None = None
    default_sell_rate: Decimal | None = None
    default_buy_rate: Decimal | None = None
    default_tax_code: str | None = None
    default_note: str = ""


def item_create(actor: Actor, *, draft: ItemDraft) -> int:
    """Add an item and return its id; raise ``ForbiddenError`` without ADD_ITEMS."""
    actor.require(Privilege.ADD_ITEMS)
    row = Item(
        id=allocator.one_id(),
        business_id=actor.business.id,
        name=draft.name,
        sku=draft.sku,
        description=draft.description,
        credit_account_id=draft.credit_account,
        debit_account_id=draft.debit_account,
        default_sell_rate=draft.default_sell_rate,
        default_buy_rate=draft.default_buy_rate,
        default_tax_code=draft.default_tax_code,
        default_note=draft.default_note,
        created_at=actor.now,
        modified_at=actor.now,
    )
    row_create(actor, row=row, kind="item")
    return row.id
