"""What is under version control works on any machine: no path, no index, no environment of whoever wrote it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.architecture.tree import ROOT, check, repository_files

if TYPE_CHECKING:
    from collections.abc import Iterator

HERE = "tests/architecture/test_repository.py"
FOREIGN = re.compile(
    r"(?<![\w.}~-])/(?:home|root|tmp|work|Users|var/folders|private/tmp|mnt)/[\w.-]"
    r"|\b[A-Z]:\\+Users\\"
    r"|file:///(?!\{)[\w.]"
    r"|--(?:extra-)?index-url|--find-links|\bPIP_INDEX_URL\b"
    r"|https?://[\w.-]+(?:/[\w.-]+)*/simple\b|https?://files\.[\w.-]+/packages/"
)
KEPT_OUT = re.compile(
    r"(^|/)(__pycache__|\.venv|node_modules)/|\.(py[cod]|sqlite3|log|whl|orig|rej)$|(^|/)(\.env|\.DS_Store)$"
)
LARGEST = 512 * 1024
GENERATED = {"docs/schema/kashoo.json": 4 * 1024 * 1024}
"""Files that are made from the code and grow with it, and how large they may be."""


def foreign(text: str) -> Iterator[str]:
    """Yield the machine paths and index addresses in a text."""
    for number, line in enumerate(text.splitlines(), start=1):
        if found := FOREIGN.search(line):
            yield f"{number}: {found.group()!r}"


def test_no_file_names_a_machine_or_an_index() -> None:
    found = []
    for name in repository_files():
        if name != HERE:
            text = (ROOT / name).read_bytes().decode("utf-8", errors="replace")
            found += [f"{name}:{fault}" for fault in foreign(text)]
    check(found)


def test_no_file_is_made_by_a_tool_or_huge() -> None:
    check([name for name in repository_files() if KEPT_OUT.search(name)])
    check([name for name in repository_files() if (ROOT / name).stat().st_size > GENERATED.get(name, LARGEST)])


@pytest.mark.parametrize(
    "text",
    [
        "see /home/me/notes",
        "ROOT = '/tmp/x'",
        "C:\\Users\\me",
        "-i file:///opt/index",
        "--index-url https://index.example",
        "https://index.example/simple/django",
    ],
)
def test_a_foreign_path_is_found(text: str) -> None:
    assert list(foreign(text)) != []


@pytest.mark.parametrize("text", ["/businesses/7/work/3", "https://x.example/home/page", "sqlite:///{path}"])
def test_other_paths_are_not_found(text: str) -> None:
    assert list(foreign(text)) == []
