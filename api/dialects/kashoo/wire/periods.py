"""Periods of the books: the lock date (DESIGN, section 7)."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated

from msgspec import Meta

from api.common.wire import Wire, milliseconds

if TYPE_CHECKING:
    from businesses.selectors.locks import LockMove, LockView

Reason = Annotated[str, Meta(max_length=1_000)]


class LockDateIn(Wire):
    """The last day that shall be locked, null for none; ``reason`` is needed to open again what is locked."""

    lock_date: dt.date | None
    reason: Reason | None = None


class LockMoveOut(Wire):
    """One move of the lock date; ``user`` is an e-mail address, null for a command on the server."""

    changeset: int
    moved: int | None
    user: str | None
    before: dt.date | None
    after: dt.date | None
    reason: str

    @classmethod
    def of(cls, move: LockMove) -> LockMoveOut:
        """Return a move as clients read it."""
        return cls(
            changeset=move.changeset,
            moved=milliseconds(move.at),
            user=move.email,
            before=move.before,
            after=move.after,
            reason=move.reason,
        )


class LockDateOut(Wire):
    """Up to which day the books are locked, and who moved that day, newest first."""

    business: int
    lock_date: dt.date | None
    moves: list[LockMoveOut]

    @classmethod
    def of(cls, lock: LockView) -> LockDateOut:
        """Return the lock as clients read it."""
        return cls(business=lock.id, lock_date=lock.lock_date, moves=[LockMoveOut.of(move) for move in lock.moves])
