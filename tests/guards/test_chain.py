"""The audit finds whatever was changed in the past behind the guards' back (RELIABILITY T11, on a small scale).

The owner of the tables switches the guards off and tampers with the changesets of a business; all is rolled back.
"""

from __future__ import annotations

import datetime as dt
from contextlib import contextmanager
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection, transaction

from businesses import allocator
from businesses.chain import Link, chain_hash, digest_of
from businesses.guards_installing import lift_guards
from businesses.models import Change, Changeset
from ledger.selectors.verify import faults_find
from tests.guards.scene import undone
from tests.support import databases
from tests.support.builders import BANK, SAVINGS, World, books

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.backends.base.base import BaseDatabaseWrapper
    from pytest_django.plugin import DjangoDbBlocker

PLACES, CHANGESETS = 200, 60
COUNTER = "the newest changesets are missing"
LINKS = ("number", "user_id", "at", "description", "request_id", "hash")
PAYLOADS = ("before", "after", "digest", "kind", "object_id", "action")


@dataclass(frozen=True)
class Tampered:
    """A place in the chain: a column of a changeset or of a change."""

    row: Changeset | Change
    column: str

    def run(self, random: Random) -> None:
        """Give the column another value."""
        value = flipped(getattr(self.row, self.column), random)
        type(self.row).objects.filter(pk=self.row.pk).update(**{self.column: value})

    def named(self, fault: str) -> bool:
        """Tell whether a fault names the first row that is wrong now.

        A changeset that is renumbered leaves a gap, which shows at the changeset after it.
        """
        if isinstance(self.row, Change):
            return fault.startswith(f"change {self.row.id}:")
        number = self.row.number
        return any(fault.startswith(f"changeset {n}:") for n in (number, number + 1, number + CHANGESETS * 10))


def flipped(value: Any, random: Random) -> Any:
    """Return another value of the same kind."""
    if isinstance(value, dt.datetime):
        return value + dt.timedelta(milliseconds=random.choice((-1, 1, 86_400_000)))
    if isinstance(value, int):
        return value + CHANGESETS * 10
    if not value:
        return "x"
    place = random.randrange(len(value))
    return value[:place] + ("0" if value[place] != "0" else "1") + value[place + 1 :]


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """Return a business with enough changesets and its guards out of the way, until the last of these tests ends."""
    with django_db_blocker.unblock(), databases.owner(connection) as owner, undone(owner):
        built = books()
        contact = built.contact()
        for step in range(18):
            transfer = built.move(100 + step, built.chart[BANK], built.chart[SAVINGS])
            built.edit(transfer, says={"memo": f"step {step}"})
            built.invoice("10", contact=contact)
        while built.changesets() < CHANGESETS:
            built.contact()
        guards_off(owner)
        yield built


def guards_off(owner: BaseDatabaseWrapper) -> None:
    """Switch the triggers off, as only the owner of the tables can; that is undone with the transaction."""
    lift_guards(owner)
    if owner.vendor == "postgresql":
        with owner.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # a table with checks to come is not altered
            for table in ("businesses_changeset", "businesses_change"):
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")


