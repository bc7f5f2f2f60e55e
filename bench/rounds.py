"""Rounds: the floor, then the server, again and again, so that both meet the same neighbours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bench.burst import clients_burst
from bench.figures import Outcome, Round
from bench.floor.operations import floor_session

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Sequence

    from bench.figures import Burst
    from bench.filled import Filled
    from bench.load import Target
    from bench.processes import Meters
    from bench.scale import Scale
    from bench.workloads import Workload

CLIENTS = 8
_WARM_UP_SECONDS = 1
NOT_FOUND = 404


@dataclass(frozen=True, slots=True)
class Floor:
    """The floor's database, how much it holds, and the meters of its server."""

    url: str
    scale: Scale
    meters: Meters

    def burst(self, workload: Workload, *, clients: int, seconds: int, alone: bool = True) -> Burst:
        """Let clients do a workload as bare SQL."""
        session = floor_session(self.url, self.scale, workload.statement, alone=alone)
        return clients_burst(session, clients=clients, seconds=seconds, meters=self.meters, count_clients=True)


@dataclass(frozen=True, slots=True)
class Contest:
    """Both sides, and how long they meet."""

    floor: Floor
    target: Target
    filled: Filled
    rounds: int
    seconds: int

    def serves(self, workload: Workload, chance: random.Random) -> bool:
        """Tell whether the server answers a workload, and answers it right.

        Raises:
            RuntimeError: the answer is wrong, so that measuring it would tell nothing.
        """
        request = workload.request(self.filled, chance)
        answer = self.target.ask(request)
        if answer.status == NOT_FOUND and workload.name == "W4t":
            return False
        if not workload.answered(answer):
            message = f"{workload.name}: {request.method} {request.path} answered {answer.status}: {answer.text[:500]}"
            raise RuntimeError(message)
        return True

    def warm_up(self, workload: Workload) -> None:
        """Let the server and its database have seen the workload before it counts."""
        self.target.burst(workload.requests(self.filled), clients=CLIENTS, seconds=_WARM_UP_SECONDS)

    def round(self, workload: Workload) -> Round:
        """Measure the floor, and the server right after it."""
        floor = self.floor.burst(workload, clients=CLIENTS, seconds=self.seconds)
        server = self.target.burst(workload.requests(self.filled), clients=CLIENTS, seconds=self.seconds)
        return Round(floor, server)


def contest_run(
    contest: Contest, workloads: Sequence[Workload], chance: random.Random, tell: Callable[[str], None]
) -> list[Outcome]:
    """Run all rounds of all workloads and return what came out; ``tell`` gets a line for each round."""
    served = [workload for workload in workloads if contest.serves(workload, chance)]
    rounds: dict[str, list[Round]] = {workload.name: [] for workload in served}
    for workload in served:
        contest.warm_up(workload)
    for number in range(1, contest.rounds + 1):
        for workload in served:
            measured = contest.round(workload)
            rounds[workload.name].append(measured)
            tell(
                f"round {number} {workload.name}: cpu {measured.cpu_ratio:.3f} "
                f"({measured.floor.cpu_ms:.2f} / {measured.server.cpu_ms:.2f} ms, of it the database "
                f"{measured.floor.database_ms:.2f} / {measured.server.database_ms:.2f}), "
                f"throughput {measured.throughput_ratio:.3f} "
                f"({measured.server.rate:.0f} of {measured.floor.rate:.0f}/s)"
            )
    return [
        Outcome(
            name=workload.name,
            title=workload.title,
            goal=workload.goal,
            rounds=tuple(rounds.get(workload.name, ())),
            absent="" if workload in served else "no operation answers it yet",
        )
        for workload in workloads
    ]
