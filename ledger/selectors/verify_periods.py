"""The part of the audit that is about periods: what was locked is as it was, what is closed came to just that."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import msgspec
from django.db.models import Q, Sum

from bookkeeping.entries import EntryKind
from bookkeeping.records import RecordType
from bookkeeping.years import TEMPORARY, year_ending
from businesses.models import Business, Change, Counter
from ledger.models import JournalEntry, JournalLine, Record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.db.models import QuerySet


def _locks(business: int) -> Iterator[str]:
    """No entry came into a locked period or went out of it, and the lock date is where its last move left it."""
    moves = [(0, None), *_moves(business)]
    ends = [number for number, _ in moves[1:]] + [None]
    for (since, day), until in zip(moves, ends, strict=True):
        if day is None:
            continue
        inside = JournalEntry.objects.filter(business_id=business, date__lte=day)
        for word, found in (
            ("posted", _between("changeset", since, until)),
            ("superseded", _between("superseded", since, until)),
        ):
            for entry in inside.filter(found).order_by("id"):
                yield f"entry {entry.id}: it is of {entry.date} and was {word} while the books were locked up to {day}"
    now = Business.objects.get(id=business).lock_date
    if now != moves[-1][1]:
        yield f"business {business}: it is locked up to {now}, its changesets say {moves[-1][1]}"


def _moves(business: int) -> Iterator[tuple[int, dt.date | None]]:
    """Yield each move of the lock date in order: the number of its changeset, and where it went."""
    changes = Change.objects.filter(business_id=business, kind="business", object_id=business)
    found = changes.filter(action__in=("lock", "unlock")).order_by("changeset__number")
    for number, after in found.values_list("changeset__number", "after"):
        told = msgspec.json.decode(after or "{}").get("lock_date")
        yield number, None if told is None else dt.date.fromisoformat(told)


def _between(column: str, since: int, until: int | None) -> Q:
    """Return the condition that a changeset comes after one move and before the next (None: there is none)."""
    bounds: dict[str, Any] = {f"{column}__number__gt": since}
    if until is not None:
        bounds[f"{column}__number__lt"] = until
    return Q(**bounds)


def _year_ends(business: int) -> Iterator[str]:
    """The entry of a closed year is the opposite of what the year came to, and the counter knows the newest of them."""
    rows = Record.objects.filter(business_id=business, type=RecordType.YEAR_END_ADJUSTMENT, removed=False)
    ends = dict(rows.order_by("date").values_list("date", "id"))
    lines = JournalLine.objects.filter(business_id=business, superseded__isnull=True, account__type__in=TEMPORARY)
    for end, record in ends.items():
        period = year_ending(end, closed=ends)
        came = _sums(lines.filter(date__range=(period.start, period.end)).exclude(entry__kind=EntryKind.YEAR_END), 1)
        taken = _sums(lines.filter(record_id=record), -1)
        for account, currency in sorted(key for key in {*came, *taken} if came.get(key) != taken.get(key)):
            yield (
                f"year end {end}: account {account} came to {came.get((account, currency), (0, 0))} {currency}, "
                f"{taken.get((account, currency), (0, 0))} are closed"
            )
    closed = Counter.objects.get(business_id=business).closed
    if closed != max(ends, default=None):
        yield f"business {business}: its counter says that it is closed up to {closed}, not {max(ends, default=None)}"


def _sums(lines: QuerySet[JournalLine], sign: int) -> dict[tuple[int, str], tuple[int, int]]:
    """Return the sums of lines by account and currency, without those that are nothing."""
    found = lines.values_list("account_id", "currency").annotate(Sum("amount"), Sum("home"))
    return {(account, currency): (sign * n, sign * home) for account, currency, n, home in found if n or home}


CHECKS: tuple[Callable[[int], Iterator[str]], ...] = (_locks, _year_ends)
