"""What is owed: by age, and deed by deed; what counts as it is paid."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookkeeping.books import AccountType
from bookkeeping.records import RecordType
from bookkeeping.reporting.activity import Deed, activity
from bookkeeping.reporting.ageing import BUCKETS, PAYABLE, RECEIVABLE, OpenItem, aged
from bookkeeping.reporting.cash_basis import DocumentLine, Part, Settled, recognised
from bookkeeping.reporting.figures import NOBODY, Selection

TODAY = date(2026, 3, 31)
ANN, BOB = 7, 8


def item(home: int, *, overdue: int = 0, record: int = 1, contact: int = ANN, **given: Any) -> OpenItem:
    """Return an invoice as it lies on a receivable, so many days overdue; ``home`` is what is owed."""
    due = TODAY - timedelta(days=overdue)
    values: dict[str, Any] = {
        "account_type": AccountType.ACCOUNTS_RECEIVABLE,
        "type": RecordType.INVOICE,
        "number": str(record),
        "contact_name": {ANN: "ann", BOB: "Bob"}.get(contact),
        "currency": "CAD",
        "date": due,
        "due": due,
        "original": -home,
        "amount": -home,
        **given,
    }
    return OpenItem(record=record, contact=contact, home=-home, **values)


@pytest.mark.parametrize(
    ("overdue", "bucket"), [(-400, 0), (0, 0), (1, 1), (30, 1), (31, 2), (60, 2), (61, 3), (90, 3), (91, 4), (4_000, 4)]
)
def test_an_item_falls_into_the_bucket_of_its_days(overdue: int, bucket: int) -> None:
    total = aged([item(100, overdue=overdue)], RECEIVABLE, TODAY).total
    assert [figure.amount for figure in total.buckets] == [100 if place == bucket else 0 for place in range(5)]
    of = total.buckets[bucket].of
    assert (of.due_from or date.min) <= TODAY - timedelta(days=overdue) <= (of.due_to or date.max)


def test_the_buckets_leave_no_day_out() -> None:
    for one, other in pairwise(BUCKETS):
        assert one.most is not None
        assert other.least == one.most + 1


def test_contacts_stand_by_name_and_those_without_one_last() -> None:
    items = [
        item(5, record=1, contact=NOBODY),
        item(7, record=2, contact=BOB),
        item(100, record=3, overdue=2),
        item(-30, record=4, overdue=5, original=50, type=RecordType.INVOICE_PAYMENT),
    ]
    report = aged(items, RECEIVABLE, TODAY)
    assert [(each.contact, each.name, each.aged.whole.amount) for each in report.contacts] == [
        (ANN, "ann", 70),
        (BOB, "Bob", 7),
        (None, None, 5),
    ]
    told = [(each.item.record, each.days, each.original, each.amount) for each in report.contacts[0].items]
    assert told == [(4, 5, -50, -30), (3, 2, 100, 100)]
    assert report.contacts[0].items[0].figure.of == Selection(
        types=RECEIVABLE.types, end=TODAY, contact=ANN, document=4, currency="CAD", side=RECEIVABLE.side
    )
    assert report.total.whole.amount == 82


def test_what_is_owed_to_vendors_is_positive_too() -> None:
    (contact,) = aged([item(-100, type=RecordType.BILL)], PAYABLE, TODAY).contacts
    assert (contact.aged.whole.amount, contact.items[0].amount) == (100, 100)


def test_activity_tells_what_is_owed_after_each_deed() -> None:
    def deed(day: int, home: int, record: int) -> Deed:
        return Deed(
            record=record,
            type=RecordType.INVOICE,
            number=None,
            memo=None,
            date=date(2026, 3, day),
            currency="USD",
            amount=2 * home,
            home=home,
        )

    base = Selection(contact=ANN, start=date(2026, 3, 1), end=TODAY)
    told = activity(base, -50, [deed(2, -100, 1), deed(9, 120, 2)])
    assert [(row.amount, row.figure.amount, row.balance) for row in told.rows] == [(200, 100, 150), (-240, -120, 30)]
    assert (told.opening.amount, told.change.amount, told.closing.amount) == (50, -20, 30)
    assert (told.opening.of.start, told.opening.of.end) == (None, date(2026, 2, 28))
    assert (told.closing.of.start, told.closing.of.end) == (None, TODAY)
    assert (told.rows[1].figure.of.record, told.rows[1].figure.of.start) == (2, date(2026, 3, 9))


JANUARY, FEBRUARY, MARCH = date(2026, 1, 10), date(2026, 2, 10), date(2026, 3, 10)


def test_an_invoice_counts_as_it_is_paid_and_its_tax_never() -> None:
    """An invoice of 100.00 and 5.00 tax, paid with 42.00 and with 63.00."""
    paid = [Settled(1, FEBRUARY, 22, 6_300), Settled(1, JANUARY, 21, 4_200)]
    parts = list(recognised([DocumentLine(9, 1, 10_000, 10_000)], paid, {1: -10_500}))
    assert parts == [Part(9, JANUARY, 21, 4_000, 4_000), Part(9, FEBRUARY, 22, 6_000, 6_000)]


def test_an_invoice_and_a_credit_note_that_are_netted_count_as_nothing_together() -> None:
    lines = [DocumentLine(8, 1, 10_000, 10_000), DocumentLine(9, 2, -5_000, -5_000)]
    netted = [Settled(1, MARCH, 21, 5_250), Settled(2, MARCH, 21, -5_250)]
    parts = list(recognised(lines, netted, {1: -10_500, 2: 5_250}))
    assert [(part.line, part.home) for part in parts] == [(8, 5_000), (9, -5_000)]


def test_a_bill_counts_as_it_is_paid_and_a_document_that_nobody_paid_does_not() -> None:
    lines = [DocumentLine(8, 1, -10_000, -12_500), DocumentLine(9, 2, 100, 100)]
    parts = list(recognised(lines, [Settled(1, MARCH, 21, -5_000)], {1: 10_000, 2: -100}))
    assert parts == [Part(8, MARCH, 21, -5_000, -6_250)]


@given(
    home=st.integers(-10_000, 10_000),
    own=st.integers(-10_000, 10_000).filter(bool),
    cuts=st.lists(st.integers(0, 10_000), max_size=5),
)
def test_the_parts_of_a_settled_document_add_up_to_its_lines(home: int, own: int, cuts: list[int]) -> None:
    steps = [0, *sorted(cut * abs(own) // 10_000 for cut in cuts), abs(own)]
    sign = 1 if own < 0 else -1
    paid = [
        Settled(1, JANUARY + timedelta(days=place), place, sign * (now - then))
        for place, (then, now) in enumerate(pairwise(steps))
    ]
    parts = list(recognised([DocumentLine(9, 1, 2 * home, home)], paid, {1: own}))
    assert (sum(part.amount for part in parts), sum(part.home for part in parts)) == (2 * home, home)
