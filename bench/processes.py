"""What processes have used, read from the kernel's process files (Linux)."""

from __future__ import annotations

import os
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

_PROC = Path("/proc")
_TICKS = os.sysconf("SC_CLK_TCK")
_PARENT, _USER, _SYSTEM, _ENDED_USER, _ENDED_SYSTEM = 1, 11, 12, 13, 14
"""Fields of ``stat`` after the name of the command; the last two are of children that ended."""


@dataclass(frozen=True, slots=True)
class CpuMeter:
    """The CPU time of process trees, those of their processes that have ended included."""

    roots: tuple[int, ...]

    def seconds(self) -> float:
        """Return the CPU seconds that the trees have used since their roots started."""
        stats = _stats()
        ticks = 0
        for process in _trees(self.roots, stats):
            fields = stats[process]
            ticks += sum(int(fields[index]) for index in (_USER, _SYSTEM, _ENDED_USER, _ENDED_SYSTEM))
        return ticks / _TICKS


@dataclass(frozen=True, slots=True)
class Meters:
    """Two meters that are read together: of everything that works, and of the database alone."""

    work: CpuMeter
    database: CpuMeter

    def read(self) -> tuple[float, float]:
        """Return what both say now, in CPU seconds."""
        return self.work.seconds(), self.database.seconds()

    def since(self, before: tuple[float, float]) -> tuple[float, float]:
        """Return what both have gained since an earlier reading."""
        work, database = self.read()
        return work - before[0], database - before[1]


def memory_mib(root: int) -> float:
    """Return the memory of a process tree in MiB; pages that several processes share count in parts (PSS)."""
    kib = 0
    for process in _trees((root,), _stats()):
        try:
            text = (_PROC / str(process) / "smaps_rollup").read_text()
        except OSError:
            continue  # it has ended meanwhile
        kib += sum(int(line.split()[1]) for line in text.splitlines() if line.startswith("Pss:"))
    return kib / 1024


def _stats() -> dict[int, list[str]]:
    """Return the fields of ``stat`` of every process; the name, which may hold anything, is left out."""
    found = {}
    for folder in _PROC.iterdir():
        if folder.name.isdigit():
            try:
                found[int(folder.name)] = (folder / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue  # it has ended meanwhile
    return found


def _trees(roots: tuple[int, ...], stats: dict[int, list[str]]) -> list[int]:
    """Return the processes among ``stats`` that are roots or descend from one."""
    children = defaultdict(list)
    for process, fields in stats.items():
        children[int(fields[_PARENT])].append(process)
    found, waiting = [], [root for root in roots if root in stats]
    while waiting:
        process = waiting.pop()
        found.append(process)
        waiting += children[process]
    return found
