"""Sales tax, the general ledger and insights, in exact numbers."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from bookkeeping.books import AccountType
from bookkeeping.entries import EntryKind
from bookkeeping.records import RecordType
from bookkeeping.reporting.balances import Balances, Cell, ChartAccount
from bookkeeping.reporting.figures import Selection, Side
from bookkeeping.reporting.general_ledger import LedgerLine, general_ledger
from bookkeeping.reporting.insights import Customer, Days, insights
from bookkeeping.reporting.periods import FiscalStart, Period
from bookkeeping.reporting.sales_tax import TaxFacts, TaxMoved, sales_tax

MARCH = Selection(start=date(2026, 3, 1), end=date(2026, 3, 31))
KINDS = (
    AccountType.BANK,
    AccountType.ACCOUNTS_RECEIVABLE,
    AccountType.ACCOUNTS_PAYABLE,
    AccountType.TAXES,
    AccountType.INCOME,
    AccountType.EXPENSE,
)
BANK, RECEIVABLE, PAYABLE, TAXES, INCOME, EXPENSE = range(1, 7)
CHART = [
    ChartAccount(id=place, number=str(1000 * place), name=str(kind), type=kind)
    for place, kind in enumerate(KINDS, start=1)
]


def cell(account: int, month: int, day: int, home: int) -> Cell:
    return Cell(account, EntryKind.ORDINARY, date(2026, month, day), home)


def test_sales_tax_tells_what_is_due_and_why_its_accounts_moved() -> None:
    taxes = [TaxFacts(id=tax, name=f"Tax {tax}", short_name=str(tax), registration="") for tax in (1, 2)]
    moved = [
        TaxMoved(1, TAXES, RecordType.INVOICE, 500),
        TaxMoved(1, TAXES, RecordType.BILL, -200),
        TaxMoved(1, EXPENSE, RecordType.BILL, -30),
        TaxMoved(2, TAXES, RecordType.INVOICE, -10),
    ]
    balances = Balances(CHART, [cell(TAXES, 2, 28, 70), cell(TAXES, 3, 20, -80), cell(EXPENSE, 3, 20, -30)])
    report = sales_tax(MARCH, taxes, moved, balances, [TAXES, PAYABLE])
    told = [(row.figures.collected.amount, row.figures.paid.amount, row.figures.net.amount) for row in report.rows]
    assert told == [(500, 230, 270), (-10, 0, -10)]
    assert (report.total.collected.amount, report.total.paid.amount, report.total.net.amount) == (490, 230, 260)
    assert [
        (row.account.id, row.opening.amount, row.taxes.amount, row.other.amount, row.closing.amount)
        for row in report.accounts
    ] == [(PAYABLE, 0, 0, 0, 0), (TAXES, 70, 290, -370, -10), (EXPENSE, 0, -30, 0, -30)]
    assert report.rows[0].figures.paid.of == Selection(
        start=MARCH.start, end=MARCH.end, tax=1, record_types=(RecordType.BILL,), side=Side.DEBIT
    )


def line(identity: int, account: int, day: int, home: int) -> LedgerLine:
    return LedgerLine(
        id=identity,
        account=account,
        date=date(2026, 3, day),
        record=1,
        record_type=RecordType.INVOICE,
        number=None,
        contact=None,
        memo=None,
        note=None,
        currency="CAD",
        amount=home,
        home=home,
    )


def test_a_ledger_tells_balances_on_the_normal_side() -> None:
    cells = [cell(RECEIVABLE, 2, 28, -50), cell(RECEIVABLE, 3, 9, -70), cell(INCOME, 3, 9, 70), cell(BANK, 2, 1, -5)]
    lines = [line(1, RECEIVABLE, 2, -100), line(2, RECEIVABLE, 9, 30), line(3, INCOME, 9, 70)]
    told = general_ledger(CHART, Balances(CHART, cells), MARCH, lines, {})
    assert [
        (each.account.id, each.opening.amount, each.change.amount, each.closing.amount, len(each.rows)) for each in told
    ] == [(BANK, 5, 0, 5, 0), (RECEIVABLE, 50, 70, 120, 2), (INCOME, 0, 70, 70, 1)]
    assert [(row.debit, row.credit, row.balance) for row in told[1].rows] == [(100, 0, 150), (0, 30, 120)]
    assert [(row.debit, row.credit, row.balance) for row in told[2].rows] == [(0, 70, 70)]


def test_an_account_that_an_earlier_page_began_goes_on_or_is_not_told_again() -> None:
    cells = [cell(RECEIVABLE, 2, 28, -50), cell(RECEIVABLE, 3, 9, -70)]
    balances = Balances(CHART, cells)
    (told,) = general_ledger(CHART, balances, MARCH, [line(2, RECEIVABLE, 9, 30)], {RECEIVABLE: -100})
    assert [row.balance for row in told.rows] == [120]
    assert general_ledger(CHART, balances, MARCH, [], {RECEIVABLE: -70}) == ()


def test_insights_are_about_today_this_month_and_this_year() -> None:
    days = Days.of(date(2026, 3, 20), FiscalStart(2, 1))
    assert days == Days(
        today=date(2026, 3, 20),
        year=Period(date(2026, 2, 1), date(2026, 3, 20)),
        month=Period(date(2026, 3, 1), date(2026, 3, 20)),
        last_month=Period(date(2026, 2, 1), date(2026, 2, 28)),
        last_year=Period(date(2025, 2, 1), date(2025, 3, 20)),
        burning=Period(date(2025, 12, 1), date(2026, 2, 28)),
    )
    cells = [
        cell(BANK, 1, 5, -1_000),
        cell(BANK, 2, 5, 1_600),
        cell(BANK, 3, 5, -1_500),
        cell(RECEIVABLE, 3, 5, -400),
        cell(PAYABLE, 3, 5, 90),
        cell(INCOME, 2, 5, 700),
        cell(INCOME, 3, 5, 300),
        cell(EXPENSE, 3, 5, -90),
    ]
    overdue = {AccountType.ACCOUNTS_RECEIVABLE: -150, AccountType.ACCOUNTS_PAYABLE: 40}
    found = insights(Balances(CHART, cells), days, overdue, [Customer(contact=7, name="Ann", income=800)])
    assert {name: figure.amount for name, figure in found.figures.items()} == {
        "cash": 900,
        "receivable": 400,
        "overdue_receivable": 150,
        "payable": 90,
        "overdue_payable": 40,
        "income": 300,
        "expenses": 90,
        "net_income": 210,
        "net_income_of_the_year": 910,
        "change_of_cash": -600,
    }
    compared = found.figures["income"].compared
    assert compared is not None
    assert compared.amount == 700
    assert [(each.name, each.figure.amount, each.figure.of.contact) for each in found.customers] == [("Ann", 800, 7)]
    assert found.runway == Decimal("4.5")


@pytest.mark.parametrize(
    ("before", "after", "runway"),
    [(-500, -100, None), (500, -100, Decimal(0)), (100, -1_100, Decimal("30.0")), (0, -5, None)],
)
def test_cash_lasts_as_long_as_it_falls_and_is_there(before: int, after: int, runway: Decimal | None) -> None:
    cells = [cell(BANK, 2, 5, before), cell(BANK, 3, 5, after)]
    found = insights(Balances(CHART, cells), Days.of(date(2026, 3, 20), FiscalStart()), {}, [])
    assert found.runway == runway
