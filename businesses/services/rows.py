"""Writing one row of a business, with its changeset: what every simple noun's service does.

The counter is taken before the row is touched: a row, or the stamp of the chart that it belongs to, may be another
writer's, who has the counter already.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from businesses.errors import ChangedMeanwhileError
from businesses.payloads import row_payload
from businesses.services.changesets import Change, Work, changeset_close

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import Model

    from businesses.actors import Actor


def row_create(actor: Actor, *, row: Model, kind: str, work: Work | None = None) -> None:
    """Store a new row that has its id, and the changeset that tells of it (as part of ``work``, or of its own)."""
    part = work or Work(actor)
    part.lock()
    part.flush()
    row.save(force_insert=True)
    _noted(actor, part, Change(kind, row.pk, "create", None, row_payload(row)), whole=work is None)


def row_update(
    actor: Actor,
    *,
    row: Any,
    values: Mapping[str, Any],
    kind: str,
    version: int | None = None,
    work: Work | None = None,
) -> None:
    """Give an existing row new values (column names to values), a higher version, and a changeset.

    Nothing is written when nothing differs. The row has the columns ``version`` and ``modified_at``.

    Raises:
        ChangedMeanwhileError: the row is no longer at ``version``, or changes while this runs.
    """
    current: int = row.version
    if version is not None and version != current:
        raise ChangedMeanwhileError
    before = row_payload(row)
    for column, value in values.items():
        setattr(row, column, value)
    if row_payload(row) == before:
        return
    part = work or Work(actor)
    part.lock()
    row.version, row.modified_at = current + 1, actor.now
    columns = {column: getattr(row, column) for column in (*values, "version", "modified_at")}
    if not type(row).objects.filter(pk=row.pk, version=current).update(**columns):
        raise ChangedMeanwhileError
    action = "remove" if values.get("removed") and not before["removed"] else "update"
    _noted(actor, part, Change(kind, row.pk, action, before, row_payload(row)), whole=work is None)


def _noted(actor: Actor, work: Work, change: Change, *, whole: bool) -> None:
    """Add a change to a unit of work; if it is the ``whole`` of it, close its changeset."""
    work.changes.append(change)
    if whole:
        changeset_close(actor, work=work, description=f"{change.action} {change.kind}")
