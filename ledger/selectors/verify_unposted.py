"""The part of the audit that is about what is not posted."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import F, Max, Q

from bookkeeping.orders import OrderedLine, progress_of
from bookkeeping.schedules import next_day
from ledger.models import Conversion, Order, OrderLine, Record, Recurring, ShoeboxItem
from ledger.selectors.orders import STANDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def _drafts(business: int) -> Iterator[str]:
    """A draft owes nothing."""
    owing = Q(open_home__lt=0) | Q(open_home__gt=0) | ~Q(paid_immediately=0)
    owing |= Q(type__in=("INVOICE", "BILL")) & ~Q(balance=0)
    for record in Record.objects.filter(owing, business_id=business, state="DRAFT").order_by("id"):
        yield f"record {record.id}: it is a draft and owes {record.balance}"


def _orders(business: int) -> Iterator[str]:
    """What is converted of an order is what stands of it, and it is as far as its lines say."""
    sums: dict[int, Decimal] = defaultdict(Decimal)
    for part in Conversion.objects.filter(STANDS, business_id=business):
        sums[part.line_id] += part.quantity
    ordered: dict[int, list[OrderedLine]] = defaultdict(list)
    for line in OrderLine.objects.filter(business_id=business).order_by("order_id", "position"):
        ordered[line.order_id].append(OrderedLine(id=line.id, quantity=line.quantity, converted=line.converted))
        if line.converted != sums[line.id]:
            yield (
                f"order {line.order_id}: {line.converted} of line {line.position} is converted, {sums[line.id]} stands"
            )
    for order in Order.objects.filter(business_id=business).order_by("id"):
        found = progress_of(ordered[order.id])
        if order.progress != found:
            yield f"order {order.id}: it is said to be {order.progress}, its lines say {found}"


def _recurring(business: int) -> Iterator[str]:
    """What comes again has dealt with all days up to one, and the next is that of its schedule."""
    newest = Max("occurrences__date")
    for row in Recurring.objects.filter(business_id=business).annotate(newest=newest).order_by("id"):
        if row.through != row.newest:
            yield f"recurring {row.id}: it is said to be done through {row.through}, and is through {row.newest}"
        following = next_day(row.schedule, row.through)
        if row.next_date != following:
            yield f"recurring {row.id}: it is said to come next on {row.next_date}, its schedule says {following}"


def _shoebox(business: int) -> Iterator[str]:
    """What is staged says what the bank told of it."""
    told = {"date": F("row__date"), "amount": F("row__amount"), "currency": F("row__currency")}
    staged = ShoeboxItem.objects.filter(business_id=business, row__isnull=False)
    for item in staged.exclude(**told, account_id=F("row__account_id")).order_by("id"):
        yield f"staged item {item.id}: it does not say what the bank told of the transaction {item.row_id}"


CHECKS: tuple[Callable[[int], Iterator[str]], ...] = (_drafts, _orders, _recurring, _shoebox)
