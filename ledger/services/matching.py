"""Which records the bank's transactions are: kept in step when records change.

Services of this room call this inside their unit of work.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from django.db.models import Sum

from businesses.payloads import row_payload
from businesses.roles import Privilege
from businesses.services.changesets import Change
from ledger.models import BankMatch, JournalLine

if TYPE_CHECKING:
    from collections.abc import Iterable

    from businesses.actors import Actor
    from ledger.models import Record
    from ledger.services.work import BookWork


def matches_follow(actor: Actor, *, work: BookWork, record: Record) -> None:
    """Let go of the bank's transactions that a changed record does not account for any more.

    A record that is still in the account with as much as is matched keeps its matches. One statement when it has none.
    """
    actor.require(Privilege.VIEW_RECORDS)
    held = list(BankMatch.objects.filter(record_id=record.id).select_related("row").order_by("id"))
    if not held:
        return
    work.flush()
    live = JournalLine.objects.filter(record_id=record.id, superseded__isnull=True)
    sums = live.values_list("account_id", "currency").annotate(Sum("amount"))
    there = {(account, currency): amount for account, currency, amount in sums}
    matched: dict[tuple[int, str], list[BankMatch]] = defaultdict(list)
    for match in held:
        matched[match.row.account_id, match.row.currency].append(match)
    for place, matches in matched.items():
        wanted, amount = sum(match.amount for match in matches), there.get(place, 0)
        if amount * wanted <= 0 or abs(amount) < abs(wanted):
            matches_drop(actor, work=work, matches=matches)


def matches_drop(actor: Actor, *, work: BookWork, matches: Iterable[BankMatch]) -> None:
    """Undo matches, and note how their transactions of the bank change by that."""
    for match in matches:
        row, before = match.row, row_payload(match.row)
        row.matched -= match.amount
        row.version, row.modified_at = row.version + 1, actor.now
        match.delete()
        row.save(update_fields=["matched", "version", "modified_at"])
        work.changes.append(Change("bankStatementRow", row.id, "unmatch", before, row_payload(row)))
