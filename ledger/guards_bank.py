"""What the database refuses about the bank's own words: see ``businesses.guards`` for the mechanism.

What a statement says stays as it was said; rows are not deleted, and none has the identity of another.
"""

from __future__ import annotations

from businesses.guards import (
    Guard,
    business_key,
    fixed,
    same_business,
    unchangeable,
    undeletable,
    unreplaceable,
)

STATEMENT, ROW, MATCH = "ledger_bankstatement", "ledger_bankstatementrow", "ledger_bankmatch"
STATEMENT_COLUMNS = (
    "id",
    "business_id",
    "account_id",
    "filename",
    "bank_account",
    "currency",
    "balance",
    "balance_date",
    "created_at",
    "created_by_id",
)
SAID_BY_THE_BANK = (
    "account_id",
    "statement_id",
    "position",
    "date",
    "amount",
    "currency",
    "payee",
    "memo",
    "reference",
    "check_number",
    "fitid",
    "balance",
    "created_at",
)
_REFERENCES = (
    (STATEMENT, "account_id", "accounts_account"),
    (ROW, "account_id", "accounts_account"),
    (ROW, "statement_id", STATEMENT),
    (MATCH, "row_id", ROW),
    (MATCH, "record_id", "ledger_record"),
)
BANK_GUARDS: list[Guard] = [
    *(business_key(table) for table in (STATEMENT, ROW)),
    *(guard for table in (STATEMENT, ROW) for guard in undeletable(table)),
    unchangeable(STATEMENT, STATEMENT_COLUMNS),
    fixed(ROW, *SAID_BY_THE_BANK),
    fixed(MATCH, "row_id", "record_id", "amount"),
    *unreplaceable(
        ROW, ("account_id", "fitid"), constraint="ledger_bankstatementrow_fitid", where="{row}.fitid IS NOT NULL"
    ),
    *unreplaceable(MATCH, ("row_id", "record_id"), constraint="ledger_bankmatch_once"),
    *(guard for reference in _REFERENCES for guard in same_business(*reference)),
]
"""The guards of statements, their rows, and what these are matched with."""
