"""Businesses with real commits, for clients that write at the same time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.concurrency.crowd import Bookkeeper, bookkeeper_hired

if TYPE_CHECKING:
    from pytest_django.fixtures import Settings


@pytest.fixture(autouse=True)
def _cheap_passwords(settings: Settings) -> None:
    """Hash passwords quickly: it is not they that are contended for."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def bookkeeper(committed_db: None) -> Bookkeeper:
    """Somebody with a business that no other test looks at."""
    return bookkeeper_hired()
