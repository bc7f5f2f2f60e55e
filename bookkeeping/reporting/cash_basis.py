"""The cash basis: income and expenses count as they are paid.

A document on a receivable or payable account says what was sold or bought; each payment that settles a part of it
lets the same part of every one of its lines count, on the day of the payment. Parts are taken of the running sum, so
that they add up to the line exactly once the document is settled. Everything else counts when it is booked: documents
paid at once, adjustments, and what a payment gains or loses on exchange, so that in the end just the money counts
that was paid.

Example: an invoice of 100.00 and 5.00 tax, of which 42.00 is paid in January and 63.00 in February, counts as income
of 40.00 in January and of 60.00 in February; the tax never does. If half of it is netted with a credit note of 50.00
and 2.50, the invoice counts with 50.00 and the credit note with -50.00 on that day, together nothing.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bookkeeping.money import portion

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date


@dataclass(frozen=True, slots=True)
class Settled:
    """What was settled of a document on a day by one record: a credit amount of its receivable or payable."""

    document: int
    date: date
    record: int
    amount: int


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a line of a document, as a settlement lets it count: credit amounts in its currency and at home."""

    line: int
    date: date
    record: int
    amount: int
    home: int


@dataclass(frozen=True, slots=True)
class DocumentLine:
    """A line of a document that is income or expense: credit amounts in its currency and at home."""

    id: int
    document: int
    amount: int
    home: int


def recognised(
    lines: Iterable[DocumentLine], settlements: Iterable[Settled], owed: Mapping[int, int]
) -> Iterator[Part]:
    """Yield the parts of document lines that count, one for each settlement, in the order of the days.

    Args:
        lines: the income and expense of documents.
        settlements: all that was ever settled of them.
        owed: what each document put on its receivable or payable when it was booked, a credit amount that is not zero.
    """
    events: dict[int, list[Settled]] = defaultdict(list)
    for settled in sorted(settlements, key=lambda each: (each.date, each.record)):
        events[settled.document].append(settled)
    for line in lines:
        amount, home, sum_settled = 0, 0, 0
        for event in events[line.document]:
            sum_settled += event.amount
            counts = [portion(whole, -sum_settled, owed[line.document]) for whole in (line.amount, line.home)]
            yield Part(line.id, event.date, event.record, counts[0] - amount, counts[1] - home)
            amount, home = counts
