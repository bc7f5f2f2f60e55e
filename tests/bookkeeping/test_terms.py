"""Payment terms: the day they mean, the discount they give, and what is refused."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookkeeping.errors import TermsError
from bookkeeping.terms import MAX_DAYS, due_date, early_discount

DAY = date(2026, 1, 10)


@pytest.mark.parametrize(
    ("terms", "due"),
    [
        ("", DAY),
        ("   ", DAY),
        ("due on receipt", DAY),
        ("Due Upon Receipt", DAY),
        ("COD", DAY),
        ("net 30", date(2026, 2, 9)),
        ("NET 30", date(2026, 2, 9)),
        ("Net30", date(2026, 2, 9)),
        ("n30", date(2026, 2, 9)),
        ("n/30", date(2026, 2, 9)),
        ("30 days", date(2026, 2, 9)),
        ("30", date(2026, 2, 9)),
        (" net   30  Days ", date(2026, 2, 9)),
        ("1 day", date(2026, 1, 11)),
        ("net 0", DAY),
        ("EOM", date(2026, 1, 31)),
        ("net EOM", date(2026, 1, 31)),
        ("15 EOM", date(2026, 2, 15)),
        ("15 days EOM", date(2026, 2, 15)),
        ("net 30 eom", date(2026, 3, 2)),
        ("2/10 net 30", date(2026, 2, 9)),
        ("2/10, n/30", date(2026, 2, 9)),
        ("1.5% / 10 days net 45", date(2026, 2, 24)),
        ("2/10 EOM", date(2026, 1, 31)),
        (f"net {MAX_DAYS}", date(2036, 1, 8)),
    ],
)
def test_due(terms: str, due: date) -> None:
    assert due_date(terms, DAY) == due


def test_the_end_of_february_knows_leap_years() -> None:
    assert due_date("EOM", date(2028, 2, 1)) == date(2028, 2, 29)
    assert due_date("15 EOM", date(2025, 12, 31)) == date(2026, 1, 15)


@pytest.mark.parametrize(
    ("terms", "discount"),
    [
        ("2/10 net 30", (Decimal(2), 10)),
        ("2.5%/7, 30 days", (Decimal("2.5"), 7)),
        ("net 30", None),
        ("", None),
        ("EOM", None),
        ("1/5 due on receipt", (Decimal(1), 5)),
    ],
)
def test_discount(terms: str, discount: tuple[Decimal, int] | None) -> None:
    assert early_discount(terms) == discount


@pytest.mark.parametrize(
    "terms",
    ["soon", "net", "net -30", "net 3651", "net 99999", "net 999999999999", "2/10", "2/9999 net 30", "200/10 net 30",
     "net 30 please", "EOM EOM", "٣٠ days", "30.5 days", "\x00"],
)  # fmt: skip
def test_refused_with_the_field(terms: str) -> None:
    with pytest.raises(TermsError) as caught:
        due_date(terms, DAY)
    assert caught.value.field == "terms"


@given(st.text(max_size=30), st.dates(date(1900, 1, 1), date(2200, 12, 31)))
def test_any_text_is_a_day_not_before_the_document_or_refused(terms: str, day: date) -> None:
    try:
        due = due_date(terms, day)
    except TermsError:
        return
    assert due >= day
