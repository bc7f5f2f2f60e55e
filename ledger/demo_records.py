"""The records of the demo company, as the core has them: names become the ids that they got."""

from __future__ import annotations

from base64 import b64decode
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from bookkeeping.money import round_half_away
from bookkeeping.records import Adjustment, AdjustmentLine, Allocation, Document, Line, Payment, RecordType, Transfer
from ledger.files import FileDraft

if TYPE_CHECKING:
    from bookkeeping.records import Record
    from fixtures.demo import DemoRecord
    from ledger.views import RecordView


@dataclass(slots=True)
class Cast:
    """The symbolic names of the demo document, as the ids that they got."""

    businesses: dict[str, int] = field(default_factory=dict)
    accounts: dict[str, int] = field(default_factory=dict)
    contacts: dict[str, int] = field(default_factory=dict)
    categories: dict[str, int] = field(default_factory=dict)
    items: dict[str, int] = field(default_factory=dict)
    projects: dict[str, int] = field(default_factory=dict)
    documents: dict[str, RecordView] = field(default_factory=dict)
    open: dict[str, int] = field(default_factory=dict)
    told: dict[str, int] = field(default_factory=dict)


def record_of(record: DemoRecord, named: Cast) -> Record:
    """Return a record of the demo."""
    builder = {
        RecordType.INVOICE: document_of,
        RecordType.BILL: document_of,
        RecordType.INVOICE_PAYMENT: _payment,
        RecordType.BILL_PAYMENT: _payment,
        RecordType.TRANSFER: _transfer,
        RecordType.ADJUSTMENT: _adjustment,
    }[RecordType(record["kind"])]
    return builder(record, named)


def document_of(record: DemoRecord, named: Cast) -> Document:
    """Return a document of the demo, or what an order of it would become."""
    return Document(
        type=RecordType(record["kind"]),
        date=record["date"],
        currency=record["currency"],
        contact=named.contacts[record["contact"]],
        account=named.accounts.get(record.get("account", "")),
        exchange_rate=record.get("exchangeRate"),
        terms=record.get("terms"),
        exchange_payment=record.get("exchangePayment", False),
        lines=tuple(
            Line(
                account=named.accounts.get(line.get("account", "")),
                item=named.items.get(line.get("item", "")),
                project=named.projects.get(line.get("project", "")),
                quantity=line.get("quantity", Decimal(1)),
                rate=line.get("rate"),
                tax_code=line.get("taxCode"),
                note=line.get("note"),
            )
            for line in record["lines"]
        ),
    )


def file_of(file: dict[str, str]) -> FileDraft:
    """Return a file of the demo."""
    return FileDraft(name=file["name"], content=b64decode(file["content"]), content_type=file["contentType"])


def _payment(record: DemoRecord, named: Cast) -> Record:
    allocations = []
    for pays in record["pays"]:
        document, due = named.documents[pays["document"]], named.open[pays["document"]]
        part = due if pays["fraction"] == 1 else round_half_away(document.total * pays["fraction"])
        allocations.append(Allocation(document=document.id, amount=part))
    return Payment(
        type=RecordType(record["kind"]),
        date=record["date"],
        currency=record["currency"],
        amount=sum(allocation.amount for allocation in allocations) + record.get("extra", 0),
        account=named.accounts.get(record.get("account", "")),
        contact=named.contacts[record["contact"]],
        exchange_rate=record.get("exchangeRate"),
        allocations=tuple(allocations),
    )


def _transfer(record: DemoRecord, named: Cast) -> Record:
    return Transfer(
        date=record["date"],
        currency=record["currency"],
        amount=record["amount"],
        account=named.accounts[record["account"]],
        deposit_account=named.accounts[record["depositAccount"]],
        deposit_currency=record.get("depositCurrency"),
        exchange_rate=record.get("exchangeRate"),
    )


def _adjustment(record: DemoRecord, named: Cast) -> Record:
    return Adjustment(
        date=record["date"],
        currency=record["currency"],
        exchange_rate=record.get("exchangeRate"),
        lines=tuple(
            AdjustmentLine(account=named.accounts[line["account"]], amount=line["amount"], note=line.get("note"))
            for line in record["lines"]
        ),
    )
