"""Reads of the journal of a record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from businesses.roles import Privilege
from ledger.models import JournalLine
from ledger.selectors.journal import JournalLineView

if TYPE_CHECKING:
    from businesses.actors import Actor


def entry_lines(actor: Actor, *, record: int) -> list[JournalLineView]:
    """Return the live journal lines of a record, entry by entry; raise ``ForbiddenError``. One statement."""
    actor.require(Privilege.VIEW_JOURNAL_ENTRIES)
    lines = JournalLine.objects.filter(business_id=actor.business.id, record_id=record, superseded__isnull=True)
    columns = ("id", "record_id", "account_id", "date", "amount", "currency", "home", "note")
    rows = lines.order_by("entry_id", "position").values_list(*columns)
    return [
        JournalLineView(
            id=row[0],
            record=row[1],
            account=row[2],
            date=row[3],
            amount=row[4],
            currency=row[5],
            home=row[6],
            note=row[7],
        )
        for row in rows
    ]
