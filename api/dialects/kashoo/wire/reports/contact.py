"""What is told to a contact (operations 35 and 36; the keys are ours)."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from api.common.tables import Table
from api.common.wire import Prose, Wire
from api.dialects.kashoo.wire.entries import entries_href
from api.dialects.kashoo.wire.queries import ChangesetNumber
from api.dialects.kashoo.wire.reports.aged import AgedItemOut, BucketOut
from api.dialects.kashoo.wire.reports.figures import FigureOut, money
from api.dialects.kashoo.wire.reports.queries import DaysQuery, ReportQuery
from bookkeeping.records import RecordType

if TYPE_CHECKING:
    from api.common.tables import Cell
    from bookkeeping.reporting.activity import ActivityRow
    from businesses.actors import Actor
    from ledger.selectors.reports.contact import ContactActivity, ContactStatement, OpenSide


class StatementQuery(ReportQuery):
    """The day of a statement, under any of three names (the seed lost the real one); ``memo`` stands on it."""

    as_of: dt.date | None = None
    date: dt.date | None = None
    end_date: dt.date | None = None
    memo: Prose | None = None
    changeset: ChangesetNumber | None = None

    @property
    def day(self) -> dt.date | None:
        """The day that is named."""
        return self.as_of or self.date or self.end_date


class ActivityQuery(DaysQuery):
    """The days of an activity report; ``memo`` stands on it."""

    memo: Prose | None = None


class OpenSideOut(Wire):
    """What is owed one way: in all, by how long it has been due, and document by document."""

    amount: int
    href: str
    columns: list[FigureOut]
    documents: list[AgedItemOut]

    @classmethod
    def of(cls, side: OpenSide, business: int) -> OpenSideOut:
        """Return what is owed as clients read it."""
        whole = side.aged.whole
        return cls(
            amount=whole.amount,
            href=entries_href(business, whole.of),
            columns=[FigureOut.of(figure, business) for figure in side.aged.buckets],
            documents=[AgedItemOut.of(item, business) for item in side.items],
        )


class StatementTotals(Wire):
    """What the contact owes, what it is owed, and the difference."""

    receivable: int
    payable: int
    balance: int


class ContactStatementOut(Wire):
    """What is open between the business and a contact: ``receivable`` is owed to us, ``payable`` by us."""

    kind: str
    business: int
    contact: int
    contact_name: str
    currency: str
    as_of: dt.date
    memo: str | None
    changeset: int | None
    columns: list[BucketOut]
    receivable: OpenSideOut
    payable: OpenSideOut
    balance: FigureOut
    totals: StatementTotals

    @classmethod
    def of(cls, report: ContactStatement, actor: Actor, memo: str | None) -> ContactStatementOut:
        """Return the statement as clients read it."""
        business = actor.business.id
        return cls(
            kind="contact-statement",
            business=business,
            contact=report.contact,
            contact_name=report.name,
            currency=actor.business.currency,
            as_of=report.as_of,
            memo=memo,
            changeset=report.changeset,
            columns=BucketOut.all_of(report.as_of),
            receivable=OpenSideOut.of(report.receivable, business),
            payable=OpenSideOut.of(report.payable, business),
            balance=FigureOut.of(report.balance, business),
            totals=StatementTotals(
                receivable=report.receivable.aged.whole.amount,
                payable=report.payable.aged.whole.amount,
                balance=report.balance.amount,
            ),
        )

    def table(self) -> Table:
        """Return the open documents as a table, amounts in major units; what we owe is negative."""
        headings = ("type", "number", "date", "dueDate", "daysDue", f"amount {self.currency}", "href")
        rows: list[tuple[Cell, ...]] = []
        for side, sign in ((self.receivable, 1), (self.payable, -1)):
            for item in side.documents:
                amount = money((sign * item.amount,), self.currency)
                rows.append((item.type, item.number, item.date, item.due_date, item.days_due, *amount, item.href))
        total = money((self.balance.amount,), self.currency)
        rows.append(("total", None, None, None, None, *total, self.balance.href))
        return Table(f"{self.kind}-{self.contact}-{self.as_of}", headings, rows)


class ActivityRowOut(Wire):
    """What a record moved on a day: positive what the contact was charged or got, negative what it paid or charged.

    ``originalAmount`` is in the record's currency; ``balance`` is what the contact owes after it.
    """

    date: dt.date
    record: int
    type: RecordType
    number: str | None
    memo: str | None
    currency: str
    original_amount: int
    amount: int
    href: str
    balance: int

    @classmethod
    def of(cls, row: ActivityRow, business: int) -> ActivityRowOut:
        """Return a row as clients read it."""
        deed = row.deed
        return cls(
            date=deed.date,
            record=deed.record,
            type=deed.type,
            number=deed.number,
            memo=deed.memo,
            currency=deed.currency,
            original_amount=row.amount,
            amount=row.figure.amount,
            href=entries_href(business, row.figure.of),
            balance=row.balance,
        )


class ActivityTotals(Wire):
    """What the contact owed before, by how much that changed, and what it owes at the end."""

    opening: int
    change: int
    closing: int


class ContactActivityOut(Wire):
    """What happened between the business and a contact over some days, oldest first."""

    kind: str
    business: int
    contact: int
    contact_name: str
    currency: str
    start_date: dt.date | None
    end_date: dt.date | None
    memo: str | None
    changeset: int | None
    opening: FigureOut
    rows: list[ActivityRowOut]
    change: FigureOut
    closing: FigureOut
    totals: ActivityTotals

    @classmethod
    def of(cls, found: ContactActivity, actor: Actor, memo: str | None) -> ContactActivityOut:
        """Return the activity as clients read it."""
        business, report = actor.business.id, found.activity
        return cls(
            kind="contact-activity",
            business=business,
            contact=found.contact,
            contact_name=found.name,
            currency=actor.business.currency,
            start_date=report.base.start,
            end_date=report.base.end,
            memo=memo,
            changeset=report.base.changeset,
            opening=FigureOut.of(report.opening, business),
            rows=[ActivityRowOut.of(row, business) for row in report.rows],
            change=FigureOut.of(report.change, business),
            closing=FigureOut.of(report.closing, business),
            totals=ActivityTotals(
                opening=report.opening.amount, change=report.change.amount, closing=report.closing.amount
            ),
        )

    def table(self) -> Table:
        """Return the activity as a table, amounts in major units."""
        names = (f"{name} {self.currency}" for name in ("amount", "balance"))
        rows: list[tuple[Cell, ...]] = [
            (
                self.start_date,
                "opening",
                None,
                None,
                None,
                *money((self.opening.amount,), self.currency),
                self.opening.href,
            )
        ]
        rows += [
            (row.date, row.type, row.number, row.memo, *money((row.amount, row.balance), self.currency), row.href)
            for row in self.rows
        ]
        rows.append(
            (
                self.end_date,
                "closing",
                None,
                None,
                None,
                *money((self.closing.amount,), self.currency),
                self.closing.href,
            )
        )
        headings = ("date", "type", "number", "memo", *names, "href")
        return Table(f"{self.kind}-{self.contact}-{self.end_date}", headings, rows)
