"""The first page of a business: how it stands, and what happened last."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from accounts.selectors.accounts import account_list
from bookkeeping.books import AccountType
from bookkeeping.records import RecordType
from businesses.admin.visits import Shown
from businesses.paging import Page
from ledger.admin.formats import Formats
from ledger.admin.records import rows_of
from ledger.selectors.overview import open_documents_list
from ledger.selectors.records import record_list
from ledger.selectors.trial_balance import holdings_list

if TYPE_CHECKING:
    from businesses.admin.visits import Visit

RECENT = Page(limit=8)
_GROUPS = (
    ("Cash and banks", frozenset({AccountType.CASH, AccountType.BANK}), "savings"),
    ("Receivable", frozenset({AccountType.ACCOUNTS_RECEIVABLE}), "call_received"),
    ("Payable", frozenset({AccountType.ACCOUNTS_PAYABLE}), "call_made"),
)


def overview(visit: Visit) -> Shown:
    """Show what is there, owed and owing today, and the newest records."""
    today, formats = visit.actor.now.date(), Formats.of(visit.actor.business)
    types = {account.id: account.type for account in account_list(visit.actor)}
    sums: dict[AccountType, int] = defaultdict(int)
    for holding in holdings_list(visit.actor, as_of=today):
        if holding.account in types:
            sums[types[holding.account]] += holding.home
    figures = []
    for title, kinds, icon in _GROUPS:
        amount = sum(sums[kind] for kind in kinds)
        figures.append((title, formats.balance(amount, next(iter(kinds))), icon))
    documents = [
        {
            "title": "Open invoices" if each.type == RecordType.INVOICE else "Open bills",
            "count": each.count,
            "overdue": each.overdue,
            "home": formats.money(each.home),
            "link": f"{visit.to('records')}?type={each.type}&status=unpaid",
        }
        for each in open_documents_list(visit.actor, as_of=today)
    ]
    recent = record_list(visit.actor, page=RECENT)
    context = {"figures": figures, "documents": documents, "rows": rows_of(visit, recent), "today": today.isoformat()}
    return Shown("daybook/start.html", "Overview", context)
