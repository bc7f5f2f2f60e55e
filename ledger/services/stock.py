"""Stock moves with documents, and what it costs is worked out anew behind a movement that has come, changed or gone.

Services of this room call this inside their unit of work; nobody else does.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bookkeeping.costing import Place, Pool, PoolKind
from bookkeeping.entries import Entry
from bookkeeping.stock import charged_anew, pieces, replayed, shortage, tracked_items
from businesses.bulk import columns_new
from businesses.errors import StockShortError
from businesses.roles import Privilege
from ledger.models import Item, StockMovement
from ledger.selectors.costs import entries_booked
from ledger.selectors.stock import movements_now, movements_of_record, stock_rules, stocks_before
from ledger.services.reposting import Repost, entries_repost

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bookkeeping.books import Books
    from bookkeeping.posted import Posted
    from bookkeeping.records import Record as BookRecord
    from bookkeeping.stock import Movement, Stocked
    from businesses.actors import Actor
    from ledger.models import Record
    from ledger.services.work import BookWork


def stock_before(actor: Actor, *, record: BookRecord, row: Record | None, books: Books) -> Books:
    """Return books with what there is of the items that a record names, before it. Two statements."""
    method, _ = stock_rules(actor)
    before, items = None if row is None else row.id, tracked_items(record, books)
    return replace(books, stocks=stocks_before(actor, items=items, day=record.date, record=before, method=method))


def stock_write(actor: Actor, *, work: BookWork, record: Record, posted: Posted, held: bool) -> None:
    """Let the movements of a record be what posting says; ``held`` tells whether it may have some already."""
    wanted = [(Place(record.date, record.id), moved) for moved in posted.movements]
    stored = movements_of_record(actor, record=record.id) if held else []
    if [(Place(each.date, each.record), each.moved) for each in stored] == wanted:
        return
    _supersede(actor, work, stored)
    _insert(actor, work, wanted)
    for place, moved in (*((Place(each.date, each.record), each.moved) for each in stored), *wanted):
        work.cost_anew(Pool(PoolKind.STOCK, moved.item, ""), place)


def stock_withdraw(actor: Actor, *, work: BookWork, record: Record) -> None:
    """Take back all movements of a record that is removed or void from now on."""
    actor.require(Privilege.VIEW_RECORDS)
    stored = movements_of_record(actor, record=record.id)
    _supersede(actor, work, stored)
    for each in stored:
        work.cost_anew(Pool(PoolKind.STOCK, each.moved.item, ""), Place(each.date, each.record))


def stock_costed(actor: Actor, *, work: BookWork, stale: Mapping[Pool, Place]) -> None:
    """Post anew the entries of the items, from their places on, that charge something else now.

    Raises:
        StockShortError: more goes out than is there, which the business does not allow, and it did not before.
    """
    actor.require(Privilege.VIEW_RECORDS)
    work.flush()
    method, negative = stock_rules(actor)
    before, after = movements_now(actor, items=[pool.id for pool in stale], changeset=work.changeset_id)
    changed: list[tuple[Stocked, Movement]] = []
    for pool, place in sorted(stale.items()):
        was, now = before.get(pool.id, []), after.get(pool.id, [])
        if not negative:
            _check_short(actor, pool.id, was, now)
        changed += [
            (each, replace(each.moved, cost=cost))
            for each, cost in replayed(now, method)
            if cost != each.moved.cost and (each.date, each.record) >= place
        ]
    if changed:
        _recharge(actor, work, changed)


def _recharge(actor: Actor, work: BookWork, changed: Sequence[tuple[Stocked, Movement]]) -> None:
    """Supersede movements and the entries that they charge, each by one at its cost of now."""
    _supersede(actor, work, [each for each, _ in changed])
    _insert(actor, work, [(Place(each.date, each.record), moved) for each, moved in changed])
    reposts = []
    for booked in entries_booked(actor, records={each.record for each, _ in changed}):
        of_record = [(each.moved, moved) for each, moved in changed if each.record == booked.place.record]
        befores, afters = zip(*sorted(of_record, key=lambda pair: pair[0].position), strict=True)
        lines = charged_anew(booked.lines, befores, afters, actor.business.currency)
        reposts.append(Repost(booked=booked, entry=Entry(date=booked.place.date, lines=lines)))
    entries_repost(actor, work=work, reposts=reposts)


def _supersede(actor: Actor, work: BookWork, movements: Sequence[Stocked]) -> None:
    ids = [each.id for each in movements]
    for start in range(0, len(ids), _AT_ONCE):
        rows = StockMovement.objects.filter(business_id=actor.business.id, id__in=ids[start : start + _AT_ONCE])
        rows.update(superseded_id=work.changeset_id)


_AT_ONCE = 500
"""So many movements are superseded with one statement."""


def _insert(actor: Actor, work: BookWork, movements: Sequence[tuple[Place, Movement]]) -> None:
    rows = [
        columns_new(
            StockMovement,
            id=identity,
            business_id=actor.business.id,
            item_id=moved.item,
            record_id=place.record,
            position=moved.position,
            date=place.date,
            quantity=pieces(moved.quantity),
            cost=moved.cost,
            own=moved.own,
            inventory_account_id=moved.inventory_account,
            cogs_account_id=moved.cogs_account,
            changeset_id=work.changeset_id,
        )
        for identity, (place, moved) in zip(work.ids(len(movements)), movements, strict=True)
    ]
    if rows:
        work.add(StockMovement, rows)


def _check_short(actor: Actor, item: int, before: Sequence[Stocked], after: Sequence[Stocked]) -> None:
    """Raise ``StockShortError`` if more goes out now than is there: at the line that does it, or for another record."""
    short = shortage(before, after)
    if short is None:
        return
    place, there = short
    name = Item.objects.values_list("name", flat=True).get(business_id=actor.business.id, id=item)
    message = f"Only {pieces(there)} of {name} would be there on {place[0]}."
    was, now = ({each.place: each.moved.quantity for each in side} for side in (before, after))
    if was.get(place) != now.get(place):
        raise StockShortError(message, field=f"lines[{place[2]}].quantity")
    raise StockShortError(message, conflicting=place[1])
