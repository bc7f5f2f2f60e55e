"""What the database refuses about the books (DESIGN, section 3): see ``businesses.guards`` for the mechanism.

An entry balances, or the transaction that brings it does not commit. PostgreSQL re-adds the lines of each new
entry at commit, in a deferred constraint trigger. SQLite keeps a sum per entry and currency (and one at home,
and one of the lines that are still missing), each a deferred foreign key to the single value zero. A sum that
says zero is re-added, so that nobody writes a zero there; and because a column of SQLite takes values of any kind,
entries and lines are looked at for whole numbers, real dates and codes of three letters.
"""

from __future__ import annotations

from dataclasses import replace

from businesses.guards import (
    Guard,
    business_key,
    fixed,
    no_permit,
    pg_function,
    pg_implied,
    pg_keyless,
    pg_left_behind,
    pg_refuse,
    pg_refuse_as,
    pg_trigger,
    same_business,
    same_business_later,
    sqlite_trigger,
    unchangeable,
    undeletable,
    unreplaceable,
)
from ledger.collaboration_guards import COLLABORATION_GUARDS
from ledger.guards_bank import BANK_GUARDS
from ledger.guards_items import ITEM_GUARDS, MOVEMENT_GUARDS
from ledger.guards_locked import ENTRY, LOCKED
from ledger.guards_unposted import UNPOSTED

LINE, SUMS = "ledger_journalline", "ledger_entrysum"
REVALUATION = "ledger_revaluation"
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
    "settles_id",
    "tax_id",
    "item_id",
    "at_rate",
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
    zero, opened, added = "ledger_zero", f"{ENTRY}_sums", f"{LINE}_sums"
    return [
        Guard(
            zero,
            ENTRY,
            (),
            (
                f"CREATE TABLE IF NOT EXISTS {zero} (value INTEGER PRIMARY KEY CHECK (value = 0))",
                f"INSERT OR IGNORE INTO {zero} VALUES (0)",
            ),
        ),
        Guard(
            SUMS,
            ENTRY,
            (),
            (
                f"CREATE TABLE IF NOT EXISTS {SUMS} (entry_id INTEGER NOT NULL, what TEXT NOT NULL, amount INTEGER "
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
                f"INSERT INTO {SUMS} VALUES (NEW.id, 'lines missing', NEW.line_count); END",
            ),
        ),
        Guard(
            added,
            LINE,
            (),
            (
                f'DROP TRIGGER IF EXISTS "{added}"',
                f'CREATE TRIGGER "{added}" AFTER INSERT ON {LINE} FOR EACH ROW BEGIN '
                f"INSERT INTO {SUMS} VALUES (NEW.entry_id, 'lines missing', -1) {_SUM}; "
                f"INSERT INTO {SUMS} VALUES (NEW.entry_id, 'home', NEW.home) {_SUM}; "
                f"INSERT INTO {SUMS} VALUES (NEW.entry_id, NEW.currency, NEW.amount) {_SUM}; END",
            ),
        ),
    ]


def _sums_honest() -> list[Guard]:
    """Return the guards that SQLite's sums are moved by lines and by nothing else.

    A sum of zero is one that a commit lets pass, so it has to be what the lines give. A sum too large for an
    integer would go on as an inexact number. Sums go with their entry.
    """
    lines = f"FROM {LINE} l WHERE l.entry_id = NEW.entry_id"
    given = (
        "CASE NEW.what "
        f"WHEN 'lines missing' THEN (SELECT e.line_count FROM {ENTRY} e WHERE e.id = NEW.entry_id) "
        f"- (SELECT count(*) {lines}) "
        f"WHEN 'lines live' THEN (SELECT count(*) {lines} AND l.superseded_id IS NULL) "
        f"WHEN 'home' THEN (SELECT sum(l.home) {lines}) "
        f"ELSE (SELECT sum(l.amount) {lines} AND l.currency = NEW.what) END"
    )
    wrong = f"typeof(NEW.amount) <> 'integer' OR (NEW.amount = 0 AND {given} IS NOT 0)"
    entry = f"EXISTS (SELECT 1 FROM {ENTRY} e WHERE e.id = {{row}}.entry_id)"
    refused = {
        f"{SUMS}_inserted": ("AFTER INSERT", wrong),
        f"{SUMS}_updated": ("AFTER UPDATE", wrong),
        f"{SUMS}_of_entry": ("BEFORE INSERT", "NOT " + entry.format(row="NEW")),
        f"{SUMS}_fixed": ("BEFORE UPDATE", "NEW.entry_id IS NOT OLD.entry_id OR NEW.what IS NOT OLD.what"),
        f"{SUMS}_undeletable": ("BEFORE DELETE", entry.format(row="OLD")),
    }
    gone = f"{SUMS}_gone"
    deletion = (
        f'DROP TRIGGER IF EXISTS "{gone}"',
        f'CREATE TRIGGER "{gone}" AFTER DELETE ON {ENTRY} FOR EACH ROW '
        f"BEGIN DELETE FROM {SUMS} WHERE entry_id = OLD.id; END",
    )
    return [
        *(
            Guard(name, ENTRY, (), sqlite_trigger(name, SUMS, event, condition))
            for name, (event, condition) in refused.items()
        ),
        Guard(gone, ENTRY, (), deletion),
    ]


