"""The journal read whole, and what a selection of its lines sums to, the slow way, in Python."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from bookkeeping.money import round_half_away
from bookkeeping.reporting.figures import NO_ITEM, NOBODY, Figure, Selection
from ledger.models import JournalLine

if TYPE_CHECKING:
    from collections.abc import Iterator

    from businesses.actors import Actor

OWED = ("ACCOUNTS_RECEIVABLE", "ACCOUNTS_PAYABLE")
_JOINED = ("account", "entry__changeset", "superseded", "record", "settles")


class Journal:
    """Every line of a business that ever was, with what belongs to it."""

    def __init__(self, actor: Actor) -> None:
        self.lines = list(JournalLine.objects.filter(business_id=actor.business.id).select_related(*_JOINED))

    def chosen(self, selection: Selection) -> list[JournalLine]:
        """Return the lines of a selection."""
        return [line for line in self.lines if all(_reasons(line, selection))]

    def sum(self, selection: Selection) -> int:
        """Return what the lines of a selection sum to at home, on its side."""
        return selection.side.sign * sum(line.home for line in self.chosen(selection))


def due(line: JournalLine) -> dt.date:
    """Return when the document of a line is due; of a line without one, the day of its record."""
    document = line.settles or line.record
    return document.due_date or document.date


def _reasons(line: JournalLine, selection: Selection) -> Iterator[bool]:
    yield not selection.accounts or line.account_id in selection.accounts
    yield not selection.types or line.account.type in selection.types
    yield (selection.start or dt.date.min) <= line.date <= (selection.end or dt.date.max)
    yield selection.contact is None or (line.record.contact_id or NOBODY) == selection.contact
    yield selection.currency in (None, line.currency)
    yield selection.kind in (None, line.entry.kind)
    yield selection.year_ends or line.entry.kind != "YEAR_END"
    yield selection.closing or not (line.entry.kind == "YEAR_END" and line.date == selection.end)
    yield not selection.record_types or line.record.type in selection.record_types
    yield selection.document in (None, line.settles_id or line.record_id)
    yield selection.due_from is None or due(line) >= selection.due_from
    yield selection.due_to is None or due(line) <= selection.due_to
    yield selection.record in (None, line.record_id)
    yield selection.taxed in (None, line.tax_id is not None)
    yield selection.tax in (None, line.tax_id)
    yield selection.item in (None, line.item_id or NO_ITEM)
    yield selection.item in (None, line.item_id)
    yield _known(line, selection.changeset)


def _known(line: JournalLine, changeset: int | None) -> bool:
    if changeset is None:
        return line.superseded is None
    return line.entry.changeset.number <= changeset and (line.superseded is None or line.superseded.number > changeset)


def figures(tree: Any) -> Iterator[Figure]:
    """Yield every figure of a report, wherever in it."""
    if isinstance(tree, Figure):
        yield tree
    if isinstance(tree, Mapping):
        tree = tuple(tree.values())
    if isinstance(tree, tuple | list):
        for each in tree:
            yield from figures(each)
    elif dataclasses.is_dataclass(tree) and not isinstance(tree, Selection):
        for field in dataclasses.fields(tree):
            yield from figures(getattr(tree, field.name))


def paid(journal: Journal, selection: Selection) -> int:
    """Return what the income and expenses of a selection come to as they were paid, on its side."""
    until = selection.end or dt.date.max
    before = dt.date.min if selection.start is None else selection.start - dt.timedelta(days=1)
    known = [line for line in journal.lines if _known(line, selection.changeset)]
    rest = dataclasses.replace(selection, start=None, end=None)
    total = 0
    for line in journal.chosen(rest):
        owed = [each for each in known if each.record_id == line.record_id and each.account.type in OWED]
        own = sum(each.amount for each in owed if not each.settles_id)
        if line.record.type not in {"INVOICE", "BILL"} or not own:
            total += line.home if before < line.date <= until else 0
            continue
        settled = [each for each in known if each.settles_id == line.record_id]
        parts = (-sum(each.amount for each in settled if each.date <= day) for day in (until, before))
        now, then = (round_half_away(Fraction(line.home * part, own)) for part in parts)
        total += now - then
    return selection.side.sign * total
