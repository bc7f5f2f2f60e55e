"""Django's PostgreSQL, which tells ``businesses.driver`` of rollbacks and commits without ceremony.

After a rollback psycopg lets go of all prepared statements of the session, also of those that it did not prepare.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.backends.postgresql import base

from businesses.driver import statements_forget, transaction_end

if TYPE_CHECKING:
    from psycopg import Connection


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection of one thread to PostgreSQL; the stubs leave out what a backend overrides."""

    connection: Connection | None

    def _commit(self) -> None:
        """Commit what is open."""
        if self.connection is not None and not self.queries_logged:
            with self.wrap_database_errors:
                transaction_end(self.connection)
        super()._commit()  # type: ignore[misc]  # finds nothing left to do

    def _rollback(self) -> None:
        """Roll back what is open."""
        statements_forget(self.connection)
        super()._rollback()  # type: ignore[misc]

    def _savepoint_rollback(self, sid: str) -> None:
        """Roll back to a savepoint."""
        statements_forget(self.connection)
        super()._savepoint_rollback(sid)  # type: ignore[misc]
