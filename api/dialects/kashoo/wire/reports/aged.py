"""What is owed, by contact and by how long it has been due."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from api.common.tables import Table
from api.common.wire import Wire
from api.dialects.kashoo.wire.entries import entries_href
from api.dialects.kashoo.wire.queries import ChangesetNumber
from api.dialects.kashoo.wire.reports.figures import FigureOut, camel, money
from api.dialects.kashoo.wire.reports.queries import ReportQuery
from bookkeeping.records import RecordType
from bookkeeping.reporting.ageing import BUCKETS
from bookkeeping.reporting.figures import EVERY_LINE

if TYPE_CHECKING:
    from api.common.tables import Cell
    from bookkeeping.reporting.ageing import Aged, AgedContact, AgedItem, AgedReport
    from businesses.actors import Actor


class AgedQuery(ReportQuery):
    """The day at whose end is told what is owed (without it, today), as it was known at a changeset."""

    as_of: dt.date | None = None
    changeset: ChangesetNumber | None = None


class BucketOut(Wire):
    """A column: what is due between two days (null: without end)."""

    name: str
    due_from: dt.date | None
    due_to: dt.date | None

    @classmethod
    def all_of(cls, as_of: dt.date) -> list[BucketOut]:
        """Return the columns as of a day."""
        named = ((bucket, bucket.within(EVERY_LINE, as_of)) for bucket in BUCKETS)
        return [cls(name=camel(bucket.name), due_from=days.due_from, due_to=days.due_to) for bucket, days in named]


class AgedItemOut(Wire):
    """A document with a balance, or a payment with money left. ``daysDue`` is below zero before it is due.

    ``original`` and ``balance`` are in its own currency, ``amount`` is at home; a credit note or a payment is negative.
    """

    record: int
    type: RecordType
    number: str | None
    date: dt.date
    due_date: dt.date
    days_due: int
    currency: str
    original: int
    balance: int
    amount: int
    href: str

    @classmethod
    def of(cls, aged: AgedItem, business: int) -> AgedItemOut:
        """Return an item as clients read it."""
        item = aged.item
        return cls(
            record=item.record,
            type=item.type,
            number=item.number,
            date=item.date,
            due_date=item.due,
            days_due=aged.days,
            currency=item.currency,
            original=aged.original,
            balance=aged.amount,
            amount=aged.figure.amount,
            href=entries_href(business, aged.figure.of),
        )


class AgedRowOut(Wire):
    """What a contact owes or is owed; the contact null: records that name none."""

    contact: int | None
    name: str | None
    amount: int
    href: str
    columns: list[FigureOut]
    documents: list[AgedItemOut]

    @classmethod
    def of(cls, row: AgedContact, business: int) -> AgedRowOut:
        """Return a contact as clients read it."""
        return cls(
            contact=row.contact,
            name=row.name,
            amount=row.aged.whole.amount,
            href=entries_href(business, row.aged.whole.of),
            columns=_columns(row.aged, business),
            documents=[AgedItemOut.of(item, business) for item in row.items],
        )


class AgedSumOut(Wire):
    """The sum of all contacts."""

    amount: int
    href: str
    columns: list[FigureOut]


class AgedTotals(Wire):
    """The sums by age, and the sum of all: what the receivable or payable accounts hold."""

    current: int
    days_1_to_30: int
    days_31_to_60: int
    days_61_to_90: int
    days_over_90: int
    total: int


class AgedOut(Wire):
    """Aged receivables or payables, contacts by name. ``sum`` is the total, with its address and columns."""

    kind: str
    business: int
    currency: str
    as_of: dt.date
    changeset: int | None
    columns: list[BucketOut]
    rows: list[AgedRowOut]
    sum: AgedSumOut
    totals: AgedTotals

    @classmethod
    def of(cls, kind: str, report: AgedReport, actor: Actor) -> AgedOut:
        """Return the report as clients read it."""
        business, whole = actor.business.id, report.total.whole
        sums = {bucket.name: figure.amount for bucket, figure in zip(BUCKETS, report.total.buckets, strict=True)}
        return cls(
            kind=kind,
            business=business,
            currency=actor.business.currency,
            as_of=report.as_of,
            changeset=report.changeset,
            columns=BucketOut.all_of(report.as_of),
            rows=[AgedRowOut.of(row, business) for row in report.contacts],
            sum=AgedSumOut(
                amount=whole.amount, href=entries_href(business, whole.of), columns=_columns(report.total, business)
            ),
            totals=AgedTotals(**sums, total=whole.amount),
        )

    def table(self) -> Table:
        """Return the report as a table: a row for every document, then its contact's sum; amounts in major units."""
        names = (f"{name} {self.currency}" for name in (*(bucket.name for bucket in self.columns), "total"))
        headings = ("contact", "type", "number", "date", "dueDate", "daysDue", *names, "href")
        rows: list[tuple[Cell, ...]] = []
        for row in self.rows:
            rows += [self._document(row.name, item) for item in row.documents]
            rows.append((row.name, "total", None, None, None, None, *self._amounts(row), row.href))
        rows.append((None, "total", None, None, None, None, *self._amounts(self.sum), self.sum.href))
        return Table(f"{self.kind}-{self.as_of}", headings, rows)

    def _document(self, contact: str | None, item: AgedItemOut) -> tuple[Cell, ...]:
        fits = [
            (bucket.due_from or dt.date.min) <= item.due_date <= (bucket.due_to or dt.date.max)
            for bucket in self.columns
        ]
        amounts = money([item.amount if fit else 0 for fit in fits] + [item.amount], self.currency)
        return (contact, item.type, item.number, item.date, item.due_date, item.days_due, *amounts, item.href)

    def _amounts(self, row: AgedRowOut | AgedSumOut) -> list[Cell]:
        return [*money([*(figure.amount for figure in row.columns), row.amount], self.currency)]


def _columns(aged: Aged, business: int) -> list[FigureOut]:
    return [FigureOut.of(figure, business) for figure in aged.buckets]
