"""What the bank told of an account that is merged is told again of the other one.

What was told stays as it was told, so rows are copied, with the records that they are, and the old ones put aside.
Services of this room call this inside their unit of work, with the counter locked, once the records are moved.
"""

from __future__ import annotations

from copy import copy
from typing import TYPE_CHECKING, Any

from businesses.payloads import row_payload
from businesses.roles import Privilege
from businesses.services.changesets import Change
from ledger.merging import AT_ONCE, parts
from ledger.models import BankMatch, BankStatement, BankStatementRow

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from businesses.actors import Actor
    from businesses.services.changesets import Work


def bank_move(actor: Actor, *, work: Work, source: int, target: int) -> None:
    """Copy what the bank told of one account to another one; a transaction that is there already is not copied.

    Raises:
        ForbiddenError: it has told something, without BANK_RECONCILIATION.
    """
    actor.require(Privilege.CHANGE_ACCOUNTS)
    here = {"business_id": actor.business.id}
    rows = BankStatementRow.objects.filter(account_id=source, **here).order_by("id")
    identities = list(rows.values_list("id", flat=True))
    if not identities:
        return
    actor.require(Privilege.BANK_RECONCILIATION)
    statements = _statements_copy(actor, work, source, target)
    fitids = BankStatementRow.objects.filter(account_id=target, fitid__isnull=False, **here)
    taken = set(fitids.values_list("fitid", flat=True))
    for part in parts(identities):
        _rows_copy(actor, work, list(rows.filter(id__in=part)), taken, target, statements)


def _statements_copy(actor: Actor, work: Work, source: int, target: int) -> Mapping[int, int]:
    """Copy the statements of an account, and return the new ids by the old ones."""
    rows = list(BankStatement.objects.filter(business_id=actor.business.id, account_id=source).order_by("id"))
    copied: dict[int, int] = {}
    for row, identity in zip(rows, work.ids(len(rows)), strict=True):
        copied[row.id] = identity
        row.id, row.account_id = identity, target
        work.changes.append(Change("bankStatement", identity, "create", None, row_payload(row)))
    BankStatement.objects.bulk_create(rows, batch_size=AT_ONCE)
    return copied


def _rows_copy(
    actor: Actor,
    work: Work,
    rows: Sequence[BankStatementRow],
    taken: Collection[str | None],
    target: int,
    statements: Mapping[int, int],
) -> None:
    """Copy transactions and let the copies have their matches; put the old ones aside."""
    held: dict[int, list[BankMatch]] = {row.id: [] for row in rows}
    for match in BankMatch.objects.filter(row_id__in=list(held)).order_by("id"):
        held[match.row_id].append(match)
    before = {row.id: _payload(row, held[row.id]) for row in rows}
    BankMatch.objects.filter(row_id__in=list(held)).delete()
    told = [row for row in rows if row.fitid not in taken]
    copies = [copy(row) for row in told]
    for row, twin, identity in zip(told, copies, work.ids(len(told)), strict=True):
        twin.id, twin.account_id, twin.modified_at, twin.version = identity, target, actor.now, 1
        if row.statement_id:
            twin.statement_id = statements[row.statement_id]
        for match, other in zip(held[row.id], work.ids(len(held[row.id])), strict=True):
            match.id, match.row_id = other, identity
        work.changes.append(Change("bankStatementRow", identity, "create", None, _payload(twin, held[row.id])))
    for row in rows:
        row.matched, row.ignored, row.modified_at, row.version = 0, True, actor.now, row.version + 1
        work.changes.append(Change("bankStatementRow", row.id, "update", before[row.id], _payload(row, ())))
    BankStatementRow.objects.bulk_update(rows, ["matched", "ignored", "modified_at", "version"], batch_size=AT_ONCE)
    BankStatementRow.objects.bulk_create(copies)
    BankMatch.objects.bulk_create([match for row in told for match in held[row.id]])


def _payload(row: BankStatementRow, matches: Iterable[BankMatch]) -> dict[str, Any]:
    return {**row_payload(row), "matches": [[match.record_id, match.amount] for match in matches]}
