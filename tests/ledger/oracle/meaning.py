"""What a record means, written a second time: the rules of DESIGN, section 4, from the words of the table.

A record becomes lines (account, credit amount, home amount) on days. Nothing here is shared with the server.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from bookkeeping.records import RecordType
from tests.ledger.oracle.ground import HOME, Ground
from tests.ledger.oracle.said import INVOICE, Adjust, Doc, Move, Opening, Pay
from tests.ledger.oracle.sums import RefusedError, Taxed, apportioned, changed, share, taxed

SALES = {INVOICE, RecordType.INVOICE_PAYMENT}


if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence


@dataclass(frozen=True)
class Line:
    """A line of the journal."""

    account: int
    currency: str
    amount: int
    home: int
    day: dt.date


@dataclass(frozen=True)
class Use:
    """What a payment settles of a document: in its currency, in the payment's, and of its booked home amount."""

    doc: int
    amount: int
    used: int
    home: int


@dataclass(frozen=True)
class Goods:
    """What a line moves of an item, into stock or (below zero) out of it; ``own`` is what a bill's line is worth."""

    item: int
    place: int
    quantity: Fraction
    own: int | None


@dataclass(frozen=True, kw_only=True)
class Meant:
    """What a record means, with the figures that are shown beside it."""

    sheets: tuple[Sheet, ...]
    total: int
    before_taxes: int
    home_total: int
    at_once: int = 0
    taxes: tuple[tuple[str, int], ...] = ()
    uses: tuple[Use, ...] = ()
    goods: tuple[Goods, ...] = ()


@dataclass(frozen=True)
class Claim:
    """An allocation as it is asked for, with its document as it stands without this payment (None: not there)."""

    doc: int
    amount: int
    said: Doc | None
    due: int
    due_home: int


@dataclass(frozen=True)
class Sheet:
    """An entry as far as the record says it: at the record's rates, and without gain or loss.

    What comes in on a sheet that ``carries`` is worth what has gone out.
    """

    day: dt.date
    lines: tuple[Line, ...]
    carries: bool = False

    def costed(self, ground: Ground, held: dict[tuple[int, str], list[int]]) -> list[Line]:
        """Return the lines with foreign money at what it cost on average, which ``held`` says and is told."""
        lines: list[Line] = []
        for line in self.lines:
            worth = -lines[0].home if self.carries and lines else line.home
            home = _cost(line.amount, worth, held[line.account, line.currency]) if ground.costs(line) else worth
            lines.append(replace(line, home=home))
        for currency in dict.fromkeys(line.currency for line in lines):
            lack = -sum(line.home for line in lines if line.currency == currency)
            lines.append(Line(ground.gain, currency, 0, lack, self.day))
        return [line for line in lines if line.amount or line.home]


def _cost(amount: int, worth: int, held: list[int]) -> int:
    """Return the home amount of a movement, and write it down: at average cost what goes towards zero."""
    there, cost = held
    leaving = min(abs(there), abs(amount)) if there * amount < 0 else 0
    home = -share(cost, leaving, abs(there)) if leaving else 0
    rest = abs(amount) - leaving
    home += share(worth, rest, abs(amount)) if rest else 0
    held[:] = [there + amount, cost + home]
    return home


@dataclass
class Page:
    """A sheet in the making."""

    ground: Ground
    day: dt.date
    lines: list[Line] = field(default_factory=list)

    def write(self, account: int, currency: str, amount: int, home: int) -> int:
        """Write a line and return its home amount."""
        self.lines.append(Line(account, currency, amount, home, self.day))
        return home

    def closed(self, *, carries: bool = False) -> Sheet:
        """Return the sheet."""
        return Sheet(self.day, tuple(self.lines), carries)


def refuse(codes: Sequence[str]) -> None:
    """Refuse for what single lines have wrong, if anything: all of it at once."""
    if codes:
        raise RefusedError(codes[0] if len(codes) == 1 else "invalid-many")


