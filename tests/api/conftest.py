"""What all tests of the edge share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from api.common.held import HeldAnswers
from api.dialects.kashoo.views import records

if TYPE_CHECKING:
    from pytest_django.fixtures import Settings


@pytest.fixture(autouse=True)
def _cheap_passwords(settings: Settings) -> None:
    """Hash passwords quickly: these tests make many users, and try the real hash end to end elsewhere."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def _nothing_held(monkeypatch: pytest.MonkeyPatch) -> None:
    """Forget the lists that another test was shown: its books were rolled back."""
    monkeypatch.setattr(records, "PAGES", HeldAnswers())
