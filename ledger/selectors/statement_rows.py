"""Reads of what the bank told: its transactions, what they are matched with, and what they may be."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

import msgspec
from django.db import connection
from django.db.models import F, Q, TextField
from django.db.models.expressions import RawSQL

from bookkeeping.matching import DAYS_AFTER, DAYS_REFERRED, Movement, suggestions_find
from businesses.errors import NotFoundError
from businesses.keyset import Order, contains
from businesses.paging import EVERYTHING, Listed, Page
from businesses.questions import WORDS
from businesses.roles import Privilege
from businesses.selectors.actors import actor_via
from ledger.models import BankStatementRow
from ledger.reconciliation_views import MatchView, RowView
from ledger.selectors.bank_units import UnitFilter, units_find

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.db.models import QuerySet

    from bookkeeping.matching import Suggestion
    from businesses.actors import Actor, Caller
    from ledger.reconciliation_views import UnitView


class RowState(StrEnum):
    """How far records account for a transaction of the bank."""

    OPEN = "open"
    PART = "part"
    MATCHED = "matched"
    IGNORED = "ignored"


_LINE: Final = """(SELECT MIN(l.id) FROM ledger_journalline l WHERE l.record_id = m.record_id
    AND l.account_id = ledger_bankstatementrow.account_id AND l.currency = ledger_bankstatementrow.currency
    AND l.superseded_id IS NULL)"""
_MATCHES: Final = "(SELECT {found} FROM ledger_bankmatch m WHERE m.row_id = ledger_bankstatementrow.id)"
_HELD: Final = {
    vendor: _MATCHES.format(found=say.text.format(f"{say.collect}({say.array}(m.id, m.record_id, m.amount, {_LINE}))"))
    for vendor, say in WORDS.items()
}
"""The column beside a transaction, by database, that holds its matches, each with its first live line: JSON."""
_STATES: Final = {
    RowState.OPEN: Q(matched=0, ignored=False),
    RowState.PART: ~Q(matched=0) & ~Q(matched=F("amount")),
    RowState.MATCHED: Q(matched=F("amount")),
    RowState.IGNORED: Q(ignored=True),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class RowFilter:
    """Which transactions; without a state, all but those put aside."""

    state: RowState | None = None
    start_date: dt.date | None = None
    end_date: dt.date | None = None
    search: str = ""


def statement_row_actor(caller: Caller, *, row: int) -> Actor:
    """Return the caller as an actor on the transaction's business; raise ``NotFoundError`` for a stranger's."""
    return actor_via(caller, table="ledger_bankstatementrow", kind="statementRow", identity=row)


def statement_row_get(actor: Actor, *, row: int, suggesting: bool = True) -> RowView:
    """Return a transaction of the bank with what it may be. One statement, and one more when it is open.

    Raises:
        ForbiddenError: without VIEW_BANK_RECONCILIATION. NotFoundError: no such transaction.
    """
    actor.require(Privilege.VIEW_BANK_RECONCILIATION)
    found = _rows(actor).filter(id=row).first()
    if found is None:
        raise NotFoundError
    return _views(actor, [found], suggesting=suggesting)[0]


def statement_row_list(
    actor: Actor, *, account: int, filters: RowFilter | None = None, page: Page = EVERYTHING, suggesting: bool = False
) -> Listed[RowView]:
    """Return a page of an account's transactions of the bank, oldest first. One statement; suggestions take another.

    Raises:
        ForbiddenError: without VIEW_BANK_RECONCILIATION. InvalidError: ``page.after`` is of another list.
    """
    actor.require(Privilege.VIEW_BANK_RECONCILIATION)
    filters = filters or RowFilter()
    rows = _rows(actor).filter(account_id=account)
    rows = rows.filter(_STATES[filters.state] if filters.state else Q(ignored=False))
    if filters.start_date is not None:
        rows = rows.filter(date__gte=filters.start_date)
    if filters.end_date is not None:
        rows = rows.filter(date__lte=filters.end_date)
    if filters.search.strip():
        rows = rows.filter(contains(filters.search.strip(), "payee", "memo", "reference", "check_number"))
    found = Order(f"statement-rows-{account}", F("date")).listed(rows, page)
    return Listed(_views(actor, found, suggesting=suggesting), more=found.more, after=found.after)


def statement_rows_since(
    actor: Actor, *, account: int, currency: str, since: dt.date | None, until: dt.date
) -> list[RowView]:
    """Return what the bank told of an account after a day (None: ever) up to another. One statement.

    Raises:
        ForbiddenError: without VIEW_BANK_RECONCILIATION.
    """
    actor.require(Privilege.VIEW_BANK_RECONCILIATION)
    rows = _rows(actor).filter(account_id=account, currency=currency, ignored=False, date__lte=until)
    if since is not None:
        rows = rows.filter(date__gt=since)
    return _views(actor, list(rows.order_by("date", "id")), suggesting=False)


def _rows(actor: Actor) -> QuerySet[BankStatementRow]:
    """Return the transactions of the business, each with its matches beside it."""
    rows = BankStatementRow.objects.filter(business_id=actor.business.id)
    return rows.annotate(held=RawSQL(_HELD[connection.vendor], [], output_field=TextField()))  # noqa: S611 - no value in it


def _views(actor: Actor, rows: Sequence[BankStatementRow], *, suggesting: bool) -> list[RowView]:
    """Return rows of one account as views. One statement for each currency, if suggestions are asked for."""
    matches = {row.id: _matches(row) for row in rows}
    wanted = [row for row in rows if not row.ignored and row.matched != row.amount]
    suggested = _suggested(actor, wanted, matches) if suggesting and wanted else {}
    return [
        RowView(
            id=row.id,
            business=row.business_id,
            account=row.account_id,
            currency=row.currency,
            date=row.date,
            amount=row.amount,
            balance=row.balance,
            position=row.position,
            payee=row.payee,
            memo=row.memo,
            reference=row.reference,
            check_number=row.check_number,
            fitid=row.fitid,
            matched=row.matched,
            ignored=row.ignored,
            matches=matches[row.id],
            suggested=tuple(suggested.get(row.id, ())) if suggesting else None,
            modified_at=row.modified_at,
            version=row.version,
        )
        for row in rows
    ]


def _matches(row: BankStatementRow) -> tuple[MatchView, ...]:
    """Return the matches that were read beside a transaction, oldest first."""
    text: str | None = vars(row)["held"]
    found = msgspec.json.decode(text or "[]", type=list[tuple[int, int, int, int | None]])
    return tuple(
        MatchView(record=record, amount=amount, entry=entry) for _, record, amount, entry in sorted(found, key=_first)
    )


def _first(match: tuple[int, int, int, int | None]) -> int:
    return match[0]


def _suggested(
    actor: Actor, rows: Sequence[BankStatementRow], matches: Mapping[int, Sequence[MatchView]]
) -> dict[int, list[Suggestion]]:
    """Return what each of some transactions of one account may be. One statement for each currency."""
    found = {}
    for currency in sorted({row.currency for row in rows}):
        told = [row for row in rows if row.currency == currency]
        days = [row.date for row in told]
        span = UnitFilter(since=_moved(min(days), -DAYS_REFERRED), until=_moved(max(days), DAYS_AFTER))
        units = units_find(actor, account=told[0].account_id, currency=currency, filters=span)
        records = [_record(unit) for unit in units if unit.open]
        for row in told:
            taken = {match.record for match in matches[row.id]}
            found[row.id] = suggestions_find(_told(row), [each for each in records if each.id not in taken])
    return found


def _told(row: BankStatementRow) -> Movement:
    references = tuple(filter(None, (row.check_number, row.reference, row.fitid)))
    return Movement(
        date=row.date, amount=row.amount - row.matched, text=f"{row.payee} {row.memo}", references=references
    )


def _record(unit: UnitView) -> Movement:
    references = tuple(filter(None, (unit.number, unit.inbox_reference, str(unit.check or ""))))
    return Movement(
        id=unit.record,
        date=unit.date,
        amount=unit.open,
        text=unit.contact_name or unit.memo or "",
        references=references,
    )


def _moved(day: dt.date, days: int) -> dt.date:
    """Return a day so many days later, as far as the calendar goes."""
    return dt.date.fromordinal(min(max(day.toordinal() + days, 1), dt.date.max.toordinal()))
