"""Stock on hand, and purchases and sales by item, from the journal's lines and the movements of stock."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from django.db.models import Count, Q, Sum

from bookkeeping.books import AccountType
from bookkeeping.records import Line, RecordType
from bookkeeping.reporting.figures import NO_ITEM, Selection
from bookkeeping.reporting.inventory import ItemFacts, OnHand, Trade, on_hand, trade
from bookkeeping.reporting.periods import checked, period_of
from bookkeeping.stock import moved_quantity, units
from businesses.roles import Privilege
from ledger.models import JournalLine, RecordLine, StockMovement
from ledger.selectors.known import known_at
from ledger.selectors.reports.chart import chart_read

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from typing import Any

    from django.db.models import QuerySet

    from businesses.actors import Actor
    from ledger.selectors.known import Known
    from ledger.selectors.reports.options import PeriodOptions

_FACTS = ("item_id", "item__name", "item__code", "item__sku", "item__tracked")


def inventory_on_hand_get(actor: Actor, *, as_of: date | None = None, changeset: int | None = None) -> OnHand:
    """Return what there is of items at the end of a day (None: today). Three statements, four at a changeset.

    Raises:
        ForbiddenError: without VIEW_REPORTS. InvalidError: the day makes no report, or there is no such changeset.
    """
    actor.require(Privilege.VIEW_REPORTS)
    day = checked(as_of or actor.now.date(), field="as_of")
    accounts = [each for each in chart_read(actor).accounts if each.type is AccountType.INVENTORY]
    known = known_at(actor, changeset=changeset)
    lines = _known(JournalLine.objects.filter(business_id=actor.business.id), known, "entry__changeset")
    moved = _known(StockMovement.objects.filter(business_id=actor.business.id), known, "changeset")
    held = lines.filter(date__lte=day, account__type=AccountType.INVENTORY)
    items: dict[int, ItemFacts] = {}
    values: Counter[tuple[int, int]] = Counter()
    quantities: Counter[int] = Counter()
    summed = held.values("account_id", *_FACTS).annotate(total=Sum("home")).order_by()
    for account, home, *facts in summed.values_list("account_id", "total", *_FACTS):
        values[account, _named(items, facts)] += home
    columns = ("inventory_account_id", "quantity", *_FACTS)
    counted = moved.filter(date__lte=day).values(*columns).annotate(count=Count("id")).order_by()
    for account, quantity, *facts, count in counted.values_list(*columns, "count"):
        item = _named(items, facts)
        values[account, item] += 0  # what is there for nothing has a row too
        quantities[item] += units(quantity) * count
    return on_hand(Selection(end=day, changeset=changeset), accounts, values, quantities, items)


def product_trade_get(actor: Actor, *, options: PeriodOptions) -> Trade:
    """Return what was bought and sold of every item over some days. Three statements.

    Raises:
        ForbiddenError: without VIEW_REPORTS. InvalidError: the days make no report.
    """
    actor.require(Privilege.VIEW_REPORTS)
    period = period_of(options.start, options.end, today=actor.now.date(), fiscal=chart_read(actor).fiscal)
    days = (period.start, period.end)
    items: dict[int, ItemFacts] = {}
    moved: Counter[tuple[int, RecordType]] = Counter()
    quantities: Counter[tuple[int, RecordType]] = Counter()
    costs: Counter[int] = Counter()
    lines = JournalLine.objects.filter(business_id=actor.business.id, superseded__isnull=True, date__range=days)
    columns = ("record__type", "account__type", *_FACTS)
    summed = lines.filter(item__isnull=False).values(*columns).annotate(total=Sum("home")).order_by()
    for kind, account, *facts, home in summed.values_list(*columns, "total"):
        item = _named(items, facts)
        moved[item, RecordType(kind)] += home
        costs[item] += home if account == AccountType.COST_OF_GOODS_SOLD else 0
    said = RecordLine.objects.filter(business_id=actor.business.id, item__isnull=False, record__date__range=days)
    posted = said.filter(record__state="POSTED", record__removed=False)
    parts = ("record__type", "quantity", "rate", *_FACTS)
    counted = posted.values(*parts).annotate(count=Count("id")).order_by()
    for kind, quantity, rate, *facts, count in counted.values_list(*parts, "count"):
        pieces = moved_quantity(RecordType(kind), Line(quantity=quantity, rate=rate)) * count
        quantities[_named(items, facts), RecordType(kind)] += pieces if kind == RecordType.BILL else -pieces
    ordered = sorted(items.values(), key=lambda item: (item.name.lower(), item.id))
    return trade(Selection().within(period), ordered, moved, quantities, costs)


def _known(rows: QuerySet[Any], known: Known, changeset: str) -> QuerySet[Any]:
    """Return those rows that count, now or right after a changeset; ``changeset`` is what brought them."""
    if known.changeset is None:
        return rows.filter(superseded__isnull=True)
    later = Q(superseded__isnull=True) | Q(superseded__number__gt=known.changeset)
    return rows.filter(later, **{f"{changeset}__number__lte": known.changeset})


def _named(items: dict[int, ItemFacts], facts: Sequence[Any]) -> int:
    """Return the item of a row, ``NO_ITEM`` for none, and keep its facts (the columns ``_FACTS``)."""
    identity = facts[0]
    if identity is None:
        return NO_ITEM
    if identity not in items:
        items[identity] = ItemFacts(id=identity, name=facts[1], code=facts[2], sku=facts[3], tracked=facts[4])
    return int(identity)
