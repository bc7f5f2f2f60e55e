"""Places in lists: what they are good for, and what is refused."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from accounts.selectors.accounts import account_list
from bookkeeping.books import AccountType
from bookkeeping.errors import InvalidError
from bookkeeping.records import RecordType
from businesses.paging import Listed, Page
from ledger.models import Record
from ledger.selectors.accounts import accounts_used
from ledger.selectors.contacts import contact_list
from ledger.selectors.journal import JournalFilter, journal_list
from ledger.selectors.records import RecordFilter, record_list
from ledger.selectors.sequences import sequence_get
from ledger.services.records import record_remove
from tests.support.builders import BANK, RECEIVABLE, SALES, SAVINGS, World, books, day, refused

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return books()


def walked(ask: Callable[[Page], Listed[Any]], limit: int) -> list[Any]:
    """Return a list read page by page."""
    part = ask(Page(0, limit))
    rows = list(part)
    while part.after:
        part = ask(Page(0, limit, part.after))
        rows += part
    return rows


def test_contacts_are_in_order_of_code_points_without_case_on_every_database(world: World) -> None:
    names = ["b", "Émile", "a", "Zoë", "_x", "A", "émile", "C", "Œuf", "-y", "9"]
    for name in names:
        world.contact(name=name)
    wanted = ["-y", "9", "_x", "a", "A", "b", "C", "Zoë", "Émile", "émile", "Œuf"]
    assert [view.name for view in contact_list(world.actor)] == wanted
    for limit in (1, 3, 20):
        found = walked(lambda page: contact_list(world.actor, page=page), limit)
        assert [view.name for view in found] == wanted


def test_accounts_are_in_order_of_their_numbers_shorter_ones_first(world: World) -> None:
    for number in ("900", "10000", "A1", "1000"):
        world.account(AccountType.CASH, number=number)
    numbers = [view.number for view in account_list(world.actor)]
    assert (numbers[:2], numbers[-1]) == (["A1", "900"], "10000")
    assert numbers.count("1000") == 2
    assert [view.number for view in walked(lambda page: account_list(world.actor, page=page), 7)] == numbers


def test_used_accounts_are_those_in_the_journal_now(world: World) -> None:
    assert accounts_used(world.actor) == []
    world.invoice()
    moved = world.move(500, world.chart[BANK], world.chart[SAVINGS])
    assert [view.number for view in accounts_used(world.actor)] == [BANK, SAVINGS, RECEIVABLE, SALES]
    assert [view.number for view in accounts_used(world.actor, page=Page(1, 1))] == [SAVINGS]
    record_remove(world.actor, record=moved.id)
    assert [view.number for view in accounts_used(world.actor)] == [RECEIVABLE, SALES]


def test_a_page_does_not_move_when_rows_come_and_go(world: World) -> None:
    made = [world.invoice(date=day(1, date)) for date in range(1, 7)]
    first = record_list(world.actor, page=Page(0, 2))
    world.invoice(date=day(2, 1))
    record_remove(world.actor, record=first[0].id)
    rest = walked(lambda page: record_list(world.actor, page=replace(page, after=page.after or first.after or "")), 2)
    assert [view.id for view in rest] == [view.id for view in made[3::-1]]


def test_the_last_page_names_no_place(world: World) -> None:
    world.invoice()
    world.invoice()
    assert (record_list(world.actor, page=Page(0, 2)).more, record_list(world.actor, page=Page(0, 1)).more) == (0, 1)
    assert record_list(world.actor, page=Page(9, 1)).after is None
    assert record_list(world.actor, page=Page(0)).after is None


def test_a_place_is_good_for_one_list_and_order_only(world: World) -> None:
    for _ in range(3):
        world.invoice(account=world.chart[BANK])
        world.contact()
    page, other = Page(0, 1), books()
    place = record_list(world.actor, page=page).after or ""
    lines = journal_list(world.actor, account=world.chart[BANK], page=page).after or ""
    contacts = contact_list(world.actor, page=page).after or ""
    tries: list[tuple[Callable[[str], object], list[str]]] = [
        (lambda after: record_list(world.actor, page=Page(0, 1, after)), [lines, contacts, "x", "é.é", place + "x"]),
        (lambda after: record_list(world.actor, page=Page(0, 1, after)), [place[1:], place.upper(), place.swapcase()]),
        (lambda after: record_list(other.actor, page=Page(0, 1, after)), [place]),
        (lambda after: contact_list(other.actor, page=Page(0, 1, after)), [contacts, place]),
        (lambda after: account_list(world.actor, page=Page(0, 1, after)), [contacts, place]),
        (lambda after: journal_list(world.actor, account=world.chart[SALES], page=Page(0, 1, after)), [lines, place]),
    ]
    for filters in (RecordFilter(sort_order="asc"), RecordFilter(sort_column="creation"), RecordFilter(contact=1)):
        with refused(InvalidError, "after"):
            record_list(world.actor, filters=filters, page=Page(0, 1, place))
    down = JournalFilter(sort_order="desc")
    with refused(InvalidError, "after"):
        journal_list(world.actor, account=world.chart[BANK], filters=down, page=Page(0, 1, lines))
    for ask, places in tries:
        for after in places:
            with refused(InvalidError, "after"):
                ask(after)


def test_the_next_number_follows_those_given(world: World) -> None:
    assert sequence_get(world.actor, kind=RecordType.INVOICE).next_number == "1"
    world.invoice(number="41")
    world.invoice(number="INV-99")
    assert sequence_get(world.actor, kind=RecordType.INVOICE).next_number == "42"
    assert Record.objects.get(id=world.invoice().id).number == "42"
