"""What the values themselves promise: account types, entries that balance, and errors that explain themselves."""

from __future__ import annotations

import pytest

from bookkeeping.books import AccountType
from bookkeeping.entries import Entry, JournalLine
from bookkeeping.errors import (
    AmountOutOfBoundsError,
    DaybookError,
    InvalidError,
    ManyInvalidError,
    TermsError,
    UnbalancedError,
)
from bookkeeping.money import MAX_MINOR
from tests.bookkeeping.world import BANK, DAY, INCOME


def row(amount: int, home: int, currency: str = "CAD") -> JournalLine:
    return JournalLine(account=BANK, amount=amount, currency=currency, home=home)


def test_a_deposit_into_a_bank_is_negative_and_a_loan_normally_positive() -> None:
    assert not AccountType.BANK.normal_balance_credit
    assert AccountType.LONG_TERM_LIABILITY.normal_balance_credit
    assert len(AccountType) == 21


def test_money_lies_in_banks_cash_and_cards() -> None:
    assert {each for each in AccountType if each.holds_money} == {
        AccountType.BANK,
        AccountType.CASH,
        AccountType.CREDIT_CARD,
    }


@pytest.mark.parametrize(
    "lines",
    [
        (row(1, 1),),
        (row(1, 1), row(-1, -2)),
        (row(1, 1), row(-1, -1, "USD")),
        (row(1, 1, "USD"), row(-1, -1, "EUR"), row(0, 0)),
    ],
)
def test_an_unbalanced_entry_cannot_be_built(lines: tuple[JournalLine, ...]) -> None:
    with pytest.raises(UnbalancedError):
        Entry(date=DAY, lines=lines)


def test_lines_that_are_zero_twice_are_left_out() -> None:
    gain = JournalLine(account=INCOME, amount=0, currency="USD", home=1)
    entry = Entry(date=DAY, lines=(row(0, 0), gain, row(0, -1, "USD")))
    assert entry.lines == (gain, row(0, -1, "USD"))


@pytest.mark.parametrize(("amount", "home"), [(MAX_MINOR + 1, 0), (0, MAX_MINOR + 1)])
def test_an_entry_keeps_the_bounds(amount: int, home: int) -> None:
    with pytest.raises(AmountOutOfBoundsError):
        Entry(date=DAY, lines=(row(amount, home, "USD"), row(-amount, -home, "USD")))


def subclasses(error: type[DaybookError]) -> list[type[DaybookError]]:
    return [error, *(each for child in error.__subclasses__() for each in subclasses(child))]


def test_every_error_has_a_code_of_its_own() -> None:
    codes = [error.code for error in subclasses(DaybookError)]
    assert len(set(codes)) == len(codes)


def test_an_error_says_what_its_docstring_says_unless_told() -> None:
    assert str(UnbalancedError()) == "The lines do not sum to zero."
    assert TermsError("What?", field="terms").message == "What?"
    assert ManyInvalidError((InvalidError("One."), TermsError("Two."))).message == "One. Two."
