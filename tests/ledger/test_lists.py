"""Lists of records and of journal lines: what they show, in which order, and the balances that go with them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from bookkeeping.errors import InvalidError
from bookkeeping.records import Line, RecordType
from businesses.errors import NotFoundError
from businesses.paging import EVERYTHING, MAX_LIMIT, Page
from ledger.models import Record
from ledger.selectors.journal import SORT_COLUMNS as JOURNAL_COLUMNS
from ledger.selectors.journal import JournalFilter, journal_list
from ledger.selectors.records import SORT_COLUMNS, RecordFilter, record_actor, record_list
from ledger.services.records import record_remove
from tests.support.builders import BANK, NOW, SALES, SAVINGS, World, books, day, person, refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return books()


@pytest.fixture
def shelf(world: World) -> dict[str, int]:
    ada = world.contact(name="Ada Lovelace")
    paid = world.invoice("100", number="A-1", date=day(1, 5), contact=ada, memo="Fence 50%")
    open_ = world.invoice("200", number="A-2", date=day(1, 20), contact=ada, due_date=day(2, 20))
    bill = world.bill("50", number="B-1", date=day(2, 1), due_date=day(12, 1))
    payment = world.pay((paid, 10_000), date=day(2, 5))
    gone = world.invoice("7", number="A-3", date=day(3, 1))
    record_remove(world.actor, record=gone.id)
    return {"paid": paid.id, "open": open_.id, "bill": bill.id, "payment": payment.id, "gone": gone.id}


def listed(world: World, page: Page = EVERYTHING, **filters: Any) -> list[int]:
    return [view.id for view in record_list(world.actor, filters=RecordFilter(**filters), page=page)]


def test_the_newest_come_first_and_removed_ones_are_hidden(world: World, shelf: dict[str, int]) -> None:
    assert listed(world) == [shelf[name] for name in ("payment", "bill", "open", "paid")]
    assert listed(world, sort_order="asc") == [shelf[name] for name in ("paid", "open", "bill", "payment")]
    assert listed(world, include_removed=True)[0] == shelf["gone"]
    assert listed(world, Page(1, 2)) == [shelf["bill"], shelf["open"]]


@pytest.mark.parametrize(
    ("filters", "names"),
    [
        ({"types": frozenset({RecordType.BILL, RecordType.INVOICE_PAYMENT})}, {"bill", "payment"}),
        ({"start_date": day(1, 20), "end_date": day(2, 1)}, {"open", "bill"}),
        ({"amount_ge": 10_000, "amount_le": 15_000}, {"paid", "payment"}),
        ({"search": "a-"}, {"paid", "open"}),
        ({"search": " LOVELACE "}, {"paid", "open", "payment"}),
        ({"search": "50%"}, {"paid"}),
        ({"status": "paid"}, {"paid"}),
        ({"status": "unpaid"}, {"open", "bill"}),
        ({"status": "overdue"}, {"open"}),
        ({"status": "overdue", "as_of": day(12, 2)}, {"open", "bill"}),
        ({"status": "overdue", "as_of": day(1, 1)}, set()),
        ({"status": "draft"}, set()),
        ({"status": "void"}, set()),
        ({"modified_since": NOW}, {"paid", "open", "bill", "payment"}),
        ({"modified_since": NOW.replace(year=2027)}, set()),
    ],
)
def test_each_filter_narrows_the_list(
    world: World, shelf: dict[str, int], filters: dict[str, Any], names: set[str]
) -> None:
    assert set(listed(world, **filters)) == {shelf[name] for name in names}


def test_some_records_can_be_left_out_and_one_contacts_shown(world: World, shelf: dict[str, int]) -> None:
    everything = set(listed(world))
    assert set(listed(world, exclude=frozenset({shelf["bill"]}))) == everything - {shelf["bill"]}
    contact = Record.objects.get(id=shelf["paid"]).contact_id
    assert set(listed(world, contact=contact)) == everything - {shelf["bill"]}


def test_a_note_is_found_by_its_words(world: World) -> None:
    line = Line(account=world.chart[SALES], rate=Decimal(1), note="Oak posts")
    view = world.edit(world.invoice(), lines=(line,))
    assert listed(world, search="oak") == [view.id]
    assert listed(world, search="elm") == []


@pytest.mark.parametrize("column", SORT_COLUMNS)
def test_every_column_sorts_both_ways(world: World, shelf: dict[str, int], column: str) -> None:
    up, down = (listed(world, sort_column=column, sort_order=order) for order in ("asc", "desc"))
    assert up == down[::-1]
    assert set(up) == set(shelf.values()) - {shelf["gone"]}


@pytest.mark.parametrize("field", ["sort_column", "sort_order", "status"])
def test_an_unknown_column_order_or_status_is_refused_by_name(field: str) -> None:
    with refused(InvalidError, field):
        RecordFilter(**{field: "colour"})  # type: ignore[arg-type]


def test_another_businesss_records_are_neither_listed_nor_there(world: World, shelf: dict[str, int]) -> None:
    other = books()
    assert record_list(other.actor) == []
    for caller in (other.actor.caller, person()):
        with refused(NotFoundError):
            record_actor(caller, record=shelf["paid"])
    assert record_actor(world.actor.caller, record=shelf["paid"]) == world.actor


def test_a_page_is_at_most_a_thousand_long() -> None:
    assert Page(5, 10_000).window == slice(5, 5 + MAX_LIMIT)
    assert Page(5).window == slice(5, None)


@pytest.fixture
def account(world: World) -> int:
    for month, price in ((1, "10"), (2, "20"), (3, "40")):
        world.invoice(price, date=day(month, 5), account=world.chart[BANK], memo=f"in month {month}")
    world.move(500, world.chart[BANK], world.chart[SAVINGS], date=day(3, 5))
    return world.chart[BANK]


def journal(world: World, account: int, page: Page = EVERYTHING, **filters: Any) -> tuple[list[int], list[int]]:
    view = journal_list(world.actor, account=account, filters=JournalFilter(**filters), page=page)
    return [line.amount for line in view.lines], [balance.amount for balance in view.balances]


def test_journal_lines_are_in_order_of_time_with_the_balance_after_the_last(world: World, account: int) -> None:
    assert journal(world, account) == ([-1_000, -2_000, -4_000, 500], [-6_500])
    assert journal(world, account, Page(0, 3)) == ([-1_000, -2_000, -4_000], [-7_000])
    assert journal(world, account, sort_order="desc") == ([500, -4_000, -2_000, -1_000], [-6_500])
    assert journal(world, account, end_date=day(2, 28)) == ([-1_000, -2_000], [-3_000])
    assert journal(world, account, start_date=day(2, 1), end_date=day(2, 28)) == ([-2_000], [-3_000])


def test_an_empty_list_has_the_balance_of_its_end(world: World, account: int) -> None:
    assert journal(world, account, start_date=day(4, 1)) == ([], [-6_500])
    assert journal(world, account, start_date=day(2, 10), end_date=day(2, 20)) == ([], [-3_000])
    assert journal(world, world.chart[BANK], end_date=day(1, 1)) == ([], [])


def test_journal_lines_are_found_by_amount_and_words(world: World, account: int) -> None:
    assert journal(world, account, amount_ge=-2_000, amount_le=0)[0] == [-1_000, -2_000]
    assert journal(world, account, search="MONTH 2")[0] == [-2_000]


@pytest.mark.parametrize("column", JOURNAL_COLUMNS)
def test_every_journal_column_sorts_both_ways(world: World, account: int, column: str) -> None:
    up, down = (journal(world, account, sort_column=column, sort_order=order)[0] for order in ("asc", "desc"))
    assert up == down[::-1]


@pytest.mark.parametrize("field", ["sort_column", "sort_order"])
def test_an_unknown_journal_column_or_order_is_refused_by_name(field: str) -> None:
    with refused(InvalidError, field):
        JournalFilter(**{field: "colour"})  # type: ignore[arg-type]


def test_balances_of_a_day_with_several_currencies_leave_out_what_comes_later(world: World) -> None:
    bank = world.chart[BANK]
    world.rate("USD", "CAD", "1.3", day(1, 1))
    world.invoice("10", account=bank)
    world.invoice("20", account=bank, currency="USD")
    view = journal_list(world.actor, account=bank, page=Page(0, 1))
    assert {balance.currency: balance.amount for balance in view.balances} == {"CAD": -1_000}
