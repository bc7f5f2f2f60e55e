"""How far a test goes: the bounded profile of `make test`, or the long one of `make soak` and `make fuzz`."""

from __future__ import annotations

import os

SOAK = os.environ.get("DAYBOOK_TEST_SCALE", "bounded") == "soak"


def scaled(bounded: int, *, soak: int) -> int:
    """Return the figure that holds in this run."""
    return soak if SOAK else bounded
