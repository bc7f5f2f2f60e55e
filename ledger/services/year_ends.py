"""Fiscal years are closed, and opened again: a generated record takes the result of a year to retained earnings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bookkeeping.errors import InvalidError, LockedError
from businesses.errors import NotFoundError
from businesses.models import Counter
from businesses.roles import Privilege
from businesses.services.changesets import Change, changeset_close
from ledger.models import Record
from ledger.selectors.records import record_get
from ledger.selectors.year_ends import year_end_get
from ledger.selectors.years import year_closing, year_find, years_closed
from ledger.services.closing import year_write
from ledger.services.journal import journal_withdraw
from ledger.services.work import BookWork

if TYPE_CHECKING:
    import datetime as dt

    from businesses.actors import Actor
    from ledger.selectors.year_ends import YearEndView


def year_end_close(actor: Actor, *, fiscal_year: int) -> tuple[YearEndView, bool]:
    """Close the fiscal year that ends in a calendar year, and tell whether it was open.

    Nothing happens when it is closed already, for then it follows its records.

    Raises:
        ForbiddenError: without CHANGE_YEAR_END. InvalidError: the year is not over.
        LockedError: the books are locked on its last day. ConflictError: it overlaps a closed year.
        AccountMissingError: there is no account for retained earnings.
        AmountOutOfBoundsError: the results come to more than an amount may.
    """
    actor.require(Privilege.CHANGE_YEAR_END)
    work = BookWork(actor)
    work.lock()
    year = year_find(actor, year=fiscal_year)
    record, fresh = year.record, year.record is None
    if record is None:
        end = year.period.end
        _open_check(actor, end)
        if not year.over:
            message = f"This year is not over before {end}."
            raise InvalidError(message, field="fiscal_year")
        record = year_write(actor, work=work, end=end, closing=year_closing(actor, period=year.period))
        _noted(actor, work, f"close the year up to {end}")
    return year_end_get(actor, record=record), fresh


def year_end_reopen(actor: Actor, *, fiscal_year: int) -> None:
    """Open a closed year again: its result goes back to where it came from, and its record is hidden.

    Raises:
        ForbiddenError: without CHANGE_YEAR_END. NotFoundError: no year of this name is closed.
        LockedError: the books are locked on its last day.
    """
    actor.require(Privilege.CHANGE_YEAR_END)
    work = BookWork(actor)
    work.lock()
    closed = {end: record for end, record in years_closed(actor).items() if end.year == fiscal_year}
    if not closed:
        raise NotFoundError
    end = max(closed)
    _open_check(actor, end)
    row = Record.objects.get(id=closed[end])
    before = record_get(actor, record=row.id)
    journal_withdraw(actor, work=work, record=row)
    row.removed, row.modified_at, row.version = True, actor.now, row.version + 1
    row.save(update_fields=["removed", "modified_at", "version"])
    after = record_get(actor, record=row.id)
    work.changes.append(Change("record", row.id, "remove", before.payload(), after.payload()))
    _noted(actor, work, f"open the year up to {end} again")


def _open_check(actor: Actor, end: dt.date) -> None:
    """Raise ``LockedError`` when a year ends where the books are locked."""
    lock_date = actor.business.lock_date
    if lock_date is not None and end <= lock_date:
        message = f"The books are locked up to {lock_date}."
        raise LockedError(message, field="fiscal_year")


def _noted(actor: Actor, work: BookWork, description: str) -> None:
    """Close the changeset, and let every writer know the newest day up to which a year is closed."""
    Counter.objects.filter(business_id=actor.business.id).update(closed=max(years_closed(actor), default=None))
    changeset_close(actor, work=work, description=description)
