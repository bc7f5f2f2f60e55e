"""What the first migration installs so that the allocator can count."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from businesses.allocator import FIRST_IDS

if TYPE_CHECKING:
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def create_sequences(_apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Create one sequence per kind of id: real ones on PostgreSQL, rows of a table on SQLite."""
    with schema_editor.connection.cursor() as cursor:
        for kind, first in FIRST_IDS.items():
            if schema_editor.connection.vendor == "postgresql":
                cursor.execute(f"CREATE SEQUENCE IF NOT EXISTS daybook_{kind}_id START {first}")
            else:
                cursor.execute("INSERT INTO businesses_sequence (kind, next) VALUES (%s, %s)", [str(kind), first])
