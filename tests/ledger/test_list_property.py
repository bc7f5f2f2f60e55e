"""Every filter, order and way of paging, in every combination, against the same done in plain Python."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bookkeeping.records import RecordType
from businesses.paging import EVERYTHING, Page
from ledger.selectors import journal
from ledger.selectors.journal import JournalFilter, JournalView, journal_list
from ledger.selectors.records import SORT_COLUMNS, STATUSES, RecordFilter, record_list
from tests.support.builders import BANK, NOW, day
from tests.support.shelf import MINUTE, SEARCHES, Shelf, shelf, wanted_lines, wanted_records

if TYPE_CHECKING:
    from collections.abc import Iterable

    from businesses.paging import Listed
    from ledger.models import JournalLine

pytestmark = pytest.mark.django_db

DAYS = st.none() | st.integers(0, 100).map(lambda days: day(1, 1) + dt.timedelta(days=days))
AMOUNTS = st.none() | st.sampled_from([-3000, -1, 0, 500, 1000, 7500, 10**15])
Filters = Callable[["Shelf"], "st.SearchStrategy[RecordFilter]"]
ORDERS = st.sampled_from(["asc", "desc"])
LIMITS = st.integers(1, 25)


def record_filters(stock: Shelf) -> st.SearchStrategy[RecordFilter]:
    """Return what lists of records can be asked for."""
    ids = [view.id for view in stock.views]
    moments = st.integers(0, 10).map(lambda minutes: NOW + minutes * MINUTE)
    return st.builds(
        RecordFilter,
        types=st.frozensets(st.sampled_from(RecordType), max_size=3),
        start_date=DAYS,
        end_date=DAYS,
        search=st.sampled_from(["", *SEARCHES]),
        amount_ge=AMOUNTS,
        amount_le=AMOUNTS,
        exclude=st.frozensets(st.sampled_from(ids), max_size=5),
        status=st.sampled_from([None, None, *STATUSES]),
        as_of=DAYS,
        sort_column=st.sampled_from(SORT_COLUMNS),
        sort_order=ORDERS,
        include_removed=st.booleans(),
        modified_since=st.none() | moments,
        contact=st.sampled_from([None, None, *stock.contacts]),
        account=st.sampled_from([None, None, stock.bank]),
    )


def one_at_a_time(stock: Shelf) -> st.SearchStrategy[RecordFilter]:
    """Return filters of one word, so that lists are long."""
    return st.sampled_from(SORT_COLUMNS).flatmap(
        lambda column: st.builds(
            RecordFilter,
            sort_column=st.just(column),
            sort_order=ORDERS,
            search=st.sampled_from(SEARCHES),
            include_removed=st.booleans(),
        )
    )


def walked(ask: Callable[[Page], Listed[Any]], limit: int) -> list[Any]:
    """Return a list read page by page, each after the place that the one before named."""
    rows: list[Any] = []
    page = Page(0, limit)
    while True:
        part = ask(page)
        rows += part
        assert part.more == (part.after is not None)
        if part.after is None:
            return rows
        page = Page(0, limit, part.after)


def ids(rows: Iterable[Any]) -> list[int]:
    return [row.id for row in rows]


@pytest.mark.parametrize("filters_of", [record_filters, one_at_a_time])
def test_lists_of_records_show_what_python_would(
    filters_of: Callable[[Shelf], st.SearchStrategy[RecordFilter]],
) -> None:
    stock = shelf()
    actor = stock.world.actor

    @given(filters=filters_of(stock), limit=LIMITS, offset=st.integers(0, 30))
    @settings(max_examples=60)
    def check(filters: RecordFilter, limit: int, offset: int) -> None:
        wanted = wanted_records(stock, filters)
        assert ids(record_list(actor, filters=filters, page=EVERYTHING)) == wanted
        part = record_list(actor, filters=filters, page=Page(offset, limit))
        assert (ids(part), part.more) == (wanted[offset : offset + limit], len(wanted) > offset + limit)
        assert ids(walked(lambda page: record_list(actor, filters=filters, page=page), limit)) == wanted
        if part.after:
            rest = record_list(actor, filters=filters, page=Page(1, limit, part.after))
            assert ids(rest) == wanted[offset + limit + 1 :][:limit]

    check()
    assert len({view.type for view in stock.views}) >= 6


def after_the_last(stock: Shelf, account: int, listed: Iterable[JournalLine], end: dt.date | None) -> dict[str, int]:
    """Return the balances right after the chronologically last listed line, added up from the first line on."""
    last = max(((line.date, line.id) for line in listed), default=(end or dt.date.max, 2**60))
    sums: Counter[str] = Counter()
    for line in stock.lines:
        if line.account_id == account and (line.date, line.id) <= last:
            sums[line.currency] += line.amount
    return {currency: amount for currency, amount in sums.items() if amount}


def balances(view: JournalView) -> dict[str, int]:
    return {balance.currency: balance.amount for balance in view.balances if balance.amount}


def test_journals_show_what_python_would_with_the_balances_after_their_last_line() -> None:
    stock = shelf()
    actor, account = stock.world.actor, stock.world.chart[BANK]
    filters_of = st.builds(
        JournalFilter,
        start_date=DAYS,
        end_date=DAYS,
        search=st.sampled_from(["", "", *SEARCHES]),
        amount_ge=AMOUNTS,
        amount_le=AMOUNTS,
        sort_column=st.sampled_from(journal.SORT_COLUMNS),
        sort_order=ORDERS,
    )

    @given(filters=filters_of, limit=LIMITS, offset=st.integers(0, 20))
    @settings(max_examples=60)
    def check(filters: JournalFilter, limit: int, offset: int) -> None:
        wanted = wanted_lines(stock, account, filters)
        whole = journal_list(actor, account=account, filters=filters, page=EVERYTHING)
        assert ids(whole.lines) == ids(wanted)
        page: Page | None = Page(offset, limit)
        while page is not None:
            part = journal_list(actor, account=account, filters=filters, page=page)
            shown = wanted[offset : offset + limit]
            assert ids(part.lines) == ids(shown)
            assert balances(part) == after_the_last(stock, account, shown, filters.end_date)
            offset += limit
            page = Page(0, limit, part.after) if part.after else None
        assert offset >= len(wanted)

    check()


@pytest.mark.parametrize("order", ["asc", "desc"])
def test_a_running_balance_counted_back_from_a_page_is_the_balance_of_that_moment(order: str) -> None:
    stock = shelf()
    actor, account = stock.world.actor, stock.world.chart[BANK]
    running: Counter[str] = Counter()
    true: dict[int, int] = {}
    for line in (line for line in stock.lines if line.account_id == account):
        running[line.currency] += line.amount
        true[line.id] = running[line.currency]
    counted: dict[int, int] = {}
    page: Page | None = Page(0, 7)
    while page is not None:
        filters = JournalFilter(sort_order=order)
        part = journal_list(actor, account=account, filters=filters, page=page)
        left = Counter(balances(part))
        newest_first = part.lines[::-1] if order == "asc" else part.lines
        for shown in newest_first:
            counted[shown.id] = left[shown.currency]
            left[shown.currency] -= shown.amount
        page = Page(0, 7, part.after) if part.after else None
    assert counted == true
    assert len(true) > 20
