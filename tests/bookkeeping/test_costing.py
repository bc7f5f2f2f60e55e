"""Average cost: whatever the order in which movements come, change and go, each costs what the ones before it say."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookkeeping.books import Holding
from bookkeeping.costing import EMPTY, Booked, Place, costed_anew, foreign_money
from bookkeeping.defaults import complete
from bookkeeping.entries import JournalLine
from bookkeeping.errors import AccountMissingError
from bookkeeping.posting import post
from bookkeeping.records import Adjustment, AdjustmentLine, OpeningBalance, Record, RecordType, Transfer
from tests.bookkeeping.world import (
    BANK,
    BOOKS,
    DAY,
    EUR_BANK,
    EXPENSE,
    GAIN,
    GST,
    INCOME,
    LOAN,
    USD_BANK,
    USD_CARD,
    USD_SAVINGS,
    assert_balanced,
    bill,
    invoice,
    line,
    payment,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from bookkeeping.costing import Money

POOLS = ((USD_BANK, "USD"), (USD_SAVINGS, "USD"), (USD_CARD, "USD"), (EUR_BANK, "EUR"))
START = Place(DAY, 0)


def moved(entries: Iterable[Booked], before: Place | None = None) -> dict[Money, Holding]:
    """Return what the pools hold after some entries: those before a place, or all."""
    held = dict.fromkeys(POOLS, EMPTY)
    for booked in entries:
        if before is None or booked.place < before:
            for each in booked.lines:
                if each.at_rate is not None:
                    there = held[each.account, each.currency]
                    held[each.account, each.currency] = Holding(there.amount + each.amount, there.home + each.home)
    return held


def booked(record: Record, place: Place, holdings: Mapping[Money, Holding]) -> Booked:
    """Post a record on what is held before it."""
    entry = post(record, replace(BOOKS, holdings=holdings)).entry
    carries = isinstance(record, Transfer) and {each.currency for each in entry.lines} == {"USD"}
    return Booked(id=place.record, place=place, lines=entry.lines, carries=carries)


def from_nothing(records: Mapping[Place, Record]) -> list[Booked]:
    """Post records one after the other."""
    entries: list[Booked] = []
    for place in sorted(records):
        entries.append(booked(records[place], place, moved(entries)))
    return entries


@dataclass
class Ledger:
    """Records that come, change and go in any order, each time costing anew only what stands behind."""

    records: dict[Place, Record] = field(default_factory=dict)
    entries: dict[Place, Booked] = field(default_factory=dict)

    @property
    def journal(self) -> list[Booked]:
        return [self.entries[place] for place in sorted(self.entries)]

    def put(self, place: Place, record: Record | None) -> None:
        """Write a record, or let it go (None), and cost anew what stands behind."""
        before = moved(self.journal, place)
        touched = self._touched(place)
        self.entries.pop(place, None)
        if record is None:
            del self.records[place]
        else:
            self.records[place] = record
            self.entries[place] = booked(record, place, before)
        pools = {money: (place, before[money]) for money in POOLS if money in touched | self._touched(place)}
        behind = [each for each in self.journal if each.place >= place]
        for was, lines in costed_anew(behind, self._onward(pools, behind), lambda: GAIN):
            self.entries[was.place] = replace(was, lines=lines)

    def _touched(self, place: Place) -> set[Money]:
        there = self.entries.get(place)
        return {(each.account, each.currency) for each in there.lines if each.at_rate is not None} if there else set()

    def _onward(
        self, pools: dict[Money, tuple[Place, Holding]], behind: Sequence[Booked]
    ) -> dict[Money, tuple[Place, Holding]]:
        """Add the accounts that money of the pools is moved on to, each from where that happens first."""
        for each in behind:
            out = next((each for each in each.lines if each.amount > 0), None)
            if each.carries and out and (out.account, out.currency) in pools:
                for into in each.lines:
                    if into.amount < 0:
                        held = moved(self.journal, each.place)[into.account, into.currency]
                        pools.setdefault((into.account, into.currency), (each.place, held))
        return pools


amounts = st.integers(1, 10**4)
rates = st.decimals(min_value=Decimal("0.5"), max_value=2, places=3)
banks = st.sampled_from([USD_BANK, USD_SAVINGS, USD_CARD])


@st.composite
def movements(draw: st.DrawFn) -> Record:
    """Draw a record that moves foreign money."""
    amount, rate, account = draw(amounts), draw(rates), draw(banks)
    other = draw(banks.filter(lambda bank: bank != account))
    price = line(str(Decimal(amount).scaleb(-2)), account=EXPENSE)
    turned = (AdjustmentLine(account=account, amount=amount), AdjustmentLine(account=LOAN, amount=-amount))
    move = Transfer(date=DAY, currency="USD", amount=amount, account=account, deposit_account=other)
    records: list[Record] = [
        invoice(price, currency="USD", account=account, exchange_rate=rate),
        bill(price, currency="USD", account=account, exchange_rate=rate),
        payment(amount, currency="USD", account=account, exchange_rate=rate),
        payment(-amount, currency="USD", account=account, exchange_rate=rate),
        move,
        replace(move, deposit_account=EUR_BANK, deposit_currency="EUR", exchange_rate=Decimal("0.9")),
        replace(move, deposit_account=BANK, deposit_currency="CAD", exchange_rate=rate),
        Adjustment(date=DAY, currency="USD", exchange_rate=rate, lines=turned),
        OpeningBalance(date=DAY, currency="USD", amount=-amount, account=account, exchange_rate=rate),
    ]
    return draw(st.sampled_from(records))


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(1, 4), st.none() | movements()), max_size=14))
def test_any_order_of_writing_changing_and_removing_ends_as_if_all_had_come_in_time(
    steps: list[tuple[int, int, Record | None]],
) -> None:
    ledger = Ledger()
    for after, number, record in steps:
        place = Place(DAY + timedelta(days=after), number)
        if record is not None or place in ledger.records:
            ledger.put(place, None if record is None else replace(record, date=place.date))
    journal = ledger.journal
    assert journal == from_nothing(ledger.records)
    for position in range(len(journal)):
        for held in moved(journal[: position + 1]).values():
            assert held.amount or held.home == 0


def test_a_gain_that_comes_takes_the_account_that_is_asked_for_and_one_that_stays_keeps_its_own() -> None:
    out = JournalLine(account=USD_BANK, amount=100, currency="USD", home=130, at_rate=150)
    spent = JournalLine(account=EXPENSE, amount=-100, currency="USD", home=-130)
    gained = JournalLine(account=77, amount=0, currency="USD", home=0)
    entry = Booked(id=1, place=START, lines=(out, spent))
    pools = {(USD_BANK, "USD"): (START, Holding(-100, -110))}
    ((_, lines),) = costed_anew([entry], pools, lambda: GAIN)
    assert lines[-1] == replace(gained, account=GAIN, home=20)
    ((_, lines),) = costed_anew([replace(entry, lines=(out, spent, gained))], pools, lambda: GAIN)
    assert lines[-1] == replace(gained, home=20)

    def none() -> int:
        raise AccountMissingError

    with pytest.raises(AccountMissingError):
        costed_anew([entry], pools, none)


def test_a_pool_is_costed_from_its_own_place_on() -> None:
    out = JournalLine(account=USD_BANK, amount=100, currency="USD", home=130, at_rate=130)
    spent = JournalLine(account=EXPENSE, amount=-100, currency="USD", home=-130)
    first, second = (Booked(id=n, place=Place(DAY, n), lines=(out, spent)) for n in (1, 2))
    pools = {(USD_BANK, "USD"): (second.place, Holding(-100, -120)), (EUR_BANK, "EUR"): (Place(DAY, 9), EMPTY)}
    ((changed, lines),) = costed_anew([first, second], pools, lambda: GAIN)
    assert (changed.id, lines[0].home) == (2, 120)


def test_what_moves_no_money_costs_nothing_at_home() -> None:
    nothing = payment(0, currency="USD", exchange_rate=Decimal(2))
    assert post(nothing, replace(BOOKS, holdings={(USD_BANK, "USD"): Holding(-100, -110)})).entry.lines == ()


@pytest.mark.parametrize(
    ("record", "moved"),
    [
        (invoice(line("1"), currency="USD"), set()),
        (invoice(line("1"), account=BANK), set()),
        (invoice(line("1", account=USD_CARD), currency="USD", account=USD_BANK), {USD_BANK, USD_CARD}),
        (payment(100, currency="USD"), {USD_BANK}),
        (Transfer(date=DAY, currency="CAD", amount=1, account=BANK, deposit_account=USD_BANK), {USD_BANK}),
        (OpeningBalance(date=DAY, currency="USD", amount=1, account=USD_BANK), {USD_BANK}),
        (
            Adjustment(
                date=DAY,
                currency="CAD",
                lines=(
                    AdjustmentLine(account=USD_BANK, amount=1, currency="USD"),
                    AdjustmentLine(account=INCOME, amount=-1, currency="USD"),
                    AdjustmentLine(account=BANK, amount=0),
                ),
            ),
            {USD_BANK},
        ),
    ],
)
def test_the_foreign_money_that_a_record_moves(record: Record, moved: set[int]) -> None:
    assert {account for account, _ in foreign_money(complete(record, BOOKS), BOOKS)} == moved


def test_a_tax_may_be_kept_on_a_foreign_account() -> None:
    books = replace(BOOKS, taxes=(replace(GST, payable_account=USD_SAVINGS),))
    record = invoice(line("1", tax_code="G"), currency="USD")
    assert foreign_money(complete(record, books), books) == {(USD_SAVINGS, "USD")}
    held = replace(books, holdings={(USD_SAVINGS, "USD"): Holding(500, 600)})
    assert_balanced([post(replace(record, type=RecordType.INVOICE), held).entry])
