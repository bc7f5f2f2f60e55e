"""What the database refuses about items, their categories and stock: a part of ``ledger.guards``."""

from __future__ import annotations

from businesses.guards import (
    Guard,
    business_key,
    fixed,
    same_business,
    same_business_later,
    unchangeable,
    undeletable,
    unreplaceable,
)

ITEM, CATEGORY, MOVEMENT = "ledger_item", "ledger_itemcategory", "ledger_stockmovement"
MOVEMENT_COLUMNS = (
    "id",
    "business_id",
    "item_id",
    "record_id",
    "position",
    "date",
    "quantity",
    "cost",
    "own",
    "inventory_account_id",
    "cogs_account_id",
    "changeset_id",
)
_ACCOUNT = "accounts_account"
_REFERENCES = {
    CATEGORY: {"parent_id": CATEGORY, "default_account_id": _ACCOUNT},
    ITEM: {
        "category_id": CATEGORY,
        "credit_account_id": _ACCOUNT,
        "debit_account_id": _ACCOUNT,
        "inventory_account_id": _ACCOUNT,
        "cogs_account_id": _ACCOUNT,
    },
}
_OF_MOVEMENT = {
    "item_id": ITEM,
    "record_id": "ledger_record",
    "inventory_account_id": _ACCOUNT,
    "cogs_account_id": _ACCOUNT,
}

ITEM_GUARDS: list[Guard] = [
    *(business_key(table) for table in (CATEGORY, ITEM)),
    *(guard for table in (CATEGORY, ITEM) for guard in undeletable(table)),
    *(fixed(table) for table in (CATEGORY, ITEM)),
    *(
        guard
        for table, targets in _REFERENCES.items()
        for column, target in targets.items()
        for guard in same_business(table, column, target)
    ),
]
"""The guards of these tables."""
MOVEMENT_GUARDS: list[Guard] = [
    *undeletable(MOVEMENT),
    unchangeable(MOVEMENT, MOVEMENT_COLUMNS, once="superseded_id"),
    *unreplaceable(
        MOVEMENT, ("record_id", "position"), constraint="ledger_stockmovement_once", where="{row}.superseded_id IS NULL"
    ),
    *(guard for column, target in _OF_MOVEMENT.items() for guard in same_business(MOVEMENT, column, target)),
    *(
        guard
        for column in ("changeset_id", "superseded_id")
        for guard in same_business_later(MOVEMENT, column, "businesses_changeset")
    ),
]
"""The guards of the movements of tracked items; that none comes into a locked period is with the entries."""
