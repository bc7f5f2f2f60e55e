"""Records as the database tells them: one question for some of them with their parts, and the views of its answer.

Reading and listing records is hot, so it goes round the ORM (PERFORMANCE, section 2). The database tells columns, not
rows: its values are read by msgspec, and views are made of them, without a step of Python for each.
"""

from __future__ import annotations

import datetime as dt
import functools
from collections import defaultdict
from dataclasses import dataclass
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final

import msgspec
from msgspec.structs import force_setattr

from businesses.driver import vendor
from businesses.questions import WORDS, Question, listed, rows_of, table_of
from ledger.selectors.parts import PARTS
from ledger.views import RecordView

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from bookkeeping.records import RecordType
    from businesses.paging import Page
    from ledger.selectors.filters import Asked
    from ledger.selectors.parts import Part

_FIELDS: Final = {field.name: field.type for field in msgspec.structs.fields(RecordView) if field.required}
_ELSEWHERE: Final = {
    "contact_name": "(SELECT c.name FROM ledger_contact c WHERE c.id = r.contact_id)",
    "project_name": """CASE WHEN r.project_id IS NOT NULL
        THEN (SELECT p.name FROM ledger_project p WHERE p.id = r.project_id) END""",
}
_REFERENCES: Final = frozenset(
    {"business", "contact", "account", "deposit_account", "credit_account", "project", "order"}
)
_NAMED: Final = """(SELECT {collect}({array}({array}({columns}), {parts})) FROM ledger_record r
    WHERE r.business_id = b.id AND r.id {member})"""
_MEMBER: Final = {"postgresql": "= ANY(%s::bigint[])", "sqlite": "IN (SELECT value FROM json_each(%s))"}
_PAGE: Final = """(WITH page AS MATERIALIZED (SELECT r.*, b.currency AS home_currency, {key} AS sort_key
        FROM ledger_record r LEFT JOIN ledger_contact c ON c.id = r.contact_id {tail}){ids}
    SELECT {told})"""
_IDS: Final = {"postgresql": ", ids AS MATERIALIZED (SELECT array_agg(id) AS found FROM page)", "sqlite": ""}
_AMONG: Final = {"postgresql": "= ANY((SELECT found FROM ids)::bigint[])", "sqlite": "IN (SELECT id FROM page)"}
"""How a part is one of the page: PostgreSQL goes into an index for an array once, for rows each time."""
_DRAFTS: Final = "EXISTS (SELECT 1 FROM page WHERE page.id = a.payment_id AND page.state = 'DRAFT')"
_OF_PAGE: Final = {"drafts": _DRAFTS, "told": "page"}
_ROW: Final = """(SELECT r.id, r.type, r.state, r.removed, r.by_check, r.account_id, r.contact_id, r.currency)"""
"""The row that is told, where a part's source is to begin with it."""
_KEYS: Final[dict[str, Any]] = {"date": dt.date, "moment": dt.datetime, "amount": int, "number": str, "text": str}


class Named:
    """Records asked for by their ids: each is told as a row, and its parts beside it."""

    @staticmethod
    def question(records: Sequence[int]) -> Question:
        """Return the question for those of some records that the business has, removed ones too."""
        return Question(_named(vendor()), [listed(records)])

    @staticmethod
    def told(answer: msgspec.Raw | bytes | str) -> list[RecordView]:
        """Return the records of an answer to that question, in no order."""
        made: Callable[..., RecordView] = RecordView
        return [made(*row, **_views(parts)) for row, *parts in _named_decoder().decode(answer) or ()]


