"""What the database refuses about accounts, and what it notes when they or taxes change."""

from __future__ import annotations

from businesses.allocator import STAMP
from businesses.guards import Guard, business_key, fixed, pg_function, same_business, undeletable, unreplaceable

STAMPS = "accounts_chartstamp"


def stamped(table: str) -> list[Guard]:
    """Return the triggers that stamp the chart of a business anew whenever rows of a table change.

    Where the last account goes, the business goes, too: nothing is stamped there that was not before. A migration that
    changes such rows while the guards are lifted stamps their charts itself.
    """
    guards = []
    for event, rows in (("INSERT", "NEW"), ("UPDATE", "NEW"), ("DELETE", "OLD")):
        name = f"{table}_stamped_{event.lower()}"
        postgresql, sqlite = _on_postgresql(name, table, event, rows), _on_sqlite(name, table, event, rows)
        guards.append(Guard(name, STAMPS, postgresql, sqlite, column="business_id"))
    return guards


def _on_postgresql(name: str, table: str, event: str, rows: str) -> tuple[str, ...]:
    stamp = STAMP["postgresql"]
    statement = (
        f"INSERT INTO {STAMPS} (business_id, stamp) SELECT c.business_id, {stamp} "
        "FROM (SELECT DISTINCT business_id FROM changed) AS c ORDER BY c.business_id "
        "ON CONFLICT (business_id) DO UPDATE SET stamp = excluded.stamp"
    )
    if event == "DELETE":
        statement = f"UPDATE {STAMPS} SET stamp = {stamp} WHERE business_id IN (SELECT business_id FROM changed)"
    return (
        f'DROP TRIGGER IF EXISTS "{name}" ON {table}',
        *pg_function(name, f"{statement}; RETURN NULL;"),
        f'CREATE TRIGGER "{name}" AFTER {event} ON {table} REFERENCING {rows} TABLE AS changed '
        f'FOR EACH STATEMENT EXECUTE FUNCTION "{name}"()',
    )


def _on_sqlite(name: str, table: str, event: str, row: str) -> tuple[str, ...]:
    statement = (
        f"INSERT INTO {STAMPS} (business_id, stamp) VALUES ({row}.business_id, {STAMP['sqlite']}) "
        "ON CONFLICT (business_id) DO UPDATE SET stamp = excluded.stamp"
    )
    if event == "DELETE":
        statement = f"UPDATE {STAMPS} SET stamp = {STAMP['sqlite']} WHERE business_id = {row}.business_id"
    return (
        f'DROP TRIGGER IF EXISTS "{name}"',
        f'CREATE TRIGGER "{name}" AFTER {event} ON {table} FOR EACH ROW BEGIN {statement}; END',
    )


GUARDS: list[Guard] = [
    business_key("accounts_account"),
    *undeletable("accounts_account"),
    *unreplaceable("accounts_account", ("business_id", "default_for"), constraint="accounts_account_one_default"),
    fixed("accounts_account"),
    *same_business("accounts_account", "parent_id", "accounts_account"),
    *stamped("accounts_account"),
]
"""The guards of this room."""
