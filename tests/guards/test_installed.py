"""The guards are there: all of them, on every table that needs some, and whoever drops one is noticed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction

from businesses.guards import CHANGE_COLUMNS, CHANGESET_COLUMNS, install_guards, missing_guards
from businesses.models import Change, Changeset
from ledger.collaboration_guards import CHUNK_COLUMNS, COMMENT_COLUMNS
from ledger.guards import ENTRY_COLUMNS, LINE_COLUMNS
from ledger.guards_bank import STATEMENT_COLUMNS
from ledger.guards_items import MOVEMENT_COLUMNS
from ledger.models import AttachmentChunk, BankStatement, Comment, JournalEntry, JournalLine, StockMovement
from ledger.selectors.verify import GUARDS
from tests.guards.scene import columns_of, undone
from tests.settings import KIND

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.models import Model

UNGUARDED = {
    "accounts_exchangerate": "refers to nothing but its business, and is corrected by being written over",
    "ledger_syncsession": "says that a client called; no figure depends on it",
}
"""Tables with rows of a business that need no guard, and why."""
ON_POSTGRES = pytest.mark.skipif(KIND != "postgres", reason="PostgreSQL has this")
ON_SQLITE = pytest.mark.skipif(KIND != "sqlite", reason="SQLite has this")


def do(connection: BaseDatabaseWrapper, *statements: str) -> None:
    """Run statements."""
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def test_every_guard_is_installed(owner_connection: BaseDatabaseWrapper) -> None:
    assert missing_guards(owner_connection, GUARDS) == []


def test_names_are_unique_and_short_enough_for_postgresql() -> None:
    names = [guard.name for guard in GUARDS]
    assert len(set(names)) == len(names)
    assert [name for name in names if len(name.encode()) > 63] == []
    assert [guard.name for guard in GUARDS if not guard.postgresql and not guard.sqlite] == []


@pytest.mark.parametrize("room", ["accounts", "taxes", "ledger"])
def test_every_table_of_a_business_is_guarded_or_excused(room: str) -> None:
    tables = {
        table for table, columns in map(columns_of, apps.get_app_config(room).get_models()) if "business_id" in columns
    }
    guarded = {guard.table for guard in GUARDS}
    assert tables - guarded - set(UNGUARDED) == set()


def test_nothing_is_excused_that_is_guarded_or_gone() -> None:
    tables = {columns_of(model)[0] for model in apps.get_models()}
    assert set(UNGUARDED) <= tables - {guard.table for guard in GUARDS}


@pytest.mark.parametrize(
    ("model", "columns"),
    [
        (Changeset, CHANGESET_COLUMNS),
        (Change, CHANGE_COLUMNS),
        (JournalEntry, (*ENTRY_COLUMNS, "superseded_id")),
        (JournalLine, (*LINE_COLUMNS, "superseded_id")),
        (AttachmentChunk, CHUNK_COLUMNS),
        (BankStatement, STATEMENT_COLUMNS),
        (Comment, COMMENT_COLUMNS),
        (StockMovement, (*MOVEMENT_COLUMNS, "superseded_id")),
    ],
)
def test_no_column_of_an_unchangeable_table_is_forgotten(model: type[Model], columns: tuple[str, ...]) -> None:
    assert sorted(columns) == sorted(columns_of(model)[1])


def test_every_reference_within_a_business_is_guarded() -> None:
    guarded = {guard.name for guard in GUARDS}
    tenants = {model for model in apps.get_models() if "business_id" in columns_of(model)[1]}
    for model in tenants:
        for field in model._meta.local_concrete_fields:  # noqa: SLF001 - what Django documents for this
            if field.related_model in tenants:
                assert f"{columns_of(model)[0]}_{field.column}_business" in guarded | OF_LINES


OF_LINES = {"ledger_journalline_entry_id_business", "ledger_journalline_record_id_business"}
"""That a line stays in the business of its entry and record is a part of ``ledger_journalline_joins``."""


@ON_SQLITE
def test_every_trigger_that_is_dropped_is_noticed_and_brought_back(owner_connection: BaseDatabaseWrapper) -> None:
    triggers = [guard for guard in GUARDS if guard.sqlite and "CREATE TRIGGER" in guard.sqlite[-1]]
    assert len(triggers) > 100
    with undone(owner_connection):
        for guard in triggers:
            do(owner_connection, f'DROP TRIGGER "{guard.name}"')
            assert missing_guards(owner_connection, GUARDS) == [guard.name]
            install_guards(owner_connection, [guard])
        assert missing_guards(owner_connection, GUARDS) == []


LINE = "ledger_journalline"
WEAKENED = {
    f"{LINE}_unchangeable": f'DROP TRIGGER "{LINE}_unchangeable" ON {LINE}',
    "ledger_journalentry_balanced": 'DROP FUNCTION "ledger_journalentry_balanced" CASCADE',
    f"{LINE}_undeletable": f'ALTER TABLE {LINE} DISABLE TRIGGER "{LINE}_undeletable"',
    f"{LINE}_joins": f'ALTER TABLE {LINE} ENABLE REPLICA TRIGGER "{LINE}_joins"',
    f"{LINE}_settles_id_business": f'ALTER TABLE {LINE} DROP CONSTRAINT "{LINE}_settles_id_business"',
    "ledger_journalentry_business_key": 'DROP INDEX "ledger_journalentry_business_key"',
}


@ON_POSTGRES
@pytest.mark.parametrize("name", WEAKENED)
def test_a_guard_that_is_dropped_or_switched_off_is_noticed(name: str, owner_connection: BaseDatabaseWrapper) -> None:
    with undone(owner_connection):
        do(owner_connection, WEAKENED[name])
        assert missing_guards(owner_connection, GUARDS) == [name]
        install_guards(owner_connection, GUARDS)
        assert missing_guards(owner_connection, GUARDS) == []


@ON_POSTGRES
def test_the_functions_of_guards_look_into_one_schema_only(owner_connection: BaseDatabaseWrapper) -> None:
    with owner_connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgname, proconfig FROM pg_trigger JOIN pg_proc p ON p.oid = tgfoid WHERE NOT tgisinternal"
        )
        found = dict(cursor.fetchall())
    triggers = {guard.name for guard in GUARDS if guard.postgresql and "CREATE" in guard.postgresql[-1]} & set(found)
    assert len(triggers) > 30
    assert {name: found[name] for name in triggers if found[name] != ["search_path=public, pg_temp"]} == {}


@ON_POSTGRES
@pytest.mark.parametrize("tables", ["ledger_journalline", "ledger_record CASCADE", "businesses_business CASCADE"])
def test_not_even_the_owner_empties_a_table_by_mistake(tables: str, owner_connection: BaseDatabaseWrapper) -> None:
    with undone(owner_connection), pytest.raises(IntegrityError, match="_untruncatable"), transaction.atomic():
        do(owner_connection, f"TRUNCATE {tables}")


@ON_POSTGRES
def test_no_foreign_key_repeats_what_one_over_the_business_says(owner_connection: BaseDatabaseWrapper) -> None:
    with owner_connection.cursor() as cursor:
        cursor.execute(
            "SELECT conrelid::regclass::text, array(SELECT attname FROM pg_attribute WHERE attrelid = conrelid "
            "AND attnum = ANY (conkey) ORDER BY attname)::text[] FROM pg_constraint WHERE contype = 'f'"
        )
        keys = {(table, tuple(columns)) for table, columns in cursor.fetchall()}
    over_business = {(table, columns) for table, columns in keys if len(columns) == 2}
    repeated = {(table, (column,)) for table, columns in over_business for column in columns if column != "business_id"}
    assert len(over_business) > 30
    assert keys & repeated == set()
    assert ("ledger_journalline", ("business_id",)) not in keys
    assert ("ledger_record", ("business_id",)) in keys  # none of its references is always there
