"""Posting anew: entries of records that nobody has touched, because something before them has changed.

A record whose entry is posted anew stays as it is, with its version: what a client reads of it has not changed. The
changeset notes the lines before and after, under the kind ``entry`` and the id of the record.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from businesses.bulk import row_new
from businesses.roles import Privilege
from businesses.services.changesets import Change
from ledger.models import Record
from ledger.services.journal import journal_move, journal_repost

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bookkeeping.costing import Booked
    from bookkeeping.entries import Entry, JournalLine
    from businesses.actors import Actor
    from ledger.services.work import BookWork


@dataclass(frozen=True, slots=True, kw_only=True)
class Repost:
    """An entry in the journal, and the one that takes its place; ``home_total`` is the record's, if that changes."""

    booked: Booked
    entry: Entry
    home_total: int | None = None


def entries_repost(actor: Actor, *, work: BookWork, reposts: Sequence[Repost]) -> None:
    """Supersede entries by others of the same records and days, and note it."""
    actor.require(Privilege.VIEW_RECORDS)
    journal_repost(actor, work=work, reposts=reposts)
    for repost in reposts:
        before, after = _payload(repost.booked.lines), _payload(repost.entry.lines)
        work.changes.append(Change("entry", repost.booked.place.record, "recost", before, after))
    totals = [
        row_new(Record, id=repost.booked.place.record, home_total=repost.home_total)
        for repost in reposts
        if repost.home_total is not None
    ]
    Record.objects.bulk_update(totals, ["home_total"], batch_size=500)


def entries_move(actor: Actor, *, work: BookWork, source: int, target: int) -> None:
    """Supersede what is posted to one account by the same in another one, and note it."""
    actor.require(Privilege.VIEW_RECORDS)
    for record, before, after in journal_move(actor, work=work, source=source, target=target):
        work.changes.append(Change("entry", record, "move", _payload(before.lines), _payload(after.lines)))


def _payload(lines: Iterable[JournalLine]) -> dict[str, Any]:
    """Return lines as plain data, for changesets."""
    keys = ("account", "amount", "currency", "home")
    return {"lines": [{key: getattr(line, key) for key in keys} for line in lines]}
