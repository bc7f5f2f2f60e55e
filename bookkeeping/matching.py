"""Which records a transaction of the bank may be, and why: suggestions, which a person accepts or not.

A suggestion says what part of each record the transaction is: of one record all or a part, or of several records all.
Its score, from 0 to 100, is the sum of what its reasons weigh; without another reason, an amount that is only a part
suggests nothing.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Sequence

DAYS_BEFORE, DAYS_AFTER = 30, 7
"""How long before and after the bank's day a record may be: money takes its time, and books are kept now and then."""
DAYS_REFERRED = 180
"""How long before, when a reference tells the record: cheques lie about."""
MOST_PARTS, MOST_NEAR = 4, 12
"""So many records a sum has, out of so many that are nearest; whole days and contacts are tried whatever they count."""
MOST_SUGGESTIONS = 5
_BEST: Final = 100
_SHORTEST_REFERENCE, _SHORTEST_WORD = 3, 3
_WORD: Final = re.compile(r"\w+")


class Reason(StrEnum):
    """Why a record may be what the bank tells of."""

    AMOUNT = "AMOUNT"
    SUM = "SUM"
    PART = "PART"
    DATE = "DATE"
    REFERENCE = "REFERENCE"
    TEXT = "TEXT"


_WEIGHTS: Final = {
    Reason.AMOUNT: 50,
    Reason.SUM: 35,
    Reason.PART: 15,
    Reason.DATE: 20,
    Reason.REFERENCE: 30,
    Reason.TEXT: 20,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """A transaction of the bank, or a record in the account: its day, and the credit amount that is open of it.

    ``references`` are numbers that identify it (of a cheque, an invoice, the bank); ``text`` is whatever else is said,
    of a record the name of its contact; ``id`` is the record's.
    """

    date: dt.date
    amount: int
    text: str = ""
    references: tuple[str, ...] = ()
    id: int = 0


@dataclass(frozen=True, slots=True)
class Why:
    """A reason, the same in words, and what it adds to the score."""

    reason: Reason
    words: str
    weight: int

    @classmethod
    def of(cls, reason: Reason, words: str) -> Why:
        """Return a reason with its whole weight."""
        return cls(reason, words, _WEIGHTS[reason])


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """What a transaction may be: records, each with the credit amount of it; how sure that is, and why."""

    parts: tuple[tuple[int, int], ...]
    score: int
    reasons: tuple[Why, ...]


@dataclass(frozen=True, slots=True)
class _Told:
    """What the bank tells of a transaction, split up once to be compared with many records."""

    movement: Movement
    words: frozenset[str]
    references: frozenset[str]

    @classmethod
    def of(cls, movement: Movement) -> _Told:
        """Return what a transaction tells; each of its words may be a reference."""
        words = _words(movement.text)
        return cls(movement, words, frozenset(_bare(each) for each in (*movement.references, *words)))

    def days(self, record: Movement) -> int:
        """Return how many days the bank was later than a record."""
        return (self.movement.date - record.date).days

    def refers(self, record: Movement) -> str | None:
        """Return the reference that both have; short ones mean nothing, as invoice 7 and Studio 7 show."""
        for each in record.references:
            if len(_bare(each)) >= _SHORTEST_REFERENCE and _bare(each) in self.references:
                return each
        return None

    def names(self, record: Movement) -> bool:
        """Tell whether the bank's words name the contact: all words of the name, short ones aside."""
        words = {word for word in _words(record.text) if len(word) >= _SHORTEST_WORD}
        return bool(words) and words <= self.words


def suggestions_find(told: Movement, records: Sequence[Movement]) -> list[Suggestion]:
    """Return what a transaction may be, the surest first; nothing when none of it is open."""
    bank = _Told.of(told)
    near = [record for record in records if _near(bank, record)]
    found = [suggestion for record in near if (suggestion := _one(bank, record)) is not None]
    found += [_sum(bank, parts) for parts in _sums(bank, near)]
    found.sort(key=lambda each: (-each.score, len(each.parts), each.parts))
    return found[:MOST_SUGGESTIONS]


def _near(bank: _Told, record: Movement) -> bool:
    """Tell whether a record goes the same way as the transaction, and is not too far from its day."""
    days, same_way = bank.days(record), record.amount * bank.movement.amount > 0
    before = DAYS_REFERRED if same_way and days > DAYS_BEFORE and bank.refers(record) else DAYS_BEFORE
    return same_way and -DAYS_AFTER <= days <= before


def _one(bank: _Told, record: Movement) -> Suggestion | None:
    """Return the suggestion that a transaction is a record, or a part of it; None: nothing speaks for it."""
    others = _evidence(bank, [record])
    if record.amount == bank.movement.amount:
        return _suggestion([(record.id, record.amount)], [Why.of(Reason.AMOUNT, "the same amount"), *others])
    told = any(why.reason in (Reason.REFERENCE, Reason.TEXT) for why in others)
    if not told or abs(record.amount) < abs(bank.movement.amount):
        return None
    part = Why.of(Reason.PART, "a part of the amount")
    return _suggestion([(record.id, bank.movement.amount)], [part, *others])


def _sum(bank: _Told, records: Sequence[Movement]) -> Suggestion:
    """Return the suggestion that a transaction is several records together."""
    total = Why.of(Reason.SUM, f"the amounts of {len(records)} records together")
    parts = [(record.id, record.amount) for record in records]
    return _suggestion(parts, [total, *_evidence(bank, records)])


def _sums(bank: _Told, near: Sequence[Movement]) -> Iterator[list[Movement]]:
    """Yield several records that make up the amount: few of the nearest, or all of a day or a contact."""
    amount = bank.movement.amount
    smaller = [record for record in near if abs(record.amount) < abs(amount)]
    smaller.sort(key=lambda record: (abs(bank.days(record)), record.id))
    for count in range(2, MOST_PARTS + 1):
        for parts in combinations(smaller[:MOST_NEAR], count):
            if sum(record.amount for record in parts) == amount:
                yield sorted(parts, key=lambda record: record.id)
    groups: dict[object, list[Movement]] = defaultdict(list)
    for record in sorted(smaller, key=lambda record: record.id):
        groups[record.date].append(record)
        if record.text:
            groups[record.text].append(record)
    many = [group for group in groups.values() if len(group) > MOST_PARTS]
    alike = {tuple(record.id for record in group): group for group in many}
    yield from (group for group in alike.values() if sum(record.amount for record in group) == amount)


def _evidence(bank: _Told, records: Sequence[Movement]) -> list[Why]:
    """Return what speaks for records besides their amounts: what holds for all of them."""
    found = []
    days = max(abs(bank.days(record)) for record in records)
    if days <= DAYS_BEFORE:
        words = "the same day" if not days else f"{days} day{'s' if days > 1 else ''} apart"
        weight = _WEIGHTS[Reason.DATE] * (DAYS_BEFORE + 1 - days) // (DAYS_BEFORE + 1)
        found.append(Why(Reason.DATE, words, weight))
    references = [bank.refers(record) for record in records]
    if all(references):
        found.append(Why.of(Reason.REFERENCE, f"the reference {', '.join(filter(None, references))}"))
    if all(bank.names(record) for record in records):
        names = dict.fromkeys(record.text for record in records)
        found.append(Why.of(Reason.TEXT, f"the name {', '.join(names)}"))
    return found


def _suggestion(parts: Iterable[tuple[int, int]], reasons: Sequence[Why]) -> Suggestion:
    """Return a suggestion with its score."""
    score = sum(why.weight for why in reasons)
    return Suggestion(parts=tuple(parts), score=min(score, _BEST), reasons=tuple(reasons))


def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text.casefold()))


def _bare(reference: str) -> str:
    """Return a reference without what is written now with it and now without."""
    return "".join(character for character in reference.casefold() if character.isalnum()).lstrip("0")
