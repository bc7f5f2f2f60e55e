"""Serving: claim the port, make the database ready, start the workers, and say so when they answer."""

from __future__ import annotations

import ipaddress
import os
import shlex
import sys
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

from config.listening import CannotListenError, UnusableCertificateError, claimed
from config.preparing import NotReadyError, connections_close, prepare, secret_key_ready

if TYPE_CHECKING:
    from config.listening import Certificate, Listener

DEMO_BUSINESS = 1_000_001
READY_TIMEOUT_SECONDS = 60
LOOPBACK_NAMES = "localhost,127.0.0.1,[::1],.localhost"


@dataclass(frozen=True, slots=True)
class Serving:
    """How to serve. ``demo`` None loads the demo company on loopback only."""

    host: str
    port: int
    workers: int
    demo: bool | None
    migrate: bool = True
    certificate: Certificate | None = None


def serve(options: Serving) -> int:
    """Serve until SIGTERM or SIGINT, and return the exit status: 2 for wrong usage, 1 when something is in the way."""
    loopback = _is_loopback(options.host)
    if not secret_key_ready(create=loopback):
        sys.stderr.write("daybook: set DAYBOOK_SECRET_KEY to serve on anything but loopback\n")
        return 2
    if not loopback:
        named = f"[{options.host}]" if ":" in options.host else options.host
        os.environ.setdefault("DAYBOOK_ALLOWED_HOSTS", f"{named},{LOOPBACK_NAMES}")
    try:
        if options.certificate is not None:
            options.certificate.check()
        with claimed(options.host, options.port, options.certificate) as listener:
            prepare(demo=loopback if options.demo is None else options.demo, migrate=options.migrate)
            greeting = _greeting(listener)
            threading.Thread(target=_announce, args=(listener, greeting), daemon=True).start()
            return _run(listener, options.workers)
    except UnusableCertificateError as error:
        sys.stderr.write(f"daybook: {error}\n")
        return 2
    except (CannotListenError, NotReadyError) as error:
        sys.stderr.write(f"daybook: {error}\n")
        return 1


def _run(listener: Listener, workers: int) -> int:
    """Run the server in this process and its workers; a signal makes it drain and return."""
    from granian.constants import Interfaces, SSLProtocols  # noqa: PLC0415 - only the server needs it
    from granian.log import LogLevels  # noqa: PLC0415
    from granian.server import Server  # noqa: PLC0415

    certificate = listener.certificate
    Server(
        "config.wsgi:application",
        address=listener.address,
        port=listener.port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=1,
        log_level=LogLevels.warning,
        websockets=False,
        workers_kill_timeout=10,
        respawn_failed_workers=True,
        ssl_cert=None if certificate is None else certificate.chain,
        ssl_key=None if certificate is None else certificate.key,
        ssl_protocol_min=SSLProtocols.tls12,  # clients that have not been touched for years speak no newer one
    ).serve()
    return 0


def _announce(listener: Listener, greeting: str) -> None:
    """Print the ready line once the server answers, and what a newcomer can do with it."""
    if not listener.answers(within=READY_TIMEOUT_SECONDS):
        sys.stderr.write(f"daybook: the server does not answer at {listener.url}\n")
        return
    sys.stdout.write(f"daybook ready at {listener.url}\n{greeting}")
    sys.stdout.flush()


def _greeting(listener: Listener) -> str:
    """Return the sign-in data of the demo company and three commands to try, if it is there."""
    from businesses import clock  # noqa: PLC0415
    from businesses.actors import Caller  # noqa: PLC0415
    from businesses.selectors.users import member_exists  # noqa: PLC0415

    try:
        caller = Caller(user=None, now=clock.now())
        if not member_exists(caller, email="creator@demo.test", business=DEMO_BUSINESS):
            return ""
    finally:
        connections_close()
    curl, address = _curl(listener), listener.url
    return (
        "\nDemo company: Maple Street Bakery (business 1000001)\n"
        "  sign in as creator@demo.test (or owner@, admin@, editor@, viewer@, nobody@demo.test), "
        f"password demo-password-1,\n  in a browser at {address}/admin/\n\nTry:\n"
        f"  TOKEN=$({curl} -d email=creator@demo.test -d password=demo-password-1 {address}/api/authTokens)\n"
        f'  {curl} -H "Authorization: TOKEN uuid:$TOKEN" {address}/api/users/me/businesses\n'
        f'  {curl} -H "Authorization: TOKEN uuid:$TOKEN" '
        f'"{address}/api/businesses/{DEMO_BUSINESS}/records/invoices?limit=2"\n'
    )


def _curl(listener: Listener) -> str:
    """Return how to call curl: it takes any certificate on loopback, whose name no certificate has, else ours only."""
    if listener.certificate is None:
        return "curl -s"
    trust = "-k" if _is_loopback(listener.host) else f"--cacert {shlex.quote(str(listener.certificate.chain))}"
    return f"curl -s {trust}"


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
