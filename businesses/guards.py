"""Guards: what the database itself refuses, on PostgreSQL and on SQLite.

A ``Guard`` is a named trigger or constraint with its statement for either database. Every migration of a
guarded table ends with ``InstallGuards``, because Django's remake of a table on SQLite drops its triggers
without a word; one of a table that is there already begins with ``LiftGuards``, because SQLite renames no table
that a trigger elsewhere mentions. ``missing_guards`` tells which of them a database lacks (a test and ``daybook
verify`` ask). A refusal carries the guard's name: on PostgreSQL as the constraint of an integrity error, on
SQLite as the message ``guard: <name>``.

Whoever may change the schema can take a guard away: on PostgreSQL that is the owner of the tables, which the
application is not; SQLite knows no owners, there everybody with the file is one.

Rows of the ledger go only through the purge gate: a row in ``businesses_purgepermit`` that names the business.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from businesses.guards_installing import InstallGuards, LiftGuards, install_guards, installed_guards, missing_guards

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = [
    "CHANGESET_COLUMNS",
    "CHANGE_COLUMNS",
    "GUARDS",
    "Guard",
    "InstallGuards",
    "LiftGuards",
    "business_key",
    "fixed",
    "install_guards",
    "installed_guards",
    "missing_guards",
    "no_permit",
    "pg_function",
    "pg_implied",
    "pg_keyless",
    "pg_left_behind",
    "pg_refuse",
    "pg_refuse_as",
    "pg_trigger",
    "same_business",
    "same_business_later",
    "sqlite_trigger",
    "unchangeable",
    "undeletable",
    "unreplaceable",
]


@dataclass(frozen=True, slots=True)
class Guard:
    """One guard: its name, its table, and the statements that install it (none: not needed there).

    ``column`` is one that the guard needs and an early migration may not have brought yet.
    """

    name: str
    table: str
    postgresql: tuple[str, ...] = ()
    sqlite: tuple[str, ...] = ()
    column: str = "id"

    def statements(self, vendor: str) -> tuple[str, ...]:
        """Return the statements for a database vendor."""
        return self.postgresql if vendor == "postgresql" else self.sqlite


def pg_function(name: str, body: str, *, declare: str = "") -> tuple[str, ...]:
    """Return the PL/pgSQL function of a guard; ``body`` runs between BEGIN and END.

    It looks for tables in the schema that it is made in, and for temporary ones last: otherwise a temporary table
    called like ours, which every role may create, would be what the guard looks at.
    """
    declared = f"DECLARE {declare} " if declare else ""
    return (
        f'CREATE OR REPLACE FUNCTION "{name}"() RETURNS trigger LANGUAGE plpgsql AS $$ {declared}BEGIN {body} END $$',
        f"DO $$ BEGIN EXECUTE format('ALTER FUNCTION \"{name}\"() SET search_path = %I, pg_temp', current_schema()); "
        "END $$",
    )


def pg_trigger(name: str, table: str, when: str, body: str, *, declare: str = "") -> tuple[str, ...]:
    """Return the function and trigger called ``name``; ``when`` is what stands before and after the table."""
    kind = "CONSTRAINT TRIGGER" if "DEFERRABLE" in when else "TRIGGER"
    timing, _, level = when.partition(" | ")
    return (
        f'DROP TRIGGER IF EXISTS "{name}" ON {table}',
        *pg_function(name, body, declare=declare),
        f'CREATE {kind} "{name}" {timing} ON {table} {level} EXECUTE FUNCTION "{name}"()',
    )


def pg_refuse(name: str, table: str) -> str:
    """Return the PL/pgSQL statement that refuses, as a check violation with the guard's name."""
    return (
        f"RAISE EXCEPTION 'refused by the guard {name}' "
        f"USING ERRCODE = '23514', CONSTRAINT = '{name}', TABLE = '{table}';"
    )


def pg_refuse_as(variable: str, table: str) -> str:
    """Return the PL/pgSQL statement that refuses with the name which a variable holds."""
    return (
        f"RAISE EXCEPTION 'refused by the guard %', {variable} "
        f"USING ERRCODE = '23514', CONSTRAINT = {variable}, TABLE = '{table}';"
    )


def sqlite_trigger(name: str, table: str, event: str, condition: str, *, says: str = "") -> tuple[str, ...]:
    """Return a SQLite trigger that refuses ``event`` on the table when ``condition`` holds, as ``says`` or ``name``."""
    return (
        f'DROP TRIGGER IF EXISTS "{name}"',
        f'CREATE TRIGGER "{name}" {event} ON {table} FOR EACH ROW WHEN {condition} '
        f"BEGIN SELECT RAISE(ABORT, 'guard: {says or name}'); END",
    )


def no_permit(row: str, key: str = "business_id") -> str:
    """Return the condition that the purge gate is shut for the business of a row."""
    return f"NOT EXISTS (SELECT 1 FROM businesses_purgepermit p WHERE p.business_id = {row}.{key})"


