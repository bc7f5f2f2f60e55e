"""Profit and loss: what was earned and spent over some days.

Income is positive as a credit, costs and expenses are positive as debits. A gain or loss on exchange stands among the
expenses, a gain with a minus, so that gross profit is that of the trade. Year-end entries have no part in it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bookkeeping.books import AccountType
from bookkeeping.reporting.figures import Side
from bookkeeping.reporting.tables import Section, Statement, rows_of, sum_of

if TYPE_CHECKING:
    from bookkeeping.reporting.balances import Balances
    from bookkeeping.reporting.tables import Frame

INCOME: Final = Section(name="income", types=(AccountType.INCOME,), side=Side.CREDIT)
COSTS: Final = Section(name="cost_of_goods_sold", types=(AccountType.COST_OF_GOODS_SOLD,), side=Side.DEBIT)
EXPENSES: Final = Section(
    name="expenses", types=(AccountType.EXPENSE, AccountType.GAIN_OR_LOSS_ON_EXCHANGE), side=Side.DEBIT
)
SECTIONS: Final = (INCOME, COSTS, EXPENSES)
GROSS_PROFIT: Final = Section(name="gross_profit", types=INCOME.types + COSTS.types, side=Side.CREDIT)
NET_INCOME: Final = Section(
    name="net_income", types=tuple(kind for section in SECTIONS for kind in section.types), side=Side.CREDIT
)


def profit_and_loss(balances: Balances, frame: Frame) -> Statement:
    """Return the profit and loss of a period."""
    base = replace(frame.base, year_ends=False)
    return Statement(
        frame=frame,
        rows=tuple(row for section in SECTIONS for row in rows_of(balances, frame, section, base)),
        sums=tuple(
            sum_of(balances, frame, section, base) for section in (INCOME, COSTS, GROSS_PROFIT, EXPENSES, NET_INCOME)
        ),
    )
