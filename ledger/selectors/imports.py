"""What an import of a bank's file would do: its transactions, which of them are known, and what the others become."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec
from django.db import connection
from django.db.models import F

from accounts.currencies import currencies
from accounts.models import Account
from bookkeeping.books import AccountType
from bookkeeping.errors import AccountUnknownError, AccountUnusableError
from bookkeeping.records import RecordType
from bookkeeping.statements import Repeat, Sign, Told, repeats_find
from businesses.roles import Privilege
from ledger.bank_views import ImportedRowView, ImportView, RowStatus
from ledger.kinds import ContactType
from ledger.models import Contact
from ledger.statement_files import statement_chosen, statements_read

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from businesses.actors import Actor
    from ledger.drafts import ImportDraft
    from ledger.statement_files import Statement, StatementRow

UNCATEGORIZED = {
    RecordType.INVOICE: ("Uncategorized Income", AccountType.INCOME),
    RecordType.BILL: ("Uncategorized Expense", AccountType.EXPENSE),
}
"""The accounts that imported records go to when nothing says better; they are opened when they are first needed."""
_OF_TYPE = {RecordType.INVOICE: ContactType.CUSTOMER, RecordType.BILL: ContactType.VENDOR}
_MEMBER = {"postgresql": "= ANY(%s)", "sqlite": "IN (SELECT value FROM json_each(%s))"}
_TOLD = """
    SELECT CAST(date AS text), amount, payee, memo, fitid FROM ledger_bankstatementrow
    WHERE business_id = %s AND account_id = %s AND (date BETWEEN %s AND %s OR fitid {member})
    ORDER BY date, id