def undeletable(table: str, key: str = "business_id") -> list[Guard]:
    """Return the guards that refuse DELETE (but through the purge gate), TRUNCATE, and SQLite's REPLACE on a table."""
    delete, truncate = f"{table}_undeletable", f"{table}_untruncatable"
    shut = no_permit("OLD", key)
    return [
        Guard(
            delete,
            table,
            pg_trigger(
                delete,
                table,
                "BEFORE DELETE | FOR EACH ROW",
                f"IF {shut} THEN {pg_refuse(delete, table)} END IF; RETURN OLD;",
            ),
            sqlite_trigger(delete, table, "BEFORE DELETE", shut),
        ),
        Guard(
            truncate,
            table,
            pg_trigger(truncate, table, "BEFORE TRUNCATE | FOR EACH STATEMENT", pg_refuse(truncate, table)),
        ),
        *unreplaceable(table, ("id",)),
    ]


def unreplaceable(table: str, columns: tuple[str, ...], *, constraint: str = "", where: str = "") -> list[Guard]:
    """Return the guards that a row takes the place of no other with the same unique ``columns`` (SQLite only).

    REPLACE, INSERT OR REPLACE and UPDATE OR REPLACE delete the row in their way, and no trigger hears of it. The
    refusal is called like the unique ``constraint``, which is what anybody else violates with such a row; ``where``
    is its condition, with ``{row}`` for the row. An id (no constraint) is guarded against updates by ``fixed``.
    """
    conditions = [f"t.{column} = NEW.{column}" for column in columns]
    conditions += [where.format(row=row) for row in ("t", "NEW") if where]
    twin = "SELECT 1 FROM {} t WHERE {}".format(table, " AND ".join(conditions))
    name = f"{constraint or table}_unreplaceable"
    insert = sqlite_trigger(name, table, "BEFORE INSERT", f"EXISTS ({twin})", says=constraint)
    if not constraint:
        return [Guard(name, table, (), insert)]
    update = f"{name}_update"
    other = f"EXISTS ({twin} AND t.id <> NEW.id)"
    return [
        Guard(name, table, (), insert),
        Guard(update, table, (), sqlite_trigger(update, table, "BEFORE UPDATE", other, says=constraint)),
    ]


def fixed(table: str, *more: str) -> Guard:
    """Return the guard that a row keeps its id and its business for ever, and ``more`` columns."""
    name, columns = f"{table}_fixed", ("id", "business_id", *more)
    event = f"BEFORE UPDATE OF {', '.join(columns)}"
    new, old = (", ".join(f"{row}.{column}" for column in columns) for row in ("NEW", "OLD"))
    return Guard(
        name,
        table,
        pg_trigger(
            name,
            table,
            f"{event} | FOR EACH ROW",
            f"IF ({new}) IS DISTINCT FROM ({old}) THEN {pg_refuse(name, table)} END IF; RETURN NEW;",
        ),
        sqlite_trigger(name, table, event, " OR ".join(f"NEW.{column} IS NOT OLD.{column}" for column in columns)),
    )


def unchangeable(table: str, columns: Iterable[str], *, once: str | None = None, gate: bool = True) -> Guard:
    """Return the guard that refuses UPDATE of a row, save ``once``: a column that goes from null to a value.

    ``columns`` are all columns of the table but ``once``. Without ``gate`` not even the purge gate lets it through.
    """
    name = f"{table}_unchangeable"
    pg_same = " AND ".join(f"NEW.{column} IS NOT DISTINCT FROM OLD.{column}" for column in columns)
    lite_same = " AND ".join(f"NEW.{column} IS OLD.{column}" for column in columns)
    stamp = f" AND OLD.{once} IS NULL AND NEW.{once} IS NOT NULL" if once else ""
    allowed = "({}{})" if once else "(FALSE AND {}{})"
    shut = f" AND {no_permit('OLD')}" if gate else ""
    return Guard(
        name,
        table,
        pg_trigger(
            name,
            table,
            "BEFORE UPDATE | FOR EACH ROW",
            f"IF NOT {allowed.format(pg_same, stamp)}{shut} THEN {pg_refuse(name, table)} END IF; RETURN NEW;",
        ),
        sqlite_trigger(name, table, "BEFORE UPDATE", f"NOT {allowed.format(lite_same, stamp)}{shut}"),
    )


def same_business(table: str, column: str, target: str, *, key: bool = True) -> list[Guard]:
    """Return the guards that a reference stays inside the row's business.

    PostgreSQL: a composite foreign key (the target needs a unique index over business and id), in place of the simple
    ones that it implies, whose checks cost a third of what a record costs there; without ``key`` another guard says it.
    SQLite: triggers.
    """
    name = f"{table}_{column}_business"
    stranger = (
        f"NEW.{column} IS NOT NULL AND NOT EXISTS "
        f"(SELECT 1 FROM {target} t WHERE t.id = NEW.{column} AND t.business_id = NEW.business_id)"
    )
    foreign_key = (
        f'ALTER TABLE {table} DROP CONSTRAINT IF EXISTS "{name}"',
        f'ALTER TABLE {table} ADD CONSTRAINT "{name}" FOREIGN KEY (business_id, {column}) '
        f"REFERENCES {target} (business_id, id) DEFERRABLE INITIALLY DEFERRED",
        pg_implied(table, column),
    )
    update = f"{name}_update"
    return [
        Guard(name, table, foreign_key if key else (), sqlite_trigger(name, table, "BEFORE INSERT", stranger), column),
        Guard(
            update,
            table,
            (),
            sqlite_trigger(update, table, f"BEFORE UPDATE OF {column}, business_id", stranger),
            column,
        ),
    ]


