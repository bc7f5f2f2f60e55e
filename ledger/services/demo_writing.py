"""The records of a demo company, and what is said and arranged about them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, cast

import fixtures
from bookkeeping.orders import OrderType
from bookkeeping.records import Allocation, Payment
from bookkeeping.schedules import Schedule, Unit
from fixtures.demo import documents, expand
from ledger.demo_records import document_of, file_of, record_of
from ledger.drafts import CheckDraft, OrderDraft, Particulars, RecordDraft, RecurringDraft
from ledger.selectors.collaboration import About
from ledger.selectors.records import record_get
from ledger.services.attaching import contact_attach, record_attach
from ledger.services.checks import check_update
from ledger.services.collaboration import comment_create, tags_add
from ledger.services.drafts import draft_create
from ledger.services.orders import order_create
from ledger.services.records import record_create, record_update, record_void
from ledger.services.recurring import recurring_create
from ledger.services.reliefs import ReliefDraft, document_discount, document_write_off
from ledger.services.revaluation import revaluation_make

if TYPE_CHECKING:
    from businesses.actors import Actor
    from fixtures.demo import DemoRecord
    from ledger.demo_records import Cast
    from ledger.views import RecordView

_RELIEFS = {"writeOff": document_write_off, "discount": document_discount}


def records_write(actor: Actor, *, name: str, named: Cast) -> None:
    """Write the records of a demo company, its orders and drafts, and what is arranged and said about them."""
    demo = fixtures.load(name)
    for record in expand(name):
        _record(actor, record, named)
    _checks(actor, demo, named)
    for order in documents("orders", name):
        _order(actor, order, named)
    for draft in documents("drafts", name):
        particulars = Particulars(memo=draft.get("memo"))
        draft_create(actor, draft=RecordDraft(record=document_of(draft, named), particulars=particulars))
    for revaluation in demo.get("revaluations", ()):
        rates = {currency: Decimal(rate) for currency, rate in revaluation["rates"].items()}
        revaluation_make(actor, as_of=date.fromisoformat(revaluation["asOf"]), rates=rates)
    for again in demo.get("recurring", ()):
        _again(actor, again, named)
    for said in demo.get("said", ()):
        _said(actor, said, named)


def settlement_move(actor: Actor, *, settled: dict[str, Any], named: Cast) -> None:
    """Let what a payment of locked books has left settle a document of later."""
    stored = RecordDraft.of(record_get(actor, record=named.documents[settled["payment"]].id))
    payment = cast("Payment", stored.record)
    more = Allocation(document=named.documents[settled["document"]].id, amount=settled["amount"])
    draft = replace(stored, record=replace(payment, allocations=(*payment.allocations, more)))
    record_update(actor, record=named.documents[settled["payment"]].id, draft=draft)


def _record(actor: Actor, record: DemoRecord, named: Cast) -> None:
    """Write one record of the demo, and remember what is open of it."""
    view = _relief(actor, record, named) if "relief" in record else _posted(actor, record, named)
    named.documents[record["key"]] = view
    named.open[record["key"]] = view.balance
    for allocation in view.allocations:
        for key, document in named.documents.items():
            if document.id == allocation.document:
                named.open[key] = allocation.balance_due


def _checks(actor: Actor, demo: dict[str, Any], named: Cast) -> None:
    """Print checks on the days of their payments, and make payments void."""
    for payment in (named.documents[key] for key in demo.get("printed", ())):
        check_update(actor, check=payment.id, draft=CheckDraft(printed_on=payment.date))
    for key in demo.get("voided", ()):
        record_void(actor, record=named.documents[key].id)


def _posted(actor: Actor, record: DemoRecord, named: Cast) -> RecordView:
    particulars = Particulars(
        memo=record.get("memo"),
        number=record.get("number"),
        method=record.get("method"),
        by_check=record.get("byCheck", False),
    )
    return record_create(actor, draft=RecordDraft(record=record_of(record, named), particulars=particulars))


def _relief(actor: Actor, record: DemoRecord, named: Cast) -> RecordView:
    """Write a document off, or take a discount: all that is open, or what its terms say."""
    (pays,) = record["pays"]
    draft = ReliefDraft(date=record["date"], account=named.accounts[record["account"]], memo=record.get("memo"))
    return _RELIEFS[record["relief"]](actor, document=named.documents[pays["document"]].id, draft=draft)


def _order(actor: Actor, order: DemoRecord, named: Cast) -> None:
    """Write one order of the demo."""
    expires = order.get("expires")
    draft = OrderDraft(
        type=OrderType(order["order"]),
        record=document_of(order, named),
        particulars=Particulars(memo=order.get("memo")),
        expiry_date=date.fromisoformat(expires) if expires else None,
    )
    order_create(actor, draft=draft)


def _again(actor: Actor, again: dict[str, Any], named: Cast) -> None:
    """Let a record of the demo come again."""
    draft = RecurringDraft(
        record=named.documents[again["record"]].id,
        schedule=Schedule(start=date.fromisoformat(again["from"]), unit=Unit(again["unit"])),
        name=again["name"],
        drafted=again["drafted"],
    )
    recurring_create(actor, draft=draft)


def _said(actor: Actor, said: dict[str, Any], named: Cast) -> None:
    """Tag a record or a contact, comment on it, and attach a file to it."""
    about = About(contact=named.contacts[said["contact"]]) if "contact" in said else None
    about = about or About(record=named.documents[said["record"]].id)
    tags_add(actor, about=about, names=said["tags"])
    comment_create(actor, about=about, text=said["comment"])
    if "file" in said and about.contact is not None:
        contact_attach(actor, contact=about.contact, file=file_of(said["file"]))
    elif "file" in said:
        record_attach(actor, record=about.id, file=file_of(said["file"]))
