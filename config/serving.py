"""Serving: make the database ready, start the workers, and say so when they answer."""

from __future__ import annotations

import ipaddress
import os
import socket
import sys
import threading
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from typing import TYPE_CHECKING

from config.paths import data_directory, secret_key_file

if TYPE_CHECKING:
    from collections.abc import Callable

DEMO_BUSINESS = 1_000_001
READY_TIMEOUT_SECONDS = 60
_ASK_AGAIN_SECONDS = 0.05


@dataclass(frozen=True, slots=True)
class Serving:
    """How to serve. ``demo`` None loads the demo company on loopback only."""

    host: str
    port: int
    workers: int
    demo: bool | None


def serve(options: Serving) -> int:
    """Serve until SIGTERM or SIGINT, and return the exit status."""
    loopback = _is_loopback(options.host)
    if not _secret_key_ready(create=loopback):
        sys.stderr.write("daybook: set DAYBOOK_SECRET_KEY to serve on anything but loopback\n")
        return 2
    if not loopback:
        os.environ.setdefault("DAYBOOK_ALLOWED_HOSTS", options.host)
    prepare(demo=loopback if options.demo is None else options.demo)
    port = options.port or _free_port(options.host)
    address = f"http://{f'[{options.host}]' if ':' in options.host else options.host}:{port}"
    threading.Thread(target=_announce, args=(address, lambda: _greeting(address)), daemon=True).start()
    return _run(options, port)


def prepare(*, demo: bool) -> bool:
    """Migrate the database and, if asked, load the demo company; return whether it was loaded now.

    An empty database gets it; one that holds anything does not.
    """
    import django  # noqa: PLC0415 - the environment must be complete first
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import connections  # noqa: PLC0415

    _secret_key_ready(create=True)
    django.setup()
    data_directory().mkdir(parents=True, exist_ok=True)
    call_command("migrate", verbosity=0, interactive=False)
    _application_role_ready()
    loaded = demo and _demo_loaded()
    connections.close_all()
    return loaded


def _application_role_ready() -> None:
    """On PostgreSQL, hand over from the owner of the tables to the application's role, if one is set."""
    from django.conf import settings  # noqa: PLC0415 - needs Django set up
    from django.db import connection  # noqa: PLC0415

    from businesses.application_role import role_grant, role_take  # noqa: PLC0415

    if connection.vendor == "postgresql" and settings.DATABASE_ROLE:
        role_grant(connection, settings.DATABASE_ROLE)
        role_take(connection, settings.DATABASE_ROLE)
        os.environ["DAYBOOK_DATABASE_ROLE_TAKEN"] = "1"


def _demo_loaded() -> bool:
    from businesses import clock  # noqa: PLC0415
    from businesses.actors import Caller  # noqa: PLC0415
    from businesses.errors import ConflictError  # noqa: PLC0415
    from businesses.transactions import writing  # noqa: PLC0415
    from ledger.services.demo import demo_load  # noqa: PLC0415

    try:
        with writing():
            demo_load(Caller(user=None, now=clock.now()))
    except ConflictError:
        return False
    return True


def _run(options: Serving, port: int) -> int:
    """Run the server in this process and its workers; a signal makes it drain and return."""
    from granian.constants import Interfaces  # noqa: PLC0415 - only the server needs it
    from granian.log import LogLevels  # noqa: PLC0415
    from granian.server import Server  # noqa: PLC0415

    Server(
        "config.wsgi:application",
        address=options.host,
        port=port,
        interface=Interfaces.WSGI,
        workers=options.workers,
        blocking_threads=1,
        log_level=LogLevels.warning,
        websockets=False,
        workers_kill_timeout=10,
        respawn_failed_workers=True,
    ).serve()
    return 0


def _announce(address: str, greeting: Callable[[], str]) -> None:
    """Print the ready line once the server answers, and what a newcomer can do with it."""
    deadline = time.monotonic() + READY_TIMEOUT_SECONDS
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"{address}/healthz", timeout=5):  # noqa: S310 - our own address
                break
        except (urllib.error.URLError, OSError):
            time.sleep(_ASK_AGAIN_SECONDS)
    else:
        sys.stderr.write(f"daybook: the server does not answer at {address}\n")
        return
    sys.stdout.write(f"daybook ready at {address}\n{greeting()}")
    sys.stdout.flush()


def _greeting(address: str) -> str:
    """Return the sign-in data of the demo company and three commands to try, if it is there."""
    from django.db import connection  # noqa: PLC0415

    from businesses import clock  # noqa: PLC0415
    from businesses.actors import Caller  # noqa: PLC0415
    from businesses.selectors.users import member_exists  # noqa: PLC0415

    try:
        caller = Caller(user=None, now=clock.now())
        if not member_exists(caller, email="creator@demo.test", business=DEMO_BUSINESS):
            return ""
    finally:
        connection.close()
    return (
        "\nDemo company: Maple Street Bakery (business 1000001)\n"
        "  sign in as creator@demo.test (or owner@, admin@, editor@, viewer@, nobody@demo.test), "
        "password demo-password-1\n\nTry:\n"
        f"  TOKEN=$(curl -s -d email=creator@demo.test -d password=demo-password-1 {address}/api/authTokens)\n"
        f'  curl -s -H "Authorization: TOKEN uuid:$TOKEN" {address}/api/users/me/businesses\n'
        f'  curl -s -H "Authorization: TOKEN uuid:$TOKEN" '
        f'"{address}/api/businesses/{DEMO_BUSINESS}/records/invoices?limit=2"\n'
    )


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _secret_key_ready(*, create: bool) -> bool:
    """Tell whether there is a secret key; on loopback, make one in the data directory."""
    if os.environ.get("DAYBOOK_SECRET_KEY"):
        return True
    file = secret_key_file()
    if not file.is_file():
        if not create:
            return False
        from businesses import allocator  # noqa: PLC0415 - knows no settings yet

        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
        file.write_text(allocator.secret())
    os.environ["DAYBOOK_SECRET_KEY"] = file.read_text().strip()
    return create


def _free_port(host: str) -> int:
    """Return a port that is free now."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.bind((host, 0))
        port: int = probe.getsockname()[1]
        return port
