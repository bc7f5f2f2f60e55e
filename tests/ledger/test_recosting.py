"""Average cost behind a movement that comes late, changes, goes or comes back: later outflows are costed anew."""

from __future__ import annotations

import itertools
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from bookkeeping.books import AccountType
from bookkeeping.records import Adjustment, AdjustmentLine, Line, OpeningBalance, Payment, RecordType, Transfer
from businesses.models import Change
from ledger.drafts import RecordDraft
from ledger.models import JournalLine
from ledger.selectors.verify import faults_find
from ledger.services.batches import records_create
from ledger.services.records import record_create, record_remove, record_restore, record_void
from tests.support.builders import BANK, EQUITY, GAIN, RENT, SALES, World, books, day
from tests.support.statements import asked

if TYPE_CHECKING:
    import datetime as dt

    from ledger.views import RecordView

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return books()


@pytest.fixture
def usd(world: World) -> int:
    return world.account(AccountType.BANK, currency="USD", name="US bank", number="1050")


def gets(world: World, usd: int, price: str, rate: str, on: dt.date) -> RecordView:
    """Sell something that is paid at once into the account."""
    return world.invoice(price, currency="USD", exchange_rate=Decimal(rate), account=usd, date=on)


def spends(world: World, usd: int, price: str, on: dt.date, rate: str = "1.50") -> RecordView:
    """Buy something that is paid at once from the account."""
    return world.bill(price, currency="USD", exchange_rate=Decimal(rate), account=usd, date=on)


def cost(world: World, view: RecordView) -> int:
    """Return what the money of a record's own account cost."""
    lines = JournalLine.objects.filter(record_id=view.id, superseded__isnull=True, at_rate__isnull=False)
    return sum(line.home for line in lines if line.account_id == view.account)


def test_a_back_dated_deposit_changes_what_later_outflows_cost(world: World, usd: int) -> None:
    gets(world, usd, "100", "1.20", day(1, 5))
    one, two = spends(world, usd, "50", day(2, 5)), spends(world, usd, "50", day(2, 6))
    assert (cost(world, one), cost(world, two)) == (6_000, 6_000)
    gets(world, usd, "100", "1.40", day(1, 20))
    assert world.entry(one) == [(RENT, -5_000, "USD", -7_500), ("1050", 5_000, "USD", 6_500), (GAIN, 0, "USD", 1_000)]
    assert cost(world, two) == 6_500
    assert world.holding(usd, "USD") == (-10_000, -13_000)


def test_it_happens_in_the_same_changeset_which_tells_of_it(world: World, usd: int) -> None:
    gets(world, usd, "100", "1.20", day(1, 5))
    out = spends(world, usd, "50", day(2, 5))
    before, entries = world.changesets(), world.entry_ids(out)
    gets(world, usd, "100", "1.40", day(1, 20))
    assert world.changesets() == before + 1
    assert world.entry_ids(out).isdisjoint(entries)
    assert (world.get(out).version, world.get(out).modified_at) == (out.version, out.modified_at)
    changes = Change.objects.filter(business_id=world.actor.business.id)
    change = changes.get(kind="entry")
    assert (change.object_id, change.action, change.before is None) == (out.id, "recost", False)
    newest = changes.order_by("-changeset__number").values_list("changeset_id", flat=True)[0]
    assert change.changeset_id == newest


def test_editing_removing_and_restoring_a_deposit_is_followed_and_undone(world: World, usd: int) -> None:
    first = gets(world, usd, "100", "1.20", day(1, 5))
    second = gets(world, usd, "100", "1.40", day(1, 6))
    out = spends(world, usd, "150", day(2, 5), rate="1.60")
    assert cost(world, out) == 19_500
    world.edit(second, exchange_rate=Decimal("1.50"))
    assert cost(world, out) == 20_250
    record_remove(world.actor, record=second.id)
    assert cost(world, out) == 12_000 + 8_000  # what it overdraws, at its own rate
    world.sound(record_restore(world.actor, record=second.id))
    assert cost(world, out) == 20_250
    world.edit(second, exchange_rate=Decimal("1.40"))
    assert cost(world, out) == 19_500
    world.sound(record_void(world.actor, record=first.id))
    assert cost(world, out) == 14_000 + 8_000


def test_a_movement_that_changes_its_day_is_costed_in_its_new_place(world: World, usd: int) -> None:
    gets(world, usd, "100", "1.20", day(1, 5))
    gets(world, usd, "100", "1.40", day(3, 5))
    early, late = spends(world, usd, "60", day(2, 5)), spends(world, usd, "140", day(4, 5))
    assert (cost(world, early), cost(world, late)) == (7_200, 18_800)
    world.edit(late, date=day(1, 20), lines=(Line(account=world.chart[RENT], rate=Decimal(40)),))
    assert (cost(world, early), cost(world, late)) == (7_200, 4_800)
    world.edit(early, date=day(3, 20))
    assert cost(world, early) == 6_000 * 21_200 // 16_000
    assert faults_find(world.actor) == []


