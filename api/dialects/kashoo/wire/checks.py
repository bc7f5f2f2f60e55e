"""The check registry (seed 002, type checkRegistryInfo)."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated, ClassVar

from msgspec import UNSET, Meta, UnsetType

from api.common.wire import Id, Minor, Number40, Prose, Text20, Text200, Wire, number_text
from api.dialects.kashoo.wire.base import Link, account_links, link
from api.dialects.kashoo.wire.queries import ListQuery
from ledger.check_views import CheckStatus
from ledger.drafts import CheckDraft
from ledger.selectors.checks import CheckFilter
from ledger.services.numbering import MAX_NUMBER

if TYPE_CHECKING:
    from ledger.check_views import CheckView

Number = Annotated[int, Meta(ge=1, le=MAX_NUMBER)]


class CheckIn(Wire):
    """What becomes of a check; without a number, one that is printed takes the next of its account."""

    echoes: ClassVar[frozenset[str]] = frozenset({"status"})

    check_number: Number | None = None
    date_printed: dt.date | None = None
    status: CheckStatus | UnsetType | None = UNSET

    def to_draft(self) -> CheckDraft:
        """Return the draft that the client means."""
        status = None if self.status is UNSET else self.status
        return CheckDraft(number=self.check_number, printed_on=self.date_printed, status=status)


class CheckBillIn(Wire):
    """A bill that a check pays, as it was read."""

    amount: Minor
    number: Number40 | None = None


class PaymentCheckIn(Wire, kw_only=True):
    """The check of a payment that is sent: ``checkNumber``, ``datePrinted`` and ``status`` are the check's own.

    All else is the payment's, and must be what the payment says, or said before; null is nothing said.
    """

    check_number: Number | None = None
    date_printed: dt.date | UnsetType | None = UNSET
    status: CheckStatus | None = None
    id: Id | None = None
    payment: Id | None = None
    business: Id | None = None
    account: Id | None = None
    contact: Id | None = None
    amount: Minor | None = None
    currency: Text20 | None = None
    check_date: dt.date | None = None
    pay_to: Text200 | None = None
    pay_to_address: Prose | None = None
    memo: Prose | None = None
    payment_number: Number40 | None = None
    date_cleared: dt.date | None = None
    bill: list[CheckBillIn] | None = None

    def to_draft(self) -> CheckDraft:
        """Return the draft that the client means."""
        bills = None if self.bill is None else tuple((number_text(bill.number), bill.amount) for bill in self.bill)
        told = {
            "id": self.id if self.payment is None else self.payment,
            "business": self.business,
            "account": self.account,
            "contact": self.contact,
            "amount": self.amount,
            "currency": self.currency and self.currency.strip().upper(),
            "date": self.check_date,
            "pay_to": self.pay_to,
            "address": self.pay_to_address,
            "memo": self.memo,
            "payment_number": number_text(self.payment_number),
            "cleared_on": self.date_cleared,
            "bills": bills,
        }
        return CheckDraft(
            number=self.check_number,
            printed_on=None if self.date_printed is UNSET else self.date_printed,
            status=self.status,
            tells_printing=self.date_printed is not UNSET,
            told={column: value for column, value in told.items() if value not in (None, "", ())},
        )


class CheckQuery(ListQuery):
    """Which checks."""

    default_limit: ClassVar[int | None] = 50

    account: Id | None = None
    status: CheckStatus | None = None
    start_date: dt.date | None = None
    end_date: dt.date | None = None

    def filters(self) -> CheckFilter:
        """Return the filter."""
        return CheckFilter(account=self.account, status=self.status, start_date=self.start_date, end_date=self.end_date)


class CheckBillOut(Wire):
    """How much of a bill a check pays (seed 002, type billNumberAndAmount)."""

    amount: int
    number: str | None


class CheckOut(Wire):
    """A check: a bill payment made by check, whose id it has. ``dateCleared`` comes from reconciliation."""

    id: int
    business: int
    payment: int
    payment_number: str | None
    account: int | None
    check_number: int | None
    check_date: dt.date
    amount: int
    currency: str
    contact: int | None
    pay_to: str
    pay_to_address: str | None
    memo: str | None
    bill: list[CheckBillOut]
    date_printed: dt.date | None
    date_cleared: dt.date | None
    status: CheckStatus
    links: list[Link]
    link: list[Link]

    @classmethod
    def of(cls, check: CheckView) -> CheckOut:
        """Return a check as clients read it."""
        links = [link("self", "checks", check.id), link("payment", "records", check.id), *account_links(check.account)]
        return cls(
            id=check.id,
            business=check.business,
            payment=check.id,
            payment_number=check.payment_number,
            account=check.account,
            check_number=check.number,
            check_date=check.date,
            amount=check.amount,
            currency=check.currency,
            contact=check.contact,
            pay_to=check.pay_to,
            pay_to_address=check.address,
            memo=check.memo,
            bill=[CheckBillOut(amount, number) for number, amount in check.bills],
            date_printed=check.printed_on,
            date_cleared=check.cleared_on,
            status=check.status,
            links=links,
            link=links,
        )
