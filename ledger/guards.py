"""What the database refuses about the books (DESIGN, section 3): see ``businesses.guards`` for the mechanism.

An entry balances, or the transaction that brings it does not commit. PostgreSQL re-adds the lines of each new
entry at commit, in a deferred constraint trigger. SQLite keeps a sum per entry and currency (and one at home,
and one of the lines that are still missing), each a deferred foreign key to the single value zero.
"""

from __future__ import annotations

from businesses.guards import (
    Guard,
    business_key,
    no_permit,
    pg_refuse,
    pg_trigger,
    same_business,
    same_business_later,
    sqlite_trigger,
    unchangeable,
    undeletable,
)

ENTRY, LINE = "ledger_journalentry", "ledger_journalline"
ENTRY_COLUMNS = ("id", "business_id", "record_id", "settles_id", "kind", "date", "line_count", "changeset_id")
LINE_COLUMNS = (
    "id",
    "business_id",
    "entry_id",
    "record_id",
    "position",
    "account_id",
    "date",
    "amount",
    "currency",
    "home",
    "note",
)
_SUM = "ON CONFLICT (entry_id, what) DO UPDATE SET amount = amount + excluded.amount"


def _balanced() -> Guard:
    """Return the guard that the lines of an entry sum to zero per currency and at home, and are all there."""
    name = f"{ENTRY}_balanced"
    statements = pg_trigger(
        name,
        ENTRY,
        "AFTER INSERT | DEFERRABLE INITIALLY DEFERRED FOR EACH ROW",
        "SELECT coalesce(sum(n), 0), coalesce(sum(h), 0), coalesce(bool_or(s <> 0), false) "
        "INTO lines, home, open FROM (SELECT count(*) AS n, sum(l.home) AS h, sum(l.amount) AS s "
        f"FROM {LINE} l WHERE l.entry_id = NEW.id GROUP BY l.currency) AS sums; "
        f"IF lines <> NEW.line_count OR home <> 0 OR open THEN {pg_refuse(name, ENTRY)} END IF; RETURN NULL;",
        declare="lines bigint; home numeric; open boolean;",
    )
    return Guard(name, ENTRY, statements)


def _sums() -> list[Guard]:
    """Return SQLite's sums: their tables and the triggers that keep them."""
    zero, sums, opened, added = "ledger_zero", "ledger_entrysum", f"{ENTRY}_sums", f"{LINE}_sums"
    return [
        Guard(
            zero,
            ENTRY,
            (),
            (
                f"CREATE TABLE IF NOT EXISTS {zero} (value INTEGER PRIMARY KEY CHECK (value = 0))",
                f"INSERT OR IGNORE INTO {zero} VALUES (0)",
                f"CREATE TABLE IF NOT EXISTS {sums} (entry_id INTEGER NOT NULL, what TEXT NOT NULL, amount INTEGER "
                f"NOT NULL REFERENCES {zero} (value) DEFERRABLE INITIALLY DEFERRED, "
                "PRIMARY KEY (entry_id, what)) WITHOUT ROWID",
            ),
        ),
        Guard(
            opened,
            ENTRY,
            (),
            (
                f'DROP TRIGGER IF EXISTS "{opened}"',
                f'CREATE TRIGGER "{opened}" AFTER INSERT ON {ENTRY} FOR EACH ROW BEGIN '
                f"INSERT INTO {sums} VALUES (NEW.id, 'lines missing', NEW.line_count); END",
            ),
        ),
        Guard(
            added,
            LINE,
            (),
            (
                f'DROP TRIGGER IF EXISTS "{added}"',
                f'CREATE TRIGGER "{added}" AFTER INSERT ON {LINE} FOR EACH ROW BEGIN '
                f"INSERT INTO {sums} VALUES (NEW.entry_id, 'lines missing', -1) {_SUM}; "
                f"INSERT INTO {sums} VALUES (NEW.entry_id, 'home', NEW.home) {_SUM}; "
                f"INSERT INTO {sums} VALUES (NEW.entry_id, NEW.currency, NEW.amount) {_SUM}; END",
            ),
        ),
    ]


def _joins() -> Guard:
    """Return the guard that a line joins only an open entry: same business, record and date, a free position."""
    name = f"{LINE}_joins"
    entry = (
        "e.business_id = {row}.business_id AND e.record_id = {row}.record_id AND e.date = {row}.date "
        "AND {row}.position BETWEEN 1 AND e.line_count AND e.superseded_id IS NULL AND {row}.superseded_id IS NULL"
    )
    wrong = f"NOT EXISTS (SELECT 1 FROM {ENTRY} e WHERE e.id = NEW.entry_id AND {entry.format(row='NEW')})"
    return Guard(
        name,
        LINE,
        (
            f'DROP TRIGGER IF EXISTS "{name}" ON {LINE}',
            f'CREATE OR REPLACE FUNCTION "{name}"() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN '
            f"IF EXISTS (SELECT 1 FROM added a WHERE NOT EXISTS (SELECT 1 FROM {ENTRY} e "
            f"WHERE e.id = a.entry_id AND {entry.format(row='a')})) THEN {pg_refuse(name, LINE)} END IF; "
            "RETURN NULL; END $$",
            f'CREATE TRIGGER "{name}" AFTER INSERT ON {LINE} REFERENCING NEW TABLE AS added '
            f'FOR EACH STATEMENT EXECUTE FUNCTION "{name}"()',
        ),
        sqlite_trigger(name, LINE, "BEFORE INSERT", wrong),
    )


