"""A play of its own: goods are bought, sold and brought back, and what they cost follows."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from hypothesis.stateful import precondition, rule

from accounts.drafts import BusinessDraft
from ledger.services.businesses import business_update
from ledger.services.records import record_remove, record_restore, record_void
from tests.ledger.oracle import deeds, saying
from tests.ledger.oracle.chance import DICE, Dice
from tests.ledger.oracle.ending import quietly
from tests.ledger.oracle.ground import HOME, YEAR
from tests.ledger.oracle.locking import LockedPlay
from tests.ledger.oracle.said import BILL, INVOICE, Doc, Sold
from tests.ledger.oracle.sums import RefusedError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.ledger.oracle.oracle import Kept, Oracle


class TradingPlay(LockedPlay):
    """All deeds of people, many of them with goods."""

    @rule(dice=DICE)
    def trade(self, dice: Dice) -> None:
        """Buy and sell goods, at times only one of both, or take them back."""
        for kind in dice.pick(((BILL, INVOICE), (BILL, INVOICE), (BILL,), (INVOICE,))):
            sign = -1 if dice.once_in(6) else 1
            said = saying.document(self.books, dice, self.flavour, kind=kind, sign=sign)
            self.make("trade", replace(said, lines=tuple(self._goods(dice, said, line) for line in said.lines)))

    def _goods(self, dice: Dice, said: Doc, line: Sold) -> Sold:
        """Return a line about an item; more is bought than sold."""
        first, second = self.books.ground.items
        item = dice.pick((first, first, second))
        if said.type != BILL:
            return replace(line, item=item)
        quantity = line.quantity * dice.pick((1, 4, 10)) if line.price > 0 else line.quantity
        return replace(line, item=item, account=self.books.ground.inventory, quantity=Decimal(quantity))

    @precondition(lambda self: bool(_with_goods(self.books)))
    @rule(dice=DICE)
    def trade_otherwise(self, dice: Dice) -> None:
        """Change, remove, restore or void what moved goods."""
        found = _with_goods(self.books)[::-1]
        kept = dice.pick([kept for kept in found if kept.removed and dice.once_in(2)] or found)
        said = kept.said
        assert isinstance(said, Doc)
        if kept.removed:
            self.do(
                "trade otherwise",
                quietly(lambda: record_restore(self.actor, record=kept.id)),
                lambda books, _: deeds.restore(books, kept.id),
            )
        elif dice.once_in(2):
            undo, told = (record_void, deeds.void) if dice.once_in(4) else (record_remove, deeds.remove)
            self.do(
                "trade otherwise",
                quietly(lambda: undo(self.actor, record=kept.id)),
                lambda books, _: told(books, kept.id),
            )
        else:
            more = tuple(replace(line, quantity=line.quantity + dice.number(2)) for line in said.lines)
            fewer = tuple(replace(line, quantity=line.quantity / 2) for line in said.lines)
            others = tuple(replace(line, item=dice.pick(self.books.ground.items)) for line in said.lines)
            changed = replace(said, lines=dice.pick((more, fewer, others)))
            self.alter("trade otherwise", kept, replace(said, day=dice.day()) if dice.once_in(3) else changed)

    @rule(dice=DICE)
    def change_the_rules(self, dice: Dice) -> None:
        """Say how goods cost, which is refused once they have moved, and whether more may go out than is there."""
        averages, negative = bool(dice.number(2)), dice.once_in(3)
        draft = BusinessDraft(
            name="Books",
            currency=HOME,
            country="CA",
            fiscal_start_month=YEAR.month,
            fiscal_start_day=YEAR.day,
            inventory_cogs_method="WEIGHTED_AVERAGE" if averages else "FIFO",
            negative_stock=negative,
        )

        def told(books: Oracle, _: Iterator[int]) -> None:
            if averages != books.averages and books.stocked:
                raise RefusedError("conflict")  # noqa: EM101
            books.averages, books.negative = averages, negative

        self.do("rules", quietly(lambda: business_update(self.actor, draft=draft)), told)


def _with_goods(books: Oracle) -> list[Kept]:
    """Return the documents that moved goods, and are not void."""
    return [kept for kept in books.records.values() if kept.meant.goods and not kept.void]
