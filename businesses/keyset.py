"""Keyset paging: lists in one total order, by a key and then by id, that go on after the last row seen.

Texts are ordered and searched alike on every database and in Python: by code point, with the letters A to Z folded to
lower case and no others. Why not by locale: the two databases, and two installations of one, would not agree.

A place in a list is an opaque signed text: the key and id of a row, good for the one list and order that it came from.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.signing import BadSignature, Signer
from django.db.models import F, Func, Q, TextField, Value
from django.db.models.functions import Coalesce, Left, LPad, StrIndex
from django.db.models.lookups import GreaterThan

from bookkeeping.errors import InvalidError
from businesses.paging import Listed, Page

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.models import QuerySet
    from django.db.models.expressions import Combinable
    from django.db.models.sql.compiler import SQLCompiler

TEXT_WIDTH = 100
"""So much of a text decides on its place; equal beginnings are in order of id."""
NUMBER_WIDTH = 40
_KINDS: dict[str, Any] = {"date": dt.date.fromisoformat, "moment": dt.datetime.fromisoformat, "plain": lambda v: v}


class Folded(Func):
    """A text with A to Z in lower case, compared by code point."""

    function = "LOWER"
    arity = 1
    output_field = TextField()

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: Any) -> tuple[str, Any]:
        """Say that the locale has no part in it."""
        return self.as_sql(compiler, connection, template='LOWER((%(expressions)s) COLLATE "C")', **context)


def text_key(column: str) -> Combinable:
    """Return the key that orders by a text column; null counts as empty."""
    return Left(Folded(Coalesce(F(column), Value(""))), TEXT_WIDTH)


def number_key(column: str) -> Combinable:
    """Return the key that orders by a column of numbers that are texts: shorter ones first, so 9 before 10."""
    return LPad(Folded(Coalesce(F(column), Value(""))), NUMBER_WIDTH)


def contains(text: str, *columns: str) -> Q:
    """Return the condition that one of the columns contains a text, in any case.

    A to Z are found in any case; of other letters the text as a whole, in lower case or in capitals.
    """
    condition = Q()
    for column in columns:
        for spelling in spellings(text):
            condition |= Q(GreaterThan(StrIndex(Folded(F(column)), Value(spelling)), 0))
    return condition


def spellings(text: str) -> list[str]:
    """Return what is looked for when a text is searched in any case (see ``contains``)."""
    return sorted({ascii_lower(text), ascii_lower(text.lower()), ascii_lower(text.upper())})


def ascii_lower(text: str) -> str:
    """Return a text with A to Z in lower case, as ``Folded`` does."""
    return text.translate(_ASCII_LOWER)


_ASCII_LOWER = {code: code + 32 for code in range(ord("A"), ord("Z") + 1)}


@dataclass(frozen=True, slots=True)
class Places:
    """The places of one list in one order, as texts that nobody else can write. ``name`` tells it from all others."""

    name: str
    descending: bool = False

    @property
    def _signer(self) -> Signer:
        direction = "down" if self.descending else "up"
        return Signer(sep=".", salt=f"keyset-{self.name}-{direction}")

    def written(self, key: Any, identity: int) -> str:
        """Return the place of the row with this key and id."""
        kind = "plain"
        if isinstance(key, dt.date):
            kind = "moment" if isinstance(key, dt.datetime) else "date"
            key = key.isoformat()
        return self._signer.sign_object([kind, key, identity])

    def read(self, after: str) -> tuple[Any, int]:
        """Return key and id of a place; raise ``InvalidError`` when it was not given out for this list and order."""
        try:
            kind, text, identity = self._signer.unsign_object(after)
        except BadSignature as error:
            message = "This is no place in this list and order: take it from the Link header of the page before."
            raise InvalidError(message, field="after") from error
        return _KINDS[kind](text), identity

    def listed(self, found: Sequence[Any], page: Page) -> Listed[Any]:
        """Return what was found of a page and the row after it, each with its ``sort_key`` and ``pk``, as the page."""
        if page.size is None or len(found) <= page.size:
            return Listed(found)
        shown = found[: page.size]
        return Listed(shown, more=True, after=self.written(shown[-1].sort_key, shown[-1].pk))


@dataclass(frozen=True, slots=True)
class Order:
    """A total order of a list: by a key that is never null, then by id. ``name`` tells the list from all others."""

    name: str
    key: Combinable
    descending: bool = False

    def listed(self, rows: QuerySet[Any], page: Page) -> Listed[Any]:
        """Return a page of rows in this order. One statement.

        Raises:
            InvalidError: ``page.after`` was not given out for this list in this order.
        """
        return self.places.listed(list(self.window(rows, page)), page)

    def window(self, rows: QuerySet[Any], page: Page) -> QuerySet[Any]:
        """Return the rows of a page and the one after it, with their ``sort_key``; raise as ``listed``."""
        ordered: QuerySet[Any] = rows.annotate(sort_key=self.key)
        if page.after:
            ordered = ordered.filter(self._beyond(*self.places.read(page.after)))
        sign = "-" if self.descending else ""
        return ordered.order_by(f"{sign}sort_key", f"{sign}id")[page.probe]

    @property
    def places(self) -> Places:
        """The places of the list in this order."""
        return Places(self.name, self.descending)

    def _beyond(self, key: Any, identity: int) -> Q:
        """Return the condition of the rows after a place; the first half of it is what an index can serve."""
        if self.descending:
            return Q(sort_key__lte=key) & (Q(sort_key__lt=key) | Q(id__lt=identity))
        return Q(sort_key__gte=key) & (Q(sort_key__gt=key) | Q(id__gt=identity))
