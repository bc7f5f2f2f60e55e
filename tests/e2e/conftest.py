"""One server with the demo company for all conversations: each leaves what it found as it was, or adds a business."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx
import pytest

from tests.e2e.server import Server, serving
from tests.settings import KIND

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

EMAIL, PASSWORD = "creator@demo.test", "demo-password-1"


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory, new_database: Callable[[str], str]) -> Iterator[Server]:
    """A server on an empty database of its own, with the demo company."""
    name = f"e2e{tmp_path_factory.mktemp('e2e').name}".replace("-", "_")
    url = new_database(name) if KIND == "postgres" else None
    with serving(tmp_path_factory.mktemp("data"), url) as running:
        yield running


@pytest.fixture
def http(server: Server) -> Iterator[httpx.Client]:
    """A client without any header of its own that matters; it follows no redirect."""
    with httpx.Client(base_url=server.address, timeout=30) as client:
        yield client


@pytest.fixture
def signed_in(http: httpx.Client) -> httpx.Client:
    """The same client with a bare token in its header."""
    answer = http.post("/api/authTokens", data={"email": EMAIL, "password": PASSWORD})
    assert answer.status_code == 200, answer.text
    http.headers["Authorization"] = f"TOKEN uuid:{answer.text}"
    return http
