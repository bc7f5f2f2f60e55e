"""Writing what a check has of its own: its number, and when it was printed. Services of checks and records share it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.db.models import Max

from bookkeeping.errors import AccountUnusableError, InvalidError
from businesses.errors import ConflictError
from businesses.payloads import row_payload
from businesses.roles import Privilege
from businesses.services.changesets import Change
from ledger.check_views import CheckStatus
from ledger.models import Check

if TYPE_CHECKING:
    import datetime as dt

    from businesses.actors import Actor
    from businesses.services.changesets import Work
    from ledger.check_views import CheckView
    from ledger.drafts import CheckDraft

MAX_NUMBER: Final = 2**31 - 1


def check_number(actor: Actor, *, work: Work, before: CheckView, draft: CheckDraft) -> bool:
    """Number a check, print it, or take the printing back, as part of ``work``; tell whether anything differs.

    The caller notes how the payment looks then.

    Raises:
        ForbiddenError: without PRINT_CHECKS.
        InvalidError: no such number; or a check is to be cleared, which reconciliation alone does.
        AccountUnusableError: the payment has no account. ConflictError: another check of the account has the number; or
            this one has cleared or is void.
    """
    actor.require(Privilege.PRINT_CHECKS)
    if draft.status == CheckStatus.CLEARED and before.status != CheckStatus.CLEARED:
        message = "A check clears when the account is reconciled with the bank."
        raise InvalidError(message, field="status")
    number, printed = _meant(actor, before, draft)
    changes = (number, printed) != (before.number, before.printed_on)
    if changes:
        check_open(actor, check=before)
        _store(actor, work, before, number, printed)
    return changes


def check_open(actor: Actor, *, check: CheckView) -> None:
    """Raise ``ConflictError`` when a check has cleared or is void, and so does not change any more."""
    actor.require(Privilege.VIEW_CHECKS)
    if check.status in (CheckStatus.CLEARED, CheckStatus.VOID):
        word = "has cleared" if check.status == CheckStatus.CLEARED else "is void"
        message = f"This check {word}: it does not change any more."
        raise ConflictError(message, field="status")


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
