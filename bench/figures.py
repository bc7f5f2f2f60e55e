"""The arithmetic of the report. Pure: what bursts measured goes in, ratios come out."""

from __future__ import annotations

import statistics
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True, kw_only=True)
class Burst:
    """What several clients did in a few seconds.

    ``rate`` is operations a second, ``cpu_ms`` the CPU milliseconds of one operation: of whatever did the work
    (clients or server, and the database), but not of what only made the load; ``database_ms`` is the database's part.
    """

    operations: int
    failed: int
    rate: float
    median_ms: float
    p99_ms: float
    cpu_ms: float
    database_ms: float


@dataclass(frozen=True, slots=True)
class Round:
    """The floor, and the server right after it."""

    floor: Burst
    server: Burst

    @property
    def throughput_ratio(self) -> float:
        """The server's requests a second, as a part of the floor's operations a second."""
        return _ratio(self.server.rate, self.floor.rate)

    @property
    def cpu_ratio(self) -> float:
        """The floor's CPU time of one operation, as a part of the server's CPU time of one request."""
        return _ratio(self.floor.cpu_ms, self.server.cpu_ms)


@dataclass(frozen=True, slots=True)
class Range:
    """The smallest, the middle and the largest of some values."""

    low: float
    middle: float
    high: float

    @classmethod
    def of(cls, values: Sequence[float]) -> Range:
        """Return the range of at least one value."""
        return cls(min(values), statistics.median(values), max(values))


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """All rounds of one workload; no rounds when nothing answers it, and then ``absent`` says why."""

    name: str
    title: str
    goal: float
    rounds: tuple[Round, ...] = ()
    absent: str = ""

    @property
    def throughput(self) -> Range:
        """The range of the throughput ratios."""
        return Range.of([one.throughput_ratio for one in self.rounds])

    @property
    def cpu(self) -> Range:
        """The range of the cpu ratios."""
        return Range.of([one.cpu_ratio for one in self.rounds])

    @property
    def failed(self) -> int:
        """How many operations and requests failed."""
        return sum(one.floor.failed + one.server.failed for one in self.rounds)

    @property
    def share(self) -> float:
        """The median cpu ratio as a part of the goal: 1 or more reaches it."""
        return _ratio(self.cpu.middle, self.goal) if self.rounds else 0.0

    def middle(self, side: str, figure: str) -> float:
        """Return the median over the rounds of a figure of the ``floor`` or the ``server``."""
        found: list[float] = [getattr(getattr(one, side), figure) for one in self.rounds]
        return statistics.median(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Extra:
    """One further figure beside its bound; ``unit`` follows the number, ``at_least`` tells which side is good.

    ``strict``: a run whose figure is on the other side has failed, since it does not depend on the machine.
    """

    name: str
    value: float
    bound: float
    unit: str = ""
    at_least: bool = False
    strict: bool = False

    @property
    def met(self) -> bool:
        """Tell whether the figure is on the good side of its bound."""
        return self.value >= self.bound if self.at_least else self.value <= self.bound


def percentile(ordered: Sequence[float], part: float) -> float:
    """Return the value below which ``part`` (0 to 1) of ascending values lie; 0 when there are none."""
    return ordered[min(len(ordered) - 1, int(len(ordered) * part))] if ordered else 0.0


def _ratio(above: float, below: float) -> float:
    """Return a quotient; 0 when it has no meaning, because something measured nothing."""
    return above / below if below else 0.0
