"""Checks get their numbers, are printed, and are made void together with the payments that they make."""

from __future__ import annotations

from typing import TYPE_CHECKING

from businesses.errors import ChangedMeanwhileError
from businesses.roles import Privilege
from businesses.services.changesets import Work, changeset_close
from ledger.check_views import CheckStatus
from ledger.selectors.checks import check_get
from ledger.selectors.records import record_get
from ledger.services.noting import record_note
from ledger.services.numbering import check_number, check_open
from ledger.services.records import record_void

if TYPE_CHECKING:
    from businesses.actors import Actor
    from ledger.check_views import CheckView
    from ledger.drafts import CheckDraft


def check_update(actor: Actor, *, check: int, draft: CheckDraft, version: int | None = None) -> CheckView:
    """Number a check, print it, take the printing back, or make it void; return it.

    Numbers are unique for a bank account, also those of void checks. To be void makes the payment void, and so opens
    what it paid.

    Raises:
        ForbiddenError: without PRINT_CHECKS, VIEW_CHECKS and VIEW_RECORDS; CHANGE_RECORDS to make it void.
        NotFoundError: no such bill payment, or it is not made by check.
        InvalidError: no such number; or a check is to be cleared, which reconciliation alone does.
        ConflictError: another check has the number; or it has cleared or is void. LockedError: as ``record_void``.
        ChangedMeanwhileError: it is no longer at ``version``.
    """
    actor.require(Privilege.PRINT_CHECKS)
    work = Work(actor)
    work.lock()
    before, payment = check_get(actor, check=check), record_get(actor, record=check)
    if version is not None and version != before.version:
        raise ChangedMeanwhileError
    voided = draft.status == CheckStatus.VOID and before.status != CheckStatus.VOID
    if voided:
        check_open(actor, check=before)
    if check_number(actor, work=work, before=before, draft=draft):
        after = record_note(actor, work=work, before=payment)
        changeset_close(actor, work=work, description=f"check {after.checks[0].number}")
    if voided:
        record_void(actor, record=check)
    return check_get(actor, check=check)
