"""The table of a dialect's addresses: what is served, the schema and the page of coverage are made from it.

Django tries its patterns one after the other. An ``Atlas`` takes a step for each segment of an address, however many
routes there are; patterns are made for drf-spectacular, which knows nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from django.urls import URLPattern
from django.urls.resolvers import RoutePattern

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from api.common.endpoint import Endpoint


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation of a contract: its number there (None: it has none) and how sure its address is."""

    number: int | None
    confidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """An address and its endpoint. ``operations`` are by method; ``aliases`` are served and left out of the schema."""

    path: str
    view: type[Endpoint]
    operations: Mapping[str, Operation] = field(default_factory=dict)
    aliases: tuple[str, ...] = ()


class Atlas:
    """Where the endpoints are: a tree of the segments of their addresses.

    A segment that is written out comes before a variable. Slashes at the end of an address do not matter (contract,
    section 0: never redirect).
    """

    def __init__(self, routes: Iterable[Route]) -> None:
        """Enter every route and its aliases. An endpoint keeps nothing of a request, so there is one for all."""
        self._root = _Place()
        for route in routes:
            endpoint = route.view()
            for path in (route.path, *route.aliases):
                place = self._root
                for segment in path.split("/"):
                    place = place.enter(segment)
                place.endpoint = endpoint

    def find(self, path: str) -> tuple[Endpoint, dict[str, Any]] | None:
        """Return the endpoint at an address, and what its variables stand for; None: there is none."""
        root, *segments = path.rstrip("/").split("/")
        return None if root else self._root.find(segments, 0)


class _Place:
    """Somewhere in the tree: the endpoint that is here, if there is one, and the ways on."""

    __slots__ = ("endpoint", "named", "variable")

    def __init__(self) -> None:
        self.endpoint: Endpoint | None = None
        self.named: dict[str, _Place] = {}
        self.variable: dict[tuple[str, str], _Place] = {}

    def enter(self, segment: str) -> _Place:
        """Return the place after a segment of a route, a new one if need be."""
        if segment.startswith("<"):
            kind, _, name = segment.strip("<>").partition(":")
            return self.variable.setdefault((kind, name), _Place())
        return self.named.setdefault(segment, _Place())

    def find(self, segments: list[str], index: int) -> tuple[Endpoint, dict[str, Any]] | None:
        """Return what ``Atlas.find`` does, from this segment on."""
        if index == len(segments):
            return (self.endpoint, {}) if self.endpoint else None
        segment = segments[index]
        place = self.named.get(segment)
        found = place.find(segments, index + 1) if place else None
        if found:
            return found
        for (kind, name), after in self.variable.items():
            value = _READ[kind](segment)
            found = None if value is None else after.find(segments, index + 1)
            if found:
                found[1][name] = value
                return found
        return None


def _integer(segment: str) -> int | None:
    """Return a whole number; more digits than any id has are none."""
    return int(segment) if segment.isascii() and segment.isdigit() and len(segment) <= MAX_DIGITS else None


MAX_DIGITS: Final = 4_300
"""So many digits Python reads."""
_READ: Final[dict[str, Callable[[str], Any]]] = {"int": _integer, "str": lambda segment: segment or None}
"""What a variable stands for, by its kind in a route; None: it cannot be that."""


class AnySlash(RoutePattern):
    """A route that does not mind slashes at the end of the address (contract, section 0: never redirect)."""

    def match(self, path: str) -> tuple[str, tuple[Any, ...], dict[str, Any]] | None:
        """Match the address without its last slashes."""
        return super().match(path.rstrip("/"))


def patterns(routes: Iterable[Route]) -> list[URLPattern]:
    """Return the table as url patterns, for drf-spectacular."""
    found = []
    for route in routes:
        name = route.view.__name__
        found.append(URLPattern(AnySlash(route.path, name, is_endpoint=True), route.view.as_view()))
        hidden = route.view.as_view(schema=None)
        found += [URLPattern(AnySlash(alias, is_endpoint=True), hidden) for alias in route.aliases]
    return found
