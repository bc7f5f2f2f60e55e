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
    from collections.abc import Callable

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
    spellings = {ascii_lower(text), ascii_lower(text.lower()), ascii_lower(text.upper())}
    condition = Q()
    for column in columns:
        for spelling in sorted(spellings):
            condition |= Q(GreaterThan(StrIndex(Folded(F(column)), Value(spelling)), 0))
    return condition


def ascii_lower(text: str) -> str:
    """Return a text with A to Z in lower case, as ``Folded`` does."""
    return text.translate(_ASCII_LOWER)


_ASCII_LOWER = {code: code + 32 for code in range(ord("A"), ord("Z") + 1)}


@dataclass(frozen=True, slots=True)
class Order:
    """A total order of a list: by a key that is never null, then by id. ``name`` tells the list from all others."""

    name: str
    key: Combinable
    descending: bool = False

    def listed(
        self, rows: QuerySet[Any], page: Page, *, read: Callable[[QuerySet[Any]], list[Any]] = list
    ) -> Listed[Any]:
        """Return a page of rows in this order. One statement.

        Args:
            rows: all rows of the list.
            page: which of them.
            read: gets what the query finds, in its order, each with its ``sort_key`` and ``pk``.

        Raises:
            InvalidError: ``page.after`` was not given out for this list in this order.
        """
        ordered = rows.annotate(sort_key=self.key)
        if page.after:
            ordered = ordered.filter(self._beyond(page.after))
        sign = "-" if self.descending else ""
        found = read(ordered.order_by(f"{sign}sort_key", f"{sign}id")[page.probe])
        if page.size is None or len(found) <= page.size:
            return Listed(found)
        shown = found[: page.size]
        return Listed(shown, more=True, after=self._place(shown[-1]))

    @property
    def _signer(self) -> Signer:
        direction = "down" if self.descending else "up"
        return Signer(sep=".", salt=f"keyset-{self.name}-{direction}")

    def _place(self, row: Any) -> str:
        value = row.sort_key
        kind = "plain"
        if isinstance(value, dt.date):
            kind = "moment" if isinstance(value, dt.datetime) else "date"
            value = value.isoformat()
        return self._signer.sign_object([kind, value, row.pk])

    def _beyond(self, after: str) -> Q:
        """Return the condition of the rows after a place; the first half of it is what an index can serve."""
        try:
            kind, text, identity = self._signer.unsign_object(after)
        except BadSignature as error:
            message = "This is no place in this list and order: take it from the Link header of the page before."
            raise InvalidError(message, field="after") from error
        value = _KINDS[kind](text)
        if self.descending:
            return Q(sort_key__lte=value) & (Q(sort_key__lt=value) | Q(id__lt=identity))
        return Q(sort_key__gte=value) & (Q(sort_key__gt=value) | Q(id__gt=identity))
