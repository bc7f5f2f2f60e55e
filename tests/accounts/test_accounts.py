"""Accounts: numbers, parents, what their use forbids, and what lists show."""

from __future__ import annotations

from typing import Any

import pytest

import fixtures
from accounts.currencies import currencies, currency_known
from accounts.drafts import AccountDraft
from accounts.selectors.accounts import AccountFilter, account_actor, account_get, account_list
from accounts.services.accounts import account_create
from bookkeeping.books import AccountType
from bookkeeping.errors import InvalidError
from businesses.errors import ChangedMeanwhileError, ConflictError, InUseError, NotFoundError
from businesses.models import Change
from businesses.paging import Page
from ledger.selectors.verify import faults_find
from ledger.services.accounts import account_remove, account_update
from tests.accounts.drafting import draft_of
from tests.support.builders import (
    BANK,
    GAIN,
    PAYABLE,
    RECEIVABLE,
    SALES,
    SAVINGS,
    SERVICES,
    World,
    books,
    day,
    person,
    refused,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return books()


@pytest.mark.parametrize("kind", list(AccountType))
def test_a_blank_number_becomes_the_next_of_the_types_range(world: World, kind: AccountType) -> None:
    span = next(row for row in fixtures.load("account_types") if row["type"] == kind)
    inside = [int(view.number) for view in account_list(world.actor) if view.type == kind]
    view = account_create(world.actor, draft=AccountDraft(name="New", type=kind, number=" "))
    assert view.number == str(max(inside) + 1 if inside else span["numbersStart"])
    assert span["numbersStart"] <= int(view.number) <= span["numbersEnd"]


def test_when_the_last_number_of_a_range_is_taken_a_gap_is_used(world: World) -> None:
    world.account(AccountType.BANK, number="1099")
    view = account_create(world.actor, draft=AccountDraft(name="New", type=AccountType.BANK))
    assert view.number == "1001"


def test_a_full_range_goes_on_behind_its_end(world: World) -> None:
    for number in range(1200, 1300):
        if str(number) not in world.chart:
            world.account(AccountType.ACCOUNTS_RECEIVABLE, number=str(number))
    view = account_create(world.actor, draft=AccountDraft(name="New", type=AccountType.ACCOUNTS_RECEIVABLE))
    assert view.number == "1301"


def test_an_account_is_stored_as_it_is_described(world: World) -> None:
    values: dict[str, Any] = {
        "name": "Till",
        "type": AccountType.CASH,
        "number": "1199",
        "currency": "USD",
        "description": "at the door",
        "standard_terms": "net 30",
        "open_date": day(1, 1),
        "parent": world.chart["1100"],
        "tax_number": 17,
        "tax_authority_code": "T",
        "feed": 5,
        "archived": True,
    }
    view = account_create(world.actor, draft=AccountDraft(**values))
    assert {name: getattr(view, name) for name in values} == values
    assert (view.name_and_number, view.normal_balance_credit, view.version) == ("1199 Till", False, 1)
    assert account_get(world.actor, account=view.id) == view


@pytest.mark.parametrize(("field", "value"), [("name", " "), ("currency", "XYZ"), ("parent", 1)])
def test_what_cannot_be_is_refused_by_name(world: World, field: str, value: Any) -> None:
    with refused(InvalidError, field):
        account_create(world.actor, draft=AccountDraft(**{"name": "New", "type": AccountType.BANK, field: value}))


def test_a_parent_of_another_business_or_below_the_account_is_refused(world: World) -> None:
    top, middle = world.chart[BANK], world.account(AccountType.BANK, parent=world.chart[BANK])
    low = world.account(AccountType.BANK, parent=middle)
    for parent in (top, middle, low):
        with refused(InvalidError, "parent"):
            account_update(world.actor, account=top, draft=draft_of(world.actor, top, parent=parent))
    with refused(InvalidError, "parent"):
        world.account(AccountType.BANK, parent=books().chart[BANK])


def test_type_and_currency_change_until_something_is_posted(world: World) -> None:
    account = world.chart[SERVICES]
    draft = draft_of(world.actor, account, type=AccountType.EXPENSE, currency="USD")
    assert account_update(world.actor, account=account, draft=draft).type is AccountType.EXPENSE
    world.invoice(line_account=account)
    for field, value in (("type", AccountType.INCOME), ("currency", "CAD")):
        with refused(ConflictError, field):
            account_update(world.actor, account=account, draft=draft_of(world.actor, account, **{field: value}))
    assert account_update(world.actor, account=account, draft=draft_of(world.actor, account, name="Still")).version == 3


def test_a_default_account_keeps_its_type(world: World) -> None:
    account = world.chart[RECEIVABLE]
    with refused(ConflictError, "type"):
        account_update(world.actor, account=account, draft=draft_of(world.actor, account, type=AccountType.EXPENSE))


def test_an_old_version_is_refused_and_the_same_again_changes_nothing(world: World) -> None:
    account, changesets = world.chart[SALES], world.changesets()
    assert account_update(world.actor, account=account, draft=draft_of(world.actor, account)).version == 1
    assert world.changesets() == changesets
    account_update(world.actor, account=account, draft=draft_of(world.actor, account, name="New"), version=1)
    with refused(ChangedMeanwhileError):
        account_update(world.actor, account=account, draft=draft_of(world.actor, account), version=1)


@pytest.mark.parametrize("number", [BANK, RECEIVABLE, PAYABLE, GAIN])
def test_system_and_default_accounts_stay(world: World, number: str) -> None:
    with refused(InUseError):
        account_remove(world.actor, account=world.chart[number])


def test_an_account_that_nothing_names_is_removed(world: World) -> None:
    account = world.chart[SAVINGS]
    account_remove(world.actor, account=account)
    for attempt in (
        lambda: account_get(world.actor, account=account),
        lambda: account_remove(world.actor, account=account),
    ):
        with refused(NotFoundError):
            attempt()
    assert account not in {view.id for view in account_list(world.actor)}
    told = Change.objects.filter(object_id=account).order_by("id").values_list("action", flat=True)
    assert list(told) == ["create", "remove"]
    assert faults_find(world.actor) == []


def test_a_draft_that_is_removed_takes_the_account_out(world: World) -> None:
    account = world.chart[SAVINGS]
    view = account_update(world.actor, account=account, draft=draft_of(world.actor, account, removed=True))
    assert view.removed
    with refused(NotFoundError):
        account_get(world.actor, account=account)


def test_whatever_names_an_account_keeps_it(world: World) -> None:
    used = [world.account(AccountType.ACCOUNTS_RECEIVABLE) for _ in range(4)]
    world.contact(receivable_account=used[0])
    world.item(credit_account=used[1])
    world.tax(expense_account=used[2])
    world.edit(world.invoice(account=used[3]), account=None)
    for account in used:
        with refused(InUseError):
            account_remove(world.actor, account=account)


def test_lists_are_by_number_and_narrow_by_type_and_archive(world: World) -> None:
    archived = world.account(AccountType.BANK, archived=True)

    def listed(**filters: object) -> list[str]:
        return [view.number for view in account_list(world.actor, filters=AccountFilter(**filters))]  # type: ignore[arg-type]

    banks = frozenset({AccountType.BANK})
    assert listed(types=banks) == ["1000", "1010", "1011"]
    assert listed(types=banks, archived=False) == ["1000", "1010"]
    assert listed(archived=True) == [world.number(archived)]
    assert [view.number for view in account_list(world.actor, page=Page(1, 2))] == ["1010", "1011"]


def test_another_businesss_account_is_not_there(world: World) -> None:
    theirs = books().chart[BANK]
    draft = draft_of(world.actor, world.chart[BANK])
    for attempt in (
        lambda: account_get(world.actor, account=theirs),
        lambda: account_update(world.actor, account=theirs, draft=draft),
        lambda: account_remove(world.actor, account=theirs),
        lambda: account_actor(world.actor.caller, account=theirs),
        lambda: account_actor(person(), account=world.chart[BANK]),
    ):
        with refused(NotFoundError):
            attempt()
    assert account_actor(world.actor.caller, account=world.chart[BANK]) == world.actor


def test_currencies_are_found_in_any_case() -> None:
    assert currency_known("kwd") == currencies()["KWD"]
    assert currency_known("KWD").digits == 3
    with pytest.raises(InvalidError) as caught:
        currency_known("XYZ", field="somewhere")
    assert caught.value.field == "somewhere"