@dataclass(frozen=True, slots=True)
class Paged:
    """A page of a list of records, told column by column, and the keys that it is in the order of."""

    views: list[RecordView]
    keys: list[Any]

    @staticmethod
    def question(asked: Asked, page: Page) -> Question:
        """Return the question for a page of records, and for the one after it."""
        told = _paged(vendor(), asked.kind, asked.types)
        return Question(told.format(key=asked.key, tail=asked.tail(page)), asked.values)

    @classmethod
    def told(cls, asked: Asked, answer: msgspec.Raw | bytes | str) -> Paged:
        """Return the records of an answer to that question."""
        (*columns, keys), *parts = _paged_decoder(asked.kind, asked.types).decode(answer)
        views = list(map(RecordView, *columns)) if keys else []
        whole = {view.id: view for view in views}
        for (name, part), (records, places, ids, *rest) in zip(_parts_of(asked.types), parts, strict=True):
            grouped: dict[int, list[Any]] = defaultdict(list)
            if records:
                made = zip(places, ids, records, map(part.view, ids, *rest), strict=True)
                for *_, record, view in sorted(made, key=_PLACE):
                    grouped[record].append(view)
            for record, found in grouped.items():
                force_setattr(whole[record], name, tuple(found))  # nobody else has seen the view yet
        return cls(views, keys or [])


def _views(parts: Iterable[list[Any] | None]) -> dict[str, tuple[Any, ...]]:
    """Return the views of the parts of a record, by name; there may be none of a kind."""
    return {
        name: tuple([part.view(*fields) for _, *fields in sorted(found, key=_PLACE)])
        for (name, part), found in zip(PARTS.items(), parts, strict=True)
        if found
    }


_PLACE: Final = itemgetter(0, 1)
"""Where a part belongs among those of its kind: its place, then its id."""


@functools.cache
def _named(vendor: str) -> str:
    say = WORDS[vendor]
    parts = [
        say.rows(part.told(vendor), part.source.format(among="= r.id", drafts="r.state = 'DRAFT'", told=_ROW))
        for part in PARTS.values()
    ]
    words = {"collect": say.collect, "array": say.array, "member": _MEMBER[vendor]}
    return _NAMED.format(columns=", ".join(_columns(vendor, "b.currency")), parts=", ".join(parts), **words)


@functools.cache
def _named_decoder() -> msgspec.json.Decoder[Any]:
    parts = (rows_of((int, *part.types)) for part in PARTS.values())
    return msgspec.json.Decoder(rows_of((tuple[tuple(_FIELDS.values())], *parts)))  # type: ignore[misc]  # made now


@functools.cache
def _parts_of(types: frozenset[RecordType]) -> tuple[tuple[str, Part], ...]:
    """Return the parts that records of some types may have, by name; all for no type."""
    return tuple((name, part) for name, part in PARTS.items() if not (types and part.of) or types & part.of)


@functools.cache
def _paged(vendor: str, kind: str, types: frozenset[RecordType]) -> str:
    """Return the question for records of some types, but for the key, of this kind, and the tail."""
    say = WORDS[vendor]
    key = say.moment.format("r.sort_key") if kind == "moment" else "r.sort_key"
    told = [
        say.table([*_columns(vendor, "r.home_currency"), key], "page r"),
        *(
            say.table((part.record, *part.told(vendor)), part.source.format(among=_AMONG[vendor], **_OF_PAGE))
            for _, part in _parts_of(types)
        ),
    ]
    return _PAGE.replace("{ids}", _IDS[vendor]).replace("{told}", f"{say.array}({', '.join(told)})")


@functools.cache
def _paged_decoder(kind: str, types: frozenset[RecordType]) -> msgspec.json.Decoder[Any]:
    parts = (table_of((int, int, *part.types)) for _, part in _parts_of(types))
    return msgspec.json.Decoder(tuple[(table_of((*_FIELDS.values(), _KEYS[kind])), *parts)])  # type: ignore[misc]  # made now


def _columns(vendor: str, home_currency: str) -> list[str]:
    """Return what the database tells of a record, for each field of its view."""
    say, columns, elsewhere = WORDS[vendor], [], {**_ELSEWHERE, "home_currency": home_currency}
    for name, kind in _FIELDS.items():
        column = elsewhere.get(name) or f"r.{name}{'_id' if name in _REFERENCES else ''}"
        columns.append((say.flag if kind is bool else say.moment if kind is dt.datetime else "{}").format(column))
    return columns
