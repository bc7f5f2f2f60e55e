"""What of a business travels: derived from the models, so that a new table of a business travels without being named.

A table belongs to a business when it has a ``business_id``. Tables come in an order in which references point
backwards. A reference that cannot (to the table itself, around a circle, or because a guard wants the row to be there
first) is among ``later``: the row is stored without it, and told of it when everything is there.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import msgspec
from django.apps import apps
from django.db.models import ForeignKey, Model

from businesses.models import Business, User
from ledger.portable.columns import column_type

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.db.models import Field

LEFT_OUT: Final[Mapping[str, str]] = {
    "accounts_chartstamp": "the restored chart is stamped anew, as its accounts come",
    "businesses_membership": "who may look into the restored books is decided anew: the owner, and whom he lets in",
    "businesses_purgepermit": "a permit is for rows of one database",
    "ledger_attachmentchunk": "the content of each file is a member of its own",
    "ledger_syncsession": "clients announce themselves anew",
}
"""The tables of a business that do not travel, with the reason."""
BUSINESS: Final = "businesses_business"
COUNTER: Final = "businesses_counter"
CHANGESET: Final = "businesses_changeset"
CHANGE: Final = "businesses_change"
FILE: Final = "ledger_attachment"
RENEWED: Final = frozenset({(FILE, "uuid")})
"""Columns that are unique among all businesses: a restored row gets a new value."""
LATER: Final = frozenset(
    {
        (BUSINESS, "lock_date"),
        ("ledger_journalentry", "superseded_id"),
        ("ledger_journalline", "superseded_id"),
    }
)
"""What guards let a row have only once others are there: a locked period takes no entry, a superseded one no line."""
NAMED_IN_JSON: Final = frozenset({(CHANGE, "before"), (CHANGE, "after"), ("ledger_record", "tax_basis")})
"""Columns of text that hold JSON which names things by their ids; so do columns of JSON, but for FREE_JSON."""
FREE_JSON: Final = frozenset({"contact_information"})
_ORDERS: Final = {
    CHANGESET: ("number",),
    CHANGE: ("changeset__number", "position"),
    "ledger_monthlytotal": ("account_id", "currency", "month", "kind"),
}


@dataclass(frozen=True, slots=True)
class Table:
    """A table that travels: its columns as they are in a file, and what they refer to.

    ``references`` are columns that name a row, by the table they name; ``loose`` ones name a row of any table.
    ``waits`` are those of ``later`` that are put off for every row, not only where the named row is still to come.
    """

    name: str
    model: type[Model]
    columns: tuple[str, ...]
    row: type[msgspec.Struct]
    references: Mapping[str, str]
    later: frozenset[str]
    users: frozenset[str]
    required_users: frozenset[str]
    businesses: frozenset[str]
    loose: frozenset[str]
    json_columns: frozenset[str]
    text_json: frozenset[str]
    order: tuple[str, ...]
    waits: frozenset[str]

    @property
    def member(self) -> str:
        """The name of the member of the file that has the rows."""
        return f"{self.name}.jsonl"

    @property
    def has_id(self) -> bool:
        """Whether its rows have ids of their own."""
        return "id" in self.columns


def tenant_models() -> list[type[Model]]:
    """Return the models whose rows belong to a business, and that of businesses itself."""
    return [
        model
        for model in apps.get_models()
        if model is Business or any(each.attname == "business_id" for each in _fields(model))
    ]


@functools.cache
def tables() -> tuple[Table, ...]:
    """Return the tables that travel, in their order."""
    kept = [_table(model) for model in tenant_models() if _name(model) not in LEFT_OUT]
    return tuple(_ordered(kept))


def _fields(model: type[Model]) -> list[Field[Any, Any]]:
    return list(model._meta.local_concrete_fields)  # noqa: SLF001 - Django's documented model API


def _name(model: type[Model]) -> str:
    return str(model._meta.db_table)  # noqa: SLF001 - as above


def _table(model: type[Model]) -> Table:
    """Return a table, before it is known what comes before it."""
    name = _name(model)
    columns = {each.attname: each for each in _fields(model) if each.attname != "business_id"}
    targets = {key: each.related_model for key, each in columns.items() if isinstance(each, ForeignKey)}
    users = frozenset(key for key, target in targets.items() if target is User)
    businesses = frozenset(key for key, target in targets.items() if target is Business)
    told = frozenset(key for key, each in columns.items() if each.get_internal_type() == "JSONField")
    struct = msgspec.defstruct(
        model.__name__,
        [column_type(each) for each in columns.values()],
        forbid_unknown_fields=True,
        kw_only=True,
    )
    return Table(
        name=name,
        model=model,
        columns=tuple(columns),
        row=struct,
        references={key: _name(target) for key, target in targets.items() if key not in users | businesses},
        later=frozenset(key for key in columns if (name, key) in LATER),
        users=users,
        required_users=frozenset(key for key in users if not columns[key].null),
        businesses=businesses,
        loose=frozenset(key for key in columns if key == "object_id"),
        json_columns=told - FREE_JSON,
        text_json=frozenset(key for key in columns if (name, key) in NAMED_IN_JSON),
        order=_ORDERS.get(name, ("pk",)),
        waits=frozenset(key for key in columns if (name, key) in LATER),
    )


def _ordered(kept: Iterable[Table]) -> list[Table]:
    """Return tables so that what a row refers to comes before it, save by what is told it later."""
    waiting = {table.name: table for table in kept}
    nullable = {
        (name, key)
        for name, table in waiting.items()
        for key in table.references
        if next(each.null for each in _fields(table.model) if each.attname == key)
    }
    found: list[Table] = []
    while waiting:
        table = _next(waiting, nullable)
        forward = {key for key, target in table.references.items() if target in waiting}
        put_off = frozenset(key for key in forward if table.references[key] != table.name)
        found.append(replace(table, later=table.later | forward, waits=table.waits | put_off))
        del waiting[table.name]
    return found


def _next(waiting: Mapping[str, Table], nullable: set[tuple[str, str]]) -> Table:
    """Return a table that waits for no other; else one that can be stored without what it waits for."""

    def lacking(table: Table) -> list[str]:
        targets = ((key, target) for key, target in table.references.items() if key not in table.later)
        return [key for key, target in targets if target in waiting and target != table.name]

    ready = [table for table in waiting.values() if not lacking(table)]
    possible = ready or [
        table for table in waiting.values() if all((table.name, key) in nullable for key in lacking(table))
    ]
    if not possible:
        message = f"No order of these tables lets a row be stored: {sorted(waiting)}"
        raise RuntimeError(message)
    return possible[0]


def names_of_things() -> frozenset[str]:
    """Return the words by which a payload names rows: columns that refer to something, singular and plural."""
    words = {key.removesuffix("_id") for table in tables() for key in (*table.references, *table.loose)}
    words |= {"id", "payment", "document", "allocation"}
    return frozenset(f"{word}{plural}" for word in words for plural in ("", "s", "es"))
