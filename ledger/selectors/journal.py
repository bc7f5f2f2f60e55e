"""Reads of the journal of an account, with the balances that a running total starts from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce

from bookkeeping.errors import InvalidError
from businesses.paging import Page
from businesses.roles import Privilege
from ledger.models import JournalLine
from ledger.selectors.balances import BalanceView, account_holdings

if TYPE_CHECKING:
    import datetime as dt

    from django.db.models import QuerySet

    from businesses.actors import Actor

_SORT_COLUMNS: dict[str, Any] = {
    "date": F("date"),
    "amount": F("amount"),
    "note": Coalesce(F("note"), Value("")),
    "number": Coalesce(F("record__number"), Value("")),
    "type": F("record__type"),
}
SORT_COLUMNS = tuple(_SORT_COLUMNS)
"""What a journal can be sorted by."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalFilter:
    """Which journal lines a list shows, and in which order; amounts are credit amounts in minor units."""

    start_date: dt.date | None = None
    end_date: dt.date | None = None
    search: str = ""
    amount_ge: int | None = None
    amount_le: int | None = None
    sort_column: str = "date"
    sort_order: str = "asc"

    def __post_init__(self) -> None:
        """Raise ``InvalidError`` for a column or order that does not exist."""
        for value, allowed, field in (
            (self.sort_column, SORT_COLUMNS, "sort_column"),
            (self.sort_order, ("asc", "desc"), "sort_order"),
        ):
            if value not in allowed:
                message = f"Use one of: {', '.join(allowed)}."
                raise InvalidError(message, field=field)


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalLineView:
    """A line of the journal: a credit amount in its currency and at home."""

    id: int
    record: int
    account: int
    date: dt.date
    amount: int
    currency: str
    home: int
    note: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalView:
    """A list of journal lines, and the account's balances at the end of it (seed 002, journalEntries)."""

    balances: tuple[BalanceView, ...]
    lines: tuple[JournalLineView, ...]


EVERY_LINE = JournalFilter()
FIRST_PAGE = Page(0, 100)


def journal_list(
    actor: Actor, *, account: int, filters: JournalFilter = EVERY_LINE, page: Page = FIRST_PAGE
) -> JournalView:
    """Return a page of an account's live journal lines, by date unless the filter says otherwise.

    The balances are those right after the chronologically last line of the list: everything dated before it, and
    of its own day what is in the journal up to it. So a running balance can be counted back from them.

    Raises:
        ForbiddenError: without VIEW_JOURNAL_ENTRIES.
    """
    actor.require(Privilege.VIEW_JOURNAL_ENTRIES)
    live = JournalLine.objects.filter(business_id=actor.business.id, account_id=account, superseded__isnull=True)
    column = _SORT_COLUMNS[filters.sort_column]
    order = [column.asc(), F("id").asc()] if filters.sort_order == "asc" else [column.desc(), F("id").desc()]
    rows = _narrowed(live, filters).order_by(*order)[page.window]
    lines = tuple(
        JournalLineView(
            id=row.id,
            record=row.record_id,
            account=row.account_id,
            date=row.date,
            amount=row.amount,
            currency=row.currency,
            home=row.home,
            note=row.note,
        )
        for row in rows
    )
    return JournalView(balances=_closing(actor, account, lines, live, filters.end_date), lines=lines)


def _narrowed(rows: QuerySet[JournalLine], filters: JournalFilter) -> QuerySet[JournalLine]:
    conditions = {
        "date__gte": filters.start_date,
        "date__lte": filters.end_date,
        "amount__gte": filters.amount_ge,
        "amount__lte": filters.amount_le,
    }
    rows = rows.filter(**{name: value for name, value in conditions.items() if value is not None})
    text = filters.search.strip()
    if not text:
        return rows
    return rows.filter(
        Q(note__icontains=text)
        | Q(record__number__icontains=text)
        | Q(record__memo__icontains=text)
        | Q(record__contact__name__icontains=text)
    )


def _closing(
    actor: Actor,
    account: int,
    lines: tuple[JournalLineView, ...],
    live: QuerySet[JournalLine],
    end: dt.date | None,
) -> tuple[BalanceView, ...]:
    """Return the balances right after the last listed line in time; without lines, those at the list's end date."""
    if not lines:
        holdings = account_holdings(actor, account=account, as_of=end)
        sums = {currency: holding.amount for currency, holding in holdings.items()}
    else:
        last = max(lines, key=lambda line: (line.date, line.id))
        holdings = account_holdings(actor, account=account, as_of=last.date)
        sums = {currency: holding.amount for currency, holding in holdings.items()}
        later = live.filter(date=last.date, id__gt=last.id).values_list("currency", "amount")
        for currency, amount in later:
            sums[currency] -= amount
    return tuple(
        BalanceView(account=account, currency=currency, amount=amount) for currency, amount in sorted(sums.items())
    )
