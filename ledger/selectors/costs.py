"""What foreign money has cost: what an account holds before a place in time, and the entries that move it from there.

Home amounts of revaluations are no cost, so they are left out: in the journal their lines have the amount 0.
"""

from __future__ import annotations

import json
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from django.db import connection

from accounts.models import Account
from bookkeeping.books import DefaultAccount, Holding
from bookkeeping.costing import Booked, Place
from bookkeeping.entries import EntryKind, JournalLine
from bookkeeping.errors import AccountMissingError
from bookkeeping.records import RecordType

if TYPE_CHECKING:
    from collections.abc import Collection

    from bookkeeping.costing import Pool
    from businesses.actors import Actor

_LINE = ("account", "amount", "currency", "home", "note", "settles", "tax", "item", "at_rate")
LAST = 2**63 - 1
"""Behind every record: the place of one that is about to be made."""
_BEFORE = f"""
    SELECT currency, SUM(amount), SUM(home) FROM (
        SELECT t.currency, t.amount, t.home FROM ledger_monthlytotal t
        WHERE t.account_id = %(account)s AND t.business_id = %(business)s AND t.month < %(month)s
        AND t.kind <> '{EntryKind.REVALUED}'
        UNION ALL
        SELECT l.currency, l.amount, l.home
        FROM accounts_account a JOIN ledger_journalline l ON l.account_id = a.id
        WHERE a.id = %(account)s AND a.business_id = %(business)s AND l.superseded_id IS NULL AND l.amount <> 0
        AND l.date >= %(month)s AND (l.date < %(date)s OR l.date = %(date)s AND l.record_id < %(record)s)
        {{without}}
    ) AS parts GROUP BY currency
"""  # noqa: S608 - a constant
_WITHOUT = """
        UNION ALL
        SELECT l.currency, -l.amount, -l.home FROM ledger_journalline l
        WHERE l.account_id = %(account)s AND l.business_id = %(business)s AND l.superseded_id IS NULL AND l.amount <> 0
        AND l.date < %(date)s AND l.record_id = %(record)s
"""
_LINES = """
    SELECT l.entry_id, l.date, l.record_id, r.type, l.account_id, l.amount, l.currency, l.home, l.note, l.settles_id,
        l.tax_id, l.item_id, l.at_rate
    FROM ledger_journalline l JOIN ledger_record r ON r.id = l.record_id
"""
_OF_RECORDS = f"""{_LINES}
    JOIN ledger_journalentry e ON e.id = l.entry_id
    WHERE l.business_id = %(business)s AND l.superseded_id IS NULL AND e.settles_id IS NULL AND l.record_id {{member}}
    ORDER BY l.date, l.record_id, l.entry_id, l.position
"""
_MOVEMENTS = f"""{_LINES}
    WHERE l.entry_id IN (
        SELECT m.entry_id FROM ledger_journalline m
        WHERE m.business_id = %(business)s AND m.superseded_id IS NULL AND m.at_rate IS NOT NULL {{of}}
    )
    ORDER BY l.date, l.record_id, l.entry_id, l.position
"""  # noqa: S608 - a constant
_FROM = """
        AND m.account_id = %(account)s AND m.currency = %(currency)s
        AND m.date >= %(date)s AND (m.date > %(date)s OR m.record_id >= %(record)s)
"""


def holdings_before(actor: Actor, *, account: int, place: Place) -> dict[str, Holding]:
    """Return what an account of the business holds before a place, by currency. One statement.

    What the record at the place itself has in the journal does not count, wherever in time that is.
    """
    arguments: dict[str, Any] = {
        "account": account,
        "business": actor.business.id,
        "month": place.date.replace(day=1),
        "date": place.date,
        "record": place.record,
    }
    query = _BEFORE.format(without="" if place.record == LAST else _WITHOUT)
    with connection.cursor() as cursor:
        cursor.execute(query, arguments)
        return {row[0]: Holding(int(row[1]), int(row[2])) for row in cursor.fetchall()}


def movements_from(actor: Actor, *, pool: Pool, place: Place) -> list[Booked]:
    """Return the live entries that move the money of a pool from a place on, in their order. One statement."""
    scope = {"account": pool.id, "currency": pool.currency, "date": place.date, "record": place.record}
    return _movements(actor, _FROM, **scope)


def movements_all(actor: Actor) -> list[Booked]:
    """Return all live entries of the business that move foreign money, in their order. One statement."""
    return _movements(actor, "")


def entries_booked(actor: Actor, *, records: Collection[int]) -> list[Booked]:
    """Return the live entries of some records, without those of late allocations, in their order. One statement."""
    member = (
        "= ANY(%(records)s)" if connection.vendor == "postgresql" else "IN (SELECT value FROM json_each(%(records)s))"
    )
    wanted = sorted(records)
    listed = wanted if connection.vendor == "postgresql" else json.dumps(wanted)
    return _booked_all(_OF_RECORDS.format(member=member), {"business": actor.business.id, "records": listed})


def gain_account(actor: Actor) -> int:
    """Return the business's account for gain or loss on exchange; raise ``AccountMissingError`` when it has none."""
    found = Account.objects.filter(business_id=actor.business.id, default_for=DefaultAccount.GAIN_OR_LOSS)
    account = found.values_list("id", flat=True).first()
    if account is None:
        message = "The business has no default account for gain or loss."
        raise AccountMissingError(message)
    return account


def _movements(actor: Actor, of: str, **scope: Any) -> list[Booked]:
    return _booked_all(_MOVEMENTS.format(of=of), {"business": actor.business.id, **scope})


def _booked_all(query: str, arguments: dict[str, Any]) -> list[Booked]:
    with connection.cursor() as cursor:
        cursor.execute(query, arguments)
        return [_booked(entry, list(lines)) for entry, lines in groupby(cursor.fetchall(), key=itemgetter(0))]


def _booked(entry: int, rows: list[Any]) -> Booked:
    _, date, record, kind, *_ = rows[0]
    lines = tuple(JournalLine(**dict(zip(_LINE, row[4:], strict=True))) for row in rows)
    within = len({line.currency for line in lines}) == 1
    return Booked(
        id=entry,
        place=Place(date, record),
        lines=lines,
        carries=kind == RecordType.TRANSFER and within,
    )
