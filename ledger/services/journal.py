"""Writing the journal: entries come, and are superseded; the monthly totals get the difference.

Services of this room call this inside their unit of work; nobody else does.
"""

from __future__ import annotations

import datetime as dt
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from bookkeeping.costing import Place
from bookkeeping.entries import Entry, EntryKind
from bookkeeping.entries import JournalLine as BookedLine
from bookkeeping.records import RecordType
from businesses.bulk import columns_new, row_new
from businesses.roles import Privilege
from ledger.models import JournalEntry, JournalLine

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bookkeeping.costing import Booked
    from bookkeeping.posted import Posted
    from businesses.actors import Actor
    from ledger.models import Record
    from ledger.services.reposting import Repost
    from ledger.services.work import BookWork

Shape = tuple[int | None, dt.date, tuple[tuple[Any, ...], ...]]
"""What two entries must share to be the same: the document settled, the date, and every line."""
_SAID = ("account", "amount", "currency", "home", "note", "settles", "tax", "item", "at_rate")
_said = attrgetter(*_SAID)
_stored = attrgetter("account_id", "amount", "currency", "home", "note", "settles_id", "tax_id", "item_id", "at_rate")
_AT_ONCE = 500
"""So many entries are superseded with one pair of statements."""


def journal_post(actor: Actor, *, work: BookWork, record: Record, posted: Posted) -> bool:
    """Make the journal say of a record what posting says, and tell whether it did not: what is right already, stays."""
    wanted: list[tuple[int | None, Entry]] = [(None, posted.entry)]
    wanted += [(settlement.document, settlement.entry) for settlement in posted.settlements]
    kind = EntryKind.YEAR_END if record.type == RecordType.YEAR_END_ADJUSTMENT else EntryKind.ORDINARY
    return journal_write(actor, work=work, record=record, entries=wanted, kind=kind)


def journal_write(
    actor: Actor, *, work: BookWork, record: Record, entries: Sequence[tuple[int | None, Entry]], kind: EntryKind
) -> bool:
    """Do as ``journal_post`` for any entries of a record, each with the document that it settles (None: none)."""
    wanted = [(settles, entry) for settles, entry in entries if entry.lines]
    live, lines = _live(record.id) if record.version > 1 else ([], [])
    if live and _shapes_stored(live, lines) == [_shape(settles, entry) for settles, entry in wanted]:
        return False
    _supersede(work, live, lines)
    _insert(actor, work, record.id, kind, wanted)
    return True


def journal_repost(actor: Actor, *, work: BookWork, reposts: Sequence[Repost]) -> None:
    """Supersede entries, each by one of the same day and record; ids are reserved for their changes as well."""
    actor.require(Privilege.VIEW_RECORDS)
    work.reserve(sum(2 + len(repost.entry.lines) for repost in reposts) + work.unnamed)
    for start in range(0, len(reposts), _AT_ONCE):
        part = reposts[start : start + _AT_ONCE]
        entries = [row_new(JournalEntry, id=repost.booked.id, kind=EntryKind.ORDINARY) for repost in part]
        _supersede(work, entries, [line for repost in part for line in _lines_of(repost.booked)])
    for repost in reposts:
        _insert(actor, work, repost.booked.place.record, EntryKind.ORDINARY, [(None, repost.entry)])


def journal_settle(
    actor: Actor, *, work: BookWork, record: Record, entries: Sequence[tuple[int | None, Entry]]
) -> None:
    """Add entries to those of a payment, each with the document that it settles more or less of."""
    actor.require(Privilege.VIEW_RECORDS)
    _insert(actor, work, record.id, EntryKind.ORDINARY, entries)


def journal_withdraw(actor: Actor, *, work: BookWork, record: Record) -> None:
    """Take all that a record says out of the journal; it is removed or void from now on."""
    actor.require(Privilege.VIEW_RECORDS)
    live, lines = _live(record.id)
    _supersede(work, live, lines)


def journal_move(actor: Actor, *, work: BookWork, source: int, target: int) -> list[tuple[int, Entry, Entry]]:
    """Supersede the entries with lines in one account by the same ones with these lines in another one.

    Returns the record of each, and it as it was and is. What is generated (the closing of a year, a revaluation)
    follows from them, and is written anew when the work is complete.
    """
    actor.require(Privilege.VIEW_RECORDS)
    named = JournalLine.objects.filter(business_id=actor.business.id, account_id=source, superseded__isnull=True)
    named = named.filter(entry__kind=EntryKind.ORDINARY)
    entries = list(JournalEntry.objects.filter(id__in=named.values("entry_id")).order_by("id"))
    moved: list[tuple[int, Entry, Entry]] = []
    for start in range(0, len(entries), _AT_ONCE):
        part = entries[start : start + _AT_ONCE]
        stored = JournalLine.objects.filter(entry_id__in=[entry.id for entry in part]).order_by("entry_id", "position")
        lines: dict[int, list[JournalLine]] = {}
        for line in stored:
            lines.setdefault(line.entry_id, []).append(line)
        _supersede(work, part, list(stored))
        work.reserve(len(stored) + len(part))
        for entry in part:
            before, after = (_moved(entry, lines[entry.id], source, to) for to in (source, target))
            _insert(actor, work, entry.record_id, EntryKind.ORDINARY, [(entry.settles_id, after)])
            moved.append((entry.record_id, before, after))
        work.flush()
    return moved


