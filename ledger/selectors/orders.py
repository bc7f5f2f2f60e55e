"""Reads of orders: one, or a filtered list, whole."""

from __future__ import annotations

import datetime as dt
import functools
from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

import msgspec
from django.db import connection
from django.db.models import F, Q

from bookkeeping.errors import InvalidError
from bookkeeping.orders import Decision, OrderedLine, OrderStatus, OrderType, Progress, status_of
from businesses.errors import NotFoundError
from businesses.keyset import Order as Sorted
from businesses.keyset import contains, number_key, text_key
from businesses.paging import EVERYTHING, Listed, Page
from businesses.payloads import plain
from businesses.roles import Privilege
from businesses.selectors.actors import actor_via
from ledger.models import Order
from ledger.views import TaxAmountView, View

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from businesses.actors import Actor, Caller

_KEYS: Final[dict[str, Any]] = {
    "date": F("date"),
    "number": number_key("number"),
    "contact_name": text_key("contact__name"),
    "amount": F("total"),
}
SORT_COLUMNS = tuple(_KEYS)
"""What lists of orders can be sorted by."""
STATUSES = tuple(status.lower() for status in OrderStatus)


class OrderLineView(View, frozen=True):
    """A line of an order, see ``ledger.models.OrderLine``; account and rate may be missing."""

    id: int
    account: int | None
    item: int | None
    project: int | None
    quantity: Decimal
    rate: Decimal | None
    tax_code: str | None
    note: str | None
    amount: int
    net: int
    converted: Decimal

    @property
    def ordered(self) -> OrderedLine:
        """The line as the core sees it."""
        return OrderedLine(id=self.id, quantity=self.quantity, converted=self.converted)


class ConversionView(View, frozen=True):
    """So much of a line became part of a record, or of another order (``target``); ``stands``: it still is."""

    line: int
    record: int | None
    target: int | None
    quantity: Decimal
    type: str
    number: str | None
    date: dt.date
    stands: bool


class OrderView(View, frozen=True):
    """An order with all that belongs to it, see ``ledger.models.Order``; ``status`` is that of the actor's day."""

    id: int
    business: int
    type: OrderType
    status: OrderStatus
    decision: Decision
    progress: Progress
    date: dt.date
    expiry_date: dt.date | None
    number: str
    contact: int | None
    contact_name: str | None
    currency: str
    exchange_rate: Decimal | None
    total: int
    before_taxes: int
    terms: str | None
    po_number: str | None
    memo: str | None
    description: str | None
    project: int | None
    project_name: str | None
    removed: bool
    created_at: dt.datetime
    modified_at: dt.datetime
    version: int
    lines: tuple[OrderLineView, ...]
    taxes: tuple[TaxAmountView, ...]
    conversions: tuple[ConversionView, ...]

    def payload(self) -> dict[str, Any]:
        """Return the order as plain data, for changesets."""
        payload: dict[str, Any] = msgspec.to_builtins(self, builtin_types=(dt.datetime, Decimal))
        payload |= {name: plain(payload[name]) for name in ("created_at", "modified_at", "exchange_rate")}
        for line in payload["lines"]:
            line |= {name: plain(line[name]) for name in ("quantity", "rate", "converted")}
        for conversion in payload["conversions"]:
            conversion["quantity"] = plain(conversion["quantity"])
        return payload


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderFilter:
    """Which orders a list shows (``among``: some ids), in which order. ``status`` is meant for ``as_of`` (None: today).

    ``search`` looks into number, memo, description, purchase order number and the contact's name.
    """

    types: frozenset[OrderType] = frozenset()
    status: str | None = None
    as_of: dt.date | None = None
    start_date: dt.date | None = None
    end_date: dt.date | None = None
    contact: int | None = None
    search: str = ""
    sort_column: str = "date"
    sort_order: str = "desc"
    include_removed: bool = False
    modified_since: dt.datetime | None = None
    among: frozenset[int] | None = None

    def __post_init__(self) -> None:
        """Raise ``InvalidError`` for a column, order or status that does not exist."""
        for value, allowed, name in (
            (self.sort_column, SORT_COLUMNS, "sort_column"),
            (self.sort_order, ("asc", "desc"), "sort_order"),
            (self.status, (None, *STATUSES), "status"),
        ):
            if value not in allowed:
                message = f"Use one of: {', '.join(str(choice) for choice in allowed if choice)}."
                raise InvalidError(message, field=name)


