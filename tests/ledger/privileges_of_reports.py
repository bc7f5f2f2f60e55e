"""Every selector of reports, balances and journal lines: its privilege, and a call."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bookkeeping.records import RecordType
from bookkeeping.reporting.figures import EVERY_LINE
from businesses.paging import EVERYTHING
from ledger.selectors.accounts import accounts_used
from ledger.selectors.balances import balances_get
from ledger.selectors.cash_lines import cash_line_list
from ledger.selectors.entries import entry_lines, entry_lines_of, entry_list
from ledger.selectors.journal import journal_list
from ledger.selectors.labels import account_labels, item_labels, record_labels
from ledger.selectors.lines import journal_get, line_list, line_sum
from ledger.selectors.overview import open_documents_list
from ledger.selectors.reports.aged import payables_aged, receivables_aged
from ledger.selectors.reports.contact import contact_activity_get, contact_statement_get
from ledger.selectors.reports.general_ledger import general_ledger_get
from ledger.selectors.reports.insights import insights_get
from ledger.selectors.reports.inventory import inventory_on_hand_get, product_trade_get
from ledger.selectors.reports.options import DayOptions, PeriodOptions
from ledger.selectors.reports.sales_tax import sales_tax_get
from ledger.selectors.reports.statements import balance_sheet_get, cash_flow_get, profit_and_loss_get
from ledger.selectors.sequences import sequence_get
from ledger.selectors.trial_balance import holdings_list, trial_balance_get
from ledger.selectors.verify import faults_find
from tests.support.builders import day

if TYPE_CHECKING:
    from collections.abc import Callable

    from businesses.actors import Actor

REPORTS: dict[Callable[..., object], tuple[str, Callable[[Actor, Any], object]]] = {
    line_list: ("VIEW_JOURNAL_ENTRIES", lambda a, _: line_list(a, selection=EVERY_LINE, page=EVERYTHING)),
    line_sum: ("VIEW_JOURNAL_ENTRIES", lambda a, _: line_sum(a, selection=EVERY_LINE)),
    profit_and_loss_get: ("VIEW_REPORTS", lambda a, _: profit_and_loss_get(a, options=PeriodOptions())),
    balance_sheet_get: ("VIEW_REPORTS", lambda a, _: balance_sheet_get(a, options=DayOptions())),
    cash_flow_get: ("VIEW_REPORTS", lambda a, _: cash_flow_get(a, options=PeriodOptions())),
    receivables_aged: ("VIEW_REPORTS", lambda a, _: receivables_aged(a)),
    payables_aged: ("VIEW_REPORTS", lambda a, _: payables_aged(a)),
    general_ledger_get: (
        "VIEW_REPORTS",
        lambda a, _: general_ledger_get(a, options=PeriodOptions(), page=EVERYTHING),
    ),
    inventory_on_hand_get: ("VIEW_REPORTS", lambda a, _: inventory_on_hand_get(a)),
    product_trade_get: ("VIEW_REPORTS", lambda a, _: product_trade_get(a, options=PeriodOptions())),
    sales_tax_get: ("VIEW_REPORTS", lambda a, _: sales_tax_get(a, options=PeriodOptions())),
    insights_get: ("VIEW_REPORTS", lambda a, _: insights_get(a)),
    contact_statement_get: ("VIEW_REPORTS", lambda a, s: contact_statement_get(a, contact=s.contact)),
    contact_activity_get: (
        "VIEW_REPORTS",
        lambda a, s: contact_activity_get(a, contact=s.contact, options=PeriodOptions()),
    ),
    journal_get: ("VIEW_JOURNAL_ENTRIES", lambda a, _: journal_get(a, selection=EVERY_LINE, page=EVERYTHING)),
    cash_line_list: ("VIEW_JOURNAL_ENTRIES", lambda a, _: cash_line_list(a, selection=EVERY_LINE, page=EVERYTHING)),
    balances_get: ("VIEW_ACCOUNT_BALANCES", lambda a, s: balances_get(a, account=s.account)),
    journal_list: ("VIEW_JOURNAL_ENTRIES", lambda a, s: journal_list(a, account=s.account)),
    entry_lines: ("VIEW_JOURNAL_ENTRIES", lambda a, s: entry_lines(a, record=s.record)),
    entry_lines_of: ("VIEW_JOURNAL_ENTRIES", lambda a, s: entry_lines_of(a, records=[s.record])),
    entry_list: ("VIEW_JOURNAL_ENTRIES", lambda a, _: entry_list(a, page=EVERYTHING)),
    account_labels: ("VIEW_ACCOUNTS", lambda a, s: account_labels(a, accounts=[s.account])),
    item_labels: ("VIEW_ITEMS", lambda a, _: item_labels(a, items=[])),
    record_labels: ("VIEW_RECORDS", lambda a, s: record_labels(a, records=[s.record])),
    open_documents_list: ("VIEW_RECORDS", lambda a, _: open_documents_list(a, as_of=day(1, 5))),
    holdings_list: ("VIEW_ACCOUNT_BALANCES", lambda a, _: holdings_list(a, as_of=day(1, 5))),
    trial_balance_get: ("VIEW_REPORTS", lambda a, _: trial_balance_get(a, as_of=day(1, 5))),
    sequence_get: ("VIEW_RECORDS", lambda a, _: sequence_get(a, kind=RecordType.BILL)),
    faults_find: ("VIEW_JOURNAL_ENTRIES", lambda a, _: faults_find(a)),
    accounts_used: ("VIEW_ACCOUNTS", lambda a, _: accounts_used(a)),
}
