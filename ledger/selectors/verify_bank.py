"""The audit of what the bank says: matches fit their transactions and records, and reconciliations come out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import F, Min, Q, Sum
from django.db.models.functions import Coalesce

from ledger.models import BankClearing, BankMatch, BankReconciliation, BankStatementRow, JournalLine

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def _matched(business: int) -> Iterator[str]:
    """What is matched of a transaction of the bank is the sum of its matches; its statement is of the same account."""
    rows = BankStatementRow.objects.filter(business_id=business).annotate(found=Coalesce(Sum("matches__amount"), 0))
    for row in rows.exclude(found=F("matched")).order_by("id"):
        yield f"bank transaction {row.id}: {row.found} of it is matched, not {row.matched}"
    apart = Q(statement__isnull=False) & ~Q(account_id=F("statement__account_id"))
    for stray in BankStatementRow.objects.filter(apart, business_id=business).order_by("id"):
        yield f"bank transaction {stray.id}: its statement is of another account"


def _posted(business: int) -> Iterator[str]:
    """A record has at least as much in an account as is matched of it with transactions of the bank there."""
    matches = BankMatch.objects.filter(business_id=business)
    live = JournalLine.objects.filter(superseded__isnull=True, record_id__in=matches.values("record_id"))
    sums = live.values_list("record_id", "account_id", "currency").annotate(Sum("amount"))
    there = {(record, account, currency): amount for record, account, currency, amount in sums}
    groups = matches.values_list("record_id", "row__account_id", "row__currency").annotate(Sum("amount"))
    for record, account, currency, amount in groups.order_by("record_id"):
        posted = there.get((record, account, currency), 0)
        if posted * amount <= 0 or abs(posted) < abs(amount):
            yield f"record {record}: {amount} of account {account} is matched with the bank, {posted} is posted"


def _reconciled(business: int) -> Iterator[str]:
    """Each reconciliation begins where the one before ends and, once finished, comes out; only the last is not."""
    rows = BankReconciliation.objects.filter(business_id=business).annotate(
        cleared=Coalesce(Sum("clearings__amount"), 0)
    )
    for row in rows.filter(removed=True).exclude(cleared=0).order_by("id"):
        yield f"reconciliation {row.id}: it is undone and {row.cleared} has cleared by it"
    before: dict[tuple[int, str], BankReconciliation] = {}
    for row in rows.filter(removed=False).order_by("statement_date", "id"):
        last = before.get((row.account_id, row.currency))
        opening = 0 if last is None else last.balance
        if row.opening != opening:
            yield f"reconciliation {row.id}: it begins with {row.opening}, the one before ends with {opening}"
        if last is not None and last.finished_at is None:
            yield f"reconciliation {last.id}: it is not finished, and {row.id} stands on it"
        if row.finished_at is not None and row.opening + row.cleared != row.balance:
            yield f"reconciliation {row.id}: {row.opening + row.cleared} has cleared, its statement says {row.balance}"
        before[row.account_id, row.currency] = row


def _cleared(business: int) -> Iterator[str]:
    """What has cleared is still posted with the same amount on the same day, and belongs where it cleared."""
    clearings = BankClearing.objects.filter(business_id=business).select_related("reconciliation").order_by("id")
    live = JournalLine.objects.filter(superseded__isnull=True, record_id__in=clearings.order_by().values("record_id"))
    sums = live.values_list("record_id", "account_id", "currency").annotate(Sum("amount"), Min("date"))
    there = {(record, account, currency): (amount, day) for record, account, currency, amount, day in sums}
    for each in clearings:
        amount, day = there.get((each.record_id, each.account_id, each.currency), (0, None))
        if (amount, day) != (each.amount, each.date):
            yield f"record {each.record_id}: {each.amount} on {each.date} has cleared, {amount} on {day} is posted"
        row = each.reconciliation
        apart = (row.account_id, row.currency) != (each.account_id, each.currency)
        if apart or each.date > row.statement_date:
            yield f"record {each.record_id}: it does not belong into reconciliation {row.id}"


CHECKS: tuple[Callable[[int], Iterator[str]], ...] = (_matched, _posted, _reconciled, _cleared)
