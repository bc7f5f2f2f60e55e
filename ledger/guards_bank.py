"""What the database refuses about the bank's own words: see ``businesses.guards`` for the mechanism.

What a statement says stays as it was said; rows are not deleted, and none has the identity of another. What a
finished reconciliation covers stays as it is until the reconciliation is undone.
"""

from __future__ import annotations

from businesses.guards import (
    Guard,
    business_key,
    fixed,
    no_permit,
    pg_refuse,
    pg_trigger,
    same_business,
    sqlite_trigger,
    unchangeable,
    undeletable,
    unreplaceable,
)

STATEMENT, ROW, MATCH = "ledger_bankstatement", "ledger_bankstatementrow", "ledger_bankmatch"
RECONCILIATION, CLEARING = "ledger_bankreconciliation", "ledger_bankclearing"
CHECK = "ledger_check"
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
    (RECONCILIATION, "account_id", "accounts_account"),
    (CLEARING, "reconciliation_id", RECONCILIATION),
    (CLEARING, "account_id", "accounts_account"),
    (CLEARING, "record_id", "ledger_record"),
    (CHECK, "account_id", "accounts_account"),
    (CHECK, "record_id", "ledger_record"),
)
_CLEARED = ("reconciliation_id", "account_id", "record_id", "currency", "date", "amount")


def _finished() -> list[Guard]:
    """Return the guards of what is finished: its figures stay, and nothing more is ticked or unticked."""
    figures = ("statement_date", "opening", "balance")
    name, event = f"{RECONCILIATION}_finished", f"BEFORE UPDATE OF {', '.join(figures)}"
    stays = "OLD.finished_at IS NOT NULL AND NEW.finished_at IS NOT NULL AND ({})".format(
        " OR ".join(f"NEW.{column} <> OLD.{column}" for column in figures)
    )
    guards = [
        Guard(
            name,
            RECONCILIATION,
            pg_trigger(
                name,
                RECONCILIATION,
                f"{event} | FOR EACH ROW",
                f"IF {stays} THEN {pg_refuse(name, RECONCILIATION)} END IF; RETURN NEW;",
            ),
            sqlite_trigger(name, RECONCILIATION, event, stays),
        )
    ]
    for event, row in (("INSERT", "NEW"), ("DELETE", "OLD")):
        name = f"{CLEARING}_finished_{event.lower()}"
        finished = (
            f"EXISTS (SELECT 1 FROM {RECONCILIATION} r WHERE r.id = {row}.reconciliation_id "
            f"AND r.finished_at IS NOT NULL) AND {no_permit(row)}"
        )
        guards.append(
            Guard(
                name,
                CLEARING,
                pg_trigger(
                    name,
                    CLEARING,
                    f"BEFORE {event} | FOR EACH ROW",
                    f"IF {finished} THEN {pg_refuse(name, CLEARING)} END IF; RETURN {row};",
                ),
                sqlite_trigger(name, CLEARING, f"BEFORE {event}", finished),
            )
        )
    return guards


BANK_GUARDS: list[Guard] = [
    *(business_key(table) for table in (STATEMENT, ROW, RECONCILIATION)),
    *(guard for table in (STATEMENT, ROW, RECONCILIATION) for guard in undeletable(table)),
    unchangeable(STATEMENT, STATEMENT_COLUMNS),
    fixed(ROW, *SAID_BY_THE_BANK),
    fixed(MATCH, "row_id", "record_id", "amount"),
    *unreplaceable(
        ROW, ("account_id", "fitid"), constraint="ledger_bankstatementrow_fitid", where="{row}.fitid IS NOT NULL"
    ),
    *unreplaceable(MATCH, ("row_id", "record_id"), constraint="ledger_bankmatch_once"),
    fixed(RECONCILIATION, "account_id", "currency", "created_at"),
    fixed(CLEARING, *_CLEARED),
    *_finished(),
    *unreplaceable(
        RECONCILIATION,
        ("account_id", "currency", "statement_date"),
        constraint="ledger_bankreconciliation_day",
        where="NOT {row}.removed",
    ),
    *unreplaceable(
        RECONCILIATION,
        ("account_id", "currency"),
        constraint="ledger_bankreconciliation_open",
        where="NOT {row}.removed AND {row}.finished_at IS NULL",
    ),
    *unreplaceable(CLEARING, ("account_id", "currency", "record_id"), constraint="ledger_bankclearing_once"),
    *undeletable(CHECK),
    fixed(CHECK, "record_id", "account_id", "created_at"),
    *unreplaceable(CHECK, ("record_id", "account_id"), constraint="ledger_check_once"),
    *unreplaceable(CHECK, ("account_id", "number"), constraint="ledger_check_number"),
    *(guard for reference in _REFERENCES for guard in same_business(*reference)),
]
"""The guards of statements and their rows, of what these are matched with, of reconciliations and checks."""
