"""How far orders are: counted anew when something that came from one goes or returns.

The converted quantities of an order are sums over what stands: neither removed nor void. Services of this room call
this in their unit of work, with the counter locked.
"""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import Q

from bookkeeping.orders import OrderedLine, progress_of
from businesses.roles import Privilege
from businesses.services.changesets import Change
from ledger.models import Conversion, Order, OrderLine
from ledger.selectors.orders import STANDS, order_get

if TYPE_CHECKING:
    from businesses.actors import Actor
    from ledger.services.work import BookWork


def orders_follow(actor: Actor, *, work: BookWork, record: int | None = None, target: int | None = None) -> None:
    """Count anew how far the orders are that a record, or another order (``target``), came from."""
    actor.require(Privilege.VIEW_RECORDS)
    came = Q(record_id=record) if record is not None else Q(target_id=target)
    of = Conversion.objects.filter(came, business_id=actor.business.id)
    for order in Order.objects.filter(id__in=of.values("line__order_id")).order_by("id"):
        before = order_get(actor, order=order.id)
        if progress_count(actor, order=order):
            after = order_get(actor, order=order.id)
            work.changes.append(Change("order", order.id, "update", before.payload(), after.payload()))


def progress_count(actor: Actor, *, order: Order) -> bool:
    """Store how much of an order's lines has become something that stands; tell whether that is new."""
    actor.require(Privilege.VIEW_RECORDS)
    sums: dict[int, Decimal] = defaultdict(Decimal)
    held = Conversion.objects.filter(STANDS, line__order_id=order.id)
    for identity, quantity in held.values_list("line_id", "quantity"):
        sums[identity] += quantity
    lines = list(OrderLine.objects.filter(order_id=order.id).order_by("position"))
    if all(line.converted == sums[line.id] for line in lines):
        return False
    for line in lines:
        line.converted = sums[line.id]
    OrderLine.objects.bulk_update(lines, ["converted"], batch_size=100)
    order.progress = progress_of(
        [OrderedLine(id=line.id, quantity=line.quantity, converted=line.converted) for line in lines]
    )
    order.version, order.modified_at = order.version + 1, actor.now
    order.save(update_fields=["progress", "version", "modified_at"])
    return True
