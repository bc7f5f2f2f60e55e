"""The rest of the play: records go and come back, many change at once, and what nobody may do."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from hypothesis.stateful import precondition, rule

from ledger.services.batches import RecordChange, records_create, records_update
from ledger.services.records import record_remove, record_restore, record_update, record_void
from ledger.services.revaluation import revaluation_make
from ledger.services.taxes import tax_change
from tests.ledger.oracle import deeds, saying
from tests.ledger.oracle.chance import DICE, Dice
from tests.ledger.oracle.ground import CHANGED_RATE, TAXES, tax_draft
from tests.ledger.oracle.play import Ids, Play, changed, drafted
from tests.ledger.oracle.said import Close, Pay, Revalue
from tests.ledger.oracle.sums import RefusedError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from businesses.actors import Actor
    from tests.ledger.oracle.oracle import Kept, Oracle
    from tests.ledger.oracle.said import Said

LOCKED_UP_TO = dt.date(2026, 12, 31)


def some_records(play: Play) -> bool:
    """Whether there is anything yet."""
    return bool(play.books.records)


class WholePlay(Play):
    """All deeds."""

    @precondition(lambda self: any(bond.tied for bond in self.books.bonds.values()))
    @rule(dice=DICE)
    def unallocate(self, dice: Dice) -> None:
        """Let a payment settle nothing of a document any more."""
        bond = dice.pick([bond for bond in self.books.bonds.values() if bond.tied])
        kept = self.books.records[bond.pay]
        assert isinstance(kept.said, Pay)
        self.alter("unallocate", kept, replace(kept.said, settles=((bond.doc, 0),)))

    @precondition(some_records)
    @rule(dice=DICE)
    def remove(self, dice: Dice) -> None:
        """Hide a record."""
        kept = self.some(dice)
        self.do(
            "remove",
            quietly(lambda: record_remove(self.actor, record=kept.id)),
            lambda books, _: deeds.remove(books, kept.id),
        )

    @precondition(lambda self: any(kept.removed for kept in self.books.records.values()))
    @rule(dice=DICE)
    def restore(self, dice: Dice) -> None:
        """Bring a removed record back."""
        removed = [kept for kept in self.books.records.values() if kept.removed]
        kept = self.some(dice) if dice.once_in(10) else dice.pick(removed)
        self.do(
            "restore",
            quietly(lambda: record_restore(self.actor, record=kept.id)),
            lambda books, _: deeds.restore(books, kept.id),
        )

    @precondition(some_records)
    @rule(dice=DICE)
    def void(self, dice: Dice) -> None:
        """Make a record void."""
        kept = self.some(dice)
        self.do(
            "void",
            quietly(lambda: record_void(self.actor, record=kept.id)),
            lambda books, _: deeds.void(books, kept.id),
        )

    @rule(dice=DICE)
    def revalue(self, dice: Dice) -> None:
        """Revalue what is held in foreign currencies at the end of a day."""
        said = saying.revaluation(dice, self.flavour)

        def server() -> Ids:
            record = revaluation_make(self.actor, as_of=said.day, rates=dict(said.rates)).record
            return [record.id] if record else []

        self.do("revalue", server, lambda books, ids: deeds.revalue(books, next(ids), said))

    @rule(dice=DICE)
    def make_several(self, dice: Dice) -> None:
        """Create some records at once, all or none."""
        said: list[Said] = [saying.document(self.books, dice, self.flavour) for _ in range(2)]
        said.append(saying.payment(self.books, dice, self.flavour))
        numbers = ["31", "31" if dice.once_in(4) else None, None]
        drafts = [drafted(each, number) for each, number in zip(said, numbers, strict=True)]
        self.do(
            "create batch",
            lambda: [view.id for view in records_create(self.actor, drafts=drafts)],
            lambda books, ids: _made(books, ids, said, numbers),
        )

    @precondition(some_records)
    @rule(dice=DICE)
    def change_several(self, dice: Dice) -> None:
        """Change some records at once, all or none."""
        chosen = [self.some(dice) for _ in range(2)]
        said = [changed(self, dice, kept) for kept in chosen]
        changes = [_change(kept.id, each) for kept, each in zip(chosen, said, strict=True)]
        self.do(
            "change batch",
            quietly(lambda: records_update(self.actor, changes=changes)),
            lambda books, _: _changed(books, chosen, said),
        )

    @rule(dice=DICE)
    def change_a_tax(self, dice: Dice) -> None:
        """Change the rate of a tax: documents keep theirs until their lines change."""
        rate = CHANGED_RATE if dice.once_in(2) else Decimal(TAXES["P"][0])
        tax, account = self.books.ground.taxes["P"], self.books.ground.tax_accounts["P"]

        def told(books: Oracle, _: Iterator[int]) -> None:
            books.rates = {**books.rates, "P": rate}

        self.do("tax", quietly(lambda: tax_change(self.actor, tax=tax, draft=tax_draft("P", rate, account))), told)

    @precondition(lambda self: any(not isinstance(kept.said, Revalue | Close) for kept in self.books.records.values()))
    @rule(dice=DICE)
    def try_in_vain(self, dice: Dice) -> None:
        """Try to write what is locked, or what somebody else has changed."""
        kept = dice.pick([kept for kept in self.books.records.values() if not isinstance(kept.said, Revalue | Close)])
        if dice.once_in(2):
            self._refused("changed-meanwhile", dice.pick(_writes(self.actor, kept, 0)[:3]))
            return
        facts = replace(self.actor.business, lock_date=LOCKED_UP_TO)
        self._refused("locked", dice.pick(_writes(replace(self.actor, business=facts), kept, None)))

    def _refused(self, code: str, write: Callable[[], object]) -> None:
        def told(_: Oracle, __: Iterator[int]) -> None:
            raise RefusedError(code)

        self.do(code, quietly(write), told)


def _writes(actor: Actor, kept: Kept, version: int | None) -> list[Callable[[], object]]:
    """Return what can be done to a record; the first three can expect a version."""
    draft = drafted(kept.said)
    return [
        lambda: record_update(actor, record=kept.id, draft=draft, version=version),
        lambda: record_remove(actor, record=kept.id, version=version),
        lambda: record_void(actor, record=kept.id, version=version),
        lambda: record_restore(actor, record=kept.id),
    ]


def _change(record: int, said: Said) -> RecordChange:
    return RecordChange(record=record, draft_of=lambda _: drafted(said))


def _made(books: Oracle, ids: Iterator[int], said: Sequence[Said], numbers: Sequence[str | None]) -> None:
    for each, number in zip(said, numbers, strict=True):
        deeds.create(books, next(ids), each, number=number)


def _changed(books: Oracle, chosen: Sequence[Kept], said: Sequence[Said]) -> None:
    seen: set[int] = set()
    for kept, each in zip(chosen, said, strict=True):
        if kept.id in seen:
            raise RefusedError("invalid")  # noqa: EM101
        seen.add(kept.id)
        deeds.change(books, kept.id, each)


def quietly(write: Callable[[], object]) -> Callable[[], Ids]:
    """Return a deed that makes nothing new, and so tells no ids."""

    def deed() -> Ids:
        write()
        return []

    return deed
