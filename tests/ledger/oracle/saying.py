"""What a client might say next, right or wrong: records drawn by chance on the books as they are."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from tests.ledger.oracle.ground import HOME, RATES
from tests.ledger.oracle.said import BILL, INVOICE, PAYS, Adjust, Code, Doc, Move, Opening, Paid, Pay, Revalue, Sold
from tests.ledger.oracle.sums import DIGITS, nearest

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bookkeeping.records import RecordType
    from tests.ledger.oracle.chance import Dice
    from tests.ledger.oracle.oracle import Kept, Oracle

CODES = (
    Code(),
    Code((("G", ""),)),
    Code((("G", ""), ("P", ""))),
    Code((("G", ""), ("P", "")), name="GP"),
    Code((("G", ""), ("C", ""))),
    Code((("N", ""),)),
    Code((("G", ""), ("P", "")), inclusive=True),
    Code((("G", ""), ("C", "")), inclusive=True),
    Code((("N", ""), ("C", ""), ("P", "8%")), inclusive=True),
    Code((("G", ""), ("P", "")), inclusive=True, name="GP"),
    Code((("G", "8%"), ("P", "3.24"))),
    Code((("G", "3.24"),), inclusive=True),
    Code((("P", "1.11"), ("C", "")), inclusive=True),
    Code((("Z", ""),)),
)
"""Taxes in every form that the language has; Z does not exist."""
QUANTITIES = tuple(Decimal(text) for text in ("1", "1", "2", "3", "0.5", "1.333"))
MOST = Decimal(100)
"""Of one thing on a line, so that no amount gets out of bounds."""
GIVEN = {"USD": ("1.25", "1.3", "1.4142"), "JPY": ("0.0088", "0.01", "0.00937")}
"""Rates that records give, units of home."""


@dataclass(frozen=True)
class Flavour:
    """What a run is about: its currencies by weight, how many of the codes it uses, one in how many payments across."""

    currencies: tuple[str, ...]
    codes: int
    across: int


def rate(dice: Dice, currency: str) -> Decimal | None:
    """Return a rate for a currency, or None for the stored one."""
    if currency == HOME or dice.once_in(2):
        return None
    return Decimal(dice.pick(GIVEN[currency]))


def money(books: Oracle, dice: Dice, currency: str) -> int:
    """Return an account that takes a currency, now and then one that does not."""
    accounts = books.ground.money
    fitting = [account for account, own in accounts.items() if own in {None, currency}]
    return dice.pick(list(accounts) if dice.once_in(12) else fitting)


def price(dice: Dice, currency: str, sign: int) -> Decimal:
    """Return a price in major units."""
    cents = (dice.number(9_999) + 1) * dice.pick((1, 1, 10))
    return sign * Decimal(cents).scaleb(-2 if DIGITS[currency] else dice.pick((0, 1)))


def line(books: Oracle, dice: Dice, kind: RecordType, currency: str, flavour: Flavour, sign: int) -> Sold:
    """Return a line of a document."""
    accounts = books.ground.income if kind == INVOICE else books.ground.expense
    codes = CODES if dice.once_in(10) else CODES[: flavour.codes]
    return Sold(dice.pick(accounts), dice.pick(QUANTITIES), price(dice, currency, sign), dice.pick(codes))


def document(
    books: Oracle,
    dice: Dice,
    flavour: Flavour,
    *,
    kind: RecordType | None = None,
    sign: int = 1,
    at_once: bool = False,
) -> Doc:
    """Return an invoice or bill; a negative one is a credit note."""
    kind, currency = kind or dice.pick((INVOICE, BILL)), dice.pick(flavour.currencies)
    lines = [line(books, dice, kind, currency, flavour, sign) for _ in range(1 + dice.number(2))]
    if dice.once_in(6):
        lines.append(line(books, dice, kind, currency, flavour, -sign))
    day = dice.day()
    return Doc(
        kind,
        day,
        currency,
        money(books, dice, currency) if at_once else dice.pick(books.ground.owed[kind]),
        dice.pick((*books.ground.contacts, *books.ground.contacts, None))
        if dice.once_in(3)
        else books.ground.contacts[0],
        tuple(lines),
        rate(dice, currency),
        day + dt.timedelta(days=10 * dice.number(4)) if dice.once_in(2) else None,
        exchange=dice.once_in(5),
    )


def live(books: Oracle, *kinds: RecordType) -> list[Kept]:
    """Return the records of some types that count."""
    return [kept for kept in books.records.values() if kept.live and kept.said.type in kinds]


def part(dice: Dice, due: int) -> int:
    """Return an amount to settle of what is due: all, some, or what is refused, also of what is settled already."""
    if not due:
        return 500 if dice.once_in(3) else 0
    half, quarter = nearest(Fraction(due, 2)), nearest(Fraction(due, 4)) or due
    whole = (due, due - due // 3, half, quarter, quarter)
    return dice.pick((*whole, due + (1 if due > 0 else -1), -due) if dice.once_in(8) else whole)


def payment(books: Oracle, dice: Dice, flavour: Flavour, *, sign: int | None = 1) -> Pay:
    """Return a payment of some documents of a contact; ``sign`` of what they are due (-1: a refund; None: netting)."""
    kind = dice.pick((INVOICE, BILL))
    found = [kept for kept in live(books, kind) if books.due(kept.id)[0] * (sign or 1) > 0 or sign is None]
    contact = found[0].doc.contact if found and found[0].doc else None
    found.sort(key=lambda kept: len(books.tied(doc=kept.id)), reverse=dice.once_in(2))
    first = dice.pick(found[:4]) if found else None
    if first and first.doc:
        contact = first.doc.contact
    docs = [first] if first else []
    others = [kept for kept in found if kept.doc and kept.doc.contact == contact and kept is not first]
    for _ in range(dice.number(3)):
        other = dice.pick(others) if others else None
        docs += [other] if other and other not in docs else []
    currency = first.said.currency if first else dice.pick(flavour.currencies)
    if sign is not None and dice.once_in(flavour.across):
        currency = dice.pick(tuple(dict.fromkeys(flavour.currencies)))
    if sign is None or not dice.once_in(flavour.across):
        docs = [kept for kept in docs if kept.said.currency == currency]
    settles = tuple((kept.id, part(dice, books.due(kept.id)[0])) for kept in docs)
    day = dice.day()
    amount = worth(books, settles, currency, day) + dice.pick((0, 0, 0, 0, 250, -1, 40_000))
    if not settles:
        amount = (1 if sign is None else sign) * (amount + dice.number(9_999) + 1)
    return Pay(
        PAYS[kind],
        day,
        currency,
        amount,
        money(books, dice, currency),
        dice.pick((*books.ground.contacts, None)) if dice.once_in(12) else contact,
        dice.pick((books.ground.owed[kind][0], books.ground.credits))
        if not dice.once_in(25)
        else money(books, dice, HOME),
        rate(dice, currency),
        settles,
    )


def worth(books: Oracle, settles: Iterable[tuple[int, int]], currency: str, day: dt.date) -> int:
    """Return about what documents cost in the currency of a payment, exactly in their own."""
    total = Fraction(0)
    for doc, amount in settles:
        own = books.records[doc].said.currency
        unit = Fraction(books.ground.rate(own, None, day)) / Fraction(books.ground.rate(currency, None, day))
        total += amount * (unit * Fraction(10) ** (DIGITS[currency] - DIGITS[own]) if own != currency else 1)
    return nearest(total)


def transfer(books: Oracle, dice: Dice, flavour: Flavour) -> Move:
    """Return a transfer, within a currency or across two."""
    currency, into = dice.pick(flavour.currencies), dice.pick(flavour.currencies)
    amount = dice.number(30_000) + 1 if not dice.once_in(20) else 0
    unit = None
    if currency != into:
        day = max(since for dated in RATES.values() for since, _ in dated)
        exact = Fraction(books.ground.rate(currency, None, day)) / Fraction(books.ground.rate(into, None, day))
        unit = Decimal(nearest(exact * dice.pick((990_000, 1_000_000, 1_020_000)))).scaleb(-6)
    source, target = money(books, dice, currency), money(books, dice, into)
    return Move(dice.day(), currency, amount, source, target, into, unit)


def adjustment(books: Oracle, dice: Dice, flavour: Flavour) -> Adjust:
    """Return an adjustment in one currency, or in two."""
    currency, other = dice.pick(flavour.currencies), dice.pick(flavour.currencies)
    lines: list[tuple[int, int, str]] = []
    for each in dict.fromkeys((currency, other)):
        parts = [dice.number(20_000) - 5_000 for _ in range(1 + dice.number(2))]
        rest = sum(parts) - (1 if dice.once_in(20) else 0)
        accounts = (*books.ground.income, *books.ground.expense, money(books, dice, each))
        lines += [(dice.pick(accounts), amount, each) for amount in (*parts, -rest)]
    return Adjust(dice.day(), currency, tuple(lines), rate(dice, currency))


def opening(books: Oracle, dice: Dice, flavour: Flavour) -> Opening:
    """Return an opening balance of a money account; of a receivable it is refused."""
    currency = dice.pick(flavour.currencies)
    account = money(books, dice, currency) if not dice.once_in(8) else books.ground.owed[INVOICE][0]
    return Opening(dice.day(), currency, dice.number(90_000) - 60_000, account, rate(dice, currency))


def revaluation(dice: Dice, flavour: Flavour) -> Revalue:
    """Return a revaluation at the rates of the day, or at others."""
    rates = [(currency, rate(dice, currency)) for currency in sorted(set(flavour.currencies))]
    return Revalue(dice.day(), tuple((currency, given) for currency, given in rates if given))


def paid(books: Oracle, dice: Dice, doc: Kept) -> Paid:
    """Return a payment to be said with a document: a new one, or another amount of one that is there."""
    assert doc.doc is not None
    due = books.due(doc.id)[0]
    bonds = books.tied(doc=doc.id)
    if bonds and dice.once_in(2):
        bond = dice.pick(bonds)
        return Paid(dice.pick((0, bond.amount, nearest(Fraction(bond.amount, 2)), bond.amount + due)), bond.pay)
    there = [kept for kept in live(books, PAYS[doc.doc.type]) if joins(books, kept.id, doc.id)]
    if there and dice.once_in(2):
        pay = dice.pick(there)
        return Paid(part(dice, due), pay.id)
    return Paid(part(dice, due), None, dice.day(), money(books, dice, dice.pick((doc.said.currency, HOME))))


def joins(books: Oracle, pay: int, doc: int) -> bool:
    """Whether a payment may be said to settle a document here.

    Left out are payments across currencies that settle invoices and credit notes together: how they share what is
    paid is a rule of its own, tested with exact numbers elsewhere.
    """
    bonds = [bond for bond in books.bonds.values() if bond.pay == pay]
    docs = {bond.doc for bond in bonds} | {doc}
    said = books.records[pay].said
    if all(books.records[each].said.currency == said.currency for each in docs):
        return True
    amounts = [*(bond.amount for bond in bonds), books.due(doc)[0], books.records[pay].meant.total]
    return all(amount > 0 for amount in amounts) or all(amount < 0 for amount in amounts)


def document_changed(books: Oracle, dice: Dice, doc: Doc, flavour: Flavour) -> Doc:
    """Return a document as somebody might change it."""
    place = dice.number(len(doc.lines))
    lines = list(doc.lines)
    sign = -1 if doc.lines[0].price < 0 else 1
    lines[place] = replace(lines[place], price=price(dice, doc.currency, sign))
    doubled = [replace(each, quantity=min(2 * each.quantity, MOST)) for each in doc.lines]
    recoded = list(doc.lines)
    recoded[place] = replace(recoded[place], code=dice.pick(CODES[: flavour.codes]))
    currency = dice.pick(flavour.currencies)
    return dice.pick(
        (
            doc,
            replace(doc, lines=tuple(lines)),
            replace(doc, lines=tuple(doubled)),
            replace(doc, lines=tuple(doubled), rate=rate(dice, doc.currency)),
            replace(doc, lines=tuple(recoded)),
            replace(doc, day=dice.day()),
            replace(doc, day=dice.day(), due=None),
            replace(doc, rate=rate(dice, doc.currency)),
            replace(doc, exchange=not doc.exchange),
            replace(doc, contact=dice.pick((*books.ground.contacts, None))),
            replace(doc, account=dice.pick((*books.ground.owed[doc.type], money(books, dice, doc.currency)))),
            replace(doc, currency=currency, rate=None),
            replace(doc, lines=(*doc.lines, line(books, dice, doc.type, doc.currency, flavour, sign))),
        )
    )


def payment_changed(books: Oracle, dice: Dice, kept: Kept, pay: Pay) -> Pay:
    """Return a payment as somebody might change it."""
    settles = settled_otherwise(books, dice, kept, pay)
    across = any(books.across(bond) for bond in books.tied(pay=kept.id))
    more = (1 if pay.amount >= 0 else -1) * dice.pick((250, 40_000, -1 if across else -9_000))
    return dice.pick(
        (
            pay,
            replace(pay, settles=settles),
            replace(pay, settles=settles),
            replace(pay, amount=pay.amount + more),
            replace(pay, amount=pay.amount + more, settles=settles),
            replace(pay, day=dice.day()),
            replace(pay, contact=dice.pick((*books.ground.contacts, None))),
            replace(pay, account=money(books, dice, pay.currency)),
            replace(pay, credit=books.ground.credits),
            replace(pay, rate=rate(dice, pay.currency)),
        )
    )


def settled_otherwise(books: Oracle, dice: Dice, kept: Kept, pay: Pay) -> tuple[tuple[int, int], ...]:
    """Return other amounts of documents that a payment might settle: of one that it does, of one that it does not."""
    bonds = books.tied(pay=kept.id)
    settles: list[tuple[int, int]] = []
    if bonds:
        bond = dice.pick(bonds)
        settles.append((bond.doc, dice.pick((0, bond.amount - bond.amount // 4, bond.amount + books.due(bond.doc)[0]))))
    free = _free(books, kept, pay)
    if free and dice.once_in(2):
        doc = dice.pick(free)
        settles.append((doc.id, part(dice, books.due(doc.id)[0])))
    return tuple(settles)


def settled_late(books: Oracle, dice: Dice, kept: Kept, pay: Pay) -> tuple[tuple[int, int], ...]:
    """Return what a payment might settle afterwards: less of what it does, or what else its contact owes."""
    options: list[tuple[int, int]] = []
    for bond in books.tied(pay=kept.id):
        options += [(bond.doc, 0), (bond.doc, bond.amount - nearest(Fraction(bond.amount, 3)))]
    left = books.left(kept.id)
    for doc in _free(books, kept, pay):
        due = books.due(doc.id)[0]
        if doc.doc and doc.doc.contact == pay.contact and due * left > 0:
            fits = doc.said.currency != pay.currency or abs(due) <= abs(left)
            options.append((doc.id, due if fits else left))
    if not options or dice.once_in(8):
        return settled_otherwise(books, dice, kept, pay)
    return (dice.pick(options[::-1]),)


def _free(books: Oracle, kept: Kept, pay: Pay) -> list[Kept]:
    """Return the documents that a payment does not settle and might."""
    tied = {bond.doc for bond in books.tied(pay=kept.id)}
    kind = INVOICE if pay.type == PAYS[INVOICE] else BILL
    return [doc for doc in live(books, kind) if doc.id not in tied and joins(books, kept.id, doc.id)]
