"""Every entrance about the bank's transactions and reconciliations: its privileges, and a call."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ledger.drafts import CheckDraft
from ledger.reconciliation_views import ReconciliationDraft, RowChange, RowDraft
from ledger.selectors.checks import check_get, check_list
from ledger.selectors.reconciliations import reconciliation_get, reconciliation_list
from ledger.selectors.statement_rows import statement_row_get, statement_row_list, statement_rows_since
from ledger.services.checks import check_update
from ledger.services.reconciliations import reconciliation_remove, reconciliation_start, reconciliation_update
from ledger.services.statement_rows import statement_row_create, statement_row_ignore, statement_row_match
from tests.support.builders import day

if TYPE_CHECKING:
    from collections.abc import Callable

    from businesses.actors import Actor

VIEW, WRITE = "VIEW_BANK_RECONCILIATION", "BANK_RECONCILIATION VIEW_BANK_RECONCILIATION"
ROW = RowDraft(date=day(1, 5), amount=1, currency="CAD")
STATEMENT = ReconciliationDraft(statement_date=day(1, 31), balance=0)
DONE = ReconciliationDraft(statement_date=day(1, 31), balance=0, finished=True)
ASIDE = RowChange(said=ROW, ignored=True)
BANKING: dict[Callable[..., object], tuple[str, Callable[[Actor, Any], object]]] = {
    statement_row_get: (VIEW, lambda a, s: statement_row_get(a, row=s.row)),
    statement_row_list: (VIEW, lambda a, s: statement_row_list(a, account=s.bank)),
    statement_rows_since: (
        VIEW,
        lambda a, s: statement_rows_since(a, account=s.bank, currency="CAD", since=None, until=day(1, 1)),
    ),
    statement_row_create: (WRITE, lambda a, s: statement_row_create(a, account=s.bank, draft=ROW)),
    statement_row_match: (WRITE, lambda a, s: statement_row_match(a, row=s.row, change=ASIDE)),
    statement_row_ignore: ("BANK_RECONCILIATION", lambda a, s: statement_row_ignore(a, row=s.row)),
    check_get: ("VIEW_CHECKS", lambda a, s: check_get(a, check=s.check)),
    check_list: ("VIEW_CHECKS", lambda a, _: check_list(a)),
    check_update: (
        "PRINT_CHECKS VIEW_CHECKS VIEW_RECORDS",
        lambda a, s: check_update(a, check=s.check, draft=CheckDraft(number=7)),
    ),
    reconciliation_get: (VIEW, lambda a, s: reconciliation_get(a, reconciliation=s.reconciliation)),
    reconciliation_list: (VIEW, lambda a, s: reconciliation_list(a, account=s.bank)),
    reconciliation_start: (WRITE, lambda a, s: reconciliation_start(a, account=s.bank, draft=STATEMENT)),
    reconciliation_update: (
        WRITE,
        lambda a, s: reconciliation_update(a, reconciliation=s.reconciliation, draft=DONE),
    ),
    reconciliation_remove: (
        "BANK_RECONCILIATION",
        lambda a, s: reconciliation_remove(a, reconciliation=s.reconciliation),
    ),
}
"""Each with the privileges that it needs, and a call on the stage of ``test_privileges`` that nothing else stops."""
