"""What selectors of checks give back, and the check of a record that was read."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from ledger.views import PaymentCheckView, RecordView

_ADDRESS: Final = {
    "street1": "street1",
    "street2": "street2",
    "city": "city",
    "provinceOrState": "province_or_state",
    "postalOrZipCode": "postal_or_zip_code",
    "country": "country",
}
"""What a check says of where its contact is, by the keys of the contact's information."""


class CheckStatus(StrEnum):
    """What became of a check: it waits to be printed, is out, has cleared the bank, or is void."""

    TO_PRINT = "TO_PRINT"
    PRINTED = "PRINTED"
    CLEARED = "CLEARED"
    VOID = "VOID"


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckView:
    """A check. ``id`` is the payment's; ``bills`` are numbers and amounts of what it pays; None: no number yet."""

    id: int
    business: int
    account: int | None
    number: int | None
    date: dt.date
    amount: int
    currency: str
    contact: int | None
    pay_to: str
    contact_information: Mapping[str, Any]
    memo: str | None
    payment_number: str | None
    bills: tuple[tuple[str | None, int], ...]
    printed_on: dt.date | None
    cleared_on: dt.date | None
    status: CheckStatus
    version: int

    @property
    def address(self) -> str | None:
        """Where its contact is, in one text."""
        return address_text(*(self.contact_information.get(key) for key in _ADDRESS))


def check_of(record: RecordView) -> CheckView | None:
    """Return the check of a record as ``check_get`` does, without a statement; None when it is not made by check."""
    return _told(record, record.checks[0]) if record.checks else None


def _told(record: RecordView, check: PaymentCheckView) -> CheckView:
    cleared = check.reconciled_on and (check.told_on or check.reconciled_on)
    information = {name: getattr(check, column) for name, column in _ADDRESS.items()}
    return CheckView(
        id=record.id,
        business=record.business,
        account=record.account,
        number=check.number,
        date=record.date,
        amount=record.total,
        currency=record.currency,
        contact=record.contact,
        pay_to=record.contact_name or "",
        contact_information=information,
        memo=record.memo,
        payment_number=record.number,
        bills=tuple((allocation.document_number, allocation.amount) for allocation in record.allocations),
        printed_on=check.printed_on,
        cleared_on=cleared,
        status=check_status(void=record.void, cleared=cleared is not None, printed=check.printed_on is not None),
        version=record.version + check.version,
    )


def check_status(*, void: bool, cleared: bool, printed: bool) -> CheckStatus:
    """Return what became of a check that is posted or void."""
    if void:
        return CheckStatus.VOID
    if cleared:
        return CheckStatus.CLEARED
    return CheckStatus.PRINTED if printed else CheckStatus.TO_PRINT


def address_text(*told: str | None) -> str | None:
    """Return a postal address in one text, None when there is none: two streets, town, province, code, country."""
    *streets, town, province, code, country = told
    city = " ".join(part for part in (town, province, code) if part)
    return ", ".join(part for part in (*streets, city, country) if part) or None
