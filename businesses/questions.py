"""Questions: reads that the database answers with one JSON value, the only column of the only row.

What is asked often is asked so: who may and what there is come with one statement, and msgspec makes views of the
answer without a step of Python for each row and value (PERFORMANCE, section 2).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.db import connection

from businesses.driver import text_read
from businesses.errors import NotFoundError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from businesses.actors import Actor
    from businesses.driver import Value


@dataclass(frozen=True, slots=True)
class Question:
    """The SQL of a JSON value that may speak of a business ``b``, and the values for its ``%s``, in their order."""

    sql: str
    values: Sequence[Value] = ()


@dataclass(frozen=True, slots=True)
class Words:
    """How a database says JSON."""

    array: str
    """The function that makes an array of its arguments."""
    object: str
    """The function that makes an object of names and values in turn."""
    collect: str
    """The aggregate that makes an array of what is found; of nothing it may make null."""
    value: str
    """A JSON value made elsewhere, as a part of another one."""
    text: str
    """A JSON value as text, which no driver tries to read."""
    flag: str
    """A column that is true or false."""
    moment: str
    """A column that is a moment, with its offset from UTC."""


WORDS: Final = {
    "postgresql": Words("json_build_array", "json_build_object", "json_agg", "{}", "CAST({} AS text)", "{}", "{}"),
    "sqlite": Words(
        "json_array",
        "json_object",
        "json_group_array",
        "json({})",
        "{}",
        "json(iif({}, 'true', 'false'))",
        "{} || '+00:00'",
    ),
}


def words() -> Words:
    """Return how the database of this process says JSON."""
    return WORDS[connection.vendor]


def answer_read(actor: Actor, question: Question) -> bytes | str:
    """Return the answer to a question about the actor's business, as JSON. One statement.

    Raises:
        NotFoundError: the business is not there any more.
    """
    sql = f"SELECT {words().text.format(question.sql)} FROM businesses_business b WHERE b.id = %s"  # noqa: S608 - of a room
    answer = text_read(sql, (*question.values, actor.business.id))
    if answer is None:
        raise NotFoundError
    return answer
