"""Accounts are reconciled with the bank: begun with a statement, ticked, finished when it comes out, and undone.

What a finished reconciliation covers keeps its day, its account and its amount there (``ledger.services.matching``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from accounts.currencies import currencies
from bookkeeping.errors import InvalidError, at_index
from bookkeeping.money import to_major
from businesses.bulk import row_new
from businesses.errors import ChangedMeanwhileError, ConflictError, NotFoundError
from businesses.payloads import row_payload
from businesses.roles import Privilege
from businesses.services.changesets import Change, Work, changeset_close
from ledger.models import BankClearing, BankReconciliation
from ledger.selectors.bank_units import UnitFilter, units_find
from ledger.selectors.reconciliations import reconciliation_get
from ledger.services.banking import bank_currency

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from businesses.actors import Actor
    from ledger.reconciliation_views import ReconciliationDraft, ReconciliationView, UnitView

_FIGURES = ("statement_date", "balance", "comment", "finished_at", "removed", "version", "modified_at")


def reconciliation_start(actor: Actor, *, account: int, draft: ReconciliationDraft) -> ReconciliationView:
    """Begin to reconcile an account, with what the statement says at its end; return it with what could be ticked.

    What is matched with the bank's transactions up to that day is ticked already, unless the draft says what has
    cleared; a draft that is ``finished`` is finished at once.

    Raises:
        ForbiddenError: without BANK_RECONCILIATION and VIEW_BANK_RECONCILIATION.
        NotFoundError, AccountUnusableError, InvalidError: as ``bank_currency``; or a record cannot be ticked.
        ConflictError: another one is in progress or as late; a record cleared before; or it does not come out.
    """
    actor.require(Privilege.BANK_RECONCILIATION)
    work = Work(actor)
    work.lock()
    currency = bank_currency(actor, account=account, named=draft.currency)
    before = _newest(actor, account=account, currency=currency)
    if before is not None and before.finished_at is None:
        message = "A reconciliation of this account is in progress: finish or undo it first."
        raise ConflictError(message, conflicting=before.id)
    _later(before, draft.statement_date)
    row = row_new(
        BankReconciliation,
        id=work.ids(1)[0],
        business_id=actor.business.id,
        account_id=account,
        currency=currency,
        statement_date=draft.statement_date,
        opening=0 if before is None else before.balance,
        balance=draft.balance,
        comment=draft.comment,
        created_at=actor.now,
        created_by_id=actor.caller.user,
        modified_at=actor.now,
    )
    row.save(force_insert=True)
    held = _ticked(actor, work, row, draft.cleared if draft.cleared is not None else _matched(actor, row))
    if draft.finished:
        _finish(actor, row, held)
        row.save(update_fields=["finished_at"])
    work.changes.append(Change("bankReconciliation", row.id, "create", None, _payload(row, held)))
    changeset_close(actor, work=work, description=f"start reconciliation up to {row.statement_date}")
    return reconciliation_get(actor, reconciliation=row.id)


def reconciliation_update(
    actor: Actor, *, reconciliation: int, draft: ReconciliationDraft, version: int | None = None
) -> ReconciliationView:
    """Replace a reconciliation by its draft: other figures, other ticks, finished, in progress again, or undone.

    Raises:
        ForbiddenError, InvalidError: as ``reconciliation_start``. NotFoundError: no such one, or it is undone.
        ConflictError: also, it is finished and stays so, while its figures or ticks shall change; or a later one stands
            on it.
        ChangedMeanwhileError: it is no longer at ``version``.
    """
    actor.require(Privilege.BANK_RECONCILIATION)
    work = Work(actor)
    row = _row(actor, work, reconciliation, version)
    held = _held(row)
    before = _payload(row, held)
    if draft.removed:
        _undo(actor, work, row, before)
        return reconciliation_get(actor, reconciliation=reconciliation)
    if row.finished_at is not None and draft.finished:
        _same_figures(row, held, draft)
        row.comment = draft.comment
    else:
        held = _reworked(actor, work, row, draft)
    after = _payload(row, held)
    if after != before:
        action = (
            "update" if before["finished_at"] == after["finished_at"] else "finish" if row.finished_at else "reopen"
        )
        _saved(actor, work, row, before, held, action)
    return reconciliation_get(actor, reconciliation=reconciliation)


def reconciliation_remove(actor: Actor, *, reconciliation: int, version: int | None = None) -> None:
    """Undo a reconciliation, finished or not: what it covered has not cleared any more.

    Raises:
        ForbiddenError: without BANK_RECONCILIATION. NotFoundError: no such one, or it is undone already.
        ConflictError: a later one stands on it. ChangedMeanwhileError: it is no longer at ``version``.
    """
    actor.require(Privilege.BANK_RECONCILIATION)
    work = Work(actor)
    row = _row(actor, work, reconciliation, version)
    _undo(actor, work, row, _payload(row, _held(row)))


def _newest(
    actor: Actor, *, account: int, currency: str, without: int = 0, after: dt.date | None = None
) -> BankReconciliation | None:
    """Return the last reconciliation of an account that is not undone."""
    rows = BankReconciliation.objects.filter(business_id=actor.business.id, account_id=account, currency=currency)
    rows = rows.filter(removed=False).exclude(id=without)
    if after is not None:
        rows = rows.filter(statement_date__gt=after)
    return rows.order_by("-statement_date").first()


def _later(before: BankReconciliation | None, day: dt.date) -> None:
    """Raise ``ConflictError`` unless a statement is later than that of the reconciliation before."""
    if before is not None and day <= before.statement_date:
        message = f"The account is reconciled up to {before.statement_date} already."
        raise ConflictError(message, field="statement_date", conflicting=before.id)


def _row(actor: Actor, work: Work, reconciliation: int, version: int | None) -> BankReconciliation:
    """Return a reconciliation that may be changed."""
    work.lock()
    rows = BankReconciliation.objects.filter(business_id=actor.business.id, id=reconciliation, removed=False)
    row = rows.first()
    if row is None:
        raise NotFoundError
    if version is not None and version != row.version:
        raise ChangedMeanwhileError
    return row


def _held(row: BankReconciliation) -> list[BankClearing]:
    return list(BankClearing.objects.filter(reconciliation_id=row.id).order_by("record_id"))


def _on_top(actor: Actor, row: BankReconciliation) -> None:
    """Raise ``ConflictError`` when a later reconciliation stands on this one."""
    later = _newest(actor, account=row.account_id, currency=row.currency, after=row.statement_date)
    if later is not None:
        message = f"The reconciliation up to {later.statement_date} stands on this one: undo that one first."
        raise ConflictError(message, conflicting=later.id)


def _same_figures(row: BankReconciliation, held: Sequence[BankClearing], draft: ReconciliationDraft) -> None:
    """Raise ``ConflictError`` when a draft changes what is finished."""
    ticked = draft.cleared is None or set(draft.cleared) == {each.record_id for each in held}
    if not ticked or (draft.statement_date, draft.balance) != (row.statement_date, row.balance):
        message = "This reconciliation is finished: take it up again (finished: false) before you change it."
        raise ConflictError(message, field="finished")


def _reworked(actor: Actor, work: Work, row: BankReconciliation, draft: ReconciliationDraft) -> list[BankClearing]:
    """Give a reconciliation in progress, or taken up again, other figures and ticks; return what is ticked now."""
    if row.finished_at is not None:
        _on_top(actor, row)
        row.finished_at = None
        row.save(update_fields=["finished_at"])
    if draft.statement_date != row.statement_date:
        _later(_newest(actor, account=row.account_id, currency=row.currency, without=row.id), draft.statement_date)
    row.statement_date, row.balance, row.comment = draft.statement_date, draft.balance, draft.comment
    cleared = [each.record_id for each in _held(row)] if draft.cleared is None else draft.cleared
    held = _ticked(actor, work, row, cleared)
    if draft.finished:
        _finish(actor, row, held)
    return held


def _matched(actor: Actor, row: BankReconciliation) -> list[int]:
    """Return the records that the bank's transactions up to the statement's day account for."""
    filters = UnitFilter(until=row.statement_date, could=True, reconciliation=row.id)
    units = units_find(actor, account=row.account_id, currency=row.currency, filters=filters)
    return [
        unit.record
        for unit in units
        if not unit.open and unit.matched_on is not None and unit.matched_on <= row.statement_date
    ]


def _ticked(actor: Actor, work: Work, row: BankReconciliation, records: Sequence[int]) -> list[BankClearing]:
    """Let just these records have cleared, and return that in order of their ids."""
    filters = UnitFilter(records=set(records))
    found = units_find(actor, account=row.account_id, currency=row.currency, filters=filters) if records else []
    units = {unit.record: unit for unit in found}
    for index, record in enumerate(records):
        with at_index(index, of="cleared"):
            _tickable(row, units.get(record))
    held = {each.record_id: each for each in _held(row)}
    gone = [each.id for record, each in held.items() if record not in units]
    BankClearing.objects.filter(id__in=gone).delete()
    new = [unit for record, unit in units.items() if record not in held]
    made = [
        row_new(
            BankClearing,
            id=identity,
            business_id=actor.business.id,
            reconciliation_id=row.id,
            account_id=row.account_id,
            record_id=unit.record,
            currency=row.currency,
            date=unit.date,
            amount=unit.amount,
        )
        for identity, unit in zip(work.ids(len(new)), new, strict=True)
    ]
    work.insert(made)
    work.flush()
    stays = [each for record, each in held.items() if record in units]
    return sorted([*stays, *made], key=lambda each: each.record_id)


def _tickable(row: BankReconciliation, unit: UnitView | None) -> None:
    """Raise unless a record can have cleared up to the statement's day."""
    if unit is None:
        message = "There is no such record in this account."
        raise InvalidError(message)
    if unit.date > row.statement_date:
        message = f"This record is of {unit.date}, after the statement."
        raise InvalidError(message)
    if unit.reconciliation not in {None, row.id}:
        message = "This record has cleared already, in another reconciliation."
        raise ConflictError(message, conflicting=unit.reconciliation)


