"""Opening balances of an account are stated as a whole: what is not stated is not true any more (DESIGN, section 7)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from accounts.selectors.accounts import account_get
from bookkeeping.errors import at_index
from bookkeeping.openings import openings_planned
from businesses.errors import ChangedMeanwhileError
from businesses.models import Business
from businesses.roles import Privilege
from businesses.services.changesets import changeset_close
from ledger.drafts import RecordDraft
from ledger.selectors.openings import openings_get
from ledger.services.records import record_alter, record_hide, record_make
from ledger.services.work import BookWork

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from accounts.selectors.accounts import AccountView
    from bookkeeping.openings import Opening, OpeningStated, OpeningWritten
    from businesses.actors import Actor
    from ledger.views import RecordView


def openings_set(
    actor: Actor, *, account: int, stated: Sequence[OpeningStated], seen: Sequence[Opening] | None = None
) -> tuple[Opening, ...]:
    """State what an account began with in each currency, and return it; the other side is the equity account.

    What says no day is of the account's open date, else of the day on which the business starts. What is true already
    is not written again. ``seen`` is what the client relies on.

    Raises:
        ForbiddenError: without CHANGE_ACCOUNTS, or what records need. NotFoundError: no such account.
        InvalidError: as ``bookkeeping.openings.openings_planned`` and ``record_create``, with the index of the member.
        LockedError: the books are locked on a day from which, or to which, something must move.
        ConflictError: a finished reconciliation covers what must change.
        ChangedMeanwhileError: it is no longer what was ``seen``.
    """
    actor.require(Privilege.CHANGE_ACCOUNTS)
    work = BookWork(actor)
    work.lock()
    owner = account_get(actor, account=account)
    held = openings_get(actor, account=account)
    if seen is not None and tuple(seen) != held:
        raise ChangedMeanwhileError
    plan = openings_planned(stated, held, account=account, day=_day(actor, owner))
    for record in plan.removed:
        record_hide(actor, work=work, record=record)
    for each in plan.written:
        with at_index(each.index):
            _write(actor, work, each)
    if not work.changes:
        return held
    changeset_close(actor, work=work, description=f"state opening balances of {owner.name_and_number}")
    return openings_get(actor, account=account)


def _day(actor: Actor, account: AccountView) -> dt.date | None:
    """Return the day on which an account begins, if anything says it."""
    if account.open_date is not None:
        return account.open_date
    return Business.objects.values_list("start_date", flat=True).get(id=actor.business.id)


def _write(actor: Actor, work: BookWork, written: OpeningWritten) -> None:
    """Write the record of one currency: a new one, or the stored one, which keeps what else it says."""
    if written.record is None:
        record_make(actor, work=work, draft=RecordDraft(record=written.opening))
        return

    def draft_of(now: RecordView) -> RecordDraft:
        return replace(RecordDraft.of(now), record=written.opening)

    record_alter(actor, work=work, record=written.record, draft_of=draft_of)
