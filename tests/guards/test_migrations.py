"""Migrations leave the guards standing: each that touches a guarded table lifts them first and installs them last."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING, Any

import pytest
from django.apps import apps
from django.db import OperationalError, connection, connections, migrations, models
from django.db.migrations.loader import MigrationLoader
from django.utils.module_loading import import_string

from businesses.guards import Guard, InstallGuards, LiftGuards, install_guards, missing_guards, same_business
from ledger.selectors.verify import GUARDS
from tests.guards.scene import undone
from tests.settings import KIND

if TYPE_CHECKING:
    from pathlib import Path

    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.migrations.operations.base import Operation

TABLES = {guard.table for guard in GUARDS}
ROOMS = ["businesses", "accounts", "taxes", "ledger"]
ON_SQLITE = pytest.mark.skipif(KIND != "sqlite", reason="only SQLite remakes tables")
Throwaway = Callable[[], AbstractContextManager["BaseDatabaseWrapper"]]


def touched(room: str, operation: Operation) -> set[str]:
    """Return the guarded tables that an operation is about."""
    names = [getattr(operation, name, None) for name in ("model_name", "name", "old_name", "new_name")]
    whole = isinstance(operation, migrations.operations.models.ModelOperation)
    about = names if whole else names[:1]
    return {f"{room}_{name.lower()}" for name in about if isinstance(name, str)} & TABLES


def mistakes(room: str, operations: Sequence[Operation]) -> list[str]:
    """Return what is wrong with how the operations of one migration treat the guards."""
    tables = {table for operation in operations for table in touched(room, operation)}
    new = {table for o in operations if isinstance(o, migrations.CreateModel) for table in touched(room, o)}
    found = []
    if tables and not isinstance(operations[-1], InstallGuards):
        found.append("it does not end with InstallGuards")
    if tables - new and not isinstance(operations[0], LiftGuards):
        found.append("it does not begin with LiftGuards")
    return found


def own_migrations(room: str) -> list[migrations.Migration]:
    """Return the migrations of a room, in order."""
    found = MigrationLoader(None).disk_migrations
    return [found[key] for key in sorted(found) if key[0] == room]


@pytest.mark.parametrize("room", ROOMS)
def test_every_migration_of_a_guarded_table_ends_with_its_guards(room: str) -> None:
    found = {migration.name: mistakes(room, migration.operations) for migration in own_migrations(room)}
    assert {name: wrong for name, wrong in found.items() if wrong} == {}


@pytest.mark.parametrize("room", ROOMS)
def test_the_last_migration_of_every_room_installs_the_guards_of_the_room(room: str) -> None:
    last = own_migrations(room)[-1].operations[-1]
    assert isinstance(last, InstallGuards)
    assert last.guards == f"{room}.guards.GUARDS"
    assert set(import_string(last.guards)) <= set(GUARDS)


ADD = migrations.AddField("journalline", "colour", models.TextField(null=True))
INSTALL, LIFT = InstallGuards("ledger.guards.GUARDS"), LiftGuards()


@pytest.mark.parametrize(
    ("operations", "wrong"),
    [
        ([ADD], 2),
        ([ADD, INSTALL], 1),
        ([LIFT, ADD], 1),
        ([LIFT, ADD, INSTALL], 0),
        ([migrations.RenameModel("JournalLine", "Line")], 2),
        ([migrations.CreateModel("JournalLine", []), ADD], 1),
        ([migrations.CreateModel("JournalLine", []), ADD, INSTALL], 0),
        ([migrations.AddField("syncsession", "colour", models.TextField(null=True))], 0),
        ([migrations.RunPython(migrations.RunPython.noop)], 0),
    ],
)
def test_a_migration_that_forgets_the_guards_is_found(operations: list[Operation], wrong: int) -> None:
    assert len(mistakes("ledger", operations)) == wrong


@pytest.fixture
def throwaway(committed_db: None, tmp_path: Path) -> Throwaway:
    """Return a context with a copy of the migrated SQLite database, with the schema editor's usual settings."""

    @contextmanager
    def opened() -> Iterator[BaseDatabaseWrapper]:
        copy = connection.copy(alias="throwaway")
        copy.settings_dict["NAME"] = str(tmp_path / "copy.sqlite3")
        connection.ensure_connection()
        with connection.cursor() as cursor:
            cursor.execute(f"VACUUM INTO '{copy.settings_dict['NAME']}'")
        connections["throwaway"] = copy
        try:
            yield copy
        finally:
            copy.close()
            del connections["throwaway"]

    return opened


