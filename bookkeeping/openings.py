"""Opening balances of an account: what it began with in each currency, and what a new statement of that changes.

Each is the sum of records of the type OPENING_BALANCE, usually of one. Stating them replaces all that was stated
before.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bookkeeping.errors import InvalidError, at_index
from bookkeeping.records import OpeningBalance

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence
    from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningRecord:
    """A record of an opening balance: a credit amount in its currency, and what that is worth at home."""

    record: int
    date: dt.date
    currency: str
    amount: int
    home: int
    exchange_rate: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """What an account began with in a currency. ``exchange_rate`` is None where its records are not at one rate.

    ``date`` is the day of the first of its ``records``.
    """

    currency: str
    amount: int
    home: int
    date: dt.date
    exchange_rate: Decimal | None
    records: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningStated:
    """What an account shall have begun with in a currency; None where nothing is said."""

    currency: str
    amount: int
    date: dt.date | None = None
    exchange_rate: Decimal | None = None


@dataclass(frozen=True, slots=True)
class OpeningWritten:
    """The member of a statement that a record is written for: the stored ``record``, None for a new one."""

    index: int
    record: int | None
    opening: OpeningBalance


@dataclass(frozen=True, slots=True)
class OpeningPlan:
    """What a statement changes: records to write, and those that are not true any more."""

    written: tuple[OpeningWritten, ...]
    removed: tuple[int, ...]


def openings_of(records: Iterable[OpeningRecord]) -> tuple[Opening, ...]:
    """Return what an account began with, by currency."""
    held: dict[str, list[OpeningRecord]] = {}
    for each in sorted(records, key=lambda each: (each.currency, each.date, each.record)):
        held.setdefault(each.currency, []).append(each)
    return tuple(_opening(group) for group in held.values())


def openings_planned(
    stated: Sequence[OpeningStated], held: Iterable[Opening], *, account: int, day: dt.date | None
) -> OpeningPlan:
    """Return what must be written so that an account began with just what is stated; nothing of what is true already.

    ``day`` is the one for members without a date. An amount of zero is the same as none. A stored rate stays for the
    same currency and day, unless another one is stated.

    Raises:
        InvalidError: a currency is stated twice, or there is no day for it.
    """
    unstated = {opening.currency: opening for opening in held}
    written: list[OpeningWritten] = []
    removed: list[int] = []
    named: set[str] = set()
    for index, each in enumerate(stated):
        with at_index(index):
            if each.currency in named:
                message = f"{each.currency} is stated twice."
                raise InvalidError(message, field="currency")
            named.add(each.currency)
            known = unstated.pop(each.currency, None)
            opening = _stated(each, known, account, day)
            if opening is None:
                continue
            stored = known.records if known else ()
            if opening.amount:
                written.append(OpeningWritten(index, stored[0] if stored else None, opening))
            removed += stored[1:] if opening.amount else stored
    removed += [record for opening in unstated.values() for record in opening.records]
    return OpeningPlan(tuple(written), tuple(removed))


def _opening(records: Sequence[OpeningRecord]) -> Opening:
    first = records[0]
    return Opening(
        currency=first.currency,
        amount=sum(each.amount for each in records),
        home=sum(each.home for each in records),
        date=first.date,
        exchange_rate=first.exchange_rate if len({each.exchange_rate for each in records}) == 1 else None,
        records=tuple(each.record for each in records),
    )


def _stated(stated: OpeningStated, known: Opening | None, account: int, day: dt.date | None) -> OpeningBalance | None:
    """Return what one member of a statement says as a record; None when that is true already."""
    date = stated.date or day or (known.date if known else None)
    if date is None:
        message = "Say the day, or give the account an openDate."
        raise InvalidError(message, field="date")
    amount, rate = stated.amount, stated.exchange_rate
    if known is None and not amount:
        return None
    if known and known.date == date and rate is None:
        rate = known.exchange_rate
    if known and known.amount == amount and (not amount or (known.date, known.exchange_rate) == (date, rate)):
        return None
    return OpeningBalance(date=date, currency=stated.currency, amount=amount, account=account, exchange_rate=rate)
