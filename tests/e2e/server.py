"""Start `daybook serve --port 0` as a process, and stop it as an administrator would."""

from __future__ import annotations

import os
import queue
import signal
import subprocess
import sys
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
READY = "daybook ready at "
START_SECONDS = 90
STOP_SECONDS = 30


@dataclass(slots=True)
class Server:
    """A running server: its address, its environment, and what it printed so far."""

    address: str
    environment: dict[str, str]
    process: subprocess.Popen[str]
    printed: list[str]

    def command(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run another `daybook` command on the same database."""
        return subprocess.run(
            [sys.executable, "-m", "config.cli", *arguments],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    def stop(self) -> int:
        """Send SIGTERM and return the exit status."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(STOP_SECONDS)

    def kill(self) -> None:
        """End the server and its workers at once, as a power cut would: nothing is finished, nobody is told."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


@contextmanager
def serving(data: Path, database_url: str | None, *options: str, role: str = "daybook_app") -> Iterator[Server]:
    """Serve on a free port; the block gets the server once it has printed its ready line.

    Args:
        data: the data directory.
        database_url: a database, or None for SQLite in the data directory.
        options: further options of `daybook serve`.
        role: which role of the database the server takes; empty when the login is the role already.
    """
    environment = {
        key: value for key, value in os.environ.items() if key not in {"DATABASE_URL", "DJANGO_SETTINGS_MODULE"}
    }
    environment |= {"DAYBOOK_DATA_DIR": str(data), "PYTHONUNBUFFERED": "1"}
    environment.pop("DAYBOOK_SECRET_KEY", None)
    if database_url:
        environment |= {"DATABASE_URL": database_url, "DAYBOOK_DATABASE_ROLE": role}
    process = subprocess.Popen(
        [sys.executable, "-m", "config.cli", "serve", "--port", "0", *options],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,  # one group of processes, so that all of it can be killed
    )
    printed: list[str] = []
    lines: queue.Queue[str] = queue.Queue()
    reader = threading.Thread(target=_read, args=(process, printed, lines), daemon=True)
    reader.start()
    try:
        yield Server(_ready(lines, printed), environment, process, printed)
    finally:
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        reader.join(STOP_SECONDS)
        if process.stdout is not None:
            process.stdout.close()


def _read(process: subprocess.Popen[str], printed: list[str], lines: queue.Queue[str]) -> None:
    """Hand on what the process prints, line by line, and an empty text at the end."""
    for line in process.stdout or ():
        printed.append(line)
        lines.put(line)
    lines.put("")


def _ready(lines: queue.Queue[str], printed: list[str]) -> str:
    """Return the address of the ready line; fail with what the process printed when none comes."""
    while line := lines.get(timeout=START_SECONDS):
        if line.startswith(READY):
            return line.removeprefix(READY).strip()
    message = "the server did not start:\n" + "".join(printed)
    raise AssertionError(message)
