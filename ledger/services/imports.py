"""Files of the bank become records (operation 80): all new transactions of a file, or none of them."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from accounts.currencies import currencies
from accounts.drafts import AccountDraft
from accounts.services.accounts import account_create
from bookkeeping.errors import InvalidError
from bookkeeping.money import to_major
from bookkeeping.records import Document, Line, RecordType
from businesses.bulk import row_new
from businesses.payloads import row_payload
from businesses.roles import Privilege
from businesses.services.changesets import Change, changeset_close
from ledger.bank_views import RowStatus
from ledger.drafts import Particulars, RecordDraft
from ledger.models import BankMatch, BankStatement, BankStatementRow
from ledger.selectors.imports import UNCATEGORIZED, import_preview
from ledger.services.batches import MAX_RECORDS
from ledger.services.records import record_make
from ledger.services.work import BookWork
from ledger.statement_files import told_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from businesses.actors import Actor
    from ledger.bank_views import ImportedRowView, ImportView
    from ledger.drafts import ImportDraft


def records_import(
    actor: Actor, *, draft: ImportDraft, at_most: int = MAX_RECORDS, told: Callable[[int, int], None] | None = None
) -> ImportView:
    """Import a file: every transaction that is not there yet is kept, and becomes a record paid at once.

    ``told`` hears after each record how many of how many are made. A file without anything new changes nothing.

    Raises:
        ForbiddenError: without ADD_RECORDS and BANK_RECONCILIATION (ADD_ACCOUNTS, when an account has to be opened).
        AccountUnknownError, AccountUnusableError, InvalidError: as ``import_preview``; or more than ``at_most``
            transactions are new; or as ``record_create``, with the transaction (``rows[3].exchange_rate``).
        LockedError: the books are locked at the day of a transaction.
    """
    actor.require(Privilege.ADD_RECORDS)
    actor.require(Privilege.BANK_RECONCILIATION)
    work = BookWork(actor)
    work.lock()  # so that nobody imports the same meanwhile
    planned = import_preview(actor, draft=draft)
    count = planned.count(RowStatus.NEW)
    if count > at_most:
        message = f"The file has {count:,} new transactions, and an import takes {at_most:,}: divide it."
        raise InvalidError(message, field="file")
    if not count:
        return planned
    statement = _statement(actor, work, planned)
    accounts: dict[RecordType, int] = {}
    rows, made = [], 0
    for index, row in enumerate(planned.rows):
        if row.status == RowStatus.NEW:
            with told_of("Transaction", row.position, index=index):
                row = _made(actor, work, planned, row, accounts)  # noqa: PLW2901 - the row, with what it has become
            made += 1
            if told is not None:
                told(made, count)
        rows.append(row)
    _keep(actor, work, statement, rows)
    changeset_close(actor, work=work, description=f"import {count} records from {draft.filename or 'a file'}")
    return replace(planned, statement=statement.id, rows=tuple(rows))


def _statement(actor: Actor, work: BookWork, planned: ImportView) -> BankStatement:
    """Return the row of the file, which waits to be stored."""
    statement = row_new(
        BankStatement,
        id=work.ids(1)[0],
        business_id=actor.business.id,
        account_id=planned.account,
        filename=planned.filename,
        bank_account=planned.bank_account,
        currency=planned.currency,
        balance=planned.balance,
        balance_date=planned.balance_date,
        created_at=actor.now,
        created_by_id=actor.caller.user,
    )
    work.insert([statement])
    work.changes.append(Change("bankStatement", statement.id, "create", None, row_payload(statement)))
    return statement


def _made(
    actor: Actor, work: BookWork, planned: ImportView, row: ImportedRowView, accounts: dict[RecordType, int]
) -> ImportedRowView:
    """Post the record that a transaction becomes; ``accounts`` are those that were opened for earlier ones."""
    kind = RecordType.INVOICE if row.amount < 0 else RecordType.BILL
    line_account = row.line_account or accounts.get(kind)
    if line_account is None:
        name, account_type = UNCATEGORIZED[kind]
        line_account = account_create(actor, draft=AccountDraft(name=name, type=account_type), work=work).id
        accounts[kind] = line_account
    price = to_major(abs(row.amount), currencies()[row.currency])
    line = Line(account=line_account, quantity=Decimal(1), rate=price, tax_code="", note=row.payee or None)
    record = Document(
        type=kind,
        date=row.date,
        currency=row.currency,
        account=planned.account,
        contact=row.contact,
        terms="",
        due_date=row.date,
        lines=(line,),
    )
    particulars = Particulars(
        memo=row.payee or None,
        description=row.memo or None,
        inbox_reference=row.fitid[:200] if row.fitid else None,
    )
    view = record_make(actor, work=work, draft=RecordDraft(record=record, particulars=particulars))
    return replace(row, line_account=line_account, record=view.id)


def _keep(actor: Actor, work: BookWork, statement: BankStatement, rows: list[ImportedRowView]) -> None:
    """Keep what the bank said of the new transactions, each matched with its record; put their ids into ``rows``."""
    stored, matches = [], []
    for index, row in enumerate(rows):
        if row.record is None:
            continue
        identity, match = work.ids(2)
        rows[index] = replace(row, row=identity)
        kept = row_new(
            BankStatementRow,
            id=identity,
            business_id=actor.business.id,
            account_id=statement.account_id,
            statement_id=statement.id,
            position=row.position,
            date=row.date,
            amount=row.amount,
            currency=row.currency,
            payee=row.payee,
            memo=row.memo,
            reference=row.reference,
            check_number=row.check_number,
            fitid=row.fitid,
            balance=row.balance,
            matched=row.amount,
            created_at=actor.now,
            modified_at=actor.now,
        )
        stored.append(kept)
        matches.append(
            row_new(
                BankMatch,
                id=match,
                business_id=actor.business.id,
                row_id=identity,
                record_id=row.record,
                amount=row.amount,
            )
        )
        payload = {**row_payload(kept), "matches": [[row.record, row.amount]]}
        work.changes.append(Change("bankStatementRow", identity, "create", None, payload))
    work.insert(stored)
    work.insert(matches)
