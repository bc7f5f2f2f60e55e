"""One run of schemathesis: what is asked, with which settings, and what came of it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import schemathesis
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import Status, events, from_schema
from schemathesis.filters import FilterSet

from api.common.answers import REFUSALS
from tests.fuzz.document import operations
from tests.fuzz.transport import in_process
from tests.fuzz.verdicts import excuse_for
from tests.support.scale import SOAK

if TYPE_CHECKING:
    from collections.abc import Container, Sequence

    from schemathesis import Case, HookContext, Response
    from schemathesis.core.failures import Failure
    from schemathesis.engine.recorder import ScenarioRecorder

    from tests.fuzz.scene import Scene
    from tests.fuzz.server import Application

PHASES: Final = ("examples", "coverage", "fuzzing", "stateful")
SEED: Final = 20261121
REAL: Final = 0.75
"""Share of the cases in which an id is one of the scene's."""
NAMED: Final = {
    "account": "account",
    "contact": "contact",
    "depositAccount": "account",
    "lineItems.[*].account": "account",
    "adjustments.[*].account": "account",
    "payments.[*].account": "account",
    "allocations.[*].record": "record",
    "business": "business",
}
"""Keys of bodies, and what their ids are ids of."""
SHOWN: Final = 1_200
"""Characters of a failure that are shown."""


@dataclass
class Report:
    """What was asked and answered, by operation, and what was wrong with it."""

    seed: int
    asked: Counter[str] = field(default_factory=Counter)
    statuses: Counter[tuple[str, int]] = field(default_factory=Counter)
    excused: Counter[str] = field(default_factory=Counter)
    failures: dict[str, str] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)

    def take(self, event: events.EngineEvent) -> None:
        """Take in what schemathesis tells."""
        if isinstance(event, events.ScenarioFinished):
            self._count(event.recorder)
            self._judge(event.recorder, event.phase.value)
        elif isinstance(event, events.NonFatalError):
            self.errors.append(f"{event.label}: {event.value!r}"[:SHOWN])
        elif isinstance(event, events.FatalError):
            self.errors.append(repr(event.exception))

    def is_failure(self, failure: Failure, case: Case[Any], response: Response) -> bool:
        """Tell whether a failed check is a failure, and count the reason why not."""
        reason = excuse_for(failure, case, response)
        if reason:
            self.excused[reason] += 1
        return reason is None

    def well(self) -> set[str]:
        """Return the operations that did at least once what they were asked for."""
        return {label for label, status in self.statuses if status < 400}

    def _count(self, recorder: ScenarioRecorder) -> None:
        for identity, interaction in recorder.interactions.items():
            label = recorder.cases[identity].value.operation.label
            self.asked[label] += 1
            if interaction.response is not None:
                self.statuses[label, interaction.response.status_code] += 1

    def _judge(self, recorder: ScenarioRecorder, phase: str) -> None:
        for identity, checks in recorder.checks.items():
            for check in checks:
                if check.status != Status.FAILURE or check.failure_info is None:
                    continue
                found, answer = check.failure_info, recorder.interactions[identity].response
                told = f"{found.failure.message}\n{found.code_sample[:SHOWN]}\n{answer and answer.content[:SHOWN]!r}"
                label = recorder.cases[identity].value.operation.label
                self.failures.setdefault(f"{check.name} of {label} ({phase}): {found.failure.title}", told)


def campaign(
    document: dict[str, Any],
    application: Application,
    scene: Scene,
    *,
    phases: Sequence[str],
    cases: int = 1,
    only: Container[str] | None = None,
) -> Report:
    """Ask the application for what the document describes.

    Args:
        document: the OpenAPI document.
        application: a WSGI application.
        scene: what there is, and who asks.
        phases: which of ``PHASES``.
        cases: how many requests are generated for each operation, or how many sequences of them.
        only: for which operations; None: for all.
    """
    config = SchemathesisConfig.from_dict(settings(document, scene, phases=phases, cases=cases))
    schema = schemathesis.openapi.from_dict(document, config=config)
    if only is not None:
        schema.filter_set = FilterSet()
        schema.filter_set.include(lambda tested: tested.operation.label in only)
    schema.app = application
    report = Report(config.seed)

    def judged(_: HookContext, failure: Failure, case: Case[Any], response: Response) -> bool:
        return report.is_failure(failure, case, response)

    schema.hooks.hook("filter_failure")(judged)
    with in_process():
        for event in from_schema(schema).execute():
            report.take(event)
    return report


def settings(document: dict[str, Any], scene: Scene, *, phases: Sequence[str], cases: int) -> dict[str, Any]:
    """Return what schemathesis shall do: the same each time, unless it is the long run."""
    from_answers = {"extra-data-sources": {"responses": False}}  # the scene has enough
    chosen = {phase: {"enabled": phase in phases, **({} if phase == "stateful" else from_answers)} for phase in PHASES}
    addressed = {f"path.{name}": name for name in scene.ids if not name.startswith("spare_")}
    named = {f"body.{key}": name for key, name in NAMED.items()}
    changed = [
        {"include-path": path, "include-method": method, "parameters": _bound({f"path.{name}": f"spare_{name}"})}
        for path, method, _ in operations(document)
        for name in addressed.values()
        if scene.is_changed(path, method, name)
    ]
    return {
        **({} if SOAK else {"seed": SEED}),
        "warnings": False,
        "checks": {"negative_data_rejection": {"expected-statuses": list(REFUSALS)}},
        "continue-on-failure": True,
        "suppress-health-check": ["all"],
        "analysis": {"constants": {"enabled": False}},
        "generation": {"max-examples": cases, "deterministic": not SOAK, "database": "none"},
        "phases": chosen,
        "dictionaries": {name: {"values": values} for name, values in scene.ids.items()},
        "parameters": _bound(addressed | named),
        "operations": changed,
        "auth": {"openapi": {"token": {"api_key": f"TOKEN uuid:{scene.bookkeeper.token}"}}},
    }


def _bound(names: dict[str, str]) -> dict[str, Any]:
    return {parameter: {"dictionary": name, "probability": REAL} for parameter, name in names.items()}
