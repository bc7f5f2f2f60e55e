"""Taxes: their names and rates in time, the tax-code language, and the tax on a line.

The language (contract 5.5; DESIGN, section 4, "Taxes")::

    expression = token *( "," token )            an empty expression is no tax
    token      = ["-"] [ number | number "%" ] name

* A name is a tax's short name, a tax's name, or the name of a tax code, whose expansion is again an
  expression; in this order, spelled exactly, and only then in other letter case.
* A number is an amount of tax in major units (``3.24S``); with a per cent sign it is a rate (``4%S``). A name may
  contain digits: a token that is a name as a whole is that name; otherwise the number is as long as it can be.
* A minus on any token, also inside an expansion, makes the whole line tax-inclusive for all its taxes.
* Before a tax's effective date its previous rate and names are in force. A name that is not in force is
  still understood when nothing else bears it, so that a tax code stored with a contact outlives a change.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING

from bookkeeping.errors import TaxCodeError
from bookkeeping.money import bounded, round_half_away, round_ratio, to_minor

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from bookkeeping.money import Currency

MAX_EXPRESSION = 500
"""Characters in an expression, and in each expansion."""
MAX_READ = 100
"""So many expressions are kept with the names of a day."""
OVERRIDE = re.compile(r"(?P<number>(?:[0-9]++(?:\.[0-9]*+)?+|\.[0-9]++))\s*+(?P<percent>%?+)\s*+(?P<name>.+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tax:
    """A sales tax (seed 002, tax). Rates are percentages; the accounts may be of any type.

    ``compound`` is the wire's appliesToAmountAfterPreviousTaxes; what is not ``registered`` is no asset when
    paid, but part of the cost; ``previous_…`` hold before ``effective_date``.
    """

    id: int
    name: str
    short_name: str | None = None
    rate: Decimal
    previous_rate: Decimal | None = None
    previous_name: str | None = None
    previous_short_name: str | None = None
    effective_date: date | None = None
    compound: bool = False
    registered: bool = True
    registration: str | None = None
    payable_account: int | None = None
    receivable_account: int | None = None
    expense_account: int | None = None

    def at(self, day: date) -> Tax:
        """Return the tax with the rate and names that are in force on a day."""
        if self.effective_date is None or day >= self.effective_date:
            return self
        return replace(
            self,
            rate=self.rate if self.previous_rate is None else self.previous_rate,
            name=self.previous_name or self.name,
            short_name=self.previous_short_name or self.short_name,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxTerm:
    """One tax of an expression: its name and percentage in force, or a fixed amount in major units."""

    tax: Tax
    name: str
    rate: Decimal
    fixed: Decimal | None = None

    @property
    def share(self) -> Fraction:
        """The rate as a fraction of the amount: 5 % is 1/20."""
        return Fraction(self.rate) / 100


@dataclass(frozen=True, slots=True)
class TaxCode:
    """A named shortcut for an expression."""

    name: str
    expansion: str


@dataclass(frozen=True, slots=True)
class TaxExpression:
    """What a tax code means: taxes in the order written, and whether the amount includes them."""

    terms: tuple[TaxTerm, ...] = ()
    inclusive: bool = False


@dataclass(frozen=True, slots=True)
class TaxShare:
    """A tax on a line: ``name`` was in force at the date, ``amount`` is in minor units."""

    tax: Tax
    name: str
    amount: int


@dataclass(frozen=True, slots=True)
class TaxedLine:
    """A line taken apart: net plus taxes is what is due for it, in minor units."""

    net: int
    taxes: tuple[TaxShare, ...] = ()

    @property
    def total(self) -> int:
        """Net and taxes together."""
        return self.net + sum(share.amount for share in self.taxes)

    def negated(self) -> TaxedLine:
        """Return the mirror image: the same line of a credit note."""
        return TaxedLine(-self.net, tuple(replace(share, amount=-share.amount) for share in self.taxes))


@dataclass(frozen=True, slots=True)
class TaxTable:
    """The names that a tax code may use on one day, exactly spelled and in any letter case."""

    exact: Mapping[str, TaxTerm | TaxCode]
    folded: Mapping[str, TaxTerm | TaxCode]
    read: dict[str, TaxExpression] = field(default_factory=dict, compare=False, repr=False)
    """What was read before: the lines of a document mostly have the same tax code, and so have those of the next."""

    @classmethod
    def at(cls, day: date, taxes: Iterable[Tax], tax_codes: Mapping[str, str]) -> TaxTable:
        """Lay out the names of a day; of two equal names the first in the documented order counts."""
        return _laid_out(day, tuple(taxes), tuple(tax_codes.items()))

    def find(self, name: str) -> TaxTerm | TaxCode | None:
        """Return what a name stands for: exact spelling first, then any letter case."""
        return self.exact.get(name) or self.folded.get(name.casefold())


@lru_cache(maxsize=256)
def _laid_out(day: date, taxes: tuple[Tax, ...], tax_codes: tuple[tuple[str, str], ...]) -> TaxTable:
    exact: dict[str, TaxTerm | TaxCode] = {}
    folded: dict[str, TaxTerm | TaxCode] = {}
    for name, meaning in _names(day, taxes, tax_codes):
        exact.setdefault(name, meaning)
        folded.setdefault(name.casefold(), meaning)
    return TaxTable(exact, folded)


def _names(
    day: date, taxes: tuple[Tax, ...], tax_codes: Iterable[tuple[str, str]]
) -> Iterator[tuple[str, TaxTerm | TaxCode]]:
    """Yield every name and its meaning, the more binding ones first."""
    in_force = [(tax.at(day), tax) for tax in taxes]
    terms = [(now, TaxTerm(tax=tax, name=now.name, rate=now.rate)) for now, tax in in_force]
    yield from ((now.short_name, term) for now, term in terms if now.short_name)
    yield from ((now.name, term) for now, term in terms)
    yield from ((name, TaxCode(name, expansion)) for name, expansion in tax_codes)
    for _, term in terms:
        tax = term.tax
        others = (tax.short_name, tax.previous_short_name, tax.name, tax.previous_name)
        yield from ((name, term) for name in others if name)


def parse(expression: str | None, table: TaxTable, *, field: str = "tax_code") -> TaxExpression:
    """Read a tax code.

    Args:
        expression: for instance ``S``, ``S,L``, ``8%S,4.25L`` or ``-S``; None or blank is no tax.
        table: the names of the record's date.
        field: the input to name when the expression cannot be read.

    Raises:
        TaxCodeError: an unknown name, an empty token, a tax or tax code twice (or a tax code that leads back
            to itself), a number before a tax code.
    """
    if expression is None or not expression.strip():
        return TaxExpression()
    if expression in table.read:
        return table.read[expression]
    read = tuple(_Reader(table, field).terms(expression))
    taxes = [term.tax.id for term, _ in read]
    if len(set(taxes)) < len(taxes):
        message = f"The tax code {expression!r} names a tax twice."
        raise TaxCodeError(message, field=field)
    meaning = TaxExpression(tuple(term for term, _ in read), any(inclusive for _, inclusive in read))
    if len(table.read) < MAX_READ:
        table.read[expression] = meaning
    return meaning


@dataclass(slots=True)
class _Reader:
    """Reads an expression; remembers the tax codes on the way, since each may be expanded once only."""

    table: TaxTable
    blame: str
    expanded: set[str] = field(default_factory=set)

    def terms(self, expression: str) -> Iterator[tuple[TaxTerm, bool]]:
        """Yield each tax and whether its token asks for tax-inclusive amounts."""
        if len(expression) > MAX_EXPRESSION:
            message = f"A tax code has at most {MAX_EXPRESSION} characters."
            raise self.fault(message)
        for token in expression.split(","):
            word = token.strip()
            name = word.removeprefix("-").lstrip()
            if not name:
                message = f"The tax code {expression!r} has an empty part."
                raise self.fault(message)
            for term, inclusive in self.token(name):
                yield term, inclusive or word.startswith("-")

    def token(self, word: str) -> Iterator[tuple[TaxTerm, bool]]:
        """Yield the taxes of one token, without its minus."""
        meaning = self.table.find(word)
        if isinstance(meaning, TaxCode):
            yield from self.expansion(meaning)
        else:
            yield meaning or self.override(word), False

    def expansion(self, code: TaxCode) -> Iterator[tuple[TaxTerm, bool]]:
        """Yield the taxes of a tax code; a blank expansion is no tax."""
        if code.name in self.expanded:
            message = f"The tax code {code.name!r} is used twice or leads back to itself."
            raise self.fault(message)
        self.expanded.add(code.name)
        if code.expansion.strip():
            yield from self.terms(code.expansion)

    def override(self, word: str) -> TaxTerm:
        """Return the tax of a token that begins with an amount or a rate."""
        match = OVERRIDE.fullmatch(word)
        meaning = self.table.find(match["name"]) if match else None
        if match is None or meaning is None:
            message = f"There is no tax {word!r}."
            raise self.fault(message)
        if isinstance(meaning, TaxCode):
            message = f"In {word!r} the number stands before a tax code; it must stand before a tax."
            raise self.fault(message)
        number = Decimal(match["number"])
        return replace(meaning, rate=number) if match["percent"] else replace(meaning, fixed=number)

    def fault(self, message: str) -> TaxCodeError:
        """Return the error with this message, to be raised."""
        return TaxCodeError(message, field=self.blame)


def tax_line(
    amount: int, expression: TaxExpression, currency: Currency, *, negative: bool = False, field: str | None = None
) -> TaxedLine:
    """Take a line apart into net and taxes, each rounded half away from zero to the minor unit.

    A negative line is the exact mirror image of the positive one, fixed amounts of tax included.

    Args:
        amount: quantity times price in minor units.
        expression: the taxes, read by ``parse``.
        currency: of the line; fixed amounts of tax are in it as well.
        negative: the sign of a line whose amount is zero (a credited line that consists of tax only).
        field: the input to name when an amount is out of bounds.

    Raises:
        AmountOutOfBoundsError: a tax or the net amount exceeds the bounds.
        TaxCodeError: tax-inclusive with rates of -100 % or less, which no net amount satisfies.
    """
    apart = _inclusive if expression.inclusive else _exclusive
    line = apart(abs(amount), expression.terms, currency, field)
    for part in (line.net, line.total, *(share.amount for share in line.taxes)):
        bounded(part, field=field)
    return line.negated() if amount < 0 or (amount == 0 and negative) else line


def _exclusive(net: int, terms: tuple[TaxTerm, ...], currency: Currency, field: str | None) -> TaxedLine:
    """Add each tax to the net amount; a compound one applies to the net and the taxes before it."""
    shares: list[TaxShare] = []
    before = 0
    for term in terms:
        if term.fixed is None:
            percent, parts = term.rate.as_integer_ratio()
            amount = round_ratio((net + before if term.tax.compound else net) * percent, parts * 100)
        else:
            amount = to_minor(term.fixed, currency, field=field)
        before += amount
        shares.append(TaxShare(term.tax, term.name, amount))
    return TaxedLine(net, tuple(shares))


def _inclusive(total: int, terms: tuple[TaxTerm, ...], currency: Currency, field: str | None) -> TaxedLine:
    """Find the net amount whose taxes make up the total.

    Each tax is ``slope * net + offset``, so the total is linear in the net amount too. Net and taxes are
    rounded on their own, and the last tax with a rate takes the residue; without such a tax the net takes it.
    """
    lines: list[tuple[Fraction, Fraction]] = []
    slope, offset = Fraction(0), Fraction(0)
    for term in terms:
        tax = _slope_and_offset(term, slope, offset, currency, field)
        lines.append(tax)
        slope, offset = slope + tax[0], offset + tax[1]
    if 1 + slope <= 0:
        message = "No net amount satisfies this tax-inclusive tax code."
        raise TaxCodeError(message, field=field)
    exact = (total - offset) / (1 + slope)
    net = round_half_away(exact)
    amounts = [round_half_away(a * exact + b) for a, b in lines]
    rated = [position for position, term in enumerate(terms) if term.fixed is None]
    if rated:
        amounts[rated[-1]] += total - net - sum(amounts)
    return TaxedLine(net, tuple(TaxShare(t.tax, t.name, amount) for t, amount in zip(terms, amounts, strict=True)))


def _slope_and_offset(
    term: TaxTerm, slope: Fraction, offset: Fraction, currency: Currency, field: str | None
) -> tuple[Fraction, Fraction]:
    """Return how a tax depends on the net amount, given how the taxes before it do together."""
    if term.fixed is not None:
        return Fraction(0), Fraction(to_minor(term.fixed, currency, field=field))
    if term.tax.compound:
        return term.share * (1 + slope), term.share * offset
    return term.share, Fraction(0)
