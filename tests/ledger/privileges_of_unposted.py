"""Every use case of what is not posted: its privilege, and a call."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from bookkeeping.orders import OrderType
from bookkeeping.records import Document, Line, RecordType
from bookkeeping.schedules import Schedule, Unit
from ledger.drafts import ConversionDraft, OrderDraft, RecordDraft, RecurringDraft
from ledger.selectors.orders import order_get, order_list, orders_get
from ledger.selectors.records import draft_get
from ledger.selectors.recurring import recurring_get, recurring_list
from ledger.services.conversions import order_convert
from ledger.services.drafts import draft_approve, draft_create, draft_remove, draft_update
from ledger.services.orders import order_create, order_remove, order_update
from ledger.services.recurring import (
    recurring_create,
    recurring_remove,
    recurring_run,
    recurring_skip,
    recurring_update,
)
from ledger.services.reliefs import ReliefDraft, document_discount, document_write_off
from tests.support.builders import day

if TYPE_CHECKING:
    from collections.abc import Callable

    from businesses.actors import Actor

ESTIMATE = OrderDraft(
    type=OrderType.ESTIMATE,
    record=Document(type=RecordType.INVOICE, date=day(1, 5), currency="CAD", lines=(Line(rate=Decimal(1)),)),
)
AGAIN = RecurringDraft(record=0, schedule=Schedule(start=day(1, 31), unit=Unit.MONTH))

UNPOSTED: dict[Callable[..., object], tuple[str, Callable[[Actor, Any], object]]] = {
    orders_get: ("VIEW_RECORDS", lambda a, s: orders_get(a, orders=[s.order])),
    order_get: ("VIEW_RECORDS", lambda a, s: order_get(a, order=s.order)),
    order_list: ("VIEW_RECORDS", lambda a, _: order_list(a)),
    order_create: ("ADD_RECORDS", lambda a, _: order_create(a, draft=ESTIMATE)),
    order_update: ("CHANGE_RECORDS", lambda a, s: order_update(a, order=s.order, draft=ESTIMATE)),
    order_remove: ("REMOVE_RECORDS", lambda a, s: order_remove(a, order=s.order)),
    order_convert: (
        "ADD_RECORDS",
        lambda a, s: order_convert(a, order=s.order, draft=ConversionDraft(target=OrderType.SALES_ORDER)),
    ),
    recurring_get: ("VIEW_RECORDS", lambda a, s: recurring_get(a, recurring=s.recurring)),
    recurring_list: ("VIEW_RECORDS", lambda a, _: recurring_list(a)),
    recurring_create: ("ADD_RECORDS", lambda a, s: recurring_create(a, draft=replace(AGAIN, record=s.pattern))),
    recurring_update: (
        "CHANGE_RECORDS",
        lambda a, s: recurring_update(a, recurring=s.recurring, draft=replace(AGAIN, record=s.pattern)),
    ),
    recurring_remove: ("REMOVE_RECORDS", lambda a, s: recurring_remove(a, recurring=s.recurring)),
    recurring_skip: ("CHANGE_RECORDS", lambda a, s: recurring_skip(a, recurring=s.recurring)),
    recurring_run: ("ADD_RECORDS VIEW_RECORDS", lambda a, _: recurring_run(a)),
    document_write_off: (
        "ADD_RECORDS VIEW_RECORDS",
        lambda a, s: document_write_off(a, document=s.invoice, draft=ReliefDraft(date=day(2, 5), account=s.account)),
    ),
    document_discount: (
        "ADD_RECORDS VIEW_RECORDS",
        lambda a, s: document_discount(
            a, document=s.invoice, draft=ReliefDraft(date=day(2, 5), account=s.account, amount=1)
        ),
    ),
    draft_get: ("VIEW_RECORDS", lambda a, s: draft_get(a, record=s.draft)),
    draft_create: ("ADD_RECORDS", lambda a, s: draft_create(a, draft=RecordDraft(record=s.transfer))),
    draft_update: (
        "CHANGE_RECORDS",
        lambda a, s: draft_update(a, record=s.draft, draft=RecordDraft(record=replace(s.transfer, amount=2))),
    ),
    draft_remove: ("REMOVE_RECORDS", lambda a, s: draft_remove(a, record=s.draft)),
    draft_approve: ("ADD_RECORDS", lambda a, s: draft_approve(a, record=s.draft)),
}
