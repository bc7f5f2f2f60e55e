"""The lock date moves forward freely and back with a reason, and who moved it stays readable."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import IntegrityError, transaction

from api.common.problems import fault_of
from bookkeeping.errors import InvalidError, LockedError
from businesses.errors import ChangedMeanwhileError, ForbiddenError
from businesses.models import Business, Changeset
from businesses.roles import Role
from businesses.selectors.actors import actor_get
from businesses.selectors.locks import lock_get
from businesses.services.locks import lock_move
from ledger.selectors.verify import faults_find
from ledger.services.records import record_remove
from tests.support.builders import NOW, World, books, day, refused

if TYPE_CHECKING:
    from businesses.actors import Actor

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return books()


def reloaded(world: World) -> World:
    """Return the same books with the lock date that is stored now."""
    return World(actor_get(world.actor.caller, business=world.actor.business.id), world.chart)


def test_it_moves_forward_without_a_word_and_back_with_a_reason(world: World) -> None:
    lock_move(world.actor, lock_date=day(1, 31))
    lock_move(world.actor, lock_date=day(2, 28), reason=" Filed. ")
    for earlier in (day(2, 27), None):
        with refused(InvalidError, "reason"):
            lock_move(world.actor, lock_date=earlier, reason="  ")
    lock_move(world.actor, lock_date=day(1, 31), reason="A late bill.")
    lock_move(world.actor, lock_date=None, reason="A mistake.")
    view = lock_get(world.actor)
    assert view.lock_date is None
    told = [(move.before, move.after, move.reason) for move in view.moves]
    assert told == [
        (day(1, 31), None, "A mistake."),
        (day(2, 28), day(1, 31), "A late bill."),
        (day(1, 31), day(2, 28), "Filed."),
        (None, day(1, 31), ""),
    ]
    assert {(move.at, move.email) for move in view.moves} == {(NOW, view.moves[0].email)}
    assert (view.moves[0].email or "").startswith("user-")
    assert faults_find(world.actor) == []


def test_a_move_to_where_it_is_is_none(world: World) -> None:
    lock_move(world.actor, lock_date=day(1, 31))
    before = world.changesets()
    lock_move(world.actor, lock_date=day(1, 31), reason="Sure?")
    assert world.changesets() == before
    assert len(lock_get(world.actor).moves) == 1


def test_a_day_of_another_age_is_refused(world: World) -> None:
    with refused(InvalidError, "lock_date"):
        lock_move(world.actor, lock_date=day(1, 1, 1066))


def test_who_has_not_seen_the_last_move_does_not_move_it(world: World) -> None:
    version = lock_get(world.actor).version
    lock_move(world.actor, lock_date=day(1, 31), version=version)
    with refused(ChangedMeanwhileError):
        lock_move(world.actor, lock_date=day(2, 28), version=version)


@pytest.mark.parametrize("role", Role)
def test_administrators_move_it_and_members_see_it(world: World, role: Role) -> None:
    member = world.member(role)
    may_move = role in {Role.CREATOR, Role.OWNER, Role.ADMIN}
    assert allowed(member, move=True) == may_move
    assert allowed(member, move=False) == (role != Role.NO_ACCESS)


def allowed(actor: Actor, *, move: bool) -> bool:
    """Tell whether somebody may move the lock date, or look at it."""
    try:
        if move:
            lock_move(actor, lock_date=day(1, 31))
        else:
            lock_get(actor)
    except ForbiddenError:
        return False
    return True


def test_its_changeset_says_what_was_done_and_why(world: World) -> None:
    lock_move(world.actor, lock_date=day(1, 31), reason="Filed.")
    newest = Changeset.objects.filter(business_id=world.actor.business.id).order_by("-number")[0]
    assert (newest.description, newest.comment) == ("lock up to 2026-01-31", "Filed.")
    assert [change.action for change in newest.changes.all()] == ["lock"]


def test_who_began_before_the_lock_is_refused_by_the_database(world: World) -> None:
    view = world.invoice(date=day(1, 5))
    lock_move(world.actor, lock_date=day(1, 31))
    for write in (
        lambda: world.invoice(date=day(1, 31)),
        lambda: record_remove(world.actor, record=view.id),
        lambda: world.edit(view, due_date=day(3, 1)),
    ):
        with pytest.raises(IntegrityError) as caught, transaction.atomic():
            write()
        assert isinstance(fault_of(caught.value), LockedError)
    with refused(LockedError, "date"):
        reloaded(world).invoice(date=day(1, 31))
    assert faults_find(world.actor) == []


def test_the_audit_finds_a_lock_that_was_moved_behind_everybodys_back(world: World) -> None:
    world.invoice(date=day(1, 5))
    lock_move(world.actor, lock_date=day(1, 31))
    Business.objects.filter(id=world.actor.business.id).update(lock_date=None)
    late = world_without_audit(world)
    identity = world.actor.business.id
    assert faults_find(world.actor) == [
        f"entry {late}: it is of 2026-01-06 and was posted while the books were locked up to 2026-01-31",
        f"business {identity}: it is locked up to None, its changesets say 2026-01-31",
    ]


def world_without_audit(world: World) -> int:
    """Post an invoice on the sixth of January, without looking for faults, and return its entry."""
    world.sound = lambda view: view  # type: ignore[method-assign]
    return next(iter(world.entry_ids(world.invoice(date=day(1, 6)))))


def test_what_was_done_before_a_lock_or_after_its_end_is_well(world: World) -> None:
    view = world.invoice(date=day(1, 5))
    world.edit(view, due_date=day(3, 1))
    lock_move(world.actor, lock_date=day(1, 31))
    lock_move(world.actor, lock_date=day(1, 4), reason="A late bill.")
    world.edit(view, date=day(1, 6))
    lock_move(world.actor, lock_date=day(1, 31))
    assert faults_find(world.actor) == []
