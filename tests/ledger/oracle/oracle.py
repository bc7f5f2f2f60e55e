"""The oracle: what the books must hold, kept in plain dictionaries, and what every deed does to them.

A deed works on a ``copy`` and either changes it or raises ``RefusedError`` with the code that the server has to give.
Balances are never stored: they are added up from what is there each time they are asked for.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from tests.ledger.oracle import generated, meaning, stock
from tests.ledger.oracle.ground import TAXES, Ground
from tests.ledger.oracle.meaning import Claim, Line, Meant, Use
from tests.ledger.oracle.said import BILL, INVOICE, Adjust, Close, Doc, Move, Opening, Pay, Revalue, Said
from tests.ledger.oracle.sums import RefusedError

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from bookkeeping.records import RecordType
    from tests.ledger.oracle.bank import Statement


@dataclass(frozen=True)
class Kept:
    """A record: what was said, what it means, and where it stands. ``rates`` are the taxes that it was posted with."""

    id: int
    said: Said
    number: str
    meant: Meant
    rates: Mapping[str, Decimal]
    removed: bool = False
    void: bool = False

    @property
    def live(self) -> bool:
        """Whether it counts."""
        return not self.removed and not self.void

    @property
    def doc(self) -> Doc | None:
        """What was said, if it is a document."""
        return self.said if isinstance(self.said, Doc) else None


@dataclass(frozen=True)
class Bond:
    """What a payment settles of a document; not ``tied`` while one of both is removed or void.

    ``place`` is its order within the payment, ``serial`` within everything.
    """

    pay: int
    doc: int
    amount: int
    used: int
    home: int
    place: int
    serial: int
    tied: bool = True


@dataclass
class Oracle:
    """The books."""

    ground: Ground
    records: dict[int, Kept] = field(default_factory=dict)
    bonds: dict[tuple[int, int], Bond] = field(default_factory=dict)
    numbers: dict[RecordType, int] = field(default_factory=dict)
    rates: Mapping[str, Decimal] = field(
        default_factory=lambda: {key: Decimal(rate) for key, (rate, _) in TAXES.items()}
    )
    statements: dict[int, Statement] = field(default_factory=dict)
    serial: int = 0
    lock: dt.date | None = None
    moves: tuple[tuple[dt.date | None, str], ...] = ()
    """Up to when the books are locked, and each time that was moved, with the reason, newest first."""
    averages: bool = False
    negative: bool = False
    stocked: bool = False
    """Whether goods cost what they cost on average, more may go out than is there, and any have ever moved."""

    def copy(self) -> Oracle:
        """Return the same books, to be changed on their own."""
        return replace(
            self,
            records=dict(self.records),
            bonds=dict(self.bonds),
            numbers=dict(self.numbers),
            statements=dict(self.statements),
        )

    # ---- what is there

    def locked(self, day: dt.date) -> bool:
        """Whether nothing may come to a day, or go."""
        return self.lock is not None and day <= self.lock

    def tied(self, *, pay: int | None = None, doc: int | None = None, without: int | None = None) -> list[Bond]:
        """Return the bonds that hold, of a payment in its order, else as they came about."""
        found = [
            bond
            for bond in self.bonds.values()
            if bond.tied and pay in {None, bond.pay} and doc in {None, bond.doc} and bond.pay != without
        ]
        return sorted(found, key=lambda bond: (bond.place if pay else 0, bond.serial))

    def due(self, doc: int, *, without: int | None = None) -> tuple[int, int]:
        """Return what is due of a document, in its currency and at home; ``without`` leaves a payment out."""
        kept = self.records[doc]
        if kept.void:
            return 0, 0
        bonds = self.tied(doc=doc, without=without)
        booked = 0 if kept.meant.at_once else kept.meant.home_total
        return (
            kept.meant.total - kept.meant.at_once - sum(bond.amount for bond in bonds),
            booked - sum(bond.home for bond in bonds),
        )

    def left(self, pay: int) -> int:
        """Return what of a payment is not used."""
        kept = self.records[pay]
        return 0 if kept.void else kept.meant.total - sum(bond.used for bond in self.tied(pay=pay))

    def lines(self) -> list[tuple[int, Line]]:
        """Return every line of the journal with its record, worked out from nothing.

        Foreign money costs what it cost on average when its turn comes: by date, and of one day by record.
        """
        held: dict[tuple[int, str], list[int]] = defaultdict(lambda: [0, 0])
        live = sorted((kept for kept in self.records.values() if kept.live), key=lambda kept: (kept.said.day, kept.id))
        found = [
            (kept.id, line) for kept in live for sheet in kept.meant.sheets for line in sheet.costed(self.ground, held)
        ]
        found += stock.charges(self)
        for follows, lines_of in ((Revalue, generated.revalued), (Close, generated.closed)):
            said = [(kept.id, kept.said) for kept in live if isinstance(kept.said, follows)]
            journal = [line for _, line in found]
            found += [(record, line) for record, each in said for line in lines_of(self.ground, each, journal)]
        return found

    def across(self, bond: Bond) -> bool:
        """Whether a bond joins two currencies."""
        return self.records[bond.pay].said.currency != self.records[bond.doc].said.currency

    # ---- what records mean

    def mean(self, said: Said, *, row: int | None = None, kept: int | None = None) -> Meant:
        """Return what a record means now; ``row`` is itself if it is there, ``kept`` what it must not use."""
        if self.locked(said.day):
            raise RefusedError("locked")  # noqa: EM101
        if isinstance(said, Doc):
            return meaning.document(said, self.taxed(said, row), self.ground)
        if isinstance(said, Pay):
            return self._paid(said, row, kept)
        if isinstance(said, Move):
            return meaning.transfer(said, self.ground)
        if isinstance(said, Adjust):
            return meaning.adjustment(said, self.ground)
        nothing = Meant(sheets=(), total=0, before_taxes=0, home_total=0)
        return meaning.opening(said, self.ground) if isinstance(said, Opening) else nothing

    def taxed(self, said: Said, row: int | None) -> Mapping[str, Decimal]:
        """Return the taxes that count for a record: those it was posted with, while what they follow from stays."""
        before = self.records.get(row or 0)
        same = before and before.doc and isinstance(said, Doc) and _taxed(before.doc) == _taxed(said)
        return before.rates if before and same else self.rates

    def completed(self, said: Said) -> Said:
        """Return what was said with the rate and due date that it is stored with; what it settles is kept apart."""
        if isinstance(said, Revalue | Close):
            return said
        if isinstance(said, Move):
            return said if said.currency != said.into else replace(said, rate=Decimal(1))
        said = replace(said, rate=self.ground.rate(said.currency, said.rate, said.day))
        if isinstance(said, Doc):
            return replace(said, due=said.due or said.day)
        return replace(said, settles=()) if isinstance(said, Pay) else said

    def _paid(self, said: Pay, row: int | None, kept: int | None) -> Meant:
        """Return what a payment means: what it settles already stays, unless it is named."""
        named = dict(said.settles)
        bonds = self.tied(pay=row) if row else []
        wanted = [(bond.doc, bond.amount) for bond in bonds if bond.doc not in named]
        wanted += [(doc, amount) for doc, amount in said.settles if amount]
        if row and kept is None and {bond.doc: bond.amount for bond in bonds} == dict(wanted):
            before = self.records[row]
            if (before.meant.total, before.said.currency) == (said.amount, said.currency):
                kept = self.left(row)
        claims = [self.claim(doc, amount, row) for doc, amount in wanted]
        return meaning.payment(said, claims, kept, self.ground)

    def claim(self, doc: int, amount: int, row: int | None) -> Claim:
        """Return an allocation with its document, as that stands without a payment."""
        kept = self.records.get(doc)
        if kept is None or not kept.live or kept.doc is None:
            return Claim(doc, amount, None, 0, 0)
        return Claim(doc, amount, kept.doc, *self.due(doc, without=row))

    # ---- how they are written down

    def write(self, identity: int, said: Said, *, number: str | None = None, kept: int | None = None) -> None:
        """Write a record down, new or again, with what it settles."""
        row = identity if identity in self.records else None
        meant, rates, said = self.mean(said, row=row, kept=kept), self.taxed(said, row), self.completed(said)
        number = number or (self.records[identity].number if row else None)
        self.check_number(identity, said, number)
        following = self.numbers.get(said.type, 1)
        if number is None:
            number, self.numbers[said.type] = str(following), following + 1
        elif number.isdigit():
            self.numbers[said.type] = max(following, int(number) + 1)
        self.records[identity] = Kept(identity, said, number, meant, rates)
        self.stocked = self.stocked or bool(meant.goods)
        if isinstance(said, Pay):
            self.bind(identity, meant.uses)

    def check_number(self, identity: int, said: Said, number: str | None) -> None:
        """Refuse a number that another invoice, or another bill of the contact, has."""
        if number is None or not isinstance(said, Doc) or (said.type == BILL and said.contact is None):
            return
        for other in self.records.values():
            taken = other.id != identity and not other.removed and other.said.type == said.type
            same = said.type == INVOICE or (other.doc and other.doc.contact == said.contact)
            if taken and same and other.number == number:
                raise RefusedError("duplicate-number")  # noqa: EM101

    def bind(self, pay: int, uses: Sequence[Use]) -> None:
        """Tie a payment to what it settles, and to nothing else."""
        wanted = {use.doc: use for use in uses}
        for bond in self.tied(pay=pay):
            if bond.doc not in wanted:
                del self.bonds[pay, bond.doc]
        for place, use in enumerate(uses):
            before = self.bonds.get((pay, use.doc))
            self.serial += 1
            serial = before.serial if before else self.serial
            self.bonds[pay, use.doc] = Bond(pay, use.doc, use.amount, use.used, use.home, place, serial)

    def loosen(self, bonds: Sequence[Bond]) -> None:
        """Untie bonds; they are remembered."""
        for bond in bonds:
            self.bonds[bond.pay, bond.doc] = replace(bond, tied=False)


def _taxed(doc: Doc) -> tuple[object, ...]:
    """Return what the taxes of a document follow from."""
    return doc.day, doc.currency, tuple((line.quantity, line.price, line.code.text) for line in doc.lines)
