"""What the bank knows of records is kept in step when records change: its transactions, and what has cleared.

Services of this room call this inside their unit of work.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from django.db.models import Min, Sum, Value

from businesses.errors import ConflictError
from businesses.payloads import row_payload
from businesses.roles import Privilege
from businesses.services.changesets import Change
from ledger.models import BankClearing, BankMatch, JournalLine

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping

    from businesses.actors import Actor
    from ledger.models import Record
    from ledger.services.work import BookWork

    Places = Mapping[tuple[int, str], tuple[int, dt.date]]
    """What a record has posted by account and currency: a credit amount, and its day."""


def matches_follow(actor: Actor, *, work: BookWork, record: Record) -> None:
    """Let go of what the bank knew of a changed record and is not so any more.

    A record that is still in the account with as much as is matched keeps its matches; one with the same amount on the
    same day has still cleared. One statement when the bank knows nothing of it.

    Raises:
        ConflictError: a finished reconciliation covers it with another amount, or on another day.
    """
    actor.require(Privilege.VIEW_RECORDS)
    matched = BankMatch.objects.filter(record_id=record.id).values_list("id", Value("match"))
    cleared = BankClearing.objects.filter(record_id=record.id).values_list("id", Value("clearing"))
    known = list(matched.union(cleared, all=True))
    if not known:
        return
    work.flush()
    live = JournalLine.objects.filter(record_id=record.id, superseded__isnull=True)
    sums = live.values_list("account_id", "currency").annotate(Sum("amount"), Min("date"))
    places = {(account, currency): (amount, day) for account, currency, amount, day in sums}
    clearings = [identity for identity, kind in known if kind == "clearing"]
    if clearings:
        _clearings_follow(actor, work, clearings, places)
    if len(known) > len(clearings):
        _matches_follow(actor, work, record, places)


def matches_drop(actor: Actor, *, work: BookWork, matches: Iterable[BankMatch]) -> None:
    """Undo matches, and note how their transactions of the bank change by that."""
    for match in matches:
        row, before = match.row, row_payload(match.row)
        row.matched -= match.amount
        row.version, row.modified_at = row.version + 1, actor.now
        match.delete()
        row.save(update_fields=["matched", "version", "modified_at"])
        work.changes.append(Change("bankStatementRow", row.id, "unmatch", before, row_payload(row)))


def _clearings_follow(actor: Actor, work: BookWork, clearings: Iterable[int], places: Places) -> None:
    """Untick a record where its amount or day is another now; refuse that where the reconciliation is finished."""
    held = BankClearing.objects.filter(id__in=clearings).select_related("reconciliation").order_by("id")
    for clearing in held:
        if places.get((clearing.account_id, clearing.currency)) == (clearing.amount, clearing.date):
            continue
        row = clearing.reconciliation
        if row.finished_at is not None:
            message = (
                f"The reconciliation up to {row.statement_date} covers this record: it keeps its day, its account and "
                "its amount there until that reconciliation is undone."
            )
            raise ConflictError(message, conflicting=row.id)
        before = row_payload(row)
        clearing.delete()
        row.version, row.modified_at = row.version + 1, actor.now
        row.save(update_fields=["version", "modified_at"])
        after = {**row_payload(row), "unticked": [clearing.record_id, clearing.amount]}
        work.changes.append(Change("bankReconciliation", row.id, "untick", before, after))


def _matches_follow(actor: Actor, work: BookWork, record: Record, places: Places) -> None:
    """Let go of the transactions that a record does not account for any more."""
    matched: dict[tuple[int, str], list[BankMatch]] = defaultdict(list)
    for match in BankMatch.objects.filter(record_id=record.id).select_related("row").order_by("id"):
        matched[match.row.account_id, match.row.currency].append(match)
    for place, matches in matched.items():
        wanted, (amount, _) = sum(match.amount for match in matches), places.get(place, (0, None))
        if amount * wanted <= 0 or abs(amount) < abs(wanted):
            matches_drop(actor, work=work, matches=matches)
