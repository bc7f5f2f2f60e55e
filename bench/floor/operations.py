"""The five workloads as the fewest statements that do them."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import psycopg

from bench.floor.tables import SCHEMA, account_id
from bench.scale import ACCOUNTS, BUSINESSES, CONTACTS, LINE_ACCOUNTS

if TYPE_CHECKING:
    from collections.abc import Callable

    from bench.burst import Operation, Session
    from bench.scale import Scale

    Statement = Callable[["Client"], bool]

_POST = (
    "SELECT * FROM invoice_post(%s::bigint, %s::bigint, %s::date, %s::date, %s::text, %s::bigint, %s::bigint, "
    "%s::bigint, %s::bigint, %s::bigint, %s::bigint, %s::bigint, %s::bigint, %s::bigint)"
)
_RECORD = """
    SELECT json_build_object(
        'id', r.id, 'number', r.number, 'date', r.day, 'dueDate', r.due, 'contact', r.contact_id,
        'currency', r.currency, 'memo', r.memo, 'net', r.net, 'taxTotal', r.taxes, 'total', r.total,
        'lines', (SELECT json_agg(json_build_object(
            'id', l.id, 'account', l.account_id, 'note', l.note, 'quantity', l.quantity, 'price', l.price,
            'amount', l.amount) ORDER BY l.position) FROM line l WHERE l.record_id = r.id),
        'taxes', (SELECT json_agg(json_build_object('tax', t.tax_id, 'base', t.base, 'amount', t.amount)
            ORDER BY t.position) FROM record_tax t WHERE t.record_id = r.id)
    )::text FROM record r WHERE r.business_id = %s AND r.id = %s
"""
_NEWEST = """
    SELECT id, number, day, due, contact_id, currency, memo, net, taxes, total FROM record
    WHERE business_id = %s ORDER BY day DESC, id DESC LIMIT 50
"""
_LINES_OF = """
    SELECT record_id, id, position, account_id, note, quantity, price, amount FROM line
    WHERE record_id = ANY(%s) ORDER BY record_id, position
"""
_BALANCE = """
    SELECT (SELECT coalesce(sum(amount), 0) FROM month_total WHERE account_id = %s AND month < %s)
        + (SELECT coalesce(sum(amount), 0) FROM journal_line
           WHERE business_id = %s AND account_id = %s AND day >= %s AND day <= %s)
"""
_TRIAL = """
    SELECT a.id,
        coalesce((SELECT sum(m.amount) FROM month_total m WHERE m.account_id = a.id AND m.month < %s), 0)
        + coalesce((SELECT sum(j.amount) FROM journal_line j
            WHERE j.business_id = %s AND j.account_id = a.id AND j.day >= %s AND j.day <= %s), 0)
    FROM account a WHERE a.business_id = %s
"""


class Client:
    """One client of the floor: its connection, its luck, and the business that it writes to."""

    def __init__(self, url: str, scale: Scale, number: int, *, alone: bool) -> None:
        """Connect. ``alone``: it writes to a business of its own, else all clients write to the same."""
        self.connection = psycopg.connect(url, autocommit=True, options=f"-c search_path={SCHEMA}")
        self.random = random.Random()
        self.scale = scale
        self.business = 2 + number % (BUSINESSES - 1) if alone else 2

    def rows(self, statement: str, *arguments: object) -> list[tuple[object, ...]]:
        """Run a prepared statement and fetch what it gives."""
        return self.connection.execute(statement, arguments, prepare=True).fetchall()


def invoice_create(client: Client) -> bool:
    """W1: a stored function, one round trip and one durable commit."""
    business, below = client.business, client.random.randrange
    lines = account_id(business, ACCOUNTS - LINE_ACCOUNTS + 1)
    found = client.rows(
        _POST, business, business * 1000 + 1 + below(CONTACTS), "2025-12-15", "2026-01-14", "Order",
        account_id(business, 1), lines + below(LINE_ACCOUNTS), 1, 10000, lines + below(LINE_ACCOUNTS), 2, 10000,
        business * 10 + 1, business * 10 + 2,
    )  # fmt: skip
    return len(found) == 1


def record_read(client: Client) -> bool:
    """W2: one statement; PostgreSQL makes the JSON."""
    return len(client.rows(_RECORD, 1, 1 + client.random.randrange(client.scale.records))) == 1


def records_list(client: Client) -> bool:
    """W3: the records, then the lines of all of them."""
    records = client.rows(_NEWEST, 1)
    return len(client.rows(_LINES_OF, [record[0] for record in records])) == 2 * len(records) == 100


def balance_read(client: Client) -> bool:
    """W4b: monthly totals and the lines of one month."""
    day, month = some_day(client.random)
    account = account_id(1, 1 + client.random.randrange(ACCOUNTS))
    return len(client.rows(_BALANCE, account, month, 1, account, month, day)) == 1


def trial_read(client: Client) -> bool:
    """W4t: the same for every account."""
    day, month = some_day(client.random)
    return len(client.rows(_TRIAL, month, 1, month, day, 1)) == ACCOUNTS


def some_day(chance: random.Random) -> tuple[str, str]:
    """Return a day of the four later years, and the first day of its month."""
    month = f"{chance.randrange(2022, 2026)}-{chance.randrange(1, 13):02d}"
    return f"{month}-{chance.randrange(1, 29):02d}", f"{month}-01"


def floor_session(url: str, scale: Scale, statement: Statement, *, alone: bool = True) -> Session:
    """Return what opens a client of the floor for one of the operations above."""

    def connected(number: int) -> Operation:
        client = Client(url, scale, number, alone=alone)
        return lambda: statement(client)

    return connected
