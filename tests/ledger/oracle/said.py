"""What a client says: records as plain values, and the drafts that the services take.

Money is in minor units, prices and quantities are decimal numbers of major units, rates are home units for one unit (of
a transfer: deposit units for one unit).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bookkeeping import records
from bookkeeping.records import RecordType

if TYPE_CHECKING:
    import datetime as dt
    from decimal import Decimal

INVOICE, BILL = RecordType.INVOICE, RecordType.BILL
PAYS = {INVOICE: RecordType.INVOICE_PAYMENT, BILL: RecordType.BILL_PAYMENT}
"""The payments of each kind of document."""


@dataclass(frozen=True)
class Code:
    """A tax code: letters of taxes, each with a number before it ("", "8%", "3.24") or, as a whole, a name."""

    taxes: tuple[tuple[str, str], ...] = ()
    inclusive: bool = False
    name: str = ""

    @property
    def text(self) -> str:
        """The code as it is written; empty for no tax."""
        written = self.name or ",".join(number + letter for letter, number in self.taxes)
        return f"-{written}" if self.inclusive else written


@dataclass(frozen=True)
class Sold:
    """A line of a document."""

    account: int
    quantity: Decimal
    price: Decimal
    code: Code = Code()
    item: int | None = None


@dataclass(frozen=True)
class Doc:
    """An invoice or a bill; ``account`` is what is owed on, or the money account that it is paid from at once.

    ``exchange``: what is paid with it is exchanged to the home currency. ``payee``: what the bank says of one that
    comes from a file, as memo and notes.
    """

    type: RecordType
    day: dt.date
    currency: str
    account: int
    contact: int | None
    lines: tuple[Sold, ...]
    rate: Decimal | None = None
    due: dt.date | None = None
    exchange: bool = False
    payee: str = ""

    def draft(self) -> records.Document:
        """Return what the services take."""
        lines = tuple(
            records.Line(
                account=line.account,
                quantity=line.quantity,
                rate=line.price,
                tax_code=line.code.text,
                item=line.item,
                note=self.payee or None,
            )
            for line in self.lines
        )
        return records.Document(
            type=self.type,
            date=self.day,
            currency=self.currency,
            account=self.account,
            contact=self.contact,
            exchange_rate=self.rate,
            terms="" if self.payee else None,
            due_date=self.due,
            exchange_payment=self.exchange,
            lines=lines,
        )


@dataclass(frozen=True)
class Pay:
    """A payment. ``settles`` says how much of which documents, in their currency; zero looses one."""

    type: RecordType
    day: dt.date
    currency: str
    amount: int
    account: int
    contact: int | None
    credit: int
    rate: Decimal | None = None
    settles: tuple[tuple[int, int], ...] = ()

    def draft(self) -> records.Payment:
        """Return what the services take."""
        return records.Payment(
            type=self.type,
            date=self.day,
            currency=self.currency,
            amount=self.amount,
            account=self.account,
            contact=self.contact,
            exchange_rate=self.rate,
            credit_account=self.credit,
            allocations=tuple(records.Allocation(document=doc, amount=amount) for doc, amount in self.settles),
        )


@dataclass(frozen=True)
class Move:
    """A transfer: ``amount`` leaves ``source``; ``rate`` only between two currencies."""

    day: dt.date
    currency: str
    amount: int
    source: int
    target: int
    into: str
    rate: Decimal | None = None
    type: RecordType = RecordType.TRANSFER

    def draft(self) -> records.Transfer:
        """Return what the services take."""
        return records.Transfer(
            date=self.day,
            currency=self.currency,
            amount=self.amount,
            account=self.source,
            deposit_account=self.target,
            deposit_currency=self.into,
            exchange_rate=self.rate,
        )


@dataclass(frozen=True)
class Adjust:
    """An adjustment: account, credit amount and currency of each line."""

    day: dt.date
    currency: str
    lines: tuple[tuple[int, int, str], ...]
    rate: Decimal | None = None
    type: RecordType = RecordType.ADJUSTMENT

    def draft(self) -> records.Adjustment:
        """Return what the services take."""
        return records.Adjustment(
            date=self.day,
            currency=self.currency,
            exchange_rate=self.rate,
            lines=tuple(records.AdjustmentLine(account=a, amount=n, currency=c) for a, n, c in self.lines),
        )


@dataclass(frozen=True)
class Opening:
    """An opening balance: the credit amount of an account."""

    day: dt.date
    currency: str
    amount: int
    account: int
    rate: Decimal | None = None
    type: RecordType = RecordType.OPENING_BALANCE

    def draft(self) -> records.OpeningBalance:
        """Return what the services take."""
        return records.OpeningBalance(
            date=self.day,
            currency=self.currency,
            amount=self.amount,
            account=self.account,
            exchange_rate=self.rate,
        )


@dataclass(frozen=True)
class Revalue:
    """A revaluation at the end of a day; ``rates`` by currency, others as stored."""

    day: dt.date
    rates: tuple[tuple[str, Decimal], ...] = ()
    currency: str = "CAD"
    type: RecordType = RecordType.ADJUSTMENT

    def rate(self, currency: str) -> Decimal | None:
        """Return the rate that is given for a currency, if one is."""
        return dict(self.rates).get(currency)

    def draft(self) -> records.Adjustment:
        """Return how somebody might try to change its record."""
        return records.Adjustment(date=self.day, currency=self.currency)


@dataclass(frozen=True)
class Close:
    """That the fiscal year up to a day is closed."""

    day: dt.date
    currency: str = "CAD"
    type: RecordType = RecordType.YEAR_END_ADJUSTMENT

    def draft(self) -> records.Adjustment:
        """Return how somebody might try to change its record."""
        return records.Adjustment(date=self.day, currency=self.currency)


@dataclass(frozen=True)
class Paid:
    """A payment said with its document: a new one (day and account), or another amount of one that is there."""

    amount: int
    payment: int | None = None
    day: dt.date | None = None
    account: int | None = None


Said = Doc | Pay | Move | Adjust | Opening | Revalue | Close
