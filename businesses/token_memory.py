"""What bare tokens stand for, remembered for a moment: the look-up costs more than the rest of a good read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from datetime import datetime

REMEMBER: Final = timedelta(seconds=30)
"""How long a process may rely on what a token stood for (PERFORMANCE: authentication)."""
AT_MOST: Final = 10_000
"""Tokens that are remembered before all are forgotten."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What a bare token stood for when it was read."""

    user: int
    restriction: str | None
    expires_at: datetime
    read_at: datetime


_KNOWN: dict[str, Known] = {}


def get(digest: str, now: datetime) -> Known | None:
    """Return what a token stands for, if it was read within the last half minute."""
    known = _KNOWN.get(digest)
    return known if known is not None and known.read_at <= now <= known.read_at + REMEMBER else None


def keep(digest: str, known: Known) -> None:
    """Remember what a token stands for."""
    if len(_KNOWN) >= AT_MOST:
        _KNOWN.clear()
    _KNOWN[digest] = known


def forget() -> None:
    """Forget all tokens, after a user or a token has changed in this process."""
    _KNOWN.clear()
