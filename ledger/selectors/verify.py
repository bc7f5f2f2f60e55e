"""The audit: re-add everything, and say what does not fit.

Each check is one function from a business to the faults it finds; a fault is a sentence that names the row.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from django.db import connection
from django.db.models import Count, F, Q, Sum

from accounts.guards import GUARDS as ACCOUNT_GUARDS
from bookkeeping.records import RecordType
from businesses.guards import GUARDS as BUSINESS_GUARDS
from businesses.guards import missing_guards
from businesses.models import Business
from businesses.roles import Privilege
from ledger.guards import GUARDS as LEDGER_GUARDS
from ledger.models import Allocation, JournalEntry, JournalLine, MonthlyTotal, Record
from ledger.selectors import (
    verify_bank,
    verify_collaboration,
    verify_currencies,
    verify_history,
    verify_periods,
    verify_stock,
    verify_unposted,
)
from taxes.guards import GUARDS as TAX_GUARDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from businesses.actors import Actor, Caller

GUARDS = (*BUSINESS_GUARDS, *ACCOUNT_GUARDS, *TAX_GUARDS, *LEDGER_GUARDS)
"""All guards of all rooms."""
_DOCUMENTS = (str(RecordType.INVOICE), str(RecordType.BILL))
_PAYMENTS = (str(RecordType.INVOICE_PAYMENT), str(RecordType.BILL_PAYMENT))


def guards_missing(caller: Caller) -> list[str]:
    """Return the names of the guards that the database lacks; ``caller`` is the command's."""
    caller.require_system()
    return missing_guards(connection, GUARDS)


def businesses_all(caller: Caller) -> list[int]:
    """Return the ids of all businesses, for commands."""
    caller.require_system()
    return list(Business.objects.order_by("id").values_list("id", flat=True))


def faults_find(actor: Actor) -> list[str]:
    """Return everything that is wrong with the books of a business, in the order of the checks; [] is well."""
    actor.require(Privilege.VIEW_JOURNAL_ENTRIES)
    found = [fault for check in _CHECKS for fault in check(actor.business.id)]
    return found + verify_currencies.faults_abroad(actor)


def _entries(business: int) -> Iterator[str]:
    """Every entry balances per currency and at home, and has the lines it was closed with."""
    lines = JournalLine.objects.filter(business_id=business)
    for row in lines.values("entry_id", "currency").annotate(total=Sum("amount")).exclude(total=0):
        yield f"entry {row['entry_id']}: its {row['currency']} lines sum to {row['total']}"
    for whole in lines.values("entry_id").annotate(total=Sum("home")).exclude(total=0):
        yield f"entry {whole['entry_id']}: its home amounts sum to {whole['total']}"
    entries = JournalEntry.objects.filter(business_id=business).annotate(found=Count("lines"))
    for entry in entries.exclude(found=F("line_count")):
        yield f"entry {entry.id}: it has {entry.found} lines, not {entry.line_count}"


def _supersessions(business: int) -> Iterator[str]:
    """An entry and its lines are superseded together, and have one date, record and business."""
    lines = JournalLine.objects.filter(business_id=business)
    apart = (
        ~Q(business_id=F("entry__business_id"))
        | ~Q(date=F("entry__date"))
        | ~Q(record_id=F("entry__record_id"))
        | Q(superseded__isnull=True, entry__superseded__isnull=False)
        | Q(superseded__isnull=False, entry__superseded__isnull=True)
        | Q(superseded__lt=F("entry__superseded_id"))
        | Q(superseded__gt=F("entry__superseded_id"))
    )
    for line in lines.filter(apart).order_by("id"):
        yield f"line {line.id}: it differs from its entry {line.entry_id}"


def _monthly_totals(business: int) -> Iterator[str]:
    """The monthly totals are the sums of the live lines."""
    found: dict[tuple[int, str, str, str], list[int]] = defaultdict(lambda: [0, 0])
    live = JournalLine.objects.filter(business_id=business, superseded__isnull=True)
    days = live.values_list("account_id", "currency", "date", "entry__kind")
    for account, currency, day, kind, amount, home in days.annotate(Sum("amount"), Sum("home")):
        sums = found[account, currency, day.replace(day=1).isoformat(), kind]
        sums[0] += amount
        sums[1] += home
    kept = {
        (total.account_id, total.currency, total.month.isoformat(), total.kind): [total.amount, total.home]
        for total in MonthlyTotal.objects.filter(business_id=business)
    }
    for key in sorted({*found, *kept}):
        if found.get(key, [0, 0]) != kept.get(key, [0, 0]):
            account, currency, month, kind = key
            yield (
                f"account {account}: the {kind.lower()} total of {currency} in {month[:7]} is "
                f"{kept.get(key, [0, 0])}, its lines sum to {found.get(key, [0, 0])}"
            )


