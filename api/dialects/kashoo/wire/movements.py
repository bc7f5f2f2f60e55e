"""Transfers, adjustments and opening balances, and the table of all types of record."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from api.common.wire import Id, Minor, Prose, Text20, Wire, blank, by_position
from api.dialects.kashoo.wire.documents import DocumentIn, DocumentOut
from api.dialects.kashoo.wire.payments import PaymentIn, PaymentOut
from api.dialects.kashoo.wire.records import RecordIn, RecordOut, shared
from bookkeeping.records import (
    Adjustment,
    AdjustmentLine,
    OpeningBalance,
    RecordType,
    Transfer,
    YearEndAdjustment,
)
from ledger.drafts import RecordDraft

if TYPE_CHECKING:
    from businesses.actors import Actor
    from ledger.views import AdjustmentLineView, RecordView


class TransferIn(RecordIn, kw_only=True):
    """A transfer as a client sends it: ``amount`` leaves ``account``; the rate is deposit units for one unit of it."""

    follows: ClassVar[dict[str, tuple[str, ...]]] = {**RecordIn.follows, "depositCurrency": ("exchangeRate",)}

    amount: Minor
    deposit_account: Id | None = None
    deposit_currency: Text20 | None = None

    def to_draft(self, kind: RecordType, *, home: str) -> RecordDraft:
        """Return the draft of a transfer."""
        deposit = blank(self.deposit_currency)
        record = Transfer(
            type=kind,
            date=self.date,
            currency=self.currency_or(home),
            amount=self.amount,
            account=self.account,
            deposit_account=self.deposit_account,
            deposit_currency=deposit.strip().upper() if deposit else None,
            exchange_rate=self.rate(),
        )
        return RecordDraft(
            record=record, particulars=self.particulars(), removed=bool(self.removed), attachments=self.files()
        )


class TransferOut(RecordOut, kw_only=True):
    """A transfer (seed 002, element transfer)."""

    amount: int
    deposit_account: int | None
    deposit_currency: str | None

    @classmethod
    def of(cls, record: RecordView, actor: Actor) -> TransferOut:
        """Return a transfer as this actor reads it."""
        return by_position(cls)(*shared(record, actor), record.total, record.deposit_account, record.deposit_currency)


class AdjustmentLineIn(Wire):
    """A line of an adjustment: a credit amount; no currency means the record's."""

    account: Id | None = None
    amount: Minor | None = None
    currency: Text20 | None = None
    note: Prose | None = None

    def to_line(self) -> AdjustmentLine:
        """Return the line of the core."""
        currency = blank(self.currency)
        return AdjustmentLine(
            account=self.account,
            amount=self.amount or 0,
            currency=currency.strip().upper() if currency else None,
            note=blank(self.note),
        )


class AdjustmentLineOut(Wire):
    """A line of an adjustment (seed 002, element adjustment)."""

    id: int
    account: int | None
    amount: int
    currency: str
    note: str | None

    @classmethod
    def of(cls, line: AdjustmentLineView) -> AdjustmentLineOut:
        """Return a line as clients read it."""
        return cls(id=line.id, account=line.account, amount=line.amount, currency=line.currency, note=line.note)


class AdjustmentIn(RecordIn, kw_only=True):
    """An adjustment as a client sends it; its lines sum to zero in every currency."""

    adjustments: list[AdjustmentLineIn] | None = None

    def to_draft(self, kind: RecordType, *, home: str) -> RecordDraft:
        """Return the draft of an adjustment."""
        record = Adjustment(
            type=kind,
            date=self.date,
            currency=self.currency_or(home),
            exchange_rate=self.rate(),
            lines=tuple(line.to_line() for line in self.adjustments or ()),
        )
        return RecordDraft(
            record=record, particulars=self.particulars(), removed=bool(self.removed), attachments=self.files()
        )


class AdjustmentOut(RecordOut, kw_only=True):
    """An adjustment (seed 002, element manualAdjustmentRecord)."""

    adjustments: list[AdjustmentLineOut]

    @classmethod
    def of(cls, record: RecordView, actor: Actor) -> AdjustmentOut:
        """Return an adjustment as this actor reads it."""
        return by_position(cls)(*shared(record, actor), [AdjustmentLineOut.of(line) for line in record.adjustments])


class OpeningBalanceIn(RecordIn, kw_only=True):
    """An opening balance as a client sends it: the credit amount of ``account``."""

    amount: Minor

    def to_draft(self, kind: RecordType, *, home: str) -> RecordDraft:
        """Return the draft of an opening balance."""
        record = OpeningBalance(
            type=kind,
            date=self.date,
            currency=self.currency_or(home),
            amount=self.amount,
            account=self.account,
            exchange_rate=self.rate(),
        )
        return RecordDraft(
            record=record, particulars=self.particulars(), removed=bool(self.removed), attachments=self.files()
        )


class OpeningBalanceOut(RecordOut, kw_only=True):
    """An opening balance (record type of seed 000)."""

    amount: int

    @classmethod
    def of(cls, record: RecordView, actor: Actor) -> OpeningBalanceOut:
        """Return an opening balance as this actor reads it."""
        return by_position(cls)(*shared(record, actor), record.total)


class YearEndAdjustmentIn(RecordIn, kw_only=True):
    """A year-end adjustment: generated, so that the core refuses it."""

    def to_draft(self, kind: RecordType, *, home: str) -> RecordDraft:
        """Return the draft that is refused."""
        return RecordDraft(record=YearEndAdjustment(type=kind, date=self.date, currency=self.currency_or(home)))


INCOMING: dict[RecordType, type[RecordIn]] = {
    RecordType.INVOICE: DocumentIn,
    RecordType.BILL: DocumentIn,
    RecordType.INVOICE_PAYMENT: PaymentIn,
    RecordType.BILL_PAYMENT: PaymentIn,
    RecordType.TRANSFER: TransferIn,
    RecordType.ADJUSTMENT: AdjustmentIn,
    RecordType.OPENING_BALANCE: OpeningBalanceIn,
    RecordType.YEAR_END_ADJUSTMENT: YearEndAdjustmentIn,
}
"""What clients send of each type."""
OUTGOING: dict[RecordType, type[RecordOut]] = {
    RecordType.INVOICE: DocumentOut,
    RecordType.BILL: DocumentOut,
    RecordType.INVOICE_PAYMENT: PaymentOut,
    RecordType.BILL_PAYMENT: PaymentOut,
    RecordType.TRANSFER: TransferOut,
    RecordType.ADJUSTMENT: AdjustmentOut,
    RecordType.OPENING_BALANCE: OpeningBalanceOut,
    RecordType.YEAR_END_ADJUSTMENT: RecordOut,
}
"""What clients read of each type."""


def record_out(record: RecordView, actor: Actor) -> RecordOut:
    """Return a record of any type as this actor reads it."""
    return OUTGOING[record.type].of(record, actor)