def pg_implied(table: str, column: str) -> str:
    """Return the statement that drops what a composite foreign key over business and ``column`` implies.

    That is the simple key of the column and, if the column is never null, that of the business: the target has one.
    """
    return (
        "DO $$ DECLARE simple name; BEGIN FOR simple IN SELECT c.conname FROM pg_constraint c "
        "JOIN pg_attribute own ON own.attrelid = c.conrelid AND own.attnum = c.conkey[1] "
        "JOIN pg_attribute reference ON reference.attrelid = c.conrelid "
        f"AND reference.attname = '{column}' "
        f"WHERE c.conrelid = '{table}'::regclass AND c.contype = 'f' AND cardinality(c.conkey) = 1 "
        "AND (own.attname = reference.attname OR (own.attname = 'business_id' AND reference.attnotnull)) "
        f"LOOP EXECUTE format('ALTER TABLE {table} DROP CONSTRAINT %I', simple); END LOOP; END $$"
    )


def pg_keyless(table: str, column: str) -> str:
    """Return the statement that drops every foreign key of a column, simple or composite: a guard says as much."""
    return (
        "DO $$ DECLARE key name; BEGIN FOR key IN SELECT c.conname FROM pg_constraint c "
        "JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = ANY (c.conkey) "
        f"WHERE c.conrelid = '{table}'::regclass AND c.contype = 'f' AND a.attname = '{column}' "
        f"LOOP EXECUTE format('ALTER TABLE {table} DROP CONSTRAINT %I', key); END LOOP; END $$"
    )


def pg_left_behind(target: str, table: str, column: str) -> Guard:
    """Return the guard that no row goes (through the purge gate) and leaves others behind which refer to it.

    It is the other half of a foreign key that ``pg_keyless`` drops, but it locks nothing: a purge takes the counter of
    the business before it deletes anything. (PostgreSQL only: SQLite keeps its keys.)
    """
    name = f"{target}_of_{table}_{column}"
    left = f"EXISTS (SELECT 1 FROM {table} r WHERE r.{column} = OLD.id)"
    return Guard(
        name,
        target,
        pg_trigger(
            name,
            target,
            "AFTER DELETE | DEFERRABLE INITIALLY DEFERRED FOR EACH ROW",
            f"IF {left} THEN {pg_refuse(name, target)} END IF; RETURN NULL;",
        ),
    )


def same_business_later(table: str, column: str, target: str) -> list[Guard]:
    """Return the guards of ``same_business`` for a target row that is written after the rows which refer to it."""
    name, later = f"{table}_{column}_business", f"{target}_of_{table}_{column}"
    stranger = f"EXISTS (SELECT 1 FROM {target} t WHERE t.id = NEW.{column} AND t.business_id <> NEW.business_id)"
    referrer = f"EXISTS (SELECT 1 FROM {table} r WHERE r.{column} = NEW.id AND r.business_id <> NEW.business_id)"
    guards = same_business(table, column, target)
    update = f"{name}_update"
    return [
        Guard(name, table, guards[0].postgresql, sqlite_trigger(name, table, "BEFORE INSERT", stranger), column),
        Guard(update, table, (), sqlite_trigger(update, table, f"BEFORE UPDATE OF {column}", stranger), column),
        Guard(later, table, (), sqlite_trigger(later, target, "BEFORE INSERT", referrer)),
    ]


def business_key(table: str) -> Guard:
    """Return the unique index over business and id that composite foreign keys point at (PostgreSQL only)."""
    name = f"{table}_business_key"
    return Guard(name, table, (f'CREATE UNIQUE INDEX IF NOT EXISTS "{name}" ON {table} (business_id, id)',))


CHANGESET_COLUMNS = (
    "id",
    "business_id",
    "number",
    "user_id",
    "at",
    "description",
    "comment",
    "request_id",
    "digest",
    "hash",
)
CHANGE_COLUMNS = (
    "id",
    "business_id",
    "changeset_id",
    "position",
    "kind",
    "object_id",
    "action",
    "before",
    "after",
    "digest",
)
GUARDS: list[Guard] = [
    business_key("businesses_changeset"),
    *undeletable("businesses_business", "id"),
    *undeletable("businesses_changeset"),
    *unreplaceable("businesses_changeset", ("business_id", "number"), constraint="businesses_changeset_number"),
    unchangeable("businesses_changeset", CHANGESET_COLUMNS),
    *undeletable("businesses_change"),
    *unreplaceable("businesses_change", ("changeset_id", "position"), constraint="businesses_change_position"),
    unchangeable("businesses_change", CHANGE_COLUMNS),
    *same_business("businesses_change", "changeset_id", "businesses_changeset"),
]
"""The guards of this room."""