def unusable(ground: Ground, account: int, currency: str) -> str | None:
    """Return the code for a money account of another currency, None for an account that fits."""
    return None if ground.money.get(account) in {None, currency} else "account-unusable"


def usable(ground: Ground, account: int, currency: str) -> None:
    """Refuse a money account of another currency."""
    refuse([code for code in (unusable(ground, account, currency),) if code])


def document(said: Doc, rates: Mapping[str, Decimal], ground: Ground) -> Meant:
    """Return what an invoice or bill means; ``rates`` are the percentages of the taxes."""
    usable(ground, said.account, HOME if said.exchange else said.currency)
    if said.account not in ground.money and said.account not in ground.owed[said.type]:
        raise RefusedError("account-unusable")  # noqa: EM101
    found = _lines(said, rates)
    taxes = {letter: 0 for line in found for letter, _ in line.taxes}
    for letter in taxes:
        taxes[letter] = sum(tax for line in found for other, tax in line.taxes if other == letter)
    kept = {letter for letter in taxes if said.type == INVOICE or letter in ground.registered}
    parts = [
        (line.account, worth.net + sum(tax for letter, tax in worth.taxes if letter not in kept))
        for line, worth in zip(said.lines, found, strict=True)
    ]
    parts += [(ground.tax_accounts[letter], amount) for letter, amount in taxes.items() if letter in kept]
    rate = ground.rate(said.currency, said.rate, said.day)
    homes = [ground.at_home(amount, said.currency, rate) for _, amount in parts]
    total = sum(amount for _, amount in parts)
    if not total:
        _level(homes, [amount for _, amount in parts])
    sign = 1 if said.type == INVOICE else -1
    page = Page(ground, said.day)
    for (account, amount), home in zip(parts, homes, strict=True):
        page.write(account, said.currency, sign * amount, sign * home)
    if said.exchange and said.account in ground.money and said.currency != HOME:
        page.write(ground.gain, said.currency, -sign * total, -sign * sum(homes))
        page.write(ground.gain, HOME, sign * sum(homes), sign * sum(homes))
        page.write(said.account, HOME, -sign * sum(homes), -sign * sum(homes))
    else:
        page.write(said.account, said.currency, -sign * total, -sign * sum(homes))
    return Meant(
        sheets=(page.closed(),),
        total=total,
        before_taxes=sum(line.net for line in found),
        home_total=sum(homes),
        at_once=total if said.account in ground.money else 0,
        taxes=tuple(taxes.items()),
        goods=_goods(said, homes),
    )


def _goods(said: Doc, homes: Sequence[int]) -> tuple[Goods, ...]:
    """Return what a document moves: goods go against the money, so a negative price turns them round."""
    sold = said.type == INVOICE
    return tuple(
        Goods(
            line.item,
            place,
            Fraction(-line.quantity if sold != (line.price < 0) else line.quantity),
            None if sold else home,
        )
        for place, (line, home) in enumerate(zip(said.lines, homes, strict=False))
        if line.item is not None and line.quantity
    )


def _lines(said: Doc, rates: Mapping[str, Decimal]) -> list[Taxed]:
    found, codes = [], []
    for line in said.lines:
        try:
            found.append(taxed(line, said.currency, rates))
        except RefusedError as refused:
            codes.append(refused.code)
    refuse(codes)
    return found


def _level(homes: list[int], amounts: Sequence[int]) -> None:
    """Let the last amount that is not zero take what rounding leaves at home."""
    last = max((place for place, amount in enumerate(amounts) if amount), default=None)
    if last is not None:
        homes[last] -= sum(homes)


