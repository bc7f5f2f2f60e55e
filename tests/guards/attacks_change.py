"""Attacks on what is written: changing, deleting, replacing, superseding, and switching the guards off."""

from __future__ import annotations

from django.db import DatabaseError

from taxes.models import Tax
from tests.guards.scene import columns_of
from tests.guards.sql import (
    COMMIT,
    NEW,
    NEWER,
    POSTGRES,
    SQLITE,
    Attack,
    change,
    changeset,
    entry,
    insert,
    line,
    pair,
    record,
    update,
)

ENTRY, LINE, SET, CHANGE = "ledger_journalentry", "ledger_journalline", "businesses_changeset", "businesses_change"
LINE_EDITS = {
    "amount": "amount = amount + 1",
    "account": "account_id = {sales}",
    "date": "date = '2026-04-05'",
    "currency": "currency = 'USD'",
    "home amount": "home = home + 1",
    "note": "note = 'as agreed'",
    "document that it settles": "settles_id = {invoice}",
    "tax": "tax_id = {tax}",
    "item": "item_id = {item}",
    "entry": "entry_id = {other_entry}",
    "place": "position = 7",
    "record": "record_id = {invoice}",
    "id": f"id = {NEW}",
    "business": "business_id = {strange_business}",
}
ENTRY_EDITS = {
    "date": "date = '2026-04-05'",
    "kind": "kind = 'YEAR_END'",
    "record": "record_id = {invoice}",
    "document": "settles_id = {invoice}",
    "number of lines": "line_count = 3",
    "changeset": "changeset_id = {early_changeset}",
    "business": "business_id = {strange_business}",
}
SET_EDITS = {
    "hash": "hash = 'f00d'",
    "digest": "digest = 'f00d'",
    "description": "description = 'nothing to see'",
    "user": "user_id = NULL",
    "moment": "at = '2026-01-01 00:00:00+00:00'",
    "number": "number = 9999",
    "comment": "comment = 'approved'",
}
CHANGE_EDITS = {
    "payload before": "before = '[]'",
    "payload after": "after = '[]'",
    "digest": "digest = 'f00d'",
    "object": "object_id = 1",
    "changeset": "changeset_id = {early_changeset}",
}
EDITS = tuple(
    Attack(f"changing the {what} of {noun}", (update(table, assignment, identity),), f"{table}_")
    if what in {"business", "record", "account", "changeset"}
    else Attack(f"changing the {what} of {noun}", (update(table, assignment, identity),), f"{table}_unchangeable")
    for noun, table, identity, edits in (
        ("a line", LINE, "{line}", LINE_EDITS),
        ("an entry", ENTRY, "{entry}", ENTRY_EDITS),
        ("a changeset", SET, "{early_changeset}", SET_EDITS),
        ("a change", CHANGE, "{change}", CHANGE_EDITS),
    )
    for what, assignment in edits.items()
)
ROWS = {
    "businesses_business": "{business}",
    SET: "{changeset}",
    CHANGE: "{change}",
    "accounts_account": "{plain}",
    "taxes_tax": "{tax}",
    "taxes_taxcode": "{tax_code}",
    "ledger_contact": "{vendor}",
    "ledger_item": "{item}",
    "ledger_itemcategory": "{category}",
    "ledger_project": "{project}",
    "ledger_recordtemplate": "{template}",
    "ledger_record": "{moved}",
    ENTRY: "{entry}",
    LINE: "{line}",
}
_TAX = {column: column for column in columns_of(Tax)[1]} | {"id": NEWER, "short_name": "'another'"}
ANOTHER_TAX = "INSERT INTO taxes_tax ({}) SELECT {} FROM taxes_tax WHERE id = {{tax}}".format(
    ", ".join(_TAX), ", ".join(_TAX.values())
)
PERMIT = insert("businesses_purgepermit", business_id="{business}", reason="'mine'")
DELETIONS = (
    *(Attack(f"deleting from {t}", (f"DELETE FROM {t} WHERE id = {i}",), f"{t}_undeletable") for t, i in ROWS.items()),
    Attack("deleting all lines of everybody", (f"DELETE FROM {LINE}",), f"{LINE}_undeletable"),
    Attack(
        "deleting through the purge gate of another business",
        (
            insert("businesses_purgepermit", business_id="{strange_business}", reason="'mine'"),
            f"DELETE FROM {LINE} WHERE entry_id = {{entry}}",
            f"DELETE FROM {ENTRY} WHERE id = {{entry}}",
        ),
        f"{LINE}_undeletable",
    ),
    Attack(
        "changing through the purge gate of another business",
        (
            insert("businesses_purgepermit", business_id="{strange_business}", reason="'mine'"),
            update(LINE, "note = 'x'", "{line}"),
        ),
        f"{LINE}_unchangeable",
    ),
    Attack(
        "changing a line through the purge gate",
        (PERMIT, update(LINE, "account_id = {plain}", "{line}")),
        f"{LINE}_unchangeable",
    ),
    Attack(
        "moving an entry through the purge gate, but not its lines",
        (PERMIT, update(ENTRY, "date = '2026-03-06'", "{entry}")),
        f"{ENTRY}_unchangeable",
    ),
    Attack(
        "deleting an entry through the purge gate, but not its lines",
        (PERMIT, f"DELETE FROM {ENTRY} WHERE id = {{entry}}"),
        f"{ENTRY}_of_{LINE}_entry_id",
        COMMIT,
    ),
    Attack(
        "deleting an account through the purge gate, but not its lines",
        (PERMIT, entry(), *pair(account_id="{plain}"), "DELETE FROM accounts_account WHERE id = {plain}"),
        f"accounts_account_of_{LINE}_account_id",
        COMMIT,
    ),
    Attack(
        "deleting a tax through the purge gate, but not its lines",
        (PERMIT, ANOTHER_TAX, entry(), *pair(tax_id=NEWER), f"DELETE FROM taxes_tax WHERE id = {NEWER}"),
        f"taxes_tax_of_{LINE}_tax_id",
        COMMIT,
    ),
    Attack(
        "a temporary table that stands in for the purge gate",
        (
            "CREATE TEMPORARY TABLE businesses_purgepermit AS SELECT {business}::bigint AS business_id",
            f"DELETE FROM {LINE} WHERE entry_id = {{entry}}",
        ),
        f"{LINE}_undeletable",
        on=POSTGRES,
    ),
    *(
        Attack(f"TRUNCATE {tables}", (f"TRUNCATE {tables}",), "permission denied", on=POSTGRES, error=DatabaseError)
        for tables in (LINE, f"{ENTRY} CASCADE", "ledger_record CASCADE", "businesses_business CASCADE", CHANGE)
    ),
)
MOVES = tuple(
    Attack(f"moving a row of {t} to another business", (update(t, "business_id = {strange_business}", i),), f"{t}_")
    for t, i in ROWS.items()
    if t not in {"businesses_business", SET, CHANGE, ENTRY, LINE}
)
REPLACEMENTS = (
    Attack(
        "an upsert over a line",
        (line(3, 5, id="{line}") + " ON CONFLICT (id) DO UPDATE SET amount = 5",),
        f"{LINE}_(joins|unchangeable|unreplaceable)",
    ),
    Attack(
        "a whole entry replaced by another that balances",
        (
            entry("REPLACE", id="{entry}"),
            line(1, 1, "REPLACE", id="{line}", entry_id="{entry}"),
            line(2, -1, "REPLACE", id="{line_2}", entry_id="{entry}"),
        ),
        "",
        f"{ENTRY}_unreplaceable",
        on=SQLITE,
    ),
    Attack(
        "a line replaced by one of another entry",
        (entry(), line(1, 5, "REPLACE", id="{line}")),
        "",
        f"{LINE}_unreplaceable",
        on=SQLITE,
    ),
    Attack(
        "a line replaced by its place",
        (line(1, 5, "REPLACE", entry_id="{entry}"),),
        "",
        f"{LINE}_position",
        on=SQLITE,
    ),
    Attack("a changeset replaced", (changeset("REPLACE", id="{changeset}"),), "", f"{SET}_unreplaceable", on=SQLITE),
    Attack(
        "a changeset replaced by its number",
        (changeset("INSERT OR REPLACE", number="{changeset_number}"),),
        "",
        f"{SET}_number",
        on=SQLITE,
    ),
    Attack("a change replaced", (change("REPLACE", id="{change}"),), "", f"{CHANGE}_unreplaceable", on=SQLITE),
    Attack("a change replaced by its place", (change("REPLACE", position=0),), "", f"{CHANGE}_position", on=SQLITE),
    Attack(
        "an invoice pushed out by its number",
        (update("ledger_record", "number = '501'", "{second_invoice}", "UPDATE OR REPLACE"),),
        "",
        "ledger_record_invoice_number",
        on=SQLITE,
    ),
    Attack(
        "a contact pushed out by its id",
        (update("ledger_contact", "id = {vendor}", "{contact}", "UPDATE OR REPLACE"),),
        "",
        "ledger_contact_fixed",
        on=SQLITE,
    ),
    Attack(
        "a record replaced",
        (record(id="{moved}").replace("INSERT", "REPLACE", 1),),
        "",
        "ledger_record_unreplaceable",
        on=SQLITE,
    ),
)


