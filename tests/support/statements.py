"""What a request asks of the database.

What begins, marks and ends a transaction, or sets a parameter of the connection, is not counted (DESIGN, section 2):
how often it is said depends on the test's own transaction.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from django.db import connection

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

FRAME: Final = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "SET ", "PRAGMA")
"""How statements begin that are not counted."""


class Asked(NamedTuple):
    """A statement with its arguments, as the cursor gets them."""

    sql: str
    arguments: Any


@contextmanager
def asked() -> Iterator[list[Asked]]:
    """Collect the statements of the block, in their order, while it runs."""
    statements: list[Asked] = []

    def note(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001
        if not sql.lstrip().upper().startswith(FRAME):
            statements.append(Asked(sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield statements
