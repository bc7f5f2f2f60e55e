"""What all accounts hold, the trial balance, the journal of the business and what is open: against slower sums."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from django.db.models import F

from bookkeeping.books import AccountType
from bookkeeping.errors import InvalidError
from bookkeeping.records import RecordType
from businesses.actors import Caller
from businesses.errors import RestrictedError
from businesses.paging import Page
from businesses.roles import Role
from businesses.selectors.changesets import change_list
from businesses.selectors.memberships import membership_list
from businesses.services.users import membership_create
from ledger.kinds import ContactType
from ledger.models import JournalEntry, MonthlyTotal
from ledger.selectors.balances import account_holdings
from ledger.selectors.entries import EntryFilter, entry_list
from ledger.selectors.overview import open_documents_list
from ledger.selectors.trial_balance import holdings_list, trial_balance_get
from ledger.services.records import record_remove, record_void
from tests.support.builders import BANK, RENT, SALES, SAVINGS, books, day, refused

if TYPE_CHECKING:
    from tests.support.builders import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(db: None) -> World:
    """Books over three months, in two currencies, with something edited, removed, voided and settled late."""
    made = books()
    made.rate("USD", "CAD", "1.25", day(1, 1))
    made.rate("USD", "CAD", "1.30", day(2, 15))
    dollars = made.account(AccountType.BANK, currency="USD")
    ann = made.contact()
    first = made.invoice("100", contact=ann, date=day(1, 31))
    made.edit(first, date=day(2, 1))
    abroad = made.invoice("80", contact=ann, currency="USD", date=day(1, 10))
    made.pay((abroad, 8000), account=dollars, currency="USD", date=day(2, 20))
    made.pay((first, 4000), account=made.chart[BANK], date=day(3, 1))
    made.move(700, made.chart[BANK], made.chart[SAVINGS], date=day(2, 28))
    record_remove(made.actor, record=made.bill("55", date=day(2, 2)).id)
    record_void(made.actor, record=made.bill("56", date=day(2, 3)).id)
    made.bill("60", contact=made.contact(ContactType.VENDOR), date=day(3, 1), terms="net 10")
    books().invoice("1", date=day(1, 1))
    return made


def days() -> list[dt.date]:
    """Return the days at which something differs, and the days around them."""
    moved = (day(1, 10), day(1, 31), day(2, 1), day(2, 20), day(2, 28), day(3, 1))
    return sorted({each + dt.timedelta(days=step) for each in moved for step in (-1, 0, 1)})


def test_what_all_accounts_hold_is_what_each_holds(world: World) -> None:
    for as_of in days():
        found = {
            (each.account, each.currency): (each.amount, each.home) for each in holdings_list(world.actor, as_of=as_of)
        }
        expected = {
            (account, currency): (held.amount, held.home)
            for account in world.chart.values()
            for currency, held in account_holdings(world.actor, account=account, as_of=as_of).items()
        }
        assert found == expected, as_of


def test_the_trial_balance_balances_every_day_and_is_the_home_balances(world: World) -> None:
    for as_of in days():
        found = trial_balance_get(world.actor, as_of=as_of)
        assert found.debit == found.credit == sum(row.debit for row in found.rows)
        assert all((row.debit == 0) != (row.credit == 0) for row in found.rows)
        homes: dict[int, int] = {}
        for each in holdings_list(world.actor, as_of=as_of):
            homes[each.account] = homes.get(each.account, 0) + each.home
        shown = {row.account: row.credit - row.debit for row in found.rows}
        assert shown == {account: home for account, home in homes.items() if home}
    found = trial_balance_get(world.actor, as_of=day(3, 1))
    assert [row.number for row in found.rows] == sorted((row.number for row in found.rows), key=lambda n: (len(n), n))
    assert found.debit > 0


def test_what_lies_before_the_month_comes_from_the_totals(world: World) -> None:
    sales = world.chart[SALES]
    before = {(each.account, each.currency): each.amount for each in holdings_list(world.actor, as_of=day(3, 1))}
    totals = MonthlyTotal.objects.filter(account_id=sales, month=day(2, 1), currency="CAD")
    assert totals.update(amount=F("amount") + 7) == 1
    found = {(each.account, each.currency): each.amount for each in holdings_list(world.actor, as_of=day(3, 1))}
    assert found[sales, "CAD"] == before[sales, "CAD"] + 7
    in_month = {(each.account, each.currency): each.amount for each in holdings_list(world.actor, as_of=day(2, 28))}
    assert in_month[sales, "CAD"] == before[sales, "CAD"]


def test_the_journal_of_the_business_is_every_live_entry_once_newest_first(world: World) -> None:
    live = JournalEntry.objects.filter(business_id=world.actor.business.id, superseded=None)
    expected = [entry.id for entry in sorted(live, key=lambda entry: (entry.date, entry.id), reverse=True)]
    for size in (1, 2, 3, 50):
        seen, after = [], ""
        while True:
            found = entry_list(world.actor, page=Page(limit=size, after=after))
            seen += [entry.id for entry in found]
            assert all(sum(line.home for line in entry.lines) == 0 and entry.lines for entry in found)
            if not found.more:
                break
            after = found.after or ""
        assert seen == expected
    rent = entry_list(world.actor, filters=EntryFilter(account=world.chart[RENT]), page=Page())
    assert [entry.record_type for entry in rent] == [RecordType.BILL]
    assert rent[0].contact is not None
    narrowed = entry_list(world.actor, filters=EntryFilter(start_date=day(2, 20), end_date=day(2, 28)), page=Page())
    assert {entry.date for entry in narrowed} == {day(2, 20), day(2, 28)}


def test_a_place_in_one_journal_is_none_in_another(world: World) -> None:
    place = entry_list(world.actor, page=Page(limit=1)).after or ""
    with refused(InvalidError, "after"):
        entry_list(world.actor, filters=EntryFilter(account=world.chart[BANK]), page=Page(after=place))
    with refused(InvalidError, "after"):
        entry_list(books().actor, page=Page(after=place))


def test_what_is_open_counts_at_home_and_tells_what_is_overdue(world: World) -> None:
    invoices, bills = open_documents_list(world.actor, as_of=day(3, 11))
    assert (invoices.type, invoices.count, invoices.overdue, invoices.home) == (RecordType.INVOICE, 1, 1, 6000)
    assert (bills.type, bills.count, bills.overdue, bills.home) == (RecordType.BILL, 1, 0, 6000)
    assert open_documents_list(world.actor, as_of=day(3, 12))[1].overdue == 1
    assert [each.count for each in open_documents_list(books().actor, as_of=day(3, 12))] == [0, 0]


def test_the_history_of_a_record_is_told_newest_first(world: World) -> None:
    invoice = world.invoice("5", memo="a")
    world.edit(invoice, says={"memo": "b"})
    record_remove(world.actor, record=invoice.id)
    told = change_list(world.actor, kind="record", object_id=invoice.id)
    assert [change.action for change in told] == ["remove", "update", "create"]
    assert [change.changeset for change in told] == sorted((change.changeset for change in told), reverse=True)
    assert told[0].email == change_list(world.actor, kind="record", object_id=invoice.id)[2].email
    assert change_list(books().actor, kind="record", object_id=invoice.id) == []


def test_a_user_chooses_among_the_businesses_of_the_roles_held(world: World) -> None:
    second, third = books(name="Second"), books(name="Third")
    user = world.actor.caller.require_user()
    membership_create(second.actor, user=user, role=Role.VIEW_ONLY)
    membership_create(second.actor, user=user, role=Role.ADMIN)
    membership_create(third.actor, user=user, role=Role.NO_ACCESS)
    found = membership_list(world.actor.caller)
    assert [(each.name, each.roles) for each in found] == [
        ("Books", (Role.CREATOR,)),
        ("Second", (Role.ADMIN, Role.VIEW_ONLY)),
    ]
    confined = Caller(user=user, now=world.actor.now, restriction=f"business-{second.actor.business.id}")
    with refused(RestrictedError):
        membership_list(confined)
