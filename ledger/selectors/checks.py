"""The check registry: bill payments that are made by check, with the numbers on the checks and what became of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import msgspec
from django.db import connection
from django.db.models import DateField, F, IntegerField, Max, OuterRef, Q, Subquery, TextField
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce

from bookkeeping.records import RecordType
from businesses.errors import NotFoundError
from businesses.keyset import Order
from businesses.paging import EVERYTHING, Listed, Page
from businesses.questions import WORDS
from businesses.roles import Privilege
from ledger.check_views import CheckStatus, CheckView, check_status
from ledger.models import BankClearing, BankMatch, Check, Record
from ledger.models.record import NUMBERED, State

if TYPE_CHECKING:
    import datetime as dt

    from django.db.models import QuerySet

    from businesses.actors import Actor


_OUT: Final = Q(state=State.POSTED, cleared_on__isnull=True)
_STATUSES: Final = {
    CheckStatus.TO_PRINT: _OUT & Q(printed__isnull=True),
    CheckStatus.PRINTED: _OUT & Q(printed__isnull=False),
    CheckStatus.CLEARED: Q(state=State.POSTED, cleared_on__isnull=False),
    CheckStatus.VOID: Q(state=State.VOID),
}
_SETTLED: Final = """(SELECT {found} FROM ledger_allocation s JOIN ledger_record d ON d.id = s.document_id
    WHERE s.payment_id = ledger_record.id AND s.active)"""
_BILLS: Final = {
    vendor: _SETTLED.format(found=say.text.format(f"{say.collect}({say.array}(s.position, d.number, s.amount))"))
    for vendor, say in WORDS.items()
}
"""The column beside a payment, by database, that holds the bills that it pays: JSON."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckFilter:
    """Which checks."""

    account: int | None = None
    status: CheckStatus | None = None
    start_date: dt.date | None = None
    end_date: dt.date | None = None


def check_get(actor: Actor, *, check: int) -> CheckView:
    """Return the check of a payment. One statement.

    Raises:
        ForbiddenError: without VIEW_CHECKS. NotFoundError: no such bill payment, or it is not made by check.
    """
    actor.require(Privilege.VIEW_CHECKS)
    row = _checks(actor).filter(id=check).first()
    if row is None:
        raise NotFoundError
    return _view(row)


def check_list(actor: Actor, *, filters: CheckFilter | None = None, page: Page = EVERYTHING) -> Listed[CheckView]:
    """Return a page of the checks of a business, newest first. One statement.

    Raises:
        ForbiddenError: without VIEW_CHECKS. InvalidError: ``page.after`` is of another list.
    """
    actor.require(Privilege.VIEW_CHECKS)
    filters = filters or CheckFilter()
    rows = _checks(actor)
    if filters.account is not None:
        rows = rows.filter(account_id=filters.account)
    if filters.status is not None:
        rows = rows.filter(_STATUSES[filters.status])
    if filters.start_date is not None:
        rows = rows.filter(date__gte=filters.start_date)
    if filters.end_date is not None:
        rows = rows.filter(date__lte=filters.end_date)
    found = Order(f"checks-{actor.business.id}", F("date"), descending=True).listed(rows, page)
    return Listed((_view(row) for row in found), more=found.more, after=found.after)


def _checks(actor: Actor) -> QuerySet[Record]:
    """Return the bill payments made by check that are not removed, with all that a view needs."""
    own = Check.objects.filter(record_id=OuterRef("id"), account_id=OuterRef("account_id"))
    here = {"record_id": OuterRef("id"), "currency": OuterRef("currency"), "account_id": OuterRef("account_id")}
    cleared = BankClearing.objects.filter(reconciliation__finished_at__isnull=False, **here)
    told = BankMatch.objects.filter(record_id=OuterRef("record_id"), row__account_id=OuterRef("account_id"))
    day = Subquery(told.values("record_id").annotate(day=Max("row__date")).values("day"))
    cleared_on = cleared.annotate(day=Coalesce(day, F("reconciliation__statement_date"))).values("day")[:1]
    return (
        Record.objects.filter(
            business_id=actor.business.id,
            type=RecordType.BILL_PAYMENT,
            by_check=True,
            removed=False,
            state__in=NUMBERED,
        )
        .select_related("contact")
        .annotate(
            check_number=Subquery(own.values("number"), output_field=IntegerField()),
            check_version=Coalesce(Subquery(own.values("version"), output_field=IntegerField()), 0),
            printed=Subquery(own.values("printed_on"), output_field=DateField()),
            cleared_on=Subquery(cleared_on, output_field=DateField()),
            bills=RawSQL(_BILLS[connection.vendor], [], output_field=TextField()),  # noqa: S611 - no value in it
        )
    )


def _view(row: Record) -> CheckView:
    beside = vars(row)
    settled = msgspec.json.decode(beside["bills"] or "[]", type=list[tuple[int, str | None, int]])
    printed, cleared = beside["printed"], beside["cleared_on"]
    return CheckView(
        id=row.id,
        business=row.business_id,
        account=row.account_id,
        number=beside["check_number"],
        date=row.date,
        amount=row.total,
        currency=row.currency,
        contact=row.contact_id,
        pay_to=row.contact.name if row.contact else "",
        contact_information=row.contact.contact_information if row.contact else {},
        memo=row.memo,
        payment_number=row.number,
        bills=tuple((number, amount) for _, number, amount in sorted(settled, key=_position)),
        printed_on=printed,
        cleared_on=cleared,
        status=check_status(void=row.state == State.VOID, cleared=cleared is not None, printed=printed is not None),
        version=row.version + beside["check_version"],
    )


def _position(settled: tuple[int, str | None, int]) -> int:
    return settled[0]
