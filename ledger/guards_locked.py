"""What the database refuses about a period that is locked: see ``ledger.guards``."""

from __future__ import annotations

from businesses.guards import Guard, no_permit, pg_refuse, pg_trigger, sqlite_trigger

ENTRY, MOVEMENT = "ledger_journalentry", "ledger_stockmovement"
RECORD_FIGURES = (
    "type",
    "state",
    "date",
    "number",
    "account_id",
    "currency",
    "exchange_rate",
    "total",
    "before_taxes",
    "home_total",
    "paid_immediately",
    "due_date",
    "deposit_account_id",
    "deposit_currency",
    "deposit_amount",
    "credit_account_id",
    "removed",
)
"""The columns of a record that a locked period keeps as they are."""


def _locked(table: str, *, told_elsewhere: str = "") -> list[Guard]:
    """Return the guards that no row of a table comes into, or goes out of, a period that the business has locked.

    ``told_elsewhere`` is the event that another guard of PostgreSQL looks at for this table.
    """
    guards = []
    for event, row in (("INSERT", "NEW"), ("UPDATE", "OLD")):
        name = f"{table}_locked_{event.lower()}"
        locked = (
            f"EXISTS (SELECT 1 FROM businesses_business b WHERE b.id = {row}.business_id "
            f"AND b.lock_date >= {row}.date) AND {no_permit(row)}"
        )
        refuse = f"IF {locked} THEN {pg_refuse(name, table)} END IF; RETURN NEW;"
        own = () if event == told_elsewhere else pg_trigger(name, table, f"BEFORE {event} | FOR EACH ROW", refuse)
        guards.append(Guard(name, table, own, sqlite_trigger(name, table, f"BEFORE {event}", locked)))
    return guards


def _records_locked() -> list[Guard]:
    """Return the guards that a record inside a locked period, or its parts, stay what they are.

    What is still open of it goes on changing as it is paid, and so may what only describes it.
    """
    record = "ledger_record"
    locked = "EXISTS (SELECT 1 FROM businesses_business b WHERE b.id = {row}.business_id AND b.lock_date >= {day})"
    inside = " OR ".join(locked.format(row="OLD", day=f"{row}.date") for row in ("OLD", "NEW"))
    differs = " OR ".join(f"NEW.{column} {{}} OLD.{column}" for column in RECORD_FIGURES)
    name, columns = f"{record}_locked", ", ".join(RECORD_FIGURES)
    conditions = [
        f"OLD.state <> 'DRAFT' AND ({differs.format(*[word] * len(RECORD_FIGURES))}) AND ({inside}) "
        f"AND {no_permit('OLD')}"
        for word in ("IS DISTINCT FROM", "IS NOT")
    ]
    event = f"BEFORE UPDATE OF {columns}"
    refuse = f"IF {conditions[0]} THEN {pg_refuse(name, record)} END IF; RETURN NEW;"
    guards = [
        Guard(
            name,
            record,
            pg_trigger(name, record, f"{event} | FOR EACH ROW", refuse),
            sqlite_trigger(name, record, event, conditions[1]),
        )
    ]
    for table in ("ledger_recordline", "ledger_recordtax", "ledger_adjustmentline"):
        whose = (
            f"EXISTS (SELECT 1 FROM {record} r JOIN businesses_business b ON b.id = r.business_id "
            f"WHERE r.id = OLD.record_id AND r.state = 'POSTED' AND b.lock_date >= r.date) AND {no_permit('OLD')}"
        )
        for event, row in (("UPDATE", "NEW"), ("DELETE", "OLD")):
            part = f"{table}_locked_{event.lower()}"
            refuse = f"IF {whose} THEN {pg_refuse(part, table)} END IF; RETURN {row};"
            guards.append(
                Guard(
                    part,
                    table,
                    pg_trigger(part, table, f"BEFORE {event} | FOR EACH ROW", refuse),
                    sqlite_trigger(part, table, f"BEFORE {event}", whose),
                )
            )
    return guards


LOCKED: list[Guard] = [*_locked(ENTRY, told_elsewhere="INSERT"), *_locked(MOVEMENT), *_records_locked()]
"""The guards of locked periods. PostgreSQL looks at new entries as their lines come: see ``ledger.guards``."""
