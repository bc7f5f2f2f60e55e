"""The part of the audit that is about periods: what was locked has stayed as it was."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import msgspec
from django.db.models import Q

from businesses.models import Business, Change
from ledger.models import JournalEntry

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def _locks(business: int) -> Iterator[str]:
    """No entry came into a locked period or went out of it, and the lock date is where its last move left it."""
    moves = [(0, None), *_moves(business)]
    ends = [number for number, _ in moves[1:]] + [None]
    for (since, day), until in zip(moves, ends, strict=True):
        if day is None:
            continue
        inside = JournalEntry.objects.filter(business_id=business, date__lte=day)
        for word, found in (
            ("posted", _between("changeset", since, until)),
            ("superseded", _between("superseded", since, until)),
        ):
            for entry in inside.filter(found).order_by("id"):
                yield f"entry {entry.id}: it is of {entry.date} and was {word} while the books were locked up to {day}"
    now = Business.objects.get(id=business).lock_date
    if now != moves[-1][1]:
        yield f"business {business}: it is locked up to {now}, its changesets say {moves[-1][1]}"


def _moves(business: int) -> Iterator[tuple[int, dt.date | None]]:
    """Yield each move of the lock date in order: the number of its changeset, and where it went."""
    changes = Change.objects.filter(business_id=business, kind="business", object_id=business)
    found = changes.filter(action__in=("lock", "unlock")).order_by("changeset__number")
    for number, after in found.values_list("changeset__number", "after"):
        told = msgspec.json.decode(after or "{}").get("lock_date")
        yield number, None if told is None else dt.date.fromisoformat(told)


def _between(column: str, since: int, until: int | None) -> Q:
    """Return the condition that a changeset comes after one move and before the next (None: there is none)."""
    bounds: dict[str, Any] = {f"{column}__number__gt": since}
    if until is not None:
        bounds[f"{column}__number__lt"] = until
    return Q(**bounds)


CHECKS: tuple[Callable[[int], Iterator[str]], ...] = (_locks,)
