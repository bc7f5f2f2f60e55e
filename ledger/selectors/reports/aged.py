"""What is open at the end of any day, by contact and age: the receivable and payable accounts, line by line."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from django.db import connection

from bookkeeping.books import AccountType
from bookkeeping.records import RecordType
from bookkeeping.reporting.ageing import PAYABLE, RECEIVABLE, OpenItem, aged
from bookkeeping.reporting.periods import checked
from businesses.roles import Privilege
from ledger.selectors.known import known_at
from ledger.sql_values import day_read

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from bookkeeping.reporting.ageing import AgedReport
    from bookkeeping.reporting.figures import Selection
    from businesses.actors import Actor

_OPEN: Final = """
    SELECT a.type, k.id, k.type, k.number, k.date, COALESCE(k.due_date, k.date), COALESCE(r.contact_id, 0), c.name,
        l.currency, CAST(SUM(CASE WHEN l.settles_id IS NULL THEN l.amount ELSE 0 END) AS bigint),
        CAST(SUM(l.amount) AS bigint), CAST(SUM(l.home) AS bigint)
    FROM accounts_account a
    JOIN ledger_journalline l ON l.account_id = a.id
    JOIN ledger_record r ON r.id = l.record_id
    JOIN ledger_record k ON k.id = COALESCE(l.settles_id, l.record_id)
    LEFT JOIN ledger_contact c ON c.id = r.contact_id
    WHERE a.business_id = %s AND a.type IN ({types}) AND {lines} AND l.date <= %s {about}
    GROUP BY a.type, k.id, k.type, k.number, k.date, COALESCE(k.due_date, k.date), COALESCE(r.contact_id, 0), c.name,
        l.currency
    HAVING SUM(l.home) <> 0
"""


def receivables_aged(actor: Actor, *, as_of: dt.date | None = None, changeset: int | None = None) -> AgedReport:
    """Return what customers owe at the end of a day (None: today). One statement, one more as known at a changeset.

    Raises:
        ForbiddenError: without VIEW_REPORTS. InvalidError: there is no such day or changeset.
    """
    return _report(actor, RECEIVABLE, as_of, changeset)


def payables_aged(actor: Actor, *, as_of: dt.date | None = None, changeset: int | None = None) -> AgedReport:
    """Return what is owed to vendors at the end of a day (None: today), as ``receivables_aged`` does.

    Raises:
        ForbiddenError: without VIEW_REPORTS. InvalidError: there is no such day or changeset.
    """
    return _report(actor, PAYABLE, as_of, changeset)


def _report(actor: Actor, base: Selection, as_of: dt.date | None, changeset: int | None) -> AgedReport:
    actor.require(Privilege.VIEW_REPORTS)
    day = checked(as_of or actor.now.date(), field="as_of")
    items = items_open(actor, types=base.types, as_of=day, changeset=changeset)
    return aged(items, replace(base, changeset=changeset), day)


def items_open(
    actor: Actor,
    *,
    types: Sequence[AccountType],
    as_of: dt.date,
    changeset: int | None = None,
    contact: int | None = None,
) -> list[OpenItem]:
    """Return what lies on accounts of some types at the end of a day, of all contacts or of one. One statement.

    Raises:
        ForbiddenError: without VIEW_REPORTS. InvalidError: there is no such changeset.
    """
    actor.require(Privilege.VIEW_REPORTS)
    known = known_at(actor, changeset=changeset)
    arguments: list[Any] = [actor.business.id, *types, *known.line_values, as_of]
    about = "" if contact is None else "AND r.contact_id = %s"
    places = ", ".join(["%s"] * len(types))
    with connection.cursor() as cursor:
        cursor.execute(
            _OPEN.format(types=places, lines=known.lines(), about=about),
            arguments if contact is None else [*arguments, contact],
        )
        return [_item(row) for row in cursor.fetchall()]


def _item(row: Sequence[Any]) -> OpenItem:
    held_on, record, kind, number, date, due, contact, name, currency, original, amount, home = row
    return OpenItem(
        account_type=AccountType(held_on),
        record=record,
        type=RecordType(kind),
        number=number,
        date=day_read(date),
        due=day_read(due),
        contact=contact,
        contact_name=name,
        currency=currency,
        original=original,
        amount=amount,
        home=home,
    )
