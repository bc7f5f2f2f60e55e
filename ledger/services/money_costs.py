"""What foreign money costs, worked out anew behind a movement that has come, changed or gone."""

from __future__ import annotations

import functools
from heapq import heapify, heappop, heappush
from typing import TYPE_CHECKING

from bookkeeping.costing import EMPTY, Pool, PoolKind, costed_anew
from bookkeeping.entries import Entry
from businesses.roles import Privilege
from ledger.selectors.costs import gain_account, holdings_before, movements_from
from ledger.services.reposting import Repost, entries_repost

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bookkeeping.books import Holding
    from bookkeeping.costing import Booked, Money, Place
    from bookkeeping.entries import JournalLine
    from businesses.actors import Actor
    from ledger.services.work import BookWork


def money_costed(actor: Actor, *, work: BookWork, stale: Mapping[Pool, Place]) -> None:
    """Post anew the entries of the pools, from their places on, that cost something else now.

    Two statements for each account that is moved there, or that such money goes on to within its currency.

    Raises:
        AccountMissingError: there is a gain or loss now, and the business has no account for it.
    """
    actor.require(Privilege.VIEW_RECORDS)
    work.flush()
    pools, entries = _gathered(actor, stale)
    changed = costed_anew(entries, pools, functools.cache(functools.partial(gain_account, actor)))
    if changed:
        entries_repost(actor, work=work, reposts=[_repost(booked, lines) for booked, lines in changed])


def _gathered(actor: Actor, stale: Mapping[Pool, Place]) -> tuple[dict[Money, tuple[Place, Holding]], list[Booked]]:
    """Return what the pools hold before their places, and the entries from there on.

    Money that is moved on within its currency takes its cost along, so the account that it goes to belongs to them from
    then on. Pools are taken up in the order of their places: so each of them is read once, from the earliest of all.
    """
    pools: dict[Money, tuple[Place, Holding]] = {}
    entries: dict[int, Booked] = {}
    waiting = [(place, pool) for pool, place in stale.items()]
    heapify(waiting)
    while waiting:
        place, pool = heappop(waiting)
        money = pool.id, pool.currency
        if money in pools:
            continue
        held = holdings_before(actor, account=pool.id, place=place)
        pools[money] = place, held.get(pool.currency, EMPTY)
        onward: dict[int, Place] = {}
        for booked in movements_from(actor, pool=pool, place=place):
            entries[booked.id] = booked
            for account in _goes_to(booked, pool):
                onward.setdefault(account, booked.place)
        for account, since in onward.items():
            heappush(waiting, (since, Pool(PoolKind.MONEY, account, pool.currency)))
    return pools, sorted(entries.values(), key=lambda booked: booked.place)


def _goes_to(booked: Booked, pool: Pool) -> list[int]:
    """Return the account of foreign money, if any, to which an entry moves on what leaves the pool."""
    if not booked.carries or not any(line.account == pool.id and line.amount > 0 for line in booked.lines):
        return []
    return [line.account for line in booked.lines if line.amount < 0 and line.at_rate is not None]


def _repost(booked: Booked, lines: tuple[JournalLine, ...]) -> Repost:
    total = next(line.home for line in lines if line.amount > 0) if booked.carries else None
    return Repost(booked=booked, entry=Entry(date=booked.place.date, lines=lines), home_total=total)
