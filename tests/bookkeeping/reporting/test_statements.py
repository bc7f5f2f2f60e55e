"""Profit and loss, balance sheet and cash flow tie out, on two hundred random books (RELIABILITY T13)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from bookkeeping.books import AccountType
from bookkeeping.entries import EntryKind
from bookkeeping.reporting.balance_sheet import CURRENT_INCOME, EARLIER_INCOME, balance_sheet
from bookkeeping.reporting.balances import Balances, Cell, ChartAccount
from bookkeeping.reporting.cash_flow import CASH, cash_flow
from bookkeeping.reporting.figures import Selection, Side
from bookkeeping.reporting.periods import Comparison, FiscalStart, Interval, Period, columns_of
from bookkeeping.reporting.profit_and_loss import profit_and_loss
from bookkeeping.reporting.tables import Frame, Statement
from tests.bookkeeping.reporting.journals import EARNED, FIRST, LAST, Journal, figures

if TYPE_CHECKING:
    from collections.abc import Iterator

BOOKS = 200


def frames(journal: Journal) -> Iterator[Frame]:
    """Yield the frame of some period of a journal, and that of its last day."""
    chance = journal.chance
    start = FIRST + timedelta(days=chance.randrange(400))
    period = Period(start, start + timedelta(days=chance.randrange((LAST - start).days)))
    comparison = chance.choice([None, *Comparison])
    columns = columns_of(period, chance.choice([None, None, *Interval]), journal.fiscal)
    yield Frame(period=period, columns=columns, comparison=comparison)
    days = tuple(Period(None, column.end) for column in columns)
    base = Selection(closing=chance.random() < 0.5)
    yield Frame(period=Period(None, period.end), columns=days, comparison=comparison, base=base)


def sums(statement: Statement) -> list[dict[str, int]]:
    """Return the sums by name, of the whole, of each column, and of what these are compared with."""
    found = []
    for index in range(1 + len(statement.frame.columns)):
        told = [(each.name, (each.told.whole, *each.told.columns)[index]) for each in statement.sums]
        found.append({name: figure.amount for name, figure in told})
        if statement.frame.comparison:
            found.append({name: figure.compared.amount for name, figure in told if figure.compared})
    return found


def test_every_figure_is_the_sum_of_its_lines_and_every_statement_ties_out() -> None:
    count = 0
    for seed in range(BOOKS):
        journal = Journal.of(seed)
        balances = Balances(journal.chart, journal.cells())
        over, until = frames(journal)
        statements = (
            profit_and_loss(balances, over),
            balance_sheet(balances, until, journal.fiscal),
            cash_flow(balances, over),
        )
        for figure in (figure for statement in statements for figure in figures(statement)):
            assert figure.amount == journal.sum(figure.of), (seed, figure)
            count += 1
        check(*statements)
        check_parts(*statements[1:])
    assert count > 20 * BOOKS


def check(earned: Statement, held: Statement, moved: Statement) -> None:
    """Hold the sums of three statements of one book against each other, column by column."""
    for total in sums(earned):
        assert total["gross_profit"] == total["income"] - total["cost_of_goods_sold"]
        assert total["net_income"] == total["gross_profit"] - total["expenses"]
    for total in sums(held):
        assert total["assets"] == total["liabilities"] + total["equity"] == total["liabilities_and_equity"]
        assert total["assets"] == sum(total[f"{part}_assets"] for part in ("current", "fixed", "other"))
        assert total["liabilities"] == total["current_liabilities"] + total["long_term_liabilities"]
    for total in sums(moved):
        assert total["net_change"] == total["operating"] + total["investing"] + total["financing"]
        assert total["net_change"] == total["closing_cash"] - total["opening_cash"]
    for statement, name in ((earned, "net_income"), (moved, "net_change")):
        columns = next(each.told for each in statement.sums if each.name == name)
        if columns.columns:
            assert columns.whole.amount == sum(figure.amount for figure in columns.columns)
    income = next(row for row in moved.rows if row.account is None)
    assert income.told.whole.amount == next(e for e in earned.sums if e.name == "net_income").told.whole.amount


def check_parts(held: Statement, moved: Statement) -> None:
    """Hold the rows of statements against their sums."""
    for statement in (held, moved):
        parts: dict[str, int] = {}
        for row in statement.rows:
            parts[row.section] = parts.get(row.section, 0) + row.told.whole.amount
        shown = {total.name: total.told.whole.amount for total in statement.sums}
        assert {name: shown[name] for name in parts} == parts


@pytest.mark.parametrize("closing", [True, False])
def test_net_income_rolls_into_equity_whether_the_year_is_closed_or_not(*, closing: bool) -> None:
    journal, fiscal, end = Journal.of(3), FiscalStart(), date(2025, 12, 31)
    journal.lines = [line for line in journal.lines if line.kind == EntryKind.ORDINARY]
    opened = balance_sheet(Balances(journal.chart, journal.cells()), Frame(period=Period(None, end)), fiscal)
    for year in (2024, 2025):
        journal.close(date(year, 12, 31))
    frame = Frame(period=Period(None, end), base=Selection(closing=closing))
    closed = balance_sheet(Balances(journal.chart, journal.cells()), frame, fiscal)
    computed = {row.name for row in opened.rows if row.account is None}
    assert computed == {EARLIER_INCOME, CURRENT_INCOME}
    assert {row.name for row in closed.rows if row.account is None} == (set() if closing else {CURRENT_INCOME})
    assert [each.told.whole.amount for each in opened.sums] == [each.told.whole.amount for each in closed.sums]


def test_accounts_stand_by_number_shorter_ones_first_and_empty_ones_not_at_all() -> None:
    chart = [
        ChartAccount(id=identity, number=number, name=number, type=AccountType.INCOME)
        for identity, number in ((1, "4010"), (2, "500"), (3, "4000"), (4, "4020"))
    ]
    day = date(2026, 1, 5)
    cells = [
        Cell(1, EntryKind.ORDINARY, day, 5),
        Cell(2, EntryKind.ORDINARY, day, 7),
        Cell(3, EntryKind.ORDINARY, day, 9),
    ]
    found = profit_and_loss(Balances(chart, cells), Frame(period=Period(day, day)))
    assert [(row.account and row.account.id, row.told.whole.amount) for row in found.rows] == [(2, 7), (3, 9), (1, 5)]


def test_an_account_that_only_moved_in_what_is_compared_is_shown() -> None:
    chart = [ChartAccount(id=1, number="1", name="Sales", type=AccountType.INCOME)]
    cells = [Cell(1, EntryKind.ORDINARY, date(2025, 1, 5), 5)]
    frame = Frame(period=Period(date(2026, 1, 1), date(2026, 1, 31)), comparison=Comparison.PREVIOUS_YEAR)
    (row,) = profit_and_loss(Balances(chart, cells), frame).rows
    assert row.told.whole.amount == 0
    assert row.told.whole.compared is not None
    assert row.told.whole.compared.amount == 5
    without = replace(frame, comparison=None)
    assert profit_and_loss(Balances(chart, cells), without).rows == ()


def test_every_type_of_account_stands_in_one_section() -> None:
    chart = [ChartAccount(id=i, number=str(i), name=str(i), type=kind) for i, kind in enumerate(AccountType, start=1)]
    day = date(2026, 1, 5)
    balances = Balances(chart, [Cell(account.id, EntryKind.ORDINARY, day, account.id) for account in chart])
    sheet = balance_sheet(balances, Frame(period=Period(None, day)), FiscalStart())
    earned = profit_and_loss(balances, Frame(period=Period(day, day)))
    shown = [row.account.type for statement in (sheet, earned) for row in statement.rows if row.account]
    assert sorted(shown) == sorted(AccountType)
    flow = cash_flow(balances, Frame(period=Period(day, day)))
    moved = [row.account.type for row in flow.rows if row.account]
    assert sorted([*moved, *CASH, *EARNED]) == sorted(AccountType)


def test_all_that_there_is_sums_to_nothing() -> None:
    for seed in range(20):
        journal = Journal.of(seed)
        balances = Balances(journal.chart, journal.cells())
        for side in Side:
            assert balances.amount(Selection(side=side)) == 0
