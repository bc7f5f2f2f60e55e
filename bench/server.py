"""Daybook as a process: filled, served, and asked whether it is well."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import msgspec

from bench.filled import Filled

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bench.scale import Scale

_ROOT = Path(__file__).parents[1]
_READY = "daybook ready at "
_START_SECONDS = 120
_STOP_SECONDS = 30
_ASK_AGAIN_SECONDS = 0.05


@dataclass(frozen=True, slots=True)
class Served:
    """A server that answers: where it listens, and its first process."""

    host: str
    port: int
    process: int


@dataclass(frozen=True, slots=True)
class Daybook:
    """An installation: its database and its data directory."""

    url: str
    data: Path

    @property
    def environment(self) -> dict[str, str]:
        """The environment of its processes: nothing of whoever runs the bench, and bytecode is kept."""
        kept = {key: value for key, value in os.environ.items() if not key.startswith(("DAYBOOK_", "DJANGO_"))}
        kept.pop("PYTHONDONTWRITEBYTECODE", None)
        return kept | {
            "DATABASE_URL": self.url,
            "DAYBOOK_DATA_DIR": str(self.data),
            "DJANGO_SETTINGS_MODULE": "config.settings",
        }

    def python(self, *arguments: str) -> str:
        """Run Python in the installation's environment and return what it prints; a failure ends the run."""
        done = subprocess.run(
            [sys.executable, *arguments], cwd=_ROOT, env=self.environment, stdout=subprocess.PIPE, text=True, check=True
        )
        return done.stdout

    def fill(self, scale: Scale) -> Filled:
        """Fill the empty database and return what it holds."""
        arguments = ("--records", str(scale.records), "--entries", str(scale.entries))
        return msgspec.json.decode(self.python("-m", "bench.filling", *arguments), type=Filled)

    def verify(self) -> str:
        """Re-add all books and return the verdict; faults end the run."""
        return self.python("-m", "config.cli", "verify").strip()

    @contextlib.contextmanager
    def served(self, workers: int) -> Iterator[Served]:
        """Serve with so many workers, as the application's role, until the block ends."""
        printed = self.data / "serve.log"
        with printed.open("w") as output:
            process = subprocess.Popen(
                [sys.executable, "-m", "config.cli", "serve", "--port=0", f"--workers={workers}", "--no-demo"],
                cwd=_ROOT,
                env=self.environment | {"DAYBOOK_DATABASE_ROLE": "daybook_app", "PYTHONUNBUFFERED": "1"},
                stdout=output,
            )
        try:
            address = urlsplit(_address(process, printed))
            yield Served(address.hostname or "", address.port or 0, process.pid)
        finally:
            process.terminate()
            try:
                process.wait(_STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _address(process: subprocess.Popen[bytes], printed: Path) -> str:
    """Wait for the ready line and return the address in it; raise ``RuntimeError`` when it does not come."""
    deadline = time.monotonic() + _START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        for line in printed.read_text().splitlines(keepends=True):
            if line.startswith(_READY) and line.endswith("\n"):
                return line.removeprefix(_READY).strip()
        time.sleep(_ASK_AGAIN_SECONDS)
    message = "the server did not say that it is ready"
    raise RuntimeError(message)
