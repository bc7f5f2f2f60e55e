"""Questions: reads that the database answers with one JSON value, the only column of the only row.

What is asked often is asked so: who may and what there is come with one statement, and msgspec makes views of the
answer without a step of Python for each row and value (PERFORMANCE, section 2).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import msgspec

from businesses.driver import text_read, vendor
from businesses.errors import NotFoundError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from businesses.actors import Actor
    from businesses.driver import Value


@dataclass(frozen=True, slots=True)
class Question:
    """The SQL of a JSON value that may speak of a business ``b``, and the values for its ``%s``, in their order."""

    sql: str
    values: Sequence[Value] = ()


@dataclass(slots=True)
class Told:
    """An answer that came along with who asks, and what it is ``about``: any value that whoever takes it knows, too."""

    about: object
    answer: msgspec.Raw | None

    def take(self, about: object) -> msgspec.Raw | None:
        """Return the answer about something; None about anything else, and from the second time on."""
        answer, self.answer = self.answer, None
        return answer if self.about == about else None


@dataclass(frozen=True, slots=True)
class Words:
    """How a database says JSON."""

    array: str
    """The function that makes an array of its arguments."""
    object: str
    """The function that makes an object of names and values in turn."""
    collect: str
    """The aggregate that makes an array of a column; of no rows it may make null."""
    value: str
    """A JSON value made elsewhere, as a part of another one."""
    text: str
    """A JSON value as text, which no driver tries to read."""
    flag: str
    """A column that is true or false."""
    moment: str
    """A column that is a moment, with its offset from UTC."""

    def rows(self, columns: Iterable[str], source: str) -> str:
        """Return the SQL of what is found, row by row: an array that has an array for each."""
        row = f"{self.array}({', '.join(columns)})"
        return self.value.format(f"(SELECT {self.collect}({row}) FROM {source})")  # noqa: S608 - of a room

    def table(self, columns: Iterable[str], source: str) -> str:
        """Return the SQL of what is found, column by column: an array that has an array of each one's values.

        For many rows it takes less: how a value is written, the database finds out once for each column.
        """
        told = ", ".join(f"{self.collect}({column})" for column in columns)
        return self.value.format(f"(SELECT {self.array}({told}) FROM {source})")  # noqa: S608 - of a room


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
    return WORDS[vendor()]


def listed(values: Sequence[str] | Sequence[int]) -> str:
    """Return ids or names, which need no quotes, as one value: an array of PostgreSQL, or JSON."""
    text = msgspec.json.encode(values).decode()
    return f"{{{text[1:-1]}}}" if vendor() == "postgresql" else text


def answer_read(actor: Actor, question: Question) -> bytes | str:
    """Return the answer to a question about the actor's business, as JSON. One statement.

    Raises:
        NotFoundError: the business is not there any more.
    """
    answer = f"COALESCE({words().text.format(question.sql)}, 'null')"
    sql = f"SELECT {answer} FROM businesses_business b WHERE b.id = %s"  # noqa: S608 - of a room
    found = text_read(sql, (*question.values, actor.business.id))
    if found is None:
        raise NotFoundError
    return found


def rows_of(kinds: Iterable[Any]) -> Any:
    """Return the type of an answer that is ``Words.rows`` of columns of these kinds; without any it is null."""
    return list[tuple[tuple(kinds)]] | None  # type: ignore[misc]  # made now


def table_of(kinds: Iterable[Any]) -> Any:
    """Return the type of an answer that is a ``Words.table`` of columns of these kinds; without rows they are null."""
    return tuple[tuple(list[kind] | None for kind in kinds)]  # type: ignore[misc, valid-type]  # made now
