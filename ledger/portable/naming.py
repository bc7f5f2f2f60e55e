"""From the names that things have in a file to the names that they get here: ids, users, businesses, and in payloads.

A file names users by its own ids, and says their e-mail addresses; of businesses that it is linked with it says when
they were opened, which no other business with the same id would share.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import msgspec

from ledger.portable.archive import refuse
from ledger.portable.tables import BUSINESS, RENEWED, names_of_things, tables

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ledger.portable.identities import Identities
    from ledger.portable.rows import Row
    from ledger.portable.tables import Table

USERS: Final = "users.jsonl"
BUSINESSES: Final = "businesses.jsonl"
MAX_DEPTH: Final = 32
_PEOPLE: Final = frozenset({"user", "created_by"})
_BOOKS: Final = frozenset({"business", "linked_business"})


class UserLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A user that rows of a file name."""

    id: int
    email: str


class BusinessLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Another business that rows of a file name; ``created_at`` is in milliseconds."""

    id: int
    name: str
    created_at: int


class Naming:
    """What everything in a file is called here."""

    def __init__(
        self, identities: Identities, *, owner: int, users: Mapping[int, int], businesses: Mapping[int, int]
    ) -> None:
        """Take what is known before the first row: users, and businesses (the one of the file among them)."""
        self.identities = identities
        self.owner = owner
        self.users = users
        self.businesses = businesses
        self.renewed: dict[str, str] = {}
        """New values of columns that are unique among all businesses."""
        self._places = {table.name: place for place, table in enumerate(tables())}
        self._words = names_of_things()

    def place(self, table: Table) -> int:
        """Return the number of a table."""
        return self._places[table.name]

    def row(self, table: Table, row: Row, line: int) -> set[str]:
        """Give a row the names that hold here; return the columns that name what is not stored before it.

        Raises:
            InvalidError: it names a row that the file does not have.
        """
        if table.has_id and table.name != BUSINESS:
            row["id"] = self.thing(row["id"])
        later = {column for column in table.waits if row[column] is not None}
        for column, target in table.references.items():
            if row[column] is not None:
                row[column] = self._referred(table, row, line, column)
                if column in table.later and target == table.name and row[column] >= row["id"]:
                    later.add(column)
        self._beyond(table, row)
        self._told(table, row, line)
        return later

    def _beyond(self, table: Table, row: Row) -> None:
        """Give what a row names beyond the tables, and what is unique among all businesses, the names of here."""
        row |= {column: self.thing(row[column]) for column in table.loose}
        row |= {column: self.businesses.get(row[column]) for column in table.businesses}
        for column in table.users:
            row[column] = self.users.get(row[column], self.owner if column in table.required_users else None)
        for column in (column for name, column in RENEWED if name == table.name):
            row[column] = self.renewed[row[column]]

    def _referred(self, table: Table, row: Row, line: int, column: str) -> int:
        """Return the new id of what a column names, which must be a row of the right table."""
        target = table.references[column]
        found = self.identities.find(row[column])
        if found is None or found[1] != self._places[target]:
            what = f"{column}: there is no row {row[column]} in {target}.jsonl."
            refuse(what, member=table.member, line=line)
        return found[0]

    def thing(self, old: int) -> int:
        """Return what a row of any table, or the business, is called here; what the file does not have keeps its id."""
        found = self.identities.find(old)
        return found[0] if found else self.businesses.get(old, old)

    def payload(self, text: str | None) -> str | None:
        """Return a payload, or other JSON, with the names that hold here; its keys stay in their order."""
        return None if text is None else msgspec.json.encode(self.told(msgspec.json.decode(text))).decode()

    def told(self, value: Any, word: str = "", depth: int = 0) -> Any:
        """Return plain data with the names that hold here; ``word`` is the key that it stands under.

        Raises:
            RecursionError: it is nested deeper than anything that was ever written.
        """
        if depth > MAX_DEPTH:
            message = f"It is nested more than {MAX_DEPTH} deep"
            raise RecursionError(message)
        if isinstance(value, dict):
            return {key: self.told(each, key, depth + 1) for key, each in value.items()}
        if isinstance(value, list):
            return [self._member(each, word, depth + 1) for each in value]
        if isinstance(value, str) and word in {column for _, column in RENEWED}:
            return self.renewed.get(value, value)
        return self._named(value, word.removesuffix("_id")) if type(value) is int else value

    def _member(self, value: Any, word: str, depth: int) -> Any:
        """Return a member of a list; the first of a list in a list is what it is about: ``[[record, amount]]``."""
        if isinstance(value, list) and value:
            return [self.told(value[0], "id", depth), *(self.told(each, word, depth) for each in value[1:])]
        return self.told(value, word, depth)

    def _named(self, value: int, word: str) -> int | None:
        if word in _PEOPLE:
            return self.users.get(value)
        if word in _BOOKS:
            return self.businesses.get(value)
        return self.thing(value) if word in self._words or word.rpartition("_")[2] in self._words else value

    def _told(self, table: Table, row: Row, line: int) -> None:
        """Give what stands in JSON the names that hold here."""
        for column in (*table.json_columns, *table.text_json):
            if row[column] is None:
                continue
            try:
                row[column] = self.payload(row[column]) if column in table.text_json else self.told(row[column])
            except (msgspec.DecodeError, RecursionError) as error:
                refuse(f"{column}: {error}.", member=table.member, line=line)