def test_on_one_day_movements_count_in_the_order_in_which_they_were_made(world: World, usd: int) -> None:
    first = gets(world, usd, "100", "1.20", day(1, 5))
    out = spends(world, usd, "100", day(1, 5))
    gets(world, usd, "100", "1.40", day(1, 5))
    assert cost(world, out) == 12_000
    assert world.holding(usd, "USD") == (-10_000, -14_000)
    world.edit(first, exchange_rate=Decimal("1.30"))
    assert cost(world, out) == 13_000
    world.edit(out, exchange_rate=Decimal("1.70"))
    assert cost(world, out) == 13_000
    assert world.holding(usd, "USD") == (-10_000, -14_000)


def test_money_that_moves_on_takes_its_new_cost_along(world: World, usd: int) -> None:
    world.rate("USD", "CAD", "1.25", day(1, 1))
    savings = world.account(AccountType.BANK, currency="USD", name="US savings", number="1060")
    card = world.account(AccountType.CREDIT_CARD, currency="USD", name="US card", number="2050")
    gets(world, usd, "100", "1.20", day(1, 5))
    over = world.move(8_000, usd, savings, currency="USD", date=day(2, 1))
    spends(world, card, "30", day(2, 2), rate="1.10")
    paid = world.move(3_000, savings, card, currency="USD", date=day(2, 3))
    away = world.move(5_000, savings, world.chart[BANK], currency="USD", date=day(2, 4))
    assert [over.home_total, paid.home_total] == [9_600, 3_600]
    gets(world, usd, "100", "1.60", day(1, 20))
    assert world.entry(over) == [("1050", 8_000, "USD", 11_200), ("1060", -8_000, "USD", -11_200)]
    assert world.entry(paid) == [("1060", 3_000, "USD", 4_200), ("2050", -3_000, "USD", -3_300), (GAIN, 0, "USD", -900)]
    assert ("1060", 5_000, "USD", 7_000) in world.entry(away)
    assert [world.get(over).home_total, world.get(paid).home_total] == [11_200, 4_200]
    assert [world.holding(each, "USD") for each in (savings, card)] == [(0, 0), (0, 0)]


def test_payments_transfers_and_adjustments_are_costed_anew_and_keep_what_they_settle(world: World, usd: int) -> None:
    world.rate("USD", "CAD", "1.25", day(1, 1))
    gets(world, usd, "400", "1.20", day(1, 5))
    bill = world.bill("100", currency="USD", exchange_rate=Decimal("1.30"), contact=world.contact())
    payment = world.pay((bill, 10_000), account=usd, exchange_rate=Decimal("1.45"))
    lines = (
        AdjustmentLine(account=usd, amount=10_000, currency="USD"),
        AdjustmentLine(account=world.chart[EQUITY], amount=-10_000, currency="USD"),
    )
    drawn = world.create(Adjustment(date=day(2, 6), currency="CAD", lines=lines))
    sold = world.move(10_000, usd, world.chart[BANK], currency="USD", deposit_currency="CAD", exchange_rate=Decimal(2))
    opening = world.create(
        OpeningBalance(date=day(1, 2), currency="USD", amount=-40_000, account=usd, exchange_rate=Decimal("1.40"))
    )
    assert world.entry(payment) == [
        ("1050", 10_000, "USD", 13_000),
        ("2100", -10_000, "USD", -13_000),
    ]
    assert world.entry(drawn)[0] == ("1050", 10_000, "USD", 13_000)
    assert ("1050", 10_000, "USD", 13_000) in world.entry(sold)
    assert world.get(bill).balance == 0
    record_remove(world.actor, record=opening.id)
    assert world.entry(payment)[-1] == (GAIN, 0, "USD", 1_000)
    assert world.entry(drawn) == [
        ("1050", 10_000, "USD", 12_000),
        (EQUITY, -10_000, "USD", -12_500),
        (GAIN, 0, "USD", 500),
    ]
    assert faults_find(world.actor) == []


def test_an_opening_balance_of_the_other_sign_ends_at_zero_in_both(world: World, usd: int) -> None:
    gets(world, usd, "50", "1.20", day(1, 2))
    opening = OpeningBalance(date=day(1, 3), currency="USD", amount=5_000, account=usd, exchange_rate=Decimal("1.40"))
    assert world.entry(world.create(opening)) == [
        ("1050", 5_000, "USD", 6_000),
        (EQUITY, -5_000, "USD", -7_000),
        (GAIN, 0, "USD", 1_000),
    ]


