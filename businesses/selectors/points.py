"""What happened since a point of a business's history, step by step.

A point is a text: ``41-0f3a…`` is the place after changeset 41, ``41.7-0f3a…`` that after the first seven of its
changes. The end of it is from the hash chain, so that a point of other books, or of books that were brought back to an
earlier state and went on otherwise, is not taken for one of these. Changesets are numbered one by one and committed in
that order, and none of them ever changes: whoever goes on after a point misses nothing and finds nothing twice.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from django.db.models import Case, Count, F, Q, When

from bookkeeping.errors import InvalidError
from businesses.models import Change, Changeset, Counter
from businesses.roles import Privilege

if TYPE_CHECKING:
    from collections.abc import Collection

    from businesses.actors import Actor

_WRITTEN: Final = re.compile(r"([0-9]{1,16})(?:\.([0-9]{1,9}))?(?:-([0-9a-f]{12}))?", re.ASCII)
_SHOWN: Final = 12
"""So many digits of a changeset's hash stand in a point."""


class Step(NamedTuple):
    """A change: what was done to an object of a kind, in the changeset of which number.

    ``before`` and ``after`` are its payloads, if they are asked for.
    """

    kind: str
    object_id: int
    action: str
    changeset: int
    before: str | None = None
    after: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """Steps, oldest first, and the point after them; ``more`` tells whether more of them are there already."""

    steps: tuple[Step, ...]
    point: str
    more: bool


@dataclass(frozen=True, slots=True)
class _Point:
    """After the changeset of a number, or after so many of its changes (None: all); the end of its hash if told."""

    number: int = 0
    seen: int | None = None
    hash: str = ""

    def __str__(self) -> str:
        seen = "" if self.seen is None else f".{self.seen}"
        return f"{self.number}{seen}-{self.hash[:_SHOWN]}" if self.hash else f"{self.number}{seen}"

    @property
    def ahead(self) -> Q:
        """The condition of the changes after it."""
        later = Q(changeset__number__gt=self.number)
        return later if self.seen is None else later | Q(changeset__number=self.number, position__gte=self.seen)


def point_newest(actor: Actor) -> str:
    """Return the point after all that has happened; raise ``ForbiddenError`` without SYNC. One statement."""
    actor.require(Privilege.SYNC)
    return str(_newest(actor))


def change_walk(
    actor: Actor, *, since: str, kinds: Collection[str], limit: int, payloads: Collection[str] = ()
) -> Walk:
    """Return the changes of objects of some kinds after a point (empty: all there were). Three statements at most.

    ``payloads`` are the kinds of which the payloads are wanted.

    Raises:
        ForbiddenError: without SYNC. InvalidError: it is no point, or none of this business.
    """
    actor.require(Privilege.SYNC)
    newest = _newest(actor)  # first: what comes while this runs has a later point
    point = _known(actor, since.strip()) if since.strip() else _Point()
    rows = Change.objects.filter(point.ahead, changeset__business_id=actor.business.id, kind__in=kinds)
    rows = rows.filter(changeset__number__gt=point.number - 1, changeset__number__lte=newest.number)
    told = [Case(When(kind__in=payloads, then=F(column))) for column in ("before", "after")]
    columns = ("position", "changeset__hash", "kind", "object_id", "action", "changeset__number")
    found = list(rows.order_by("changeset__number", "position").values_list(*columns, *told)[: limit + 1])
    steps = tuple(Step(*step) for _, _, *step in found[:limit])
    more = len(found) > limit
    if more:
        position, digest, *_ = found[limit - 1]
        newest = _Point(steps[-1].changeset, position + 1, digest)
    return Walk(steps=steps, point=str(newest), more=more)


def _newest(actor: Actor) -> _Point:
    number, head = Counter.objects.values_list("changeset", "head").get(business_id=actor.business.id)
    return _Point(number, None, head)


def _known(actor: Actor, text: str) -> _Point:
    """Return a point as it is written; raise ``InvalidError`` unless it is one of this business."""
    match = _WRITTEN.fullmatch(text)
    if match is None:
        message = "This is no point: take it from the answer before, or leave it out to begin with the first change."
        raise InvalidError(message, field="since")
    number, seen = int(match[1]), None if match[2] is None else int(match[2])
    if number == 0 and not seen and not match[3]:
        return _Point()
    rows = Changeset.objects.filter(business_id=actor.business.id, number=number).annotate(count=Count("changes"))
    digest, count = rows.values_list("hash", "count").first() or ("", 0)
    if not digest or not digest.startswith(match[3] or "") or (seen or 0) > count:
        message = "These books do not know this point. Begin anew: read the lists, or ask without a point."
        raise InvalidError(message, field="since")
    return _Point(number, seen, digest)
