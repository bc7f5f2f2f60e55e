"""Cash flow, the indirect way: how the money in banks and tills changed over some days, and what changed it.

Net income, and what every account that holds no cash changed by, as far as it brought cash: a credit is an inflow.
Since entries balance, all of that is the change of the cash. Credit cards are owed, so they are no cash. Year-end
entries move nothing but what was earned already, and are left out.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from bookkeeping.books import AccountType
from bookkeeping.reporting.balance_sheet import EQUITY, FIXED_ASSETS, LONG_TERM_LIABILITIES, OTHER_ASSETS
from bookkeeping.reporting.figures import Side
from bookkeeping.reporting.profit_and_loss import NET_INCOME
from bookkeeping.reporting.tables import Row, Section, Statement, Sum, rows_of, sum_of, told

if TYPE_CHECKING:
    from bookkeeping.reporting.balances import Balances
    from bookkeeping.reporting.figures import Selection
    from bookkeeping.reporting.periods import Period
    from bookkeeping.reporting.tables import Frame

CASH: Final = (AccountType.BANK, AccountType.CASH)
OPERATING: Final = Section(
    name="operating",
    types=(
        AccountType.ACCOUNTS_RECEIVABLE,
        AccountType.INVENTORY,
        AccountType.PREPAID_EXPENSE,
        AccountType.OTHER_CURRENT_ASSET,
        AccountType.ACCOUNTS_PAYABLE,
        AccountType.CREDIT_CARD,
        AccountType.TAXES,
        AccountType.PAYROLL_TAX,
        AccountType.CLIENT_CREDIT,
        AccountType.OTHER_CURRENT_LIABILITY,
    ),
    side=Side.CREDIT,
)
INVESTING: Final = Section(name="investing", types=FIXED_ASSETS.types + OTHER_ASSETS.types, side=Side.CREDIT)
FINANCING: Final = Section(name="financing", types=LONG_TERM_LIABILITIES.types + EQUITY.types, side=Side.CREDIT)
_ALL_OPERATING: Final = replace(OPERATING, types=NET_INCOME.types + OPERATING.types)
_CHANGE: Final = Section(name="net_change", types=CASH, side=Side.DEBIT)


def cash_flow(balances: Balances, frame: Frame) -> Statement:
    """Return the cash flow of a period that has a start."""
    base = replace(frame.base, year_ends=False)
    income = sum_of(balances, frame, NET_INCOME, base)
    rows = (row for section in (OPERATING, INVESTING, FINANCING) for row in rows_of(balances, frame, section, base))
    return Statement(
        frame=frame,
        rows=(Row(section=OPERATING.name, name=income.name, told=income.told), *rows),
        sums=(
            *(sum_of(balances, frame, section, base) for section in (_ALL_OPERATING, INVESTING, FINANCING, _CHANGE)),
            *_held(balances, frame),
        ),
    )


def _held(balances: Balances, frame: Frame) -> tuple[Sum, Sum]:
    """Return the cash that there was before the period, and at its end."""
    base = replace(frame.base, types=CASH, side=Side.DEBIT)

    def before(period: Period) -> Selection:
        return replace(base, end=period.start and period.start - timedelta(days=1))

    def after(period: Period) -> Selection:
        return replace(base, end=period.end)

    return (
        Sum(name="opening_cash", told=told(balances, frame, before)),
        Sum(name="closing_cash", told=told(balances, frame, after)),
    )
