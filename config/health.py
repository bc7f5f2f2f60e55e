"""Liveness and readiness."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpResponse

if TYPE_CHECKING:
    from django.http import HttpRequest


def healthz(_request: HttpRequest) -> HttpResponse:
    """Answer 200 while the process serves."""
    return HttpResponse("ok\n", content_type="text/plain")


def migrations_waiting() -> bool:
    """Tell whether the code knows migrations that the database has not seen.

    Raises:
        DatabaseError: the database does not answer.
    """
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def readyz(_request: HttpRequest) -> HttpResponse:
    """Answer 200 when the database answers and every migration is applied, else 503 with the reason."""
    try:
        waiting = migrations_waiting()
    except DatabaseError:
        return HttpResponse("the database does not answer\n", status=503, content_type="text/plain")
    if waiting:
        return HttpResponse("migrations are waiting\n", status=503, content_type="text/plain")
    return HttpResponse("ready\n", content_type="text/plain")
