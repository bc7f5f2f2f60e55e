"""Sales tax: what was collected from customers, what was paid to vendors, and what is due of the difference.

Collected is positive as a credit, paid as a debit, what is due as a credit again; credit notes lessen both. Tax paid
that nobody gives back is part of the expense, and not told here. Beside the taxes stand the accounts that they are
recorded in: what these held before, what the taxes brought, what else moved them (payments to the office, say), and
what they hold.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from bookkeeping.records import RecordType
from bookkeeping.reporting.figures import Figure, Selection, Side

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bookkeeping.reporting.balances import Balances, ChartAccount

SOLD, BOUGHT = (RecordType.INVOICE,), (RecordType.BILL,)


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxFacts:
    """A tax as a report names it."""

    id: int
    name: str
    short_name: str
    registration: str


@dataclass(frozen=True, slots=True)
class TaxMoved:
    """What the lines of a tax sum to at home on an account, over the period: a credit amount."""

    tax: int
    account: int
    record_type: RecordType
    home: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxFigures:
    """What was collected and paid, and the difference."""

    collected: Figure
    paid: Figure
    net: Figure


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxRow:
    """A tax and its figures."""

    tax: TaxFacts
    figures: TaxFigures


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxAccountRow:
    """An account that taxes are recorded in: before, by taxes, by anything else, after. Credit amounts."""

    account: ChartAccount
    opening: Figure
    taxes: Figure
    other: Figure
    closing: Figure


@dataclass(frozen=True, slots=True, kw_only=True)
class SalesTax:
    """The sales tax of the days of ``base``."""

    base: Selection
    rows: tuple[TaxRow, ...]
    accounts: tuple[TaxAccountRow, ...]
    total: TaxFigures


def sales_tax(
    base: Selection, taxes: Iterable[TaxFacts], moved: Iterable[TaxMoved], balances: Balances, accounts: Iterable[int]
) -> SalesTax:
    """Return the sales tax of a period.

    Args:
        base: its days, with a start, perhaps as known at a changeset.
        taxes: those to be shown, in order.
        moved: what all tax lines of the period sum to.
        balances: of all accounts, before and at the end of the period.
        accounts: those that taxes are recorded in; such as have lines of taxes are shown anyway.
    """
    found = tuple(moved)
    every = {*accounts, *(each.account for each in found)}
    return SalesTax(
        base=base,
        rows=tuple(
            TaxRow(tax=tax, figures=_figures([each for each in found if each.tax == tax.id], replace(base, tax=tax.id)))
            for tax in taxes
        ),
        accounts=tuple(
            _account(account, sum(each.home for each in found if each.account == account.id), balances, base)
            for account in balances.chart
            if account.id in every
        ),
        total=_figures(found, replace(base, taxed=True)),
    )


def _figures(found: Sequence[TaxMoved], base: Selection) -> TaxFigures:
    def figure(types: tuple[RecordType, ...], side: Side) -> Figure:
        amount = side.sign * sum(each.home for each in found if each.record_type in types)
        return Figure(amount=amount, of=replace(base, record_types=types, side=side))

    return TaxFigures(
        collected=figure(SOLD, Side.CREDIT), paid=figure(BOUGHT, Side.DEBIT), net=figure(SOLD + BOUGHT, Side.CREDIT)
    )


def _account(account: ChartAccount, taxes: int, balances: Balances, base: Selection) -> TaxAccountRow:
    within = replace(base, accounts=(account.id,))
    after = replace(within, start=None)
    before = replace(after, end=base.start and base.start - timedelta(days=1))
    return TaxAccountRow(
        account=account,
        opening=Figure(amount=balances.amount(before), of=before),
        taxes=Figure(amount=taxes, of=replace(within, taxed=True)),
        other=Figure(amount=balances.amount(within) - taxes, of=replace(within, taxed=False)),
        closing=Figure(amount=balances.amount(after), of=after),
    )