@contextmanager
def tampering() -> Iterator[None]:
    """Undo what the block did to the rows."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def changesets_of(world: World) -> list[Changeset]:
    """Return the changesets in order."""
    return list(Changeset.objects.filter(business_id=world.actor.business.id).order_by("number"))


def changes_of(world: World) -> list[Change]:
    """Return the changes in order."""
    return list(Change.objects.filter(business_id=world.actor.business.id).order_by("changeset_id", "position"))


def places(world: World, random: Random) -> list[Tampered]:
    """Return places to tamper with, each column as often as the others."""
    links, payloads = changesets_of(world), changes_of(world)
    found: list[Tampered] = []
    for count in range(PLACES):
        column = (*LINKS, *PAYLOADS)[count % len(LINKS + PAYLOADS)]
        row = random.choice(links) if column in LINKS else random.choice(payloads)
        found.append(Tampered(row, column))
    return found


def test_the_chain_is_sound_before_anybody_touches_it(world: World) -> None:
    assert len(changesets_of(world)) >= CHANGESETS
    assert faults_find(world.actor) == []


def test_every_value_that_is_changed_is_found_and_the_first_bad_row_named(world: World) -> None:
    random = Random(11)  # noqa: S311 - the same places in every run
    missed = []
    for place in places(world, random):
        with tampering():
            place.run(random)
            found = faults_find(world.actor)
        if not found or not place.named(found[0]):
            missed.append((place.row, place.column, found))
    assert missed == []
    assert faults_find(world.actor) == []


@pytest.mark.parametrize("column", ["hash", "description"])
def test_two_changesets_that_swap_a_value_are_found(column: str, world: World) -> None:
    rows = changesets_of(world)
    first = rows[5]
    second = next(row for row in rows[6:] if getattr(row, column) != getattr(first, column))
    with tampering():
        Changeset.objects.filter(pk=first.pk).update(**{column: getattr(second, column)})
        Changeset.objects.filter(pk=second.pk).update(**{column: getattr(first, column)})
        assert faults_find(world.actor) == [f"changeset {first.number}: the hash chain breaks here"]


def test_two_changesets_that_swap_their_numbers_are_found(world: World) -> None:
    first, second = changesets_of(world)[5], changesets_of(world)[9]
    with tampering():
        for row, number in ((first, -1), (second, first.number), (first, second.number)):
            Changeset.objects.filter(pk=row.pk).update(number=number)
        assert faults_find(world.actor) == [f"changeset {first.number}: the hash chain breaks here"]


def test_two_changes_that_swap_their_payloads_are_found(world: World) -> None:
    first, second = changes_of(world)[-9], changes_of(world)[-3]
    with tampering():
        Change.objects.filter(pk=first.pk).update(before=second.before, after=second.after)
        Change.objects.filter(pk=second.pk).update(before=first.before, after=first.after)
        assert [fault.split(":")[0] for fault in faults_find(world.actor)] == [
            f"change {first.id}",
            f"change {second.id}",
        ]


def test_two_changes_that_swap_changesets_are_found(world: World) -> None:
    first, second = changes_of(world)[-9], changes_of(world)[-3]
    with tampering():
        Change.objects.filter(pk=first.pk).update(changeset_id=second.changeset_id, position=500)
        Change.objects.filter(pk=second.pk).update(changeset_id=first.changeset_id)
        number = Changeset.objects.get(pk=first.changeset_id).number
        assert faults_find(world.actor) == [f"changeset {number}: the hash chain breaks here"]


def forged(world: World, number: int, previous: str) -> Changeset:
    """Return a changeset that continues the chain as the program would, without changes."""
    actor = world.actor
    link = Link(
        business=actor.business.id,
        number=number,
        user=actor.caller.user,
        at=actor.now,
        description="forged",
        request_id="",
        digest=digest_of(),
    )
    return Changeset(
        id=allocator.one_id(),
        business_id=link.business,
        number=number,
        user_id=link.user,
        at=link.at,
        description=link.description,
        request_id="",
        digest=link.digest,
        hash=chain_hash(previous, link),
    )


def test_a_changeset_that_is_added_at_the_end_is_found(world: World) -> None:
    last = changesets_of(world)[-1]
    with tampering():
        forged(world, last.number + 1, last.hash).save(force_insert=True)
        assert faults_find(world.actor) == [f"changeset {last.number}: {COUNTER}"]


def test_a_changeset_that_is_put_between_two_others_is_found(world: World) -> None:
    rows = changesets_of(world)
    with tampering():
        for row in reversed(rows[30:]):
            Changeset.objects.filter(pk=row.pk).update(number=row.number + 1)
        forged(world, rows[30].number, rows[29].hash).save(force_insert=True)
        assert faults_find(world.actor) == [f"changeset {rows[30].number + 1}: the hash chain breaks here"]


def test_a_change_that_is_added_to_an_old_changeset_is_found(world: World) -> None:
    row = changes_of(world)[-9]
    number = Changeset.objects.get(pk=row.changeset_id).number
    row.id, row.position = allocator.one_id(), 500
    with tampering():
        row.save(force_insert=True)
        assert faults_find(world.actor) == [f"changeset {number}: the hash chain breaks here"]


@pytest.mark.parametrize("place", [0, 1, 30, 58])
def test_a_changeset_that_is_deleted_is_found(place: int, world: World) -> None:
    row = changesets_of(world)[place]
    with tampering():
        raw_delete([row])
        assert faults_find(world.actor) == [f"changeset {row.number + 1}: the hash chain breaks here"]


def test_a_change_that_is_deleted_is_found(world: World) -> None:
    row = changes_of(world)[-9]
    number = Changeset.objects.get(pk=row.changeset_id).number
    with tampering():
        Change.objects.filter(pk=row.pk).delete()
        assert faults_find(world.actor) == [f"changeset {number}: the hash chain breaks here"]


def raw_delete(rows: list[Changeset]) -> None:
    """Delete changesets and nothing that refers to them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM businesses_changeset WHERE id IN ({})".format(", ".join(str(row.id) for row in rows))
        )


@pytest.mark.parametrize("length", [1, 5])
def test_a_tail_that_is_cut_is_found(length: int, world: World) -> None:
    rows = changesets_of(world)
    with tampering():
        Change.objects.filter(changeset_id__in=[row.id for row in rows[-length:]]).delete()
        raw_delete(rows[-length:])
        assert faults_find(world.actor) == [f"changeset {rows[-1].number}: {COUNTER}"]


def test_the_stored_digest_of_a_changeset_is_looked_at(world: World) -> None:
    row = changesets_of(world)[20]
    with tampering():
        Changeset.objects.filter(pk=row.pk).update(digest="f00d")
        assert faults_find(world.actor) == [f"changeset {row.number}: the hash chain breaks here"]
