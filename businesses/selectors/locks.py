"""Up to which day the books are locked, and who moved that day, when and why."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

from businesses.models import Business, Change
from businesses.roles import Privilege

if TYPE_CHECKING:
    from businesses.actors import Actor

NEWEST = 50
"""How many moves are told at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LockMove:
    """One move of the lock date, with the number of its changeset; ``email`` is None for a command."""

    changeset: int
    at: dt.datetime
    email: str | None
    before: dt.date | None
    after: dt.date | None
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LockView:
    """The lock date of a business (None: nothing is locked) and its newest moves, newest first."""

    id: int
    lock_date: dt.date | None
    moves: tuple[LockMove, ...]
    version: int


def lock_get(actor: Actor) -> LockView:
    """Return the lock date and its moves; raise ``ForbiddenError`` without VIEW_CHANGESETS. Two statements."""
    actor.require(Privilege.VIEW_CHANGESETS)
    row = Business.objects.get(id=actor.business.id)
    changes = Change.objects.filter(
        business_id=row.id, kind="business", object_id=row.id, action__in=("lock", "unlock")
    )
    columns = ("changeset__number", "changeset__at", "changeset__user__email", "before", "after", "changeset__comment")
    moves = tuple(
        LockMove(changeset=number, at=at, email=email, before=_day(before), after=_day(after), reason=reason)
        for number, at, email, before, after, reason in changes.order_by("-id").values_list(*columns)[:NEWEST]
    )
    return LockView(id=row.id, lock_date=row.lock_date, moves=moves, version=row.version)


def _day(payload: str | None) -> dt.date | None:
    """Return the lock date in a payload of a business."""
    told = msgspec.json.decode(payload or "{}").get("lock_date")
    return None if told is None else dt.date.fromisoformat(told)
