"""What a method of an endpoint says about itself.

A type in it is a ``Struct``, a tuple of them for "one of these", or ``ListOf`` either.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class ListOf:
    """Marks a list of a wire type, or of one of several."""

    kind: Any


@dataclass(frozen=True, slots=True)
class PartOf:
    """Marks a wire type of which only what changes needs to be sent."""

    kind: Any


@dataclass(frozen=True, slots=True)
class Together:
    """Marks several wire types whose keys stand in one object."""

    kinds: tuple[Any, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """What a method takes and gives, and what one must be allowed to do: for the schema and for the coverage page.

    ``answers`` maps a status to a type (None: no body); ``form`` is a body that may come as a form too, ``upload`` what
    may stand beside a file in one that brings a file; ``text``: an answer is bare text unless JSON or XML is asked for
    by name; ``download``: it is a file; ``csv``: it can be had as a table; ``element`` is the root of a body in XML,
    where it matters; ``tagged``: what is written has a tag for If-Match;
    ``optional``: the body may be left out.
    """

    answers: Mapping[int, Any]
    body: Any = None
    form: Any = None
    upload: Any = None
    query: Any = None
    privilege: str = ""
    xml: bool = True
    text: bool = False
    download: bool = False
    element: str = ""
    tagged: bool = True
    csv: bool = False
    optional: bool = False
