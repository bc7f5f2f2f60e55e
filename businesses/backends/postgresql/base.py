"""Django's PostgreSQL, which tells ``businesses.driver`` of rollbacks and commits without ceremony.

A statement that was left for the end of its transaction goes with the commit, or before any other that needs a cursor.
After a rollback psycopg lets go of all prepared statements of the session, also of those that it did not prepare.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.backends.postgresql import base
from psycopg.pq import TransactionStatus

from businesses.driver import left_run, statements_forget, transaction_end

if TYPE_CHECKING:
    from psycopg import Connection

    from businesses.driver import Left

_SOUND = (TransactionStatus.IDLE, TransactionStatus.INTRANS)
"""Whether a session has nothing to commit, or something that can be."""


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection of one thread to PostgreSQL; the stubs leave out what a backend overrides."""

    connection: Connection | None
    health_check_enabled: bool
    left: Left | None = None
    """The statement that was left for the end of the transaction."""

    def create_cursor(self, name: str | None = None) -> Any:
        """Return a new cursor: what it will be asked comes after what was left for later."""
        self.left_run()
        return super().create_cursor(name)

    def left_run(self) -> None:
        """Run now what was left for later."""
        left, self.left = self.left, None
        if left is not None and self.connection is not None:
            left_run(self.connection, left)

    def set_autocommit(self, autocommit: bool, *args: Any, **options: Any) -> None:  # noqa: FBT001 - Django's own
        """Let statements commit by themselves or not. The server learns it from the BEGIN of the next one.

        Where nobody looks on, that is two words in memory, which Django and psycopg say with a hundred calls.
        """
        session: Any = self.connection
        idle = session is not None and session.pgconn.transaction_status == TransactionStatus.IDLE
        watched = self.in_atomic_block or self.queries_logged or self.run_on_commit or self.health_check_enabled
        if not idle or watched:
            super().set_autocommit(autocommit, *args, **options)
            return
        session._autocommit = self.autocommit = autocommit  # noqa: SLF001 - its setter looks whether it is idle
        self.run_commit_hooks_on_set_autocommit_on = False

    def _commit(self) -> None:
        """Commit what is open."""
        left, self.left = self.left, None
        session = self.connection
        sound = session is not None and session.pgconn.transaction_status in _SOUND
        if session is None or not sound or (self.queries_logged and not left):
            super()._commit()  # type: ignore[misc]
            return
        with self.wrap_database_errors:
            transaction_end(session, left)

    def _close(self) -> None:
        """Close the connection, and forget what it was left with."""
        self.left = None
        super()._close()  # type: ignore[misc]

    def _rollback(self) -> None:
        """Roll back what is open."""
        self.left = None
        statements_forget(self.connection)
        super()._rollback()  # type: ignore[misc]

    def _savepoint_rollback(self, sid: str) -> None:
        """Roll back to a savepoint, which was a statement itself: what is left came later."""
        self.left = None
        statements_forget(self.connection)
        super()._savepoint_rollback(sid)  # type: ignore[misc]
