"""Foreign keys without an index of their own: the operation of migrations that takes it away."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.migrations.operations import AlterField

if TYPE_CHECKING:
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor


class Unindex(AlterField):
    """Alter a foreign key to ``db_index=False`` by dropping its index, and nothing else.

    Django would make the whole table anew on SQLite, and lose its guards.
    """

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, _to_state: Any
    ) -> None:
        """Drop the index."""
        schema_editor.execute(f"DROP INDEX IF EXISTS {self._index(app_label, schema_editor, from_state)}")

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, _from_state: Any, to_state: Any
    ) -> None:
        """Make the index again."""
        model = to_state.apps.get_model(app_label, self.model_name)
        column = model._meta.get_field(self.name).column  # noqa: SLF001 - Django's documented model API
        name, table = self._index(app_label, schema_editor, to_state), model._meta.db_table  # noqa: SLF001
        schema_editor.execute(f'CREATE INDEX {name} ON "{table}" ("{column}")')

    def _index(self, app_label: str, schema_editor: Any, state: Any) -> str:
        """Return the name of the index, as Django made it up."""
        model = state.apps.get_model(app_label, self.model_name)
        column = model._meta.get_field(self.name).column  # noqa: SLF001
        name: str = schema_editor._create_index_name(model._meta.db_table, [column])  # noqa: SLF001
        return schema_editor.quote_name(name)  # type: ignore[no-any-return]