def transfer(said: Move, ground: Ground) -> Meant:
    """Return what a transfer means; what it is worth at home is told at its rate."""
    if said.amount <= 0:
        raise RefusedError("invalid")  # noqa: EM101
    usable(ground, said.source, said.currency)
    usable(ground, said.target, said.into)
    if said.source == said.target:
        raise RefusedError("invalid")  # noqa: EM101
    across = said.currency != said.into
    brings = changed(said.amount, said.currency, said.into, said.rate or Decimal(1)) if across else said.amount
    home = ground.at_home(said.amount, said.currency, ground.rate(said.currency, None, said.day))
    page = Page(ground, said.day)
    if said.into == HOME:
        home = brings
    page.write(said.source, said.currency, said.amount, home)
    if across:
        page.write(ground.gain, said.currency, -said.amount, -home)
        page.write(ground.gain, said.into, brings, home)
    page.write(said.target, said.into, -brings, -home)
    sheets = (page.closed(carries=not across),)
    return Meant(sheets=sheets, total=said.amount, before_taxes=said.amount, home_total=home)


def adjustment(said: Adjust, ground: Ground) -> Meant:
    """Return what an adjustment means: its lines, at the record's rate or the stored one."""
    if not said.lines:
        raise RefusedError("invalid")  # noqa: EM101
    codes = [code for account, _, currency in said.lines if (code := unusable(ground, account, currency))]
    refuse(codes)
    lines: list[Line] = []
    for currency in dict.fromkeys(currency for *_, currency in said.lines):
        group = [(account, amount) for account, amount, other in said.lines if other == currency]
        if sum(amount for _, amount in group):
            raise RefusedError("unbalanced")  # noqa: EM101
        rate = ground.rate(currency, said.rate if currency == said.currency else None, said.day)
        homes = [ground.at_home(amount, currency, rate) for _, amount in group]
        _level(homes, [amount for _, amount in group])
        lines += [Line(a, currency, n, home, said.day) for (a, n), home in zip(group, homes, strict=True)]
    own = [line for line in lines if line.currency == said.currency and line.amount > 0]
    total = sum(line.amount for line in own)
    sheets = (Sheet(said.day, tuple(lines)),)
    return Meant(sheets=sheets, total=total, before_taxes=total, home_total=sum(line.home for line in own))


def opening(said: Opening, ground: Ground) -> Meant:
    """Return what an opening balance means: the amount against equity."""
    usable(ground, said.account, said.currency)
    if said.account == ground.equity or any(said.account in owed for owed in ground.owed.values()):
        raise RefusedError("account-unusable")  # noqa: EM101
    home = ground.at_home(said.amount, said.currency, ground.rate(said.currency, said.rate, said.day))
    lines = (
        Line(said.account, said.currency, said.amount, home, said.day),
        Line(ground.equity, said.currency, -said.amount, -home, said.day),
    )
    return Meant(sheets=(Sheet(said.day, lines),), total=said.amount, before_taxes=said.amount, home_total=home)


@dataclass(frozen=True)
class Settled:
    """A claim that is accepted: what it uses of the payment, what it releases at home, and when."""

    claim: Claim
    doc: Doc
    used: int
    home: int
    day: dt.date


def payment(said: Pay, claims: Sequence[Claim], kept: int | None, ground: Ground) -> Meant:
    """Return what a payment means; ``kept`` of it is not to be used (None: whatever is left)."""
    usable(ground, said.account, said.currency)
    if said.account == ground.gain or any(said.account in owed for owed in ground.owed.values()):
        raise RefusedError("account-unusable")  # noqa: EM101
    settled = accepted(said, claims, kept, ground)
    now = [each for each in settled if each.day == said.day]
    later = [each for each in settled if each.day != said.day]
    left = said.amount - sum(each.used for each in settled)
    if said.credit in ground.money and (later or left):
        raise RefusedError("account-unusable")  # noqa: EM101
    rate = ground.rate(said.currency, said.rate, said.day)
    sign = 1 if said.type in SALES else -1
    at_par = [each for each in now if each.doc.currency == HOME != said.currency]
    rest = said.amount - sum(each.used for each in at_par)
    worth = ground.at_home(rest, said.currency, rate) + sum(each.claim.amount for each in at_par)
    page = _Turned(ground, said.day, sign=sign)
    page.write(said.account, said.currency, -said.amount, -worth)
    _release(page, said, now, rate)
    waits = 0
    for each in later:
        waits += page.write(said.credit, said.currency, each.used, ground.at_home(each.used, said.currency, rate))
    whole = left + sum(each.used for each in later)
    if left:
        page.write(said.credit, said.currency, left, ground.at_home(whole, said.currency, rate) - waits)
    sheets = [page.closed(), *(settling(said, each, ground) for each in later)]
    uses = tuple(Use(each.claim.doc, each.claim.amount, each.used, each.home) for each in settled)
    return Meant(sheets=tuple(sheets), total=said.amount, before_taxes=said.amount, home_total=worth, uses=uses)


