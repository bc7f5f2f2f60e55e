"""Every use case of what is not posted: its privilege, and a call."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from bookkeeping.orders import OrderType
from bookkeeping.records import Document, Line, RecordType
from bookkeeping.schedules import Schedule, Unit
from ledger.drafts import ConversionDraft, OrderDraft, ProcessDraft, RecordDraft, RecurringDraft, StagedDraft
from ledger.selectors.attachments import staged_attachments
from ledger.selectors.orders import order_get, order_list, orders_get
from ledger.selectors.records import draft_get
from ledger.selectors.recurring import recurring_get, recurring_list
from ledger.selectors.shoebox import staged_get, staged_list, staged_proposal
from ledger.services.conversions import order_convert
from ledger.services.drafts import draft_approve, draft_create, draft_remove, draft_update
from ledger.services.orders import order_create, order_remove, order_update
from ledger.services.processing import records_unprocess, staged_process
from ledger.services.recurring import (
    recurring_create,
    recurring_remove,
    recurring_run,
    recurring_skip,
    recurring_update,
)
from ledger.services.reliefs import ReliefDraft, document_discount, document_write_off
from ledger.services.shoebox import receipt_submit, staged_create, staged_remove, staged_update
from tests.support.builders import BANK, SAVINGS, day

if TYPE_CHECKING:
    from collections.abc import Callable

    from businesses.actors import Actor
    from tests.support.builders import World

ESTIMATE = OrderDraft(
    type=OrderType.ESTIMATE,
    record=Document(type=RecordType.INVOICE, date=day(1, 5), currency="CAD", lines=(Line(rate=Decimal(1)),)),
)
AGAIN = RecurringDraft(record=0, schedule=Schedule(start=day(1, 31), unit=Unit.MONTH))


def shoebox_made(world: World) -> dict[str, Any]:
    """Stage something, and return a record of something else to the table's stage."""
    known = StagedDraft(amount=5, account=world.chart[BANK], category=world.chart[SAVINGS])
    other, staged = (staged_create(world.actor, draft=known) for _ in range(2))
    draft = ProcessDraft(record=staged_proposal(world.actor, item=other))
    return {"staged": staged, "processed": staged_process(world.actor, item=other.id, draft=draft).id}


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
    staged_attachments: ("VIEW_RECORDS READ_FILES", lambda a, s: staged_attachments(a, items=[s.staged.id])),
    staged_get: ("VIEW_RECORDS", lambda a, s: staged_get(a, item=s.staged.id)),
    staged_list: ("VIEW_RECORDS", lambda a, _: staged_list(a)),
    staged_proposal: ("VIEW_RECORDS", lambda a, s: staged_proposal(a, item=s.staged, kind=RecordType.BILL)),
    staged_create: ("ADD_RECORDS", lambda a, _: staged_create(a, draft=StagedDraft(name="Mill"))),
    receipt_submit: (
        "STORE_FILES ADD_ATTACHMENTS VIEW_RECORDS",
        lambda a, _: receipt_submit(a, draft=StagedDraft(text="Total 1.00")),
    ),
    staged_update: ("CHANGE_RECORDS", lambda a, s: staged_update(a, item=s.staged.id, draft=StagedDraft(name="Mill"))),
    staged_remove: ("REMOVE_RECORDS", lambda a, s: staged_remove(a, item=s.staged.id)),
    staged_process: (
        "ADD_RECORDS CHANGE_RECORDS",
        lambda a, s: staged_process(a, item=s.staged.id, draft=ProcessDraft(record=s.record)),
    ),
    records_unprocess: ("CHANGE_RECORDS", lambda a, s: records_unprocess(a, records=[s.processed])),
    draft_get: ("VIEW_RECORDS", lambda a, s: draft_get(a, record=s.draft)),
    draft_create: ("ADD_RECORDS", lambda a, s: draft_create(a, draft=RecordDraft(record=s.transfer))),
    draft_update: (
        "CHANGE_RECORDS",
        lambda a, s: draft_update(a, record=s.draft, draft=RecordDraft(record=replace(s.transfer, amount=2))),
    ),
    draft_remove: ("REMOVE_RECORDS", lambda a, s: draft_remove(a, record=s.draft)),
    draft_approve: ("ADD_RECORDS", lambda a, s: draft_approve(a, record=s.draft)),
}
