"""Businesses with real commits for clients that write at the same time, and servers for them to talk to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import psycopg
import pytest

from tests.concurrency.crowd import Bookkeeper, bookkeeper_hired
from tests.e2e.server import Server, serving
from tests.settings import KIND

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def bookkeeper(committed_db: None) -> Bookkeeper:
    """Somebody with a business that no other test looks at."""
    return bookkeeper_hired()


@pytest.fixture(scope="module")
def server(database_address: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with two workers on the database of the tests, so that they can look at what it stores."""
    with serving(tmp_path_factory.mktemp("data"), database_address, "--no-demo", "--workers", "2") as running:
        yield running


@pytest.fixture(scope="module")
def _no_deadlocks(database_address: str) -> Iterator[None]:
    """Fail after the last test of a module when PostgreSQL had to break a deadlock in one of them."""
    before = deadlocks(database_address)
    yield
    assert deadlocks(database_address) == before


def deadlocks(address: str) -> int:
    """Return how many deadlocks PostgreSQL has broken in a database so far; SQLite, with its one writer, knows none."""
    if KIND == "sqlite":
        return 0
    with psycopg.connect(address, autocommit=True) as owner:
        found = owner.execute(
            "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()", binary=True
        ).fetchone()
    assert found is not None
    return int(found[0])
