"""Records in an account, each as the bank would know it: one amount on one day. Selectors and services ask for them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import msgspec
from django.db import connection

from businesses.models import Change
from businesses.roles import Privilege
from ledger.models import BankMatch
from ledger.reconciliation_views import UnitView

if TYPE_CHECKING:
    from collections.abc import Collection

    from businesses.actors import Actor

_MATCHED: Final = """(SELECT {what} FROM ledger_bankmatch m JOIN ledger_bankstatementrow s ON s.id = m.row_id
    WHERE m.record_id = u.record_id AND s.account_id = %(account)s AND s.currency = %(currency)s)"""
_UNITS: Final = f"""
    SELECT u.record_id, u.entry, CAST(u.date AS text), u.amount, r.type, r.number, r.memo, r.inbox_reference,
        COALESCE(c.name, ''), COALESCE({_MATCHED.format(what="CAST(SUM(m.amount) AS bigint)")}, 0),
        {_MATCHED.format(what="CAST(MAX(s.date) AS text)")}, {_MATCHED.format(what="MIN(s.id)")}, k.reconciliation_id,
        h.number
    FROM (
        SELECT l.record_id, MIN(l.id) AS entry, MIN(l.date) AS date, CAST(SUM(l.amount) AS bigint) AS amount
        FROM ledger_journalline l
        WHERE l.account_id = %(account)s AND l.superseded_id IS NULL AND l.currency = %(currency)s
            AND l.business_id = %(business)s {{lines}}
        GROUP BY l.record_id HAVING SUM(l.amount) <> 0
    ) u
    JOIN ledger_record r ON r.id = u.record_id
    LEFT JOIN ledger_contact c ON c.id = r.contact_id
    LEFT JOIN ledger_bankclearing k
        ON k.account_id = %(account)s AND k.currency = %(currency)s AND k.record_id = u.record_id
    LEFT JOIN ledger_check h ON h.account_id = %(account)s AND h.record_id = u.record_id
    {{units}}
    ORDER BY u.date, u.record_id
"""  # noqa: S608 - made of constants
_MEMBER: Final = {
    "postgresql": "= ANY(%(records)s)",
    "sqlite": "IN (SELECT value FROM json_each(%(records)s))",
}
_CLEARED_IN: Final = "WHERE k.reconciliation_id = %(reconciliation)s"
_OPEN_FOR: Final = "WHERE k.reconciliation_id IS NULL OR k.reconciliation_id = %(reconciliation)s"


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitFilter:
    """Which records: those named, those of some days; those that a reconciliation covers, or ``could`` cover."""

    records: Collection[int] | None = None
    since: dt.date | None = None
    until: dt.date | None = None
    reconciliation: int | None = None
    could: bool = False


def units_find(actor: Actor, *, account: int, currency: str, filters: UnitFilter) -> list[UnitView]:
    """Return the records in an account, by date. One statement."""
    values: dict[str, Any] = {"business": actor.business.id, "account": account, "currency": currency}
    lines = ""
    if filters.records is not None:
        named = sorted(filters.records)
        values["records"] = named if connection.vendor == "postgresql" else msgspec.json.encode(named).decode()
        lines += f" AND l.record_id {_MEMBER[connection.vendor]}"
    for column, day in (("l.date >= %(since)s", filters.since), ("l.date <= %(until)s", filters.until)):
        if day is not None:
            values[column.partition("(")[2].partition(")")[0]] = day
            lines += f" AND {column}"
    units = ""
    if filters.reconciliation is not None or filters.could:
        values["reconciliation"] = filters.reconciliation
        units = _OPEN_FOR if filters.could else _CLEARED_IN
    with connection.cursor() as cursor:
        cursor.execute(_UNITS.format(lines=lines, units=units), values)
        return [_view(*row) for row in cursor.fetchall()]


def _view(*row: Any) -> UnitView:
    record, entry, date, amount, kind, number, memo, inbox, contact, matched, matched_on, first, *rest = row
    reconciliation, check = rest
    return UnitView(
        record=record,
        entry=entry,
        date=dt.date.fromisoformat(date),
        amount=amount,
        type=kind,
        number=number,
        memo=memo,
        inbox_reference=inbox,
        contact_name=contact,
        matched=matched,
        matched_on=dt.date.fromisoformat(matched_on) if matched_on else None,
        row=first,
        reconciliation=reconciliation,
        check=check,
    )


def imported_row(actor: Actor, *, record: int) -> int | None:
    """Return the transaction of the bank that an import made a record of, and is matched with it still; else None.

    Both came in one changeset then. One statement.
    """
    actor.require(Privilege.VIEW_RECORDS)
    matches = BankMatch.objects.filter(record_id=record, row__statement__isnull=False)
    created = Change.objects.filter(business_id=actor.business.id, action="create")
    together = created.filter(kind="record", object_id=record).values("changeset")
    rows = created.filter(kind="bankStatementRow", object_id__in=matches.values("row"), changeset__in=together)
    return rows.order_by("object_id").values_list("object_id", flat=True).first()
