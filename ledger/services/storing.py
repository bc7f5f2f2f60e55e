"""Storing a record: from a draft to rows, through the core. Services of this room call it in their unit of work."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, cast

from bookkeeping.errors import InvalidError
from bookkeeping.posting import post
from bookkeeping.records import Adjustment, Document, Payment, RecordType, Transfer
from bookkeeping.records import Allocation as Settled
from businesses import allocator
from businesses.errors import DuplicateNumberError
from businesses.roles import Privilege
from ledger.models import AdjustmentLine, Allocation, Project, Record, RecordLine, RecordTax
from ledger.selectors.books import books_load
from ledger.services.journal import journal_post
from ledger.services.tax_accounts import tax_accounts_open

if TYPE_CHECKING:
    from decimal import Decimal

    from bookkeeping.posted import Posted
    from businesses.actors import Actor
    from businesses.services.changesets import Work
    from ledger.drafts import RecordDraft


@dataclass(frozen=True, slots=True)
class Meaning:
    """A draft with what the core says of it."""

    draft: RecordDraft
    posted: Posted


def meaning_find(actor: Actor, *, work: Work, draft: RecordDraft, row: Record | None = None) -> Meaning:
    """Ask the core what a draft means, on the books as they are without ``row`` (its stored record, if any)."""
    actor.require(Privilege.VIEW_RECORDS)
    without = None if row is None else row.id
    record = draft.record
    if isinstance(record, Payment):
        record = _settling(record, row)
    _check_project(actor, draft)
    loaded = books_load(actor, record=record, without=without)
    books = tax_accounts_open(actor, work=work, record=record, books=loaded.books)
    return Meaning(replace(draft, record=record), post(record, books))


def record_write(actor: Actor, *, work: Work, row: Record | None, meaning: Meaning) -> Record:
    """Store a new record, or the new state of one, with its parts, its allocations and its entries."""
    draft, posted = meaning.draft, meaning.posted
    kind = draft.record.type
    if row is None:
        row = Record(
            id=allocator.one_id(),
            business_id=actor.business.id,
            type=str(kind),
            created_at=actor.now,
            created_by_id=actor.caller.user,
        )
        fresh = True
    else:
        row.version += 1
        fresh = False
    number = draft.particulars.number or (None if fresh else row.number)
    _check_number(actor, row, draft, number)
    row.number = work.numbers.take(kind, number)
    row.removed = False
    for column, value in _columns(actor, meaning).items():
        setattr(row, column, value)
    row.save(force_insert=fresh, force_update=not fresh)
    _write_parts(actor, row, meaning, fresh=fresh)
    if isinstance(posted.record, Payment):
        _write_allocations(actor, row, posted, fresh=fresh)
    journal_post(actor, work=work, record=row, posted=posted)
    return row


def _settling(payment: Payment, row: Record | None) -> Payment:
    """Return a payment with all that it settles: what is given, zero taken out, and of the stored what is not named.

    What a stored payment leaves unallocated stays so as long as its amount, currency and allocations do.
    """
    named = tuple(allocation for allocation in payment.allocations if allocation.amount)
    if row is None:
        return replace(payment, allocations=named)
    given = {allocation.document for allocation in payment.allocations}
    stored = list(Allocation.objects.filter(payment_id=row.id, active=True).order_by("position", "id"))
    kept = [Settled(document=held.document_id, amount=held.amount) for held in stored if held.document_id not in given]
    whole = replace(payment, allocations=(*kept, *named))
    settled = {allocation.document: allocation.amount for allocation in whole.allocations}
    same = settled == {held.document_id: held.amount for held in stored}
    if payment.unallocated is None and same and (payment.amount, payment.currency) == (row.total, row.currency):
        return replace(whole, unallocated=row.balance)
    return whole


def _check_project(actor: Actor, draft: RecordDraft) -> None:
    """Raise ``InvalidError`` for a project that is not of this business."""
    lines = draft.record.lines if isinstance(draft.record, Document) else ()
    named = {f"lines[{position}].project": line.project for position, line in enumerate(lines)}
    named["project"] = draft.particulars.project
    wanted = {project for project in named.values() if project is not None}
    if not wanted:
        return
    rows = Project.objects.filter(business_id=actor.business.id, id__in=wanted, removed=False)
    known = set(rows.values_list("id", flat=True))
    for field, project in named.items():
        if project is not None and project not in known:
            message = "There is no such project in this business."
            raise InvalidError(message, field=field)


def _check_number(actor: Actor, row: Record, draft: RecordDraft, number: str | None) -> None:
    """Raise ``DuplicateNumberError`` when an invoice or a contact's bill has this number already."""
    contact = draft.record.contact if isinstance(draft.record, Document) else None
    unique = row.type == RecordType.INVOICE or (row.type == RecordType.BILL and contact is not None)
    if number is None or not unique:
        return
    rows = Record.objects.filter(business_id=actor.business.id, type=row.type, number=number, removed=False)
    if row.type == RecordType.BILL and contact is not None:
        rows = rows.filter(contact_id=contact)
    other = rows.exclude(id=row.id).values_list("id", flat=True).first()
    if other is not None:
        message = f"There is a record with the number {number} already."
        raise DuplicateNumberError(message, field="number", conflicting=other)


