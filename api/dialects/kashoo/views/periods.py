"""Periods of the books: the lock date (DESIGN, section 7)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from api.common.calls import Answer
from api.common.conditions import Shown
from api.common.openapi import Described
from api.dialects.kashoo.views.base import KashooEndpoint
from api.dialects.kashoo.wire.periods import LockDateIn, LockDateOut
from businesses.selectors.actors import actor_get
from businesses.selectors.locks import lock_get
from businesses.services.locks import lock_move

if TYPE_CHECKING:
    from collections.abc import Mapping

    from api.common.calls import Call
    from businesses.actors import Actor


class LockDate(KashooEndpoint):
    """The day up to which the books are locked."""

    described: ClassVar[Mapping[str, Described]] = {
        "get": Described(answers={200: LockDateOut}, privilege="VIEW_CHANGESETS"),
        "put": Described(
            body=LockDateIn, answers={200: LockDateOut}, privilege="CHANGE_BUSINESS_SETTINGS and VIEW_CHANGESETS"
        ),
    }

    def get(self, call: Call, business: int) -> Answer:
        """Get the lock date, and who moved it, when and why."""
        return _lock(actor_get(call.caller, business=business))

    def put(self, call: Call, business: int) -> Answer:
        """Lock the books up to a day; moving it back, or null, needs a reason."""
        actor = actor_get(call.caller, business=business)
        version = call.expected(lambda: Shown.of("lockDate", lock_get(actor)))
        sent = call.body(LockDateIn)
        lock_move(actor, lock_date=sent.lock_date, reason=sent.reason or "", version=version)
        return _lock(actor)


def _lock(actor: Actor) -> Answer:
    lock = lock_get(actor)
    return Answer(LockDateOut.of(lock), element="lockDate", shown=Shown.of("lockDate", lock))
