"""Where the server listens: its port, claimed before anything else happens, its certificate, and whether it answers."""

from __future__ import annotations

import errno
import http.client
import re
import socket
import ssl
import sys
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_ASK_AGAIN_SECONDS = 0.05
_ANSWER_SECONDS = 5
_FIRST_CERTIFICATE = re.compile(rb"-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----", re.DOTALL)

_STRANGERS = {"KEY_VALUES_MISMATCH", "KEY_TYPE_MISMATCH", "NO_CERTIFICATE_ASSIGNED"}
"""What OpenSSL says of a key and a certificate that do not belong together; the last: when they are of two kinds."""


class CannotListenError(Exception):
    """The server cannot listen as it was told; the text says why, for whoever typed the command."""


class UnusableCertificateError(Exception):
    """The certificate or its key cannot be used; the text names the option and the file."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """A TLS certificate with its chain, and its private key, as PEM files."""

    chain: Path
    key: Path

    def check(self) -> None:
        """Make sure that both files can be read and belong together, before any process is started.

        Raises:
            UnusableCertificateError: they cannot or do not.
        """
        for option, file in (("--tls-cert", self.chain), ("--tls-key", self.key)):
            try:
                file.read_bytes()
            except OSError as error:
                message = f"{option} {file}: {error.strerror}"
                raise UnusableCertificateError(message) from error
        try:
            ssl.PEM_cert_to_DER_cert(self._first().decode())
            ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(self.chain, self.key, password=self._no_passphrase)
        except (ssl.SSLError, ValueError) as error:
            raise UnusableCertificateError(self._meaning(error)) from error

    def presented(self) -> bytes:
        """Return the server's own certificate, the first of the chain, as it goes over the wire (DER)."""
        return ssl.PEM_cert_to_DER_cert(self._first().decode())

    def _first(self) -> bytes:
        found = _FIRST_CERTIFICATE.search(self.chain.read_bytes())
        if found is None:
            message = f"--tls-cert {self.chain}: holds no certificate in PEM form"
            raise UnusableCertificateError(message)
        return found.group()

    def _no_passphrase(self) -> str:
        """Refuse to ask for a passphrase: nobody sits in front of a server that starts by itself."""
        message = f"--tls-key {self.key}: is protected by a passphrase; give a key without one"
        raise UnusableCertificateError(message)

    def _meaning(self, error: Exception) -> str:
        if getattr(error, "reason", None) in _STRANGERS:
            return f"--tls-key {self.key}: does not belong to the certificate of --tls-cert {self.chain}"
        try:
            ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(self.chain)
        except (ssl.SSLError, ValueError):
            return f"--tls-cert {self.chain}: holds no certificate in PEM form"
        return f"--tls-key {self.key}: holds no private key in PEM form that goes with --tls-cert {self.chain}"


@dataclass(frozen=True, slots=True)
class Listener:
    """Where the server listens: what was asked for (``host``), and the address and port that this means."""

    host: str
    address: str
    port: int
    certificate: Certificate | None = None

    @property
    def url(self) -> str:
        """Return the address of the server for people and their clients."""
        scheme = "http" if self.certificate is None else "https"
        return f"{scheme}://{f'[{self.host}]' if ':' in self.host else self.host}:{self.port}"

    def answers(self, *, within: float) -> bool:
        """Ask the server until it answers or the seconds are over; return whether it did."""
        deadline = time.monotonic() + within
        while time.monotonic() < deadline:
            with suppress(OSError, http.client.HTTPException):  # nobody listens yet
                if self._asked():
                    return True
            time.sleep(_ASK_AGAIN_SECONDS)
        return False

    def _asked(self) -> bool:
        """Ask once, directly (no proxy stands between a server and itself), and trust this certificate only."""
        connection = self._connection()
        try:
            connection.connect()
            encrypted = connection.sock
            shown = encrypted.getpeercert(binary_form=True) if isinstance(encrypted, ssl.SSLSocket) else None
            if self.certificate is not None and shown != self.certificate.presented():
                return False
            connection.request("GET", "/healthz")
            return connection.getresponse().status == 200
        finally:
            connection.close()

    def _connection(self) -> http.client.HTTPConnection:
        asked = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.address, self.address)  # noqa: S104 - compared only
        if self.certificate is None:
            return http.client.HTTPConnection(asked, self.port, timeout=_ANSWER_SECONDS)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False  # the certificate itself is compared, whatever it is called and whoever signed
        context.verify_mode = ssl.CERT_NONE
        return http.client.HTTPSConnection(asked, self.port, timeout=_ANSWER_SECONDS, context=context)


@contextmanager
def claimed(host: str, port: int, certificate: Certificate | None = None) -> Iterator[Listener]:
    """Claim a port for this process and its workers, as long as the block runs.

    The workers listen with ``SO_REUSEPORT``, with which a second server could join them silently and take half of
    their requests. So the port is bound without it first, which fails wherever anybody else is, and opened to sockets
    of the same user only afterwards. Elsewhere than on Linux the workers share one socket, bound by the server itself;
    there the claim only proves that the port was free.

    Args:
        host: an address of this machine, or a name of one.
        port: 0 for any free one.
        certificate: what to serve TLS with, if at all.

    Raises:
        CannotListenError: the port is taken, or is not this user's to take, or the host is no address of this machine.
    """
    try:
        claim = _claim(host, port)
    except (OSError, UnicodeError) as error:
        raise CannotListenError(_refusal(host, port, error)) from error
    with claim:
        address, bound = claim.getsockname()[:2]
        if sys.platform != "linux":
            claim.close()
        yield Listener(host, address, bound, certificate)


def _claim(host: str, port: int) -> socket.socket:
    """Return a socket that has the port to itself, and lets only sockets of this user that share it listen there."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    family, _, _, _, where = min(found, key=lambda each: each[0] != socket.AF_INET)  # "localhost" is both
    claim = socket.socket(family, socket.SOCK_STREAM)
    try:
        if sys.platform == "linux":
            claim.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # over what a former server left behind
            claim.bind(where)
            claim.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 0)  # but not beside who claims at this moment
            claim.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        else:
            claim.bind(where)
    except OSError:
        claim.close()
        raise
    return claim


def _refusal(host: str, port: int, error: Exception) -> str:
    if getattr(error, "errno", None) == errno.EADDRINUSE:
        return f"port {port} of {host} is taken; choose another with --port, or 0 for any free one"
    return f"cannot listen on port {port} of {host}: {getattr(error, 'strerror', None) or error}"
