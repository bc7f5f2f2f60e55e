"""Opening balances are stated as a whole: records against the equity account, in one changeset."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from accounts.models import Account
from bookkeeping.books import AccountType
from bookkeeping.errors import (
    AccountUnusableError,
    DaybookError,
    ExchangeRateMissingError,
    InvalidError,
    LockedError,
)
from bookkeeping.openings import OpeningStated
from bookkeeping.records import OpeningBalance
from businesses.errors import ChangedMeanwhileError, ConflictError, NotFoundError
from businesses.models import Business, Change
from ledger.models import Record
from ledger.selectors.openings import openings_get
from ledger.selectors.verify import faults_find
from ledger.services.openings import openings_set
from ledger.services.records import record_void
from tests.support.banking import started, statement
from tests.support.builders import BANK, EQUITY, PAYABLE, RENT, Unaudited, World, books, day, refused

if TYPE_CHECKING:
    from bookkeeping.openings import Opening

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    opened = books()
    return Unaudited(opened.actor, opened.chart)


def stated(amount: int, currency: str = "CAD", **details: Any) -> OpeningStated:
    return OpeningStated(currency=currency, amount=amount, **{"date": day(1, 1), **details})


def begun(world: World, *statement: OpeningStated, account: str = BANK, **details: Any) -> tuple[Opening, ...]:
    """State opening balances and look for faults."""
    found = openings_set(world.actor, account=world.chart[account], stated=statement, **details)
    assert faults_find(world.actor) == []
    assert found == openings_get(world.actor, account=world.chart[account])
    return found


def figures(openings: tuple[Opening, ...]) -> list[tuple[str, int, int]]:
    return [(each.currency, each.amount, each.home) for each in openings]


def test_a_statement_is_one_changeset_of_records_against_equity(world: World) -> None:
    before = world.changesets()
    found = begun(world, stated(-50_000), stated(-20_000, "USD", exchange_rate=Decimal("1.25")))
    assert figures(found) == [("CAD", -50_000, -50_000), ("USD", -20_000, -25_000)]
    assert world.balance(EQUITY) == {"CAD": 50_000, "USD": 20_000}
    assert world.balance(BANK, as_of=day(1, 1)) == {"CAD": -50_000, "USD": -20_000}
    assert world.balance(BANK, as_of=day(12, 31, 2025)) == {}
    assert world.changesets() == before + 1
    changes = Change.objects.filter(changeset__business_id=world.actor.business.id).order_by("-changeset__number")
    assert [change.action for change in changes[:2]] == ["create", "create"]


def test_a_new_statement_replaces_the_one_before_and_keeps_what_is_true(world: World) -> None:
    first = begun(world, stated(-50_000), stated(-20_000, "USD", exchange_rate=Decimal("1.25")))
    before = world.changesets()
    assert begun(world, stated(-50_000), stated(-20_000, "USD")) == first
    assert world.changesets() == before
    second = begun(world, stated(-40_000, date=day(1, 3)))
    assert second[0].records == first[0].records
    assert figures(second) == [("CAD", -40_000, -40_000)]
    assert (world.balance(EQUITY), world.balance(BANK)) == ({"CAD": 40_000, "USD": 0}, {"CAD": -40_000, "USD": 0})
    assert Record.objects.get(id=first[1].records[0]).removed
    assert world.changesets() == before + 1
    assert begun(world) == ()
    assert world.balance(BANK) == {"CAD": 0, "USD": 0}


def test_several_records_of_a_currency_become_one_that_keeps_its_words(world: World) -> None:
    bank = world.chart[BANK]
    one = world.create(OpeningBalance(date=day(1, 1), currency="CAD", amount=-5, account=bank), memo="till", number="9")
    two = world.create(OpeningBalance(date=day(1, 2), currency="CAD", amount=-6, account=bank))
    void = world.create(OpeningBalance(date=day(1, 2), currency="CAD", amount=-9, account=bank))
    record_void(world.actor, record=void.id)
    found = openings_get(world.actor, account=bank)
    assert [(each.amount, each.date, each.records) for each in found] == [(-11, day(1, 1), (one.id, two.id))]
    assert begun(world, stated(-11)) == found
    assert [(each.amount, each.records) for each in begun(world, stated(-12))] == [(-12, (one.id,))]
    assert (world.get(one).memo, world.get(one).number, world.get(two).removed) == ("till", "9", True)


def test_without_a_day_the_account_says_it_or_else_the_business(world: World) -> None:
    Business.objects.filter(id=world.actor.business.id).update(start_date=day(2, 1))
    assert begun(world, stated(-5, date=None))[0].date == day(2, 1)
    Account.objects.filter(id=world.chart[BANK]).update(open_date=day(1, 9))
    assert begun(world, stated(-5, date=None))[0].date == day(1, 9)


def test_what_is_refused_names_the_member_and_changes_nothing(world: World) -> None:
    world.chart["closed"] = world.account(AccountType.CASH)
    Account.objects.filter(id=world.chart["closed"]).update(archived=True)
    world.chart["dollars"] = world.account(AccountType.BANK, currency="USD")
    before = world.changesets()
    cases: list[tuple[str, OpeningStated, type[DaybookError], str]] = [
        (BANK, stated(-5, date=None), InvalidError, "[0].date"),
        (BANK, stated(-5, "KWD"), ExchangeRateMissingError, "[0].exchange_rate"),
        (BANK, stated(-5, "KWD", exchange_rate=Decimal(0)), InvalidError, "[0].exchange_rate"),
        (BANK, stated(-5, "XXY"), InvalidError, "[0].currency"),
        (PAYABLE, stated(5), AccountUnusableError, "[0].account"),
        (EQUITY, stated(5), AccountUnusableError, "[0].account"),
        ("closed", stated(5), AccountUnusableError, "[0].account"),
        ("dollars", stated(5), AccountUnusableError, "[0].account"),
    ]
    for account, member, kind, field in cases:
        with refused(kind, field):
            begun(world, member, account=account)
    assert world.changesets() == before


def test_an_account_that_is_archived_may_turn_out_to_have_begun_with_nothing(world: World) -> None:
    begun(world, stated(-5))
    Account.objects.filter(id=world.chart[BANK]).update(archived=True)
    assert begun(world) == ()


def test_no_account_of_another_business(world: World) -> None:
    with refused(NotFoundError):
        openings_set(world.actor, account=books().chart[BANK], stated=[stated(-5)])


def test_what_is_locked_stays_and_what_is_not_may_be_stated(world: World) -> None:
    rent = begun(world, stated(-5), stated(-6, "USD", date=day(2, 1), exchange_rate=Decimal("1.25")), account=RENT)
    locked = world.locked(day(1, 31))
    with refused(LockedError, "[0].date"):
        begun(locked, stated(-4), stated(-6, "USD", date=day(2, 1)), account=RENT)
    with refused(LockedError, "date"):
        begun(locked, stated(-6, "USD", date=day(2, 1)), account=RENT)
    with refused(LockedError, "[1].date"):
        begun(locked, stated(-5), stated(-6, "USD", date=day(1, 31)), account=RENT)
    found = begun(locked, stated(-5), stated(-7, "USD", date=day(2, 1)), account=RENT)
    assert (found[0], found[1].amount, found[1].exchange_rate) == (rent[0], -7, Decimal("1.25"))


def test_what_a_finished_reconciliation_covers_stays(world: World) -> None:
    (opening,) = begun(world, stated(-500))
    done = started(world, statement(-500, cleared=frozenset(opening.records), finished=True))
    for changed in ([stated(-400)], []):
        with refused(ConflictError) as told:
            begun(world, *changed)
        assert told.conflicting == done.id
    assert begun(world, stated(-500)) == (opening,)


def test_it_is_written_only_over_what_was_seen(world: World) -> None:
    seen = begun(world, stated(-5))
    begun(world, stated(-6))
    with refused(ChangedMeanwhileError):
        begun(world, stated(-7), seen=seen)
    assert begun(world, stated(-7), seen=openings_get(world.actor, account=world.chart[BANK]))[0].amount == -7


def test_a_later_movement_of_foreign_money_is_costed_anew(world: World) -> None:
    dollars = world.account(AccountType.BANK, currency="USD")
    world.chart["dollars"] = dollars
    begun(world, stated(-10_000, "USD", exchange_rate=Decimal("1.20")), account="dollars")
    world.rate("USD", "CAD", "1.50", day(1, 2))
    moved = world.move(10_000, dollars, world.chart[RENT], currency="USD")
    assert world.entry(moved)[0][3] == 12_000
    begun(world, stated(-10_000, "USD", exchange_rate=Decimal("1.30")), account="dollars")
    assert world.entry(moved)[0][3] == 13_000
    assert world.holding("dollars", "USD") == (0, 0)
