"""Orders are written, changed and removed: estimates, sales orders and purchase orders (DESIGN, section 7).

Each use case is one changeset. What an order comes to, the core says as of a draft (``bookkeeping.drafting``); what
becomes of it is in ``ledger.services.conversions``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.db.models import Max

from bookkeeping.drafting import drafted
from bookkeeping.errors import InvalidError
from bookkeeping.orders import OrderedLine, progress_of
from businesses.errors import ChangedMeanwhileError, ConflictError, DuplicateNumberError, NotFoundError
from businesses.roles import Privilege
from businesses.services.changesets import MOVES_SEQUENCE_BELOW, Change, changeset_close
from ledger.models import Conversion, Order, OrderLine, OrderTax
from ledger.selectors.books import books_load
from ledger.selectors.orders import order_get
from ledger.services.progress import orders_follow
from ledger.services.work import BookWork

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from bookkeeping.posted import Posted
    from bookkeeping.records import Document
    from businesses.actors import Actor
    from ledger.drafts import OrderDraft
    from ledger.selectors.orders import OrderView

_COLUMNS = (
    "position",
    "account_id",
    "item_id",
    "project_id",
    "quantity",
    "rate",
    "tax_code",
    "note",
    "amount",
    "net",
)
"""The columns of a line, but for its identity and what became of it."""


def order_create(actor: Actor, *, draft: OrderDraft) -> OrderView:
    """Add an order and return it.

    Raises:
        ForbiddenError: without ADD_RECORDS.
        InvalidError: what it says is not right (see ``bookkeeping.drafting.drafted``), or it expires before its date.
        DuplicateNumberError: an order of its type has this number.
    """
    actor.require(Privilege.ADD_RECORDS)
    work = BookWork(actor)
    after = order_make(actor, work=work, draft=draft)
    changeset_close(actor, work=work, description=_described("create", after))
    return after


def order_make(actor: Actor, *, work: BookWork, draft: OrderDraft) -> OrderView:
    """Add an order as part of a larger unit of work; raise what ``order_create`` raises."""
    actor.require(Privilege.ADD_RECORDS)
    work.lock()
    posted = _figures(actor, draft)
    row = Order(
        id=work.ids(1)[0],
        business_id=actor.business.id,
        type=str(draft.type),
        created_at=actor.now,
        created_by_id=actor.caller.user,
    )
    _number(actor, row, draft.particulars.number)
    _fill(actor, row, draft, posted)
    row.save(force_insert=True)
    _write_lines(actor, work, row, posted, ())
    after = order_get(actor, order=row.id)
    work.changes.append(Change("order", after.id, "create", None, after.payload()))
    return after


def order_update(actor: Actor, *, order: int, draft: OrderDraft, version: int | None = None) -> OrderView:
    """Replace an order by its draft and return it; ``removed`` hides it or brings it back.

    Raises:
        ForbiddenError: without CHANGE_RECORDS (REMOVE_RECORDS to hide it). NotFoundError: no such order.
        InvalidError, DuplicateNumberError: as ``order_create``, or its type would change.
        ConflictError: less would be ordered of a line than is converted of it.
        ChangedMeanwhileError: it is no longer at ``version``.
    """
    actor.require(Privilege.CHANGE_RECORDS)
    work = BookWork(actor)
    work.lock()
    row = order_row(actor, order=order, version=version)
    if draft.type != row.type:
        message = "The type of an order cannot change."
        raise InvalidError(message, field="type")
    if draft.removed and not row.removed:
        actor.require(Privilege.REMOVE_RECORDS)
    before = order_get(actor, order=row.id)
    posted = _figures(actor, draft)
    number, kept = draft.particulars.number or row.number, _kept(before, draft)
    if _unchanged(before, draft, posted, kept):
        return before
    if (number, draft.removed) != (row.number, row.removed):
        _number(actor, row, number)
    row.version += 1
    _fill(actor, row, draft, posted)
    _write_lines(actor, work, row, posted, kept)
    row.progress = progress_of(_ordered(row))
    row.save(force_update=True)
    return _followed(actor, work, before, "remove" if row.removed and not before.removed else "update")


def order_remove(actor: Actor, *, order: int, version: int | None = None) -> None:
    """Hide an order; what it came from is open again.

    Raises:
        ForbiddenError: without REMOVE_RECORDS. NotFoundError: no such order, or it is removed already.
        ChangedMeanwhileError: it is no longer at ``version``.
    """
    actor.require(Privilege.REMOVE_RECORDS)
    work = BookWork(actor)
    work.lock()
    row = order_row(actor, order=order, version=version)
    if row.removed:
        raise NotFoundError
    before = order_get(actor, order=row.id)
    row.removed, row.version, row.modified_at = True, row.version + 1, actor.now
    row.save(update_fields=["removed", "version", "modified_at"])
    _followed(actor, work, before, "remove")


def order_row(actor: Actor, *, order: int, version: int | None) -> Order:
    """Return the row of an order; raise ``NotFoundError`` or ``ChangedMeanwhileError``."""
    actor.require(Privilege.VIEW_RECORDS)
    row = Order.objects.filter(business_id=actor.business.id, id=order).first()
    if row is None:
        raise NotFoundError
    if version is not None and row.version != version:
        raise ChangedMeanwhileError
    return row


def _figures(actor: Actor, draft: OrderDraft) -> Posted:
    """Return what an order comes to."""
    if draft.expiry_date is not None and draft.expiry_date < draft.record.date:
        message = "An order does not expire before its date."
        raise InvalidError(message, field="expiry_date")
    loaded = books_load(actor, record=draft.record, project=draft.particulars.project, whole=False)
    return drafted(draft.record, loaded.books)


def _number(actor: Actor, row: Order, given: str | None) -> None:
    """Give an order its number: the one that is asked for, else the next of its type, whatever was removed."""
    same = Order.objects.filter(business_id=actor.business.id, type=row.type)
    if given is None:
        highest: int = same.aggregate(highest=Max("sequence"))["highest"] or 0
        row.number, row.sequence = str(highest + 1), highest + 1
    else:
        whole = given.isascii() and given.isdigit() and int(given) < MOVES_SEQUENCE_BELOW
        row.number, row.sequence = given, int(given) if whole else 0
    other = same.filter(number=row.number, removed=False).exclude(id=row.id).values_list("id", flat=True).first()
    if other is not None:
        message = f"There is an order of this type with the number {row.number} already."
        raise DuplicateNumberError(message, field="number", conflicting=other)


def _fill(actor: Actor, row: Order, draft: OrderDraft, posted: Posted) -> None:
    """Give a row what a draft says."""
    record, particulars = cast("Document", posted.record), draft.particulars
    columns = {
        "date": record.date,
        "expiry_date": draft.expiry_date,
        "contact_id": record.contact,
        "currency": record.currency,
        "exchange_rate": record.exchange_rate,
        "terms": record.terms,
        "po_number": particulars.po_number,
        "memo": particulars.memo,
        "description": particulars.description,
        "project_id": particulars.project,
        "total": posted.total,
        "before_taxes": posted.before_taxes,
        "decision": str(draft.decision),
        "removed": draft.removed,
        "modified_at": actor.now,
    }
    for column, value in columns.items():
        setattr(row, column, value)


def _kept(before: OrderView, draft: OrderDraft) -> tuple[int | None, ...]:
    """Return, for each line of a draft, the stored line that it takes the place of."""
    stored = [line.id for line in before.lines]
    count = len(draft.record.lines)
    if not any(draft.lines):
        return tuple((stored + [None] * count)[:count])
    for position, identity in enumerate(draft.lines):
        if identity is not None and (identity not in stored or identity in draft.lines[:position]):
            message = "This order has no such line, or it is named twice."
            raise InvalidError(message, field=f"lines[{position}].id")
    return draft.lines


def _write_lines(actor: Actor, work: BookWork, row: Order, posted: Posted, kept: Sequence[int | None]) -> None:
    """Store the lines and taxes of an order in place of those that were; a line keeps its id and what became of it."""
    stored = {line.id: line for line in OrderLine.objects.filter(order_id=row.id)}
    gone = stored.keys() - set(kept)
    if Conversion.objects.filter(line_id__in=gone).exists():
        message = "A line of which something was converted cannot go."
        raise ConflictError(message, field="lines")
    OrderLine.objects.filter(id__in=gone).delete()
    lines = cast("Document", posted.record).lines
    places = [*kept, *[None] * (len(lines) - len(kept))]
    fresh = iter(work.ids(places.count(None)))
    held: list[OrderLine] = []
    added: list[OrderLine] = []
    for position, (line, figures, place) in enumerate(zip(lines, posted.lines, places, strict=True)):
        target = stored.get(place or 0) or OrderLine(id=next(fresh), business_id=actor.business.id, order_id=row.id)
        _check_converted(position, target, line.quantity)
        values = position, line.account, line.item, line.project, line.quantity, line.rate, line.tax_code or None
        for column, value in zip(_COLUMNS, (*values, line.note, figures.amount, figures.net), strict=True):
            setattr(target, column, value)
        (held if place else added).append(target)
    work.insert(added)
    OrderLine.objects.bulk_update(held, list(_COLUMNS), batch_size=100)
    OrderTax.objects.filter(order_id=row.id).delete()
    work.insert(
        OrderTax(
            id=identity,
            business_id=actor.business.id,
            order_id=row.id,
            position=position,
            tax_id=tax.tax,
            name=tax.name,
            registration=tax.registration or "",
            amount=tax.amount,
        )
        for position, (tax, identity) in enumerate(zip(posted.taxes, work.ids(len(posted.taxes)), strict=True))
    )
    work.flush()


def _check_converted(position: int, line: OrderLine, quantity: Decimal) -> None:
    """Raise ``ConflictError`` when less would be ordered of a line than has become something."""
    converted = line.converted
    if converted and (quantity.is_signed() != converted.is_signed() or abs(quantity) < abs(converted)):
        message = f"{converted.normalize():f} of this line is converted already."
        raise ConflictError(message, field=f"lines[{position}].quantity")


def _ordered(row: Order) -> list[OrderedLine]:
    lines = OrderLine.objects.filter(order_id=row.id).order_by("position")
    return [OrderedLine(id=line.id, quantity=line.quantity, converted=line.converted) for line in lines]


def _unchanged(before: OrderView, draft: OrderDraft, posted: Posted, kept: Sequence[int | None]) -> bool:
    """Tell whether a draft says of an order just what is stored."""
    record, told = cast("Document", posted.record), draft.particulars
    heads = (
        (before.date, record.date),
        (before.expiry_date, draft.expiry_date),
        (before.decision, draft.decision),
        (before.contact, record.contact),
        (before.currency, record.currency),
        (before.exchange_rate, record.exchange_rate),
        (before.terms, record.terms),
        (before.total, posted.total),
        (before.removed, draft.removed),
        (before.number, told.number or before.number),
    )
    names = ("po_number", "memo", "description", "project")
    same = all(was == now for was, now in heads)
    same = same and all(getattr(before, name) == getattr(told, name) for name in names)
    stored = [
        (line.id, line.account, line.item, line.project, line.quantity, line.rate, line.tax_code, line.note)
        for line in before.lines
    ]
    return same and stored == [
        (i, line.account, line.item, line.project, line.quantity, line.rate, line.tax_code or None, line.note)
        for i, line in zip(kept, record.lines, strict=True)
    ]


def _followed(actor: Actor, work: BookWork, before: OrderView, action: str) -> OrderView:
    """Note the change of an order, let what it came from follow, and close the changeset."""
    after = order_get(actor, order=before.id)
    work.changes.append(Change("order", after.id, action, before.payload(), after.payload()))
    if after.removed != before.removed:
        orders_follow(actor, work=work, target=after.id)
    changeset_close(actor, work=work, description=_described(action, after))
    return after


def _described(action: str, view: OrderView) -> str:
    return f"{action} {view.type.lower().replace('_', ' ')} {view.number}"
