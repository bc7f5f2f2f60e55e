"""Changesets: every write on a business belongs to one, and they form a chain.

A writer that reads what it changes takes the counter first; one that only adds takes it as late as it can.
All take it before the monthly totals, so that writers of one business queue at one row and never in a circle.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import connection

from bookkeeping.records import RecordType
from businesses import allocator
from businesses.chain import Link, canonical, chain_hash, change_digest, digest_of
from businesses.models import Change as ChangeRow
from businesses.models import Changeset

if TYPE_CHECKING:
    from businesses.actors import Actor

COLUMNS = {kind: kind.lower() for kind in RecordType}
MOVES_SEQUENCE_BELOW = 10**15
"""A number given by a user moves the sequence on only while it is smaller than this."""


@dataclass(frozen=True, slots=True)
class Change:
    """What happened to one object; ``before`` and ``after`` are its plain data (None: it is not there)."""

    kind: str
    object_id: int
    action: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None


@dataclass(slots=True)
class Numbers:
    """The locked counter of a business: the newest changeset, and the next number of each type of record."""

    changeset: int
    head: str
    next: dict[RecordType, int]

    def take(self, kind: RecordType, given: str | None = None) -> str:
        """Return the number of a new record: the given one, which moves the sequence on, or the next."""
        if not given:
            given = str(self.next[kind])
        if given.isascii() and given.isdigit() and int(given) < MOVES_SEQUENCE_BELOW:
            self.next[kind] = max(self.next[kind], int(given) + 1)
        return given


class Work:
    """One unit of work on a business: what it changed so far, and the counter, which is taken when it is asked for.

    Services that are parts of a larger one take the larger one's work, so that all of it is one changeset.
    """

    def __init__(self, actor: Actor) -> None:
        """Begin with nothing changed; the changeset has its id from the start."""
        self.actor = actor
        self.changeset_id = allocator.one_id()
        self.changes: list[Change] = []
        self._numbers: Numbers | None = None

    @property
    def numbers(self) -> Numbers:
        """The counter, locked from the first time that it is read until the transaction ends."""
        if self._numbers is None:
            self._numbers = _counter_lock(self.actor)
        return self._numbers

    def lock(self) -> None:
        """Take the counter now, before reading what other writers of the business may be changing."""
        if self._numbers is None:
            self._numbers = _counter_lock(self.actor)


def _counter_lock(actor: Actor) -> Numbers:
    """Take the one row that all writers of the business contend for, until the transaction ends."""
    suffix = " FOR UPDATE" if connection.vendor == "postgresql" else ""
    columns = ", ".join(COLUMNS.values())
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT changeset, head, {columns} FROM businesses_counter WHERE business_id = %s{suffix}",  # noqa: S608
            [actor.business.id],
        )
        changeset, head, *numbers = cursor.fetchone()
    return Numbers(changeset, head, dict(zip(COLUMNS, numbers, strict=True)))


def changeset_close(actor: Actor, *, work: Work, description: str) -> None:
    """Write the changeset and its changes, chain it to the one before, and put the counter back."""
    numbers = work.numbers
    rows = [_change_row(actor, work.changeset_id, position, change) for position, change in enumerate(work.changes)]
    for row, identity in zip(rows, allocator.ids(len(rows)), strict=True):
        row.id = identity
    link = Link(
        business=actor.business.id,
        number=numbers.changeset + 1,
        user=actor.caller.user,
        at=actor.now,
        description=description[:200],
        request_id=actor.caller.request_id,
        digest=digest_of(*(row.digest for row in rows)),
    )
    head = chain_hash(numbers.head, link)
    Changeset.objects.create(
        id=work.changeset_id,
        business_id=link.business,
        number=link.number,
        user_id=link.user,
        at=link.at,
        description=link.description,
        request_id=link.request_id,
        digest=link.digest,
        hash=head,
    )
    ChangeRow.objects.bulk_create(rows)
    assignments = ", ".join(f"{column} = %s" for column in COLUMNS.values())
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE businesses_counter SET changeset = %s, head = %s, {assignments} WHERE business_id = %s",  # noqa: S608
            [link.number, head, *(numbers.next[kind] for kind in COLUMNS), actor.business.id],
        )


def _change_row(actor: Actor, changeset: int, position: int, change: Change) -> ChangeRow:
    before, after = canonical(change.before), canonical(change.after)
    return ChangeRow(
        business_id=actor.business.id,
        changeset_id=changeset,
        position=position,
        kind=change.kind,
        object_id=change.object_id,
        action=change.action,
        before=before,
        after=after,
        digest=change_digest(change.kind, change.object_id, change.action, (before, after)),
    )
