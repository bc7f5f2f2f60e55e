"""From rows of records to whole views: the parts of all of them at once, a statement a kind of part."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, TypeVar

from bookkeeping.records import RecordType
from ledger.models import AdjustmentLine, Allocation, RecordLine, RecordTax
from ledger.views import (
    AdjustmentLineView,
    AllocationInView,
    AllocationOutView,
    LineView,
    RecordView,
    TaxAmountView,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from businesses.actors import Actor
    from ledger.models import Record

Part = TypeVar("Part")
_SAME = (
    "id",
    "state",
    "date",
    "number",
    "currency",
    "exchange_rate",
    "total",
    "before_taxes",
    "home_total",
    "paid_immediately",
    "balance",
    "open_home",
    "terms",
    "due_date",
    "po_number",
    "memo",
    "description",
    "deposit_currency",
    "deposit_amount",
    "method",
    "by_check",
    "inbox_reference",
    "exchange_payment",
    "keep_in_original_currency",
    "allow_zero_amounts",
    "read_only",
    "removed",
    "created_at",
    "modified_at",
    "version",
)
"""The columns that a view has under the same name."""
DOCUMENTS = frozenset({RecordType.INVOICE, RecordType.BILL})
PAYMENTS = frozenset({RecordType.INVOICE_PAYMENT, RecordType.BILL_PAYMENT})


def record_views(actor: Actor, *, rows: Sequence[Record]) -> list[RecordView]:
    """Return the views of rows (with contact and project joined), in their order."""
    by_kind: dict[RecordType, list[int]] = defaultdict(list)
    for row in rows:
        by_kind[RecordType(row.type)].append(row.id)
    documents = [*by_kind[RecordType.INVOICE], *by_kind[RecordType.BILL]]
    payments = [*by_kind[RecordType.INVOICE_PAYMENT], *by_kind[RecordType.BILL_PAYMENT]]
    lines = _lines(documents)
    taxes = _taxes(documents)
    settled = _settlements(documents)
    allocations = _allocations(payments)
    adjustments = _adjustments(by_kind[RecordType.ADJUSTMENT])
    return [
        _view(
            actor,
            row,
            lines=lines.get(row.id, ()),
            taxes=taxes.get(row.id, ()),
            adjustments=adjustments.get(row.id, ()),
            allocations=allocations.get(row.id, ()),
            payments=settled.get(row.id, ()),
        )
        for row in rows
    ]


def _grouped(pairs: Iterable[tuple[int, Part]]) -> dict[int, tuple[Part, ...]]:
    groups: dict[int, list[Part]] = defaultdict(list)
    for record, part in pairs:
        groups[record].append(part)
    return {record: tuple(parts) for record, parts in groups.items()}


def _lines(records: list[int]) -> dict[int, tuple[LineView, ...]]:
    if not records:
        return {}
    rows = RecordLine.objects.filter(record_id__in=records).order_by("record_id", "position")
    return _grouped(
        (
            row.record_id,
            LineView(
                id=row.id,
                account=row.account_id,
                item=row.item_id,
                project=row.project_id,
                quantity=row.quantity,
                rate=row.rate,
                tax_code=row.tax_code,
                note=row.note,
                amount=row.amount,
                net=row.net,
            ),
        )
        for row in rows
    )


def _taxes(records: list[int]) -> dict[int, tuple[TaxAmountView, ...]]:
    if not records:
        return {}
    rows = RecordTax.objects.filter(record_id__in=records).order_by("record_id", "position")
    return _grouped(
        (
            row.record_id,
            TaxAmountView(id=row.id, tax=row.tax_id, name=row.name, registration=row.registration, amount=row.amount),
        )
        for row in rows
    )


def _adjustments(records: list[int]) -> dict[int, tuple[AdjustmentLineView, ...]]:
    if not records:
        return {}
    rows = AdjustmentLine.objects.filter(record_id__in=records).order_by("record_id", "position")
    return _grouped(
        (
            row.record_id,
            AdjustmentLineView(
                id=row.id, account=row.account_id, amount=row.amount, currency=row.currency, note=row.note
            ),
        )
        for row in rows
    )


def _allocations(payments: list[int]) -> dict[int, tuple[AllocationOutView, ...]]:
    if not payments:
        return {}
    rows = Allocation.objects.filter(payment_id__in=payments, active=True).select_related("document")
    return _grouped(
        (
            row.payment_id,
            AllocationOutView(
                id=row.id,
                document=row.document_id,
                amount=row.amount,
                document_date=row.document.date,
                document_number=row.document.number,
                document_account=row.document.account_id,
                balance_due=row.document.balance,
            ),
        )
        for row in rows.order_by("payment_id", "position", "id")
    )


def _settlements(documents: list[int]) -> dict[int, tuple[AllocationInView, ...]]:
    if not documents:
        return {}
    rows = Allocation.objects.filter(document_id__in=documents, active=True).select_related("payment")
    return _grouped(
        (
            row.document_id,
            AllocationInView(
                id=row.id,
                payment=row.payment_id,
                amount=row.amount,
                date=row.payment.date,
                account=row.payment.account_id,
                exchange_rate=row.payment.exchange_rate,
                number=row.payment.number,
                memo=row.payment.memo,
            ),
        )
        for row in rows.order_by("document_id", "payment__date", "id")
    )


def _view(actor: Actor, row: Record, **parts: Any) -> RecordView:
    """Return the view of one row (with contact and project joined) and its parts."""
    return RecordView(
        business=row.business_id,
        type=RecordType(row.type),
        contact=row.contact_id,
        contact_name=row.contact.name if row.contact else None,
        account=row.account_id,
        home_currency=actor.business.currency,
        deposit_account=row.deposit_account_id,
        credit_account=row.credit_account_id,
        project=row.project_id,
        project_name=row.project.name if row.project else None,
        **{column: getattr(row, column) for column in _SAME},
        **parts,
    )
