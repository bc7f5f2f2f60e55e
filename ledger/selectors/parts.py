"""From rows of records to whole views: the parts of all of them at once, with one statement."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import msgspec
from django.db import connection

from bookkeeping.records import RecordType
from ledger.models import AdjustmentLine, RecordLine, RecordTax
from ledger.views import (
    AdjustmentLineView,
    AllocationInView,
    AllocationOutView,
    LineView,
    RecordView,
    TaxAmountView,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from businesses.actors import Actor
    from ledger.models import Record
    from ledger.selectors.books import LoadedBooks
    from ledger.selectors.rows import RecordRow

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


_LINES = """
    SELECT 'line', l.record_id, l.position, l.id, l.account_id, l.item_id, l.project_id, l.amount, l.net,
        l.quantity, l.rate, l.tax_code, l.note
    FROM ledger_recordline l WHERE l.record_id {documents}
    UNION ALL
    SELECT 'tax', t.record_id, t.position, t.id, t.tax_id, NULL, NULL, t.amount, NULL,
        t.name, t.registration, NULL, NULL
    FROM ledger_recordtax t WHERE t.record_id {documents}
    UNION ALL
    SELECT 'in', a.document_id, a.position, a.id, a.payment_id, p.account_id, NULL, a.amount, NULL,
        CAST(p.date AS text), p.exchange_rate, p.number, p.memo
    FROM ledger_allocation a JOIN ledger_record p ON p.id = a.payment_id
    WHERE a.document_id {documents} AND a.active
"""
_ALLOCATIONS = """
    SELECT 'out', a.payment_id, a.position, a.id, a.document_id, d.account_id, NULL, a.amount, d.balance,
        CAST(d.date AS text), d.number, NULL, NULL
    FROM ledger_allocation a JOIN ledger_record d ON d.id = a.document_id
    WHERE a.payment_id {payments} AND a.active
"""
_ADJUSTMENTS = """
    SELECT 'adjustment', j.record_id, j.position, j.id, j.account_id, NULL, NULL, j.amount, NULL,
        j.currency, j.note, NULL, NULL
    FROM ledger_adjustmentline j WHERE j.record_id {adjustments}
"""


def record_views(actor: Actor, *, rows: Sequence[RecordRow]) -> list[RecordView]:
    """Return the views of rows, in their order. One statement for the parts of all."""
    parts, home = _parts(rows), actor.business.currency
    return [RecordView(home_currency=home, **row.values, **parts.get(row.pk, {})) for row in rows]


def fresh_view(actor: Actor, *, row: Record, parts: Sequence[object], loaded: LoadedBooks) -> RecordView:
    """Return the view of a record that waits to be stored, without asking the database."""
    lines = [LineView.of(part) for part in parts if isinstance(part, RecordLine)]
    taxes = [TaxAmountView.of(part) for part in parts if isinstance(part, RecordTax)]
    adjustments = [AdjustmentLineView.of(part) for part in parts if isinstance(part, AdjustmentLine)]
    return _view(
        actor,
        row,
        contact_name=loaded.contact_name,
        project_name=loaded.projects.get(row.project_id) if row.project_id else None,
        lines=tuple(lines),
        taxes=tuple(taxes),
        adjustments=tuple(adjustments),
    )


def _parts(rows: Sequence[RecordRow]) -> dict[int, dict[str, tuple[Any, ...]]]:
    """Return the parts of all rows, grouped by record and by the name that a view has for them."""
    found: dict[int, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
    groups = {
        "documents": [row.pk for row in rows if row.type in DOCUMENTS],
        "payments": [row.pk for row in rows if row.type in PAYMENTS],
        "adjustments": [row.pk for row in rows if row.type == RecordType.ADJUSTMENT],
    }
    sources = {"documents": _LINES, "payments": _ALLOCATIONS, "adjustments": _ADJUSTMENTS}
    wanted = [sources[name] for name, ids in groups.items() if ids]
    if wanted:
        with connection.cursor() as cursor:
            cursor.execute(_sql(tuple(wanted)), {name: _listed(ids) for name, ids in groups.items()})
            for part, record, *values in sorted(cursor.fetchall(), key=_place):
                name, made = _BUILDERS[part]
                found[record][name].append(made(values))
    return {record: {name: tuple(parts) for name, parts in grouped.items()} for record, grouped in found.items()}


def _sql(parts: tuple[str, ...]) -> str:
    postgresql = connection.vendor == "postgresql"
    member = "= ANY(%({})s::bigint[])" if postgresql else "IN (SELECT value FROM json_each(%({})s))"
    members = {name: member.format(name) for name in ("documents", "payments", "adjustments")}
    return " UNION ALL ".join(part.format(**members) for part in parts)


def _listed(ids: list[int]) -> list[int] | str:
    return ids if connection.vendor == "postgresql" else msgspec.json.encode(ids).decode()


def _place(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return where a part belongs: payments of a document by date, everything else by position."""
    part, record, position, identity, *_ = row
    return (part, record, row[9], identity) if part == "in" else (part, record, position, identity)


def _line(values: list[Any]) -> LineView:
    _, identity, account, item, project, amount, net, quantity, rate, tax_code, note = values
    return LineView(
        id=identity,
        account=account,
        item=item,
        project=project,
        quantity=Decimal(quantity),
        rate=Decimal(rate),
        tax_code=tax_code,
        note=note,
        amount=amount,
        net=net,
    )


def _tax(values: list[Any]) -> TaxAmountView:
    return TaxAmountView(id=values[1], tax=values[2], amount=values[5], name=values[7], registration=values[8])


def _adjustment(values: list[Any]) -> AdjustmentLineView:
    return AdjustmentLineView(id=values[1], account=values[2], amount=values[5], currency=values[7], note=values[8])


def _allocation_out(values: list[Any]) -> AllocationOutView:
    return AllocationOutView(
        id=values[1],
        document=values[2],
        document_account=values[3],
        amount=values[5],
        balance_due=values[6],
        document_date=dt.date.fromisoformat(values[7]),
        document_number=values[8],
    )


def _allocation_in(values: list[Any]) -> AllocationInView:
    return AllocationInView(
        id=values[1],
        payment=values[2],
        account=values[3],
        amount=values[5],
        date=dt.date.fromisoformat(values[7]),
        exchange_rate=None if values[8] is None else Decimal(values[8]),
        number=values[9],
        memo=values[10],
    )


_BUILDERS: dict[str, tuple[str, Callable[[list[Any]], object]]] = {
    "line": ("lines", _line),
    "tax": ("taxes", _tax),
    "adjustment": ("adjustments", _adjustment),
    "out": ("allocations", _allocation_out),
    "in": ("payments", _allocation_in),
}


def _view(actor: Actor, row: Record, *, contact_name: str | None, project_name: str | None, **parts: Any) -> RecordView:
    """Return the view of one row and its parts."""
    return RecordView(
        business=row.business_id,
        type=RecordType(row.type),
        contact=row.contact_id,
        contact_name=contact_name,
        account=row.account_id,
        home_currency=actor.business.currency,
        deposit_account=row.deposit_account_id,
        credit_account=row.credit_account_id,
        project=row.project_id,
        project_name=project_name,
        **{column: getattr(row, column) for column in _SAME},
        **parts,
    )
