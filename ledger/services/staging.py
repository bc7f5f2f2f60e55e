"""What services of the shoebox share: finding a staged item, whether it waits, and noting how it changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.db.models import Q

from bookkeeping.staging import Stage
from businesses.errors import ChangedMeanwhileError, ConflictError, NotFoundError
from businesses.payloads import row_payload
from businesses.roles import Privilege
from businesses.services.changesets import Change
from ledger.merging import AT_ONCE
from ledger.models import AttachedFile, ShoeboxItem
from ledger.selectors.shoebox import staged_get
from ledger.services.attaching import files_held

if TYPE_CHECKING:
    from collections.abc import Sequence

    from businesses.actors import Actor
    from businesses.services.changesets import Work
    from ledger.views import RecordView

KIND: Final = "shoeboxItem"


def staged_row(actor: Actor, *, item: int, version: int | None) -> ShoeboxItem:
    """Return the row of a staged item; raise ``NotFoundError``, or ``ChangedMeanwhileError`` as services do."""
    actor.require(Privilege.VIEW_RECORDS)
    row = ShoeboxItem.objects.filter(business_id=actor.business.id, id=item).first()
    if row is None:
        raise NotFoundError
    if version is not None and row.version != version:
        raise ChangedMeanwhileError
    return row


def staged_waits(actor: Actor, *, item: int) -> None:
    """Raise ``ConflictError`` unless a staged item still waits to be processed."""
    found = staged_get(actor, item=item)
    if found.stage == Stage.PROCESSED:
        message = "This item is processed: return its record to the shoebox first."
        raise ConflictError(message, field="status", conflicting=found.record or found.row)


def staged_payload(actor: Actor, *, row: ShoeboxItem) -> dict[str, Any]:
    """Return a staged item with its files as plain data, for changesets."""
    return {**row_payload(row), "attachments": files_held(actor, owner=row)}


def staged_note(actor: Actor, *, work: Work, row: ShoeboxItem, action: str, before: dict[str, Any]) -> None:
    """Store a staged item that has changed, at a higher version, and note how it changed."""
    actor.require(Privilege.VIEW_RECORDS)
    row.version, row.modified_at = row.version + 1, actor.now
    row.save(force_update=True)
    work.changes.append(Change(KIND, row.id, action, before, staged_payload(actor, row=row)))


def staged_follow(actor: Actor, *, work: Work, record: RecordView) -> None:
    """Note of the items that a record stands for that it does so no longer, or again. Nothing without such items.

    They have not changed, but wait now, or are processed.
    """
    actor.require(Privilege.VIEW_RECORDS)
    items = [item.id for item in record.staged]
    for row in ShoeboxItem.objects.filter(id__in=items).order_by("id") if items else ():
        staged_note(actor, work=work, row=row, action="update", before=staged_payload(actor, row=row))


def staged_move(actor: Actor, *, work: Work, columns: Sequence[str], source: int, target: int) -> None:
    """Let staged items that name one thing in these columns name another one, removed ones too; note each.

    What the bank told of its account stays.
    """
    actor.require(Privilege.VIEW_RECORDS)
    naming = Q(*((column, source) for column in columns), _connector=Q.OR)
    rows = list(ShoeboxItem.objects.filter(naming, business_id=actor.business.id).order_by("id"))
    uses = AttachedFile.objects.filter(shoebox_item_id__in=[row.id for row in rows], record__isnull=True)
    files: dict[int | None, list[int]] = {}
    for item, file in uses.order_by("position", "id").values_list("shoebox_item_id", "attachment_id") if rows else ():
        files.setdefault(item, []).append(file)
    for row in rows:
        before, held = row_payload(row), {"attachments": files.get(row.id, [])}
        for column in columns:
            if getattr(row, column) == source and not (column == "account_id" and row.row_id):
                setattr(row, column, target)
        row.version, row.modified_at = row.version + 1, actor.now
        work.changes.append(Change(KIND, row.id, "update", before | held, row_payload(row) | held))
    names = [column.removesuffix("_id") for column in columns]
    ShoeboxItem.objects.bulk_update(rows, [*names, "version", "modified_at"], batch_size=AT_ONCE)
