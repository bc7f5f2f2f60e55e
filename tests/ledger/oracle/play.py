"""The play: chance does one deed after the other to the server and to the oracle, and both must say the same (T8)."""

from __future__ import annotations

import datetime as dt
import itertools
from collections import Counter
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, ClassVar

from django.db import connection, transaction
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from bookkeeping.errors import DaybookError
from bookkeeping.records import RecordType
from ledger.drafts import Particulars, PaymentDraft, RecordDraft
from ledger.selectors.verify import faults_find
from ledger.services.records import record_create, record_update
from tests.ledger.oracle import comparing, deeds, saying, stock
from tests.ledger.oracle.chance import DAYS, DICE, FIRST, Dice
from tests.ledger.oracle.oracle import Oracle
from tests.ledger.oracle.said import PAYS, Adjust, Close, Doc, Move, Paid, Pay, Revalue, Said
from tests.ledger.oracle.sums import DIGITS, RefusedError, nearest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from businesses.actors import Actor
    from ledger.views import RecordView
    from tests.ledger.oracle.ground import Ground
    from tests.ledger.oracle.oracle import Kept
    from tests.support.builders import World

END = FIRST + dt.timedelta(days=400)
"""After everything that happens."""
NUMBERS = ("5", "7", "A-1", "12")
Ids = list[int]


class Play(RuleBasedStateMachine):
    """Books and their oracle, and what both are told."""

    world: ClassVar[World]
    ground: ClassVar[Ground]
    flavour: ClassVar[saying.Flavour]
    tally: ClassVar[Counter[tuple[str, str]]]
    """How often each deed ended in which code; "" is accepted."""

    def __init__(self) -> None:
        """Begin in a savepoint, on books that were opened for all runs."""
        super().__init__()
        self.scope = transaction.atomic()
        self.scope.__enter__()
        self.books = Oracle(self.ground)
        self.actor: Actor = self.world.actor
        """Who does everything."""
        self.step = 0
        self.agrees = True

    def teardown(self) -> None:
        """Audit the books, let the database check what a commit would check, and forget them."""
        try:
            if self.agrees:
                faults = faults_find(self.actor)
                assert not faults, faults
                if connection.vendor == "postgresql":
                    with connection.cursor() as cursor:
                        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        finally:
            transaction.set_rollback(True)
            self.scope.__exit__(None, None, None)

    def do(self, deed: str, server: Callable[[], Ids], oracle: Callable[[Oracle, Iterator[int]], None]) -> bool:
        """Do a deed to both, and tell whether it was accepted.

        ``server`` returns the ids of new records, which ``oracle`` takes in their order.
        """
        made, code = [], ""
        self.agrees = False
        try:
            with transaction.atomic():
                made = server()
        except DaybookError as fault:
            code = fault.code
        attempt, foretold = self.books.copy(), ""
        try:
            oracle(attempt, itertools.chain(made, itertools.count(10**12)))
            stock.check(self.books, attempt)
        except RefusedError as refused:
            foretold = refused.code
        assert code == foretold, f"{deed}: the server says {code!r}, the oracle {foretold!r}"
        if not code:
            self.books = attempt
        self.tally[deed, code] += 1
        self.agrees = True
        return not code

    @invariant()
    def the_books_agree(self) -> None:
        """Compare everything that a client can read."""
        self.agrees, as_of = False, FIRST + dt.timedelta(days=DAYS[self.step * 7 % len(DAYS)])
        status = comparing.STATUSES[self.step % len(comparing.STATUSES)]
        found = comparing.differences(self.actor, self.books)
        found |= comparing.listed_otherwise(self.actor, self.books, status, as_of)
        found |= comparing.stock_otherwise(self.actor, self.books, as_of)
        for day in (as_of, as_of.replace(day=1), END):
            found |= comparing.holdings_otherwise(self.actor, self.books, day)
        assert not found, f"the server, then the oracle: {found}"
        self.agrees, self.step = True, self.step + 1

    # ---- one record

    def make(self, deed: str, said: Said, *, number: str | None = None, paid: Sequence[Paid] = ()) -> None:
        """Create a record."""
        draft = drafted(said, number, paid)
        self.do(
            deed,
            lambda: new_ids(record_create(self.actor, draft=draft)),
            lambda books, ids: deeds.create(books, next(ids), said, number=number, paid=counted(paid, ids)),
        )

    def alter(self, deed: str, kept: Kept, said: Said, *, number: str | None = None, paid: Sequence[Paid] = ()) -> None:
        """Change a record."""
        known, draft = set(self.books.records), drafted(said, number, paid)
        self.do(
            deed,
            lambda: sorted(set(new_ids(record_update(self.actor, record=kept.id, draft=draft))) - known),
            lambda books, ids: deeds.change(books, kept.id, said, number=number, paid=counted(paid, ids)),
        )

    def some(self, dice: Dice, *kinds: RecordType) -> Kept:
        """Return a record, mostly one that counts, often one that settles or is settled."""
        every = [kept for kept in self.books.records.values() if not kinds or kept.said.type in kinds]
        ties = Counter(end for bond in self.books.bonds.values() if bond.tied for end in (bond.doc, bond.pay))
        tied = [kept for kept in every if ties[kept.id]]
        if tied and dice.once_in(2):
            return dice.pick(sorted(tied, key=lambda kept: -ties[kept.id])[:5])
        counting = [kept for kept in every if kept.live]
        return dice.pick(every if dice.once_in(6) or not counting else counting)

    def any_of(self, *kinds: RecordType) -> bool:
        """Whether there is a record of these types."""
        return any(kept.said.type in kinds for kept in self.books.records.values())

    @rule(dice=DICE)
    def invoice_or_bill(self, dice: Dice) -> None:
        """Sell or buy something on account."""
        number = dice.pick(NUMBERS) if dice.once_in(6) else None
        self.make("document", saying.document(self.books, dice, self.flavour), number=number)

    @rule(dice=DICE)
    def credit_note(self, dice: Dice) -> None:
        """Take something back."""
        self.make("credit note", saying.document(self.books, dice, self.flavour, sign=-1))

    @rule(dice=DICE)
    def paid_at_once(self, dice: Dice) -> None:
        """Sell or buy something for cash."""
        sign = -1 if dice.once_in(6) else 1
        self.make("paid at once", saying.document(self.books, dice, self.flavour, sign=sign, at_once=True))

    @rule(dice=DICE)
    def document_with_payment(self, dice: Dice) -> None:
        """Say how a document is paid along with it."""
        said = saying.document(self.books, dice, self.flavour)
        half = nearest(Fraction(said.lines[0].price) * 10 ** DIGITS[said.currency] / 2)
        amount = 10**9 if dice.once_in(8) else half
        account = saying.money(self.books, dice, said.currency)
        self.make("document with payment", said, paid=[Paid(amount, None, dice.day(), account)])

    @rule(dice=DICE)
    def pay(self, dice: Dice) -> None:
        """Pay documents."""
        self.make("payment", saying.payment(self.books, dice, self.flavour))

    @rule(dice=DICE)
    def refund(self, dice: Dice) -> None:
        """Pay credit notes back."""
        self.make("refund", saying.payment(self.books, dice, self.flavour, sign=-1))

    @rule(dice=DICE)
    def net(self, dice: Dice) -> None:
        """Net documents with credit notes."""
        self.make("netting", saying.payment(self.books, dice, self.flavour, sign=None))

    @rule(dice=DICE)
    def move(self, dice: Dice) -> None:
        """Move money, or say what there was in the beginning."""
        say = saying.opening if dice.once_in(3) else saying.transfer
        self.make("movement", say(self.books, dice, self.flavour))

    @rule(dice=DICE)
    def write_an_adjustment(self, dice: Dice) -> None:
        """Adjust accounts."""
        self.make("adjustment", saying.adjustment(self.books, dice, self.flavour))

    @precondition(lambda self: self.any_of(*PAYS))
    @rule(dice=DICE)
    def change_document(self, dice: Dice) -> None:
        """Change a document, at times its number."""
        kept = self.some(dice, *PAYS)
        number = dice.pick(NUMBERS) if dice.once_in(8) else None
        self.alter("change document", kept, changed(self, dice, kept), number=number)

    @precondition(lambda self: self.any_of(*PAYS))
    @rule(dice=DICE)
    def settle_from_document(self, dice: Dice) -> None:
        """Say with a document how it is paid."""
        kept = self.some(dice, *PAYS)
        said = changed(self, dice, kept) if dice.once_in(4) else kept.said
        self.alter("settle", kept, said, paid=[saying.paid(self.books, dice, kept)])

    @precondition(lambda self: self.any_of(*PAYS.values()))
    @rule(dice=DICE)
    def change_payment(self, dice: Dice) -> None:
        """Change a payment, or what it settles."""
        kept = self.some(dice, *PAYS.values())
        self.alter("change payment", kept, changed(self, dice, kept))

    @precondition(lambda self: self.any_of(RecordType.TRANSFER, RecordType.ADJUSTMENT, RecordType.OPENING_BALANCE))
    @rule(dice=DICE)
    def change_movement(self, dice: Dice) -> None:
        """Change a transfer, adjustment or opening balance."""
        kept = self.some(dice, RecordType.TRANSFER, RecordType.ADJUSTMENT, RecordType.OPENING_BALANCE)
        self.alter("change movement", kept, changed(self, dice, kept))


