"""The lines of income and expenses as they are paid: what the figures of the cash basis are made of."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from django.db.models import OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce
from msgspec.structs import replace as changed

from bookkeeping.errors import InvalidError
from bookkeeping.records import RecordType
from bookkeeping.reporting.activity import OWED
from bookkeeping.reporting.cash_basis import DocumentLine, Settled, recognised
from bookkeeping.reporting.profit_and_loss import NET_INCOME
from businesses.roles import Privilege
from ledger.line_views import COLUMNS, LineDetailView, LineSumView
from ledger.selectors.known import known_at
from ledger.selectors.selections import lines_chosen, lines_known

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from django.db.models import QuerySet

    from bookkeeping.reporting.figures import Selection
    from businesses.actors import Actor
    from businesses.paging import Listed, Page
    from ledger.models import JournalLine
    from ledger.selectors.known import Known

_DOCUMENTS: Final = (str(RecordType.INVOICE), str(RecordType.BILL))


def cash_line_list(
    actor: Actor, *, selection: Selection, page: Page, descending: bool = True
) -> tuple[Listed[LineDetailView], LineSumView]:
    """Return a page of what counts of a selection's income and expenses on the cash basis, by date, and its sum.

    Two statements, and one more as known at a changeset. The list has no places: it goes on by offset.

    Raises:
        ForbiddenError: without VIEW_JOURNAL_ENTRIES, or VIEW_CHANGESETS where a changeset is named.
        InvalidError: a place is asked for, or there is no such changeset.
    """
    actor.require(Privilege.VIEW_JOURNAL_ENTRIES)
    if page.after:
        message = "On the cash basis the list goes on by offset."
        raise InvalidError(message, field="after")
    known = known_at(actor, changeset=selection.changeset)
    start, end = selection.start or dt.date.min, selection.end or dt.date.max
    settled = lines_known(actor, known=known).filter(settles__isnull=False)
    some = settled.filter(date__range=(start, end)).values("settles_id")
    rows = _earned(actor, selection, known)
    direct, on_account = Q(own=0, date__range=(start, end)), ~Q(own=0) & Q(record_id__in=some)
    found = list(rows.filter(direct | on_account).values_list(*COLUMNS.values(), "own", named=True))
    events = settled.filter(settles_id__in=some, date__lte=end)
    told = events.values_list("settles_id", "date", "record_id").annotate(amount=Sum("amount")).order_by("settles_id")
    lines = [
        line
        for line in _counted(found, [Settled(*row) for row in told], selection.side.sign)
        if start <= line.date <= end and (line.home or line.amount)
    ]
    lines.sort(key=lambda line: (line.date, line.id, line.paid_by or 0), reverse=descending)
    return page.of(lines), LineSumView(count=len(lines), home=sum(line.home for line in lines))


def _earned(actor: Actor, selection: Selection, known: Known) -> QuerySet[JournalLine]:
    """Return the lines of income and expenses, each with what its record put on receivables and payables."""
    booked = lines_known(actor, known=known).filter(
        record_id=OuterRef("record_id"),
        record__type__in=_DOCUMENTS,
        account__type__in=[str(kind) for kind in OWED],
        settles__isnull=True,
    )
    own = booked.order_by().values("record_id").annotate(own=Sum("amount")).values("own")
    rows = lines_chosen(actor, selection=replace(selection, start=None, end=None), known=known)
    rows = rows.filter(account__type__in=[str(kind) for kind in NET_INCOME.types])
    return rows.exclude(record__type=RecordType.YEAR_END_ADJUSTMENT).annotate(own=Coalesce(Subquery(own), 0))


def _counted(rows: Sequence[Any], settled: Sequence[Settled], sign: int) -> Iterator[LineDetailView]:
    """Yield lines that count on their own day, and the parts of lines of documents on account."""
    views = {row.pk: LineDetailView.of(row, sign) for row in rows}
    owed = {row.record_id: int(row.own) for row in rows if row.own}
    lines = [DocumentLine(row.pk, row.record_id, row.amount, row.home) for row in rows if row.own]
    yield from (views[row.pk] for row in rows if not row.own)
    for part in recognised(lines, [each for each in settled if each.document in owed], owed):
        yield changed(
            views[part.line], date=part.date, amount=sign * part.amount, home=sign * part.home, paid_by=part.record
        )
