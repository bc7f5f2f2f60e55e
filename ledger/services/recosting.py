"""Costing anew: what follows from earlier movements is worked out again when one of them comes, changes or goes.

There is one mechanism for all that has a cost. While a unit of work is done, it notes which pools are moved, and from
which place in time on (``BookWork.total`` for journal lines, ``BookWork.cost_anew`` for anything else). At its end each
kind of pool has its turn, once, however many records the work has written: a ``Costing`` finds what stands behind those
places, and posts anew what is different now (``reposting.entries_repost``). So it is the same unit of work, the same
changeset, and a number of statements that does not grow with what stands behind, save a few for every 500 entries.

Costs flow forward in time only. What is locked stays: the first open day begins with what is in the journal by then.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Protocol

from bookkeeping.costing import Place, PoolKind
from businesses.roles import Privilege
from ledger.services.money_costs import money_costed
from ledger.services.revaluing import revaluations_renewed
from ledger.services.stock import stock_costed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bookkeeping.costing import Pool
    from businesses.actors import Actor
    from ledger.services.work import BookWork


class Costing(Protocol):
    """How one kind of pool is worked out anew: find what stands behind the places, and post what is different."""

    def __call__(self, actor: Actor, *, work: BookWork, stale: Mapping[Pool, Place]) -> None:
        """Work out the pools anew, each from its place on."""


COSTINGS: tuple[tuple[PoolKind, Costing], ...] = (
    (PoolKind.STOCK, stock_costed),
    (PoolKind.MONEY, money_costed),
    (PoolKind.BALANCE, revaluations_renewed),
)
"""Each kind of pool in its turn; what one of them posts may move the pools of those that come after it."""


def pools_recost(actor: Actor, *, work: BookWork) -> None:
    """Work out anew what follows from what the work has moved; part of closing its changeset."""
    actor.require(Privilege.VIEW_RECORDS)
    lock_date = actor.business.lock_date
    first = None if lock_date is None else Place(lock_date + timedelta(days=1), 0)
    for kind, costing in COSTINGS:
        stale = work.stale(kind)
        if stale:
            costing(actor, work=work, stale={pool: max(place, first or place) for pool, place in stale.items()})
            work.stale(kind)  # what the costing itself has moved is costed