def superseded(table: str, row: str, by: str = "{changeset}") -> str:
    """Return the statement that stamps a row as superseded."""
    return update(table, f"superseded_id = {by}", row)


WITH_ENTRY = f"{LINE}_superseded_with_entry"
WHOLE = f"{ENTRY}_superseded_whole"
STRANGER = "superseded_id_business"
SUPERSESSIONS = (
    Attack("superseding one line", (superseded(LINE, "{line}"),), WITH_ENTRY),
    Attack("superseding an entry without its lines", (superseded(ENTRY, "{entry}"),), WHOLE, COMMIT),
    Attack(
        "superseding an entry with one of its lines",
        (superseded(ENTRY, "{entry}"), superseded(LINE, "{line}")),
        WHOLE,
        COMMIT,
    ),
    Attack(
        "superseding an entry and its lines by different changesets",
        (superseded(ENTRY, "{entry}"), superseded(LINE, "{line}", "{early_changeset}")),
        WITH_ENTRY,
    ),
    Attack(
        "superseding an entry twice", (superseded(ENTRY, "{old_entry}", "{early_changeset}"),), f"{ENTRY}_unchangeable"
    ),
    Attack("un-superseding an entry", (superseded(ENTRY, "{old_entry}", "NULL"),), f"{ENTRY}_unchangeable"),
    Attack("un-superseding a line", (superseded(LINE, "{old_line}", "NULL"),), f"{LINE}_unchangeable"),
    Attack(
        "superseding by a changeset of another business",
        (
            superseded(ENTRY, "{entry}", "{strange_changeset}"),
            superseded(LINE, "{line}", "{strange_changeset}"),
            superseded(LINE, "{line_2}", "{strange_changeset}"),
        ),
        STRANGER,
    ),
    Attack(
        "superseding by a changeset of another business that comes later",
        (
            superseded(ENTRY, "{entry}", NEW),
            superseded(LINE, "{line}", NEW),
            superseded(LINE, "{line_2}", NEW),
            changeset(business_id="{strange_business}", number=9999, user_id="NULL"),
        ),
        STRANGER,
        f"{SET}_of_ledger_journal(entry|line)_superseded_id",
    ),
    Attack(
        "superseding by a changeset that never comes",
        (
            superseded(ENTRY, "{entry}", NEW),
            superseded(LINE, "{line}", NEW),
            superseded(LINE, "{line_2}", NEW),
        ),
        "superseded_id",
        COMMIT,
    ),
    Attack(
        "superseding under cover of another change",
        (update(ENTRY, "superseded_id = {changeset}, date = '2026-04-05'", "{entry}"),),
        f"{ENTRY}_unchangeable",
    ),
    Attack(
        "superseding what was just written, and writing on",
        (entry(), *pair(), superseded(ENTRY, NEW), line(3, 1)),
        f"{LINE}_joins",
    ),
)
OWNERS = "must be owner|permission denied"
SWITCHES = tuple(
    Attack(statement, (statement,), OWNERS, on=POSTGRES, error=DatabaseError)
    for statement in (
        f'DROP TRIGGER "{ENTRY}_balanced" ON {ENTRY}',
        f'DROP FUNCTION "{ENTRY}_balanced" CASCADE',
        f'CREATE OR REPLACE FUNCTION "{ENTRY}_balanced"() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN END $$',
        f'ALTER FUNCTION "{ENTRY}_balanced"() RESET search_path',
        f"ALTER TABLE {LINE} DISABLE TRIGGER ALL",
        f'ALTER TABLE {LINE} DISABLE TRIGGER "{LINE}_unchangeable"',
        f'ALTER TABLE {LINE} DROP CONSTRAINT "{LINE}_settles_id_business"',
        f'ALTER TABLE {LINE} DROP CONSTRAINT "{LINE}_not_zero"',
        f"CREATE RULE quiet AS ON DELETE TO {LINE} DO INSTEAD NOTHING",
        f'CREATE TRIGGER quiet BEFORE DELETE ON {LINE} FOR EACH ROW EXECUTE FUNCTION "{LINE}_joins"()',
        f"ALTER TABLE {LINE} OWNER TO CURRENT_USER",
        f"DROP TABLE {LINE}",
        "DROP INDEX businesses_changeset_number",
        "SET session_replication_role = replica",
        "CREATE SCHEMA mine",
    )
)
TABLE = (*EDITS, *DELETIONS, *MOVES, *REPLACEMENTS, *SUPERSESSIONS, *SWITCHES)
"""All attacks of this module."""
