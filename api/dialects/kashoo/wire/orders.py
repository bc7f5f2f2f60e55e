"""Orders (DESIGN, section 7): estimates, sales orders and purchase orders. The keys are ours, as records have them."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar

from api.common.wire import (
    Id,
    Number40,
    Prose,
    Text20,
    Text24,
    Text40,
    Text60,
    Text200,
    Wire,
    blank,
    exact,
    milliseconds,
    moment,
    number_text,
    plain,
)
from api.dialects.kashoo.wire.base import Link, link
from api.dialects.kashoo.wire.documents import LineItemIn, TaxAmountOut
from api.dialects.kashoo.wire.queries import EpochMs, ListQuery, choice, column_of
from api.dialects.kashoo.wire.records import formatted, record_type
from bookkeeping.errors import InvalidError
from bookkeeping.orders import DOCUMENT_OF, Decision, OrderStatus, OrderType, Portion
from bookkeeping.records import Document
from businesses.roles import Privilege
from ledger.drafts import ConversionDraft, OrderDraft, Particulars
from ledger.selectors import orders
from ledger.selectors.orders import OrderFilter

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bookkeeping.orders import Target
    from businesses.actors import Actor
    from ledger.selectors.orders import ConversionView, OrderLineView, OrderView

_SPELLINGS = {kind.lower().replace("_", ""): kind for kind in OrderType}


def order_type(text: str) -> OrderType | None:
    """Return the type of order of any spelling (``SALES_ORDER``, ``salesOrder``), None for what is none."""
    return _SPELLINGS.get(re.sub("[^a-z]", "", text.lower()))


def order_type_sent(text: str | None) -> OrderType:
    """Return the type of order that is sent; raise ``InvalidError`` for none, or one that does not exist."""
    if not text:
        message = "This is required."
        raise InvalidError(message, field="type")
    kind = order_type(text)
    if kind is None:
        message = f"There is no type of order {text[:40]!r}."
        raise InvalidError(message, field="type")
    return kind


class OrderLineIn(LineItemIn):
    """A line of an order; ``id`` names the stored one that it takes the place of."""

    id: Id | None = None


class OrderIn(Wire, kw_only=True):
    """An order as a client sends it; ``status`` may be OPEN, ACCEPTED, DECLINED or CLOSED, the others are computed."""

    follows: ClassVar[dict[str, tuple[str, ...]]] = {"currency": ("exchangeRate",)}
    echoes: ClassVar[frozenset[str]] = frozenset({"status"})

    date: dt.date
    type: str | None = None
    status: Text24 | None = None
    expiry_date: dt.date | None = None
    number: Number40 | None = None
    contact: Id | None = None
    currency: Text20 | None = None
    exchange_rate: Decimal | None = None
    terms: Text40 | None = None
    po_number: Text60 | None = None
    memo: Prose | None = None
    description: Prose | None = None
    project: Id | None = None
    line_items: list[OrderLineIn] | None = None
    removed: bool | None = None

    def to_draft(self, kind: OrderType, *, home: str, decided: Decision = Decision.OPEN) -> OrderDraft:
        """Return the draft of an order; ``decided`` is what is decided when no status is sent."""
        lines = self.line_items or ()
        record = Document(
            type=DOCUMENT_OF[kind],
            date=self.date,
            currency=(blank(self.currency) or home).strip().upper(),
            contact=self.contact,
            exchange_rate=exact(self.exchange_rate, field="exchangeRate"),
            terms=blank(self.terms),
            lines=tuple(line.to_line(index) for index, line in enumerate(lines)),
        )
        particulars = Particulars(
            number=number_text(self.number),
            po_number=blank(self.po_number),
            memo=self.memo,
            description=self.description,
            project=self.project,
        )
        told = blank(self.status)
        status = choice(told, [decision.lower() for decision in Decision], field="status") if told else ""
        return OrderDraft(
            type=kind,
            record=record,
            particulars=particulars,
            expiry_date=self.expiry_date,
            decision=Decision(status.upper()) if status else decided,
            lines=tuple(line.id for line in lines),
            removed=bool(self.removed),
        )


class OrderLineOut(Wire):
    """A line of an order: how much of its ``quantity`` is ``converted``, and how much ``remaining``."""

    id: int
    account: int | None
    item: int | None
    project: int | None
    quantity: Decimal | None
    rate: Decimal | None
    tax_code: str | None
    note: str | None
    converted: Decimal | None
    remaining: Decimal | None

    @classmethod
    def of(cls, line: OrderLineView) -> OrderLineOut:
        """Return a line as clients read it."""
        return cls(
            id=line.id,
            account=line.account,
            item=line.item,
            project=line.project,
            quantity=plain(line.quantity),
            rate=plain(line.rate),
            tax_code=line.tax_code,
            note=line.note,
            converted=plain(line.converted),
            remaining=plain(line.ordered.left),
        )


class PortionOut(Wire):
    """How much of a line was converted."""

    id: int
    quantity: Decimal | None


class ConversionOut(Wire):
    """What an order, or a part of it, became: a record or another order. What is void or removed does not count."""

    type: str
    record: int | None
    order: int | None
    number: str | None
    date: dt.date
    counts: bool
    line_items: list[PortionOut]
    links: list[Link]

    @classmethod
    def of(cls, parts: Sequence[ConversionView]) -> ConversionOut:
        """Return the lines that went into one record or order, as clients read it."""
        first = parts[0]
        found = link("order", "orders", first.target) if first.target else link("record", "records", first.record or 0)
        return cls(
            type=first.type,
            record=first.record,
            order=first.target,
            number=first.number,
            date=first.date,
            counts=first.stands,
            line_items=[PortionOut(id=part.line, quantity=plain(part.quantity)) for part in parts],
            links=[found],
        )


class OrderOut(Wire, kw_only=True):
    """An order. Amounts are minor units; nothing of it is due."""

    id: int
    business: int
    type: OrderType
    status: OrderStatus
    date: dt.date
    expiry_date: dt.date | None
    number: str
    contact: int | None
    contact_name: str | None
    currency: str
    home_currency: str
    exchange_rate: Decimal | None
    terms: str | None
    po_number: str | None
    memo: str | None
    description: str | None
    project: int | None
    project_name: str | None
    total: int
    total_before_taxes: int
    total_formatted: str
    taxes: list[TaxAmountOut]
    line_items: list[OrderLineOut]
    conversions: list[ConversionOut]
    removed: bool
    read_only: bool
    creation: int | None
    last_modified: int | None
    links: list[Link]

    @classmethod
    def of(cls, order: OrderView, actor: Actor) -> OrderOut:
        """Return an order as this actor reads it."""
        made: dict[tuple[int | None, int | None], list[ConversionView]] = {}
        for part in order.conversions:
            made.setdefault((part.record, part.target), []).append(part)
        return cls(
            id=order.id,
            business=order.business,
            type=order.type,
            status=order.status,
            date=order.date,
            expiry_date=order.expiry_date,
            number=order.number,
            contact=order.contact,
            contact_name=order.contact_name,
            currency=order.currency,
            home_currency=actor.business.currency,
            exchange_rate=plain(order.exchange_rate),
            terms=order.terms,
            po_number=order.po_number,
            memo=order.memo,
            description=order.description,
            project=order.project,
            project_name=order.project_name,
            total=order.total,
            total_before_taxes=order.before_taxes,
            total_formatted=formatted(order.total, order.currency, actor.business.locale),
            taxes=[TaxAmountOut.of(tax) for tax in order.taxes],
            line_items=[OrderLineOut.of(line) for line in order.lines],
            conversions=[ConversionOut.of(parts) for parts in made.values()],
            removed=order.removed,
            read_only=Privilege.CHANGE_RECORDS not in actor.privileges,
            creation=milliseconds(order.created_at),
            last_modified=milliseconds(order.modified_at),
            links=[link("self", "orders", order.id), link("business", "businesses", order.business)],
        )


class PortionIn(Wire):
    """How much of a line shall be converted; no quantity: all that is left of it."""

    id: Id
    quantity: Decimal | None = None


class ConversionIn(Wire):
    """What shall become of an order: its usual document of today, of all that is left, unless something else is said.

    ``draft`` asks for a draft of the document.
    """

    type: str | None = None
    date: dt.date | None = None
    number: Number40 | None = None
    draft: bool | None = None
    line_items: list[PortionIn] | None = None

    def to_draft(self) -> ConversionDraft:
        """Return the draft of a conversion."""
        portions = None
        if self.line_items is not None:
            portions = tuple(
                Portion(line=line.id, quantity=exact(line.quantity, field=f"lineItems[{index}].quantity"))
                for index, line in enumerate(self.line_items)
            )
        return ConversionDraft(
            target=self._target(),
            date=self.date,
            number=number_text(self.number),
            portions=portions,
            drafted=bool(self.draft),
        )

    def _target(self) -> Target | None:
        return (order_type(self.type) or record_type(self.type)) if self.type else None


class OrderQuery(ListQuery):
    """Which orders. ``asOf`` is the day that the status is meant for."""

    default_limit: ClassVar[int | None] = 50

    type: list[str] = []
    status: Text200 = ""
    as_of: dt.date | None = None
    start_date: dt.date | None = None
    end_date: dt.date | None = None
    search: Text200 = ""
    sort_column: Text200 = "date"
    sort_order: Text200 = "desc"
    include_removed: bool = False
    modified_since: EpochMs | None = None
    contact_id: Id | None = None

    def filters(self) -> OrderFilter:
        """Return the filter; raise ``InvalidError`` for a type, status, column or order that does not exist."""
        return OrderFilter(
            types=frozenset(order_type_sent(text) for text in self.type),
            status=choice(self.status, orders.STATUSES, field="status") if self.status else None,
            as_of=self.as_of,
            start_date=self.start_date,
            end_date=self.end_date,
            search=self.search,
            sort_column=column_of(self.sort_column, orders.SORT_COLUMNS),
            sort_order=choice(self.sort_order, ("asc", "desc"), field="sortOrder"),
            include_removed=self.include_removed,
            modified_since=None if self.modified_since is None else moment(self.modified_since),
            contact=self.contact_id,
        )
