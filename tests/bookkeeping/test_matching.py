"""Suggestions for transactions of the bank: one record, a part of one, several together; and how sure they are."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bookkeeping.matching import (
    DAYS_AFTER,
    DAYS_BEFORE,
    DAYS_REFERRED,
    MOST_NEAR,
    MOST_SUGGESTIONS,
    Movement,
    Reason,
    Suggestion,
    suggestions_find,
)

DAY = dt.date(2026, 1, 31)


def bank(amount: int = 10_000, **details: Any) -> Movement:
    """Return a transaction of the bank, on the last of January."""
    return Movement(**{"date": DAY, "amount": amount, **details})


def record(identity: int, amount: int, days: int = 0, **details: Any) -> Movement:
    """Return a record, so many days before the bank's."""
    return Movement(id=identity, date=DAY - dt.timedelta(days=days), amount=amount, **details)


def told(found: list[Suggestion]) -> list[tuple[tuple[tuple[int, int], ...], int, list[str]]]:
    """Return suggestions as plain values."""
    return [(each.parts, each.score, [str(why.reason) for why in each.reasons]) for each in found]


def test_the_same_amount_on_the_same_day_is_suggested() -> None:
    assert told(suggestions_find(bank(), [record(1, 10_000), record(2, 9_999), record(3, -10_000)])) == [
        (((1, 10_000),), 70, ["AMOUNT", "DATE"])
    ]


def test_the_nearer_the_surer_and_too_far_is_nothing() -> None:
    records = [record(1, 10_000, days) for days in (DAYS_BEFORE + 1,)]
    assert suggestions_find(bank(), records) == []
    assert suggestions_find(bank(), [record(1, 10_000, -DAYS_AFTER - 1)]) == []
    found = suggestions_find(
        bank(), [record(1, 10_000, DAYS_BEFORE), record(2, 10_000, -DAYS_AFTER), record(3, 10_000, 1)]
    )
    assert [(each.parts[0][0], each.score) for each in found] == [(3, 69), (2, 65), (1, 50)]
    assert [each.reasons[-1].words for each in found] == ["1 day apart", "7 days apart", "30 days apart"]


def test_a_reference_is_known_without_zeros_and_dashes_and_reaches_further_back() -> None:
    cheque = bank(references=("000412",))
    found = suggestions_find(cheque, [record(1, 10_000, DAYS_REFERRED, references=("412",)), record(2, 10_000)])
    assert told(found) == [
        (((1, 10_000),), 80, ["AMOUNT", "REFERENCE"]),
        (((2, 10_000),), 70, ["AMOUNT", "DATE"]),
    ]
    assert found[0].reasons[1].words == "the reference 412"
    assert suggestions_find(cheque, [record(1, 10_000, DAYS_REFERRED + 1, references=("412",))]) == []
    said = suggestions_find(bank(text="Wire for INV1007 thanks"), [record(1, 10_000, references=("", "INV-1007"))])
    assert said[0].score == 100


def test_a_short_number_is_no_reference() -> None:
    found = suggestions_find(bank(text="Studio 7"), [record(1, 10_000, references=("7",))])
    assert [why.reason for why in found[0].reasons] == [Reason.AMOUNT, Reason.DATE]


def test_the_contact_is_known_by_all_words_of_its_name() -> None:
    found = suggestions_find(
        bank(text="HARBOUR CAFÉ LTD 0042"),
        [
            record(1, 10_000, text="Harbour Café"),
            record(2, 10_000, text="Harbour Hotel"),
            record(3, 10_000, text="A B"),
        ],
    )
    assert [(each.parts[0][0], each.score) for each in found] == [(1, 90), (2, 70), (3, 70)]
    assert found[0].reasons[-1].words == "the name Harbour Café"


def test_a_part_of_a_record_needs_a_better_reason_than_its_day() -> None:
    assert suggestions_find(bank(), [record(1, 30_000)]) == []
    assert told(suggestions_find(bank(text="Ann Cole"), [record(1, 30_000, text="Ann Cole")])) == [
        (((1, 10_000),), 55, ["PART", "DATE", "TEXT"])
    ]
    assert suggestions_find(bank(text="Ann Cole"), [record(1, 3_000, text="Ann Cole")]) == []


def test_several_records_together_make_up_one_transaction() -> None:
    records = [record(1, 2_500), record(2, 7_500), record(3, 4_000, 3), record(4, 6_000, 1)]
    assert told(suggestions_find(bank(), records)) == [
        (((1, 2_500), (2, 7_500)), 55, ["SUM", "DATE"]),
        (((3, 4_000), (4, 6_000)), 53, ["SUM", "DATE"]),
    ]
    both = suggestions_find(bank(text="Ann"), [record(1, 2_500, text="Ann"), record(2, 7_500, text="Ann")])
    assert both[0].reasons[-1].words == "the name Ann"
    assert both[0].reasons[0].words == "the amounts of 2 records together"


def test_a_whole_day_or_contact_is_tried_whatever_it_counts() -> None:
    takings = [record(number, 1_000, 2) for number in range(1, 11)]
    closer = [record(number, 77) for number in range(20, 20 + MOST_NEAR)]
    assert told(suggestions_find(bank(), [*takings, *closer])) == [
        (tuple((number, 1_000) for number in range(1, 11)), 53, ["SUM", "DATE"])
    ]
    named = [record(number, 2_000, number, text="Ann") for number in range(1, 6)]
    assert [each.parts for each in suggestions_find(bank(), [*named, *closer])] == [
        tuple((number, 2_000) for number in range(1, 6))
    ]


def test_nothing_open_suggests_nothing() -> None:
    assert suggestions_find(bank(0), [record(1, 10_000), record(2, 0)]) == []


amounts = st.integers(1, 40).map(lambda value: value * 100)


@given(
    amount=amounts,
    sign=st.sampled_from((1, -1)),
    records=st.lists(st.tuples(amounts, st.integers(-10, 40), st.sampled_from(("", "Ann", "Bob"))), max_size=14),
)
def test_whatever_is_suggested_adds_up(amount: int, sign: int, records: list[tuple[int, int, str]]) -> None:
    near = [record(number, sign * each, days, text=name) for number, (each, days, name) in enumerate(records, start=1)]
    open_of = {each.id: each.amount for each in near}
    found = suggestions_find(bank(sign * amount, text="from Ann"), near)
    assert len(found) <= MOST_SUGGESTIONS
    for each in found:
        assert sum(part for _, part in each.parts) == sign * amount
        assert len({identity for identity, _ in each.parts}) == len(each.parts)
        assert all(0 < sign * part <= sign * open_of[identity] for identity, part in each.parts)
        assert 0 < each.score <= 100
    assert all(first.score >= second.score for first, second in pairwise(found))