def _moved(entry: JournalEntry, lines: Sequence[JournalLine], source: int, target: int) -> Entry:
    """Return a stored entry with one account in place of another one."""
    said = [dict(zip(_SAID, _stored(line), strict=True)) for line in lines]
    places = {source: target}
    return Entry(
        date=entry.date,
        lines=tuple(
            BookedLine(**{**values, "account": places.get(values["account"], values["account"])}) for values in said
        ),
    )


def _live(record: int) -> tuple[list[JournalEntry], list[JournalLine]]:
    entries = list(JournalEntry.objects.filter(record_id=record, superseded__isnull=True).order_by("id"))
    lines = list(JournalLine.objects.filter(record_id=record, superseded__isnull=True).order_by("position"))
    return entries, lines


def _shape(settles: int | None, entry: Entry) -> Shape:
    return settles, entry.date, tuple(_said(line) for line in entry.lines)


def _shapes_stored(entries: Sequence[JournalEntry], lines: Sequence[JournalLine]) -> list[Shape]:
    return [
        (
            entry.settles_id,
            entry.date,
            tuple(_stored(line) for line in lines if line.entry_id == entry.id),
        )
        for entry in entries
    ]


def _lines_of(booked: Booked) -> list[JournalLine]:
    """Return the stored lines of an entry, as far as their totals need them."""
    return [
        row_new(
            JournalLine,
            entry_id=booked.id,
            record_id=booked.place.record,
            account_id=line.account,
            date=booked.place.date,
            amount=line.amount,
            currency=line.currency,
            home=line.home,
            at_rate=line.at_rate,
        )
        for line in booked.lines
    ]


def _supersede(work: BookWork, entries: Sequence[JournalEntry], lines: Sequence[JournalLine]) -> None:
    if not entries:
        return
    changeset = work.changeset_id
    kinds = {entry.id: entry.kind for entry in entries}
    JournalEntry.objects.filter(id__in=list(kinds)).update(superseded_id=changeset)
    JournalLine.objects.filter(entry_id__in=list(kinds)).update(superseded_id=changeset)
    for line in lines:
        kind, taken = kinds[line.entry_id], (line.currency, -line.amount, -line.home)
        work.total(line.account_id, kind, line.date, taken)
        if line.currency != work.home and kind == EntryKind.ORDINARY:
            at_rate = None if line.at_rate is None else -line.at_rate
            work.move(line.account_id, Place(line.date, line.record_id), taken, at_rate)


def _insert(
    actor: Actor, work: BookWork, record: int, kind: EntryKind, wanted: Sequence[tuple[int | None, Entry]]
) -> None:
    identities = iter(work.ids(sum(1 + len(entry.lines) for _, entry in wanted)))
    entries, lines = [], []
    for settles, entry in wanted:
        identity = next(identities)
        row = columns_new(
            JournalEntry,
            id=identity,
            business_id=actor.business.id,
            record_id=record,
            settles_id=settles,
            kind=kind,
            date=entry.date,
            line_count=len(entry.lines),
            changeset_id=work.changeset_id,
        )
        entries.append(row)
        for position, line in enumerate(entry.lines, start=1):
            work.total(line.account, kind, entry.date, (line.currency, line.amount, line.home))
            if line.currency != work.home and kind == EntryKind.ORDINARY:
                moved = (line.currency, line.amount, line.home)
                work.move(line.account, Place(entry.date, record), moved, line.at_rate)
            lines.append(
                columns_new(
                    JournalLine,
                    id=next(identities),
                    business_id=actor.business.id,
                    entry_id=identity,
                    record_id=record,
                    position=position,
                    account_id=line.account,
                    date=entry.date,
                    amount=line.amount,
                    currency=line.currency,
                    home=line.home,
                    note=line.note,
                    settles_id=line.settles,
                    tax_id=line.tax,
                    item_id=line.item,
                    at_rate=line.at_rate,
                )
            )
    work.add(JournalEntry, entries)
    work.add(JournalLine, lines)
