"""What the database refuses about taxes."""

from __future__ import annotations

from accounts.guards import stamped
from businesses.guards import Guard, business_key, fixed, same_business, undeletable, unreplaceable

_THERE = "NOT {row}.removed"
GUARDS: list[Guard] = [
    business_key("taxes_tax"),
    *undeletable("taxes_tax"),
    *unreplaceable("taxes_tax", ("business_id", "short_name"), constraint="taxes_tax_short_name", where=_THERE),
    fixed("taxes_tax"),
    *undeletable("taxes_taxcode"),
    *unreplaceable("taxes_taxcode", ("business_id", "name"), constraint="taxes_taxcode_name", where=_THERE),
    fixed("taxes_taxcode"),
    *same_business("taxes_tax", "payable_account_id", "accounts_account"),
    *same_business("taxes_tax", "receivable_account_id", "accounts_account"),
    *same_business("taxes_tax", "expense_account_id", "accounts_account"),
    *stamped("taxes_tax"),
    *stamped("taxes_taxcode"),
]
"""The guards of this room."""
