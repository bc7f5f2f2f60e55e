"""Functions fit half a screen, files a sitting: 50 lines, 400 lines, and 200 for a class (STYLE of the project)."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from tests.architecture.tree import Module, check, faults, modules, snippet

if TYPE_CHECKING:
    from collections.abc import Iterator

FILE, CLASS, FUNCTION = 400, 200, 50


def oversized(module: Module) -> Iterator[str]:
    """Yield what is longer than it may be, docstrings counted."""
    length = len(module.text.splitlines())
    if length > FILE:
        yield f"1: the file has {length} lines, more than {FILE}"
    for node in ast.walk(module.tree):
        limit = CLASS if isinstance(node, ast.ClassDef) else FUNCTION
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if length > limit:
                yield f"{node.lineno}: {node.name} has {length} lines, more than {limit}"


def test_nothing_is_longer_than_it_may_be() -> None:
    check(faults(oversized, modules() + modules("bench", "tests")))


def test_a_long_function_class_and_file_are_found() -> None:
    body = "\n".join(["    x = 1"] * FUNCTION)
    assert list(oversized(snippet(f"def f():\n{body}"))) == ["1: f has 51 lines, more than 50"]
    assert list(oversized(snippet(f"async def f():\n{body}"))) == ["1: f has 51 lines, more than 50"]
    assert list(oversized(snippet("class C:\n" + "\n".join(["    x = 1"] * CLASS)))) != []
    assert list(oversized(snippet("x = 1\n" * (FILE + 1)))) == ["1: the file has 401 lines, more than 400"]


def test_what_just_fits_is_not_found() -> None:
    body = "\n".join(["    x = 1"] * (FUNCTION - 1))
    assert list(oversized(snippet(f"@decorated\n@twice\ndef f():\n{body}"))) == []
    assert list(oversized(snippet("x = 1\n" * FILE))) == []
