"""What belongs to records: where its parts are, and the view of one that waits to be stored."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import msgspec

from bookkeeping.records import RecordType
from ledger.models import AdjustmentLine, RecordLine, RecordTax
from ledger.views import (
    AdjustmentLineView,
    AllocationInView,
    AllocationOutView,
    FileView,
    LineView,
    PaymentCheckView,
    RecordView,
    StagedLinkView,
    TaxAmountView,
    View,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from businesses.actors import Actor
    from ledger.models import Record
    from ledger.selectors.books import LoadedBooks

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


@dataclass(frozen=True, slots=True)
class Part:
    """One kind of what belongs to records.

    ``record`` is the column of the record's id, ``place`` that of the place among those of its kind, ``columns`` are
    those of the view; ``source`` is where they come from, for records that are ``among`` some, or begins with the rows
    that are ``told``. Which records are drafts, ``drafts`` says of an allocation ``a``. ``of`` are the only types of
    record that have it; empty: it is asked for whatever they are.
    """

    view: type[View]
    record: str
    place: str
    columns: str
    source: str
    of: frozenset[RecordType] = frozenset()

    def told(self, vendor: str) -> list[str]:
        """Return the columns that the database tells: the place, and those of the view."""
        columns = (_BANK if column == "{bank}" else column for column in self.columns.split())
        return [self.place.format(day=_DAY[vendor]), *columns]

    @property
    def types(self) -> list[Any]:
        """The types of the columns of the view."""
        return [field.type for field in msgspec.structs.fields(self.view)]


_DAY: Final = {"postgresql": "p.date - DATE '1970-01-01'", "sqlite": "CAST(julianday(p.date) AS integer)"}
_BANK: Final = """(SELECT MAX(w.date) FROM ledger_bankmatch m JOIN ledger_bankstatementrow w ON w.id = m.row_id
    WHERE m.record_id = q.id AND w.account_id = q.account_id)"""
PARTS: Final = {
    "lines": Part(
        LineView,
        "l.record_id",
        "l.position",
        "l.id l.account_id l.item_id l.project_id l.quantity l.rate l.tax_code l.note l.amount l.net",
        "ledger_recordline l WHERE l.record_id {among}",
    ),
    "taxes": Part(
        TaxAmountView,
        "t.record_id",
        "t.position",
        "t.id t.tax_id t.name t.registration t.amount",
        "ledger_recordtax t WHERE t.record_id {among}",
    ),
    "adjustments": Part(
        AdjustmentLineView,
        "j.record_id",
        "j.position",
        "j.id j.account_id j.amount j.currency j.note",
        "ledger_adjustmentline j WHERE j.record_id {among}",
    ),
    "allocations": Part(
        AllocationOutView,
        "a.payment_id",
        "a.position",
        "a.id a.document_id a.amount d.date d.number d.account_id d.balance",
        """ledger_allocation a JOIN ledger_record d ON d.id = a.document_id
            WHERE a.payment_id {among} AND (a.active OR {drafts})""",
        of=PAYMENTS,
    ),
    "payments": Part(
        AllocationInView,
        "a.document_id",
        "{day}",
        "a.id a.payment_id a.amount p.date p.account_id p.exchange_rate p.number p.memo",
        """ledger_allocation a JOIN ledger_record p ON p.id = a.payment_id
            WHERE a.document_id {among} AND a.active""",
        of=DOCUMENTS,
    ),
    "files": Part(
        FileView,
        "u.record_id",
        "u.position",
        "u.id u.attachment_id f.name f.content_type f.size",
        "ledger_attachedfile u JOIN ledger_attachment f ON f.id = u.attachment_id WHERE u.record_id {among}",
    ),
    "staged": Part(
        StagedLinkView,
        "s.record_id",
        "s.id",
        "s.id",
        "ledger_shoeboxitem s WHERE s.record_id {among} AND NOT s.removed",
    ),
    "checks": Part(
        PaymentCheckView,
        "q.id",
        "q.id",
        "q.id k.number k.printed_on COALESCE(k.version,0) n.statement_date {bank} "
        "v.contact_information->>'street1' v.contact_information->>'street2' v.contact_information->>'city' "
        "v.contact_information->>'provinceOrState' v.contact_information->>'postalOrZipCode' "
        "v.contact_information->>'country'",
        """{told} q
            LEFT JOIN ledger_contact v ON v.id = q.contact_id
            LEFT JOIN ledger_check k ON k.record_id = q.id AND k.account_id = q.account_id
            LEFT JOIN ledger_bankclearing g
                ON g.record_id = q.id AND g.account_id = q.account_id AND g.currency = q.currency
            LEFT JOIN ledger_bankreconciliation n ON n.id = g.reconciliation_id AND n.finished_at IS NOT NULL
            WHERE q.type = 'BILL_PAYMENT' AND q.by_check AND q.state IN ('POSTED', 'VOID') AND NOT q.removed""",
        of=frozenset({RecordType.BILL_PAYMENT}),
    ),
}
"""The parts by the name that a record's view has for them."""


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
        order=row.order_id,
        **{column: getattr(row, column) for column in _SAME},
        **parts,
    )
