"""A line to a server that can be told to lose the answers on their way back."""

from __future__ import annotations

import socket
import socketserver
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator

PATIENCE_SECONDS = 60


class Line(socketserver.ThreadingTCPServer):
    """Carries one request per connection to a server, and its answer back unless ``losing``."""

    daemon_threads = True

    def __init__(self, server: str) -> None:
        place = urlsplit(server)
        self.place = (str(place.hostname), int(place.port or 80))
        self.losing = False
        self.lost: list[bytes] = []
        """Answers that the server gave and nobody read."""
        super().__init__(("127.0.0.1", 0), Carrying)

    @property
    def address(self) -> str:
        """Where a client finds the line."""
        return f"http://127.0.0.1:{self.server_address[1]}"


class Carrying(socketserver.BaseRequestHandler):
    """One connection: the whole request there, the whole answer back, or a cut instead of it."""

    server: Line
    request: socket.socket

    def handle(self) -> None:
        """Carry; the server closes its side after the answer, since the request asks it to."""
        with socket.create_connection(self.server.place, timeout=PATIENCE_SECONDS) as onward:
            onward.sendall(self.asked())
            answer = b"".join(iter(lambda: onward.recv(65_536), b""))
        if self.server.losing:
            self.server.lost.append(answer)
        else:
            self.request.sendall(answer)

    def asked(self) -> bytes:
        """Return the request with its body, as long as its header says."""
        content = b""
        while b"\r\n\r\n" not in content:
            content += self.request.recv(65_536)
        head, _, body = content.partition(b"\r\n\r\n")
        fields = dict(line.lower().split(b": ", 1) for line in head.split(b"\r\n")[1:])
        while len(body) < int(fields.get(b"content-length", 0)):
            body += self.request.recv(65_536)
        return head + b"\r\n\r\n" + body


@contextmanager
def line_to(server: str) -> Iterator[Line]:
    """Lay a line to the address of a server."""
    with Line(server) as line:
        thread = threading.Thread(target=line.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield line
        finally:
            line.shutdown()
            thread.join()
