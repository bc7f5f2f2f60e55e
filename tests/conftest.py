"""What every test can ask for, and how the two databases come about.

* ``db`` (or the mark ``django_db``): the test runs inside a transaction that is rolled back.
* ``committed_db``: real commits, threads and several connections. Nothing is cleaned up, since the guards refuse to
  empty the ledger: such a test makes a business of its own and looks at no other.
* ``owner_connection``: the owner of the tables, to look at guards and to try what the application may not.
* ``new_database``: addresses of empty databases, for servers that a test starts as a process.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import setup_databases, teardown_databases
from hypothesis import settings as hypothesis_settings

from tests.settings import KIND, SERVER_URL
from tests.support import databases
from tests.support.scale import SOAK

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from django.db.backends.base.base import BaseDatabaseWrapper
    from pytest_django.plugin import DjangoDbBlocker
    from xdist.workermanage import WorkerController

hypothesis_settings.register_profile("bounded", deadline=None, derandomize=True, print_blob=True)
hypothesis_settings.register_profile("soak", deadline=None, max_examples=10_000, print_blob=True)
hypothesis_settings.load_profile("soak" if SOAK else "bounded")

SERVER = pytest.StashKey[databases.PostgresServer]()
FLUSHING = {"transactional_db", "live_server", "django_db_reset_sequences", "django_db_serialized_rollback"}


def server_url(config: pytest.Config) -> str:
    """Return the address of the run's PostgreSQL server; the first call starts it, workers are told."""
    told: dict[str, str] | None = getattr(config, "workerinput", None)
    if told is not None:
        return told["daybook_server_url"]
    if SERVER not in config.stash:
        config.stash[SERVER] = databases.PostgresServer(SERVER_URL)
    return config.stash[SERVER].url


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: WorkerController) -> None:
    """Tell a worker process where the one PostgreSQL server of the run is."""
    if KIND == "postgres":
        node.workerinput["daybook_server_url"] = server_url(node.config)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the server that this process started."""
    server = config.stash.get(SERVER, None)
    if server is not None:
        server.stop()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Refuse tests that would empty the tables afterwards (the guards forbid it); run those that commit last."""
    items.sort(key=lambda item: "committed_db" in getattr(item, "fixturenames", ()))
    for item in items:
        mark = item.get_closest_marker("django_db")
        flushing = FLUSHING.intersection(getattr(item, "fixturenames", ()))
        if flushing or (mark and (mark.args or {"transaction", "reset_sequences"} & set(mark.kwargs))):
            message = f"{item.nodeid}: emptying tables is refused by the guards; use the fixture committed_db"
            raise pytest.UsageError(message)


def pytest_report_header() -> str:
    """Say which of the two runs this is."""
    return f"daybook: {KIND}"


@pytest.fixture(autouse=True)
def no_memory_of_tokens() -> None:
    """Let no test rely on what another test's tokens stood for."""
    from businesses import token_memory  # noqa: PLC0415 - Django is set up by now

    token_memory.forget()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Let the settings name this worker's database (the fixture of pytest-django, replaced)."""
    if KIND == "sqlite":
        databases.point_at_sqlite(tmp_path_factory.mktemp("database"))
    else:
        databases.point_at_postgres(server_url(request.config))


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest,
    django_test_environment: None,
    django_db_modify_db_settings: None,
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[None]:
    """Migrate as the owner, then become the application's role (the fixture of pytest-django, replaced)."""
    verbosity = request.config.option.verbose
    with django_db_blocker.unblock():
        created = setup_databases(
            verbosity=verbosity, interactive=False, aliases={"default": False}, serialized_aliases=set()
        )
    with django_db_blocker.unblock(), databases.application_role(connection), django_db_blocker.block():
        yield
    with django_db_blocker.unblock():
        teardown_databases(created, verbosity=verbosity)


@pytest.fixture
def committed_db(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Open the database for real commits. The rows stay."""
    with django_db_blocker.unblock():
        yield
        connection.close()


@pytest.fixture
def owner_connection(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[BaseDatabaseWrapper]:
    """Connect as the owner of the tables, outside the test's transaction; on SQLite it is the test's connection."""
    with django_db_blocker.unblock(), databases.owner(connection) as separate:
        yield separate


@pytest.fixture(scope="session")
def database_address(request: pytest.FixtureRequest, django_db_setup: None) -> str:
    """The address (``DATABASE_URL``) of this worker's own database, for a server whose rows the test looks at."""
    name = str(connection.settings_dict["NAME"])
    return f"sqlite:///{name}" if KIND == "sqlite" else databases.database_url(server_url(request.config), name)


@pytest.fixture(scope="session")
def new_database(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], str]:
    """Return a function from a name to the address (``DATABASE_URL``) of a new empty database of this run's kind."""

    def create(name: str) -> str:
        if KIND == "sqlite":
            directory: Path = tmp_path_factory.mktemp(name)
            return f"sqlite:///{directory / 'daybook.sqlite3'}"
        return databases.empty_database(server_url(request.config), f"daybook_{databases.WORKER}_{name}")

    return create
