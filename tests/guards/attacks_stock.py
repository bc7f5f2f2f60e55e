"""Attacks on the movements of tracked items."""

from __future__ import annotations

from tests.guards.sql import NEW, Attack, insert, update

MOVEMENT = "ledger_stockmovement"
EDITS = {
    "quantity": "quantity = '7'",
    "cost": "cost = 7",
    "own part": "own = 7",
    "day": "date = '2026-02-01'",
    "item": "item_id = {item}",
    "account": "inventory_account_id = {cogs}",
}


def movement(**columns: object) -> str:
    """Return the statement that adds a movement to the second invoice."""
    named = {"id": NEW, "business_id": "{business}", "item_id": "{goods}", "record_id": "{second_invoice}"}
    figures = {"position": 0, "date": "'2026-01-05'", "quantity": "'-1'", "cost": -5}
    accounts = {"inventory_account_id": "{stock}", "cogs_account_id": "{cogs}", "changeset_id": "{changeset}"}
    return insert(MOVEMENT, **{**named, **figures, **accounts, **columns})


TABLE = (
    *(
        Attack(
            f"a movement of stock with another {what}",
            (update(MOVEMENT, assignment, "{movement}"),),
            f"{MOVEMENT}_unchangeable",
        )
        for what, assignment in EDITS.items()
    ),
    Attack(
        "a movement of stock that is gone",
        (f"DELETE FROM {MOVEMENT} WHERE id = {{movement}}",),
        f"{MOVEMENT}_undeletable",
    ),
    *(
        Attack(
            f"a movement of stock with a stranger's {column.removesuffix('_id')}",
            (movement(**{column: f"{{strange_{name}}}"}),),
            f"{MOVEMENT}_{column}_business",
        )
        for column, name in {
            "item_id": "goods",
            "record_id": "second_invoice",
            "inventory_account_id": "stock",
            "cogs_account_id": "cogs",
            "changeset_id": "changeset",
        }.items()
    ),
    Attack(
        "a movement of stock in a locked period",
        (movement(record_id="{locked_invoice}", date="'2025-06-30'"),),
        f"{MOVEMENT}_locked_insert",
    ),
)
