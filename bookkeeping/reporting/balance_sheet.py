"""Balance sheet: what the business has and owes at the end of a day, and what is its owners'.

Assets are positive as debits, the other side as credits. What was earned and not yet closed stands in the equity, that
of earlier years apart from that of the fiscal year of the day; so both sides agree on any day, closed or not.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from bookkeeping.books import AccountType
from bookkeeping.reporting.figures import Side
from bookkeeping.reporting.profit_and_loss import NET_INCOME
from bookkeeping.reporting.tables import Row, Section, Statement, rows_of, sum_of, told

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bookkeeping.reporting.balances import Balances
    from bookkeeping.reporting.figures import Selection
    from bookkeeping.reporting.periods import FiscalStart, Period
    from bookkeeping.reporting.tables import Frame

CURRENT_ASSETS: Final = Section(
    name="current_assets",
    types=(
        AccountType.BANK,
        AccountType.CASH,
        AccountType.ACCOUNTS_RECEIVABLE,
        AccountType.INVENTORY,
        AccountType.PREPAID_EXPENSE,
        AccountType.OTHER_CURRENT_ASSET,
    ),
    side=Side.DEBIT,
)
FIXED_ASSETS: Final = Section(name="fixed_assets", types=(AccountType.FIXED_ASSET,), side=Side.DEBIT)
OTHER_ASSETS: Final = Section(name="other_assets", types=(AccountType.OTHER_ASSET,), side=Side.DEBIT)
CURRENT_LIABILITIES: Final = Section(
    name="current_liabilities",
    types=(
        AccountType.ACCOUNTS_PAYABLE,
        AccountType.CREDIT_CARD,
        AccountType.TAXES,
        AccountType.PAYROLL_TAX,
        AccountType.CLIENT_CREDIT,
        AccountType.OTHER_CURRENT_LIABILITY,
    ),
    side=Side.CREDIT,
)
LONG_TERM_LIABILITIES: Final = Section(
    name="long_term_liabilities", types=(AccountType.LONG_TERM_LIABILITY,), side=Side.CREDIT
)
EQUITY: Final = Section(name="equity", types=(AccountType.EQUITY, AccountType.RETAINED_EARNINGS), side=Side.CREDIT)
_ASSETS: Final = (CURRENT_ASSETS, FIXED_ASSETS, OTHER_ASSETS)
_LIABILITIES: Final = (CURRENT_LIABILITIES, LONG_TERM_LIABILITIES)
SECTIONS: Final = (*_ASSETS, *_LIABILITIES, EQUITY)
_OWED: Final = tuple(kind for section in _LIABILITIES for kind in section.types)
_OWNED: Final = EQUITY.types + NET_INCOME.types
SUMS: Final = (
    Section(name="assets", types=tuple(kind for section in _ASSETS for kind in section.types), side=Side.DEBIT),
    Section(name="liabilities", types=_OWED, side=Side.CREDIT),
    Section(name="equity", types=_OWNED, side=Side.CREDIT),
    Section(name="liabilities_and_equity", types=_OWED + _OWNED, side=Side.CREDIT),
)
EARLIER_INCOME: Final = "net_income_of_earlier_years"
CURRENT_INCOME: Final = "net_income_of_the_year"


def balance_sheet(balances: Balances, frame: Frame, fiscal: FiscalStart) -> Statement:
    """Return the balance sheet of the last day of each period of the frame."""
    accounts = (row for section in SECTIONS for row in rows_of(balances, frame, section, frame.base))
    parts = (sum_of(balances, frame, section, frame.base) for section in (*_ASSETS, *_LIABILITIES))
    return Statement(
        frame=frame,
        rows=(*accounts, *_unclosed(balances, frame, fiscal)),
        sums=(*parts, *(sum_of(balances, frame, section, frame.base) for section in SUMS)),
    )


def _unclosed(balances: Balances, frame: Frame, fiscal: FiscalStart) -> Iterator[Row]:
    """Yield what was earned and is not closed: before the fiscal year of the day, and in it."""
    base = replace(frame.base, types=NET_INCOME.types)

    def before(period: Period) -> Selection:
        return replace(base, end=fiscal.on_or_before(period.end) - timedelta(days=1), closing=True)

    def within(period: Period) -> Selection:
        return replace(base, start=fiscal.on_or_before(period.end), end=period.end)

    for name, asked in ((EARLIER_INCOME, before), (CURRENT_INCOME, within)):
        figures = told(balances, frame, asked)
        if not figures.empty:
            yield Row(section=EQUITY.name, name=name, told=figures)
