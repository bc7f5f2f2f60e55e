"""The tax on a line: exclusive and inclusive, compound, fixed amounts, and what always holds."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookkeeping.errors import AmountOutOfBoundsError, TaxCodeError
from bookkeeping.money import MAX_MINOR
from bookkeeping.taxes import Tax, TaxExpression, TaxTable, TaxTerm, parse, tax_line
from tests.bookkeeping.world import CAD, DAY, GST, JPY, KWD, PST, QST

TABLE = TaxTable.at(DAY, (GST, QST, PST), {})


def split(amount: int, code: str, *, negative: bool = False) -> tuple[int, list[int]]:
    line = tax_line(amount, parse(code, TABLE), CAD, negative=negative)
    return line.net, [share.amount for share in line.taxes]


@pytest.mark.parametrize(
    ("amount", "code", "net", "taxes"),
    [
        (10000, "", 10000, []),
        (10000, "G,Q", 10000, [500, 788]),
        (10000, "Q,G", 10000, [750, 500]),
        (10000, "P,Q,G", 10000, [800, 810, 500]),
        (10000, "3.24P,Q", 10000, [324, 774]),
        (10, "G", 10, [1]),
        (9, "G", 9, [0]),
        (10000, "-P", 9259, [741]),
        (10000, "-G", 9524, [476]),
        (11288, "-G,Q", 10000, [500, 788]),
        (11250, "-Q,G", 10000, [750, 500]),
        (10324, "-3.24G", 10000, [324]),
        (10000, "-3.24G,1Q", 9576, [324, 100]),
        (11124, "-P,3.24G", 10000, [800, 324]),
        (0, "-G", 0, [0]),
        (0, "3.24G", 0, [324]),
        (0, "-3.24G", -324, [324]),
        (100, "-3.24G", -224, [324]),
    ],
)
def test_a_line_and_its_mirror_image(amount: int, code: str, net: int, taxes: list[int]) -> None:
    assert split(amount, code) == (net, taxes)
    assert split(-amount, code, negative=True) == (-net, [-tax for tax in taxes])


def test_the_sign_is_asked_for_only_when_the_amount_is_zero() -> None:
    assert split(10000, "G", negative=True) == (10000, [500])


def test_a_fixed_amount_is_in_major_units_of_the_currency() -> None:
    expression = parse("3.2455G", TABLE)
    assert tax_line(100, expression, JPY).taxes[0].amount == 3
    assert tax_line(100, expression, KWD).taxes[0].amount == 3246


def test_a_share_carries_the_name_in_force() -> None:
    share = tax_line(100, parse("g", TABLE), CAD).taxes[0]
    assert (share.tax, share.name) == (GST, "GST")


@pytest.mark.parametrize(
    ("amount", "code"),
    [
        (MAX_MINOR, "1000%G,1000%Q"),
        (MAX_MINOR, "G"),
        (1, "99999999999999G"),
        (1, "-99999999999999G"),
        (1, "9" * 400 + "%G"),
    ],
)
def test_what_exceeds_the_bounds_is_refused_with_its_field(amount: int, code: str) -> None:
    with pytest.raises(AmountOutOfBoundsError) as caught:
        tax_line(amount, parse(code, TABLE), CAD, field="lines[0].tax_code")
    assert caught.value.field == "lines[0].tax_code"


def test_an_inclusive_code_that_no_net_amount_satisfies_is_refused() -> None:
    tax = Tax(id=9, name="Refund", rate=Decimal(-100))
    expression = TaxExpression((TaxTerm(tax=tax, name="Refund", rate=tax.rate),), inclusive=True)
    with pytest.raises(TaxCodeError):
        tax_line(100, expression, CAD, field="lines[0].tax_code")


amounts = st.integers(-(10**12), 10**12)
rates = st.decimals(min_value=0, max_value=50, places=3)
fixed = st.none() | st.decimals(min_value=0, max_value=1000, places=2)


@st.composite
def expressions(draw: st.DrawFn, *, with_fixed: bool = True) -> TaxExpression:
    terms = []
    for number in range(draw(st.integers(0, 4))):
        tax = Tax(id=number, name=f"T{number}", rate=draw(rates), compound=draw(st.booleans()))
        part = draw(fixed) if with_fixed else None
        terms.append(TaxTerm(tax=tax, name=tax.name, rate=tax.rate, fixed=part))
    return TaxExpression(tuple(terms), draw(st.booleans()))


@given(amounts, expressions())
def test_net_and_taxes_make_up_the_amount(amount: int, expression: TaxExpression) -> None:
    line = tax_line(amount, expression, CAD)
    assert line.total == line.net + sum(share.amount for share in line.taxes)
    assert (line.total if expression.inclusive else line.net) == amount


@given(amounts, expressions())
def test_a_negative_line_mirrors_the_positive_one(amount: int, expression: TaxExpression) -> None:
    line = tax_line(amount, expression, CAD, negative=False)
    assert tax_line(-amount, expression, CAD, negative=True) == line.negated()
    assert line.negated().negated() == line


@given(amounts, expressions(with_fixed=False))
def test_inclusive_and_exclusive_differ_by_rounding_only(amount: int, expression: TaxExpression) -> None:
    inclusive = tax_line(amount, TaxExpression(expression.terms, inclusive=True), CAD)
    exclusive = tax_line(inclusive.net, TaxExpression(expression.terms), CAD)
    pairs = zip(inclusive.taxes, exclusive.taxes, strict=True)
    assert all(abs(one.amount - other.amount) <= 6 for one, other in pairs)
