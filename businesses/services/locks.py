"""The lock date: up to it, the books take nothing in and give nothing out."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bookkeeping.checks import sane_date
from bookkeeping.errors import InvalidError
from businesses.models import Business
from businesses.roles import Privilege
from businesses.services.changesets import Work, changeset_close
from businesses.services.rows import row_update

if TYPE_CHECKING:
    import datetime as dt

    from businesses.actors import Actor

LOCK: Final = "lock"
UNLOCK: Final = "unlock"
"""The two actions of a change that moves the lock date, forward and back; the comment of its changeset says why."""


def lock_move(actor: Actor, *, lock_date: dt.date | None, reason: str = "", version: int | None = None) -> None:
    """Lock the books up to a day and including it (None: not at all); nothing when they are locked so already.

    Writers of the business queue at its counter, so nobody who has seen the books open writes into them afterwards.

    Raises:
        ForbiddenError: without CHANGE_BUSINESS_SETTINGS.
        InvalidError: no reason is given for moving the date back; or it is no day of these centuries.
        ChangedMeanwhileError: the business is no longer at ``version``.
    """
    actor.require(Privilege.CHANGE_BUSINESS_SETTINGS)
    if lock_date is not None:
        sane_date(lock_date, field="lock_date")
    work = Work(actor)
    work.lock()
    row = Business.objects.get(id=actor.business.id)
    opens = row.lock_date is not None and (lock_date is None or lock_date < row.lock_date)
    if opens and not reason.strip():
        message = f"Say why what is locked up to {row.lock_date} shall be open again."
        raise InvalidError(message, field="reason")
    row_update(actor, row=row, values={"lock_date": lock_date}, kind="business", version=version, work=work)
    if work.changes:
        work.changes[-1] = replace(work.changes[-1], action=UNLOCK if opens else LOCK)
        described = f"lock up to {lock_date}" if lock_date else "unlock"
        changeset_close(actor, work=work, description=described, comment=reason.strip())
