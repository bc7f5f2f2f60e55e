"""What is told to a contact: a statement of what is open at the end of a day, and the activity of some days."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from django.db import connection

from bookkeeping.records import RecordType
from bookkeeping.reporting.activity import OWED, Activity, Deed, activity
from bookkeeping.reporting.ageing import PAYABLE, RECEIVABLE, Aged, AgedItem, aged_items
from bookkeeping.reporting.figures import Figure, Selection, Side
from bookkeeping.reporting.periods import FiscalStart, checked, period_of
from businesses.errors import NotFoundError
from businesses.roles import Privilege
from ledger.selectors.known import known_at
from ledger.selectors.reports.aged import items_open
from ledger.sql_values import day_read

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from businesses.actors import Actor
    from ledger.selectors.reports.options import PeriodOptions

_CONTACT: Final = """
    SELECT c.name, b.fiscal_start_month, b.fiscal_start_day
    FROM ledger_contact c JOIN businesses_business b ON b.id = c.business_id WHERE b.id = %s AND c.id = %s
"""
_DEEDS: Final = """
    SELECT 0, NULL, NULL, NULL, NULL, NULL, 0, CAST(COALESCE(SUM(l.home), 0) AS bigint)
    FROM ledger_record r
    JOIN ledger_journalline l ON l.record_id = r.id
    JOIN accounts_account a ON a.id = l.account_id
    WHERE r.business_id = %s AND r.contact_id = %s AND a.type IN (%s, %s) AND {lines} AND l.date < %s
    UNION ALL
    SELECT r.id, r.type, r.number, r.memo, l.date, l.currency,
        CAST(SUM(l.amount) AS bigint), CAST(SUM(l.home) AS bigint)
    FROM ledger_record r
    JOIN ledger_journalline l ON l.record_id = r.id
    JOIN accounts_account a ON a.id = l.account_id
    WHERE r.business_id = %s AND r.contact_id = %s AND a.type IN (%s, %s) AND {lines} AND l.date >= %s AND l.date <= %s
    GROUP BY r.id, r.type, r.number, r.memo, l.date, l.currency
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenSide:
    """What a contact owes (is owed): figures by age, and the items."""

    aged: Aged
    items: tuple[AgedItem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactStatement:
    """What is open between the business and a contact at the end of a day; ``balance``: what is owed to us in all."""

    contact: int
    name: str
    as_of: dt.date
    changeset: int | None
    receivable: OpenSide
    payable: OpenSide
    balance: Figure


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactActivity:
    """What happened with a contact over some days."""

    contact: int
    name: str
    activity: Activity


def contact_statement_get(
    actor: Actor, *, contact: int, as_of: dt.date | None = None, changeset: int | None = None
) -> ContactStatement:
    """Return what is open between the business and a contact at the end of a day (None: today). Two statements.

    Raises:
        ForbiddenError: without VIEW_REPORTS. NotFoundError: there is no such contact.
        InvalidError: there is no such day or changeset.
    """
    actor.require(Privilege.VIEW_REPORTS)
    name, _ = _contact(actor, contact)
    day = checked(as_of or actor.now.date(), field="as_of")
    found = items_open(actor, types=OWED, as_of=day, changeset=changeset, contact=contact)
    sides = []
    for base in (RECEIVABLE, PAYABLE):
        own = replace(base, contact=contact, changeset=changeset, end=day)
        items, figures = aged_items([item for item in found if item.account_type in base.types], own, day)
        sides.append(OpenSide(aged=figures, items=items))
    of = Selection(types=OWED, contact=contact, end=day, changeset=changeset, side=Side.DEBIT)
    balance = Figure(amount=-sum(item.home for item in found), of=of)
    return ContactStatement(
        contact=contact,
        name=name,
        as_of=day,
        changeset=changeset,
        receivable=sides[0],
        payable=sides[1],
        balance=balance,
    )


def contact_activity_get(actor: Actor, *, contact: int, options: PeriodOptions) -> ContactActivity:
    """Return what was charged and paid between the business and a contact over some days. Two statements.

    Raises:
        ForbiddenError: without VIEW_REPORTS. NotFoundError: there is no such contact.
        InvalidError: the days make no report, or there is no such changeset.
    """
    actor.require(Privilege.VIEW_REPORTS)
    name, fiscal = _contact(actor, contact)
    period = period_of(options.start, options.end, today=actor.now.date(), fiscal=fiscal)
    known = known_at(actor, changeset=options.changeset)
    of_contact: list[int | str] = [actor.business.id, contact, *OWED, *known.line_values]
    with connection.cursor() as cursor:
        cursor.execute(
            _DEEDS.format(lines=known.lines()), [*of_contact, period.start, *of_contact, period.start, period.end]
        )
        rows = cursor.fetchall()
    deeds = sorted((_deed(row) for row in rows if row[0]), key=lambda deed: (deed.date, deed.record, deed.currency))
    opening = next(row[7] for row in rows if not row[0])
    told = activity(Selection(contact=contact, changeset=options.changeset).within(period), opening, deeds)
    return ContactActivity(contact=contact, name=name, activity=told)


def _contact(actor: Actor, contact: int) -> tuple[str, FiscalStart]:
    """Return the name of a contact, and when the fiscal year of its business begins."""
    with connection.cursor() as cursor:
        cursor.execute(_CONTACT, [actor.business.id, contact])
        row = cursor.fetchone()
    if row is None:
        raise NotFoundError
    return row[0], FiscalStart(*row[1:])


def _deed(row: Sequence[Any]) -> Deed:
    record, kind, number, memo, date, currency, amount, home = row
    return Deed(
        record=record,
        type=RecordType(kind),
        number=number,
        memo=memo,
        date=day_read(date),
        currency=currency,
        amount=amount,
        home=home,
    )
