"""Closing a fiscal year: its result goes to retained earnings, and follows whatever happens in the year afterwards."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from accounts.models import Account
from bookkeeping.books import AccountType
from bookkeeping.errors import AccountMissingError, InvalidError, LockedError
from businesses.errors import ConflictError, NotFoundError
from businesses.models import Business, Change, Counter
from businesses.services.locks import lock_move
from ledger.drafts import RecordDraft
from ledger.models import MonthlyTotal, Record
from ledger.selectors.records import record_get
from ledger.selectors.trial_balance import trial_balance_get
from ledger.selectors.verify import faults_find
from ledger.selectors.year_ends import year_end_list, year_end_preview
from ledger.services.batches import records_create
from ledger.services.records import record_remove, record_restore, record_update, record_void
from ledger.services.year_ends import year_end_close, year_end_reopen
from tests.support.builders import BANK, GAIN, RENT, SALES, World, books, day, refused

if TYPE_CHECKING:
    import datetime as dt

    from ledger.views import RecordView

pytestmark = pytest.mark.django_db

RETAINED = "3900"
END = day(12, 31, 2025)


@pytest.fixture
def world() -> World:
    """Books with a sale and a rent in 2025, and one sale in the years around."""
    made = books()
    made.invoice("1000", date=day(12, 31, 2024))
    made.invoice("300", date=day(1, 1, 2025))
    made.bill("120", date=END)
    made.invoice("50", date=day(1, 1))
    return made


def closed(world: World, year: int = 2025) -> RecordView:
    """Close a year, look for faults, and return its record."""
    view, _ = year_end_close(world.actor, fiscal_year=year)
    return world.sound(record_get(world.actor, record=view.record or 0))


def held(world: World, number: str, as_of: dt.date = END) -> int:
    """Return the credit balance of an account in home currency at the end of a day."""
    return world.balance(number, as_of).get("CAD", 0)


def test_income_and_expenses_of_the_year_go_to_retained_earnings(world: World) -> None:
    view = closed(world)
    assert (view.type, view.date, view.currency, view.total) == ("YEAR_END_ADJUSTMENT", END, "CAD", 18_000)
    assert (view.read_only, view.number, view.account) == (True, "1", world.chart[RETAINED])
    assert world.entry(view) == [
        (SALES, -30_000, "CAD", -30_000),
        (RENT, 12_000, "CAD", 12_000),
        (RETAINED, 18_000, "CAD", 18_000),
    ]
    assert held(world, SALES) == 100_000  # of 2024, which is open
    assert held(world, RENT) == 0


def test_every_year_is_closed_for_itself_in_any_order(world: World) -> None:
    for year, total in ((2025, 18_000), (2024, 100_000)):
        assert closed(world, year).total == total
    assert held(world, SALES) == held(world, RENT) == 0
    assert held(world, RETAINED) == 118_000
    assert [(year.fiscal_year, year.start, year.end, year.net_income) for year in year_end_list(world.actor)] == [
        (2025, day(1, 1, 2025), END, 18_000),
        (2024, day(1, 1, 2024), day(12, 31, 2024), 100_000),
    ]


def test_the_trial_balance_shows_the_books_before_and_after_closing(world: World) -> None:
    closed(world, 2024)
    closed(world)
    before = {
        row.number: row.credit - row.debit for row in trial_balance_get(world.actor, as_of=END, closing=False).rows
    }
    after = {row.number: row.credit - row.debit for row in trial_balance_get(world.actor, as_of=END).rows}
    assert (before[SALES], before[RENT], before[RETAINED]) == (30_000, -12_000, 100_000)
    assert (after.keys() & {SALES, RENT}, after[RETAINED]) == (set(), 118_000)
    for on in (day(12, 30, 2025), day(1, 1)):
        found = [trial_balance_get(world.actor, as_of=on, closing=closing).rows for closing in (False, True)]
        before_it, after_it = ([(row.account, row.debit, row.credit) for row in rows] for rows in found)
        assert before_it == after_it


def test_closings_are_kept_apart_in_the_monthly_totals(world: World) -> None:
    closed(world)
    kept = MonthlyTotal.objects.filter(account_id=world.chart[SALES], month=day(12, 1, 2025))
    assert {total.kind: total.home for total in kept} == {"YEAR_END": -30_000}


def test_each_currency_is_closed_for_itself() -> None:
    world = books()
    world.rate("USD", "CAD", "1.25", day(1, 1, 2025))
    usd = world.account(AccountType.BANK, currency="USD")
    contact = world.contact()
    invoice = world.invoice("100", currency="USD", contact=contact, date=day(2, 1, 2025))
    world.pay((invoice, 10_000), account=usd, date=day(3, 1, 2025), exchange_rate=Decimal("1.30"))
    world.invoice("7", date=day(4, 1, 2025))
    view = closed(world)
    assert sorted(world.entry(view)) == [
        (RETAINED, 700, "CAD", 700),
        (RETAINED, 10_000, "USD", 13_000),
        (SALES, -10_000, "USD", -12_500),
        (SALES, -700, "CAD", -700),
        (GAIN, 0, "USD", -500),
    ]
    assert view.total == 13_700


def test_whatever_changes_in_a_closed_year_closes_it_again_in_the_same_changeset(world: World) -> None:
    year = closed(world)
    late = world.invoice("10", date=day(6, 1, 2025))

    def came_to() -> int:
        world.sound(late)
        changesets = Change.objects.filter(object_id__in=(late.id, year.id)).order_by("-id").values_list("changeset_id")
        assert len({changesets[0], changesets[1]}) == 1
        return world.get(year).total

    assert came_to() == 19_000
    world.edit(late, lines=(replace(RecordDraft.of(late).record.lines[0], rate=Decimal(20)),))  # type: ignore[union-attr]
    assert came_to() == 20_000
    record_remove(world.actor, record=late.id)
    assert came_to() == 18_000
    record_restore(world.actor, record=late.id)
    assert came_to() == 20_000
    world.edit(late, date=day(1, 2))
    assert came_to() == 18_000
    world.edit(late, date=day(2, 2, 2025))
    record_void(world.actor, record=late.id)
    assert came_to() == 18_000
    assert world.get(year).version == 8


def test_a_batch_closes_a_year_once(world: World) -> None:
    closed(world, 2024)
    year = closed(world)
    draft = RecordDraft.of(world.get(world.invoice("1", date=day(1, 5))))
    drafts = [RecordDraft(record=replace(draft.record, date=day(1 + n % 12, 9, 2023 + n % 4))) for n in range(24)]
    records_create(world.actor, drafts=drafts)
    assert world.get(year).total == 18_000 + 6 * 100
    assert world.get(year).version == 2
    assert faults_find(world.actor) == []


def test_what_changes_nothing_in_the_result_leaves_the_closing_alone(world: World) -> None:
    year = closed(world)
    world.move(5, world.chart[BANK], world.chart["1100"], date=day(5, 5, 2025))
    world.invoice("9", date=day(1, 1))
    assert world.get(year).version == 1


def test_closing_again_does_nothing(world: World) -> None:
    first = closed(world)
    before = world.changesets()
    again, fresh = year_end_close(world.actor, fiscal_year=2025)
    assert (again.record, again.net_income, fresh) == (first.id, 18_000, False)
    assert world.changesets() == before


def test_a_preview_shows_the_entry_and_writes_nothing(world: World) -> None:
    before = world.changesets()
    shown = year_end_preview(world.actor, fiscal_year=2025)
    assert (shown.record, shown.net_income, shown.start, shown.end) == (None, 18_000, day(1, 1, 2025), END)
    assert world.changesets() == before
    closed(world)
    assert year_end_preview(world.actor, fiscal_year=2025).lines == shown.lines
    assert year_end_preview(world.actor, fiscal_year=2026).net_income == 5_000


def test_nobody_changes_a_closing_by_hand(world: World) -> None:
    year = closed(world)
    for write in (
        lambda: record_remove(world.actor, record=year.id),
        lambda: record_void(world.actor, record=year.id),
        lambda: record_update(world.actor, record=year.id, draft=RecordDraft.of(world.get(world.invoice("1")))),
    ):
        with refused(ConflictError):
            write()


def test_a_year_that_is_not_over_stays_open(world: World) -> None:
    with refused(InvalidError, "fiscal_year"):
        year_end_close(world.actor, fiscal_year=2026)


def test_a_locked_year_is_neither_closed_nor_opened(world: World) -> None:
    with refused(LockedError, "fiscal_year"):
        year_end_close(world.locked(END).actor, fiscal_year=2025)
    closed(world)
    with refused(LockedError, "fiscal_year"):
        year_end_reopen(world.locked(END).actor, fiscal_year=2025)
    lock_move(world.actor, lock_date=day(11, 30, 2025))
    locked = world.locked(day(11, 30, 2025))
    locked.invoice("4", date=day(12, 1, 2025))
    assert held(world, RETAINED) == 18_400


def test_an_opened_year_has_its_result_back_and_can_be_closed_again(world: World) -> None:
    first = closed(world)
    year_end_reopen(world.actor, fiscal_year=2025)
    gone = world.sound(world.get(first))
    assert (gone.removed, held(world, RETAINED), held(world, RENT)) == (True, 0, -12_000)
    assert Counter.objects.get(business_id=world.actor.business.id).closed is None
    with refused(NotFoundError):
        year_end_reopen(world.actor, fiscal_year=2025)
    world.invoice("2", date=day(3, 3, 2025))
    again = closed(world)
    assert (again.id, again.total, again.removed, again.number) == (first.id, 18_200, False, "1")


def test_a_year_that_begins_in_the_middle_of_a_month_is_counted_by_days() -> None:
    world = books(fiscal_start_month=4, fiscal_start_day=6)
    for date, price in (
        (day(4, 5, 2024), "1"),
        (day(4, 6, 2024), "20"),
        (day(4, 30, 2024), "300"),
        (day(7, 1, 2024), "4000"),
        (day(4, 5, 2025), "50000"),
        (day(4, 6, 2025), "600000"),
    ):
        world.invoice(price, date=date)
    assert closed(world).total == 54_320_00
    world.invoice("7", date=day(4, 30, 2025))
    world.invoice("8", date=day(4, 1, 2024))
    assert world.sound(closed(world)).total == 54_320_00


def test_after_the_beginning_of_the_year_has_moved_a_short_year_fills_the_gap(world: World) -> None:
    closed(world)
    Business.objects.filter(id=world.actor.business.id).update(fiscal_start_month=4)
    with refused(ConflictError, "fiscal_year") as told:
        year_end_close(world.actor, fiscal_year=2025)
    assert told.conflicting == year_end_list(world.actor)[0].record
    short = year_end_preview(world.actor, fiscal_year=2026)
    assert (short.start, short.end, short.net_income) == (day(1, 1), day(3, 31), 5_000)
    closed(world, 2026)
    world.invoice("1", date=day(6, 30, 2025))
    assert [year.net_income for year in year_end_list(world.actor)] == [5_000, 18_100]
    assert faults_find(world.actor) == []


def test_without_an_account_for_retained_earnings_nothing_is_closed(world: World) -> None:
    Account.objects.filter(business_id=world.actor.business.id, default_for="RETAINED_EARNINGS").update(
        default_for=None
    )
    with refused(AccountMissingError):
        year_end_close(world.actor, fiscal_year=2025)


def test_archived_accounts_are_closed_as_well(world: World) -> None:
    Account.objects.filter(id__in=[world.chart[RENT], world.chart[SALES]]).update(archived=True)
    assert closed(world).total == 18_000


def test_the_audit_finds_a_closing_that_is_not_what_the_year_came_to(world: World) -> None:
    year = closed(world)
    Counter.objects.filter(business_id=world.actor.business.id).update(closed=None)
    world.sound = lambda view: view  # type: ignore[method-assign]
    world.invoice("10", date=day(6, 1, 2025))
    assert faults_find(world.actor) == [
        f"year end 2025-12-31: account {world.chart[SALES]} came to (31000, 31000) CAD, (30000, 30000) are closed",
        f"business {world.actor.business.id}: its counter says that it is closed up to None, not 2025-12-31",
    ]
    assert Record.objects.get(id=year.id).total == 18_000
