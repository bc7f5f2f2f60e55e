"""What Dockerfile, .dockerignore and compose.yaml say, read without a container engine."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import yaml

from tests.architecture.tree import ROOT

VARIABLE = re.compile(r"\$(?:\$|\{(?P<name>\w+)(?::(?P<kind>[-?])(?P<rest>[^}]*))?\})")


@dataclass(frozen=True, slots=True)
class Instruction:
    """One instruction of the Dockerfile, and the stage that it belongs to, counted from 0."""

    stage: int
    name: str
    rest: str


def instructions() -> list[Instruction]:
    """Return the instructions of the Dockerfile, each on one line; what stands before the first stage has stage -1."""
    text = re.sub(r"(?m)^\s*#.*\n", "", (ROOT / "Dockerfile").read_text())
    stage, found = -1, []
    for line in re.sub(r"\\\n", " ", text).splitlines():
        if line.strip():
            name, _, rest = line.strip().partition(" ")
            stage += name == "FROM"
            found.append(Instruction(stage, name, " ".join(rest.split())))
    return found


def sent_to_the_builder() -> list[str]:
    """Return what .dockerignore lets through."""
    lines = (ROOT / ".dockerignore").read_text().splitlines()
    return [line[1:] for line in lines if line.startswith("!")]


def compose(**environment: str) -> dict[str, Any]:
    """Return compose.yaml with its variables filled in.

    Raises:
        KeyError: a variable that must be set is not; the text is what the file says about it.
    """

    def fill(match: re.Match[str]) -> str:
        if match.group() == "$$":
            return "$"
        value, rest = environment.get(match["name"], ""), match["rest"] or ""
        if match["kind"] == "?" and not value:
            raise KeyError(rest)
        return value or (rest if match["kind"] == "-" else "")

    document: dict[str, Any] = _each(yaml.safe_load((ROOT / "compose.yaml").read_text()), fill)
    return document


def _each(node: Any, fill: Any) -> Any:
    """Return the document with the variables of each of its texts filled in."""
    if isinstance(node, dict):
        return {key: _each(value, fill) for key, value in node.items()}
    if isinstance(node, list):
        return [_each(value, fill) for value in node]
    return VARIABLE.sub(fill, node) if isinstance(node, str) else node
