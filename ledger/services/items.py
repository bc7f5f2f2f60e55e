"""Items are made, changed and taken away."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from accounts.models import Account
from bookkeeping.books import AccountType, DefaultAccount
from bookkeeping.errors import AccountMissingError, AccountUnknownError, AccountUnusableError, InvalidError
from businesses import allocator
from businesses.errors import InUseError, NotFoundError
from businesses.roles import Privilege
from businesses.services.changesets import Work
from businesses.services.rows import row_create, row_update
from ledger.models import Item, ItemCategory
from ledger.selectors.items import ItemView
from ledger.selectors.usage import item_named

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from businesses.actors import Actor

_TYPES = {"inventory_account": AccountType.INVENTORY, "cogs_account": AccountType.COST_OF_GOODS_SOLD}
"""The type that these accounts of an item must have."""
_ACCOUNTS = ("credit_account", "debit_account", *_TYPES)


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemDraft:
    """An item as a client describes it; rates are prices in major units. An empty tax code means no tax."""

    name: str
    code: str = ""
    sku: str = ""
    description: str = ""
    category: int | None = None
    credit_account: int | None = None
    debit_account: int | None = None
    inventory_account: int | None = None
    cogs_account: int | None = None
    default_sell_rate: Decimal | None = None
    default_buy_rate: Decimal | None = None
    default_tax_code: str | None = None
    default_discount_code: str = ""
    default_note: str = ""
    tracked: bool = False
    archived: bool = False
    removed: bool = False


def item_create(actor: Actor, *, draft: ItemDraft) -> ItemView:
    """Add an item and return it.

    Raises:
        ForbiddenError: without ADD_ITEMS.
        InvalidError: no name, or an account or category that is not there or of the wrong type; a tracked item that
            lacks its inventory account or that of the cost of goods sold, which have defaults (see ``_tracked``).
    """
    actor.require(Privilege.ADD_ITEMS)
    values = _values(actor, draft)
    row = Item(
        id=allocator.one_id(),
        business_id=actor.business.id,
        created_at=actor.now,
        modified_at=actor.now,
        **values,
    )
    row_create(actor, row=row, kind="item")
    return ItemView.of(row)


def item_update(actor: Actor, *, item: int, draft: ItemDraft, version: int | None = None) -> ItemView:
    """Replace an item by its draft; a draft that is ``removed`` hides it.

    Raises as ``item_create`` (with CHANGE_ITEMS) and ``item_remove`` do, ``ChangedMeanwhileError``, and
    ``InUseError``: records name it, so it stays tracked or not, in the inventory account that it has.
    """
    actor.require(Privilege.CHANGE_ITEMS)
    if draft.removed:
        item_remove(actor, item=item, version=version)
        return ItemView.of(Item.objects.get(business_id=actor.business.id, id=item))
    Work(actor).lock()
    row = _item(actor, item)
    values = _values(actor, draft)
    _check_settled(actor, row, values)
    row_update(actor, row=row, values=values, kind="item", version=version)
    return ItemView.of(row)


def item_remove(actor: Actor, *, item: int, version: int | None = None) -> None:
    """Hide an item.

    Raises:
        ForbiddenError: without REMOVE_ITEMS. NotFoundError: no such item.
        InUseError: lines of records that are not removed name it: archive it instead.
        ChangedMeanwhileError: it is no longer at ``version``.
    """
    actor.require(Privilege.REMOVE_ITEMS)
    Work(actor).lock()
    row = _item(actor, item)
    user = item_named(actor, item=item)
    if user is not None:
        message = "Records name this item: archive it instead of removing it."
        raise InUseError(message, conflicting=user)
    row_update(actor, row=row, values={"removed": True}, kind="item", version=version)


def _item(actor: Actor, item: int) -> Item:
    row = Item.objects.filter(business_id=actor.business.id, id=item, removed=False).first()
    if row is None:
        raise NotFoundError
    return row


def _values(actor: Actor, draft: ItemDraft) -> dict[str, Any]:
    """Return the columns that a draft fills, once it is sound."""
    if not draft.name.strip():
        message = "An item needs a name."
        raise InvalidError(message, field="name")
    here = ItemCategory.objects.filter(business_id=actor.business.id, removed=False)
    if draft.category is not None and not here.filter(id=draft.category).exists():
        message = "There is no such category."
        raise InvalidError(message, field="category")
    accounts = _accounts(actor, draft)
    return {
        "name": draft.name.strip(),
        "code": draft.code,
        "sku": draft.sku,
        "description": draft.description,
        "category_id": draft.category,
        **{f"{field}_id": accounts[field] for field in _ACCOUNTS},
        "default_sell_rate": draft.default_sell_rate,
        "default_buy_rate": draft.default_buy_rate,
        "default_tax_code": draft.default_tax_code,
        "default_discount_code": draft.default_discount_code,
        "default_note": draft.default_note,
        "tracked": draft.tracked,
        "archived": draft.archived,
    }


def _accounts(actor: Actor, draft: ItemDraft) -> dict[str, int | None]:
    named: dict[str, int | None] = {field: getattr(draft, field) for field in _ACCOUNTS}
    wanted = {account for account in named.values() if account is not None}
    known: dict[int, str] = {}
    if wanted:
        rows = Account.objects.filter(business_id=actor.business.id, id__in=wanted, removed=False)
        known = dict(rows.values_list("id", "type"))
    for field, account in named.items():
        if account is None:
            continue
        if account not in known:
            raise AccountUnknownError(field=field)
        if known[account] != _TYPES.get(field, known[account]):
            message = f"The account must be of type {_TYPES[field]}."
            raise AccountUnusableError(message, field=field)
    return _tracked(actor, named, known) if draft.tracked else named


def _tracked(actor: Actor, named: dict[str, int | None], known: Mapping[int, str]) -> dict[str, int | None]:
    """Fill in what a tracked item needs: the business's inventory account, and an account for the cost of goods sold.

    That is ``debit_account`` if it is of this type, else the first such account of the chart.
    """
    if named["inventory_account"] is None:
        usual = Account.objects.filter(business_id=actor.business.id, default_for=DefaultAccount.INVENTORY)
        named["inventory_account"] = usual.values_list("id", flat=True).first()
    debit = named["debit_account"]
    if named["cogs_account"] is None and debit is not None and known[debit] == AccountType.COST_OF_GOODS_SOLD:
        named["cogs_account"] = debit
    if named["cogs_account"] is None:
        usable = Account.objects.filter(
            business_id=actor.business.id, type=AccountType.COST_OF_GOODS_SOLD, removed=False, archived=False
        )
        named["cogs_account"] = usable.order_by("number", "id").values_list("id", flat=True).first()
    for field in _TYPES:
        if named[field] is None:
            message = "A tracked item needs this account, and the business has none."
            raise AccountMissingError(message, field=field)
    return named


def _check_settled(actor: Actor, row: Item, values: Mapping[str, Any]) -> None:
    """Refuse to change what the stock of an item that records name is booked by."""
    changed = [
        field
        for field, column in (("tracked", "tracked"), ("inventory_account", "inventory_account_id"))
        if values[column] != getattr(row, column) and (row.tracked or values["tracked"])
    ]
    user = item_named(actor, item=row.id, removed_too=True) if changed else None
    if user is not None:
        message = "Records name this item: it stays tracked or not, and in its inventory account."
        raise InUseError(message, field=changed[0], conflicting=user)
