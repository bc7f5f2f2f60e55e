"""How long a play runs, and what must have happened in it for its silence to mean something."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.ledger.oracle.ground import furnished
from tests.settings import KIND
from tests.support.scale import SOAK, scaled

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from tests.ledger.oracle.ending import WholePlay

RUNS = scaled(50, soak=6_500)
"""Of each of the two great plays on each database, which play different runs (RELIABILITY, T8: 200 of 50 steps, nightly
10,000 of 100); two in ten are trivial."""
STEPS = scaled(50, soak=100)
SITTING = 10
"""Runs between two seeds. After so many, Hypothesis mostly varies what it has tried; a new seed is worth more here."""
RUN_SECONDS = scaled(900, soak=0)
"""What a test may take, with room for shrinking what it finds; 0: any time."""
FEW = scaled(20, soak=1_300)
"""Runs of each play that is about one thing: goods, or the bank."""
REFUSED_ANYWAY = {"locked", "changed-meanwhile"}
REFUSALS = REFUSED_ANYWAY | {
    "over-allocated",
    "already-settled",
    "conflict",
    "duplicate-number",
    "contact-mismatch",
    "account-unusable",
}
"""Codes that the server must have said."""
LIMITS = settings(
    max_examples=SITTING,
    stateful_step_count=STEPS,
    deadline=None,
    phases=(Phase.generate, Phase.shrink),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)


def run(
    play: type[WholePlay],
    *,
    runs: int = RUNS,
    about: AbstractSet[str] = frozenset(),
    refusals: AbstractSet[str] = REFUSALS,
) -> None:
    """Run a play; fail on the first difference, and when too little happened to tell one.

    Each deed must have been accepted in one of twenty runs; of a play that is ``about`` some, just these.
    """
    with transaction.atomic():
        play.world, play.ground = furnished()
        for sitting in range(runs // SITTING):
            seeded = play if SOAK else seed(f"{play.__name__} {sitting} {KIND}")(play)
            run_state_machine_as_test(seeded, settings=LIMITS)
        transaction.set_rollback(True)
    tally = play.tally
    print(f"{play.__name__}: {tally.total()} deeds, {sum(n for (_, code), n in tally.items() if code)} refused")  # noqa: T201
    accepted = {deed for (deed, code), times in tally.items() if not code and times >= runs // 20}
    seldom = (about or {deed for deed, _ in tally} - REFUSED_ANYWAY) - accepted
    assert not seldom, f"too seldom accepted: {seldom}"
    unheard = refusals - {code for _, code in tally}
    assert not unheard, f"never refused with: {unheard}"
