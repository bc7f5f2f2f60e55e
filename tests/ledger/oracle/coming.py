"""The end of the play: what comes by itself. Files of the bank, records that come again, and years that are closed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from hypothesis.stateful import precondition, rule

from bookkeeping.schedules import Schedule, Unit
from ledger.drafts import ImportDraft, RecurringDraft
from ledger.services.imports import records_import
from ledger.services.recurring import recurring_create, recurring_run
from ledger.services.year_ends import year_end_close, year_end_reopen
from tests.ledger.oracle import deeds
from tests.ledger.oracle.chance import DICE, Dice
from tests.ledger.oracle.ending import quietly
from tests.ledger.oracle.ground import YEAR
from tests.ledger.oracle.locking import LockedPlay
from tests.ledger.oracle.play import END, Ids
from tests.ledger.oracle.said import BILL, INVOICE, Adjust, Close, Doc, Sold
from tests.ledger.oracle.sums import DIGITS, RefusedError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.ledger.oracle.oracle import Kept, Oracle

ENDED = Close(YEAR - dt.timedelta(days=1))
"""The year in which most happens, closed."""


@dataclass(frozen=True)
class File:
    """A file of the bank: what each transaction is to become, and the text that says so."""

    account: int
    docs: tuple[Doc, ...]
    text: str


class FullPlay(LockedPlay):
    """All deeds, and what comes by itself."""

    def __init__(self) -> None:
        """Begin without any file."""
        super().__init__()
        self.files: list[File] = []

    @rule(dice=DICE)
    def bring_a_file(self, dice: Dice) -> None:
        """Import a file of the bank, at times one that is known."""
        known = bool(self.files) and dice.once_in(4)
        file = dice.pick(self.files) if known else self._file(dice)
        income, expense = self.books.ground.income[0], self.books.ground.expense[0]
        draft = ImportDraft(
            account=file.account, content=file.text.encode(), income_account=income, expense_account=expense
        )

        def server() -> Ids:
            return [row.record for row in records_import(self.actor, draft=draft).rows if row.row and row.record]

        def oracle(books: Oracle, ids: Iterator[int]) -> None:
            for doc in () if known else file.docs:
                deeds.create(books, next(ids), doc)

        if self.do("import", server, oracle) and not known:
            self.files.append(file)

    def _file(self, dice: Dice) -> File:
        """Return a file with some transactions of an account."""
        ground = self.books.ground
        wanted = dice.pick(self.flavour.currencies)
        account, currency = next((a, c) for a, c in ground.money.items() if c == wanted)
        docs, rows = [], ["Date,Description,Amount"]
        for place in range(1 + dice.number(3)):
            kind, price = dice.pick((INVOICE, BILL)), Decimal(1 + dice.number(90_000)).scaleb(-DIGITS[currency])
            day = dice.day()
            other = ground.income[0] if kind == INVOICE else ground.expense[0]
            lines = (Sold(other, Decimal(1), price),)
            payee = f"File {len(self.files)} row {place}"
            docs.append(Doc(kind, day, currency, account, None, lines, due=day, payee=payee))
            rows.append(f"{day},{payee},{price if kind == INVOICE else -price}")
        return File(account, tuple(docs), "\n".join(rows))

    @precondition(lambda self: any(_repeatable(kept) for kept in self.books.records.values()))
    @rule(dice=DICE)
    def come_again(self, dice: Dice) -> None:
        """Let a record come again once or twice."""
        kept = dice.pick([kept for kept in self.books.records.values() if _repeatable(kept)])
        start, count = dice.day(), 1 + dice.number(2)
        schedule = Schedule(start=start, unit=Unit.WEEK, every=2, count=count)
        days = [start + dt.timedelta(weeks=2 * place) for place in range(count)]

        def server() -> Ids:
            recurring_create(self.actor, draft=RecurringDraft(record=kept.id, schedule=schedule))
            outcomes = recurring_run(self.actor, as_of=END).outcomes
            for outcome in outcomes:
                if outcome.fault is not None:
                    raise outcome.fault
            return [outcome.record.id for outcome in outcomes if outcome.record]

        def oracle(books: Oracle, ids: Iterator[int]) -> None:
            for day in days:
                deeds.create(books, next(ids), _repeated(kept, day))

        self.do("come again", server, oracle)

    @rule(dice=DICE)
    def close_the_year(self, dice: Dice) -> None:
        """Close the year, which goes on following its records; or one that is not over."""
        year = ENDED.day.year + (1 if dice.once_in(10) else 0)

        def server() -> Ids:
            view, _ = year_end_close(self.actor, fiscal_year=year)
            return [view.record] if view.record else []

        def oracle(books: Oracle, ids: Iterator[int]) -> None:
            if year != ENDED.day.year:
                raise RefusedError("invalid")  # noqa: EM101
            deeds.close(books, next(ids), ENDED)
            assert len([kept for kept in books.records.values() if kept.said == ENDED]) == 1

        self.do("close", server, oracle)

    @rule(dice=DICE)
    def open_the_year(self, dice: Dice) -> None:
        """Open the year again."""
        year = ENDED.day.year - (1 if dice.once_in(10) else 0)
        said = ENDED if year == ENDED.day.year else Close(ENDED.day.replace(year=year))
        self.do(
            "reopen",
            quietly(lambda: year_end_reopen(self.actor, fiscal_year=year)),
            lambda books, _: deeds.reopen(books, said),
        )


def _repeatable(kept: Kept) -> bool:
    """Whether a record may come again."""
    return kept.live and isinstance(kept.said, Doc | Adjust)


def _repeated(kept: Kept, day: dt.date) -> Doc | Adjust:
    """Return a record as it comes again: at the rate of its day, and due as long after it as before."""
    assert isinstance(kept.said, Doc | Adjust)
    if isinstance(kept.said, Adjust):
        return replace(kept.said, day=day, rate=None)
    due = None if kept.said.due is None else day + (kept.said.due - kept.said.day)
    return replace(kept.said, day=day, rate=None, due=due)
