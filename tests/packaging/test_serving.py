"""`daybook serve` as a process: over TLS, on a port of its own, and until the last request is answered."""

from __future__ import annotations

import contextlib
import shutil
import socket
import sqlite3
import ssl
import subprocess
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import httpx
import psycopg
import pytest

from config.listening import claimed
from tests.e2e.conftest import EMAIL, PASSWORD
from tests.e2e.server import STOP_SECONDS, Server, serving
from tests.packaging.certificates import self_signed
from tests.packaging.processes import daybook
from tests.settings import KIND

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from config.listening import Certificate


def refused(data: Path, *options: str) -> tuple[int, str]:
    """Run a server that cannot start; return its status and what it complains, and see that it touched nothing."""
    done = daybook(data, "serve", *options)
    assert done.stdout == ""
    assert list(data.glob("*.sqlite3")) == []
    return done.returncode, done.stderr


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return self_signed(tmp_path_factory.mktemp("certificate"))


@pytest.fixture(scope="module")
def server(
    tmp_path_factory: pytest.TempPathFactory, new_database: Callable[[str], str], certificate: Certificate
) -> Iterator[Server]:
    """A server with the demo company, over TLS, with two workers."""
    url = new_database("served") if KIND == "postgres" else None
    pair = ("--tls-cert", str(certificate.chain), "--tls-key", str(certificate.key))
    with serving(tmp_path_factory.mktemp("data"), url, *pair, "--workers", "2") as running:
        yield running


def test_a_conversation_is_encrypted_with_the_given_certificate(server: Server, certificate: Certificate) -> None:
    assert server.address.startswith("https://127.0.0.1:")
    trusting = ssl.create_default_context(cafile=certificate.chain)
    with httpx.Client(base_url=server.address, verify=trusting, timeout=30) as http:
        token = http.post("/api/authTokens", data={"email": EMAIL, "password": PASSWORD})
        assert token.status_code == 200
        listed = http.get("/api/users/me/businesses", headers={"Authorization": f"TOKEN uuid:{token.text}"})
        assert [business["id"] for business in listed.json()] == [1_000_001]
    with pytest.raises(httpx.ConnectError, match="CERTIFICATE_VERIFY_FAILED"):
        httpx.get(f"{server.address}/healthz", verify=ssl.create_default_context())
    with pytest.raises(httpx.HTTPError):
        httpx.get(f"{server.address.replace('https', 'http')}/healthz")


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_old_clients_speak_tls_1_2_and_new_ones_1_3(
    server: Server, certificate: Certificate, version: ssl.TLSVersion
) -> None:
    only = ssl.create_default_context(cafile=certificate.chain)
    only.minimum_version = only.maximum_version = version
    assert httpx.get(f"{server.address}/healthz", verify=only).text == "ok\n"


def test_the_greeting_of_a_server_with_a_certificate_works_as_printed(server: Server) -> None:
    told = [line.strip() for line in server.printed if "curl" in line]
    assert len(told) == 3
    assert all("curl -s -k " in line and server.address in line for line in told)
    if shutil.which("curl") is None:
        pytest.skip("curl is not installed")
    script = "\n".join(told)
    done = subprocess.run(["/bin/sh", "-c", script], capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, "Maple Street Bakery" in done.stdout) == (0, True), done.stderr


def test_a_second_server_does_not_join_the_first_on_its_port(
    server: Server, certificate: Certificate, tmp_path: Path
) -> None:
    port = server.address.rpartition(":")[2]
    status, complaint = refused(tmp_path, "--port", port)
    assert (status, complaint) == (
        1,
        f"daybook: port {port} of 127.0.0.1 is taken; choose another with --port, or 0 for any free one\n",
    )
    trusting = ssl.create_default_context(cafile=certificate.chain)
    assert httpx.get(f"{server.address}/healthz", verify=trusting).status_code == 200


def test_no_ready_line_names_a_stranger(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as stranger:
        status, complaint = refused(tmp_path, "--port", str(stranger.getsockname()[1]))
    assert (status, "is taken" in complaint) == (1, True)


def test_half_a_pair_and_a_missing_file_are_wrong_usage(tmp_path: Path, certificate: Certificate) -> None:
    chain, key = str(certificate.chain), str(certificate.key)
    lone = [refused(tmp_path, "--tls-cert", chain), refused(tmp_path, "--tls-key", key)]
    assert [status for status, _ in lone] == [2, 2]
    assert lone[0][1].endswith("daybook serve: error: --tls-cert needs --tls-key beside it\n")
    assert lone[1][1].endswith("daybook serve: error: --tls-key needs --tls-cert beside it\n")
    missing = str(tmp_path / "missing.key")
    status, complaint = refused(tmp_path, "--tls-cert", chain, "--tls-key", missing, "--port", "0")
    assert (status, complaint) == (2, f"daybook: --tls-key {missing}: No such file or directory\n")


def test_a_database_behind_the_code_is_served_only_after_daybook_migrate(
    tmp_path: Path, new_database: Callable[[str], str]
) -> None:
    url = new_database("later")
    early = daybook(tmp_path, "serve", "--no-migrate", "--port", "0", url=url)
    assert (early.returncode, "run `daybook migrate`" in early.stderr) == (1, True), early.stderr
    done = daybook(tmp_path, "migrate", url=url)
    assert (done.returncode, done.stdout) == (0, "daybook: the database is up to date\n"), done.stderr
    with serving(tmp_path, url, "--no-migrate", "--no-demo") as running:
        assert httpx.get(f"{running.address}/readyz").text == "ready\n"
        assert "creator@demo.test" not in "".join(running.printed)


@contextlib.contextmanager
def writers_stopped(data: Path, url: str | None) -> Iterator[None]:
    """Let every request that writes a contact wait until the block ends."""
    if url is None:
        with contextlib.closing(sqlite3.connect(data / "daybook.sqlite3", isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            yield
            other.execute("ROLLBACK")
        return
    with psycopg.connect(url) as other:
        other.execute("LOCK TABLE ledger_contact IN EXCLUSIVE MODE")
        yield


def busy(address: str) -> bool:
    """Tell whether the only thread of the only worker is at work: nobody answers."""
    try:
        httpx.get(f"{address}/healthz", timeout=0.5)
    except httpx.TimeoutException:
        return True
    return False


def test_a_request_in_flight_is_answered_before_the_server_goes(
    tmp_path: Path, new_database: Callable[[str], str]
) -> None:
    url = new_database("draining") if KIND == "postgres" else None
    contact = {"type": "VENDOR", "contactInformation": {"name": "The last one"}}
    with serving(tmp_path, url) as own, httpx.Client(base_url=own.address, timeout=60) as http:
        token = http.post("/api/authTokens", data={"email": EMAIL, "password": PASSWORD}).text
        http.headers["Authorization"] = f"TOKEN uuid:{token}"
        with ThreadPoolExecutor(1) as other:
            with writers_stopped(tmp_path, url):
                sent = other.submit(http.post, "/api/businesses/1000001/contacts", json=contact)
                while not busy(own.address):
                    assert not sent.done(), sent.result().text
                own.process.terminate()
                with pytest.raises(subprocess.TimeoutExpired):
                    own.process.wait(1.5)
                assert not sent.done()
            answer = sent.result()
        assert (answer.status_code, answer.json()["contactInformation"]["name"]) == (201, "The last one")
        assert own.process.wait(STOP_SECONDS) == 0
        with pytest.raises(httpx.ConnectError):
            httpx.get(f"{own.address}/healthz")
        with claimed("127.0.0.1", int(own.address.rpartition(":")[2])) as free:
            assert free.url == own.address
