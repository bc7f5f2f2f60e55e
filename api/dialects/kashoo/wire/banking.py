"""What the bank told, and how accounts are reconciled with it.

These are bankStatementRow, bankReconciliation and bankTransactionSummary of seed 002. All amounts are credit amounts:
a deposit into a bank account is negative.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated, ClassVar

from msgspec import UNSET, Meta, UnsetType

from api.common.wire import Id, Minor, Prose, Text200, Wire, blank, milliseconds
from api.dialects.kashoo.wire.base import Link, link
from api.dialects.kashoo.wire.queries import KeysetQuery, ListQuery
from bookkeeping.matching import Reason
from bookkeeping.records import RecordType
from ledger.reconciliation_views import MatchDraft, ReconciliationDraft, RowChange, RowDraft
from ledger.selectors.statement_rows import RowFilter, RowState

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bookkeeping.matching import Suggestion
    from ledger.reconciliation_views import MatchView, ReconciliationView, RowView, UnitView

MAX_MATCHES, MAX_CLEARED = 1_000, 20_000
Code = Annotated[str, Meta(min_length=3, max_length=3)]
Fitid = Annotated[str, Meta(max_length=255)]


class MatchIn(Wire):
    """That a record accounts for so much of a transaction; without an amount, for as much as is open of both."""

    record: Id
    amount: Minor | None = None


class MatchOut(Wire):
    """How much of a transaction a record accounts for, or may account for."""

    record: int
    amount: int


class ReasonOut(Wire):
    """Why a transaction may be a record: a word, and a sentence's end."""

    reason: Reason
    text: str


class SuggestionOut(Wire):
    """What a transaction may be: sent back as its ``matches``, a suggestion is accepted. The surest scores 100."""

    score: int
    reasons: list[ReasonOut]
    matches: list[MatchOut]

    @classmethod
    def of(cls, suggestion: Suggestion) -> SuggestionOut:
        """Return a suggestion as clients read it."""
        return cls(
            score=suggestion.score,
            reasons=[ReasonOut(why.reason, why.words) for why in suggestion.reasons],
            matches=[MatchOut(record, amount) for record, amount in suggestion.parts],
        )


class StatementRowIn(Wire, kw_only=True):
    """A transaction that the bank told of, typed in (seed 002, type bankStatementRow)."""

    date: dt.date
    amount: Minor
    currency: Code | None = None
    balance: Minor | None = None
    bank_transaction_id: Fitid | None = None
    note: Text200 | None = None
    memo: Prose | None = None
    reference: Text200 | None = None
    check_number: Text200 | None = None

    def to_draft(self) -> RowDraft:
        """Return what the client says that the bank told."""
        return RowDraft(
            date=self.date,
            amount=self.amount,
            currency=blank(self.currency),
            balance=self.balance,
            note=self.note or "",
            memo=self.memo or "",
            reference=self.reference or "",
            check_number=self.check_number or "",
            bank_transaction_id=blank(self.bank_transaction_id),
        )


class StatementRowChange(StatementRowIn, kw_only=True):
    """What is made of a transaction: ``matches`` replaces the list, ``journalEntry`` matches it with one record.

    ``removeRequested`` puts it aside. What the bank told can be sent back, not changed.
    """

    echoes: ClassVar[frozenset[str]] = frozenset({"journalEntry"})

    journal_entry: Id | UnsetType | None = UNSET
    matches: Annotated[list[MatchIn], Meta(max_length=MAX_MATCHES)] | None = None
    remove_requested: bool | None = None

    def to_change(self) -> RowChange:
        """Return the change that the client means."""
        matches = self.matches or () if self.journal_entry is UNSET else ()
        return RowChange(
            said=self.to_draft(),
            matches=tuple(MatchDraft(match.record, match.amount) for match in matches),
            entry=None if self.journal_entry is UNSET else self.journal_entry,
            ignored=bool(self.remove_requested),
        )


class StatementRowQuery(ListQuery):
    """Which transactions; ``suggestions`` tells of each that is open what it may be."""

    default_limit: ClassVar[int | None] = 100

    status: RowState | None = None
    start_date: dt.date | None = None
    end_date: dt.date | None = None
    search: Text200 = ""
    suggestions: bool = False

    def filters(self) -> RowFilter:
        """Return the filter."""
        return RowFilter(state=self.status, start_date=self.start_date, end_date=self.end_date, search=self.search)


class StatementRowOut(Wire):
    """A transaction as the bank told it (seed 002, type bankStatementRow), and what it is matched with.

    ``journalEntry`` is the line in the account's journal of the first record; ``matched`` is how much of the amount
    records account for; ``suggestions`` is null where it was not asked for.
    """

    id: int
    business: int
    account: int
    row: int
    date: dt.date
    amount: int
    currency: str
    bank_transaction_id: str | None
    balance: int | None
    note: str
    memo: str
    reference: str
    check_number: str
    journal_entry: int | None
    matched: int
    matches: list[MatchOut]
    remove_requested: bool
    suggestions: list[SuggestionOut] | None
    last_modified: int | None
    links: list[Link]
    link: list[Link]

    @classmethod
    def of(cls, row: RowView) -> StatementRowOut:
        """Return a transaction as clients read it."""
        links = [link("self", "statementRows", row.id), link("account", "accounts", row.account)]
        return cls(
            id=row.id,
            business=row.business,
            account=row.account,
            row=row.position,
            date=row.date,
            amount=row.amount,
            currency=row.currency,
            bank_transaction_id=row.fitid,
            balance=row.balance,
            note=row.payee,
            memo=row.memo,
            reference=row.reference,
            check_number=row.check_number,
            journal_entry=_entry(row.matches),
            matched=row.matched,
            matches=[MatchOut(match.record, match.amount) for match in row.matches],
            remove_requested=row.ignored,
            suggestions=None if row.suggested is None else [SuggestionOut.of(each) for each in row.suggested],
            last_modified=milliseconds(row.modified_at),
            links=links,
            link=links,
        )


