"""The locks pin what pyproject.toml asks for, with hashes and without the address of an index."""

from __future__ import annotations

import re
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from tests.architecture.tree import ROOT

PIN = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)(?:\[[^]]*\])?==(?P<version>[^\s;]+)(?P<rest>[^\\]*)\\$")
LOCKS = ("runtime", "dev", "browser", "build")


def pins(lock: str) -> dict[str, Version]:
    """Return the pinned versions; every pin is unconditional on the Python version, so there is one of each."""
    found = [PIN.match(line) for line in (ROOT / "requirements" / f"{lock}.txt").read_text().splitlines()]
    names = [canonicalize_name(match["name"]) for match in found if match]
    assert len(names) == len(set(names)), "a package is pinned twice"
    return {canonicalize_name(match["name"]): Version(match["version"]) for match in found if match}


def asked(lock: str) -> list[Requirement]:
    """Return what pyproject.toml asks for in a lock."""
    document = tomllib.loads((ROOT / "pyproject.toml").read_text())
    runtime, extras = document["project"]["dependencies"], document["project"]["optional-dependencies"]
    lists = {
        "runtime": runtime,
        "dev": runtime + extras["dev"],
        "browser": runtime + extras["dev"] + extras["browser"],
        "build": document["build-system"]["requires"] + document["dependency-groups"]["build"],
    }
    return [Requirement(text) for text in lists[lock]]


def unmet(requirements: list[Requirement], pinned: dict[str, Version]) -> list[str]:
    """Return the requirements that the pins do not meet."""
    return [
        str(wanted)
        for wanted in requirements
        if (version := pinned.get(canonicalize_name(wanted.name))) is None or version not in wanted.specifier
    ]


@pytest.mark.parametrize("lock", LOCKS)
def test_the_lock_pins_what_is_asked_for(lock: str) -> None:
    assert unmet(asked(lock), pins(lock)) == []


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_holds_pins_and_hashes_and_nothing_else(lock: str) -> None:
    text = (ROOT / "requirements" / f"{lock}.txt").read_text()
    entries = re.sub(r"\\\n", " ", re.sub(r"(?m)^\s*#.*\n?", "", text)).splitlines()
    entry = re.compile(r"[\w.-]+(\[[^]]*\])?==\S+ (; [^-]*)?\s*(--hash=sha256:[0-9a-f]{64}\s*)+")
    assert [line for line in entries if not entry.fullmatch(line)] == []


def test_the_locks_agree() -> None:
    runtime, dev, browser, build = (pins(lock) for lock in LOCKS)
    assert {name: dev.get(name) for name in runtime} == runtime
    assert {name: browser.get(name) for name in dev} == dev
    assert {name: dev.get(name) for name in build} == build


def test_an_unmet_requirement_is_found() -> None:
    wanted = [Requirement("django>=5.2,<5.3"), Requirement("rich"), Requirement("Babel")]
    assert unmet(wanted, {"django": Version("6.0"), "babel": Version("2.18")}) == ["django<5.3,>=5.2", "rich"]
