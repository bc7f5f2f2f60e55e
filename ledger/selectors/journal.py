"""Reads of the journal of an account, with the balances that a running total starts from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import F

from bookkeeping.errors import InvalidError
from businesses.keyset import Order, contains, number_key, text_key
from businesses.paging import Page
from businesses.roles import Privilege
from ledger.models import JournalLine
from ledger.selectors.balances import BalanceView, account_holdings

if TYPE_CHECKING:
    import datetime as dt

    from django.db.models import QuerySet
    from django.db.models.expressions import Combinable

    from businesses.actors import Actor

_SORT_COLUMNS: dict[str, Combinable] = {
    "date": F("date"),
    "amount": F("amount"),
    "note": text_key("note"),
    "number": number_key("record__number"),
    "type": text_key("record__type"),
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
    """A list of journal lines, and the account's balances at the end of it (seed 002, journalEntries).

    ``more`` and ``after`` say how the list goes on (``businesses.paging.Listed``).
    """

    balances: tuple[BalanceView, ...]
    lines: tuple[JournalLineView, ...]
    more: bool = False
    after: str | None = None


EVERY_LINE = JournalFilter()
FIRST_PAGE = Page(0, 100)


def journal_list(
    actor: Actor, *, account: int, filters: JournalFilter = EVERY_LINE, page: Page = FIRST_PAGE
) -> JournalView:
    """Return a page of an account's live journal lines, by date unless the filter says otherwise.

    The balances are those right after the chronologically last line of the list: everything dated before it, and
    of its own day what is in the journal up to it. So a running balance can be counted back from them, to the next
    line that a filter leaves out.

    Raises:
        ForbiddenError: without VIEW_JOURNAL_ENTRIES. InvalidError: ``page.after`` is of another list.
    """
    actor.require(Privilege.VIEW_JOURNAL_ENTRIES)
    live = JournalLine.objects.filter(business_id=actor.business.id, account_id=account, superseded__isnull=True)
    order = Order(
        f"journal-{actor.business.id}-{account}-{filters.sort_column}",
        _SORT_COLUMNS[filters.sort_column],
        descending=filters.sort_order == "desc",
    )
    rows = order.listed(_narrowed(live, filters), page)
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
    balances = _closing(actor, account, lines, filters.end_date)
    return JournalView(balances=balances, lines=lines, more=rows.more, after=rows.after)


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
    return rows.filter(contains(text, "note", "record__number", "record__memo", "record__contact__name"))


def _closing(
    actor: Actor, account: int, lines: tuple[JournalLineView, ...], end: dt.date | None
) -> tuple[BalanceView, ...]:
    """Return the balances right after the last listed line in time; without lines, those at the list's end date."""
    last = max(lines, key=lambda line: (line.date, line.id), default=None)
    day, through = (end, None) if last is None else (last.date, last.id)
    holdings = account_holdings(actor, account=account, as_of=day, through=through)
    return tuple(
        BalanceView(account=account, currency=currency, amount=holding.amount)
        for currency, holding in sorted(holdings.items())
    )
