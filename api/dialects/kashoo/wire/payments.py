"""Invoice payments and bill payments (operations 86, 87, 91, 92)."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated, ClassVar

from msgspec import UNSET, Meta, UnsetType

from api.common.wire import Id, Minor, Text24, Wire, blank, by_position
from api.dialects.kashoo.wire.base import Link, account_links, link
from api.dialects.kashoo.wire.checks import CheckOut, PaymentCheckIn
from api.dialects.kashoo.wire.records import RecordIn, RecordOut, shared
from bookkeeping.records import Allocation, Payment, RecordType
from ledger.drafts import RecordDraft
from ledger.selectors.beside import check_seen

if TYPE_CHECKING:
    from businesses.actors import Actor
    from ledger.views import AllocationOutView, RecordView


class PaymentAllocationOutIn(Wire):
    """What a payment shall settle of a document, in the document's currency; zero removes it."""

    record: Id
    amount: Minor


class DocumentOfPaymentOut(Wire):
    """What a payment settles (seed 002, type paymentAllocationOut); ``balanceDue`` is what remains after it."""

    id: int
    record: int
    amount: int
    invoice_date: dt.date
    invoice_number: str | None
    payable_or_receivable_account: int | None
    balance_due: int
    links: list[Link]
    link: list[Link]

    @classmethod
    def of(cls, allocation: AllocationOutView) -> DocumentOfPaymentOut:
        """Return an allocation as clients of the payment read it."""
        links = [link("record", "records", allocation.document), *account_links(allocation.document_account)]
        return cls(
            id=allocation.id,
            record=allocation.document,
            amount=allocation.amount,
            invoice_date=allocation.document_date,
            invoice_number=allocation.document_number,
            payable_or_receivable_account=allocation.document_account,
            balance_due=allocation.balance_due,
            links=links,
            link=links,
        )


class PaymentIn(RecordIn, kw_only=True):
    """An invoice payment or bill payment as a client sends it; ``checks`` has the check that the latter is made by."""

    echoes: ClassVar[frozenset[str]] = RecordIn.echoes | {"unallocatedAmount", "checks"}

    amount: Minor
    unallocated_amount: Minor | None = None
    credit_account: Id | None = None
    method: Text24 | None = None
    by_check: bool | None = None
    allocations: list[PaymentAllocationOutIn] | None = None
    checks: Annotated[list[PaymentCheckIn], Meta(max_length=1)] | None = None

    def to_draft(self, kind: RecordType, *, home: str) -> RecordDraft:
        """Return the draft of a payment."""
        record = Payment(
            type=kind,
            date=self.date,
            currency=self.currency_or(home),
            amount=self.amount,
            account=self.account,
            contact=self.contact,
            exchange_rate=self.rate(),
            credit_account=self.credit_account,
            unallocated=self.unallocated_amount,
            allocations=tuple(Allocation(document=each.record, amount=each.amount) for each in self.allocations or ()),
        )
        particulars = self.particulars(method=blank(self.method), by_check=bool(self.by_check))
        check = self.checks[0].to_draft() if self.checks else None
        removed, files = bool(self.removed), self.files()
        return RecordDraft(record=record, particulars=particulars, removed=removed, attachments=files, check=check)


class PaymentOut(RecordOut, kw_only=True):
    """An invoice payment or a bill payment (seed 002, type paymentRecordInfo); only the latter has ``checks``."""

    amount: int
    unallocated_amount: int
    credit_account: int | None
    method: str | None
    by_check: bool
    allocations: list[DocumentOfPaymentOut]
    checks: list[CheckOut] | UnsetType = UNSET

    @classmethod
    def of(cls, record: RecordView, actor: Actor) -> PaymentOut:
        """Return a payment as this actor reads it."""
        return by_position(cls)(
            *shared(record, actor),
            record.total,
            record.balance,
            record.credit_account,
            record.method,
            record.by_check,
            [DocumentOfPaymentOut.of(allocation) for allocation in record.allocations],
            _checks(record, actor) if record.type == RecordType.BILL_PAYMENT else UNSET,
        )


def _checks(record: RecordView, actor: Actor) -> list[CheckOut]:
    """Return the check that a bill payment is made by."""
    check = check_seen(actor, record=record)
    return [CheckOut.of(check)] if check else []
