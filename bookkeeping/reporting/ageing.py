"""Ageing: what customers owe, or what is owed to vendors, by how long it has been due.

Whatever lies on the receivable (payable) accounts is an item: an invoice as far as it is not settled, a payment as far
as it settles nothing, any other record that was booked there. So the items come to just what the accounts hold.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from bookkeeping.books import AccountType
from bookkeeping.reporting.figures import NOBODY, Figure, Selection, Side

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bookkeeping.records import RecordType


@dataclass(frozen=True, slots=True)
class Bucket:
    """Items that are due for so many days, ``least`` to ``most`` (None: without end); not yet due: below 1."""

    name: str
    least: int | None
    most: int | None

    def within(self, selection: Selection, as_of: dt.date) -> Selection:
        """Return the lines of a selection whose document falls into this bucket."""
        due_from = None if self.most is None else as_of - dt.timedelta(days=self.most)
        due_to = None if self.least is None else as_of - dt.timedelta(days=self.least)
        return replace(selection, due_from=due_from, due_to=due_to)


BUCKETS: Final = (
    Bucket("current", None, 0),
    Bucket("days_1_to_30", 1, 30),
    Bucket("days_31_to_60", 31, 60),
    Bucket("days_61_to_90", 61, 90),
    Bucket("days_over_90", 91, None),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenItem:
    """What of a record lies on receivable (payable) accounts: credit amounts in its currency, and at home.

    ``due`` is the day of the record where nothing else is said; ``original`` what the record itself put there;
    ``contact_name`` None: no contact.
    """

    account_type: AccountType
    record: int
    type: RecordType
    number: str | None
    date: dt.date
    due: dt.date
    contact: int
    contact_name: str | None
    currency: str
    original: int
    amount: int
    home: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AgedItem:
    """An item, and how many days it has been due (below zero: not yet). ``original`` and ``amount`` in its currency."""

    item: OpenItem
    days: int
    original: int
    amount: int
    figure: Figure


@dataclass(frozen=True, slots=True, kw_only=True)
class Aged:
    """Figures by age: the whole, and one of each bucket."""

    whole: Figure
    buckets: tuple[Figure, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AgedContact:
    """What a contact owes or is owed; the contact None: records that name none."""

    contact: int | None
    name: str | None
    aged: Aged
    items: tuple[AgedItem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AgedReport:
    """All contacts with anything open at the end of a day, by name, and the sums."""

    as_of: dt.date
    side: Side
    changeset: int | None
    contacts: tuple[AgedContact, ...]
    total: Aged


RECEIVABLE: Final = Selection(types=(AccountType.ACCOUNTS_RECEIVABLE,), side=Side.DEBIT)
PAYABLE: Final = Selection(types=(AccountType.ACCOUNTS_PAYABLE,), side=Side.CREDIT)


def aged(items: Iterable[OpenItem], base: Selection, as_of: dt.date) -> AgedReport:
    """Return items by contact and age.

    Args:
        items: everything that is not zero at home, each record once for a contact and currency.
        base: ``RECEIVABLE`` or ``PAYABLE``, perhaps as known at a changeset.
        as_of: the day at whose end all lines count.
    """
    until = replace(base, end=as_of)
    grouped: dict[int, list[OpenItem]] = defaultdict(list)
    for item in items:
        grouped[item.contact].append(item)
    contacts = (_contact(contact, found, until, as_of) for contact, found in grouped.items())
    every = [item for found in grouped.values() for item in found]
    return AgedReport(
        as_of=as_of,
        side=base.side,
        changeset=base.changeset,
        contacts=tuple(
            sorted(contacts, key=lambda each: (each.name is None, (each.name or "").lower(), each.contact or NOBODY))
        ),
        total=_aged(every, until, as_of),
    )


def aged_items(items: Iterable[OpenItem], base: Selection, as_of: dt.date) -> tuple[tuple[AgedItem, ...], Aged]:
    """Return the items of one contact in the order in which they are due, and their figures by age.

    ``base`` are all lines of the contact that count.
    """
    ordered = sorted(items, key=lambda item: (item.due, item.date, item.record, item.currency))
    sign = base.side.sign
    told = (
        AgedItem(
            item=item,
            days=(as_of - item.due).days,
            original=sign * item.original,
            amount=sign * item.amount,
            figure=Figure(amount=sign * item.home, of=replace(base, document=item.record, currency=item.currency)),
        )
        for item in ordered
    )
    return tuple(told), _aged(ordered, base, as_of)


def _contact(contact: int, items: list[OpenItem], base: Selection, as_of: dt.date) -> AgedContact:
    told, figures = aged_items(items, replace(base, contact=contact), as_of)
    return AgedContact(
        contact=None if contact == NOBODY else contact, name=items[0].contact_name, aged=figures, items=told
    )


def _aged(items: Iterable[OpenItem], base: Selection, as_of: dt.date) -> Aged:
    found = list(items)
    sums = [0] * len(BUCKETS)
    for item in found:
        sums[_bucket((as_of - item.due).days)] += base.side.sign * item.home
    return Aged(
        whole=Figure(amount=sum(sums), of=base),
        buckets=tuple(
            Figure(amount=amount, of=bucket.within(base, as_of)) for bucket, amount in zip(BUCKETS, sums, strict=True)
        ),
    )


def _bucket(days: int) -> int:
    """Return the place of the bucket for what has been due for so many days."""
    return sum(days > bucket.most for bucket in BUCKETS if bucket.most is not None)
