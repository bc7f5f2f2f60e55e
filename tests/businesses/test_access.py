"""Who gets in: memberships, restrictions of tokens, and the union of what roles allow."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest

from businesses.actors import Actor, Caller
from businesses.errors import ForbiddenError, NotFoundError, RestrictedError
from businesses.paging import EVERYTHING, Page
from businesses.roles import PRIVILEGES, Privilege, Role, privileges_of
from businesses.selectors.actors import MAX_ID, actor_get, actor_system
from businesses.selectors.users import member_exists, restriction_check, roles_list, user_get, users_exist
from businesses.services.users import membership_create
from ledger.selectors.contacts import contact_actor
from tests.support.builders import NOW, World, books, person, refused

pytestmark = pytest.mark.django_db

COMMAND = Caller(user=None, now=NOW)


@pytest.fixture
def world() -> World:
    return books()


@pytest.mark.parametrize("role", list(Role))
def test_a_member_holds_what_the_role_allows(world: World, role: Role) -> None:
    member = world.member(role)
    if role is Role.NO_ACCESS:
        with refused(NotFoundError):
            actor_get(member.caller, business=world.actor.business.id)
    else:
        assert actor_get(member.caller, business=world.actor.business.id) == member


def test_several_roles_add_up_and_a_second_time_changes_nothing(world: World) -> None:
    member = world.member(Role.VIEW_ONLY)
    for role in (Role.NO_ACCESS, Role.ADMIN, Role.ADMIN):
        membership_create(world.actor, user=member.caller.user or 0, role=role)
    assert actor_get(member.caller, business=world.actor.business.id).privileges == PRIVILEGES[Role.ADMIN]
    (view,) = roles_list(member.caller, page=EVERYTHING)
    assert view.roles == ("ADMIN", "VIEW_ONLY", "NO_ACCESS")


def test_the_matrix_of_privileges_widens_from_viewer_to_owner() -> None:
    chain = [Role.NO_ACCESS, Role.VIEW_ONLY, Role.VIEW_EDIT_ONLY, Role.ADMIN, Role.OWNER]
    for less, more in itertools.pairwise(chain):
        assert PRIVILEGES[less] < PRIVILEGES[more]
    assert PRIVILEGES[Role.OWNER] == PRIVILEGES[Role.CREATOR]
    assert privileges_of(frozenset()) == frozenset()
    assert privileges_of(frozenset(Role)) == PRIVILEGES[Role.CREATOR]
    staff = {Privilege.ADD_PLANS, Privilege.CHANGE_FEATURES, Privilege.CHANGE_SITE_CONFIGURATION}
    assert not staff & PRIVILEGES[Role.CREATOR]


@pytest.mark.parametrize("identity", [0, -1, 1, MAX_ID, 2**64])
def test_a_business_that_is_not_yours_is_not_there(world: World, identity: int) -> None:
    with refused(NotFoundError):
        actor_get(world.actor.caller, business=identity)
    with refused(NotFoundError):
        actor_get(person(), business=world.actor.business.id)


def test_a_confined_token_reaches_what_it_names_only(world: World) -> None:
    business, contact = world.actor.business.id, world.contact()
    confined = replace(world.actor.caller, restriction=f"contact-{contact} , user-1")
    assert contact_actor(confined, contact=contact).business == world.actor.business
    with refused(RestrictedError):
        actor_get(confined, business=business)
    with refused(RestrictedError):
        contact_actor(confined, contact=world.contact())
    wide = replace(world.actor.caller, restriction=f"business-{business}")
    assert contact_actor(wide, contact=contact).business == world.actor.business


def test_operations_on_the_user_need_a_token_for_the_user(world: World) -> None:
    caller = world.actor.caller
    assert user_get(replace(caller, restriction=f"user-{caller.user}")).id == caller.user
    for restriction in ("business-1", "", "user-1"):
        for attempt in (user_get, lambda who: roles_list(who, page=EVERYTHING)):
            with refused(RestrictedError):
                attempt(replace(caller, restriction=restriction))
    with refused(RestrictedError):
        user_get(COMMAND)


def test_roles_are_listed_a_business_an_element_in_pages(world: World) -> None:
    caller = person(contact_information={"first": "Ada"})
    others = [world, books(), books()]
    for other in others:
        membership_create(other.actor, user=caller.user or 0, role=Role.ADMIN)
    views = roles_list(caller, page=EVERYTHING)
    assert [view.business for view in views] == [other.actor.business.id for other in others]
    assert (views[0].first, views[0].last, views[0].roles, views[0].invite_code) == ("Ada", "", ("ADMIN",), None)
    assert roles_list(caller, page=Page(1, 1)) == views[1:2]


def test_a_restriction_is_covered_when_the_caller_may_do_what_it_names(world: World) -> None:
    caller, business = world.actor.caller, world.actor.business.id
    for covered in ("", "  ", f"business-{business}", f"user-{caller.user}"):
        restriction_check(caller, restriction=covered)
    strange = books().actor.business.id
    for refusal in (f"business-{strange}", "business-1", "business-x", f"business-{2**70}", "user-1", "record-5", "x"):
        with refused(RestrictedError):
            restriction_check(caller, restriction=refusal)


def test_a_confined_token_covers_what_it_names_and_no_more(world: World) -> None:
    business = world.actor.business.id
    confined = replace(world.actor.caller, restriction=f"business-{business},record-5")
    restriction_check(confined, restriction=f"business-{business}")
    restriction_check(confined, restriction="record-5")
    for refusal in ("record-6", f"user-{confined.user}"):
        with refused(RestrictedError):
            restriction_check(confined, restriction=refusal)


def test_questions_of_commands_are_not_for_users(world: World) -> None:
    assert users_exist(COMMAND)
    assert member_exists(COMMAND, email=user_get(world.actor.caller).email, business=world.actor.business.id)
    assert not member_exists(COMMAND, email="nobody@demo.test", business=world.actor.business.id)
    for attempt in (
        lambda: users_exist(world.actor.caller),
        lambda: member_exists(world.actor.caller, email="", business=1),
        lambda: actor_system(world.actor.caller, business=world.actor.business.id),
    ):
        with refused(ForbiddenError):
            attempt()


def test_a_command_may_do_everything_in_a_business_that_is_there(world: World) -> None:
    system = actor_system(COMMAND, business=world.actor.business.id)
    assert system == Actor.system(world.actor.business, NOW)
    assert system.privileges == frozenset(Privilege)
    with refused(NotFoundError):
        actor_system(COMMAND, business=1)
