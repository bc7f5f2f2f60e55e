"""Noting that a record looks different: what belongs to it was written, and its row was not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from businesses.roles import Privilege
from businesses.services.changesets import Change
from ledger.models import Record
from ledger.selectors.records import record_get

if TYPE_CHECKING:
    from businesses.actors import Actor
    from businesses.services.changesets import Work
    from ledger.views import RecordView


def record_note(actor: Actor, *, work: Work, before: RecordView) -> RecordView:
    """Give a record whose files, check or links have changed a higher version, note how, and return it as it is now."""
    actor.require(Privilege.VIEW_RECORDS)
    Record.objects.filter(id=before.id).update(version=before.version + 1, modified_at=actor.now)
    after = record_get(actor, record=before.id)
    work.changes.append(Change("record", before.id, "update", before.payload(), after.payload()))
    return after
