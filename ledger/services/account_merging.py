"""An account that is in the chart twice is merged into the other one (DESIGN, section 7).

Entries are forever: those that name the duplicate are superseded by the same ones on the account that stays. No figure
of any other account changes by that, nor what both accounts come to together; where it would, the merge is refused.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from accounts.models import Account
from accounts.selectors.accounts import account_get
from bookkeeping.errors import InvalidError
from businesses.errors import ChangedMeanwhileError, ConflictError, NotFoundError
from businesses.roles import Privilege
from businesses.services.changesets import changeset_close
from businesses.services.rows import row_update
from ledger.models import JournalLine, MonthlyTotal, Record
from ledger.selectors.merging import merge_check
from ledger.services.account_names import names_move
from ledger.services.bank_moving import bank_move
from ledger.services.matching import matches_follow
from ledger.services.reposting import entries_move
from ledger.services.work import BookWork

if TYPE_CHECKING:
    import datetime as dt

    from accounts.selectors.accounts import AccountView
    from businesses.actors import Actor

    Totals = dict[tuple[int, str, dt.date, str], tuple[int, int]]


def account_merge(actor: Actor, *, account: int, duplicate: int, version: int | None = None) -> AccountView:
    """Merge a duplicate into an account, and return the account.

    All that named the duplicate names the account: records, orders, contacts, items, categories, taxes, checks, what
    the bank told, and accounts below it. The duplicate is removed, or archived when history names it, so that the books
    can still be read as they were.

    Raises:
        ForbiddenError: without CHANGE_ACCOUNTS, REMOVE_ACCOUNTS, CHANGE_RECORDS and what it takes to read them.
        NotFoundError: no such account. InvalidError: no such duplicate, or the account itself.
        InUseError, ConflictError, LockedError: as ``merge_check``; or it would change what foreign money has cost, or
            what a finished reconciliation covers.
        ChangedMeanwhileError: it is no longer at ``version``.
    """
    for privilege in (Privilege.CHANGE_ACCOUNTS, Privilege.REMOVE_ACCOUNTS, Privilege.CHANGE_RECORDS):
        actor.require(privilege)
    work = BookWork(actor)
    work.lock()
    kept, gone = _pair(actor, account, duplicate, version)
    merge_check(actor, kept=kept, gone=gone)
    before = _totals(actor, kept, gone)
    _move(actor, work, kept, gone)
    work.flush()
    work.complete()
    work.flush()
    lines = JournalLine.objects.filter(business_id=actor.business.id, account_id=gone.id)
    if _totals(actor, kept, gone) != before or lines.filter(superseded__isnull=True).exists():
        message = (
            "As one account, the foreign money in both would have cost something else, or be worth something else."
        )
        raise ConflictError(message, field="duplicate")
    over = "archived" if lines.exists() else "removed"
    row_update(actor, row=gone, values={over: True}, kind="account", work=work)
    changeset_close(actor, work=work, description=f"merge account {gone.number} into {kept.number} {kept.name}")
    return account_get(actor, account=account)


def _pair(actor: Actor, account: int, duplicate: int, version: int | None) -> tuple[Account, Account]:
    """Return both rows, that of the account first."""
    rows = Account.objects.filter(business_id=actor.business.id, removed=False).in_bulk([account, duplicate])
    if account not in rows:
        raise NotFoundError
    if version is not None and rows[account].version != version:
        raise ChangedMeanwhileError
    for wrong, message in (
        (account == duplicate, "An account cannot be merged into itself."),
        (duplicate not in rows, "There is no such account in this business."),
    ):
        if wrong:
            raise InvalidError(message, field="duplicate")
    return rows[account], rows[duplicate]


def _move(actor: Actor, work: BookWork, kept: Account, gone: Account) -> None:
    """Let everything name the account that stays; what the bank knows of records in both follows."""
    live = JournalLine.objects.filter(business_id=actor.business.id, superseded__isnull=True)
    both = live.filter(account_id=kept.id, record_id__in=live.filter(account_id=gone.id).values("record_id"))
    records = sorted(set(both.values_list("record_id", flat=True)))
    entries_move(actor, work=work, source=gone.id, target=kept.id)
    names_move(actor, work=work, source=gone, target=kept)
    bank_move(actor, work=work, source=gone.id, target=kept.id)
    for record in Record.objects.filter(id__in=records).order_by("id"):
        matches_follow(actor, work=work, record=record)


def _totals(actor: Actor, kept: Account, gone: Account) -> Totals:
    """Return what is in the journal by account, currency, month and kind of entry, both accounts as one."""
    sums: dict[tuple[int, str, dt.date, str], tuple[int, int]] = defaultdict(lambda: (0, 0))
    rows = MonthlyTotal.objects.filter(business_id=actor.business.id)
    for account, currency, month, kind, amount, home in rows.values_list(
        "account_id", "currency", "month", "kind", "amount", "home"
    ):
        place = kept.id if account == gone.id else account, currency, month, kind
        held = sums[place]
        sums[place] = held[0] + amount, held[1] + home
    return {place: held for place, held in sums.items() if any(held)}
