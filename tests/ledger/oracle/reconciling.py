"""A play of its own: accounts are reconciled with the bank, and what has cleared is changed, or cannot be."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import TYPE_CHECKING

from hypothesis.stateful import invariant, precondition, rule

from ledger.reconciliation_views import ReconciliationDraft
from ledger.services.reconciliations import reconciliation_remove, reconciliation_start, reconciliation_update
from ledger.services.records import record_remove
from tests.ledger.oracle import bank, comparing, deeds
from tests.ledger.oracle.bank import Statement
from tests.ledger.oracle.chance import DICE, Dice
from tests.ledger.oracle.ending import WholePlay, quietly
from tests.ledger.oracle.ground import HOME
from tests.ledger.oracle.play import Ids, changed

if TYPE_CHECKING:
    from tests.ledger.oracle.oracle import Oracle


class ReconciledPlay(WholePlay):
    """All deeds of people, and reconciliations."""

    @precondition(lambda self: bool(_accounts(self.books)))
    @rule(dice=DICE)
    def reconcile(self, dice: Dice) -> None:
        """Begin to reconcile an account, or go on with what is begun; mostly it comes out."""
        account, currency = dice.pick(_accounts(self.books))
        before = bank.standing(self.books, account, currency)
        if before and not before[-1].finished and not dice.once_in(8):
            said = before[-1]
        else:
            said = Statement(0, account, currency, dice.day(), before[-1].balance if before else 0, 0)
        said = self._drawn(dice, said)
        cleared = tuple(record for record, _ in said.cleared)
        draft = ReconciliationDraft(
            statement_date=said.day,
            balance=said.balance,
            currency=currency,
            cleared=cleared,
            finished=said.finished,
        )
        if said.id:
            was = before[-1]
            self.do(
                "reconcile",
                quietly(lambda: reconciliation_update(self.actor, reconciliation=said.id, draft=draft)),
                lambda books, _: bank.rework(books, was, cleared, said.balance, finished=said.finished),
            )
            return

        def server() -> Ids:
            return [reconciliation_start(self.actor, account=account, draft=draft).id]

        self.do("reconcile", server, lambda books, ids: bank.start(books, replace(said, id=next(ids))))

    def _drawn(self, dice: Dice, said: Statement) -> Statement:
        """Return a reconciliation with what is ticked, the statement's balance, and whether that is all."""
        taken = bank.elsewhere(self.books, said)
        there = bank.units(self.books, said.account, said.currency)
        could = [(r, each) for r, each in there.items() if each[1] <= said.day and r not in taken]
        cleared = [pair for pair in could if not dice.once_in(4)]
        if there and dice.once_in(10):
            wrong = dice.pick(list(there.items()))
            cleared += [] if wrong in cleared else [wrong]
        said = replace(said, cleared=tuple(cleared), finished=not dice.once_in(4))
        return replace(said, balance=said.opening + said.total + (1 if dice.once_in(8) else 0))

    @precondition(lambda self: bool(self.books.statements))
    @rule(dice=DICE)
    def reconcile_otherwise(self, dice: Dice) -> None:
        """Undo a reconciliation, take a finished one up again, or say something else of it."""
        was = dice.pick(list(self.books.statements.values())[::-1])
        if was.removed or dice.once_in(2):
            self.do(
                "reconcile otherwise",
                quietly(lambda: reconciliation_remove(self.actor, reconciliation=was.id)),
                lambda books, _: bank.undo(books, was),
            )
            return
        finished, balance = dice.once_in(2), was.balance + (1 if dice.once_in(3) else 0)
        records = [record for record, _ in was.cleared]
        draft = ReconciliationDraft(
            statement_date=was.day, balance=balance, currency=was.currency, cleared=tuple(records), finished=finished
        )
        self.do(
            "reconcile otherwise",
            quietly(lambda: reconciliation_update(self.actor, reconciliation=was.id, draft=draft)),
            lambda books, _: bank.rework(books, was, records, balance, finished=finished),
        )

    @precondition(lambda self: bool(_cleared(self.books)))
    @rule(dice=DICE)
    def change_what_cleared(self, dice: Dice) -> None:
        """Change or remove a record that has cleared."""
        kept = self.books.records[dice.pick(_cleared(self.books))]
        if dice.once_in(3):
            self.do(
                "change cleared",
                quietly(lambda: record_remove(self.actor, record=kept.id)),
                lambda books, _: deeds.remove(books, kept.id),
            )
        else:
            self.alter("change cleared", kept, changed(self, dice, kept))

    @invariant()
    def the_bank_agrees(self) -> None:
        """Compare the reconciliations, and what one of them covers or could cover."""
        self.agrees = False
        found = comparing.reconciled_otherwise(self.actor, self.books, self.step)
        assert not found, f"the server, then the oracle: {found}"
        self.agrees = True


def _accounts(books: Oracle) -> list[tuple[int, str]]:
    """Return the money accounts that anything is in, each with the currency that it is reconciled in."""
    moved = {line.account for kept in books.records.values() for sheet in kept.meant.sheets for line in sheet.lines}
    return [(account, currency or HOME) for account, currency in books.ground.money.items() if account in moved]


def _cleared(books: Oracle) -> list[int]:
    """Return the records that have cleared."""
    return list(itertools.chain(*([record for record, _ in each.cleared] for each in books.statements.values())))