def test_what_has_not_changed_stays_as_it_is(world: World, usd: int) -> None:
    gets(world, usd, "100", "1.20", day(1, 5))
    sale = gets(world, usd, "100", "1.20", day(1, 6))
    out = spends(world, usd, "50", day(2, 5))
    entries = world.entry_ids(out)
    gets(world, usd, "100", "1.20", day(1, 20))
    world.edit(sale, lines=(Line(account=world.chart["4100"], rate=Decimal(100)),))
    assert world.entry_ids(out) == entries
    assert not Change.objects.filter(kind="entry").exists()


def test_a_batch_is_costed_once_whatever_the_order_of_its_records(world: World, usd: int) -> None:
    sales = [
        RecordDraft.of(gets(world, usd, price, rate, day(1, index + 1)))
        for index, (price, rate) in enumerate((("70", "1.1"), ("90", "1.3"), ("110", "1.7")))
    ]
    out = RecordDraft.of(spends(world, usd, "260", day(1, 20)))
    found = set()
    for order in itertools.permutations(sales):
        other = books()
        bank = other.account(AccountType.BANK, currency="USD")
        chart = {world.chart[SALES]: other.chart[SALES], world.chart[RENT]: other.chart[RENT]}
        drafts = [_moved(draft, bank, chart) for draft in (out, *order)]
        records_create(other.actor, drafts=drafts)
        spent = JournalLine.objects.get(account_id=bank, amount=26_000, superseded__isnull=True)
        assert faults_find(other.actor) == []
        found.add(spent.home)
    assert found == {round((7_700 + 11_700 + 18_700) * 26_000 / 27_000)}


def _moved(draft: RecordDraft, bank: int, chart: dict[int, int]) -> RecordDraft:
    record = draft.record
    lines = tuple(replace(line, account=chart[line.account]) for line in record.lines)  # type: ignore[union-attr,index]
    return RecordDraft(record=replace(record, account=bank, lines=lines))  # type: ignore[arg-type]


def test_it_takes_as_many_statements_behind_a_hundred_records_as_behind_two(world: World, usd: int) -> None:
    sale = RecordDraft.of(gets(world, usd, "9000", "1.20", day(1, 2)))
    bill = RecordDraft.of(spends(world, usd, "1", day(3, 1)))

    def late(rate: str) -> int:
        with asked() as statements:
            record = replace(sale.record, exchange_rate=Decimal(rate))  # type: ignore[arg-type]
            record_create(world.actor, draft=RecordDraft(record=record))
        return len(statements)

    records_create(world.actor, drafts=[RecordDraft(record=bill.record)])
    few = late("1.30")
    records_create(world.actor, drafts=[RecordDraft(record=bill.record)] * 98)
    assert late("1.70") <= few + 1  # the ids of that many entries
    assert Change.objects.filter(kind="entry").count() == 2 + 100


def test_what_is_locked_stays_as_it_is(world: World, usd: int) -> None:
    gets(world, usd, "100", "1.20", day(1, 5))
    locked, later = spends(world, usd, "50", day(1, 20)), spends(world, usd, "50", day(2, 5))
    entries, draft = world.entry_ids(locked), RecordDraft.of(gets(world, usd, "50", "1.40", day(2, 1)))
    assert cost(world, later) == 6_500
    record = replace(draft.record, exchange_rate=Decimal("1.60"))  # type: ignore[arg-type]
    record_create(world.locked(day(1, 31)).actor, draft=RecordDraft(record=record))
    assert (world.entry_ids(locked), cost(world, later)) == (entries, 7_000)
    assert faults_find(world.actor) == []


def test_money_without_any_rate_moves_at_what_it_cost(world: World) -> None:
    one, two = (world.account(AccountType.BANK, currency="KWD", number=number) for number in ("1070", "1071"))
    world.create(
        OpeningBalance(date=day(1, 1), currency="KWD", amount=-5_000, account=one, exchange_rate=Decimal("4.4"))
    )
    moved = world.create(Transfer(date=day(2, 1), currency="KWD", amount=5_000, account=one, deposit_account=two))
    assert world.entry(moved) == [("1070", 5_000, "KWD", 2_200), ("1071", -5_000, "KWD", -2_200)]
    world.create(
        OpeningBalance(date=day(1, 2), currency="KWD", amount=-5_000, account=one, exchange_rate=Decimal("4.8"))
    )
    assert world.entry(moved) == [("1070", 5_000, "KWD", 2_300), ("1071", -5_000, "KWD", -2_300)]


def test_a_payment_of_nothing_leaves_no_cost_behind(world: World, usd: int) -> None:
    contact = world.contact()
    owed = world.invoice("100.01", contact=contact)
    back = world.invoice("-100", contact=contact)
    world.create(
        Payment(
            type=RecordType.INVOICE_PAYMENT,
            date=day(2, 5),
            currency="USD",
            amount=0,
            account=usd,
            contact=contact,
            exchange_rate=Decimal(1),
            allocations=(),
        )
    )
    assert world.holding(usd, "USD") == (0, 0)
    assert (owed.balance, back.balance) == (10_001, -10_000)
