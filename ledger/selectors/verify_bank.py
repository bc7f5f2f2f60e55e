"""The audit of what the bank says: every match fits its transaction of the bank, and its record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import F, Q, Sum
from django.db.models.functions import Coalesce

from ledger.models import BankMatch, BankStatementRow, JournalLine

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


CHECKS: tuple[Callable[[int], Iterator[str]], ...] = (_matched, _posted)
