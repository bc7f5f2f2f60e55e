"""The table of a dialect's addresses: what the resolver, the schema and the page of coverage are made from."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.urls import URLPattern
from django.urls.resolvers import RoutePattern

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

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


class AnySlash(RoutePattern):
    """A route that does not mind slashes at the end of the address (contract, section 0: never redirect)."""

    def match(self, path: str) -> tuple[str, tuple[Any, ...], dict[str, Any]] | None:
        """Match the address without its last slashes."""
        return super().match(path.rstrip("/"))


def patterns(routes: Iterable[Route]) -> list[URLPattern]:
    """Return the url patterns of a table."""
    found = []
    for route in routes:
        name = route.view.__name__
        found.append(URLPattern(AnySlash(route.path, name, is_endpoint=True), route.view.as_view()))
        hidden = route.view.as_view(schema=None)
        found += [URLPattern(AnySlash(alias, is_endpoint=True), hidden) for alias in route.aliases]
    return found
