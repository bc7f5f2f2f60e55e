"""The repository as the architecture tests see it: rooms, modules, and what a module refers to."""

from __future__ import annotations

import ast
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("config", "api", "subscriptions", "ledger", "taxes", "accounts", "businesses", "bookkeeping", "fixtures")
"""From the outside in; a room of a later issue may be missing."""


@dataclass(frozen=True, slots=True)
class Module:
    """One source file: its path from the root, with slashes, and its text."""

    path: str
    text: str

    @property
    def tree(self) -> ast.Module:
        """Return the parsed text."""
        return parse(self.text)

    @property
    def parts(self) -> tuple[str, ...]:
        """Return the folders and the file name without its ending."""
        return tuple(self.path.removesuffix(".py").split("/"))


@cache
def parse(text: str) -> ast.Module:
    """Parse Python; every rule looks at the same tree."""
    return ast.parse(text)


@cache
def modules(*folders: str) -> tuple[Module, ...]:
    """Return the Python modules below the folders (by default all rooms), migrations left out."""
    found = [path for folder in folders or ROOMS for path in sorted((ROOT / folder).rglob("*.py"))]
    return tuple(
        Module(path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8"))
        for path in found
        if "migrations" not in path.parts
    )


@cache
def repository_files() -> tuple[str, ...]:
    """Return the files that are, or would be, under version control; none outside a git checkout."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    try:
        answer = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return ()
    return tuple(name for name in sorted(answer.stdout.split("\0")) if name and (ROOT / name).is_file())


def faults(rule: Callable[[Module], Iterator[str]], found: tuple[Module, ...]) -> list[str]:
    """Apply a rule to modules; a fault says where it is."""
    return [f"{module.path}:{fault}" for module in found for fault in rule(module)]


def check(found: list[str]) -> None:
    """Fail with one line for each fault."""
    assert not found, "\n".join([f"{len(found)} faults", *found])


def snippet(text: str, path: str = "ledger/selectors/things.py") -> Module:
    """Return a module made up for the test of a rule."""
    return Module(path, text)


def imported_names(tree: ast.Module) -> dict[str, str]:
    """Return what the names that a module imports stand for, dotted in full."""
    names: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                names[alias.asname or alias.name.split(".")[0]] = (
                    alias.name if alias.asname else alias.name.split(".")[0]
                )
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                names[alias.asname or alias.name] = f"{node.module}.{alias.name}"
    return names


def dotted(node: ast.expr) -> str | None:
    """Return ``a.b.c`` of a chain of attributes on a name; None for anything else."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        before = dotted(node.value)
        return f"{before}.{node.attr}" if before else None
    return None


def references(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Yield line and full dotted name of everything that a module takes from another, aliases resolved."""
    names = imported_names(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.Attribute | ast.Name):
            name = dotted(node)
            if name and (first := name.split(".")[0]) in names:
                yield node.lineno, names[first] + name[len(first) :]


def strings(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Yield line and value of every string of a module but its docstrings; parts of an f-string are joined."""
    skipped: set[ast.AST] = set()
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        for statement in body if isinstance(body, list) else ():
            if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
                skipped.add(statement.value)
        if isinstance(node, ast.JoinedStr):
            skipped.update(ast.walk(node))
            parts = [part.value if isinstance(part, ast.Constant) else "x" for part in node.values]
            yield node.lineno, "".join(str(part) for part in parts)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in skipped:
            yield node.lineno, node.value


def matches(pattern: re.Pattern[str], module: Module) -> Iterator[str]:
    """Yield a fault for every string of the module in which the pattern is found."""
    for line, text in strings(module.tree):
        if found := pattern.search(text):
            yield f"{line}: {found.group().strip()!r} in a string"
