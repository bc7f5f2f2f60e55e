"""Load over HTTP: wrk plays requests that were written down, or Python does where wrk is missing."""

from __future__ import annotations

import http.client
import itertools
import os
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from bench.burst import clients_burst
from bench.figures import Burst

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bench.burst import Operation, Session
    from bench.processes import Meters
    from bench.server import Served

WRK = shutil.which("wrk")
NO_WRK = (
    "wrk is not installed, so Python clients make the load. They take CPU away from the server: "
    "throughput is too low, CPU ratios hold."
)
_SCRIPT = Path(__file__).with_name("load.lua")
_EXCESS_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Request:
    """One request; ``body`` is JSON, empty for none."""

    method: str
    path: str
    body: str = ""

    def line(self) -> str:
        """Return the request as wrk's script reads it."""
        return f"{self.method}\t{self.path}\t{self.body}\n"


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one request."""

    status: int
    text: str
    headers: dict[str, str]


@dataclass(frozen=True, slots=True)
class Target:
    """The server under load, whoever asks it, and the meters of the server with its database."""

    served: Served
    token: str
    meters: Meters

    @property
    def headers(self) -> dict[str, str]:
        """The headers of every request."""
        return {"Authorization": f"TOKEN uuid:{self.token}", "Content-Type": "application/json"}

    def ask(self, request: Request) -> Answer:
        """Send one request and return the answer, header names in lower case."""
        connection = self._connect()
        try:
            connection.request(request.method, request.path, body=request.body or None, headers=self.headers)
            answer = connection.getresponse()
            headers = {name.lower(): value for name, value in answer.getheaders()}
            return Answer(answer.status, answer.read().decode(), headers)
        finally:
            connection.close()

    def burst(self, requests: Sequence[Request], *, clients: int, seconds: int) -> Burst:
        """Send the requests again and again over so many connections, and return what that took."""
        if WRK:
            return self._wrk(WRK, requests, clients, seconds)
        return clients_burst(
            self._session(requests), clients=clients, seconds=seconds, meters=self.meters, count_clients=False
        )

    def _wrk(self, wrk: str, requests: Sequence[Request], clients: int, seconds: int) -> Burst:
        with tempfile.TemporaryDirectory(prefix="daybook-bench-") as folder:
            written, result = Path(folder, "requests"), Path(folder, "result")
            written.write_text("".join(request.line() for request in requests))
            address = f"http://{self.served.host}:{self.served.port}"
            threads = min(2, clients)
            before = self.meters.read()
            subprocess.run(
                [wrk, f"-t{threads}", f"-c{clients}", f"-d{seconds}s", "--timeout=30s", f"-s{_SCRIPT}", address],
                env=os.environ | {"REQUESTS": str(written), "RESULT": str(result), "TOKEN": self.token},
                stdout=subprocess.DEVNULL,
                timeout=seconds + _EXCESS_SECONDS,
                check=True,
            )
            cpu, database = self.meters.since(before)
            return _burst_of(msgspec.json.decode(result.read_bytes()), cpu, database)

    def _session(self, requests: Sequence[Request]) -> Session:
        """Return what opens the connection of one Python client."""

        def connected(number: int) -> Operation:
            connection = self._connect()
            turns = itertools.cycle(requests[number:] or requests)

            def send() -> bool:
                request = next(turns)
                connection.request(request.method, request.path, body=request.body or None, headers=self.headers)
                answer = connection.getresponse()
                answer.read()
                return answer.status < http.client.BAD_REQUEST

            return send

        return connected

    def _connect(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection(self.served.host, self.served.port, timeout=_EXCESS_SECONDS)


def _burst_of(result: dict[str, float], cpu: float, database: float) -> Burst:
    """Return what wrk measured, with the CPU seconds that server and database, and the database alone, needed."""
    requests = int(result["requests"])
    return Burst(
        operations=requests,
        failed=int(result["failed"]),
        rate=requests / result["seconds"],
        median_ms=result["median_ms"],
        p99_ms=result["p99_ms"],
        cpu_ms=1000 * cpu / max(1, requests),
        database_ms=1000 * database / max(1, requests),
    )