def _presence(business: int) -> Iterator[str]:
    """A removed or void record has no live entry; another has one unless all its amounts are zero."""
    live = Q(entries__superseded__isnull=True)
    records = Record.objects.filter(business_id=business).annotate(live=Count("entries", filter=live))
    for record in records.filter(Q(removed=True) | ~Q(state="POSTED"), live__gt=0).order_by("id"):
        yield f"record {record.id}: it is not posted and has live entries"
    silent = records.filter(removed=False, state="POSTED", live=0).exclude(total=0, before_taxes=0)
    for record in silent.order_by("id"):
        yield f"record {record.id}: it is posted and has no entry"


def _balances(business: int) -> Iterator[str]:
    """What is due of a document, and what a payment has left, follow from their allocations."""
    held = Allocation.objects.filter(business_id=business, active=True)
    settled = {
        row["document_id"]: (row["amount"], row["home"])
        for row in held.values("document_id").annotate(amount=Sum("amount"), home=Sum("home"))
    }
    used = dict(held.values_list("payment_id").annotate(Sum("payment_amount")))
    records = Record.objects.filter(business_id=business, removed=False, state="POSTED").order_by("id")
    for record in records.filter(type__in=_DOCUMENTS):
        amount, home = settled.get(record.id, (0, 0))
        if record.balance != record.total - record.paid_immediately - amount:
            yield f"record {record.id}: its balance due is {record.balance}, {amount} of {record.total} is settled"
        if record.open_home != (0 if record.paid_immediately else record.home_total) - home:
            yield f"record {record.id}: its open home amount is {record.open_home}, {home} of it is settled"
        if record.balance * record.total < 0:
            yield f"record {record.id}: more than its total is settled"
    for record in records.filter(type__in=_PAYMENTS):
        if record.balance != record.total - used.get(record.id, 0):
            yield f"record {record.id}: {record.balance} is unallocated, {used.get(record.id, 0)} is used"
    void = Record.objects.filter(business_id=business, state="VOID").exclude(balance=0, open_home=0)
    for record in void.order_by("id"):
        yield f"record {record.id}: it is void and {record.balance} is open"


def _allocations(business: int) -> Iterator[str]:
    """An active allocation joins a payment and a document that are there and have the same contact."""
    held = Allocation.objects.filter(business_id=business, active=True)
    broken = Q(payment__removed=True) | Q(document__removed=True)
    broken |= (
        ~Q(payment__state="POSTED") | ~Q(document__state="POSTED") | ~Q(payment__contact_id=F("document__contact_id"))
    )
    for allocation in held.filter(broken).order_by("id"):
        yield f"allocation {allocation.id}: its payment and its document do not belong together"


def _settlements(business: int) -> Iterator[str]:
    """The lines that name a document say what its allocations have settled of it, in its currency and at home."""
    held = Allocation.objects.filter(business_id=business, active=True)
    settled = {
        row["document_id"]: (row["amount"], row["home"])
        for row in held.values("document_id").annotate(amount=Sum("amount"), home=Sum("home"))
    }
    live = JournalLine.objects.filter(business_id=business, superseded__isnull=True, settles__isnull=False)
    said = {
        row["settles_id"]: (row["amount"], row["home"])
        for row in live.values("settles_id").annotate(amount=Sum("amount"), home=Sum("home"))
    }
    bills = set(Record.objects.filter(business_id=business, type=RecordType.BILL).values_list("id", flat=True))
    for document in sorted({*settled, *said}):
        amount, home = said.get(document, (0, 0))
        sign = -1 if document in bills else 1
        if settled.get(document, (0, 0)) != (sign * amount, sign * home):
            yield f"record {document}: {settled.get(document, (0, 0))[0]} is settled, its lines say {sign * amount}"


_CHECKS: tuple[Callable[[int], Iterator[str]], ...] = (
    _entries,
    _supersessions,
    _monthly_totals,
    _presence,
    _balances,
    _allocations,
    _settlements,
    *verify_periods.CHECKS,
    *verify_unposted.CHECKS,
    *verify_collaboration.CHECKS,
    *verify_bank.CHECKS,
    *verify_stock.CHECKS,
    *verify_history.CHECKS,
)
