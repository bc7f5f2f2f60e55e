"""The server does what its OpenAPI document says, whatever it is asked (RELIABILITY T17).

All checks of schemathesis, on requests that fit the document and on requests that do not; what is no complaint, and
why, stands in ``verdicts.py``. ``make fuzz`` asks 200 times for each operation, and new things each time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.fuzz.campaign import Campaign, Report
from tests.fuzz.document import document_of, labels, leading, without_rehearsal, without_xml
from tests.support.scale import SOAK, scaled

if TYPE_CHECKING:
    from tests.fuzz.scene import Scene
    from tests.fuzz.server import Application

pytestmark = pytest.mark.timeout(scaled(900, soak=0))
CASES = scaled(4, soak=200)
"""Generated requests for each operation."""
CHAINED = scaled(50, soak=5_000)
"""Requests in chains, in which one uses what another one answered."""


def test_the_edges_of_every_schema_are_as_described(
    scene: Scene, application: Application, capsys: pytest.CaptureFixture[str]
) -> None:
    document = document_of(scene)
    only = labels(document)
    if not SOAK:
        document = without_xml(document)
        only = leading(document)
    report = Campaign(document, application, scene).run("coverage", only=only)
    hold(report, capsys)
    assert only - report.well() == set()


def test_examples_and_generated_requests_are_answered_as_described(
    scene: Scene, application: Application, capsys: pytest.CaptureFixture[str]
) -> None:
    document = document_of(scene)
    report = Campaign(document, application, scene).run("examples", "fuzzing", cases=CASES)
    hold(report, capsys)
    few = {label: count for label, count in report.asked.items() if count < CASES}
    assert (set(report.asked), few) == (labels(document), {})


def test_chains_of_requests_are_answered_as_described(
    scene: Scene, application: Application, capsys: pytest.CaptureFixture[str]
) -> None:
    """A run ends when a chain that is tried again goes another way, for the server remembers: so there are many."""
    chains = Campaign(without_rehearsal(document_of(scene)), application, scene)
    while (before := chains.report.asked.total()) < CHAINED:
        chains.run("stateful", cases=CASES)
        assert chains.report.asked.total() > before
    hold(chains.report, capsys)


def test_a_server_that_breaks_its_word_is_found(
    scene: Scene, application: Application, capsys: pytest.CaptureFixture[str]
) -> None:
    """Promises that are not kept: a field that is missing, a limit that is no limit, a status that is not told."""
    document = document_of(scene)
    collection, item = "/api/businesses/{business}/contacts/customers", "/api/contacts/{contact}"
    document["components"]["schemas"]["ContactOut"]["required"].append("birthday")
    document["components"]["schemas"]["ContactIn"]["properties"]["name"] = {"type": "string", "maxLength": 3}
    del document["paths"][item]["get"]["responses"]["404"]
    document["paths"] = {path: document["paths"][path] for path in (collection, item)}
    only = {f"POST {collection}", f"GET {item}"}
    report = Campaign(without_xml(document), application, scene).run("examples", "coverage", only=only)
    found = {failure.partition(" of ")[0] for failure in report.failures}
    assert found >= {"response_schema_conformance", "negative_data_rejection", "status_code_conformance"}


def hold(report: Report, capsys: pytest.CaptureFixture[str]) -> None:
    """Show the figures, and fail with the first failures."""
    with capsys.disabled():
        least = min(report.asked.values())
        print(f"\nseeds {report.seeds[:1]}: {report.asked.total()} requests, at least {least} an operation")  # noqa: T201
        print(f"excused: {dict(report.excused)}")  # noqa: T201
    told = "\n\n".join(f"{title}\n{failure}" for title, failure in list(report.failures.items())[:5])
    assert not report.failures, f"{len(report.failures)} failures, seeds {report.seeds}:\n{told}"
    assert report.errors == []