def _well_formed() -> list[Guard]:
    """Return the guards that SQLite's entries and lines hold what PostgreSQL's columns would take.

    A date that only looks like one would sort past the lock date; a currency called like one of the other sums
    would be added to it. (Without days added, SQLite takes the thirtieth of February.)
    """
    wrong = {
        ENTRY: ("typeof(NEW.line_count) <> 'integer'", "date(NEW.date, '+0 days') IS NOT NEW.date"),
        LINE: (
            "typeof(NEW.amount) <> 'integer'",
            "typeof(NEW.home) <> 'integer'",
            "typeof(NEW.currency) <> 'text'",
            "length(NEW.currency) <> 3",
            "typeof(NEW.at_rate) NOT IN ('integer', 'null')",
        ),
    }
    guards = []
    for table, conditions in wrong.items():
        name, column = f"{table}_well_formed", "at_rate" if table == LINE else "id"
        trigger = sqlite_trigger(name, table, "BEFORE INSERT", " OR ".join(conditions))
        guards.append(Guard(name, table, (), trigger, column))
    return guards


_JOINS = f"{LINE}_joins"
_OPEN = (
    "e.business_id = {row}.business_id AND e.record_id = {row}.record_id AND e.date = {row}.date "
    "AND {row}.position BETWEEN 1 AND e.line_count AND e.superseded_id IS NULL AND {row}.superseded_id IS NULL"
)
"""What an entry is to a line that joins it."""


def _joins() -> list[Guard]:
    """Return the guards that a line joins only an open entry: same business, record and date, a free position.

    With them, no line is without its entry and record, its account and tax: no line changes, and none of the others
    goes without it. So PostgreSQL needs no foreign keys for that, which would be looked at for each line and reference.
    """
    wrong = f"NOT EXISTS (SELECT 1 FROM {ENTRY} e WHERE e.id = NEW.entry_id AND {_OPEN.format(row='NEW')})"
    keyless = ("entry_id", "record_id", "account_id", "tax_id")
    postgresql = (
        f'DROP TRIGGER IF EXISTS "{_JOINS}" ON {LINE}',
        *pg_function(_JOINS, _lines_looked_at(), declare="refusal text;"),
        f'CREATE TRIGGER "{_JOINS}" AFTER INSERT ON {LINE} REFERENCING NEW TABLE AS added '
        f'FOR EACH STATEMENT EXECUTE FUNCTION "{_JOINS}"()',
        f'DROP FUNCTION IF EXISTS "{ENTRY}_locked_insert" CASCADE',
        pg_implied(LINE, "entry_id"),
        *(pg_keyless(LINE, column) for column in keyless),
    )
    return [
        Guard(_JOINS, LINE, postgresql, sqlite_trigger(_JOINS, LINE, "BEFORE INSERT", wrong)),
        pg_left_behind(ENTRY, LINE, "entry_id"),
        pg_left_behind("accounts_account", LINE, "account_id"),
        pg_left_behind("taxes_tax", LINE, "tax_id"),
    ]