STANDS = Q(record__removed=False) & ~Q(record__state="VOID") | Q(target__removed=False)
"""The condition of those conversions whose record or order is neither removed nor void."""
EVERY_ORDER = OrderFilter()


def order_actor(caller: Caller, *, order: int) -> Actor:
    """Return the caller as an actor on the order's business; raise ``NotFoundError`` for a stranger's."""
    return actor_via(caller, table="ledger_order", kind="order", identity=order)


def order_get(actor: Actor, *, order: int) -> OrderView:
    """Return an order, a removed one too. Two statements.

    Raises:
        NotFoundError: there is none with this id in the business. ForbiddenError: without VIEW_RECORDS.
    """
    actor.require(Privilege.VIEW_RECORDS)
    rows = list(_rows(actor).filter(id=order))
    if not rows:
        raise NotFoundError
    return _views(actor, rows)[0]


def orders_get(actor: Actor, *, orders: Sequence[int]) -> dict[int, OrderView]:
    """Return those of some orders that the business has, by id, removed ones too. Two statements.

    Raises:
        ForbiddenError: without VIEW_RECORDS.
    """
    actor.require(Privilege.VIEW_RECORDS)
    rows = list(_rows(actor).filter(id__in=orders))
    return {view.id: view for view in _views(actor, rows)}


def order_list(actor: Actor, *, filters: OrderFilter = EVERY_ORDER, page: Page = EVERYTHING) -> Listed[OrderView]:
    """Return a page of the business's orders, newest first unless the filter says otherwise. Two statements.

    Raises:
        ForbiddenError: without VIEW_RECORDS. InvalidError: ``page.after`` is of another list.
    """
    actor.require(Privilege.VIEW_RECORDS)
    rows = _rows(actor).filter(_condition(filters, filters.as_of or actor.now.date()))
    name = f"orders-{actor.business.id}-{filters.contact}-{filters.sort_column}"
    order = Sorted(name, _KEYS[filters.sort_column], descending=filters.sort_order == "desc")
    found = order.listed(rows, page)
    return Listed(_views(actor, found), more=found.more, after=found.after)


def _rows(actor: Actor) -> Any:
    return Order.objects.filter(business_id=actor.business.id).select_related("contact", "project")


def _condition(filters: OrderFilter, today: dt.date) -> Q:
    """Return the condition of a filter."""
    found = Q() if filters.include_removed else Q(removed=False)
    if filters.types:
        found &= Q(type__in=[str(kind) for kind in filters.types])
    if filters.status:
        found &= _in_status(filters.status, today)
    for column, value in (
        ("date__gte", filters.start_date),
        ("date__lte", filters.end_date),
        ("contact_id", filters.contact),
        ("modified_at__gte", filters.modified_since),
        ("id__in", filters.among),
    ):
        if value is not None:
            found &= Q(**{column: value})
    text = filters.search.strip()
    return found & contains(text, "number", "memo", "description", "po_number", "contact__name") if text else found


def _in_status(status: str, today: dt.date) -> Q:
    """Return the condition of ``bookkeeping.orders.status_of`` for one of its answers."""
    unfinished = ~Q(progress=Progress.WHOLE)
    late = Q(decision=Decision.OPEN, expiry_date__lt=today)
    return {
        "open": Q(decision=Decision.OPEN) & unfinished & (Q(expiry_date__isnull=True) | Q(expiry_date__gte=today)),
        "accepted": Q(decision=Decision.ACCEPTED) & unfinished,
        "declined": Q(decision=Decision.DECLINED),
        "closed": Q(decision=Decision.CLOSED),
        "converted": Q(decision__in=(Decision.OPEN, Decision.ACCEPTED), progress=Progress.WHOLE),
        "expired": late & unfinished,
    }[status]