def settling(said: Pay, each: Settled, ground: Ground) -> Sheet:
    """Return the sheet of what is settled on a day of its own: from the credit account to what is owed on."""
    rate = ground.rate(said.currency, said.rate, said.day)
    page = _Turned(ground, each.day, sign=1 if said.type in SALES else -1)
    page.write(said.credit, said.currency, -each.used, -ground.at_home(each.used, said.currency, rate))
    _release(page, said, [each], rate)
    return page.closed()


@dataclass
class _Turned(Page):
    """A page of a payment: a bill's has all signs turned. Home amounts are told as they were written."""

    sign: int = 1

    def write(self, account: int, currency: str, amount: int, home: int) -> int:
        """Write a line with the sign of the payment."""
        return self.sign * super().write(account, currency, self.sign * amount, self.sign * home)


def _release(page: Page, said: Pay, settled: Sequence[Settled], rate: Decimal) -> None:
    """Write what leaves the documents; an exchange goes before those of another currency."""
    for currency in dict.fromkeys(each.doc.currency for each in settled):
        group = [each for each in settled if each.doc.currency == currency]
        if currency != said.currency:
            used, amount = sum(each.used for each in group), sum(each.claim.amount for each in group)
            home = amount if currency == HOME else page.ground.at_home(used, said.currency, rate)
            page.write(page.ground.gain, currency, -amount, -home)
            page.write(page.ground.gain, said.currency, used, home)
        for each in group:
            page.write(each.doc.account, currency, each.claim.amount, each.home)


def accepted(said: Pay, claims: Sequence[Claim], kept: int | None, ground: Ground) -> list[Settled]:
    """Accept claims, or refuse: each on its own, then all together."""
    refuse([code for code in (_fault(said, claim) for claim in claims) if code])
    docs = [claim.said for claim in claims if claim.said]
    homes = [
        claim.amount if doc.currency == HOME else share(claim.due_home, claim.amount, claim.due)
        for claim, doc in zip(claims, docs, strict=True)
    ]
    used = [claim.amount for claim in claims]
    across = [place for place, doc in enumerate(docs) if doc.currency != said.currency]
    if across:
        if (kept or 0) * said.amount < 0 or abs(kept or 0) > abs(said.amount):
            raise RefusedError("invalid")  # noqa: EM101
        own = sum(claim.amount for place, claim in enumerate(claims) if place not in across)
        parts = apportioned(said.amount - (kept or 0) - own, [Fraction(homes[place]) for place in across])
        for place, part in zip(across, parts, strict=True):
            if part * claims[place].amount < 0 or (part == 0 and homes[place] != 0):
                raise RefusedError("over-allocated")  # noqa: EM101
            used[place] = part
    if abs(sum(used)) > abs(said.amount) or said.amount < 0 < sum(used):
        raise RefusedError("over-allocated")  # noqa: EM101
    return [
        Settled(replace(claim), doc, part, home, max(said.day, doc.day))
        for claim, doc, part, home in zip(claims, docs, used, homes, strict=True)
    ]


def _fault(said: Pay, claim: Claim) -> str | None:
    """Return why a claim is not accepted, None if it is."""
    doc = claim.said
    if doc is None:
        return "document-unknown"
    if (doc.type in SALES) != (said.type in SALES):
        return "invalid"
    if said.contact is None or said.contact != doc.contact:
        return "contact-mismatch"
    if claim.amount * claim.due > 0 and abs(claim.amount) <= abs(claim.due):
        return None
    return "over-allocated" if claim.due else "already-settled"
