"""What can be done to the books: one function per deed, on an ``Oracle`` that may be thrown away when it is refused."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tests.ledger.oracle import bank, late
from tests.ledger.oracle.ground import HOME
from tests.ledger.oracle.said import PAYS, Close, Doc, Paid, Pay, Revalue, Said
from tests.ledger.oracle.sums import RefusedError, changed, share

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.ledger.oracle.oracle import Bond, Kept, Oracle


def create(
    books: Oracle, identity: int, said: Said, *, number: str | None = None, paid: Sequence[tuple[int, Paid]] = ()
) -> None:
    """Make a record, and the payments said with it (with the ids that they get)."""
    books.write(identity, said, number=number)
    _pay(books, identity, paid)


def change(
    books: Oracle, identity: int, said: Said, *, number: str | None = None, paid: Sequence[tuple[int, Paid]] = ()
) -> None:
    """Make a record what is said now; a removed one comes back by it."""
    before = books.records[identity]
    if isinstance(before.said, Revalue | Close):
        raise RefusedError("conflict")  # noqa: EM101 - it is generated
    if books.locked(before.said.day):
        late.change(books, before, said, number)
    elif before.void:
        same = _same(books, before, said, number) and _bare(said) == before.said
        if not same or any(each.amount for _, each in paid):
            raise RefusedError("conflict")  # noqa: EM101
        restore(books, identity)
    else:
        _change_live(books, before, said, number, paid)
    bank.follow(books, identity)


def _change_live(books: Oracle, before: Kept, said: Said, number: str | None, paid: Sequence[tuple[int, Paid]]) -> None:
    """Make a record that is neither locked nor void what is said now."""
    identity = before.id
    if before.removed:
        restore(books, identity)
    elif _same(books, before, said, number) and all(_settles(books, identity, each) for _, each in paid):
        books.mean(said, row=identity)
        return
    settled = books.tied(doc=identity)
    books.mean(said, row=identity)
    if settled and before.doc and isinstance(said, Doc) and _whose(said) != _whose(before.doc):
        raise RefusedError("conflict")  # noqa: EM101
    books.write(identity, said, number=number)
    if settled:
        _resettle(books, identity, settled, before)
    _pay(books, identity, paid)


def _same(books: Oracle, before: Kept, said: Said, number: str | None) -> bool:
    """Whether nothing new is said of a record."""
    held = {bond.doc: bond.amount for bond in books.tied(pay=before.id)}
    if isinstance(said, Pay):
        named = held | dict(said.settles)
        if {doc: amount for doc, amount in named.items() if amount} != held:
            return False
    return books.completed(said) == before.said and number in {None, before.number}


def _bare(said: Said) -> Said:
    """Return what is said but for allocations: of a void record also what would be filled in counts as new."""
    return replace(said, settles=()) if isinstance(said, Pay) else said


def _whose(doc: Doc) -> tuple[int | None, str]:
    return doc.contact, doc.currency


def _settles(books: Oracle, doc: int, paid: Paid) -> bool:
    """Whether a payment settles of a document what is said already."""
    bond = books.bonds.get((paid.payment or 0, doc))
    return bond is not None and bond.tied and bond.amount == paid.amount


def _resettle(books: Oracle, doc: int, settled: Sequence[Bond], before: Kept) -> None:
    """Let the payments of a changed document settle what it is now; refuse when they have settled more."""
    now = books.records[doc]
    amount, total = sum(bond.amount for bond in settled), now.meant.total
    if now.meant.at_once or total * amount <= 0 or abs(amount) > abs(total):
        raise RefusedError("conflict")  # noqa: EM101
    figures = [(kept.meant.total, kept.meant.home_total) for kept in (before, now)]
    if figures[0] != figures[1]:
        rest, home = total, now.meant.home_total
        for bond in settled:
            part = share(home, bond.amount, rest)
            books.bonds[bond.pay, doc] = replace(bond, home=part)
            rest, home = rest - bond.amount, home - part
    heads = [(kept.said.day, kept.doc.account) for kept in (before, now) if kept.doc]
    if figures[0] != figures[1] or heads[0] != heads[1]:
        for pay in _payments(books, settled):
            repost(books, pay)


def _payments(books: Oracle, bonds: Sequence[Bond]) -> list[int]:
    """Return the payments of bonds, by date and then as they came about."""
    return sorted({bond.pay for bond in bonds}, key=lambda pay: (books.records[pay].said.day, pay))


def repost(
    books: Oracle,
    pay: int,
    *,
    new: Sequence[tuple[int, int]] = (),
    used: int | None = None,
    loosened: Sequence[Bond] = (),
) -> None:
    """Post a payment again, on the documents as they are; ``new`` amounts of some, ``used`` of it altogether.

    A locked one only settles otherwise; ``loosened`` are bonds of a document that is gone.
    """
    said = books.records[pay].said
    assert isinstance(said, Pay)
    if books.locked(said.day) and (new or used is not None):
        late.move(books, pay, new, loosened=loosened, kept=None if used is None else said.amount - used)
        return
    if used is None and not new:
        used = sum(bond.used for bond in books.tied(pay=pay))
    kept = None if used is None else said.amount - used
    books.write(pay, replace(said, settles=tuple(new)), kept=kept)


def _pay(books: Oracle, doc: int, paid: Sequence[tuple[int, Paid]]) -> None:
    """Make the payments that are said with a document."""
    for identity, each in paid:
        if each.payment is not None:
            _pay_again(books, doc, each.payment, each.amount)
        elif each.amount:
            _pay_anew(books, doc, identity, each)


def _pay_anew(books: Oracle, doc: int, identity: int, paid: Paid) -> None:
    said = books.records[doc].said
    assert isinstance(said, Doc)
    assert paid.day is not None
    assert paid.account is not None
    currency, amount = said.currency, paid.amount
    if currency != HOME and (said.exchange or books.ground.money.get(paid.account) == HOME):
        rate = books.ground.rate(currency, said.rate if said.exchange else None, paid.day)
        currency, amount = HOME, changed(amount, currency, HOME, rate)
    owed = books.ground.owed[said.type][0]
    settles = ((doc, paid.amount),)
    pay = Pay(PAYS[said.type], paid.day, currency, amount, paid.account, said.contact, owed, settles=settles)
    books.write(identity, pay)


def _pay_again(books: Oracle, doc: int, pay: int, amount: int) -> None:
    bond = books.bonds.get((pay, doc))
    held = bond if bond and bond.tied else None
    if amount == (held.amount if held else 0):
        return
    there = books.records.get(pay)
    if there is None or not there.live or there.said.type != PAYS[books.records[doc].said.type]:
        raise RefusedError("invalid")  # noqa: EM101
    used = None
    if held is not None:
        part = share(held.used, amount, held.amount) if books.across(held) else amount
        used = there.meant.total - books.left(pay) - held.used + part
    repost(books, pay, new=[(doc, amount)], used=used)


def revalue(books: Oracle, identity: int, said: Revalue) -> None:
    """Revalue foreign balances: the revaluation of that day is made, or becomes this one."""
    late.check(books, said)
    there = [kept for kept in books.records.values() if isinstance(kept.said, Revalue) and kept.said.day == said.day]
    assert all(kept.id == identity for kept in there)
    books.write(identity, said)


def close(books: Oracle, identity: int, said: Close) -> None:
    """Close a year; nothing when it is closed."""
    if not any(kept.said == said and kept.live for kept in books.records.values()):
        books.write(identity, said)


def reopen(books: Oracle, said: Close) -> None:
    """Open a closed year again."""
    closed = [kept for kept in books.records.values() if kept.said == said and kept.live]
    if not closed:
        raise RefusedError("not-found")  # noqa: EM101
    late.check(books, said)
    books.records[closed[0].id] = replace(closed[0], removed=True)


def remove(books: Oracle, identity: int) -> None:
    """Hide a record."""
    kept = books.records[identity]
    if isinstance(kept.said, Close):
        raise RefusedError("conflict")  # noqa: EM101 - it is generated
    late.check(books, kept.said)
    if kept.removed:
        raise RefusedError("not-found")  # noqa: EM101
    books.records[identity] = replace(kept, removed=True)
    _withdraw(books, identity)
    bank.follow(books, identity)


def void(books: Oracle, identity: int) -> None:
    """Let a record stay without counting any more."""
    kept = books.records[identity]
    if isinstance(kept.said, Revalue | Close):
        raise RefusedError("conflict")  # noqa: EM101 - it is generated
    late.check(books, kept.said)
    if not kept.live:
        raise RefusedError("conflict")  # noqa: EM101
    books.records[identity] = replace(kept, void=True)
    _withdraw(books, identity)
    bank.follow(books, identity)


def _withdraw(books: Oracle, identity: int) -> None:
    """Loosen what a record is tied to; what payments settled of a document is theirs again."""
    if books.records[identity].doc is None:
        books.loosen(books.tied(pay=identity))
        return
    bonds = books.tied(doc=identity)
    books.loosen(bonds)
    for pay in _payments(books, bonds):
        others = [_Part.of(books, bond, bond.amount) for bond in books.tied(pay=pay)]
        fitting = _within(books.records[pay].meant.total, others)
        new = [(part.doc, part.amount) for part, other in zip(fitting, others, strict=True) if part != other]
        loosened = [bond for bond in bonds if bond.pay == pay]
        repost(books, pay, new=new, used=sum(part.used for part in fitting), loosened=loosened)


def restore(books: Oracle, identity: int) -> None:
    """Bring a removed record back, tied to what still fits; nothing when it is not removed."""
    kept = books.records[identity]
    if isinstance(kept.said, Close):
        raise RefusedError("conflict")  # noqa: EM101 - it is generated
    late.check(books, kept.said)
    if not kept.removed:
        return
    if kept.void:
        books.check_number(identity, kept.said, kept.number)
        books.records[identity] = replace(kept, removed=False)
    elif isinstance(kept.said, Pay):
        parts = _fitting(books, identity, kept.said)
        settles = tuple((part.doc, part.amount) for part in parts)
        left = kept.said.amount - sum(part.used for part in parts)
        books.write(identity, replace(kept.said, settles=settles), kept=left)
    else:
        books.write(identity, kept.said)
        _reattach(books, identity)


def _fitting(books: Oracle, pay: int, said: Pay) -> list[_Part]:
    """Return what a payment that comes back can settle of what it had settled."""
    loose = [bond for bond in books.bonds.values() if bond.pay == pay and not bond.tied]
    parts = []
    for bond in sorted(loose, key=lambda bond: (bond.place, bond.serial)):
        doc = books.records[bond.doc]
        if not doc.live or doc.doc is None or said.contact is None or doc.doc.contact != said.contact:
            continue
        amount = _cut(bond.amount, books.due(bond.doc)[0])
        if amount and (amount == bond.amount or not books.across(bond)):
            parts.append(_Part.of(books, bond, amount))
    return [part for part in _within(said.amount, parts) if part.amount]


def _reattach(books: Oracle, doc: int) -> None:
    """Tie payments to a document that comes back, one after the other, as far as both have something left."""
    said = books.records[doc].doc
    loose = [bond for bond in books.bonds.values() if bond.doc == doc and not bond.tied]
    for bond in sorted(loose, key=lambda bond: bond.serial):
        pay = books.records[bond.pay]
        assert isinstance(pay.said, Pay)
        if not pay.live or said is None or said.contact is None or pay.said.contact != said.contact:
            continue
        left, amount = books.left(bond.pay), _cut(bond.amount, books.due(doc)[0])
        if not books.across(bond):
            amount = _cut(amount, left)
        elif abs(bond.used) > abs(left) or amount != bond.amount:
            amount = 0
        if amount:
            used = bond.used if books.across(bond) else amount
            repost(books, bond.pay, new=[(doc, amount)], used=pay.meant.total - left + used)


@dataclass(frozen=True)
class _Part:
    """What a payment could settle of a document: whole or not at all ``across`` two currencies."""

    doc: int
    amount: int
    used: int
    across: bool

    @classmethod
    def of(cls, books: Oracle, bond: Bond, amount: int) -> _Part:
        """Return a part of a bond."""
        across = books.across(bond)
        return cls(bond.doc, amount, share(bond.used, amount, bond.amount) if across else amount, across)


def _within(total: int, parts: Sequence[_Part]) -> list[_Part]:
    """Return the parts, cut from the last one on until they use no more than there is; a refund pays nothing owed."""
    used = sum(part.used for part in parts)
    there = 0 if total < 0 < used else abs(total)
    excess = max(abs(used) - there, 0) * (1 if used > 0 else -1)
    fitting: list[_Part] = []
    for part in reversed(parts):
        cut = _cut(part.used, excess)
        if cut and part.across:
            cut = part.used
        excess -= cut
        amount = 0 if cut and part.across else part.amount - cut
        fitting.append(replace(part, amount=amount, used=part.used - cut))
    return fitting[::-1]


def _cut(amount: int, bound: int) -> int:
    """Return as much of an amount as a bound of the same sign has; nothing of the other sign."""
    if amount * bound <= 0:
        return 0
    return min(amount, bound, key=abs)