def changed(play: Play, dice: Dice, kept: Kept) -> Said:
    """Return what somebody might say of a record instead."""
    said = kept.said
    if isinstance(said, Revalue | Close):
        return said
    if isinstance(said, Doc):
        return saying.document_changed(play.books, dice, said, play.flavour)
    if isinstance(said, Pay):
        return saying.payment_changed(play.books, dice, kept, said)
    if isinstance(said, Adjust):
        times = 3 if max(abs(amount) for _, amount, _ in said.lines) < 10**9 else -1
        lines = tuple((account, times * amount, currency) for account, amount, currency in said.lines)
        return dice.pick((replace(said, day=dice.day()), replace(said, lines=lines)))
    amount = said.amount + (777 if isinstance(said, Move) else -777)
    return dice.pick((said, replace(said, day=dice.day()), replace(said, amount=amount)))


def drafted(said: Said, number: str | None = None, paid: Sequence[Paid] = ()) -> RecordDraft:
    """Return the draft of what is said."""
    payments = tuple(
        PaymentDraft(payment=each.payment, amount=each.amount, date=each.day, account=each.account) for each in paid
    )
    memo = said.payee or None if isinstance(said, Doc) else None
    return RecordDraft(record=said.draft(), particulars=Particulars(number=number, memo=memo), payments=payments)


def new_ids(view: RecordView) -> Ids:
    """Return the id of a record and of the payments that it shows, as they came about."""
    return [view.id, *sorted(payment.payment for payment in view.payments)]


def counted(paid: Sequence[Paid], ids: Iterator[int]) -> list[tuple[int, Paid]]:
    """Return payments with the ids that they get; those that are there already get none."""
    return [(next(ids) if each.payment is None and each.amount else 0, each) for each in paid]
