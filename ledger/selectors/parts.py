"""From rows of records to whole views: the parts of all of them at once, with one statement."""

from __future__ import annotations

import datetime as dt
import functools
from collections import defaultdict
from decimal import Decimal
from operator import itemgetter
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
    SELECT 'line' AS kind, l.record_id AS record, l.position AS place, l.id AS id, l.account_id AS a, l.item_id AS b,
        l.project_id AS c, l.amount AS d, l.net AS e, l.quantity AS f, l.rate AS g, l.tax_code AS h, l.note AS i
    FROM ledger_recordline l WHERE l.record_id {documents}
    UNION ALL
    SELECT 'tax', t.record_id, t.position, t.id, t.tax_id, NULL, NULL, t.amount, NULL,
        t.name, t.registration, NULL, NULL
    FROM ledger_recordtax t WHERE t.record_id {documents}
    UNION ALL
    SELECT 'in', a.document_id, {day}, a.id, a.payment_id, p.account_id, NULL, a.amount, NULL,
        CAST(p.date AS text), p.exchange_rate, p.number, p.memo
    FROM ledger_allocation a JOIN ledger_record p ON p.id = a.payment_id
    WHERE a.document_id {documents} AND a.active
"""
_ALLOCATIONS = """
    SELECT 'out', a.payment_id, a.position, a.id, a.document_id, d.account_id, NULL, a.amount, d.balance,
        CAST(d.date AS text), d.number, NULL, NULL
    FROM ledger_allocation a JOIN ledger_record d ON d.id = a.document_id
    WHERE a.payment_id {payments}
    AND (a.active OR EXISTS (SELECT 1 FROM ledger_record p WHERE p.id = a.payment_id AND p.state = 'DRAFT'))
"""
_ADJUSTMENTS = """
    SELECT 'adjustment', j.record_id, j.position, j.id, j.account_id, NULL, NULL, j.amount, NULL,
        j.currency, j.note, NULL, NULL
    FROM ledger_adjustmentline j WHERE j.record_id {adjustments}
"""


def record_views(actor: Actor, *, rows: Sequence[RecordRow]) -> list[RecordView]:
    """Return the views of rows, in their order. One statement for the parts of all, unless they came with the rows."""
    parts = _parts([row for row in rows if row.parts is None])
    for row in rows:
        if row.parts is not None:
            parts |= _grouped(row.parts)
    home, none = actor.business.currency, dict[str, Any]()
    made: Callable[..., RecordView] = RecordView
    return [made(*row.values, home, **parts.get(row.pk, none)) for row in rows]


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
    groups = {
        "documents": [row.pk for row in rows if row.type in DOCUMENTS],
        "payments": [row.pk for row in rows if row.type in PAYMENTS],
        "adjustments": [row.pk for row in rows if row.type == RecordType.ADJUSTMENT],
    }
    sources = {"documents": _LINES, "payments": _ALLOCATIONS, "adjustments": _ADJUSTMENTS}
    wanted = [sources[name] for name, ids in groups.items() if ids]
    if not wanted:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_sql(tuple(wanted), connection.vendor), {name: _listed(ids) for name, ids in groups.items()})
        rows_found = cursor.fetchall()
    return _grouped(rows_found)


def _grouped(parts: list[Any]) -> dict[int, dict[str, tuple[Any, ...]]]:
    """Return parts as they were read, by record and by the name that a view has for them."""
    found: dict[int, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
    parts.sort(key=_PLACE)
    for part in parts:
        name, made = _BUILDERS[part[0]]
        found[part[1]][name].append(made(part))
    return {record: {name: tuple(values) for name, values in grouped.items()} for record, grouped in found.items()}


@functools.cache
def _sql(parts: tuple[str, ...], vendor: str) -> str:
    member = "= ANY(%({})s::bigint[])" if vendor == "postgresql" else "IN (SELECT value FROM json_each(%({})s))"
    members = {name: member.format(name) for name in ("documents", "payments", "adjustments")}
    return " UNION ALL ".join(part.format(day=_DAY[vendor], **members) for part in parts)


def _listed(ids: list[int]) -> str:
    """Return ids as one text: an array of PostgreSQL (the driver would take its time over a list), or JSON."""
    text = msgspec.json.encode(ids).decode()
    return f"{{{text[1:-1]}}}" if connection.vendor == "postgresql" else text


_DAY = {"postgresql": "p.date - DATE '1970-01-01'", "sqlite": "CAST(julianday(p.date) AS integer)"}
_PLACE = itemgetter(2, 3)
"""Where a part belongs among those of its kind: payments of a document by date, everything else by position."""


def _line(values: Sequence[Any]) -> LineView:
    *_, identity, account, item, project, amount, net, quantity, rate, tax_code, note = values
    price = None if rate is None else Decimal(rate)
    return LineView(identity, account, item, project, Decimal(quantity), price, tax_code, note, amount, net)


def _tax(values: Sequence[Any]) -> TaxAmountView:
    return TaxAmountView(id=values[3], tax=values[4], amount=values[7], name=values[9], registration=values[10])


def _adjustment(values: Sequence[Any]) -> AdjustmentLineView:
    return AdjustmentLineView(id=values[3], account=values[4], amount=values[7], currency=values[9], note=values[10])


def _allocation_out(values: Sequence[Any]) -> AllocationOutView:
    return AllocationOutView(
        id=values[3],
        document=values[4],
        document_account=values[5],
        amount=values[7],
        balance_due=values[8],
        document_date=dt.date.fromisoformat(values[9]),
        document_number=values[10],
    )


def _allocation_in(values: Sequence[Any]) -> AllocationInView:
    return AllocationInView(
        id=values[3],
        payment=values[4],
        account=values[5],
        amount=values[7],
        date=dt.date.fromisoformat(values[9]),
        exchange_rate=None if values[10] is None else Decimal(values[10]),
        number=values[11],
        memo=values[12],
    )


_BUILDERS: dict[str, tuple[str, Callable[[Sequence[Any]], object]]] = {
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


def _beside(vendor: str) -> str:
    union = f"{_LINES} UNION ALL {_ALLOCATIONS} UNION ALL {_ADJUSTMENTS}"
    own = dict.fromkeys(("documents", "payments", "adjustments"), "= r.id")
    build, collect = ("json_build_array", "json_agg") if vendor == "postgresql" else ("json_array", "json_group_array")
    array = f"{collect}({build}(kind, record, place, id, a, b, c, d, e, f, g, h, i))"
    return f"(SELECT CAST({array} AS text) FROM ({union.format(day=_DAY[vendor], **own)}) AS parts)"  # noqa: S608


PARTS_BESIDE = {vendor: _beside(vendor) for vendor in _DAY}
"""The column beside ``ledger_record r``, by database, that holds the parts of the record: a JSON array of arrays."""