_PARTS: Final = """
    SELECT 'line' AS kind, l.order_id, l.position, l.id, l.account_id, l.item_id, l.project_id, l.amount, l.net,
        l.quantity, l.rate, l.tax_code, l.note, l.converted
    FROM ledger_orderline l WHERE l.order_id {orders}
    UNION ALL
    SELECT 'tax', t.order_id, t.position, t.id, t.tax_id, NULL, NULL, t.amount, NULL, t.name, t.registration,
        NULL, NULL, NULL
    FROM ledger_ordertax t WHERE t.order_id {orders}
    UNION ALL
    SELECT 'conversion', l.order_id, l.position, c.id, c.line_id, c.record_id, c.target_id, NULL, NULL,
        c.quantity, COALESCE(r.type, o.type), COALESCE(r.number, o.number), CAST(COALESCE(r.date, o.date) AS text),
        CASE WHEN COALESCE(r.removed, o.removed) OR r.state = 'VOID' THEN NULL ELSE '1' END
    FROM ledger_orderline l JOIN ledger_conversion c ON c.line_id = l.id
    LEFT JOIN ledger_record r ON r.id = c.record_id LEFT JOIN ledger_order o ON o.id = c.target_id
    WHERE l.order_id {orders}
"""


@dataclass(slots=True)
class _Parts:
    """What belongs to one order."""

    line: list[OrderLineView] = field(default_factory=list)
    tax: list[TaxAmountView] = field(default_factory=list)
    conversion: list[ConversionView] = field(default_factory=list)


def _views(actor: Actor, rows: Sequence[Any]) -> list[OrderView]:
    """Return rows as views; one statement for the parts of all."""
    parts: dict[int, _Parts] = defaultdict(_Parts)
    if rows:
        orders = [row.id for row in rows]
        with connection.cursor() as cursor:
            cursor.execute(_sql(connection.vendor), {"orders": _listed(orders)})
            for part in sorted(cursor.fetchall(), key=lambda each: each[2:4]):
                getattr(parts[part[1]], part[0]).append(_BUILDERS[part[0]](part[3:]))
    return [_view(actor, row, parts[row.id]) for row in rows]


@functools.cache
def _sql(vendor: str) -> str:
    postgresql = vendor == "postgresql"
    member = "= ANY(%(orders)s::bigint[])" if postgresql else "IN (SELECT value FROM json_each(%(orders)s))"
    return _PARTS.format(orders=member)


def _listed(ids: list[int]) -> list[int] | str:
    return ids if connection.vendor == "postgresql" else msgspec.json.encode(ids).decode()


def _line(values: Sequence[Any]) -> OrderLineView:
    identity, account, item, project, amount, net, quantity, rate, tax_code, note, converted = values
    return OrderLineView(
        id=identity,
        account=account,
        item=item,
        project=project,
        quantity=Decimal(quantity),
        rate=None if rate is None else Decimal(rate),
        tax_code=tax_code,
        note=note,
        amount=amount,
        net=net,
        converted=Decimal(converted),
    )


def _tax(values: Sequence[Any]) -> TaxAmountView:
    return TaxAmountView(id=values[0], tax=values[1], amount=values[4], name=values[6], registration=values[7])


def _conversion(values: Sequence[Any]) -> ConversionView:
    _, line, record, target, _, _, quantity, kind, number, day, stands = values
    return ConversionView(
        line=line,
        record=record,
        target=target,
        quantity=Decimal(quantity),
        type=kind,
        number=number,
        date=dt.date.fromisoformat(day),
        stands=stands is not None,
    )


_BUILDERS: dict[str, Callable[[Sequence[Any]], Any]] = {"line": _line, "tax": _tax, "conversion": _conversion}


def _view(actor: Actor, row: Order, parts: _Parts) -> OrderView:
    decision, progress = Decision(row.decision), Progress(row.progress)
    return OrderView(
        id=row.id,
        business=row.business_id,
        type=OrderType(row.type),
        status=status_of(decision, progress, row.expiry_date, actor.now.date()),
        decision=decision,
        progress=progress,
        date=row.date,
        expiry_date=row.expiry_date,
        number=row.number,
        contact=row.contact_id,
        contact_name=row.contact.name if row.contact else None,
        currency=row.currency,
        exchange_rate=row.exchange_rate,
        total=row.total,
        before_taxes=row.before_taxes,
        terms=row.terms,
        po_number=row.po_number,
        memo=row.memo,
        description=row.description,
        project=row.project_id,
        project_name=row.project.name if row.project else None,
        removed=row.removed,
        created_at=row.created_at,
        modified_at=row.modified_at,
        version=row.version,
        lines=tuple(parts.line),
        taxes=tuple(parts.tax),
        conversions=tuple(parts.conversion),
    )
