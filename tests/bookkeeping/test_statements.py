"""Which transactions of a file are there already: by the bank's identity, else by their look."""

from __future__ import annotations

import datetime as dt

from bookkeeping.statements import Repeat, Sign, Told, repeats_find

DAY = dt.date(2026, 1, 5)


def told(amount: int = 350, text: str = "Coffee", fitid: str | None = None, day: dt.date = DAY) -> Told:
    """Return a transaction."""
    return Told(date=day, amount=amount, text=text, fitid=fitid)


def test_the_identity_decides_whatever_else_has_changed() -> None:
    known = [told(fitid="A"), told(fitid="B")]
    moved = told(amount=9, text="Tea", fitid="B", day=dt.date(2026, 2, 1))
    assert repeats_find([moved, told(fitid="C")], known) == [Repeat(1, Sign.FITID), None]


def test_an_identity_that_comes_twice_is_a_repeat_of_the_file_itself() -> None:
    assert repeats_find([told(fitid="A"), told(fitid="A")], []) == [None, Repeat(None, Sign.FITID)]


def test_without_an_identity_the_look_decides_without_case_and_spaces() -> None:
    known = [told(text="COFFEE  shop")]
    others = [told(text="Coffee Shop", amount=351), told(text="Coffee Shop", day=dt.date(2026, 1, 6)), told(text="Tea")]
    assert repeats_find([told(text="Coffee Shop")], known) == [Repeat(0, Sign.LOOK)]
    assert repeats_find(others, known) == [None, None, None]


def test_of_transactions_that_look_alike_as_many_are_known_as_there_are() -> None:
    found = repeats_find([told(), told(), told()], [told(), told()])
    assert found == [Repeat(0, Sign.LOOK), Repeat(1, Sign.LOOK), None]


def test_the_look_joins_what_has_an_identity_with_what_has_none() -> None:
    assert repeats_find([told()], [told(fitid="A")]) == [Repeat(0, Sign.LOOK)]
    assert repeats_find([told(fitid="A")], [told()]) == [Repeat(0, Sign.LOOK)]
    assert repeats_find([told(fitid="A")], [told(fitid="B")]) == [None]


def test_what_an_identity_has_found_is_not_found_again_by_its_look() -> None:
    assert repeats_find([told(fitid="A"), told()], [told(fitid="A")]) == [Repeat(0, Sign.FITID), None]