def migrate(on: BaseDatabaseWrapper, *operations: Operation, backwards: bool = False) -> None:
    """Run the operations as one migration of the room ledger."""
    before = MigrationLoader(None).project_state()
    after = before.clone()
    for operation in operations:
        operation.state_forwards("ledger", after)
    states = (after, before) if backwards else (before, after)
    with on.schema_editor(atomic=True) as editor:
        for operation in reversed(operations) if backwards else operations:
            run = operation.database_backwards if backwards else operation.database_forwards
            run("ledger", editor, *states)


def remake(on: BaseDatabaseWrapper, model: str) -> None:
    """Let Django remake a table, as most changes of a table do on SQLite."""
    with on.schema_editor() as editor:
        editor._remake_table(apps.get_model(model))  # type: ignore[attr-defined]  # noqa: SLF001 - that is the culprit


@ON_SQLITE
def test_a_remade_table_has_lost_its_guards_and_gets_them_back(throwaway: Throwaway) -> None:
    with throwaway() as copy:
        remake(copy, "ledger.MonthlyTotal")
        lost = [guard.name for guard in GUARDS if guard.table == "ledger_monthlytotal" and guard.sqlite]
        assert len(lost) == 2
        assert missing_guards(copy, GUARDS) == lost
        install_guards(copy, GUARDS)
        assert missing_guards(copy, GUARDS) == []


@ON_SQLITE
def test_a_table_that_other_guards_mention_is_not_remade_under_them(throwaway: Throwaway) -> None:
    with throwaway() as copy, pytest.raises(OperationalError, match="error in trigger"):
        remake(copy, "ledger.JournalLine")


CHANGES: dict[str, Any] = {
    "a field more": migrations.AddField("journalline", "colour", models.CharField(max_length=9, default="red")),
    "a field changed": migrations.AlterField("journalentry", "kind", models.CharField(max_length=12)),
    "a constraint more": migrations.AddConstraint(
        "record", models.CheckConstraint(condition=models.Q(version__gt=0), name="ledger_record_version")
    ),
}


@ON_SQLITE
@pytest.mark.parametrize("change", CHANGES)
def test_a_migration_that_lifts_the_guards_leaves_none_behind(change: str, throwaway: Throwaway) -> None:
    operations = (LiftGuards(), CHANGES[change], InstallGuards("ledger.guards.GUARDS"))
    with throwaway() as copy:
        migrate(copy, *operations)
        assert missing_guards(copy, GUARDS) == []
        migrate(copy, *operations, backwards=True)
        assert missing_guards(copy, GUARDS) == []


@ON_SQLITE
def test_guards_of_another_room_on_a_remade_table_come_back(throwaway: Throwaway) -> None:
    operations = (LiftGuards(), CHANGES["a constraint more"], InstallGuards("taxes.guards.GUARDS"))
    with throwaway() as copy:
        migrate(copy, *operations)
        assert missing_guards(copy, GUARDS) == []


def test_on_postgresql_there_is_nothing_to_lift(owner_connection: BaseDatabaseWrapper) -> None:
    if KIND == "postgres":
        migrate(owner_connection, LiftGuards())
        assert missing_guards(owner_connection, GUARDS) == []


def test_a_guard_of_a_column_that_a_later_migration_brings_waits_for_it(owner_connection: BaseDatabaseWrapper) -> None:
    early: list[Guard] = same_business("ledger_record", "vehicle_id", "ledger_project")
    install_guards(owner_connection, early)
    needed = [guard.name for guard in early if guard.statements(owner_connection.vendor)]
    assert missing_guards(owner_connection, early) == needed


def test_installing_again_changes_nothing(owner_connection: BaseDatabaseWrapper) -> None:
    with undone(owner_connection):
        install_guards(owner_connection, GUARDS)
        assert missing_guards(owner_connection, GUARDS) == []
