"""What the database refuses about accounts."""

from __future__ import annotations

from businesses.guards import Guard, business_key, fixed, same_business, undeletable, unreplaceable

GUARDS: list[Guard] = [
    business_key("accounts_account"),
    *undeletable("accounts_account"),
    *unreplaceable("accounts_account", ("business_id", "default_for"), constraint="accounts_account_one_default"),
    fixed("accounts_account"),
    *same_business("accounts_account", "parent_id", "accounts_account"),
]
"""The guards of this room."""
