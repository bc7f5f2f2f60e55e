"""The port belongs to one server; the certificate is looked at before anything starts, and is the only one trusted."""

from __future__ import annotations

import socket
import ssl
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from config.listening import CannotListenError, Certificate, Listener, UnusableCertificateError, claimed
from tests.packaging.certificates import openssl, self_signed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def shared(port: int) -> socket.socket:
    """Return a socket that listens as a worker does: beside others of the same user."""
    worker = socket.socket()
    worker.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    worker.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    worker.bind(("127.0.0.1", port))
    worker.listen()
    return worker


def test_a_free_port_is_found_and_named() -> None:
    with claimed("127.0.0.1", 0) as one, claimed("localhost", 0) as other:
        assert one.port != other.port
        assert one.url == f"http://127.0.0.1:{one.port}"
        assert (other.url, other.address) == (f"http://localhost:{other.port}", "127.0.0.1")


def test_the_address_of_a_browser_has_brackets_and_scheme(tmp_path: Path) -> None:
    certificate = Certificate(tmp_path / "a", tmp_path / "b")
    assert Listener("::1", "::1", 8000, certificate).url == "https://[::1]:8000"


def test_a_claimed_port_is_claimed_once_though_workers_share_it() -> None:
    with claimed("127.0.0.1", 0) as one:
        for host in ("127.0.0.1", "localhost", "0.0.0.0"):  # noqa: S104 - refused
            refused = pytest.raises(CannotListenError, match=f"port {one.port} of {host} is taken")
            with refused, claimed(host, one.port):
                pytest.fail("two servers share a port")
        with shared(one.port), shared(one.port):
            pass
    with claimed("127.0.0.1", one.port) as again:
        assert again.port == one.port


def test_a_port_where_workers_of_another_server_listen_is_taken() -> None:
    with claimed("127.0.0.1", 0) as free:
        pass
    with shared(free.port), pytest.raises(CannotListenError, match="is taken"), claimed("127.0.0.1", free.port):
        pytest.fail("requests would be shared with a stranger")


@pytest.mark.parametrize("host", ["192.0.2.1", "no-such-host.invalid"])
def test_an_address_of_another_machine_is_refused(host: str) -> None:
    with pytest.raises(CannotListenError, match=f"cannot listen on port 0 of {host}: "), claimed(host, 0):
        pytest.fail("that is not us")


@contextmanager
def tls_server(certificate: Certificate) -> Iterator[int]:
    """Answer every connection with 200 over TLS, on a port that the block gets."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate.chain, certificate.key)
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer() -> None:
            while True:
                try:
                    plain, _ = server.accept()
                except OSError:
                    return
                try:
                    with context.wrap_socket(plain, server_side=True) as connection:
                        connection.recv(4096)
                        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
                except OSError:
                    plain.close()

        thread = threading.Thread(target=answer, daemon=True)
        thread.start()
        yield server.getsockname()[1]
        server.shutdown(socket.SHUT_RDWR)
        thread.join(10)


def test_the_server_is_believed_by_its_own_certificate_only(tmp_path: Path) -> None:
    ours, strange = self_signed(tmp_path, "ours"), self_signed(tmp_path, "strange")
    with tls_server(ours) as port:
        assert Listener("127.0.0.1", "127.0.0.1", port, ours).answers(within=10)
        assert not Listener("127.0.0.1", "127.0.0.1", port, strange).answers(within=0.3)
        assert not Listener("127.0.0.1", "127.0.0.1", port).answers(within=0.3)


def test_a_proxy_of_the_environment_is_not_asked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with claimed("127.0.0.1", 0) as nobody:
        for name in ("http_proxy", "https_proxy", "all_proxy"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{nobody.port}")
        ours = self_signed(tmp_path)
        with tls_server(ours) as port:
            assert Listener("127.0.0.1", "127.0.0.1", port, ours).answers(within=10)


def test_a_good_pair_is_accepted_also_with_its_chain_and_text_around(tmp_path: Path) -> None:
    made, other = self_signed(tmp_path), self_signed(tmp_path, "issuer")
    made.check()
    chain = tmp_path / "chain.pem"
    chain.write_bytes(b"subject=/CN=daybook\n" + made.chain.read_bytes() + other.chain.read_bytes())
    both = Certificate(chain, made.key)
    both.check()
    assert both.presented() == made.presented() != other.presented()


def faulty(folder: Path, case: str) -> Certificate:
    """Return a pair with one thing wrong."""
    good = self_signed(folder)
    other, text = folder / "other.key", folder / "text.pem"
    text.write_text("-----BEGIN CERTIFICATE-----\nnonsense\n-----END CERTIFICATE-----\n")
    if case == "key of another kind":
        openssl("genpkey", "-algorithm", "RSA", "-out", str(other))
    elif case == "passphrase":
        openssl("pkey", "-in", str(good.key), "-aes256", "-passout", "pass:x", "-out", str(other))
    return {
        "stranger's key": Certificate(good.chain, self_signed(folder, "stranger").key),
        "no key": Certificate(good.chain, good.chain),
        "no certificate": Certificate(good.key, good.key),
        "damaged certificate": Certificate(text, good.key),
        "directory": Certificate(folder, good.key),
    }.get(case, Certificate(good.chain, other))


@pytest.mark.parametrize(
    ("case", "message"),
    [
        ("stranger's key", r"--tls-key .*stranger.key: does not belong to the certificate of --tls-cert .*daybook.crt"),
        ("key of another kind", r"--tls-key .*other.key: does not belong to the certificate"),
        ("passphrase", r"--tls-key .*other.key: is protected by a passphrase"),
        ("missing key", r"--tls-key .*other.key: No such file"),
        ("no key", r"--tls-key .*daybook.crt: holds no private key"),
        ("no certificate", r"--tls-cert .*daybook.key: holds no certificate"),
        ("damaged certificate", r"--tls-cert .*text.pem: holds no certificate"),
        ("directory", r"--tls-cert .*: Is a directory"),
    ],
)
def test_a_pair_that_cannot_serve_is_named(tmp_path: Path, case: str, message: str) -> None:
    with pytest.raises(UnusableCertificateError, match=message):
        faulty(tmp_path, case).check()
