"""What the selectors and services of bank reconciliation take and give back: frozen, ready to be rendered.

All amounts are credit amounts of the account: money that comes into a bank account is negative.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt

    from bookkeeping.matching import Suggestion


@dataclass(frozen=True, slots=True, kw_only=True)
class RowDraft:
    """A transaction of the bank that somebody types in; ``currency`` None: the account's.

    ``note`` says who paid or was paid; ``bank_transaction_id`` is the bank's identity of it.
    """

    date: dt.date
    amount: int
    currency: str | None = None
    balance: int | None = None
    note: str = ""
    memo: str = ""
    reference: str = ""
    check_number: str = ""
    bank_transaction_id: str | None = None


@dataclass(frozen=True, slots=True)
class MatchDraft:
    """That a record accounts for so much of a transaction; None: for as much as is open of both."""

    record: int
    amount: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RowChange:
    """What somebody makes of a transaction: just these matches, or one with the record of a journal line (``entry``).

    ``ignored`` puts it aside. ``said`` is what the client believes that the bank told, which does not change.
    """

    said: RowDraft
    matches: tuple[MatchDraft, ...] = ()
    entry: int | None = None
    ignored: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchView:
    """How much of a transaction of the bank a record accounts for; ``entry`` is its journal line in the account."""

    record: int
    amount: int
    entry: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RowView:
    """A transaction as the bank tells it, what it is matched with, and what of that was only ``suggested``.

    ``suggested`` is None where nobody asked. ``ignored``: it was put aside, and nothing is expected of it.
    """

    id: int
    business: int
    account: int
    currency: str
    date: dt.date
    amount: int
    balance: int | None
    position: int
    payee: str
    memo: str
    reference: str
    check_number: str
    fitid: str | None
    matched: int
    ignored: bool
    matches: tuple[MatchView, ...]
    suggested: tuple[Suggestion, ...] | None
    modified_at: dt.datetime
    version: int

    @property
    def open(self) -> int:
        """How much of it no record accounts for."""
        return self.amount - self.matched


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitView:
    """A record in an account: what its live lines there sum to, and how far the bank knows of it.

    ``entry`` is the first of these lines. ``row`` is the first transaction of the bank that it is matched with,
    ``matched`` how much of it and ``matched_on`` up to which day of the bank; ``reconciliation`` is where it cleared,
    ``check`` the number on its check.
    """

    record: int
    entry: int
    date: dt.date
    amount: int
    type: str
    number: str | None
    memo: str | None
    inbox_reference: str | None
    contact_name: str
    matched: int
    matched_on: dt.date | None
    row: int | None
    reconciliation: int | None
    check: int | None

    @property
    def open(self) -> int:
        """How much of it no transaction of the bank is matched with."""
        return self.amount - self.matched


@dataclass(frozen=True, slots=True, kw_only=True)
class ReconciliationDraft:
    """A reconciliation as a client describes it.

    ``balance`` is what the statement says at the end of its day. ``cleared`` are the records that the statement shows;
    None: those that are matched with the bank's transactions up to that day, or that are ticked already.
    """

    statement_date: dt.date
    balance: int
    currency: str | None = None
    comment: str = ""
    cleared: tuple[int, ...] | None = None
    finished: bool = False
    removed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ReconciliationView:
    """A reconciliation: the balance before, what has cleared since, and what the statement says.

    ``units`` are the records that it covers and, while it is in progress, those that it could cover; ``rows`` what the
    bank told of since the reconciliation before. Both are None in lists.
    """

    id: int
    business: int
    account: int
    currency: str
    statement_date: dt.date
    opening: int
    cleared: int
    balance: int
    comment: str
    created_at: dt.datetime
    finished_at: dt.datetime | None
    removed: bool
    units: tuple[UnitView, ...] | None
    rows: tuple[RowView, ...] | None
    modified_at: dt.datetime
    version: int

    @property
    def difference(self) -> int:
        """What is missing between what has cleared and what the statement says; 0: it comes out."""
        return self.balance - self.opening - self.cleared
