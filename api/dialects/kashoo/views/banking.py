"""What the bank told of accounts, and reconciling them with it (DESIGN, section 7)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from accounts.selectors.accounts import account_actor
from api.common.calls import NOTHING, Answer
from api.common.conditions import Shown
from api.common.described import Described, ListOf, PartOf
from api.dialects.kashoo.views.base import KashooEndpoint
from api.dialects.kashoo.views.lists import listing, next_page
from api.dialects.kashoo.wire.banking import (
    ReconciliationIn,
    ReconciliationOut,
    ReconciliationQuery,
    StatementRowChange,
    StatementRowIn,
    StatementRowOut,
    StatementRowQuery,
)
from api.dialects.kashoo.wire.base import href
from ledger.selectors.reconciliations import reconciliation_actor, reconciliation_get, reconciliation_list
from ledger.selectors.statement_rows import statement_row_actor, statement_row_get, statement_row_list
from ledger.services.reconciliations import reconciliation_remove, reconciliation_start, reconciliation_update
from ledger.services.statement_rows import statement_row_create, statement_row_ignore, statement_row_match

if TYPE_CHECKING:
    from collections.abc import Mapping

    from api.common.calls import Call
    from ledger.reconciliation_views import ReconciliationView, RowView

_READ, _WRITE = "VIEW_BANK_RECONCILIATION", "BANK_RECONCILIATION and VIEW_BANK_RECONCILIATION"


class StatementRowCollection(KashooEndpoint):
    """What the bank told of an account."""

    described: ClassVar[Mapping[str, Described]] = {
        "get": Described(query=StatementRowQuery, answers={200: ListOf(StatementRowOut)}, privilege=_READ),
        "post": Described(body=StatementRowIn, answers={201: StatementRowOut}, privilege=_WRITE),
    }

    def get(self, call: Call, account: int) -> Answer:
        """List an account's transactions of the bank by date, with what they are matched with."""
        actor = account_actor(call.caller, account=account)
        query = call.query(StatementRowQuery)
        rows = statement_row_list(
            actor, account=account, filters=query.filters(), page=query.page(), suggesting=query.suggestions
        )
        headers = next_page(call, rows, query.page())
        shown = [StatementRowOut.of(row) for row in rows]
        return listing(shown, query.fields, StatementRowOut, element="bankStatementRow", headers=headers)

    def post(self, call: Call, account: int) -> Answer:
        """Add a transaction that the bank told of, by hand; the answer says what it may be."""
        actor = account_actor(call.caller, account=account)
        made = statement_row_create(actor, account=account, draft=call.body(StatementRowIn).to_draft())
        return _row(made, 201, {"Location": href("statementRows", made.id)})


class StatementRowItem(KashooEndpoint):
    """One transaction of the bank."""

    described: ClassVar[Mapping[str, Described]] = {
        "get": Described(answers={200: StatementRowOut}, privilege=_READ),
        "put": Described(body=PartOf(StatementRowChange), answers={200: StatementRowOut}, privilege=_WRITE),
        "delete": Described(answers={204: None}, privilege="BANK_RECONCILIATION"),
    }

    def get(self, call: Call, row: int) -> Answer:
        """Get a transaction of the bank, with what it may be and why."""
        actor = statement_row_actor(call.caller, row=row)
        return _row(statement_row_get(actor, row=row))

    def put(self, call: Call, row: int) -> Answer:
        """Match a transaction with records, all or a part of each; let go of them; or put it aside."""
        actor = statement_row_actor(call.caller, row=row)
        stored = statement_row_get(actor, row=row, suggesting=False)
        version = call.expects(_shown_row(stored))
        change = call.changed(StatementRowChange, StatementRowOut.of(stored)).to_change()
        return _row(statement_row_match(actor, row=row, change=change, version=version))

    def delete(self, call: Call, row: int) -> Answer:
        """Put a transaction of the bank aside; PUT with `removeRequested: false` brings it back."""
        actor = statement_row_actor(call.caller, row=row)
        version = call.expected(lambda: _shown_row(statement_row_get(actor, row=row, suggesting=False)))
        statement_row_ignore(actor, row=row, version=version)
        return NOTHING


