"""Requests and the answers they get, word for word: the files of ``fixtures/kashoo``, one for every operation at least.

``DAYBOOK_TEST_GOLDEN=write`` writes what the server answers now, and the table of the README; look at what changed.
"""

from __future__ import annotations

import datetime as dt
import os
from typing import TYPE_CHECKING

import pytest
import time_machine

from businesses.roles import Role
from tests.api.kashoo import golden
from tests.api.kashoo.golden import FOLDER, Golden, Names

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.api.kashoo.conftest import Browser


def place(path: Path) -> tuple[int, str]:
    """Return where a file stands among the others: by the number of its operation; those without one come last."""
    number = path.stem.partition("-")[0]
    return (int(number) if number.isdigit() else 1_000, path.stem)


FILES = sorted(FOLDER.glob("*.json"), key=place)
README = FOLDER / "README.md"
START = dt.datetime(2026, 1, 31, 12, tzinfo=dt.UTC)
"""When every conversation begins; each request comes a second after the one before."""
WRITING = os.environ.get("DAYBOOK_TEST_GOLDEN") == "write"
LONGEST = 300
"""Lines that a file has at most."""


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


@pytest.fixture
def people(request: pytest.FixtureRequest) -> dict[str, Callable[[], Browser]]:
    """Whose tokens a conversation may use beside the creator's."""
    return {
        "token of a viewer": lambda: request.getfixturevalue("member")(Role.VIEW_ONLY),
        "token of a stranger": lambda: request.getfixturevalue("stranger"),
    }


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_answers_are_as_written(
    clock: time_machine.Traveller, browser: Browser, people: dict[str, Callable[[], Browser]], path: Path
) -> None:
    names, file = Names(browser, people), Golden.of(path)
    for step in file.given:
        clock.shift(1)
        golden.prepared(browser, step, names)
    found = []
    for step in file.conversation:
        clock.shift(1)
        found.append(golden.spoken(browser, step, names))
    if WRITING:
        path.write_text(file.text(found), encoding="utf-8")
    assert file.text(found) == path.read_text(encoding="utf-8")


def test_every_operation_has_a_file_of_its_own_in_which_it_succeeds() -> None:
    shown = set()
    for path in FILES:
        file = Golden.of(path)
        for step in file.conversation:
            to = golden.operation_of(step["request"])
            if to and to[0] == file.operation and step["answer"]["status"] < 300:
                shown.add(file.operation)
    assert golden.operations().keys() - shown == set()


def test_every_file_is_about_an_operation_that_is_served_and_named_after_its_number() -> None:
    served = golden.operations()
    wrong = {}
    for path in FILES:
        file = Golden.of(path)
        asked = {to[0] for step in file.conversation if (to := golden.operation_of(step["request"]))}
        number = served.get(file.operation)
        named = path.stem.partition("-")[0] == str(number) if number else not path.stem[0].isdigit()
        if file.operation not in served or file.operation not in asked or not named:
            wrong[path.name] = file.operation
    assert wrong == {}


def test_every_request_is_to_an_address_that_is_served_and_every_address_is_asked() -> None:
    asked = set()
    for path in FILES:
        file = Golden.of(path)
        for request in (*file.given, *(step["request"] for step in file.conversation)):
            to = golden.operation_of(request)
            assert to, (path.name, request["path"])
            asked.add(to[1])
    assert golden.addresses() == asked


def test_files_are_short() -> None:
    assert {path.name for path in FILES if len(path.read_text(encoding="utf-8").splitlines()) > LONGEST} == set()


def test_the_readme_lists_every_file() -> None:
    text = README.read_text(encoding="utf-8")
    head, mark, _ = text.partition("| file |")
    rows = [f"| [{path.stem}]({path.name}) | {Golden.of(path).title} |" for path in FILES]
    wanted = "\n".join([f"{head}{mark} what it shows |", "| --- | --- |", *rows, ""])
    if WRITING:
        README.write_text(wanted, encoding="utf-8")
        text = wanted
    assert text == wanted
