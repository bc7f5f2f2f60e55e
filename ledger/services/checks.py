"""Checks get their numbers, are printed, and are made void together with the payments that they make."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Max

from bookkeeping.errors import AccountUnusableError, InvalidError
from businesses.errors import ChangedMeanwhileError, ConflictError
from businesses.payloads import row_payload
from businesses.roles import Privilege
from businesses.services.changesets import Change, Work, changeset_close
from ledger.models import Check
from ledger.selectors.checks import CheckStatus, check_get
from ledger.services.records import record_void

if TYPE_CHECKING:
    import datetime as dt

    from businesses.actors import Actor
    from ledger.selectors.checks import CheckView

MAX_NUMBER = 2**31 - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckDraft:
    """What is on a check, or becomes of it: None as ``number`` keeps the number, or takes the next when it is printed.

    ``status`` None: what follows from ``printed_on``; PRINTED prints it today unless a day is named.
    """

    number: int | None = None
    printed_on: dt.date | None = None
    status: CheckStatus | None = None


def check_update(actor: Actor, *, check: int, draft: CheckDraft, version: int | None = None) -> CheckView:
    """Number a check, print it, take the printing back, or make it void; return it.

    Numbers are unique for a bank account, also those of void checks. To be void makes the payment void, and so opens
    what it paid.

    Raises:
        ForbiddenError: without PRINT_CHECKS and VIEW_CHECKS; CHANGE_RECORDS to make it void.
        NotFoundError: no such bill payment, or it is not made by check.
        InvalidError: no such number; or a check is to be cleared, which reconciliation alone does.
        ConflictError: another check has the number; or it has cleared or is void. LockedError: as ``record_void``.
        ChangedMeanwhileError: it is no longer at ``version``.
    """
    actor.require(Privilege.PRINT_CHECKS)
    work = Work(actor)
    work.lock()
    before = check_get(actor, check=check)
    if version is not None and version != before.version:
        raise ChangedMeanwhileError
    if draft.status == CheckStatus.CLEARED and before.status != CheckStatus.CLEARED:
        message = "A check clears when the account is reconciled with the bank."
        raise InvalidError(message, field="status")
    number, printed = _meant(actor, before, draft)
    changes = (number, printed) != (before.number, before.printed_on)
    voided = draft.status == CheckStatus.VOID and before.status != CheckStatus.VOID
    if (changes or voided) and before.status in (CheckStatus.CLEARED, CheckStatus.VOID):
        word = "has cleared" if before.status == CheckStatus.CLEARED else "is void"
        message = f"This check {word}: it does not change any more."
        raise ConflictError(message, field="status")
    if changes:
        _store(actor, work, before, number, printed)
    if voided:
        record_void(actor, record=check)
    return check_get(actor, check=check)


def _meant(actor: Actor, before: CheckView, draft: CheckDraft) -> tuple[int | None, dt.date | None]:
    """Return the number and the day of printing that a draft means."""
    printed = draft.printed_on
    if draft.status == CheckStatus.TO_PRINT:
        printed = None
    if draft.status == CheckStatus.PRINTED and printed is None:
        printed = actor.now.date()
    number = draft.number or before.number
    if number is None and printed is not None:
        used = Check.objects.filter(business_id=actor.business.id, account_id=before.account or 0)
        number = (used.aggregate(last=Max("number"))["last"] or 0) + 1
    return number, printed


def _store(actor: Actor, work: Work, before: CheckView, number: int | None, printed: dt.date | None) -> None:
    """Write number and printing of a check; raise when the number cannot be."""
    if before.account is None:
        message = "The payment names no bank account."
        raise AccountUnusableError(message, field="account")
    if number is None or not 0 < number <= MAX_NUMBER:
        message = f"A check has a number from 1 to {MAX_NUMBER}."
        raise InvalidError(message, field="check_number")
    used = Check.objects.filter(business_id=actor.business.id, account_id=before.account)
    twin = used.filter(number=number).exclude(record_id=before.id).first()
    if twin is not None:
        message = "Another check of this account has this number."
        raise ConflictError(message, field="check_number", conflicting=twin.record_id)
    row = used.filter(record_id=before.id).first()
    told = None if row is None else row_payload(row)
    if row is None:
        row = Check(
            id=work.ids(1)[0],
            business_id=actor.business.id,
            record_id=before.id,
            account_id=before.account,
            created_at=actor.now,
            version=0,
        )
    row.number, row.printed_on = number, printed
    row.modified_at, row.version = actor.now, row.version + 1
    row.save(force_insert=told is None)
    work.changes.append(Change("check", row.id, "create" if told is None else "update", told, row_payload(row)))
    changeset_close(actor, work=work, description=f"check {number}")
