"""A balance comes from the monthly totals and the lines of one month: no older line is read, however many there are."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.db.models import F

from bookkeeping.records import Adjustment, AdjustmentLine
from businesses.paging import Page
from businesses.transactions import reading, writing
from ledger.models import MonthlyTotal
from ledger.selectors.balances import balances_get
from ledger.selectors.journal import JournalFilter, journal_list
from ledger.selectors.trial_balance import trial_balance_get
from tests.support.builders import BANK, CASH, books
from tests.support.statements import Asked, asked

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

    from tests.api.kashoo.conftest import Browser

ADJUSTMENTS = "/api/businesses/{b}/records/adjustments"
PAIRS = 500
"""So many lines an account gets in January and February each; in March it gets three."""
JANUARY, MARCH = dt.date(2026, 1, 10), dt.date(2026, 3, 1)
LINES_OF_MARCH = 3


@pytest.fixture
def account(browser: Browser) -> int:
    """Return an account that has many old lines of 2 cents and three new ones, all debits."""
    bank, cash = browser.account("BANK"), browser.account("CASH")
    for day, pairs in (("2026-01-10", PAIRS), ("2026-02-10", PAIRS), ("2026-03-05", 2), ("2026-03-25", 1)):
        pair = [{"account": bank, "amount": -2}, {"account": cash, "amount": 2}]
        browser.post(ADJUSTMENTS, {"date": day, "adjustments": pair * pairs}, 201)
    return bank


def held(browser: Browser, address: str, account: int) -> int:
    """Return the credit balance of the account that an address tells."""
    told = browser.get(address)
    if "trial-balance" in address:
        (row,) = (row for row in told["rows"] if row["account"] == account)
        return int(row["credit"] - row["debit"])
    (balance,) = told["balances"] if isinstance(told, dict) else told
    return int(balance["amount"])


BALANCES = {
    "/api/accounts/{account}/balances": -2 * (2 * PAIRS + LINES_OF_MARCH),
    "/api/accounts/{account}/balances?primary=true": -2 * (2 * PAIRS + LINES_OF_MARCH),
    "/api/accounts/{account}/balances?date=2026-03-20": -2 * (2 * PAIRS + 2),
    "/api/accounts/{account}/balances?date=2026-03-20&primary=true": -2 * (2 * PAIRS + 2),
    "/api/accounts/{account}/journalEntries?startDate=2026-03-01&limit=2": -2 * (2 * PAIRS + 2),
    "/api/accounts/{account}/journalEntries?startDate=2026-04-01&endDate=2026-03-20": -2 * (2 * PAIRS + 2),
    "/api/businesses/{{b}}/reports/trial-balance?asOf=2026-03-20": -2 * (2 * PAIRS + 2),
}
"""Where a balance is told, and the balance."""


@pytest.mark.parametrize("address", BALANCES)
def test_a_balance_follows_the_totals_of_months_gone_by(address: str, browser: Browser, account: int) -> None:
    true = BALANCES[address]
    address = address.format(account=account)
    assert held(browser, address, account) == true
    old = MonthlyTotal.objects.filter(account_id=account, month__lt=MARCH)
    assert old.update(amount=F("amount") + 1_000, home=F("home") + 1_000) == 2
    assert held(browser, address, account) == true + 2_000
    latest = MonthlyTotal.objects.filter(account_id=account, month=MARCH)
    assert latest.update(amount=F("amount") + 7, home=F("home") + 7) == 1
    of_everything = not any(word in address for word in ("date=", "Date=", "asOf="))
    assert held(browser, address, account) == true + (2_007 if of_everything else 2_000)


def first_days(statements: list[Asked]) -> list[str]:
    """Return the earliest day that each statement about balances asks journal lines for."""
    found = []
    for sql, arguments in statements:
        if "ledger_monthlytotal" in sql and "ledger_journalline" in sql:
            place = sql[: sql.index(".date >= ")].count("%s")
            found.append(str(arguments[place]))
    return found


@pytest.mark.parametrize("address", BALANCES)
def test_no_line_is_asked_for_that_is_older_than_the_month(address: str, browser: Browser, account: int) -> None:
    with asked() as statements:
        browser.get(address.format(account=account))
    assert set(first_days(statements)) <= {str(MARCH)}
    assert any("ledger_monthlytotal" in sql for sql, _ in statements)


def as_of_many_lines() -> None:
    """Let PostgreSQL plan as for a long journal: so few lines it would rather read whole."""
    with connection.cursor() as cursor:
        for way in ("seqscan", "hashjoin", "mergejoin"):
            cursor.execute(f"SET LOCAL enable_{way} = off")


@pytest.mark.skipif(connection.vendor != "postgresql", reason="only PostgreSQL counts the rows that it reads")
def test_no_line_is_read_that_is_older_than_the_month(
    committed_db: None, owner_connection: BaseDatabaseWrapper
) -> None:
    with writing():
        world = books()
        for day, pairs in ((JANUARY, PAIRS), (MARCH, 2), (MARCH.replace(day=25), 1)):
            pair = (
                AdjustmentLine(account=world.chart[BANK], amount=-2),
                AdjustmentLine(account=world.chart[CASH], amount=2),
            )
            world.create(Adjustment(date=day, currency="CAD", lines=pair * pairs))
    with owner_connection.cursor() as cursor:
        cursor.execute("ANALYZE ledger_journalline, ledger_journalentry")
    account, day = world.chart[BANK], MARCH.replace(day=20)
    for reads in (
        lambda: balances_get(world.actor, account=account, as_of=day),
        lambda: balances_get(world.actor, account=account),
        lambda: journal_list(world.actor, account=account, filters=JournalFilter(start_date=MARCH), page=Page(0, 2)),
        lambda: trial_balance_get(world.actor, as_of=day),
    ):
        with reading():
            as_of_many_lines()
            before = lines_read()
            reads()
            assert lines_read() - before < PAIRS // 10  # a few of March, as the plan has it; none of the many before
    with reading():
        before = lines_read()
        journal_list(world.actor, account=account, page=Page(0, 1_000))
        assert lines_read() - before >= PAIRS  # so reading is noticed


def lines_read() -> int:
    """Return how many rows of the journal's lines this transaction has read so far."""
    query = """
        SELECT seq_tup_read + coalesce(idx_tup_fetch, 0) FROM pg_stat_xact_user_tables
        WHERE relname = 'ledger_journalline'
    """
    with connection.cursor() as cursor:
        cursor.execute(query)
        row: Any = cursor.fetchone()
        return int(row[0])
