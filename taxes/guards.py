"""What the database refuses about taxes."""

from __future__ import annotations

from businesses.guards import Guard, business_key, same_business, undeletable

GUARDS: list[Guard] = [
    business_key("taxes_tax"),
    *undeletable("taxes_tax"),
    *undeletable("taxes_taxcode"),
    *same_business("taxes_tax", "payable_account_id", "accounts_account"),
    *same_business("taxes_tax", "receivable_account_id", "accounts_account"),
    *same_business("taxes_tax", "expense_account_id", "accounts_account"),
]
"""The guards of this room."""
