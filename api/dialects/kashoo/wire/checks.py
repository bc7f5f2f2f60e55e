"""The check registry (seed 002, type checkRegistryInfo)."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated, ClassVar

from msgspec import UNSET, Meta, UnsetType

from api.common.wire import Id, Wire
from api.dialects.kashoo.wire.base import ContactInformation, Link, account_links, link
from api.dialects.kashoo.wire.queries import ListQuery
from ledger.selectors.checks import CheckFilter, CheckStatus
from ledger.services.checks import MAX_NUMBER, CheckDraft

if TYPE_CHECKING:
    from ledger.selectors.checks import CheckView

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
            pay_to_address=ContactInformation.of(check.contact_information, name=check.pay_to).address,
            memo=check.memo,
            bill=[CheckBillOut(amount, number) for number, amount in check.bills],
            date_printed=check.printed_on,
            date_cleared=check.cleared_on,
            status=check.status,
            links=links,
            link=links,
        )
