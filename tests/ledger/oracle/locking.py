"""The play goes on: the books are locked and opened, and what came before is settled afterwards."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

from hypothesis.stateful import precondition, rule

from businesses.roles import Privilege
from businesses.selectors.actors import actor_get
from businesses.selectors.locks import lock_get
from businesses.services.locks import lock_move
from tests.ledger.oracle import late, saying
from tests.ledger.oracle.chance import DAYS, DICE, FIRST, Dice
from tests.ledger.oracle.ending import WholePlay, quietly
from tests.ledger.oracle.said import Pay
from tests.ledger.oracle.sums import RefusedError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.ledger.oracle.oracle import Kept, Oracle

EARLY = DAYS[:15]
"""Days of the year that the books are locked up to: enough is open behind them."""


class LockedPlay(WholePlay):
    """All deeds of people, some of them in locked books."""

    @rule(dice=DICE)
    def lock(self, dice: Dice) -> None:
        """Lock the books up to a day, or open them again; those who may not are refused."""
        opens = self.books.lock is not None and not dice.once_in(3)
        day = None if opens and dice.once_in(2) else FIRST + dt.timedelta(days=dice.pick(EARLY))
        self._lock(day, "" if dice.once_in(6) else "An invoice was missing", barred=dice.once_in(8))

    @precondition(lambda self: bool(_early_payments(self.books)))
    @rule(dice=DICE)
    def settle_late(self, dice: Dice) -> None:
        """Let a payment in locked books settle something else, or say something else of it besides."""
        found = _early_payments(self.books)
        kept = dice.pick([kept for kept in found if self.books.locked(kept.said.day)] or found)
        assert isinstance(kept.said, Pay)
        if not self.books.locked(kept.said.day):
            self._lock(kept.said.day, "")
        settles = saying.settled_late(self.books, dice, kept, kept.said)
        amount = kept.said.amount + (100 if dice.once_in(12) else 0)
        self.alter("settle late", kept, replace(kept.said, settles=settles, amount=amount))

    def _lock(self, day: dt.date | None, reason: str, *, barred: bool = False) -> None:
        """Lock the books, and see who and what is told of it."""
        actor = self.actor
        if barred:
            actor = replace(actor, privileges=actor.privileges - {Privilege.CHANGE_BUSINESS_SETTINGS})

        def told(books: Oracle, _: Iterator[int]) -> None:
            if barred:
                raise RefusedError("forbidden")  # noqa: EM101
            late.lock(books, day, reason)

        self.do("lock", quietly(lambda: lock_move(actor, lock_date=day, reason=reason)), told)
        self.actor = actor_get(self.actor.caller, business=self.actor.business.id)
        view = lock_get(self.actor)
        assert self.actor.business.lock_date == view.lock_date == self.books.lock
        assert tuple((move.after, move.reason) for move in view.moves) == self.books.moves[: len(view.moves)]


def _early_payments(books: Oracle) -> list[Kept]:
    """Return the payments that settle something, and are on days up to which books are locked."""
    last = FIRST + dt.timedelta(days=EARLY[-1])
    payments = {bond.pay for bond in books.bonds.values() if bond.tied}
    return [kept for kept in books.records.values() if kept.id in payments and kept.said.day <= last]
