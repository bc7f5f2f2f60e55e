"""What the database refuses about what is not posted (see ``ledger.guards``): only a draft may lack things."""

from __future__ import annotations

from businesses.guards import (
    Guard,
    business_key,
    fixed,
    pg_refuse,
    pg_trigger,
    same_business,
    sqlite_trigger,
    unchangeable,
    undeletable,
    unreplaceable,
)

_RECORD = "ledger_record"
_LACKING = {
    "ledger_recordline": "{row}.account_id IS NULL OR {row}.rate IS NULL",
    "ledger_adjustmentline": "{row}.account_id IS NULL",
}
"""When a line, by its table, is not whole."""


def _lines_whole() -> list[Guard]:
    """Return the guards that a line without account or price belongs to a draft."""
    guards = []
    for table, lacking in _LACKING.items():
        name = f"{table}_whole"
        condition = lacking.format(row="NEW")
        posted = f"EXISTS (SELECT 1 FROM {_RECORD} r WHERE r.id = NEW.record_id AND r.state <> 'DRAFT')"
        guards.append(
            Guard(
                name,
                table,
                pg_trigger(
                    name,
                    table,
                    f"BEFORE INSERT OR UPDATE | FOR EACH ROW WHEN ({condition})",
                    f"IF {posted} THEN {pg_refuse(name, table)} END IF; RETURN NEW;",
                ),
                sqlite_trigger(name, table, "BEFORE INSERT", f"({condition}) AND {posted}"),
            )
        )
        update = f"{name}_update"
        trigger = sqlite_trigger(update, table, "BEFORE UPDATE", f"({condition}) AND {posted}")
        guards.append(Guard(update, table, (), trigger))
    return guards


def _drafts_leave() -> Guard:
    """Return the guard that a draft is posted only with whole lines, and that nothing becomes a draft again."""
    name = f"{_RECORD}_leaves_draft"
    lacking = " OR ".join(
        f"EXISTS (SELECT 1 FROM {table} l WHERE l.record_id = NEW.id AND ({lacking.format(row='l')}))"
        for table, lacking in _LACKING.items()
    )
    wrong = f"NEW.state = 'DRAFT' OR (OLD.state = 'DRAFT' AND ({lacking}))"
    return Guard(
        name,
        _RECORD,
        pg_trigger(
            name,
            _RECORD,
            "BEFORE UPDATE OF state | FOR EACH ROW WHEN (OLD.state IS DISTINCT FROM NEW.state)",
            f"IF {wrong} THEN {pg_refuse(name, _RECORD)} END IF; RETURN NEW;",
        ),
        sqlite_trigger(name, _RECORD, "BEFORE UPDATE OF state", f"OLD.state IS NOT NEW.state AND ({wrong})"),
    )


def _orders() -> list[Guard]:
    """Return the guards that orders stay, keep their numbers to themselves, and name nothing of another business."""
    account, order, line = "accounts_account", "ledger_order", "ledger_orderline"
    columns = {
        order: {"contact_id": "ledger_contact", "project_id": "ledger_project"},
        line: {
            "order_id": order,
            "account_id": account,
            "item_id": "ledger_item",
            "project_id": "ledger_project",
        },
        "ledger_ordertax": {"order_id": order, "tax_id": "taxes_tax"},
        "ledger_conversion": {"line_id": line, "record_id": _RECORD, "target_id": order},
        _RECORD: {"order_id": order},
    }
    references = [
        guard
        for table, targets in columns.items()
        for column, target in targets.items()
        for guard in same_business(table, column, target)
    ]
    there = "NOT {row}.removed"
    number = ("business_id", "type", "number")
    return [
        business_key(order),
        business_key(line),
        *undeletable(order),
        fixed(order),
        *unreplaceable(order, number, constraint="ledger_order_number", where=there),
        *references,
    ]


def _recurring() -> list[Guard]:
    """Return the guards that what comes again stays, and that a day is dealt with once and for good."""
    recurring, occurrence = "ledger_recurring", "ledger_occurrence"
    columns = ("id", "business_id", "recurring_id", "date", "record_id", "created_at", "created_by_id")
    return [
        business_key(recurring),
        *undeletable(recurring),
        fixed(recurring),
        *same_business(recurring, "record_id", _RECORD),
        *undeletable(occurrence),
        unchangeable(occurrence, columns),
        *unreplaceable(occurrence, ("recurring_id", "date"), constraint="ledger_occurrence_once"),
        *same_business(occurrence, "recurring_id", recurring),
        *same_business(occurrence, "record_id", _RECORD),
    ]


def _shoebox() -> list[Guard]:
    """Return the guards that what is staged stays, is one transaction of the bank for good, and of one business."""
    item = "ledger_shoeboxitem"
    targets = {
        "contact_id": "ledger_contact",
        "account_id": "accounts_account",
        "category_id": "accounts_account",
        "row_id": "ledger_bankstatementrow",
        "record_id": _RECORD,
    }
    return [
        business_key(item),
        *undeletable(item),
        fixed(item, "row_id", "created_at", "created_by_id"),
        *unreplaceable(item, ("row_id",), constraint="ledger_shoeboxitem_row", where="NOT {row}.removed"),
        *(guard for column, target in targets.items() for guard in same_business(item, column, target)),
    ]


UNPOSTED: list[Guard] = [*_lines_whole(), _drafts_leave(), *_orders(), *_recurring(), *_shoebox()]
"""The guards of drafts, of orders, of what comes again, and of what is staged."""