def _lines_looked_at() -> str:
    """Return the body of PostgreSQL's function that looks once at all lines which came with one statement.

    It looks at their entries, accounts and taxes, and whether their days are locked. Whatever is named is asked for by
    its id, as no plan for a small table may look through the whole of a large one.
    """
    of_business = "(SELECT t.business_id FROM {} t WHERE t.id = a.{}) IS DISTINCT FROM a.business_id"
    locked = "(SELECT b.lock_date FROM businesses_business b WHERE b.id = a.business_id) >= a.date"
    refusals = {
        _JOINS: f"(SELECT {_OPEN.format(row='a')} FROM {ENTRY} e WHERE e.id = a.entry_id) IS NOT TRUE",
        f"{LINE}_account_id_business": of_business.format("accounts_account", "account_id"),
        f"{LINE}_tax_id_business": f"a.tax_id IS NOT NULL AND {of_business.format('taxes_tax', 'tax_id')}",
        f"{ENTRY}_locked_insert": f"{locked} AND {no_permit('a')}",
    }
    cases = " ".join(f"WHEN {condition} THEN '{name}'" for name, condition in refusals.items())
    return (
        f"SELECT l.refusal INTO refusal FROM (SELECT CASE {cases} END AS refusal FROM added a OFFSET 0) AS l "
        "WHERE l.refusal IS NOT NULL LIMIT 1; "
        f"IF refusal IS NOT NULL THEN {pg_refuse_as('refusal', LINE)} END IF; RETURN NULL;"
    )


def _superseded_whole() -> list[Guard]:
    """Return the guards that an entry and all its lines are superseded by one changeset, together."""
    whole, follows = f"{ENTRY}_superseded_whole", f"{LINE}_superseded_with_entry"
    differs = (
        f"NEW.superseded_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM {ENTRY} e "
        "WHERE e.id = NEW.entry_id AND e.superseded_id = NEW.superseded_id)"
    )
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
                f"INSERT INTO {SUMS} VALUES (NEW.id, 'lines live', NEW.line_count); END",
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
                f"INSERT INTO {SUMS} VALUES (NEW.entry_id, 'lines live', -1) {_SUM}; END",
            ),
        ),
    ]


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
        LINE: {"settles_id": record, "item_id": "ledger_item"},
        "ledger_monthlytotal": {"account_id": account},
        REVALUATION: {"record_id": record},
    }
    looked_at = {"account_id": account, "tax_id": "taxes_tax"}  # PostgreSQL does, in ``_joins``
    changesets = ((ENTRY, "changeset_id"), (ENTRY, "superseded_id"), (LINE, "superseded_id"))
    return [
        *(
            guard
            for table, targets in columns.items()
            for column, target in targets.items()
            for guard in same_business(table, column, target)
        ),
        *(guard for column, target in looked_at.items() for guard in same_business(LINE, column, target, key=False)),
        *(
            guard
            for table, column in changesets
            for guard in same_business_later(table, column, "businesses_changeset")
        ),
    ]


def _numbers() -> list[Guard]:
    """Return the guards that no record pushes out another with its number."""
    table = "ledger_record"
    there = "{row}.type = 'TYPE' AND NOT {row}.removed AND {row}.state IN ('POSTED', 'VOID')"
    invoice, bill = there.replace("TYPE", "INVOICE"), there.replace("TYPE", "BILL")
    return [
        *unreplaceable(table, ("business_id", "number"), constraint="ledger_record_invoice_number", where=invoice),
        *unreplaceable(
            table, ("business_id", "contact_id", "number"), constraint="ledger_record_bill_number", where=bill
        ),
    ]


_TEMPLATE = "ledger_recordtemplate"
_NOUNS = ("ledger_contact", "ledger_project", "ledger_record")
GUARDS: list[Guard] = [
    *ITEM_GUARDS,
    *(business_key(table) for table in (*_NOUNS, ENTRY)),
    *(guard for table in (*_NOUNS, _TEMPLATE, ENTRY, LINE, REVALUATION) for guard in undeletable(table)),
    *(fixed(table) for table in (*_NOUNS, _TEMPLATE, REVALUATION)),
    *_numbers(),
    *unreplaceable(REVALUATION, ("business_id", "as_of"), constraint="ledger_revaluation_day"),
    *unreplaceable(LINE, ("entry_id", "position"), constraint="ledger_journalline_position"),
    unchangeable(ENTRY, ENTRY_COLUMNS, once="superseded_id", gate=False),
    replace(unchangeable(LINE, LINE_COLUMNS, once="superseded_id", gate=False), column="at_rate"),
    _balanced(),
    *_sums(),
    *_sums_honest(),
    *_well_formed(),
    *_joins(),
    *_superseded_whole(),
    *LOCKED,
    *_references(),
    *UNPOSTED,
    *MOVEMENT_GUARDS,
    *COLLABORATION_GUARDS,
    *BANK_GUARDS,
]
"""The guards of this room."""
