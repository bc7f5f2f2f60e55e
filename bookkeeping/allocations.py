"""Allocations: how a payment is used up, document by document, before anything is posted.

Here every figure is in the words of the payment's own side: an invoice and its payment are positive, a credit
note and its refund negative, and so for bills. ``bookkeeping.settlement`` makes entries of the shares.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

from bookkeeping.checks import currency_of, each
from bookkeeping.errors import (
    AlreadySettledError,
    ContactMismatchError,
    DocumentUnknownError,
    InvalidError,
    OverAllocatedError,
)
from bookkeeping.exchange import home_rate
from bookkeeping.money import bounded, portion, round_half_away
from bookkeeping.records import RecordType

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from bookkeeping.books import Books, OpenDocument
    from bookkeeping.records import Allocation, Payment

PAYS = {RecordType.INVOICE_PAYMENT: RecordType.INVOICE, RecordType.BILL_PAYMENT: RecordType.BILL}


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """An allocation and its document. ``released`` is the part of the booked home amount that it settles."""

    position: int
    document: OpenDocument
    amount: int
    released: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A claim and what it uses of the payment: ``used`` in the payment's currency, settled on ``date``."""

    claim: Claim
    used: int
    date: date


def shares_of(payment: Payment, books: Books) -> tuple[Share, ...]:
    """Return what each allocation of a completed payment uses of it; allocations of zero are left out.

    An allocation in the payment's currency uses its own amount. Those in other currencies share what is left
    after these and after ``payment.unallocated`` (None: nothing), in proportion to their booked home amounts.

    Raises:
        DocumentUnknownError: an allocation names a document that is not in the books.
        ContactMismatchError: payment and document do not have the same contact, or have none.
        AlreadySettledError: nothing is left of a document's balance.
        OverAllocatedError: an allocation exceeds its document's balance or has the other sign; or the allocations use
            more than the payment, or a refund settles what is owed. (A payment may use up a credit note besides.)
        InvalidError: a document is of the other type or named twice; ``unallocated`` exceeds the payment.
        ManyInvalidError: several allocations are at fault.
    """
    claims = _claims(payment, books)
    used = _used(payment, claims, books)
    if abs(sum(used)) > abs(payment.amount) or payment.amount < 0 < sum(used):
        message = "The allocations use more than the payment."
        raise OverAllocatedError(message, field="allocations")
    return tuple(
        Share(claim=claim, used=part, date=settlement_date(payment.date, claim.document.date, books.lock_date))
        for claim, part in zip(claims, used, strict=True)
    )


def allocated_once(allocations: Sequence[Allocation]) -> None:
    """Raise ``InvalidError`` when allocations name a document twice; those of zero, which let go of it, count too."""
    seen: set[int] = set()
    for position, allocation in enumerate(allocations):
        if allocation.document in seen:
            raise _allocated_twice(position)
        seen.add(allocation.document)


def settlement_date(payment: date, document: date, lock_date: date | None) -> date:
    """Return the day on which a payment settles a document: the later one, or the first open day."""
    later = max(payment, document)
    return later if lock_date is None or later > lock_date else lock_date + timedelta(days=1)


def _allocated_twice(position: int) -> InvalidError:
    message = "The document is allocated to twice."
    return InvalidError(message, field=f"allocations[{position}].document")


def _claims(payment: Payment, books: Books) -> tuple[Claim, ...]:
    """Check the allocations that are not zero, and find their documents."""
    seen: set[int] = set()

    def claim(position: int, allocation: Allocation) -> Claim | None:
        if not allocation.amount:
            return None
        place = f"allocations[{position}]"
        if allocation.document in seen:
            raise _allocated_twice(position)
        seen.add(allocation.document)
        document = _document(payment, allocation, books, f"{place}.document")
        amount = bounded(allocation.amount, field=f"{place}.amount")
        if not document.balance:
            message = "Nothing is left of this document to allocate to."
            raise AlreadySettledError(message, field=f"{place}.amount")
        if amount * document.balance < 0 or abs(amount) > abs(document.balance):
            raise OverAllocatedError(field=f"{place}.amount")
        home = document.currency == books.home.code
        released = amount if home else portion(document.open_home, amount, document.balance)
        return Claim(position=position, document=document, amount=amount, released=released)

    found = each(claim, payment.allocations, field="allocations")
    return tuple(claim for claim in found if claim is not None)


def _document(payment: Payment, allocation: Allocation, books: Books, field: str) -> OpenDocument:
    """Return the document of an allocation if the payment may settle it."""
    document = books.documents.get(allocation.document)
    if document is None:
        raise DocumentUnknownError(field=field)
    if document.type is not PAYS[payment.type]:
        message = "An invoice payment settles invoices, a bill payment bills."
        raise InvalidError(message, field=field)
    if payment.contact is None or payment.contact != document.contact:
        raise ContactMismatchError(field=field)
    return document


def _used(payment: Payment, claims: Sequence[Claim], books: Books) -> list[int]:
    """Return what each claim uses of the payment, in the payment's currency."""
    foreign = [claim for claim in claims if claim.document.currency != payment.currency]
    own = sum(claim.amount for claim in claims if claim.document.currency == payment.currency)
    pool = payment.amount - _kept(payment) - own if foreign else 0
    parts = dict(zip((claim.position for claim in foreign), _split(pool, foreign, payment, books), strict=True))
    return [parts.get(claim.position, claim.amount) for claim in claims]


def _kept(payment: Payment) -> int:
    """Return what a client insists on keeping unallocated, zero if it does not."""
    kept = payment.unallocated or 0
    if kept * payment.amount < 0 or abs(kept) > abs(payment.amount):
        message = "The unallocated amount exceeds the payment."
        raise InvalidError(message, field="unallocated")
    return kept


def _split(pool: int, claims: Sequence[Claim], payment: Payment, books: Books) -> list[int]:
    """Split a part of the payment over claims in other currencies so that it is used up exactly.

    Each claim uses what it was booked at, at the payment's rate, and bears a part of the difference to the pool that
    is proportional to its size: a fixed proportion when all have one sign, and still right when an invoice
    is netted with a credit note. Rounding of the running sum lets the parts add up.

    Raises:
        OverAllocatedError: a claim would use nothing of the payment, or the opposite of what it settles.
    """
    unit = Fraction(home_rate(payment.currency, payment.exchange_rate, books))
    scale = Fraction(10) ** (currency_of(payment.currency, books).digits - books.home.digits)
    worth = [claim.released / unit * scale for claim in claims]
    size = sum((abs(value) for value in worth), start=Fraction(0))
    gap = pool - sum(worth, start=Fraction(0))
    parts: list[int] = []
    exact = Fraction(0)
    for claim, value in zip(claims, worth, strict=True):
        exact += value + (gap * abs(value) / size if size else gap / len(claims))
        part = round_half_away(exact) - sum(parts)
        if part * claim.amount < 0 or (part == 0 and round_half_away(value) != 0):
            message = "What the payment has left does not pay this allocation."
            raise OverAllocatedError(message, field=f"allocations[{claim.position}].amount")
        parts.append(part)
    return parts