def _superseded_whole() -> list[Guard]:
    """Return the guards that an entry and all its lines are superseded by one changeset, together."""
    whole, follows = f"{ENTRY}_superseded_whole", f"{LINE}_superseded_with_entry"
    differs = (
        f"NEW.superseded_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM {ENTRY} e "
        "WHERE e.id = NEW.entry_id AND e.superseded_id = NEW.superseded_id)"
    )
    sums = "ledger_entrysum"
    count_down = f"{LINE}_superseded_sum"
    return [
        Guard(
            whole,
            ENTRY,
            pg_trigger(
                whole,
                ENTRY,
                "AFTER UPDATE | DEFERRABLE INITIALLY DEFERRED FOR EACH ROW",
                f"IF NEW.superseded_id IS NOT NULL AND EXISTS (SELECT 1 FROM {LINE} l WHERE l.entry_id = NEW.id "
                f"AND l.superseded_id IS NULL) THEN {pg_refuse(whole, ENTRY)} END IF; RETURN NULL;",
            ),
            (
                f'DROP TRIGGER IF EXISTS "{whole}"',
                f'CREATE TRIGGER "{whole}" AFTER UPDATE OF superseded_id ON {ENTRY} FOR EACH ROW '
                "WHEN NEW.superseded_id IS NOT NULL BEGIN "
                f"INSERT INTO {sums} VALUES (NEW.id, 'lines live', NEW.line_count); END",
            ),
        ),
        Guard(
            follows,
            LINE,
            pg_trigger(
                follows,
                LINE,
                "BEFORE UPDATE | FOR EACH ROW",
                f"IF {differs} THEN {pg_refuse(follows, LINE)} END IF; RETURN NEW;",
            ),
            sqlite_trigger(follows, LINE, "BEFORE UPDATE OF superseded_id", differs),
        ),
        Guard(
            count_down,
            LINE,
            (),
            (
                f'DROP TRIGGER IF EXISTS "{count_down}"',
                f'CREATE TRIGGER "{count_down}" AFTER UPDATE OF superseded_id ON {LINE} FOR EACH ROW '
                "WHEN NEW.superseded_id IS NOT NULL BEGIN "
                f"INSERT INTO {sums} VALUES (NEW.entry_id, 'lines live', -1) {_SUM}; END",
            ),
        ),
    ]


def _locked() -> list[Guard]:
    """Return the guards that no entry comes into, or goes out of, a period that the business has locked."""
    guards = []
    for event, row in (("INSERT", "NEW"), ("UPDATE", "OLD")):
        name = f"{ENTRY}_locked_{event.lower()}"
        locked = (
            f"EXISTS (SELECT 1 FROM businesses_business b WHERE b.id = {row}.business_id "
            f"AND b.lock_date >= {row}.date) AND {no_permit(row)}"
        )
        guards.append(
            Guard(
                name,
                ENTRY,
                pg_trigger(
                    name,
                    ENTRY,
                    f"BEFORE {event} | FOR EACH ROW",
                    f"IF {locked} THEN {pg_refuse(name, ENTRY)} END IF; RETURN NEW;",
                ),
                sqlite_trigger(name, ENTRY, f"BEFORE {event}", locked),
            )
        )
    return guards


def _references() -> list[Guard]:
    """Return the guards that every reference stays inside the business."""
    account, record = "accounts_account", "ledger_record"
    columns = {
        "ledger_contact": {
            "receivable_account_id": account,
            "payable_account_id": account,
            "income_or_expense_account_id": account,
            "payment_account_id": account,
            "parent_id": "ledger_contact",
        },
        "ledger_item": {"credit_account_id": account, "debit_account_id": account},
        record: {
            "contact_id": "ledger_contact",
            "account_id": account,
            "deposit_account_id": account,
            "credit_account_id": account,
            "project_id": "ledger_project",
        },
        "ledger_recordline": {
            "record_id": record,
            "account_id": account,
            "item_id": "ledger_item",
            "project_id": "ledger_project",
        },
        "ledger_recordtax": {"record_id": record, "tax_id": "taxes_tax"},
        "ledger_adjustmentline": {"record_id": record, "account_id": account},
        "ledger_allocation": {"payment_id": record, "document_id": record},
        ENTRY: {"record_id": record, "settles_id": record},
        LINE: {"account_id": account, "record_id": record},
        "ledger_monthlytotal": {"account_id": account},
    }
    changesets = ((ENTRY, "changeset_id"), (ENTRY, "superseded_id"), (LINE, "superseded_id"))
    return [
        guard
        for table, targets in columns.items()
        for column, target in targets.items()
        for guard in same_business(table, column, target)
    ] + [guard for table, column in changesets for guard in same_business_later(table, column, "businesses_changeset")]


GUARDS: list[Guard] = [
    *(business_key(f"ledger_{noun}") for noun in ("contact", "item", "project", "record", "journalentry")),
    *(guard for noun in ("contact", "item", "project", "record") for guard in undeletable(f"ledger_{noun}")),
    *undeletable(ENTRY),
    *undeletable(LINE),
    unchangeable(ENTRY, ENTRY_COLUMNS, once="superseded_id"),
    unchangeable(LINE, LINE_COLUMNS, once="superseded_id"),
    _balanced(),
    *_sums(),
    _joins(),
    *_superseded_whole(),
    *_locked(),
    *_references(),
]
"""The guards of this room."""
