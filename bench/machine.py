"""What a run was measured on, in words that fit any machine: no names and no paths."""

from __future__ import annotations

import os
import platform
import subprocess
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from bench.load import WRK
from businesses import clock

if TYPE_CHECKING:
    from bench.postgres import Postgres

_PACKAGES = ("daybook", "django", "djangorestframework", "msgspec", "psycopg", "granian")


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditions:
    """The day (ISO), the machine, the versions of what was measured, the load at the end, and the workers."""

    day: str
    machine: str
    versions: str
    load: str
    workers: int


def conditions(postgres: Postgres, workers: int) -> Conditions:
    """Return the conditions of a run on this machine."""
    memory = next(line for line in Path("/proc/meminfo").read_text().splitlines() if line.startswith("MemTotal:"))
    gib = round(int(memory.split()[1]) / 1024**2)
    names = [f"{package} {version(package)}" for package in _PACKAGES]
    return Conditions(
        day=clock.now().date().isoformat(),
        machine=f"{os.cpu_count()} cores, {gib} GiB of memory, {platform.system()} on {platform.machine()}",
        versions=", ".join([f"Python {platform.python_version()}", f"PostgreSQL {postgres.version()}", *names, _wrk()]),
        load=f"{os.getloadavg()[1]:.1f}",
        workers=workers,
    )


def _wrk() -> str:
    """Return what makes the load. Asked for its version, wrk prints it and fails."""
    if not WRK:
        return "load made by Python clients"
    said = subprocess.run([WRK, "-v"], capture_output=True, text=True, check=False)
    words = (said.stdout + said.stderr).split()
    return f"wrk {words[1].split('/')[-1]}" if len(words) > 1 else "wrk"
