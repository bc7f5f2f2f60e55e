"""What the bank tells a demo company, what came in beside that, and the files that it came in."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import fixtures
from bookkeeping.staging import Source
from ledger.demo_records import file_of
from ledger.drafts import ImportDraft, ProcessDraft, StagedDraft
from ledger.reconciliation_views import MatchDraft, ReconciliationDraft, RowChange, RowDraft
from ledger.services.attachments import attachment_store
from ledger.services.imports import records_import
from ledger.services.processing import staged_process
from ledger.services.reconciliations import reconciliation_start
from ledger.services.shoebox import staged_create
from ledger.services.statement_rows import statement_row_create, statement_row_match

if TYPE_CHECKING:
    from businesses.actors import Actor
    from ledger.demo_records import Cast


def bank_tell(actor: Actor, *, demo: dict[str, Any], named: Cast) -> None:
    """Let the bank tell of transactions, one by one and in files, reconcile accounts, and stage what came in."""
    for told in demo.get("told", ()):
        _told(actor, told, named)
    for reconciled in demo.get("reconciled", ()):
        statement = ReconciliationDraft(
            statement_date=date.fromisoformat(reconciled["statementDate"]),
            balance=reconciled["balance"],
            comment=reconciled["comment"],
            cleared=tuple(named.documents[key].id for key in reconciled["records"]),
            finished=True,
        )
        reconciliation_start(actor, account=named.accounts[reconciled["account"]], draft=statement)
    for staged in demo.get("shoebox", ()):
        _staged(actor, staged, named)
    for imported in demo.get("imported", ()):
        draft = ImportDraft(
            account=named.accounts[imported["account"]],
            content=fixtures.statement(imported["file"]),
            filename=imported["file"],
            income_account=named.accounts[imported["incomeAccount"]],
            expense_account=named.accounts[imported["expenseAccount"]],
        )
        records_import(actor, draft=draft)


def _told(actor: Actor, told: dict[str, Any], named: Cast) -> None:
    """Let the bank tell of a transaction; it may be a record of the demo."""
    draft = RowDraft(date=date.fromisoformat(told["date"]), amount=told["amount"], note=told["note"])
    row = statement_row_create(actor, account=named.accounts[told["account"]], draft=draft)
    named.told[told["note"]] = row.id
    if "record" in told:
        said = replace(draft, currency=row.currency)
        change = RowChange(said=said, matches=(MatchDraft(named.documents[told["record"]].id),))
        statement_row_match(actor, row=row.id, change=change)


def _staged(actor: Actor, staged: dict[str, Any], named: Cast) -> None:
    """Stage something, with its file; it may turn out to be a record of the demo."""
    file, day = staged.get("file"), staged.get("date")
    draft = StagedDraft(
        source=Source(staged["source"]) if "source" in staged else None,
        name=staged.get("name", ""),
        text=staged.get("text", ""),
        date=date.fromisoformat(day) if day else None,
        amount=staged.get("amount"),
        contact=named.contacts.get(staged.get("contact", "")),
        account=named.accounts.get(staged.get("account", "")),
        category=named.accounts.get(staged.get("category", "")),
        row=named.told.get(staged.get("told", "")),
        attachments=(attachment_store(actor, draft=file_of(file)).id,) if file else (),
    )
    item = staged_create(actor, draft=draft)
    if "record" in staged:
        staged_process(actor, item=item.id, draft=ProcessDraft(record=named.documents[staged["record"]].id))
