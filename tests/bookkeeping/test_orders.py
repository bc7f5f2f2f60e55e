"""Orders in the core: how they stand, what they become, and how much of them is left."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookkeeping.errors import InvalidError, ManyInvalidError
from bookkeeping.orders import (
    DOCUMENT_OF,
    TARGETS,
    Decision,
    OrderedLine,
    OrderStatus,
    OrderType,
    Portion,
    Progress,
    portions_of,
    progress_of,
    status_of,
    target_of,
)
from bookkeeping.records import RecordType

TODAY, YESTERDAY = date(2026, 1, 15), date(2026, 1, 14)


def line(number: int, quantity: str, converted: str = "0") -> OrderedLine:
    return OrderedLine(id=number, quantity=Decimal(quantity), converted=Decimal(converted))


@pytest.mark.parametrize(
    ("decision", "progress", "expiry", "status"),
    [
        ("OPEN", "NONE", None, "OPEN"),
        ("OPEN", "PARTLY", TODAY, "OPEN"),
        ("OPEN", "NONE", YESTERDAY, "EXPIRED"),
        ("OPEN", "PARTLY", YESTERDAY, "EXPIRED"),
        ("OPEN", "WHOLE", YESTERDAY, "CONVERTED"),
        ("ACCEPTED", "NONE", YESTERDAY, "ACCEPTED"),
        ("ACCEPTED", "WHOLE", None, "CONVERTED"),
        ("DECLINED", "PARTLY", YESTERDAY, "DECLINED"),
        ("CLOSED", "WHOLE", None, "CLOSED"),
    ],
)
def test_how_an_order_stands(decision: str, progress: str, expiry: date | None, status: str) -> None:
    assert status_of(Decision(decision), Progress(progress), expiry, TODAY) == OrderStatus(status)


def test_what_is_left_keeps_the_sign_of_the_line() -> None:
    left = {quantity: line(1, *quantity).left for quantity in (("3", "1.5"), ("-2", "-0.5"), ("3", "4"), ("0", "0"))}
    assert left == {
        ("3", "1.5"): Decimal("1.5"), ("-2", "-0.5"): Decimal("-1.5"), ("3", "4"): 0, ("0", "0"): 0,
    }  # fmt: skip


def test_progress_waits_for_the_last_line_that_ordered_something() -> None:
    assert progress_of([]) == progress_of([line(1, "3")]) == Progress.NONE
    assert progress_of([line(1, "3", "3"), line(2, "1")]) == Progress.PARTLY
    assert progress_of([line(1, "3", "3"), line(2, "0"), line(3, "-1", "-2")]) == Progress.WHOLE


def test_every_order_becomes_its_document_and_nothing_strange() -> None:
    for kind in OrderType:
        assert target_of(kind, None) == DOCUMENT_OF[kind]
        assert [target_of(kind, target) for target in TARGETS[kind]] == list(TARGETS[kind])
    for kind, target in (
        (OrderType.SALES_ORDER, RecordType.BILL),
        (OrderType.PURCHASE_ORDER, OrderType.SALES_ORDER),
        (OrderType.ESTIMATE, OrderType.ESTIMATE),
    ):
        with pytest.raises(InvalidError) as caught:
            target_of(kind, target)
        assert caught.value.field == "type"


LINES = (line(1, "3", "1"), line(2, "-1"), line(3, "0"), line(4, "2", "2"))


def test_all_that_is_left_is_converted_with_the_remarks() -> None:
    assert portions_of(LINES, None) == {1: 2, 2: -1, 3: 0}


def test_a_part_is_converted_line_by_line() -> None:
    wanted = (Portion(line=1, quantity=Decimal("0.5")), Portion(line=2), Portion(line=4), Portion(line=3))
    assert portions_of(LINES, wanted) == {1: Decimal("0.5"), 2: -1}
    assert portions_of(LINES, ()) == {}


def test_more_than_is_left_is_refused() -> None:
    wanted = (
        Portion(line=1, quantity=Decimal("2.5")),
        Portion(line=2, quantity=Decimal(1)),
        Portion(line=9),
        Portion(line=3, quantity=Decimal("NaN")),
        Portion(line=1),
    )
    with pytest.raises(ManyInvalidError) as caught:
        portions_of(LINES, wanted)
    assert [(fault.field, fault.message) for fault in caught.value.faults] == [
        ("lines[0].quantity", "Only 2 of this line is left."),
        ("lines[1].quantity", "Only -1 of this line is left."),
        ("lines[2].id", "There is no such line in this order."),
        ("lines[3].quantity", "A number is needed here."),
        ("lines[4].id", "The line is named twice."),
    ]


@given(
    quantity=st.decimals(min_value=-1000, max_value=1000, places=6),
    parts=st.lists(st.decimals(min_value="0.01", max_value=1, places=3), max_size=8),
)
def test_parts_never_come_to_more_than_the_whole(quantity: Decimal, parts: list[Decimal]) -> None:
    converted = Decimal(0)
    for part in parts:
        now = OrderedLine(id=1, quantity=quantity, converted=converted)
        taken = portions_of([now], [Portion(line=1, quantity=now.left * part)])
        converted += taken.get(1, Decimal(0))
        assert abs(converted) <= abs(quantity)
    last = OrderedLine(id=1, quantity=quantity, converted=converted)
    assert converted + portions_of([last], None).get(1, Decimal(0)) == quantity