"""


@dataclass(frozen=True, slots=True)
class Party:
    """A contact that a transaction names, and the account that its records usually go to."""

    id: int
    name: str
    type: str
    account: int | None


def import_preview(actor: Actor, *, draft: ImportDraft) -> ImportView:
    """Return what importing a file would create, and which of its transactions are duplicates.

    Raises:
        ForbiddenError: without ADD_RECORDS and BANK_RECONCILIATION.
        AccountUnknownError, AccountUnusableError: the account is not of this business, or has no statements.
        InvalidError: the file cannot be read; message and field tell the transaction (``rows[3].amount``).
    """
    actor.require(Privilege.ADD_RECORDS)
    actor.require(Privilege.BANK_RECONCILIATION)
    statement = _statement(actor, draft)
    repeats = _repeats(actor, draft.account, statement)
    verdicts = [_verdict(row, repeat) for row, repeat in zip(statement.rows, repeats, strict=True)]
    any_new = any(status == RowStatus.NEW for status, _ in verdicts)
    parties = _parties(actor, statement.rows) if any_new else {}
    usual = _usual(actor, draft) if any_new else {}
    return ImportView(
        business=actor.business.id,
        account=draft.account,
        statement=None,
        filename=draft.filename,
        currency=statement.currency,
        bank_account=statement.account[-4:],
        balance=statement.balance,
        balance_date=statement.balance_date,
        rows=tuple(
            _planned(row, statement.currency, verdict, parties, usual)
            for row, verdict in zip(statement.rows, verdicts, strict=True)
        ),
    )


def _statement(actor: Actor, draft: ImportDraft) -> Statement:
    """Return the statement in the file that belongs to the account."""
    account = Account.objects.filter(business_id=actor.business.id, id=draft.account, removed=False).first()
    if account is None:
        raise AccountUnknownError(field="account")
    if account.archived or not AccountType(account.type).holds_money:
        message = "Only a bank, cash or credit card account that is not archived takes statements."
        raise AccountUnusableError(message, field="account")
    fallback = currencies()[account.currency or actor.business.currency]
    read = statements_read(draft.content, currencies=currencies(), fallback=fallback, columns=draft.columns)
    statement = statement_chosen(read, account=draft.bank_account or None)
    if account.currency not in {None, statement.currency}:
        message = f"The account takes {account.currency} only, and the statement is in {statement.currency}."
        raise AccountUnusableError(message, field="account")
    return statement


def _repeats(actor: Actor, account: int, statement: Statement) -> list[Repeat | None]:
    """Return for each transaction what it repeats of those that the account has already. One statement."""
    if not statement.rows:
        return []
    days = [row.date for row in statement.rows]
    fitids = [row.fitid for row in statement.rows if row.fitid is not None]
    listed: Any = fitids if connection.vendor == "postgresql" else msgspec.json.encode(fitids).decode()
    with connection.cursor() as cursor:
        arguments = [actor.business.id, account, min(days), max(days), listed]
        cursor.execute(_TOLD.format(member=_MEMBER[connection.vendor]), arguments)
        known = [
            Told(date=dt.date.fromisoformat(date), amount=amount, text=f"{payee}{memo}", fitid=fitid)
            for date, amount, payee, memo, fitid in cursor.fetchall()
        ]
    told = [
        Told(date=row.date, amount=row.amount, text=f"{row.payee}{row.memo}", fitid=row.fitid) for row in statement.rows
    ]
    return repeats_find(told, known)


def _verdict(row: StatementRow, repeat: Repeat | None) -> tuple[RowStatus, str | None]:
    """Return what becomes of a transaction, and why it becomes no record."""
    if repeat is not None:
        where = "of this file" if repeat.known is None else "that was imported before"
        by = f"the FITID {row.fitid}" if repeat.sign == Sign.FITID else "the same day, amount and text"
        return RowStatus.DUPLICATE, f"A transaction {where} has {by}."
    if row.corrects is not None:
        return RowStatus.SKIPPED, f"The bank corrects its transaction {row.corrects}: change that record by hand."
    if not row.amount:
        return RowStatus.SKIPPED, "The amount is zero."
    return RowStatus.NEW, None


def _parties(actor: Actor, rows: Iterable[StatementRow]) -> dict[str, list[Party]]:
    """Return the contacts that transactions name, by their names without case. One statement."""
    names = {row.payee.casefold() for row in rows}
    contacts = Contact.objects.filter(business_id=actor.business.id, removed=False, archived=False)
    usual = F("income_or_expense_account_id"), F("income_or_expense_account__archived")
    found: dict[str, list[Party]] = {}
    for identity, name, kind, account, archived in contacts.order_by("id").values_list("id", "name", "type", *usual):
        if name.casefold() in names:
            party = Party(identity, name, kind, None if archived else account)
            found.setdefault(name.casefold(), []).append(party)
    return found


def _usual(actor: Actor, draft: ImportDraft) -> dict[RecordType, int]:
    """Return the accounts of deposits and withdrawals that no contact explains, as far as they are there already."""
    wanted = {RecordType.INVOICE: draft.income_account, RecordType.BILL: draft.expense_account}
    found = {kind: account for kind, account in wanted.items() if account is not None}
    names = [name for kind, (name, _) in UNCATEGORIZED.items() if kind not in found]
    if not names:
        return found
    accounts = Account.objects.filter(business_id=actor.business.id, removed=False, archived=False, name__in=names)
    for identity, name, kind in accounts.order_by("-id").values_list("id", "name", "type"):
        for record, described in UNCATEGORIZED.items():
            if described == (name, AccountType(kind)) and wanted[record] is None:
                found[record] = identity
    return found


def _planned(
    row: StatementRow,
    currency: str,
    verdict: tuple[RowStatus, str | None],
    parties: Mapping[str, Sequence[Party]],
    usual: Mapping[RecordType, int],
) -> ImportedRowView:
    """Return a transaction with what becomes of it: money that comes in an invoice, money that goes out a bill."""
    status, reason = verdict
    kind = RecordType.INVOICE if row.amount < 0 else RecordType.BILL
    party = _party(parties.get(row.payee.casefold(), ()), kind) if status == RowStatus.NEW else None
    return ImportedRowView(
        position=row.position,
        date=row.date,
        amount=row.amount,
        currency=currency,
        payee=row.payee,
        memo=row.memo,
        reference=row.reference,
        check_number=row.check_number,
        fitid=row.fitid,
        balance=row.balance,
        status=status,
        reason=reason,
        type=kind if status == RowStatus.NEW else None,
        contact=party.id if party else None,
        contact_name=party.name if party else None,
        line_account=(party and party.account) or usual.get(kind) if status == RowStatus.NEW else None,
    )


def _party(parties: Sequence[Party], kind: RecordType) -> Party | None:
    """Return the contact that is meant: the only one, or the only customer (of a deposit) or vendor of that name."""
    fitting = parties if len(parties) == 1 else [party for party in parties if party.type == _OF_TYPE[kind]]
    return fitting[0] if len(fitting) == 1 else None
