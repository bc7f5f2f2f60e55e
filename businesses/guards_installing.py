"""Bringing guards into a database: the operations of migrations, and what they are made of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.migrations.operations.base import Operation

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor

    from businesses.guards import Guard


class LiftGuards(Operation):
    """The migration operation that begins every migration of a guarded table which is there already.

    On SQLite all triggers go, of all rooms, until ``InstallGuards`` ends the migration. PostgreSQL needs nothing.
    """

    reduces_to_sql = True
    reversible = True

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Change no model."""

    def database_forwards(self, _label: str, schema_editor: BaseDatabaseSchemaEditor, *_states: object) -> None:
        """Take the triggers away and remember them."""
        lift_guards(schema_editor.connection)

    def database_backwards(self, _label: str, schema_editor: BaseDatabaseSchemaEditor, *_states: object) -> None:
        """Bring back the triggers: what ends a migration begins it on the way back."""
        restore_guards(schema_editor.connection)

    def describe(self) -> str:
        """Say what the operation does."""
        return "Lift the guards"


class InstallGuards(Operation):
    """The migration operation that ends every migration of a guarded table: install its room's guards anew."""

    reduces_to_sql = True
    reversible = True

    def __init__(self, guards: str) -> None:
        """Take the dotted path of the list of guards, so that migrations always install the list of today."""
        self.guards = guards

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Change no model."""

    def database_forwards(self, _label: str, schema_editor: BaseDatabaseSchemaEditor, *_states: object) -> None:
        """Install every guard whose table exists already (later migrations of the room bring the others).

        What Django puts off until the migration ends, foreign keys among it, comes first: a guard may take its place.
        """
        while schema_editor.connection.vendor == "postgresql" and schema_editor.deferred_sql:
            schema_editor.execute(schema_editor.deferred_sql.pop(0))
        from django.utils.module_loading import import_string  # noqa: PLC0415 - migrations load before apps

        install_guards(schema_editor.connection, import_string(self.guards))
        restore_guards(schema_editor.connection)

    def database_backwards(self, _label: str, schema_editor: BaseDatabaseSchemaEditor, *_states: object) -> None:
        """Take the triggers away; ``LiftGuards`` brings them back, which a room's first migration has not got.

        So going back to before a room leaves the tables of the others without triggers, until they migrate again.
        """
        lift_guards(schema_editor.connection)

    def describe(self) -> str:
        """Say what the operation does."""
        return f"Install the guards {self.guards}"


_LIFTED = "lifted_guards"


def lift_guards(connection: BaseDatabaseWrapper) -> None:
    """Drop all triggers of a SQLite database, and keep their statements in a temporary table."""
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE IF NOT EXISTS {_LIFTED} (name, tbl_name, sql)")
        cursor.execute(
            f"INSERT INTO {_LIFTED} SELECT name, tbl_name, sql FROM main.sqlite_master WHERE type = 'trigger'"
        )
        cursor.execute("SELECT name FROM main.sqlite_master WHERE type = 'trigger'")
        for (name,) in cursor.fetchall():
            cursor.execute(f'DROP TRIGGER "{name}"')


def restore_guards(connection: BaseDatabaseWrapper) -> None:
    """Create the triggers again that ``lift_guards`` dropped, but those that have come back in a newer form."""
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM temp.sqlite_master WHERE name = %s", [_LIFTED])
        if cursor.fetchone() is None:
            return
        cursor.execute(
            f"SELECT sql FROM {_LIFTED} WHERE name NOT IN (SELECT name FROM main.sqlite_master WHERE type = 'trigger') "
            "AND tbl_name IN (SELECT name FROM main.sqlite_master)"
        )
        for (statement,) in cursor.fetchall():
            cursor.execute(statement)
        cursor.execute(f"DROP TABLE {_LIFTED}")


def install_guards(connection: BaseDatabaseWrapper, guards: Iterable[Guard]) -> None:
    """Install the guards of the tables and columns that exist. Running it again changes nothing."""
    columns: dict[str, set[str]] = {}
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        for guard in guards:
            if guard.table in tables and guard.table not in columns:
                described = connection.introspection.get_table_description(cursor, guard.table)
                columns[guard.table] = {column.name for column in described}
            if guard.column in columns.get(guard.table, ()):
                for statement in guard.statements(connection.vendor):
                    cursor.execute(statement)


def installed_guards(connection: BaseDatabaseWrapper) -> set[str]:
    """Return the names of all triggers, constraints and indexes that the database has."""
    query = "SELECT name FROM sqlite_master WHERE type IN ('trigger', 'index', 'table')"
    if connection.vendor == "postgresql":
        query = (
            "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled IN ('O', 'A') "
            "UNION ALL SELECT conname FROM pg_constraint UNION ALL SELECT indexname FROM pg_indexes"
        )
    with connection.cursor() as cursor:
        cursor.execute(query)
        return {row[0] for row in cursor.fetchall()}


def missing_guards(connection: BaseDatabaseWrapper, guards: Iterable[Guard]) -> list[str]:
    """Return the names of the guards that the database lacks, in order."""
    present = installed_guards(connection)
    return [guard.name for guard in guards if guard.statements(connection.vendor) and guard.name not in present]
