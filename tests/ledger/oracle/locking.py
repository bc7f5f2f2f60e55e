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
from tests.ledger.oracle.coming import FullPlay
from tests.ledger.oracle.ending import quietly
from tests.ledger.oracle.said import PAYS, Pay
from tests.ledger.oracle.sums import RefusedError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.ledger.oracle.oracle import Kept, Oracle

EARLY = DAYS[:15]
"""Days of the year that the books are locked up to: enough is open behind them."""


class LockedPlay(FullPlay):
    """All deeds, some of them in locked books."""

    @rule(dice=DICE)
    def lock(self, dice: Dice) -> None:
        """Lock the books up to a day, or open them again; those who may not are refused."""
        opens = self.books.lock is not None and not dice.once_in(3)
        day = None if opens and dice.once_in(2) else self._lockable(dice)
        reason = "" if dice.once_in(6) else "An invoice was missing"
        barred, actor = dice.once_in(8), self.actor
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

    def _lockable(self, dice: Dice) -> dt.date:
        """Return a day to lock the books up to, often that of a payment."""
        days = [FIRST + dt.timedelta(days=days) for days in EARLY]
        paid = [kept.said.day for kept in saying.live(self.books, *PAYS.values()) if kept.said.day <= days[-1]]
        return dice.pick(paid if paid and dice.once_in(2) else days)

    @precondition(lambda self: bool(_locked_payments(self.books)))
    @rule(dice=DICE)
    def settle_late(self, dice: Dice) -> None:
        """Let a payment in locked books settle something else, or say something else of it besides."""
        kept = dice.pick(_locked_payments(self.books)[:3])
        assert isinstance(kept.said, Pay)
        settles = saying.settled_late(self.books, dice, kept, kept.said)
        amount = kept.said.amount + (100 if dice.once_in(10) else 0)
        self.alter("settle late", kept, replace(kept.said, settles=settles, amount=amount))


def _locked_payments(books: Oracle) -> list[Kept]:
    """Return the payments in locked books that count, those first that settle something."""
    found = [
        kept
        for kept in books.records.values()
        if kept.live and isinstance(kept.said, Pay) and books.locked(kept.said.day)
    ]
    return sorted(found, key=lambda kept: (-len(books.tied(pay=kept.id)), -abs(books.left(kept.id))))
