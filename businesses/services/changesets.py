"""Changesets: every write on a business belongs to one, and they form a chain.

A writer that reads what it changes, or touches a row that another may be changing, takes the counter first; one that
only adds takes it as late as it can.
All take it before the monthly totals, so that writers of one business queue at one row and never in a circle.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from bookkeeping.records import RecordType
from businesses import allocator
from businesses.bulk import Batch, Statement, columns_new, rows_write
from businesses.chain import Link, canonical, chain_hash, change_digest, digest_of
from businesses.driver import vendor
from businesses.models import Change as ChangeRow
from businesses.models import Changeset

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from django.db.models import Model

    from businesses.actors import Actor
    from businesses.bulk import Columns
    from businesses.questions import Question

COLUMNS = {kind: kind.lower() for kind in RecordType}
_IDS_AT_ONCE = 16
"""Ids that a unit of work takes at least, when it needs any."""
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
    """The locked counter of a business: the newest changeset, the newest closed year end, the next numbers."""

    changeset: int
    head: str
    closed: dt.date | None
    next: dict[RecordType, int]

    def take(self, kind: RecordType, given: str | None = None) -> str:
        """Return the number of a new record: the given one, which moves the sequence on, or the next."""
        if not given:
            given = str(self.next[kind])
            self.next[kind] += 1
        elif given.isascii() and given.isdigit() and int(given) < MOVES_SEQUENCE_BELOW:
            self.next[kind] = max(self.next[kind], int(given) + 1)
        return given


class Work:
    """One unit of work on a business: what it changed so far, and the counter, which is taken when it is asked for.

    New rows wait until ``flush``, so that they travel together; whoever reads them back flushes first. Services that
    are parts of a larger one take the larger one's work, so that all of it is one changeset.
    """

    def __init__(self, actor: Actor) -> None:
        """Begin with nothing changed and nothing waiting."""
        self.actor = actor
        self.changes: list[Change] = []
        self._ids: list[int] = []
        self._changeset_id: int | None = None
        self._numbers: Numbers | None = None
        self._waiting: dict[type[Model], list[Model | Columns]] = {}

    @property
    def changeset_id(self) -> int:
        """The id that the changeset will have."""
        if self._changeset_id is None:
            self._changeset_id = self.ids(1)[0]
        return self._changeset_id

    @property
    def unnamed(self) -> int:
        """How many ids the changeset itself still needs: one or none."""
        return 1 if self._changeset_id is None else 0

    @property
    def numbers(self) -> Numbers:
        """The counter, locked from the first time that it is read until the transaction ends."""
        if self._numbers is None:
            self.lock()
        return cast("Numbers", self._numbers)

    def lock(self) -> None:
        """Take the counter now, before reading what other writers of the business may be changing."""
        if self._numbers is None:
            self._take(_IDS_AT_ONCE)

    def asking(self, count: int) -> Question | None:
        """Return what the database shall be asked beside something else: ids and the counter, locked.

        None: nothing, for they are here already, or (on SQLite) no question can take them. Whoever asks it, because he
        is about to write, gives the answer to ``told``.
        """
        return None if self._numbers is not None else self.foreseen(count, self.actor.business.id)

    @staticmethod
    def foreseen(count: int, business: int) -> Question | None:
        """Return what ``asking`` would return in a unit of work that has not begun."""
        if vendor() != "postgresql":
            return None
        return allocator.ids_asked(count, _COUNTER["postgresql"], [business])

    def told(self, answer: bytes) -> None:
        """Take what ``asking`` asked for."""
        found, counter = allocator.ids_told(answer)
        self._ids += found
        self._numbers = _numbers_of(counter)

    def reserve(self, count: int) -> None:
        """Have at least so many ids at hand, with one statement at most."""
        missing = count - len(self._ids)
        if missing > 0:
            self._take(missing)

    def _take(self, count: int) -> None:
        """Get ids; the first time the counter comes with them, since whoever needs ids is about to write."""
        if self._numbers is not None:
            self._ids += allocator.ids(count)
            return
        found, counter = allocator.ids_beside(count, _COUNTER[vendor()], [self.actor.business.id])
        self._ids += found
        self._numbers = _numbers_of(counter)

    def ids(self, count: int) -> list[int]:
        """Return new ids in ascending order."""
        if len(self._ids) < count:
            self.reserve(max(count, _IDS_AT_ONCE))
        taken, self._ids = self._ids[:count], self._ids[count:]
        return taken

    def insert(self, rows: Iterable[Model]) -> None:
        """Let new rows wait to be stored; those of a table that others refer to come first."""
        for row in rows:
            self._waiting.setdefault(type(row), []).append(row)

    def add(self, model: type[Model], rows: Iterable[Columns]) -> None:
        """Let new rows wait that nobody needs but the table."""
        self._waiting.setdefault(model, []).extend(rows)

    def flush(self, *statements: Statement, last: bool = False) -> None:
        """Store what waits, and run the statements after it; in one round trip where the database can.

        What is the ``last`` write of a unit of work may wait for the commit; whatever is read before comes after it.
        """
        batches = [*(Batch(model, rows) for model, rows in self._waiting.items()), *self._more()]
        self._waiting = {}
        rows_write(batches, *statements, last=last)

    def complete(self) -> None:
        """Do what follows from all that was done, before its changeset is closed; a room says what."""

    def _more(self) -> list[Batch]:
        """Return what a room adds to each flush of its own."""
        return []


_FIELDS = f"changeset, head, closed, {', '.join(COLUMNS.values())}"
_COUNTER = {
    # The row that all writers of the business contend for; SQLite has but one writer anyway.
    "postgresql": f"SELECT json_build_array({_FIELDS}) FROM businesses_counter WHERE business_id = %s FOR UPDATE",  # noqa: S608
    "sqlite": f"SELECT json_array({_FIELDS}) FROM businesses_counter WHERE business_id = %s",  # noqa: S608
}


def _numbers_of(row: Sequence[Any]) -> Numbers:
    changeset, head, closed, *numbers = row
    day = None if closed is None else dt.date.fromisoformat(closed)
    return Numbers(changeset, head, day, dict(zip(COLUMNS, numbers, strict=True)))


def changeset_close(actor: Actor, *, work: Work, description: str, comment: str = "") -> None:
    """Store what waits with the changeset and its changes, chain it to the one before, and put the counter back.

    ``comment`` is why somebody did it, in that person's words.
    """
    work.complete()
    numbers = work.numbers
    work.reserve(len(work.changes) + work.unnamed)
    rows = [
        _change_row(actor, work.changeset_id, position, change, identity)
        for position, (change, identity) in enumerate(zip(work.changes, work.ids(len(work.changes)), strict=True))
    ]
    link = Link(
        business=actor.business.id,
        number=numbers.changeset + 1,
        user=actor.caller.user,
        at=actor.now,
        description=description[:200],
        request_id=actor.caller.request_id,
        digest=digest_of(*(row["digest"] for row in rows)),
    )
    head = chain_hash(numbers.head, link)
    changeset = columns_new(
        Changeset,
        id=work.changeset_id,
        business_id=link.business,
        number=link.number,
        user_id=link.user,
        at=link.at,
        description=link.description,
        comment=comment,
        request_id=link.request_id,
        digest=link.digest,
        hash=head,
    )
    work.add(Changeset, [changeset])
    work.add(ChangeRow, rows)
    assignments = ", ".join(f"{column} = %s" for column in COLUMNS.values())
    put_back = Statement(
        f"UPDATE businesses_counter SET changeset = %s, head = %s, {assignments} WHERE business_id = %s",  # noqa: S608
        (link.number, head, *(numbers.next[kind] for kind in COLUMNS), actor.business.id),
    )
    work.flush(put_back, last=True)


def _change_row(actor: Actor, changeset: int, position: int, change: Change, identity: int) -> Columns:
    before, after = canonical(change.before), canonical(change.after)
    return columns_new(
        ChangeRow,
        id=identity,
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
