"""The taxes as they were: what a document was posted with, kept with it.

A tax that changes later, or a tax code that goes, must not change a document whose lines, date and tax codes stay.
"""

from __future__ import annotations

import functools
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import msgspec

from bookkeeping.records import Document
from businesses.roles import Privilege
from ledger.drafts import RecordDraft
from ledger.tax_values import tax_of, values_of

if TYPE_CHECKING:
    from bookkeeping.books import Books
    from bookkeeping.posted import Posted
    from bookkeeping.records import Record
    from bookkeeping.taxes import Tax
    from businesses.actors import Actor
    from ledger.models import Record as RecordRow
    from ledger.views import RecordView


def basis_text(actor: Actor, *, posted: Posted, books: Books) -> str | None:
    """Return the taxes and tax codes that a document was posted with, as JSON; None without any."""
    actor.require(Privilege.VIEW_RECORDS)
    record = posted.record
    if not isinstance(record, Document) or not any(line.tax_code for line in record.lines):
        return None
    return _text(books.taxes, tuple(books.tax_codes.items()))


@functools.lru_cache(maxsize=256)
def _text(taxes: tuple[Tax, ...], codes: tuple[tuple[str, str], ...]) -> str:
    told = [values_of(tax) for tax in taxes]
    return msgspec.json.encode({"taxes": told, "codes": dict(codes)}).decode()


def books_as_posted(actor: Actor, *, books: Books, record: Record, row: RecordRow, before: RecordView) -> Books:
    """Return the books with the taxes of back then, if the document's lines, date and tax codes are still the same."""
    actor.require(Privilege.VIEW_RECORDS)
    stored = RecordDraft.of(before).record
    same = (
        row.tax_basis is not None
        and isinstance(record, Document)
        and isinstance(stored, Document)
        and _taxed(record) == _taxed(stored)
    )
    if not same:
        return books
    basis: dict[str, Any] = msgspec.json.decode(row.tax_basis or "{}")
    return replace(books, taxes=tuple(tax_of(values) for values in basis["taxes"]), tax_codes=basis["codes"])


def _taxed(document: Document) -> tuple[object, ...]:
    """Return what the taxes of a document follow from."""
    lines = tuple((line.quantity, line.rate, line.tax_code or None) for line in document.lines)
    return document.date, document.currency, lines
