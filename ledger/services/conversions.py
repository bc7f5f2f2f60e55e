"""Orders become records, or other orders, whole or in parts (DESIGN, section 7)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bookkeeping.errors import InvalidError
from bookkeeping.orders import CONVERTIBLE, DOCUMENT_OF, OrderType, portions_of, target_of
from bookkeeping.records import Document, Line
from businesses.errors import ConflictError
from businesses.roles import Privilege
from businesses.services.changesets import Change, changeset_close
from ledger.drafts import OrderDraft, Particulars, RecordDraft
from ledger.models import Conversion
from ledger.selectors.orders import order_get
from ledger.services.drafts import draft_make
from ledger.services.orders import order_make, order_row
from ledger.services.progress import progress_count
from ledger.services.records import record_make
from ledger.services.work import BookWork

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from businesses.actors import Actor
    from ledger.drafts import ConversionDraft
    from ledger.selectors.orders import OrderView
    from ledger.views import RecordView


def order_convert(
    actor: Actor, *, order: int, draft: ConversionDraft, version: int | None = None
) -> RecordView | OrderView:
    """Make a document, or a sales order, of an order or of a part of it, and return what was made.

    Raises:
        ForbiddenError: without ADD_RECORDS. NotFoundError: no such order.
        ConflictError: it is removed, declined, closed, expired, or nothing is left of it.
        InvalidError: it cannot become that, more is asked for than is left, or what would be made is not acceptable.
        DuplicateNumberError, LockedError: as for a new record. ChangedMeanwhileError: it is no longer at ``version``.
    """
    actor.require(Privilege.ADD_RECORDS)
    work = BookWork(actor)
    work.lock()
    row = order_row(actor, order=order, version=version)
    before = order_get(actor, order=row.id)
    portions = _portions(before, draft)
    made = _made(actor, work, before, draft, portions)
    work.flush()
    other = isinstance(made.type, OrderType)
    parts = {line: quantity for line, quantity in portions.items() if quantity}
    Conversion.objects.bulk_create(
        Conversion(
            id=identity,
            business_id=actor.business.id,
            line_id=line,
            record_id=None if other else made.id,
            target_id=made.id if other else None,
            quantity=quantity,
        )
        for (line, quantity), identity in zip(parts.items(), work.ids(len(parts)), strict=True)
    )
    progress_count(actor, order=row)
    after = order_get(actor, order=row.id)
    work.changes.append(Change("order", row.id, "convert", before.payload(), after.payload()))
    told = f"convert {_words(before.type)} {before.number} to {_words(made.type)} {made.number or ''}"
    changeset_close(actor, work=work, description=told.strip())
    return made


def _portions(order: OrderView, draft: ConversionDraft) -> dict[int, Decimal]:
    """Return how much of each line is converted; raise ``ConflictError`` when nothing can be."""
    if order.removed or order.status not in CONVERTIBLE:
        told = "removed" if order.removed else order.status.lower()
        message = f"This order is {told}: nothing more can be made of it."
        raise ConflictError(message, field="removed" if order.removed else "status")
    portions = portions_of([line.ordered for line in order.lines], draft.portions)
    if not any(portions.values()):
        message = "Nothing of this order would be converted."
        raise InvalidError(message, field="lines")
    return portions


def _made(
    actor: Actor, work: BookWork, order: OrderView, draft: ConversionDraft, portions: Mapping[int, Decimal]
) -> RecordView | OrderView:
    """Make what the order becomes, as part of the work."""
    target = target_of(order.type, draft.target)
    document = Document(
        type=DOCUMENT_OF[order.type],
        date=draft.date or actor.now.date(),
        currency=order.currency,
        contact=order.contact,
        exchange_rate=order.exchange_rate,
        terms=order.terms,
        lines=tuple(
            Line(
                account=line.account,
                item=line.item,
                project=line.project,
                quantity=portions[line.id],
                rate=line.rate,
                tax_code=line.tax_code or "",
                note=line.note,
            )
            for line in order.lines
            if line.id in portions
        ),
    )
    particulars = Particulars(
        number=draft.number,
        po_number=order.po_number,
        memo=order.memo,
        description=order.description,
        project=order.project,
    )
    if isinstance(target, OrderType):
        if draft.drafted:
            message = "Only a document has a draft."
            raise InvalidError(message, field="draft")
        return order_make(actor, work=work, draft=OrderDraft(type=target, record=document, particulars=particulars))
    make = draft_make if draft.drafted else record_make
    said = RecordDraft(record=replace(document, type=target), particulars=particulars, order=order.id)
    return make(actor, work=work, draft=said)


def _words(kind: str) -> str:
    return kind.lower().replace("_", " ")
