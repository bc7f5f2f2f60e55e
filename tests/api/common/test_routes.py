"""The tree of addresses finds what Django's patterns find, one after the other."""

from __future__ import annotations

import re
from typing import Any, ClassVar

import pytest

from api.common.endpoint import Endpoint
from api.common.routes import Atlas, Route, patterns
from api.dialects.kashoo.urls import ROUTES
from config.routing import DIALECTS


class One(Endpoint):
    """An endpoint."""

    name: ClassVar = 1


class Two(Endpoint):
    """Another one."""


PATTERNS = patterns(ROUTES)
ATLAS = Atlas(
    (
        Route(path="things/<str:name>", view=One),
        Route(path="things/<int:thing>/parts", view=One, aliases=("things/<int:thing>/pieces",)),
        Route(path="things/used", view=Two),
        Route(path="things/<str:name>/used", view=Two),
    )
)
FOUND = {
    "/things/7": (One, {"name": "7"}),
    "/things/used": (Two, {}),
    "/things/used///": (Two, {}),
    "/things/used/used": (Two, {"name": "used"}),
    "/things/7/parts": (One, {"thing": 7}),
    "/things/7/pieces/": (One, {"thing": 7}),
    "/things/7/used": (Two, {"name": "7"}),
}
NOT_FOUND = (
    "",
    "/",
    "things/7",
    "//things/7",
    "/things",
    "/things//used",
    "/things/x/parts",
    "/things/-1/parts",
    "/things/٣/parts",
    f"/things/{'9' * 4_301}/parts",
    "/things/7/parts/8",
    "/Things/7",
)


@pytest.mark.parametrize("path", FOUND)
def test_an_endpoint_is_found_with_what_its_address_names(path: str) -> None:
    found = ATLAS.find(path)
    assert found is not None
    assert (type(found[0]), found[1]) == FOUND[path]


@pytest.mark.parametrize("path", NOT_FOUND)
def test_there_is_nothing_elsewhere(path: str) -> None:
    assert ATLAS.find(path) is None


@pytest.mark.parametrize("end", ["", "/", "/1", "x"])
def test_the_tree_finds_what_the_patterns_find(end: str) -> None:
    for route in ROUTES:
        for path in (route.path, *route.aliases):
            address = re.sub("<int:[^>]+>", "7", re.sub("<str:[^>]+>", "USD", path)) + end
            matches: Any = filter(None, (pattern.resolve(address) for pattern in PATTERNS))
            wanted = next(((match.func.cls, match.kwargs) for match in matches), None)
            found = DIALECTS.find(f"/{address}")
            assert (found and (type(found[0]), found[1])) == wanted, address
