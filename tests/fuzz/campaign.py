"""Runs of schemathesis: what is asked, with which settings, and what came of it."""

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

    seeds: list[int] = field(default_factory=list)
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


@dataclass
class Campaign:
    """Runs of schemathesis against an application, and what came of them.

    Args:
        document: the OpenAPI document.
        application: a WSGI application.
        scene: what there is, and who asks.
    """

    document: dict[str, Any]
    application: Application
    scene: Scene
    report: Report = field(default_factory=Report)

    def run(self, *phases: str, cases: int = 1, only: Container[str] | None = None) -> Report:
        """Ask the application for what the document describes; return what came of all runs so far.

        Args:
            phases: which of ``PHASES``.
            cases: how many requests are generated for each operation, or how many chains of them.
            only: for which operations; None: for all.
        """
        config = SchemathesisConfig.from_dict(self._settings(phases, cases))
        schema = schemathesis.openapi.from_dict(self.document, config=config)
        schema.app = self.application
        if only is not None:
            schema.filter_set = FilterSet()
            schema.filter_set.include(lambda tested: tested.operation.label in only)

        def judged(_: HookContext, failure: Failure, case: Case[Any], response: Response) -> bool:
            return self.report.is_failure(failure, case, response)

        schema.hooks.hook("filter_failure")(judged)
        self.report.seeds.append(config.seed)
        with in_process():
            for event in from_schema(schema).execute():
                self.report.take(event)
        return self.report

    def _settings(self, phases: Sequence[str], cases: int) -> dict[str, Any]:
        """Return what schemathesis shall do: the same each time, unless it is the long run."""
        from_answers = {"extra-data-sources": {"responses": False}}  # the scene has enough
        chosen = {
            phase: {"enabled": phase in phases, **({} if phase == "stateful" else from_answers)} for phase in PHASES
        }
        return {
            **({} if SOAK else {"seed": SEED + len(self.report.seeds)}),
            "warnings": False,
            "checks": {"negative_data_rejection": {"expected-statuses": list(REFUSALS)}},
            "continue-on-failure": True,
            "suppress-health-check": ["all"],
            "analysis": {"constants": {"enabled": False}},
            "generation": {"max-examples": cases, "deterministic": not SOAK, "database": "none"},
            "phases": chosen,
            "auth": {"openapi": {"token": {"api_key": f"TOKEN uuid:{self.scene.bookkeeper.token}"}}},
            **self._ids(),
        }

    def _ids(self) -> dict[str, Any]:
        """Return which ids of the scene schemathesis shall use where, in most cases."""
        addressed = [name for name in self.scene.ids if not name.startswith("spare_")]
        changed = [
            {"include-path": path, "include-method": method, "parameters": _bound({f"path.{name}": f"spare_{name}"})}
            for path, method, _ in operations(self.document)
            for name in addressed
            if self.scene.is_changed(path, method, name)
        ]
        named = {f"body.{key}": name for key, name in NAMED.items()}
        return {
            "dictionaries": {name: {"values": values} for name, values in self.scene.ids.items()},
            "parameters": _bound({**{f"path.{name}": name for name in addressed}, **named}),
            "operations": changed,
        }


def _bound(names: dict[str, str]) -> dict[str, Any]:
    return {parameter: {"dictionary": name, "probability": REAL} for parameter, name in names.items()}
