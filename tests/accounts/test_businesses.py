"""Businesses open with a chart, change their settings as far as privileges and books allow, and close."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

import fixtures
from accounts.drafts import BusinessDraft
from accounts.selectors.accounts import account_list
from accounts.selectors.businesses import business_get, business_list
from accounts.services.businesses import FIELD_PRIVILEGES, business_open, business_remove
from bookkeeping.books import AccountType, DefaultAccount
from bookkeeping.errors import AccountUnknownError, AccountUnusableError, InvalidError
from businesses.errors import ChangedMeanwhileError, ConflictError, ForbiddenError, NotFoundError, RestrictedError
from businesses.models import Change, Changeset
from businesses.paging import EVERYTHING, Page
from businesses.roles import PRIVILEGES, Privilege, Role
from businesses.selectors.actors import actor_get
from ledger.selectors.verify import faults_find
from ledger.services.businesses import business_update
from tests.accounts.drafting import business_draft_of
from tests.support.builders import SAVINGS, World, books, day, person, refused

pytestmark = pytest.mark.django_db

CHANGES: dict[str, Any] = {
    "name": "Other",
    "contact_information": {"city": "Gatineau"},
    "currency": "USD",
    "country": "US",
    "time_zone": "America/Toronto",
    "fiscal_start_month": 4,
    "fiscal_start_day": 6,
    "fiscal_start_year": 2025,
}


@pytest.fixture
def world() -> World:
    return books()


@pytest.mark.parametrize("country", ["CA", "GB", "US", "FR", ""])
def test_a_business_opens_with_the_chart_of_its_country(country: str) -> None:
    world = books(country=country, currency="EUR")
    chart = [(row["number"], row["name"]) for row in fixtures.chart(country)]
    assert [(view.number, view.name) for view in account_list(world.actor)] == sorted(chart)
    assert set(business_get(world.actor).default_accounts) == set(DefaultAccount)
    assert faults_find(world.actor) == []


def test_whoever_opens_a_business_is_its_creator(world: World) -> None:
    assert world.actor.privileges == PRIVILEGES[Role.CREATOR]
    view = business_get(world.actor)
    assert view.privileges == tuple(sorted(PRIVILEGES[Role.CREATOR]))
    assert (view.currency, view.currencies, view.removed) == ("CAD", ("CAD",), False)


def test_opening_is_one_changeset_with_every_account(world: World) -> None:
    changeset = Changeset.objects.get(business_id=world.actor.business.id)
    assert (changeset.number, changeset.description) == (1, "open business")
    kinds = list(Change.objects.filter(changeset=changeset).order_by("position").values_list("kind", flat=True))
    assert kinds == ["business"] + ["account"] * len(world.chart)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "  "),
        ("currency", "XYZ"),
        ("time_zone", "Mars/Olympus"),
        ("date_formatting", "STARDATE"),
        ("inventory_cogs_method", "LIFO"),
        ("fiscal_start_month", 13),
        ("fiscal_start_day", 0),
        ("fiscal_start_year", 1066),
    ],
)
def test_an_impossible_setting_is_refused_by_name(field: str, value: Any) -> None:
    caller = person()
    with refused(InvalidError, field):
        business_open(caller, draft=BusinessDraft(**{"name": "Books", field: value}))


def test_a_confined_token_opens_no_business() -> None:
    with refused(RestrictedError):
        business_open(replace(person(), restriction="business-1"), draft=BusinessDraft(name="Books"))


def test_a_replacement_that_says_what_is_there_changes_nothing(world: World) -> None:
    before, changesets = business_get(world.actor), world.changesets()
    business_update(world.actor, draft=business_draft_of(world.actor))
    assert (business_get(world.actor), world.changesets()) == (before, changesets)


@pytest.mark.parametrize("field", sorted(CHANGES))
def test_each_setting_changes_with_its_privilege_and_not_without(world: World, field: str) -> None:
    draft = business_draft_of(world.actor, **{field: CHANGES[field]})
    without = replace(world.actor, privileges=world.actor.privileges - {FIELD_PRIVILEGES[field]})
    with refused(ForbiddenError):
        business_update(without, draft=draft)
    business_update(world.actor, draft=draft)
    assert getattr(business_get(world.actor), field) == CHANGES[field]
    assert faults_find(world.actor) == []


def test_other_settings_need_the_general_privilege_only(world: World) -> None:
    alone = replace(world.actor, privileges=frozenset({Privilege.CHANGE_BUSINESS_SETTINGS}))
    draft = business_draft_of(world.actor, date_formatting="KOREAN", inventory_cogs_method="WEIGHTED_AVERAGE")
    business_update(alone, draft=replace(draft, start_date=day(1, 1)))
    after = business_get(world.actor)
    assert (after.date_formatting, after.inventory_cogs_method) == ("KOREAN", "WEIGHTED_AVERAGE")
    with refused(ForbiddenError):
        business_update(replace(world.actor, privileges=frozenset(FIELD_PRIVILEGES.values())), draft=draft)


def test_the_currency_stays_once_anything_was_posted(world: World) -> None:
    world.invoice()
    with refused(ConflictError, "currency"):
        business_update(world.actor, draft=business_draft_of(world.actor, currency="USD"))


def test_another_account_becomes_the_default(world: World) -> None:
    savings = world.chart[SAVINGS]
    draft = business_draft_of(world.actor, default_accounts={DefaultAccount.BANK: savings, DefaultAccount.CASH: None})
    business_update(world.actor, draft=draft)
    defaults = business_get(world.actor).default_accounts
    assert defaults[DefaultAccount.BANK] == savings
    assert DefaultAccount.CASH in defaults
    assert world.pay(contact=world.contact(), amount=100).account == savings


def test_a_default_that_does_not_fit_is_refused_by_name(world: World) -> None:
    field = "default_accounts.BANK"
    for account, fault in (
        (books().chart[SAVINGS], AccountUnknownError),
        (world.chart["4000"], AccountUnusableError),
        (world.account(AccountType.BANK, archived=True), AccountUnusableError),
    ):
        with refused(fault, field):
            draft = business_draft_of(world.actor, default_accounts={DefaultAccount.BANK: account})
            business_update(world.actor, draft=draft)


def test_an_old_version_is_refused(world: World) -> None:
    draft = business_draft_of(world.actor, name="Other")
    business_update(world.actor, draft=draft, version=1)
    with refused(ChangedMeanwhileError):
        business_update(world.actor, draft=draft, version=1)


def test_a_removed_business_is_not_there_for_anybody(world: World) -> None:
    identity = world.actor.business.id
    business_remove(world.actor)
    with refused(NotFoundError):
        actor_get(world.actor.caller, business=identity)
    assert business_list(world.actor.caller, page=EVERYTHING) == []


def test_a_draft_that_is_removed_hides_the_business(world: World) -> None:
    draft = business_draft_of(world.actor, removed=True)
    without = replace(world.actor, privileges=world.actor.privileges - {Privilege.REMOVE_BUSINESS})
    with refused(ForbiddenError):
        business_update(without, draft=draft)
    business_update(world.actor, draft=draft)
    assert business_list(world.actor.caller, page=EVERYTHING) == []


def test_the_list_shows_businesses_with_access_only_and_their_currencies(world: World) -> None:
    caller = world.actor.caller
    second = business_open(caller, draft=BusinessDraft(name="Second"))
    world.account(AccountType.BANK, currency="USD")
    for role in (Role.NO_ACCESS, Role.VIEW_ONLY, Role.VIEW_EDIT_ONLY):
        member = world.member(role)
        shown = business_list(member.caller, page=EVERYTHING)
        assert [view.id for view in shown] == ([] if role is Role.NO_ACCESS else [world.actor.business.id])
    views = business_list(caller, page=EVERYTHING)
    assert [view.id for view in views] == [world.actor.business.id, second]
    assert views[0].currencies == ("CAD", "USD")
    assert [view.id for view in business_list(caller, page=Page(1, 1))] == [second]
