"""Locked books: what is refused in them, and how a payment inside them settles something else, in the open."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

from tests.ledger.oracle import meaning
from tests.ledger.oracle.meaning import Claim, Settled
from tests.ledger.oracle.said import Pay
from tests.ledger.oracle.sums import RefusedError, share

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.ledger.oracle.oracle import Bond, Kept, Oracle
    from tests.ledger.oracle.said import Doc, Said


def lock(books: Oracle, day: dt.date | None, reason: str) -> None:
    """Lock the books up to a day, or not at all; what was locked opens only for a reason."""
    if books.lock == day:
        return
    if books.lock is not None and (day is None or day < books.lock) and not reason:
        raise RefusedError("invalid")  # noqa: EM101
    books.lock, books.moves = day, ((day, reason), *books.moves)


def check(books: Oracle, said: Said) -> None:
    """Refuse what is said of a locked day."""
    if books.locked(said.day):
        raise RefusedError("locked")  # noqa: EM101


def change(books: Oracle, before: Kept, said: Said, number: str | None) -> None:
    """Change a locked record: a payment may settle something else, and nothing more may be new."""
    held = {bond.doc: bond.amount for bond in books.tied(pay=before.id)}
    moved = before.live and isinstance(said, Pay) and any(n != held.get(doc, 0) for doc, n in said.settles)
    if not moved or not isinstance(said, Pay) or replace(said, settles=()) != before.said:
        raise RefusedError("locked")  # noqa: EM101
    if number not in {None, before.number}:
        raise RefusedError("locked")  # noqa: EM101
    move(books, before.id, said.settles)


def move(
    books: Oracle,
    pay: int,
    new: Sequence[tuple[int, int]],
    *,
    loosened: Sequence[Bond] = (),
    kept: int | None = None,
) -> None:
    """Let a locked payment settle new amounts of documents; ``kept`` is what it shall have left.

    What it posted stays. What it settles less goes back to the credit account, what it settles more comes from there.
    """
    row = books.records[pay]
    assert isinstance(row.said, Pay)
    held = {bond.doc: bond for bond in books.tied(pay=pay)}
    lower = [(held[doc], amount) for doc, amount in new if doc in held and _lowers(held[doc], amount)]
    less = [_part(bond, bond.amount - amount) for bond, amount in lower]
    rising = [(doc, n - (held[doc].amount if doc in held else 0)) for doc, n in new if _rises(held.get(doc), n)]
    left = books.left(pay) + sum(bond.used for bond in less)
    claims = [books.claim(doc, amount, None) for doc, amount in rising]
    more = meaning.accepted(replace(row.said, amount=left), claims, kept, books.ground)
    gone = [_loose(books, row.said, bond) for bond in (*less, *loosened)]
    if (gone or more) and row.said.credit in books.ground.money:
        raise RefusedError("account-unusable")  # noqa: EM101
    if abs(row.meant.total - left + sum(each.used for each in more)) > abs(row.meant.total):
        raise RefusedError("over-allocated")  # noqa: EM101
    settled = [*gone, *(replace(each, day=_day(books, row.said, each.doc)) for each in more)]
    sheets = (*row.meant.sheets, *(meaning.settling(row.said, each, books.ground) for each in settled))
    books.records[pay] = replace(row, meant=replace(row.meant, sheets=sheets))
    books.bind(pay, _uses(held, less, more))


def _lowers(bond: Bond, amount: int) -> bool:
    """Whether less is to be settled than is, or nothing."""
    return amount * bond.amount >= 0 and abs(amount) < abs(bond.amount)


def _rises(bond: Bond | None, amount: int) -> bool:
    """Whether more is to be settled than is, or the opposite."""
    return amount != 0 if bond is None else amount != bond.amount and not _lowers(bond, amount)


def _part(bond: Bond, amount: int) -> Bond:
    """Return a part of what a bond settles."""
    used, home = (share(whole, amount, bond.amount) for whole in (bond.used, bond.home))
    return replace(bond, amount=amount, used=used, home=home)


def _loose(books: Oracle, said: Pay, bond: Bond) -> Settled:
    """Return the opposite of what a bond settles."""
    doc = books.records[bond.doc].doc
    assert doc is not None
    claim = Claim(bond.doc, -bond.amount, doc, 0, 0)
    return Settled(claim, doc, -bond.used, -bond.home, _day(books, said, doc))


def _day(books: Oracle, said: Pay, doc: Doc) -> dt.date:
    """Return when a payment settles a document: on the later day, or the first open one."""
    later = max(said.day, doc.day)
    return later if books.lock is None or later > books.lock else books.lock + dt.timedelta(days=1)


def _uses(held: dict[int, Bond], less: Sequence[Bond], more: Sequence[Settled]) -> list[meaning.Use]:
    """Return what is settled in the end, in the order in which it came about."""
    sums = {doc: [bond.amount, bond.used, bond.home] for doc, bond in held.items()}
    changes = [(bond.doc, -bond.amount, -bond.used, -bond.home) for bond in less]
    changes += [(each.claim.doc, each.claim.amount, each.used, each.home) for each in more]
    for doc, *parts in changes:
        was = sums.get(doc, [0, 0, 0])
        sums[doc] = [old + part for old, part in zip(was, parts, strict=True)]
    return [meaning.Use(doc, *parts) for doc, parts in sums.items() if parts[0]]
