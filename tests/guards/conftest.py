"""What the attacks need: the two businesses, and the count of refusals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from django.db import connection

from tests.guards.scene import Scene, scene_build

if TYPE_CHECKING:
    from pytest_django.plugin import DjangoDbBlocker


@dataclass
class Tally:
    """How many attacks were tried, and how many of them refused."""

    attempted: int = 0
    refused: int = 0


@pytest.fixture(scope="session")
def tally() -> Tally:
    """Count the attacks of the run."""
    return Tally()


@pytest.fixture(scope="module")
def scene(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Scene:
    """Build the two businesses with real commits. They stay."""
    with django_db_blocker.unblock():
        built = scene_build()
        connection.close()
    return built
