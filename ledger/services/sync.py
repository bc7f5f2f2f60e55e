"""Clients announce that they synchronise."""

from __future__ import annotations

from typing import TYPE_CHECKING

from businesses import allocator
from businesses.roles import Privilege
from ledger.models import SyncSession

if TYPE_CHECKING:
    from businesses.actors import Actor


def sync_open(actor: Actor, *, description: str) -> int:
    """Open a sync session and return its id; raise ``ForbiddenError`` without SYNC."""
    actor.require(Privilege.SYNC)
    identity = allocator.one_id()
    SyncSession.objects.create(
        id=identity,
        business_id=actor.business.id,
        user_id=actor.caller.require_user(),
        description=description[:400],
        created_at=actor.now,
    )
    return identity