class SummaryOut(Wire):
    """A transaction of the bank, or a record in the account (seed 002, type bankTransactionSummary).

    ``id`` is that of the transaction, or of the record's line in the journal; ``matchedTransaction`` that of the other
    side. ``open`` is what of the amount is not matched.
    """

    id: int
    matched_transaction: int | None
    amount: int
    date: dt.date
    note: str
    currency: str
    open: int

    @classmethod
    def of_row(cls, row: RowView) -> SummaryOut:
        """Return a transaction of the bank as a summary."""
        return cls(
            id=row.id,
            matched_transaction=_entry(row.matches),
            amount=row.amount,
            date=row.date,
            note=row.payee or row.memo,
            currency=row.currency,
            open=row.open,
        )


class RecordSummaryOut(SummaryOut):
    """A record in the account, and whether it has cleared."""

    record: int
    type: RecordType
    number: str | None
    cleared: bool

    @classmethod
    def of_unit(cls, unit: UnitView, *, currency: str) -> RecordSummaryOut:
        """Return a record in an account as a summary."""
        return cls(
            id=unit.entry,
            matched_transaction=unit.row,
            amount=unit.amount,
            date=unit.date,
            note=unit.contact_name or unit.memo or "",
            currency=currency,
            open=unit.open,
            record=unit.record,
            type=RecordType(unit.type),
            number=unit.number,
            cleared=unit.reconciliation is not None,
        )


class ReconciliationIn(Wire, kw_only=True):
    """A reconciliation as a client sends it; ``balance`` is what the statement says, ``cleared`` are ids of records."""

    statement_date: dt.date
    balance: Minor
    currency: Code | None = None
    comment: Prose | None = None
    cleared: Annotated[list[Id], Meta(max_length=MAX_CLEARED)] | None = None
    finished: bool | None = None
    removed: bool | None = None

    def to_draft(self) -> ReconciliationDraft:
        """Return the draft that the client means."""
        return ReconciliationDraft(
            statement_date=self.statement_date,
            balance=self.balance,
            currency=blank(self.currency),
            comment=self.comment or "",
            cleared=None if self.cleared is None else tuple(self.cleared),
            finished=bool(self.finished),
            removed=bool(self.removed),
        )


class ReconciliationQuery(KeysetQuery):
    """Which reconciliations: with those that were undone, or without."""

    include_removed: bool = False


class ReconciliationOut(Wire):
    """An account checked against the bank (seed 002, type bankReconciliation).

    ``date`` is the day on which it was finished, or else begun. ``openingBalance`` and what has ``cleared`` make up
    ``clearedBalance``; ``difference`` is what the statement's ``balance`` has more, and must be 0 to finish.
    ``transactions`` are the records that it covers or could cover, ``statementRows`` what the bank told of since the
    reconciliation before; both are null in lists.
    """

    id: int
    business: int
    account: int
    currency: str
    statement_date: dt.date
    date: dt.date
    opening_balance: int
    balance: int
    cleared_balance: int
    difference: int
    comment: str
    finished: bool
    removed: bool
    cleared: list[int] | None
    transactions: list[RecordSummaryOut] | None
    statement_rows: list[SummaryOut] | None
    last_modified: int | None
    links: list[Link]
    link: list[Link]

    @classmethod
    def of(cls, view: ReconciliationView) -> ReconciliationOut:
        """Return a reconciliation as clients read it."""
        links = [link("self", "reconciliations", view.id), link("account", "accounts", view.account)]
        units, rows, currency = view.units, view.rows, view.currency
        return cls(
            id=view.id,
            business=view.business,
            account=view.account,
            currency=currency,
            statement_date=view.statement_date,
            date=(view.finished_at or view.created_at).date(),
            opening_balance=view.opening,
            balance=view.balance,
            cleared_balance=view.opening + view.cleared,
            difference=view.difference,
            comment=view.comment,
            finished=view.finished_at is not None,
            removed=view.removed,
            cleared=None if units is None else [unit.record for unit in units if unit.reconciliation is not None],
            transactions=None if units is None else [RecordSummaryOut.of_unit(u, currency=currency) for u in units],
            statement_rows=None if rows is None else [SummaryOut.of_row(row) for row in rows],
            last_modified=milliseconds(view.modified_at),
            links=links,
            link=links,
        )


def _entry(matches: Sequence[MatchView]) -> int | None:
    return matches[0].entry if matches else None