def _finish(actor: Actor, row: BankReconciliation, held: Sequence[BankClearing]) -> None:
    """Let a reconciliation be finished; raise ``ConflictError`` unless it comes out."""
    difference = row.balance - row.opening - sum(each.amount for each in held)
    if difference:
        off = f"{to_major(difference, currencies()[row.currency])} {row.currency}"
        message = f"It does not come out: the difference between the statement and what has cleared is {off}."
        raise ConflictError(message, field="balance")
    row.finished_at = actor.now


def _undo(actor: Actor, work: Work, row: BankReconciliation, before: dict[str, Any]) -> None:
    """Let nothing of a reconciliation stand."""
    _on_top(actor, row)
    row.finished_at, row.removed = None, True
    row.save(update_fields=["finished_at", "removed"])
    BankClearing.objects.filter(reconciliation_id=row.id).delete()
    _saved(actor, work, row, before, (), "remove")


def _saved(
    actor: Actor,
    work: Work,
    row: BankReconciliation,
    before: dict[str, Any],
    held: Sequence[BankClearing],
    action: str,
) -> None:
    row.version, row.modified_at = row.version + 1, actor.now
    row.save(update_fields=_FIGURES)
    work.changes.append(Change("bankReconciliation", row.id, action, before, _payload(row, held)))
    changeset_close(actor, work=work, description=f"{action} reconciliation up to {row.statement_date}")


def _payload(row: BankReconciliation, held: Sequence[BankClearing]) -> dict[str, Any]:
    return {**row_payload(row), "cleared": [[each.record_id, each.amount] for each in held]}
