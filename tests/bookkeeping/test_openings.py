"""What an account began with, and what a new statement of that changes."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from bookkeeping.errors import InvalidError
from bookkeeping.openings import Opening, OpeningPlan, OpeningRecord, OpeningStated, openings_of, openings_planned

DAY, LATER = dt.date(2026, 1, 1), dt.date(2026, 1, 5)
ACCOUNT = 7


def record(identity: int, amount: int, currency: str = "CAD", **details: Any) -> OpeningRecord:
    values = {"date": DAY, "home": amount, "exchange_rate": Decimal(1), **details}
    return OpeningRecord(record=identity, currency=currency, amount=amount, **values)


def stated(amount: int, currency: str = "CAD", **details: Any) -> OpeningStated:
    return OpeningStated(currency=currency, amount=amount, **details)


def planned(*statement: OpeningStated, held: tuple[OpeningRecord, ...] = (), day: dt.date | None = DAY) -> OpeningPlan:
    return openings_planned(statement, openings_of(held), account=ACCOUNT, day=day)


def written(plan: OpeningPlan) -> list[tuple[int, int | None, str, int, dt.date, Decimal | None]]:
    """Return what is written, in short."""
    assert {each.opening.account for each in plan.written} <= {ACCOUNT}
    return [
        (each.index, each.record, each.opening.currency, each.opening.amount, each.opening.date, rate)
        for each in plan.written
        for rate in [each.opening.exchange_rate]
    ]


def test_records_add_up_by_currency_from_the_first_day_on() -> None:
    rate = Decimal("1.25")
    held = [
        record(9, -50, "USD", home=-63, exchange_rate=rate, date=LATER),
        record(8, -100, "USD", home=-125, exchange_rate=rate),
        record(3, -7),
        record(2, -5, exchange_rate=Decimal(2)),
    ]
    assert openings_of(held) == (
        Opening(currency="CAD", amount=-12, home=-12, date=DAY, exchange_rate=None, records=(2, 3)),
        Opening(currency="USD", amount=-150, home=-188, date=DAY, exchange_rate=rate, records=(8, 9)),
    )


def test_what_is_stated_is_written_and_what_is_not_is_removed() -> None:
    held = (record(1, -5), record(2, -6, "USD"), record(3, -7, "EUR"), record(4, -8, "EUR"))
    plan = planned(stated(-9, "EUR"), stated(-4, "GBP", date=LATER, exchange_rate=Decimal("1.7")), held=held)
    assert written(plan) == [
        (0, 3, "EUR", -9, DAY, Decimal(1)),
        (1, None, "GBP", -4, LATER, Decimal("1.7")),
    ]
    assert plan.removed == (4, 1, 2)


def test_what_is_true_already_is_not_written() -> None:
    rate = Decimal("1.250")
    held = (record(1, -5), record(2, -6), record(3, -6, "USD", exchange_rate=rate), record(4, 0, "EUR"))
    nothing = OpeningPlan((), ())
    assert planned(stated(-11), stated(-6, "USD"), stated(0, "EUR"), held=held) == nothing
    dollars = stated(-6, "USD", date=DAY, exchange_rate=Decimal("1.25"))
    assert planned(stated(-11), dollars, stated(0, "EUR", date=LATER), stated(0, "KWD"), held=held) == nothing


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        (stated(-7), (-7, DAY, Decimal("1.25"))),
        (stated(-6, date=LATER), (-6, LATER, None)),
        (stated(-6, exchange_rate=Decimal("1.3")), (-6, DAY, Decimal("1.3"))),
        (stated(-6, exchange_rate=Decimal(0)), (-6, DAY, Decimal(0))),
    ],
)
def test_a_rate_stays_for_its_day_unless_another_one_is_stated(
    statement: OpeningStated, found: tuple[int, dt.date, Decimal | None]
) -> None:
    (only,) = written(planned(statement, held=(record(1, -6, exchange_rate=Decimal("1.25")),)))
    assert (only[1], only[3:]) == (1, found)


def test_zero_is_none() -> None:
    plan = planned(stated(0), held=(record(1, -5), record(2, -6)))
    assert plan == OpeningPlan((), (1, 2))


def test_without_a_day_the_stored_one_stays_and_what_is_new_is_refused() -> None:
    plan = planned(stated(-7), held=(record(1, -6, date=LATER),), day=None)
    assert written(plan) == [(0, 1, "CAD", -7, LATER, Decimal(1))]
    with pytest.raises(InvalidError) as caught:
        planned(stated(-7, date=DAY), stated(-7, "USD"), day=None)
    assert caught.value.field == "[1].date"


def test_a_currency_is_stated_once() -> None:
    with pytest.raises(InvalidError) as caught:
        planned(stated(1, "USD"), stated(1), stated(2, "USD"))
    assert caught.value.field == "[2].currency"
