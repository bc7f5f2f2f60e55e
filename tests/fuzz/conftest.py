"""A business to ask about, and the application to ask."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.fuzz.scene import Scene, scene_set
from tests.fuzz.server import serving

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.fuzz.server import Application


@pytest.fixture
def scene(committed_db: None) -> Scene:
    """Something of everything, in a business that no other test looks at."""
    return scene_set()


@pytest.fixture
def application(scene: Scene) -> Iterator[Application]:
    """The application behind WSGI."""
    with serving() as application:
        yield application
