"""Orders: estimates, sales orders and purchase orders, which are never posted but become documents, whole or in parts.

What an order comes to, ``bookkeeping.drafting`` says, as of a draft of the document that it becomes. Here is how it
stands, and how much of it is still to become something. Quantities keep the sign of their line.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

from bookkeeping.checks import each, sane_decimal
from bookkeeping.errors import InvalidError
from bookkeeping.records import RecordType

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date


class OrderType(StrEnum):
    """What is offered to a customer, agreed with one, or asked of a vendor."""

    ESTIMATE = "ESTIMATE"
    SALES_ORDER = "SALES_ORDER"
    PURCHASE_ORDER = "PURCHASE_ORDER"


class Decision(StrEnum):
    """What people have decided about an order."""

    OPEN = "OPEN"
    ACCEPTED = "ACCEPTED"
    DECLINED = "DECLINED"
    CLOSED = "CLOSED"


class Progress(StrEnum):
    """How much of an order has become something else."""

    NONE = "NONE"
    PARTLY = "PARTLY"
    WHOLE = "WHOLE"


class OrderStatus(StrEnum):
    """How an order stands: what is decided, unless all of it is converted or its time is over."""

    OPEN = "OPEN"
    ACCEPTED = "ACCEPTED"
    DECLINED = "DECLINED"
    CLOSED = "CLOSED"
    CONVERTED = "CONVERTED"
    EXPIRED = "EXPIRED"


CONVERTIBLE = frozenset({OrderStatus.OPEN, OrderStatus.ACCEPTED})
DOCUMENT_OF = {
    OrderType.ESTIMATE: RecordType.INVOICE,
    OrderType.SALES_ORDER: RecordType.INVOICE,
    OrderType.PURCHASE_ORDER: RecordType.BILL,
}
"""The document that an order becomes unless somebody says otherwise."""
Target = RecordType | OrderType
TARGETS: Mapping[OrderType, tuple[Target, ...]] = {
    OrderType.ESTIMATE: (RecordType.INVOICE, OrderType.SALES_ORDER),
    OrderType.SALES_ORDER: (RecordType.INVOICE,),
    OrderType.PURCHASE_ORDER: (RecordType.BILL,),
}
"""What an order can become."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderedLine:
    """A line of an order: how much of it was ordered, and how much has become something else."""

    id: int
    quantity: Decimal
    converted: Decimal = Decimal(0)

    @property
    def left(self) -> Decimal:
        """How much is still to be converted; nothing when more than all has been."""
        rest = self.quantity - self.converted
        return rest if rest and rest.is_signed() == self.quantity.is_signed() else Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Portion:
    """How much of a line shall be converted; None: all that is left."""

    line: int
    quantity: Decimal | None = None


def status_of(decision: Decision, progress: Progress, expiry: date | None, today: date) -> OrderStatus:
    """Return how an order stands on a day. What is accepted does not expire."""
    if decision in {Decision.DECLINED, Decision.CLOSED}:
        return OrderStatus(decision)
    if progress is Progress.WHOLE:
        return OrderStatus.CONVERTED
    if decision is Decision.OPEN and expiry is not None and expiry < today:
        return OrderStatus.EXPIRED
    return OrderStatus(decision)


def progress_of(lines: Sequence[OrderedLine]) -> Progress:
    """Return how much of an order has become something; a line of nothing does not hold the others up."""
    if not any(line.converted for line in lines):
        return Progress.NONE
    return Progress.PARTLY if any(line.left for line in lines) else Progress.WHOLE


def target_of(kind: OrderType, wanted: Target | None) -> Target:
    """Return what an order is to become; raise ``InvalidError`` for what it cannot."""
    target = DOCUMENT_OF[kind] if wanted is None else wanted
    if target not in TARGETS[kind]:
        message = f"Such an order becomes one of: {', '.join(TARGETS[kind])}."
        raise InvalidError(message, field="type")
    return target


def portions_of(lines: Sequence[OrderedLine], wanted: Sequence[Portion] | None) -> dict[int, Decimal]:
    """Return how much of each line is converted now, by id; lines of which nothing is, are not in it.

    Args:
        lines: the lines of the order.
        wanted: what shall be converted; None: all that is left, and lines that ordered nothing, such as remarks.

    Raises:
        InvalidError: no such line, a line that is named twice, or more than is left of it.
        ManyInvalidError: several of them.
    """
    if wanted is None:
        return {line.id: line.left for line in lines if line.left or not line.quantity}
    known = {line.id: line for line in lines}
    seen: set[int] = set()

    def checked(position: int, portion: Portion) -> tuple[int, Decimal]:
        place = f"lines[{position}]"
        line = known.get(portion.line)
        if line is None or portion.line in seen:
            message = "The line is named twice." if line else "There is no such line in this order."
            raise InvalidError(message, field=f"{place}.id")
        seen.add(portion.line)
        if portion.quantity is None:
            return line.id, line.left
        quantity = sane_decimal(portion.quantity, field=f"{place}.quantity")
        if quantity and (quantity.is_signed() != line.quantity.is_signed() or abs(quantity) > abs(line.left)):
            message = f"Only {line.left.normalize():f} of this line is left."
            raise InvalidError(message, field=f"{place}.quantity")
        return line.id, quantity

    return {line: quantity for line, quantity in each(checked, wanted, field="lines") if quantity}
