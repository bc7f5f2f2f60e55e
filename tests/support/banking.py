"""What the bank tells of a world's accounts, and statements that these are reconciled with."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from bookkeeping.records import Line
from ledger.models import JournalLine
from ledger.reconciliation_views import MatchDraft, ReconciliationDraft, RowChange, RowDraft
from ledger.selectors.verify import faults_find
from ledger.services.reconciliations import reconciliation_start, reconciliation_update
from ledger.services.statement_rows import statement_row_create, statement_row_match
from tests.support.builders import BANK, SALES, World, day

if TYPE_CHECKING:
    from ledger.reconciliation_views import ReconciliationView, RowView
    from ledger.views import RecordView


def told(world: World, amount: int, account: str = BANK, **details: Any) -> RowView:
    """Type in a transaction of the bank, by default of the last of January."""
    draft = RowDraft(**{"date": day(1, 31), "amount": amount, **details})
    return statement_row_create(world.actor, account=world.chart[account], draft=draft)


def matched(world: World, row: RowView, *matches: MatchDraft, **details: Any) -> RowView:
    """Match a transaction with just these records, and look for faults."""
    said = {name: getattr(row, name) for name in ("date", "amount", "currency", "balance", "memo", "reference")}
    said |= {"note": row.payee, "check_number": row.check_number, "bank_transaction_id": row.fitid}
    said |= details.pop("said", {})
    change = RowChange(said=RowDraft(**said), matches=matches, **details)
    view = statement_row_match(world.actor, row=row.id, change=change)
    assert faults_find(world.actor) == []
    return view


def sold(world: World, price: str, month: int = 1, date: int = 31, **details: Any) -> RecordView:
    """Sell something that is paid into the bank account at once."""
    return world.invoice(price, account=world.chart[BANK], date=day(month, date), **details)


def sale_line(world: World, price: str) -> Line:
    """Return the line of a sale."""
    return Line(account=world.chart[SALES], rate=Decimal(price))


def statement(balance: int, month: int = 1, date: int = 31, **details: Any) -> ReconciliationDraft:
    """Return the draft of a reconciliation with a statement of this day."""
    return ReconciliationDraft(**{"statement_date": day(month, date), "balance": balance, **details})


def started(world: World, draft: ReconciliationDraft, account: str = BANK) -> ReconciliationView:
    """Begin a reconciliation and look for faults."""
    view = reconciliation_start(world.actor, account=world.chart[account], draft=draft)
    assert faults_find(world.actor) == []
    return view


def updated(world: World, view: ReconciliationView, draft: ReconciliationDraft) -> ReconciliationView:
    """Replace a reconciliation and look for faults."""
    after = reconciliation_update(world.actor, reconciliation=view.id, draft=draft)
    assert faults_find(world.actor) == []
    return after


def figures(view: ReconciliationView) -> tuple[int, int, int, int]:
    """Return the balance before, what cleared, what the statement says, and the difference."""
    return view.opening, view.cleared, view.balance, view.difference


def line_of(world: World, view: RecordView, account: str) -> int:
    """Return the live line of a record in an account."""
    return JournalLine.objects.get(record_id=view.id, account_id=world.chart[account], superseded=None).id
