"""Revaluation: unrealised gains at the end of a day, reversed on the next, and true as long as they stand."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from bookkeeping.books import AccountType
from bookkeeping.errors import DaybookError, ExchangeRateMissingError, InvalidError, LockedError, ManyInvalidError
from businesses.errors import ConflictError
from ledger.drafts import RecordDraft
from ledger.models import JournalEntry, JournalLine, Revaluation
from ledger.selectors.balances import balances_get
from ledger.selectors.trial_balance import trial_balance_get
from ledger.selectors.verify import faults_find
from ledger.services.records import record_create, record_remove, record_restore, record_update, record_void
from ledger.services.revaluation import Revaluated, revaluation_make
from ledger.services.year_ends import year_end_close
from tests.support.builders import GAIN, PAYABLE, RECEIVABLE, SALES, World, books, day, refused

pytestmark = pytest.mark.django_db

END = day(1, 31)


@pytest.fixture
def world() -> World:
    return books()


@pytest.fixture
def usd(world: World) -> int:
    return world.account(AccountType.BANK, currency="USD", name="US bank", number="1050")


def revalue(
    world: World, rates: dict[str, str] | None = None, on: dt.date = END, *, preview: bool = False
) -> Revaluated:
    """Revalue, and look for faults."""
    given = {currency: Decimal(rate) for currency, rate in (rates or {}).items()}
    made = revaluation_make(world.actor, as_of=on, rates=given, preview=preview)
    assert faults_find(world.actor) == []
    return made


def lines(world: World, record: int) -> list[tuple[dt.date, str, int, str, int]]:
    """Return the live lines of a record: day, account, amount, currency and home amount."""
    found = JournalLine.objects.filter(record_id=record, superseded__isnull=True).order_by("date", "position")
    return [(line.date, world.number(line.account_id), line.amount, line.currency, line.home) for line in found]


def at_home(world: World, account: int | str, on: dt.date) -> int:
    """Return what an account is worth at home at the end of a day."""
    identity = world.chart[account] if isinstance(account, str) else account
    (balance,) = balances_get(world.actor, account=identity, as_of=on, primary=True)
    return balance.amount


def test_receivables_payables_and_money_become_worth_the_rate_of_the_day(world: World, usd: int) -> None:
    world.invoice("100", currency="USD", exchange_rate=Decimal("1.25"), contact=world.contact())
    world.bill("40", currency="USD", exchange_rate=Decimal("1.25"), contact=world.contact())
    world.invoice("10", currency="USD", exchange_rate=Decimal("1.20"), account=usd)
    made = revalue(world, {"USD": "1.30"})
    assert made.record is not None
    assert lines(world, made.record.id) == [
        *((END, number, 0, "USD", home) for number, home in ((RECEIVABLE, -500), (PAYABLE, 200), ("1050", -100))),
        (END, GAIN, 0, "USD", 400),
        *((day(2, 1), number, 0, "USD", home) for number, home in ((RECEIVABLE, 500), (PAYABLE, -200), ("1050", 100))),
        (day(2, 1), GAIN, 0, "USD", -400),
    ]
    assert [at_home(world, usd, on) for on in (day(1, 30), END, day(2, 1))] == [-1_200, -1_300, -1_200]
    assert world.balance(usd, END) == {"USD": -1_000}
    assert [at_home(world, GAIN, on) for on in (END, day(2, 1))] == [400, 0]
    for on in (END, day(2, 1)):
        report = trial_balance_get(world.actor, as_of=on)
        assert report.debit == report.credit


def test_what_was_earned_or_is_at_home_is_not_revalued(world: World, usd: int) -> None:
    world.invoice("10", currency="USD", exchange_rate=Decimal("1.20"), account=usd)
    world.invoice("10", contact=world.contact())
    found = revalue(world, {"USD": "1.50"}).found
    assert [(row.balance.account, row.balance.amount, row.worth, row.difference) for row in found.rows] == [
        (usd, -1_000, -1_500, -300)
    ]
    assert at_home(world, SALES, END) == 1_200 + 1_000


def test_the_record_is_an_adjustment_that_tells_of_it_and_cannot_be_changed(world: World, usd: int) -> None:
    world.invoice("10", currency="USD", exchange_rate=Decimal("1.20"), account=usd)
    record = revalue(world, {"USD": "1.30"}).record
    assert record is not None
    assert (record.type, record.date, record.read_only, record.total) == ("ADJUSTMENT", END, True, 100)
    assert record.memo == "Revaluation as of 2026-01-31"
    assert [(line.account, line.amount, line.currency, line.note) for line in record.adjustments] == [
        (usd, -100, "CAD", "10.00 USD at 1.3"),
        (world.chart[GAIN], 100, "CAD", None),
    ]
    with refused(ConflictError):
        record_update(world.actor, record=record.id, draft=RecordDraft.of(record))
    with refused(ConflictError):
        record_void(world.actor, record=record.id)


def test_a_preview_shows_the_entry_and_posts_nothing(world: World, usd: int) -> None:
    world.invoice("10", currency="USD", exchange_rate=Decimal("1.20"), account=usd)
    changesets = world.changesets()
    made = revalue(world, {"USD": "1.30"}, preview=True)
    assert made.record is None
    assert [(line.account, line.amount, line.home) for line in made.found.entry.lines] == [
        (usd, 0, -100),
        (world.chart[GAIN], 0, 100),
    ]
    assert made.found.reversal.date == day(2, 1)
    assert world.changesets() == changesets


def test_asking_again_for_the_day_takes_the_place_of_the_first(world: World, usd: int) -> None:
    world.invoice("10", currency="USD", exchange_rate=Decimal("1.20"), account=usd)
    first = revalue(world, {"USD": "1.30"}).record
    second = revalue(world, {"USD": "1.10"}).record
    assert first is not None
    assert second is not None
    assert (second.id, second.number, second.version) == (first.id, first.number, first.version + 1)
    assert at_home(world, usd, END) == -1_100
    changesets = world.changesets()
    assert revalue(world, {"USD": "1.10"}).record == second
    assert world.changesets() == changesets


def test_a_day_may_follow_the_other(world: World, usd: int) -> None:
    world.invoice("10", currency="USD", exchange_rate=Decimal("1.20"), account=usd)
    for on, rate in ((END, "1.30"), (day(2, 1), "1.40"), (day(1, 30), "1.10")):
        revalue(world, {"USD": rate}, on)
    worth = [at_home(world, usd, day(1, 29) + dt.timedelta(days=after)) for after in range(5)]
    assert worth == [-1_200, -1_100, -1_300, -1_400, -1_200]


def test_currencies_without_a_rate_take_the_stored_one_of_the_day(world: World, usd: int) -> None:
    world.invoice("10", currency="USD", exchange_rate=Decimal("1.20"), account=usd)
    world.rate("USD", "CAD", "1.26", day(1, 20))
    assert revalue(world).found.rates == {"USD": Decimal("1.26")}


def test_a_currency_without_any_rate_is_named(world: World) -> None:
    contact = world.contact()
    for currency in ("KWD", "OMR"):
        world.invoice("10", currency=currency, exchange_rate=Decimal(4), contact=contact)
    with pytest.raises(ManyInvalidError) as caught:
        revalue(world)
    assert [(fault.code, fault.field) for fault in caught.value.faults] == [
        ("exchange-rate-missing", "rates.KWD"),
        ("exchange-rate-missing", "rates.OMR"),
    ]
    with refused(ExchangeRateMissingError, "rates.OMR"):
        revalue(world, {"KWD": "4.5"})


@pytest.mark.parametrize(
    ("rates", "on", "kind", "field"),
    [
        ({"ABC": "1"}, END, InvalidError, "rates.ABC"),
        ({"CAD": "1"}, END, InvalidError, "rates.CAD"),
        ({"USD": "0"}, END, InvalidError, "rates.USD"),
        ({"USD": "-1"}, END, InvalidError, "rates.USD"),
        ({}, day(1, 1, 1800), InvalidError, "as_of"),
    ],
)
def test_is_refused(world: World, rates: dict[str, str], on: dt.date, kind: type[DaybookError], field: str) -> None:
    with refused(kind, field):
        revalue(world, rates, on)


def test_books_without_foreign_balances_are_revalued_at_nothing_until_there_are_some(world: World, usd: int) -> None:
    record = revalue(world, {"usd": "1.30"}).record
    assert record is not None
    assert not JournalEntry.objects.filter(record_id=record.id).exists()
    world.invoice("10", currency="USD", exchange_rate=Decimal("1.20"), account=usd)
    assert world.get(record).total == 100


def test_it_stays_true_whatever_is_written_before_its_day(world: World, usd: int) -> None:
    sale = world.invoice("10", currency="USD", exchange_rate=Decimal("1.20"), account=usd)
    record = revalue(world, {"USD": "1.30"}).record
    assert record is not None
    world.invoice("10", currency="USD", exchange_rate=Decimal("1.25"), account=usd, date=END)
    assert at_home(world, usd, END) == -2_600
    out = world.bill("20", currency="USD", exchange_rate=Decimal("1.40"), account=usd, date=END)
    assert (world.balance(usd, END), at_home(world, usd, END)) == ({"USD": 0}, 0)
    assert lines(world, record.id) == []
    record_remove(world.actor, record=out.id)
    world.edit(sale, exchange_rate=Decimal("1.10"))
    assert [line[-1] for line in lines(world, record.id)] == [-250, 250, 250, -250]
    version, changesets = world.get(record).version, world.changesets()
    world.invoice("10", currency="USD", exchange_rate=Decimal("1.20"), account=usd, date=day(2, 1))
    assert (world.get(record).version, world.changesets()) == (version, changesets + 1)


def test_another_currency_that_comes_later_takes_its_stored_rate_or_stays_as_it_is(world: World, usd: int) -> None:
    world.invoice("10", currency="USD", exchange_rate=Decimal("1.20"), account=usd)
    record = revalue(world, {"USD": "1.30"}).record
    assert record is not None
    world.rate("EUR", "CAD", "1.55", day(1, 2))
    contact = world.contact()
    for currency in ("EUR", "KWD"):
        world.invoice("10", currency=currency, exchange_rate=Decimal("1.5"), contact=contact)
    assert Revaluation.objects.get(record_id=record.id).rates == '{"EUR":"1.55","USD":"1.3"}'
    assert [(line.amount, line.note) for line in world.get(record).adjustments] == [
        (-50, "10.00 EUR at 1.55"),
        (-100, "10.00 USD at 1.3"),
        (50, None),
        (100, None),
    ]


def test_it_is_no_part_of_what_money_cost(world: World, usd: int) -> None:
    world.invoice("10", currency="USD", exchange_rate=Decimal("1.20"), account=usd)
    revalue(world, {"USD": "1.50"})
    same_day = world.bill("2", currency="USD", exchange_rate=Decimal("1.40"), account=usd, date=END)
    later = world.bill("2", currency="USD", exchange_rate=Decimal("1.40"), account=usd, date=day(2, 1))
    for view in (same_day, later):
        assert ("1050", 200, "USD", 240) in world.entry(view)


def test_removing_its_record_undoes_it_and_restoring_brings_it_back_as_the_books_are_then(
    world: World, usd: int
) -> None:
    world.invoice("10", currency="USD", exchange_rate=Decimal("1.20"), account=usd)
    record = revalue(world, {"USD": "1.30"}).record
    assert record is not None
    record_remove(world.actor, record=record.id)
    assert at_home(world, usd, END) == -1_200
    world.invoice("10", currency="USD", exchange_rate=Decimal("1.20"), account=usd)
    assert lines(world, record.id) == []
    back = world.sound(record_restore(world.actor, record=record.id))
    assert (back.removed, back.total, at_home(world, usd, END)) == (False, 200, -2_600)
    record_remove(world.actor, record=record.id)
    again = revalue(world, {"USD": "1.40"}).record
    assert again is not None
    assert (again.id, again.removed, at_home(world, usd, END)) == (record.id, False, -2_800)


def test_locked_books_are_not_revalued_and_keep_their_revaluation(world: World, usd: int) -> None:
    draft = RecordDraft.of(
        world.invoice("10", currency="USD", exchange_rate=Decimal("1.20"), account=usd, date=day(2, 2))
    )
    record = revalue(world, {"USD": "1.30"}, day(2, 2)).record
    assert record is not None
    shut = world.locked(day(2, 2)).actor
    for attempt in (
        lambda: revaluation_make(shut, as_of=day(2, 2), rates={"USD": Decimal("1.40")}),
        lambda: record_remove(shut, record=record.id),
    ):
        with refused(LockedError):
            attempt()
    open_day = world.invoice("1", currency="USD", exchange_rate=Decimal("1.20"), account=usd, date=day(2, 3))
    entries = world.entry_ids(record)
    record_create(shut, draft=RecordDraft(record=RecordDraft.of(open_day).record))
    assert world.entry_ids(record) == entries
    assert draft.record.date == day(2, 2)


def test_a_closed_year_is_closed_again_with_what_its_revaluation_says(world: World) -> None:
    world.invoice("10", currency="USD", exchange_rate=Decimal("1.20"), contact=world.contact(), date=day(12, 1, 2025))
    year_end_close(world.actor, fiscal_year=2025)
    revalue(world, {"USD": "1.30"}, day(12, 31, 2025))
    (kept,) = JournalLine.objects.filter(
        superseded__isnull=True, account__type=AccountType.RETAINED_EARNINGS, currency="USD"
    )
    assert (kept.amount, kept.home) == (1_000, 1_300)
    assert at_home(world, GAIN, day(1, 1)) == -100
