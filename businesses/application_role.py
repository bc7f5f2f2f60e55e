"""The PostgreSQL role that the application runs as: it may read and write rows, and owns nothing.

So no statement of the application can drop the guards or switch them off. A login that owns the tables could still
go back to being itself; where that matters, let the server sign in as a login that was only granted the role.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

_IDENTIFIER = re.compile(r"[a-z_][a-z0-9_]{0,62}")


def role_grant(connection: BaseDatabaseWrapper, role: str) -> None:
    """Make the role if it is missing, and let it read and write the rows of every table. Run as the owner.

    Raises:
        ValueError: the name is not a plain lower-case identifier.
    """
    if not _IDENTIFIER.fullmatch(role):
        message = f"{role!r} is not the name of a database role"
        raise ValueError(message)
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
        if cursor.fetchone() is None:
            cursor.execute(f"CREATE ROLE {role} NOLOGIN")
            cursor.execute(f"GRANT {role} TO CURRENT_USER")
        for statement in (
            f"GRANT USAGE ON SCHEMA public TO {role}",
            f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}",
            f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}",
        ):
            cursor.execute(statement)


def role_take(connection: BaseDatabaseWrapper, role: str) -> None:
    """Let every connection from now on, of any thread, be the role instead of the owner."""
    connection.close()
    if connection.vendor == "postgresql":
        cast("Any", connection).close_pool()  # django.db.connection stands for a wrapper and is none itself
    options = connection.settings_dict["OPTIONS"]
    options["options"] = f"{options.get('options', '')} -c role={role}".strip()
