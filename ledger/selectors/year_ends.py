"""Which fiscal years are closed, and what closing one would do."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bookkeeping.records import RecordType
from bookkeeping.years import year_ending
from businesses.errors import NotFoundError
from businesses.roles import Privilege
from ledger.models import JournalLine, Record
from ledger.selectors.years import year_closing, year_find

if TYPE_CHECKING:
    import datetime as dt

    from businesses.actors import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class YearEndLine:
    """A line of the entry that closes a year: a credit amount in its currency and at home."""

    account: int
    amount: int
    currency: str
    home: int


@dataclass(frozen=True, slots=True, kw_only=True)
class YearEndView:
    """A fiscal year that is closed by ``record``, or would be (None).

    ``net_income`` is the credit amount at home that goes to retained earnings: a profit is positive. ``lines`` are
    those of the entry; lists leave them out.
    """

    start: dt.date
    end: dt.date
    net_income: int
    record: int | None = None
    lines: tuple[YearEndLine, ...] = ()

    @property
    def fiscal_year(self) -> int:
        """The calendar year in which it ends, after which it is called."""
        return self.end.year


def year_end_list(actor: Actor) -> list[YearEndView]:
    """Return the years that are closed, newest first; raise ``ForbiddenError`` without VIEW_REPORTS. One statement."""
    actor.require(Privilege.VIEW_REPORTS)
    rows = Record.objects.filter(business_id=actor.business.id, type=RecordType.YEAR_END_ADJUSTMENT, removed=False)
    found = list(rows.order_by("-date").values_list("date", "id", "home_total"))
    ends = [end for end, _, _ in found]
    return [
        YearEndView(start=year_ending(end, closed=ends).start, end=end, net_income=home, record=record)
        for end, record, home in found
    ]


def year_end_preview(actor: Actor, *, fiscal_year: int) -> YearEndView:
    """Return what closing a year would do, whether or not it is over, closed or locked.

    Raises:
        ForbiddenError: without CHANGE_YEAR_END. AccountMissingError: there is no account for retained earnings.
        ConflictError: the year overlaps a closed one. AmountOutOfBoundsError: the results come to too much.
    """
    actor.require(Privilege.CHANGE_YEAR_END)
    year = year_find(actor, year=fiscal_year)
    closing = year_closing(actor, period=year.period)
    lines = tuple(
        YearEndLine(account=line.account, amount=line.amount, currency=line.currency, home=line.home)
        for line in closing.entry.lines
    )
    start, end = year.period.start, year.period.end
    return YearEndView(start=start, end=end, net_income=closing.net_income, record=year.record, lines=lines)


def year_end_get(actor: Actor, *, record: int) -> YearEndView:
    """Return a closed year, by its record, with the lines of its entry. Two statements.

    Raises:
        ForbiddenError: without VIEW_REPORTS. NotFoundError: no year is closed by this record.
    """
    actor.require(Privilege.VIEW_REPORTS)
    found = next((year for year in year_end_list(actor) if year.record == record), None)
    if found is None:
        raise NotFoundError
    rows = JournalLine.objects.filter(record_id=record, superseded__isnull=True).order_by("position")
    lines = tuple(
        YearEndLine(account=line.account_id, amount=line.amount, currency=line.currency, home=line.home)
        for line in rows
    )
    return replace(found, lines=lines)