def _columns(actor: Actor, meaning: Meaning) -> dict[str, Any]:
    """Return the columns of a record's row, but for its identity and number."""
    posted, particulars = meaning.posted, meaning.draft.particulars
    record = posted.record
    columns: dict[str, Any] = {
        "date": record.date,
        "currency": record.currency,
        "exchange_rate": getattr(record, "exchange_rate", None),
        "account_id": getattr(record, "account", None),
        "contact_id": getattr(record, "contact", None),
        "total": posted.total,
        "before_taxes": posted.before_taxes,
        "home_total": posted.home_total,
        "paid_immediately": posted.paid_immediately,
        "modified_at": actor.now,
        "po_number": particulars.po_number,
        "memo": particulars.memo,
        "description": particulars.description,
        "method": particulars.method,
        "by_check": particulars.by_check,
        "inbox_reference": particulars.inbox_reference,
        "project_id": particulars.project,
        "exchange_payment": particulars.exchange_payment,
        "keep_in_original_currency": particulars.keep_in_original_currency,
        "allow_zero_amounts": particulars.allow_zero_amounts,
    }
    if isinstance(record, Document):
        columns |= {"terms": record.terms, "due_date": record.due_date}
        columns |= {"balance": posted.total - posted.paid_immediately}
        columns |= {"open_home": 0 if posted.paid_immediately else posted.home_total}
    if isinstance(record, Payment):
        columns |= {"credit_account_id": record.credit_account, "balance": posted.unallocated}
    if isinstance(record, Transfer):
        columns |= {
            "deposit_account_id": record.deposit_account,
            "deposit_currency": record.deposit_currency,
            "deposit_amount": posted.deposit_amount,
        }
    return columns


def _write_parts(actor: Actor, row: Record, meaning: Meaning, *, fresh: bool) -> None:
    """Store lines and taxes of a document, or the lines of an adjustment, in place of those that were."""
    record, posted = meaning.posted.record, meaning.posted
    if isinstance(record, Document):
        lines = [
            RecordLine(
                position=position,
                account_id=cast("int", line.account),
                item_id=line.item,
                project_id=line.project,
                quantity=line.quantity,
                rate=cast("Decimal", line.rate),
                tax_code=line.tax_code or None,
                note=line.note,
                amount=figures.amount,
                net=figures.net,
            )
            for position, (line, figures) in enumerate(zip(record.lines, posted.lines, strict=True))
        ]
        _replace_parts(actor, row, RecordLine, lines, fresh=fresh)
        taxes = [
            RecordTax(
                position=position,
                tax_id=tax.tax,
                name=tax.name,
                registration=tax.registration or "",
                amount=tax.amount,
            )
            for position, tax in enumerate(posted.taxes)
        ]
        _replace_parts(actor, row, RecordTax, taxes, fresh=fresh)
    if isinstance(record, Adjustment):
        adjustments = [
            AdjustmentLine(
                position=position,
                account_id=cast("int", line.account),
                amount=line.amount,
                currency=cast("str", line.currency),
                note=line.note,
            )
            for position, line in enumerate(record.lines)
        ]
        _replace_parts(actor, row, AdjustmentLine, adjustments, fresh=fresh)


def _replace_parts(actor: Actor, row: Record, model: Any, parts: list[Any], *, fresh: bool) -> None:
    """Store the parts of a record; a part that takes the place of another keeps its id."""
    held: list[int] = []
    if not fresh:
        stored = model.objects.filter(record_id=row.id)
        held = list(stored.order_by("position").values_list("id", flat=True))
        stored.delete()
    identities = [*held[: len(parts)], *allocator.ids(max(0, len(parts) - len(held)))]
    for part, identity in zip(parts, identities, strict=True):
        part.id, part.record_id, part.business_id = identity, row.id, actor.business.id
    model.objects.bulk_create(parts)


def _write_allocations(actor: Actor, row: Record, posted: Posted, *, fresh: bool) -> None:
    """Store what a payment settles, and what is then still due of the documents."""
    stored: dict[int, Allocation] = {}
    if not fresh:
        stored = {held.document_id: held for held in Allocation.objects.filter(payment_id=row.id)}
    before = {document: (a.amount, a.home) for document, a in stored.items() if a.active}
    after = {allocation.document: (allocation.amount, allocation.home) for allocation in posted.allocations}
    dropped = [a.id for document, a in stored.items() if a.active and document not in after]
    if dropped:
        Allocation.objects.filter(id__in=dropped).delete()
    fresh_rows: list[Allocation] = []
    kept_rows: list[Allocation] = []
    for position, allocation in enumerate(posted.allocations):
        held = stored.get(allocation.document)
        target = held or Allocation(business_id=actor.business.id, payment_id=row.id)
        target.document_id, target.position, target.active = allocation.document, position, True
        target.amount, target.home = allocation.amount, allocation.home
        target.payment_amount = allocation.payment_amount
        (fresh_rows if held is None else kept_rows).append(target)
    for target, identity in zip(fresh_rows, allocator.ids(len(fresh_rows)), strict=True):
        target.id = identity
    Allocation.objects.bulk_create(fresh_rows)
    if kept_rows:
        columns = ["position", "active", "amount", "home", "payment_amount"]
        Allocation.objects.bulk_update(kept_rows, columns, batch_size=100)
    documents_settle(actor, before=before, after=after)


def documents_settle(actor: Actor, *, before: dict[int, tuple[int, int]], after: dict[int, tuple[int, int]]) -> None:
    """Move what is due of documents from one set of settlements to another (amount and home amount by document)."""
    changed = [document for document in {*before, *after} if before.get(document) != after.get(document)]
    if not changed:
        return
    rows = list(Record.objects.filter(business_id=actor.business.id, id__in=changed).order_by("id"))
    for row in rows:
        was, now = before.get(row.id, (0, 0)), after.get(row.id, (0, 0))
        row.balance += was[0] - now[0]
        row.open_home += was[1] - now[1]
        row.version += 1
        row.modified_at = actor.now
    Record.objects.bulk_update(rows, ["balance", "open_home", "version", "modified_at"], batch_size=100)
