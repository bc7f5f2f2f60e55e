"""What the database refuses about items and their categories: a part of ``ledger.guards``."""

from __future__ import annotations

from businesses.guards import Guard, business_key, fixed, same_business, undeletable

ITEM, CATEGORY = "ledger_item", "ledger_itemcategory"
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
