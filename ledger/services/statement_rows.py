"""Transactions of the bank are typed in, matched with records, let go again, and put aside.

Nothing here touches the journal, so that a lock date does not matter.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Max

from bookkeeping.errors import InvalidError, at_index
from businesses.bulk import row_new
from businesses.errors import ChangedMeanwhileError, ConflictError, NotFoundError
from businesses.payloads import row_payload
from businesses.roles import Privilege
from businesses.services.changesets import Change, Work, changeset_close
from ledger.models import BankClearing, BankMatch, BankStatementRow, JournalLine
from ledger.reconciliation_views import MatchDraft
from ledger.selectors.bank_units import UnitFilter, units_find
from ledger.selectors.statement_rows import statement_row_get
from ledger.services.banking import bank_currency
from ledger.services.matching import matches_drop

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from businesses.actors import Actor
    from ledger.reconciliation_views import RowChange, RowDraft, RowView, UnitView
    from ledger.services.work import BookWork

_MATCHED = "This transaction is matched: let go of its matches before you put it aside."


def statement_row_create(actor: Actor, *, account: int, draft: RowDraft) -> RowView:
    """Add a transaction that the bank told of, by hand, and return it with what it may be.

    Raises:
        ForbiddenError: without BANK_RECONCILIATION and VIEW_BANK_RECONCILIATION.
        NotFoundError, AccountUnusableError, InvalidError: as ``bank_currency``; or the amount is zero.
        ConflictError: the account has one with the bank's identity of it already.
    """
    actor.require(Privilege.BANK_RECONCILIATION)
    work = Work(actor)
    work.lock()
    currency = bank_currency(actor, account=account, named=draft.currency)
    if not draft.amount:
        message = "The amount is zero."
        raise InvalidError(message, field="amount")
    told = BankStatementRow.objects.filter(business_id=actor.business.id, account_id=account)
    twin = told.filter(fitid=draft.bank_transaction_id).first() if draft.bank_transaction_id else None
    if twin is not None:
        message = "The account has a transaction with this identity already."
        raise ConflictError(message, field="bank_transaction_id", conflicting=twin.id)
    last = told.filter(statement__isnull=True).aggregate(last=Max("position"))["last"] or 0
    row = row_new(
        BankStatementRow,
        id=work.ids(1)[0],
        business_id=actor.business.id,
        account_id=account,
        position=last + 1,
        date=draft.date,
        amount=draft.amount,
        currency=currency,
        payee=draft.note,
        memo=draft.memo,
        reference=draft.reference,
        check_number=draft.check_number,
        fitid=draft.bank_transaction_id,
        balance=draft.balance,
        created_at=actor.now,
        modified_at=actor.now,
    )
    work.insert([row])
    work.changes.append(Change("bankStatementRow", row.id, "create", None, _payload(row, ())))
    changeset_close(actor, work=work, description="create bank transaction")
    return statement_row_get(actor, row=row.id)


def statement_row_match(actor: Actor, *, row: int, change: RowChange, version: int | None = None) -> RowView:
    """Let a transaction be just these records, or parts of them; or put it aside. Return it.

    Raises:
        ForbiddenError: without BANK_RECONCILIATION and VIEW_BANK_RECONCILIATION. NotFoundError: no such transaction.
        InvalidError: a record is not in the account or goes the other way; more would be matched than there is; or the
            bank told something else.
        ConflictError: nothing of a record is open; a finished reconciliation covers one that is let go; or what is put
            aside is matched.
        ChangedMeanwhileError: it is no longer at ``version``.
    """
    actor.require(Privilege.BANK_RECONCILIATION)
    work = Work(actor)
    stored = _row(actor, work, row, version)
    _as_told(stored, change.said)
    matches = change.matches if change.entry is None else [_of_entry(stored, change.entry)]
    _closed(actor, work, _matched(actor, work, stored, matches, ignored=change.ignored))
    return statement_row_get(actor, row=row)


def statement_row_join(actor: Actor, *, work: BookWork, row: int, record: int) -> None:
    """Let a transaction be a record besides what it is already, as part of a larger unit of work.

    Raises what ``statement_row_match`` raises.
    """
    actor.require(Privilege.BANK_RECONCILIATION)
    stored = _row(actor, work, row, None)
    held = BankMatch.objects.filter(row_id=row).exclude(record_id=record).order_by("id")
    kept = [MatchDraft(match.record_id, match.amount) for match in held]
    _matched(actor, work, stored, [*kept, MatchDraft(record)], ignored=False)


def statement_row_part(actor: Actor, *, work: BookWork, row: int, record: int) -> None:
    """Let a transaction not be a record any more, as part of a larger unit of work; nothing when it is none.

    Raises:
        ForbiddenError: without BANK_RECONCILIATION. ConflictError: a finished reconciliation covers the record.
    """
    actor.require(Privilege.BANK_RECONCILIATION)
    stored = _row(actor, work, row, None)
    gone = list(BankMatch.objects.filter(row_id=row, record_id=record).select_related("row"))
    _settled(stored, gone)
    matches_drop(actor, work=work, matches=gone)


def statement_row_ignore(actor: Actor, *, row: int, version: int | None = None) -> None:
    """Put a transaction aside: it stays, since the bank told it, but is listed no more.

    Raises:
        ForbiddenError: without BANK_RECONCILIATION. NotFoundError: no such transaction, or it is put aside already.
        ConflictError: it is matched. ChangedMeanwhileError: it is no longer at ``version``.
    """
    actor.require(Privilege.BANK_RECONCILIATION)
    work = Work(actor)
    stored = _row(actor, work, row, version)
    if stored.ignored:
        raise NotFoundError
    if stored.matched:
        raise ConflictError(_MATCHED, field="remove_requested")
    _closed(actor, work, _matched(actor, work, stored, (), ignored=True))


def _row(actor: Actor, work: Work, row: int, version: int | None) -> BankStatementRow:
    """Return a transaction that may be changed."""
    work.lock()
    stored = BankStatementRow.objects.filter(business_id=actor.business.id, id=row).first()
    if stored is None:
        raise NotFoundError
    if version is not None and version != stored.version:
        raise ChangedMeanwhileError
    return stored


def _matched(
    actor: Actor, work: Work, stored: BankStatementRow, matches: Sequence[MatchDraft], *, ignored: bool
) -> str | None:
    """Store what a transaction is matched with, and whether it is put aside; return what that is called.

    None: it is so already.
    """
    held = list(BankMatch.objects.filter(row_id=stored.id).order_by("id"))
    before = _payload(stored, held)
    wanted = _wanted(actor, stored, held, matches)
    if ignored and wanted:
        raise ConflictError(_MATCHED, field="remove_requested")
    gone = [match for match in held if wanted.get(match.record_id) != match.amount]
    _settled(stored, gone)
    kept = {match.record_id for match in held} - {match.record_id for match in gone}
    new = [(record, amount) for record, amount in wanted.items() if record not in kept]
    if not gone and not new and ignored == stored.ignored:
        return None
    BankMatch.objects.filter(id__in=[match.id for match in gone]).delete()
    _join(actor, work, stored, new)
    stored.matched, stored.ignored = sum(wanted.values()), ignored
    stored.version, stored.modified_at = stored.version + 1, actor.now
    stored.save(update_fields=["matched", "ignored", "version", "modified_at"])
    action = "match" if new else "unmatch" if gone else "update"
    after = {**row_payload(stored), "matches": [list(each) for each in wanted.items()]}
    work.changes.append(Change("bankStatementRow", stored.id, action, before, after))
    return action


def _closed(actor: Actor, work: Work, action: str | None) -> None:
    if action is not None:
        changeset_close(actor, work=work, description=f"{action} bank transaction")


def _as_told(stored: BankStatementRow, said: RowDraft) -> None:
    """Raise ``InvalidError`` when a client would change what the bank told."""
    for field, told in (
        ("date", stored.date),
        ("amount", stored.amount),
        ("currency", stored.currency),
        ("balance", stored.balance),
        ("note", stored.payee),
        ("memo", stored.memo),
        ("reference", stored.reference),
        ("check_number", stored.check_number),
        ("bank_transaction_id", stored.fitid),
    ):
        if getattr(said, field) != told:
            message = "What the bank told does not change: put the transaction aside, and add another one."
            raise InvalidError(message, field=field)


def _of_entry(stored: BankStatementRow, entry: int) -> MatchDraft:
    """Return the match with the record of a journal line in the account."""
    line = JournalLine.objects.filter(
        business_id=stored.business_id, account_id=stored.account_id, id=entry, superseded__isnull=True
    ).first()
    if line is None:
        message = "There is no such line in the journal of this account."
        raise InvalidError(message, field="journal_entry")
    return MatchDraft(line.record_id)


def _wanted(
    actor: Actor, stored: BankStatementRow, held: Sequence[BankMatch], matches: Sequence[MatchDraft]
) -> dict[int, int]:
    """Return how much of each record a transaction shall be."""
    if not matches:
        return {}
    filters = UnitFilter(records={match.record for match in matches})
    units = units_find(actor, account=stored.account_id, currency=stored.currency, filters=filters)
    by_record = {unit.record: unit for unit in units}
    own = {match.record_id: match.amount for match in held}
    wanted: dict[int, int] = {}
    for index, match in enumerate(matches):
        with at_index(index, of="matches"):
            if match.record in wanted:
                message = "This record is named twice."
                raise InvalidError(message, field="record")
            unit = by_record.get(match.record)
            left = stored.amount - sum(wanted.values())
            wanted[match.record] = _part(stored, match, unit, own.get(match.record, 0), left)
    return wanted


def _part(stored: BankStatementRow, match: MatchDraft, unit: UnitView | None, own: int, left: int) -> int:
    """Return how much of a transaction a record accounts for: at most what is open of the record, and ``left``."""
    if unit is None:
        message = "There is no such record in this account."
        raise InvalidError(message, field="record")
    if unit.amount * stored.amount < 0:
        message = "This record goes the other way: one is money in, the other money out."
        raise InvalidError(message, field="record")
    room = unit.open + own
    if not room:
        message = "Other transactions of the bank account for all of this record."
        raise ConflictError(message, field="record", conflicting=unit.row)
    amount = min(room, left, key=abs) if match.amount is None else match.amount
    if amount * stored.amount <= 0 or abs(amount) > abs(room) or abs(amount) > abs(left):
        message = f"Not more than {min(room, left, key=abs)} can be matched here, and something has to be."
        raise InvalidError(message, field="amount")
    return amount


def _settled(stored: BankStatementRow, gone: Sequence[BankMatch]) -> None:
    """Raise ``ConflictError`` when a finished reconciliation covers a record that is let go."""
    records = [match.record_id for match in gone]
    if not records:
        return
    cleared = BankClearing.objects.filter(
        account_id=stored.account_id,
        currency=stored.currency,
        record_id__in=records,
        reconciliation__finished_at__isnull=False,
    ).first()
    if cleared is not None:
        message = "A finished reconciliation covers a record that this transaction is matched with: undo it first."
        raise ConflictError(message, field="matches", conflicting=cleared.reconciliation_id)


def _join(actor: Actor, work: Work, stored: BankStatementRow, parts: Sequence[tuple[int, int]]) -> None:
    """Store that a transaction is records, or parts of them."""
    identities = work.ids(len(parts))
    work.insert(
        row_new(
            BankMatch, id=identity, business_id=actor.business.id, row_id=stored.id, record_id=record, amount=amount
        )
        for identity, (record, amount) in zip(identities, parts, strict=True)
    )


def _payload(row: BankStatementRow, matches: Iterable[BankMatch]) -> dict[str, Any]:
    return {**row_payload(row), "matches": [[match.record_id, match.amount] for match in matches]}
