"""Periods of the books: the lock date, and the ends of fiscal years (DESIGN, section 7)."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated, Any

from msgspec import Meta

from api.common.wire import Wire, milliseconds

if TYPE_CHECKING:
    from businesses.selectors.locks import LockMove, LockView
    from ledger.selectors.year_ends import YearEndLine, YearEndView

FiscalYear = Annotated[int, Meta(ge=1901, le=2200)]
Reason = Annotated[str, Meta(max_length=1_000)]


class LockDateIn(Wire):
    """The last day that shall be locked, null for none; ``reason`` is needed to open again what is locked."""

    lock_date: dt.date | None
    reason: Reason | None = None


class LockMoveOut(Wire):
    """One move of the lock date; ``user`` is an e-mail address, null for a command on the server."""

    changeset: int
    moved: int | None
    user: str | None
    before: dt.date | None
    after: dt.date | None
    reason: str

    @classmethod
    def of(cls, move: LockMove) -> LockMoveOut:
        """Return a move as clients read it."""
        return cls(
            changeset=move.changeset,
            moved=milliseconds(move.at),
            user=move.email,
            before=move.before,
            after=move.after,
            reason=move.reason,
        )


class LockDateOut(Wire):
    """Up to which day the books are locked, and who moved that day, newest first."""

    business: int
    lock_date: dt.date | None
    moves: list[LockMoveOut]

    @classmethod
    def of(cls, lock: LockView) -> LockDateOut:
        """Return the lock as clients read it."""
        return cls(business=lock.id, lock_date=lock.lock_date, moves=[LockMoveOut.of(move) for move in lock.moves])


class YearEndIn(Wire):
    """The fiscal year to close, by the calendar year in which it ends; ``preview`` only shows what that would do."""

    fiscal_year: FiscalYear
    preview: bool | None = None


class ClosedYearOut(Wire):
    """A fiscal year that is closed; ``netIncome`` is what went to retained earnings, in home minor units."""

    business: int
    fiscal_year: int
    start_date: dt.date
    end_date: dt.date
    currency: str
    net_income: int
    record: int | None

    @classmethod
    def of(cls, year: YearEndView, *, business: int, currency: str) -> ClosedYearOut:
        """Return a year as clients read it in a list."""
        return cls(**_year(year, business, currency))


class YearEndLineOut(Wire):
    """A line of the entry that closes a year: a credit amount in its currency and in the home currency."""

    account: int
    amount: int
    currency: str
    home_amount: int

    @classmethod
    def of(cls, line: YearEndLine) -> YearEndLineOut:
        """Return a line as clients read it."""
        return cls(account=line.account, amount=line.amount, currency=line.currency, home_amount=line.home)


class YearEndOut(ClosedYearOut):
    """A fiscal year with the entry that closes it; ``record`` is null while it is not closed."""

    journal_entries: list[YearEndLineOut]

    @classmethod
    def of(cls, year: YearEndView, *, business: int, currency: str) -> YearEndOut:
        """Return a year as clients read it."""
        return cls(**_year(year, business, currency), journal_entries=[YearEndLineOut.of(line) for line in year.lines])


def _year(year: YearEndView, business: int, currency: str) -> dict[str, Any]:
    return {
        "business": business,
        "fiscal_year": year.fiscal_year,
        "start_date": year.start,
        "end_date": year.end,
        "currency": currency,
        "net_income": year.net_income,
        "record": year.record,
    }
