"""Activity of a contact: what was charged and paid, record by record, and what is owed after each.

An amount is positive as a debit: what a customer was charged, what a vendor was paid. Negative is what a customer paid
and what a vendor charged. So a balance above zero is owed to us, and one below zero by us.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from bookkeeping.books import AccountType
from bookkeeping.reporting.figures import Figure, Selection, Side

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bookkeeping.records import RecordType

OWED: Final = (AccountType.ACCOUNTS_RECEIVABLE, AccountType.ACCOUNTS_PAYABLE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """What one record moved on receivables and payables on a day in one currency: credit amounts there and at home."""

    record: int
    type: RecordType
    number: str | None
    memo: str | None
    date: dt.date
    currency: str
    amount: int
    home: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityRow:
    """A deed, its debit amount in its currency and (the figure) at home, and what is owed at home after it."""

    deed: Deed
    amount: int
    figure: Figure
    balance: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """What happened with a contact over the days of ``base``: what was owed before, what moved it, what is owed now."""

    base: Selection
    opening: Figure
    rows: tuple[ActivityRow, ...]
    change: Figure
    closing: Figure


def activity(base: Selection, opening: int, deeds: Iterable[Deed]) -> Activity:
    """Return the activity of a contact.

    Args:
        base: the contact and the days, of which there is a first, perhaps as known at a changeset.
        opening: what receivables and payables of the contact came to at home before, a credit amount.
        deeds: what moved them, in order.
    """
    own = replace(base, types=OWED, side=Side.DEBIT)
    after = replace(own, start=None)
    before = replace(after, end=base.start and base.start - dt.timedelta(days=1))
    rows: list[ActivityRow] = []
    held = -opening
    for deed in deeds:
        held -= deed.home
        rows.append(ActivityRow(deed=deed, amount=-deed.amount, figure=_figure(deed, own), balance=held))
    return Activity(
        base=base,
        opening=Figure(amount=-opening, of=before),
        rows=tuple(rows),
        change=Figure(amount=held + opening, of=own),
        closing=Figure(amount=held, of=after),
    )


def _figure(deed: Deed, own: Selection) -> Figure:
    of = replace(own, record=deed.record, currency=deed.currency, start=deed.date, end=deed.date)
    return Figure(amount=-deed.home, of=of)
