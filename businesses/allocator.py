"""The only module that makes ids and random tokens.

Ids are integers below 2^53, given out in ascending order by one sequence per kind: businesses from seven
digits, users from six, everything else above 2^32 (DESIGN, section 6). PostgreSQL has real sequences, so that
writers of different businesses do not meet; SQLite, with its single writer, counts in a table.
"""

from __future__ import annotations

import secrets
import uuid
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import msgspec
from django.db import connection

from businesses.driver import text_read
from businesses.questions import Question

if TYPE_CHECKING:
    from collections.abc import Sequence


class Kind(StrEnum):
    """The id sequences."""

    BUSINESS = "business"
    USER = "user"
    OBJECT = "object"


FIRST_IDS = {Kind.BUSINESS: 1_000_001, Kind.USER: 100_001, Kind.OBJECT: 2**32 + 1}


STAMP = {"postgresql": "floor(random() * 9007199254740992)::bigint", "sqlite": "random() & 9007199254740991"}
"""A random whole number below 2^53, as SQL: for what must be told apart from everything before, and no more."""


def ids(count: int, *, kind: Kind = Kind.OBJECT) -> list[int]:
    """Return ``count`` new ids in ascending order. One statement."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT nextval(%s::regclass) FROM generate_series(1, %s)", [f"daybook_{kind}_id", count])
            return [row[0] for row in cursor.fetchall()]
        cursor.execute(
            "UPDATE businesses_sequence SET next = next + %s WHERE kind = %s RETURNING next", [count, str(kind)]
        )
        after: int = cursor.fetchone()[0]
        return list(range(after - count, after))


def ids_beside(count: int, query: str, arguments: Sequence[int]) -> tuple[list[int], list[Any]]:
    """Return new object ids in ascending order and the JSON array that a query gives, with one statement for both.

    Args:
        count: how many ids.
        query: a SELECT of one JSON array, written by the caller's room, never taken from a request.
        arguments: what its placeholders stand for.
    """
    if connection.vendor == "postgresql":
        asked = ids_asked(count, query, arguments)
        return ids_told(text_read(f"SELECT ({asked.sql})::text", asked.values) or "")
    text = text_read(_TAKEN.format(query), (count, str(Kind.OBJECT), *arguments))
    after, beside = msgspec.json.decode(text or "")
    return list(range(after - count, after)), beside


def ids_asked(count: int, query: str, arguments: Sequence[int]) -> Question:
    """Return the question for ids and the array of a query, as ``ids_beside`` has them (PostgreSQL)."""
    return Question(_ASKED.format(query), (f"daybook_{Kind.OBJECT}_id", count, *arguments))


def ids_told(answer: bytes | str) -> tuple[list[int], list[Any]]:
    """Return the answer to ``ids_asked``."""
    found, beside = msgspec.json.decode(answer)
    return found, beside


_ASKED = "json_build_array(array(SELECT nextval(%s::regclass) FROM generate_series(1, %s::integer)), ({}))"
_TAKEN = "UPDATE businesses_sequence SET next = next + %s WHERE kind = %s RETURNING json_array(next, json(({})))"


def one_id(*, kind: Kind = Kind.OBJECT) -> int:
    """Return one new id."""
    return ids(1, kind=kind)[0]


def token() -> str:
    """Return a bare token: a random UUID, as Kashoo clients store it (contract, section 2)."""
    return str(uuid.UUID(bytes=secrets.token_bytes(16), version=4))


def secret() -> str:
    """Return a random secret of 256 bits, in hexadecimal."""
    return secrets.token_hex(32)
