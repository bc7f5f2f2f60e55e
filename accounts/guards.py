"""What the database refuses about accounts."""

from __future__ import annotations

from businesses.guards import Guard, business_key, same_business, undeletable

GUARDS: list[Guard] = [
    business_key("accounts_account"),
    *undeletable("accounts_account"),
    *same_business("accounts_account", "parent_id", "accounts_account"),
]
"""The guards of this room."""
