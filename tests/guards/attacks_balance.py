"""Attacks on the balance: entries that do not add up, and lines that join where they should not."""

from __future__ import annotations

from django.db import DatabaseError

from tests.guards.sql import COMMIT, NEW, NEWER, POSTGRES, SQLITE, Attack, entry, insert, line, pair, update

BALANCED = "ledger_journalentry_balanced"
JOINS = "ledger_journalline_joins"
WELL_FORMED = "ledger_journalline_well_formed"
HUGE = 2**63 - 1
UNBALANCED = (entry(), line(1, 100), line(2, -90))


def sums(amount: object, what: str = "CAD", identity: object = NEW, verb: str = "INSERT") -> str:
    """Return the statement that writes a sum of SQLite."""
    return insert("ledger_entrysum", verb, entry_id=identity, what=f"'{what}'", amount=amount)


def late(amount: int, position: int) -> str:
    """Return the statement that adds a line to an entry that is stored already."""
    return line(position, amount, entry_id="{entry}")


ENTRIES = (
    Attack("an entry whose amounts do not sum to zero", UNBALANCED, BALANCED, COMMIT),
    Attack("an entry whose home amounts do not", (entry(), line(1, 100), line(2, -100, home=-99)), BALANCED, COMMIT),
    Attack(
        "an entry balanced in total, but not in each currency",
        (entry(), line(1, 100), line(2, -100, currency="'USD'", account_id="{usd}")),
        BALANCED,
        COMMIT,
    ),
    Attack("an entry that lacks a line", (entry(line_count=3), *pair()), BALANCED, COMMIT),
    Attack("an entry without lines", (entry(),), BALANCED, COMMIT),
    Attack("an entry that says it has no lines", (entry(line_count=0),), "ledger_journalentry_line_count"),
    Attack("an entry of one line", (entry(line_count=1), line(1, 100)), BALANCED, COMMIT),
    Attack(
        "the right and the wrong entry in one transaction",
        (entry(), *pair(), entry(id=NEWER), line(1, 5, id=f"({NEW} + 21)", entry_id=NEWER)),
        BALANCED,
        COMMIT,
    ),
    Attack(
        "a sum beyond all integers",
        (entry(line_count=3), line(1, HUGE), line(2, 1), line(3, -HUGE)),
        BALANCED,
        "ledger_entrysum_updated",
    ),
    Attack(
        "an amount that is a text",
        (entry(), line(1, "'abc'"), line(2, "'xyz'")),
        "invalid input syntax",
        WELL_FORMED,
        error=DatabaseError,
    ),
    Attack("half a cent", (entry(), *pair("0.5")), "", WELL_FORMED, on=SQLITE),
    Attack("half a cent at home", (entry(), *pair(100, home="0.5")), "", WELL_FORMED, on=SQLITE),
    Attack(
        "a currency that is called like another sum",
        (entry(line_count=1), line(1, 5, currency="'home'", home=-5)),
        "value too long",
        WELL_FORMED,
        error=DatabaseError,
    ),
    Attack("a line of nothing", (entry(), line(1, 0), line(2, 0)), "ledger_journalline_not_zero"),
    Attack("checks moved to the front", ("SET CONSTRAINTS ALL IMMEDIATE", *UNBALANCED), BALANCED, on=POSTGRES),
    Attack("checks moved to the end", (*UNBALANCED, "SET CONSTRAINTS ALL DEFERRED"), BALANCED, on=POSTGRES),
    Attack(
        "a temporary table that stands in for the lines",
        (
            "CREATE TEMPORARY TABLE ledger_journalline (entry_id bigint, amount bigint, currency text, home bigint)",
            f"INSERT INTO pg_temp.ledger_journalline VALUES ({NEW}, 1, 'CAD', 1), ({NEW}, -1, 'CAD', -1)",
            entry(),
            *(line(n, amount).replace("INTO ", "INTO public.", 1) for n, amount in ((1, 100), (2, -90))),
        ),
        BALANCED,
        on=POSTGRES,
    ),
)
JOINING = (
    Attack("a line too many", (entry(), *pair(), line(3, 5)), JOINS),
    Attack("lines for an entry that is stored", (late(5, 3), late(-5, 4)), JOINS),
    Attack(
        "lines after the entry was checked",
        (entry(), *pair(), "SET CONSTRAINTS ALL IMMEDIATE", line(3, 5), line(4, -5)),
        JOINS,
        on=POSTGRES,
    ),
    Attack("a line in the place of another", (late(5, 1),), "ledger_journalline_position"),
    Attack("a line before the first", (late(5, 0),), JOINS),
    Attack("a line at half a place", (late(5, 1).replace(", 1, ", ", 1.5, ", 1),), "", COMMIT, on=SQLITE),
    Attack("a line of no entry", (line(1, 5),), JOINS),
    Attack("a line for a superseded entry", (line(3, 5, entry_id="{old_entry}"),), JOINS),
    Attack("a line of another day", (entry(), *pair(date="'2026-03-06'")), JOINS),
    Attack("a line of another record", (entry(), *pair(record_id="{invoice}")), JOINS),
    Attack("a line superseded at birth", (entry(), *pair(superseded_id="{changeset}")), JOINS),
    Attack(
        "an entry superseded at birth",
        (entry(superseded_id="{changeset}"), *pair(superseded_id="{changeset}")),
        JOINS,
    ),
    Attack("an entry superseded at birth, without lines", (entry(superseded_id="{changeset}"),), BALANCED, COMMIT),
    Attack("an entry of a changeset that does not exist", (entry(changeset_id=NEW), *pair()), "changeset_id", COMMIT),
    Attack("an entry of a kind that does not exist", (entry(kind="'OTHER'"), *pair()), "ledger_journalentry_kind"),
)
LOCKS = (
    Attack(
        "an entry backdated into a locked period",
        (entry(date="'2025-06-05'"), *pair(date="'2025-06-05'")),
        "ledger_journalentry_locked_insert",
    ),
    Attack(
        "an entry on the last locked day",
        (entry(date="'2025-12-31'"), *pair(date="'2025-12-31'")),
        "ledger_journalentry_locked_insert",
    ),
    Attack(
        "a locked day written so that it sorts past the lock",
        (entry(date="'2025-6-5'"), *pair(date="'2025-6-5'")),
        "ledger_journalentry_locked_insert",
        "ledger_journalentry_well_formed",
    ),
    Attack(
        "a day that no calendar has", (entry(date="'2026-02-30'"),), "out of range", "well_formed", error=DatabaseError
    ),
    Attack(
        "superseding an entry of a locked period",
        (
            "UPDATE ledger_journalentry SET superseded_id = {changeset} WHERE id = {locked_entry}",
            "UPDATE ledger_journalline SET superseded_id = {changeset} WHERE entry_id = {locked_entry}",
        ),
        "ledger_journalentry_locked_update",
    ),
    Attack(
        "superseding the lines of an entry of a locked period",
        ("UPDATE ledger_journalline SET superseded_id = {changeset} WHERE entry_id = {locked_entry}",),
        "ledger_journalline_superseded_with_entry",
    ),
    *(
        Attack(
            f"{what} of a record inside a locked period",
            (update("ledger_record", change, "{locked_invoice}"),),
            "ledger_record_locked",
        )
        for what, change in {
            "the total": "total = 1",
            "the date": "date = '2026-03-05'",
            "the account": "account_id = {bank}",
            "the state": "state = 'VOID'",
            "the presence": "removed = TRUE",
        }.items()
    ),
    Attack(
        "a record moved into a locked period",
        (update("ledger_record", "date = '2025-06-05'", "{moved}"),),
        "ledger_record_locked",
    ),
    *(
        Attack(
            f"{statement} inside a locked period", (f"{statement} WHERE record_id = {{{owner}}}",), f"{table}_locked"
        )
        for table, owner, change in (
            ("ledger_recordline", "locked_invoice", "net = net + 1"),
            ("ledger_recordtax", "locked_invoice", "amount = amount + 1"),
            ("ledger_adjustmentline", "locked_adjustment", "amount = amount + 1"),
        )
        for statement in (f"UPDATE {table} SET {change}", f"DELETE FROM {table}")
    ),
)
SUMS = (
    Attack(
        "a zero written over a sum",
        (*UNBALANCED, f"UPDATE ledger_entrysum SET amount = 0 WHERE entry_id = {NEW}"),
        "",
        "ledger_entrysum_updated",
        on=SQLITE,
    ),
    Attack("a sum replaced by zero", (*UNBALANCED, sums(0, verb="REPLACE")), "", "ledger_entrysum_inserted", on=SQLITE),
    Attack(
        "the sums deleted",
        (*UNBALANCED, f"DELETE FROM ledger_entrysum WHERE entry_id = {NEW}"),
        "",
        "ledger_entrysum_undeletable",
        on=SQLITE,
    ),
    Attack(
        "a sum moved to another entry",
        (*UNBALANCED, f"UPDATE ledger_entrysum SET entry_id = 1 WHERE entry_id = {NEW} AND what = 'CAD'"),
        "",
        "ledger_entrysum_fixed",
        on=SQLITE,
    ),
    Attack(
        "sums made ready before the entry",
        (sums(0, "lines missing"), entry("INSERT OR IGNORE")),
        "",
        "ledger_entrysum_of_entry",
        on=SQLITE,
    ),
    Attack(
        "a difference made ready before the lines",
        (entry(), sums(-10), line(1, 100), line(2, -90)),
        "",
        "ledger_entrysum_updated|FOREIGN KEY",
        on=SQLITE,
    ),
    Attack(
        "the lines of a superseded entry counted as gone",
        (
            sums(0, "lines live", "{entry}"),
            "UPDATE OR IGNORE ledger_journalentry SET superseded_id = {changeset} WHERE id = {entry}",
        ),
        "",
        "ledger_entrysum_inserted",
        on=SQLITE,
    ),
    Attack("another zero", ("INSERT INTO ledger_zero VALUES (10)",), "", "CHECK constraint failed", on=SQLITE),
    Attack("no zero", ("DELETE FROM ledger_zero",), "", COMMIT, on=SQLITE),
)
TABLE = (*ENTRIES, *JOINING, *LOCKS, *SUMS)
"""All attacks of this module."""
