"""Stock on hand and trade by item: which rows there are, what they say, and the addresses of their figures."""

from __future__ import annotations

import datetime as dt

from bookkeeping.books import AccountType
from bookkeeping.records import RecordType
from bookkeeping.reporting.balances import ChartAccount
from bookkeeping.reporting.figures import NO_ITEM, Selection, Side
from bookkeeping.reporting.inventory import ItemFacts, on_hand, trade

DAY = dt.date(2026, 1, 31)
GOODS = ChartAccount(id=13, number="1300", name="Inventory", type=AccountType.INVENTORY)
PARTS = ChartAccount(id=14, number="1310", name="Parts", type=AccountType.INVENTORY)
HONEY = ItemFacts(id=7, name="Honey", code="H", sku="", tracked=True)
FLOUR = ItemFacts(id=8, name="flour", code="", sku="F", tracked=False)
EMPTY = ItemFacts(id=9, name="Yeast", code="", sku="", tracked=True)


def test_an_inventory_account_is_told_item_by_item_and_by_what_names_none() -> None:
    values = {(13, 7): -5_000, (13, 8): -200, (13, NO_ITEM): 300, (14, 9): 0}
    report = on_hand(Selection(end=DAY), (GOODS, PARTS), values, {7: 10}, {7: HONEY, 8: FLOUR, 9: EMPTY})
    told = [(row.account.id, row.item and row.item.name, row.quantity, row.value.amount) for row in report.rows]
    assert told == [(13, "flour", None, 200), (13, "Honey", 10, 5_000), (13, None, None, -300)]
    assert [(account.id, figure.amount) for account, figure in report.accounts] == [(13, 4_900), (14, 0)]
    assert report.total.amount == 4_900
    assert report.rows[2].value.of == Selection(accounts=(13,), item=NO_ITEM, end=DAY, side=Side.DEBIT)


def test_what_is_there_and_worth_nothing_is_told_too() -> None:
    report = on_hand(Selection(end=DAY), (GOODS,), {(13, 9): 0}, {9: -2}, {9: EMPTY})
    assert [(row.quantity, row.value.amount) for row in report.rows] == [(-2, 0)]


def test_trade_is_what_the_lines_of_bills_and_invoices_sum_to() -> None:
    moved = {(7, RecordType.BILL): -900, (7, RecordType.INVOICE): 1_500}
    report = trade(Selection(end=DAY), (FLOUR, HONEY), moved, {(7, RecordType.INVOICE): 3}, {7: -450})
    assert [(row.bought, row.sold) for row in report.rows] == [(0, 0), (0, 3)]
    honey = report.rows[1]
    assert (honey.purchases.amount, honey.sales.amount, honey.cost.amount) == (900, 1_500, 450)
    assert honey.sales.of == Selection(item=7, record_types=(RecordType.INVOICE,), end=DAY)
    assert (report.purchases, report.sales, report.cost) == (900, 1_500, 450)
