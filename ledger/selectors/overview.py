"""The few figures that tell at a glance how a business stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Q, Sum

from bookkeeping.records import RecordType
from businesses.roles import Privilege
from ledger.models import Record

if TYPE_CHECKING:
    import datetime as dt

    from businesses.actors import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenDocumentsView:
    """Documents of one type with a balance due: how many, how many of them overdue, and their sum in home minor units.

    Credit notes count with their negative balance.
    """

    type: RecordType
    count: int
    overdue: int
    home: int


def open_documents_list(actor: Actor, *, as_of: dt.date) -> list[OpenDocumentsView]:
    """Return what is open of invoices and of bills now; overdue is what was due before a day. One statement.

    Raises:
        ForbiddenError: without VIEW_RECORDS.
    """
    actor.require(Privilege.VIEW_RECORDS)
    types = [RecordType.INVOICE, RecordType.BILL]
    rows = Record.objects.filter(business_id=actor.business.id, removed=False, state="POSTED", type__in=types)
    sums = (
        rows.exclude(balance=0)
        .values_list("type")
        .annotate(count=Count("id"), overdue=Count("id", filter=Q(due_date__lt=as_of)), home=Sum("open_home"))
    )
    found = {RecordType(kind): (count, overdue, home) for kind, count, overdue, home in sums}
    return [
        OpenDocumentsView(type=kind, count=count, overdue=overdue, home=home)
        for kind, (count, overdue, home) in ((kind, found.get(kind, (0, 0, 0))) for kind in types)
    ]