class ReconciliationCollection(KashooEndpoint):
    """How an account was reconciled with the bank."""

    described: ClassVar[Mapping[str, Described]] = {
        "get": Described(query=ReconciliationQuery, answers={200: ListOf(ReconciliationOut)}, privilege=_READ),
        "post": Described(body=ReconciliationIn, answers={201: ReconciliationOut}, privilege=_WRITE),
    }

    def get(self, call: Call, account: int) -> Answer:
        """List the reconciliations of an account, newest first."""
        actor = account_actor(call.caller, account=account)
        query = call.query(ReconciliationQuery)
        found = reconciliation_list(actor, account=account, include_removed=query.include_removed, page=query.page())
        headers = next_page(call, found, query.page())
        return Answer([ReconciliationOut.of(view) for view in found], headers=headers, element="bankReconciliation")

    def post(self, call: Call, account: int) -> Answer:
        """Begin to reconcile an account with the bank's statement: its date, and the balance that it says."""
        actor = account_actor(call.caller, account=account)
        made = reconciliation_start(actor, account=account, draft=call.body(ReconciliationIn).to_draft())
        return _reconciliation(made, 201, {"Location": href("reconciliations", made.id)})


class ReconciliationItem(KashooEndpoint):
    """One reconciliation."""

    described: ClassVar[Mapping[str, Described]] = {
        "get": Described(answers={200: ReconciliationOut}, privilege=_READ),
        "put": Described(body=PartOf(ReconciliationIn), answers={200: ReconciliationOut}, privilege=_WRITE),
        "delete": Described(answers={204: None}, privilege="BANK_RECONCILIATION"),
    }

    def get(self, call: Call, reconciliation: int) -> Answer:
        """Get a reconciliation: what has cleared, what could, and what is missing."""
        actor = reconciliation_actor(call.caller, reconciliation=reconciliation)
        return _reconciliation(reconciliation_get(actor, reconciliation=reconciliation))

    def put(self, call: Call, reconciliation: int) -> Answer:
        """Say what has cleared (`cleared` replaces the list), finish it, or take it up again (`finished: false`)."""
        actor = reconciliation_actor(call.caller, reconciliation=reconciliation)
        stored = reconciliation_get(actor, reconciliation=reconciliation)
        version = call.expects(_shown(stored))
        draft = call.changed(ReconciliationIn, ReconciliationOut.of(stored)).to_draft()
        changed = reconciliation_update(actor, reconciliation=reconciliation, draft=draft, version=version)
        return _reconciliation(changed)

    def delete(self, call: Call, reconciliation: int) -> Answer:
        """Undo a reconciliation, the newest of its account: what it covered has not cleared any more."""
        actor = reconciliation_actor(call.caller, reconciliation=reconciliation)
        version = call.expected(lambda: _shown(reconciliation_get(actor, reconciliation=reconciliation)))
        reconciliation_remove(actor, reconciliation=reconciliation, version=version)
        return NOTHING


def _row(view: RowView, status: int = 200, headers: Mapping[str, str] | None = None) -> Answer:
    shown = StatementRowOut.of(view)
    return Answer(shown, status, headers or {}, element="bankStatementRow", shown=_shown_row(view))


def _reconciliation(view: ReconciliationView, status: int = 200, headers: Mapping[str, str] | None = None) -> Answer:
    shown = ReconciliationOut.of(view)
    return Answer(shown, status, headers or {}, element="bankReconciliation", shown=_shown(view))


def _shown_row(view: RowView) -> Shown:
    return Shown.of("statementRow", view)


def _shown(view: ReconciliationView) -> Shown:
    return Shown.of("reconciliation", view)
