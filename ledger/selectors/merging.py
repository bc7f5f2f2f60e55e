"""Whether one account can take the place of another one: what stands in the way, for the service that merges them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from accounts.models import Account
from bookkeeping.books import DefaultAccount
from bookkeeping.errors import LockedError
from bookkeeping.records import RecordType
from businesses.errors import ConflictError, InUseError
from ledger.merging import hangs_below
from ledger.models import (
    AdjustmentLine,
    BankReconciliation,
    BankStatementRow,
    Check,
    JournalLine,
    Record,
    RecordLine,
    ShoeboxItem,
    StockMovement,
)
from ledger.models.record import State

if TYPE_CHECKING:
    from collections.abc import Iterator

    from businesses.actors import Actor

    Obstacle = tuple[int | None, str]
    """What is in the way, if it has an id, and the message."""


def merge_check(actor: Actor, *, kept: Account, gone: Account) -> None:
    """Refuse to let an account take the place of another one where the books would not say the same afterwards.

    Raises:
        InUseError: the duplicate is a system or default account.
        ConflictError: the accounts have different types or currencies; the one that stays is archived, or hangs below
            one of the duplicate's; the duplicate is reconciled with the bank, or has a transaction that is staged, or
            matched and in the other account as well; money was transferred between them; a check of one number was
            drawn on each; or an opening balance would stand against itself.
        LockedError: the duplicate is named in a period that is locked.
    """
    if gone.system or gone.default_for:
        message = (
            "The business needs the duplicate: merge this account into it instead, or make another one the default."
        )
        raise InUseError(message, field="duplicate")
    if kept.archived:
        message = "This account is archived: take it into use again first."
        raise ConflictError(message, field="archived")
    if _locked(actor, gone.id):
        message = f"The books are locked up to {actor.business.lock_date}, and the duplicate is named in them."
        raise LockedError(message, field="duplicate")
    for conflicting, message in (*_apart(actor, kept, gone), *_of_the_bank(actor, kept.id, gone.id)):
        raise ConflictError(message, field="duplicate", conflicting=conflicting)


def records_naming(actor: Actor, *, account: int) -> Q:
    """Return the condition of records that name an account: themselves, in a line, or in a line of an adjustment."""
    here = {"business_id": actor.business.id, "account_id": account}
    lines, adjustments = (model.objects.filter(**here).values("record_id") for model in (RecordLine, AdjustmentLine))
    heads = Q(account_id=account) | Q(deposit_account_id=account) | Q(credit_account_id=account)
    return heads | Q(id__in=lines) | Q(id__in=adjustments)


def _locked(actor: Actor, account: int) -> bool:
    """Tell whether anything names an account in the period that is locked."""
    day = actor.business.lock_date
    if day is None:
        return False
    here = {"business_id": actor.business.id, "date__lte": day}
    live = {**here, "superseded__isnull": True}
    stocked = Q(inventory_account_id=account) | Q(cogs_account_id=account)
    return (
        JournalLine.objects.filter(account_id=account, **live).exists()
        or Record.objects.filter(records_naming(actor, account=account), **here).exclude(state=State.DRAFT).exists()
        or StockMovement.objects.filter(stocked, **live).exists()
    )


def _apart(actor: Actor, kept: Account, gone: Account) -> Iterator[Obstacle]:
    """Yield what keeps two accounts apart in the chart, and between themselves."""
    parents: dict[int, int | None] = {kept.id: None}
    if kept.parent_id:
        parents = dict(Account.objects.filter(business_id=actor.business.id).values_list("id", "parent_id"))
    if kept.type != gone.type:
        yield None, "The accounts are of different types."
    if kept.currency != gone.currency:
        yield None, "The accounts have different currencies."
    if hangs_below(parents, kept.id, gone.id):
        yield None, "The account hangs below one of the duplicate's: move it first."
    posted = Record.objects.filter(business_id=actor.business.id, removed=False, state=State.POSTED).order_by("id")
    moved = Q(account_id=gone.id, deposit_account_id=kept.id) | Q(account_id=kept.id, deposit_account_id=gone.id)
    for record in posted.filter(moved).values_list("id", flat=True)[:1]:
        yield record, "Money was transferred between the accounts: remove the transfer first."
    if kept.default_for == DefaultAccount.EQUITY:
        opening = posted.filter(type=RecordType.OPENING_BALANCE, account_id=gone.id)
        for record in opening.values_list("id", flat=True)[:1]:
            yield record, "The duplicate has an opening balance, and the equity account has none: remove it first."


def _of_the_bank(actor: Actor, kept: int, gone: int) -> Iterator[Obstacle]:
    """Yield what the bank knows of the duplicate that cannot be so of the other account."""
    here = {"business_id": actor.business.id}
    there = BankStatementRow.objects.filter(account_id=kept, fitid__isnull=False, **here).values("fitid")
    twice = BankStatementRow.objects.filter(account_id=gone, fitid__in=there, **here).exclude(matched=0)
    for row in twice.order_by("id")[:1]:
        yield row.id, "The bank has told of a transaction in both accounts: let go of what it is matched with here."
    staged = ShoeboxItem.objects.filter(row__account_id=gone, record__isnull=True, removed=False, **here)
    for item in staged.order_by("id")[:1]:
        yield item.id, "What the bank told of the duplicate waits in the shoebox: process or remove it there first."
    for done in BankReconciliation.objects.filter(account_id=gone, removed=False, **here).order_by("-id")[:1]:
        yield done.id, "The duplicate is reconciled with the bank: undo that first, or merge this account into it."
    drawn = Check.objects.filter(account_id=kept, **here).values("number")
    for check in Check.objects.filter(account_id=gone, number__in=drawn, **here).order_by("id")[:1]:
        yield check.record_id, f"On each of the accounts a check {check.number} was drawn."
