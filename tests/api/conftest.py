"""What all tests of the edge share."""

from __future__ import annotations

import pytest

from api.common.held import HeldAnswers
from api.dialects.kashoo.views import records


@pytest.fixture(autouse=True)
def _nothing_held(monkeypatch: pytest.MonkeyPatch) -> None:
    """Forget the lists that another test was shown: its books were rolled back."""
    monkeypatch.setattr(records, "PAGES", HeldAnswers())
