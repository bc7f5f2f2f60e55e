"""What stands beside a record that was read, as far as the actor may see it. No statement."""

from __future__ import annotations

from typing import TYPE_CHECKING

from businesses.roles import Privilege
from ledger.check_views import check_of

if TYPE_CHECKING:
    from businesses.actors import Actor
    from ledger.check_views import CheckView
    from ledger.views import FileView, RecordView


def files_seen(actor: Actor, *, record: RecordView) -> tuple[FileView, ...]:
    """Return the files of a record; none without READ_FILES."""
    return record.files if Privilege.READ_FILES in actor.privileges else ()


def check_seen(actor: Actor, *, record: RecordView) -> CheckView | None:
    """Return the check that a record is made by; None without VIEW_CHECKS, and when there is none."""
    return check_of(record) if Privilege.VIEW_CHECKS in actor.privileges else None
