"""The history of a file: its hash chain must hold, and is made anew, for it is taken of ids, users and payloads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from businesses.chain import Link, chain_hash, change_digest, digest_of
from ledger.portable.archive import refuse
from ledger.portable.rows import AT_ONCE, rows_read
from ledger.portable.tables import CHANGE, CHANGESET, tables

if TYPE_CHECKING:
    from ledger.portable.archive import ArchiveReader
    from ledger.portable.naming import Naming
    from ledger.portable.rows import Row
    from ledger.services.restored_rows import RowWriter

Numbered = tuple[int, "Row"]
"""A row with its line."""


class HistoryWriter:
    """Stores changesets with their changes. ``head`` is the hash of the newest in the file, ``new_head`` of ours."""

    def __init__(self, archive: ArchiveReader, naming: Naming, writer: RowWriter, *, business: int) -> None:
        """Begin before the first changeset; ``business`` is the id of the business in the file."""
        named = {table.name: table for table in tables()}
        self.changesets, self.changes = named[CHANGESET], named[CHANGE]
        self.naming, self.writer, self.business = naming, writer, business
        self.archive = archive
        self.number, self.head, self.new_head = 0, "", ""

    def store(self) -> None:
        """Store all of it, some changesets at a time.

        Raises:
            InvalidError: the chain breaks, or a payload is not what its digest was taken of.
        """
        changes = rows_read(self.changes, self.archive.lines(self.changes.member))
        following = next(changes, None)
        sets: list[Numbered] = []
        told: list[Numbered] = []
        for line, changeset in rows_read(self.changesets, self.archive.lines(self.changesets.member)):
            own: list[Numbered] = []
            while following is not None and following[1]["changeset_id"] == changeset["id"]:
                own.append(following)
                following = next(changes, None)
            self._linked(line, changeset, own)
            sets.append((line, changeset))
            told += own
            if len(sets) + len(told) >= AT_ONCE:
                self._flush(sets, told)
                sets, told = [], []
        if following is not None:
            refuse("It is of no changeset here.", member=self.changes.member, line=following[0])
        self._flush(sets, told)

    def _flush(self, sets: list[Numbered], told: list[Numbered]) -> None:
        if sets:
            self.writer.insert(self.changesets, sets)
        if told:
            self.writer.insert(self.changes, told)

    def _linked(self, line: int, changeset: Row, changes: list[Numbered]) -> None:
        """Hold a changeset against the one before it in the file, and chain it to the one before it here."""
        old = self._link(changeset, self._digests(changes))
        self.head = chain_hash(self.head, old)
        if changeset["number"] != self.number + 1 or (changeset["digest"], changeset["hash"]) != (
            old.digest,
            self.head,
        ):
            refuse("The hash chain breaks here.", member=self.changesets.member, line=line)
        self.number += 1
        for number, change in changes:
            self.naming.row(self.changes, change, number)
            change["digest"] = _digest(change)
        self.naming.row(self.changesets, changeset, line)
        new = self._link(changeset, digest_of(*(change["digest"] for _, change in changes)), self.writer.business)
        self.new_head = chain_hash(self.new_head, new)
        changeset |= {"digest": new.digest, "hash": self.new_head}

    def _digests(self, changes: list[Numbered]) -> str:
        for position, (line, change) in enumerate(changes):
            if change["digest"] != _digest(change) or change["position"] != position:
                what = "Its payload is not what its digest was taken of."
                refuse(what, member=self.changes.member, line=line)
        return digest_of(*(change["digest"] for _, change in changes))

    def _link(self, changeset: Row, digest: str, business: int | None = None) -> Link:
        return Link(
            business=business or self.business,
            number=changeset["number"],
            user=changeset["user_id"],
            at=changeset["at"],
            description=changeset["description"],
            request_id=changeset["request_id"],
            digest=digest,
        )


def _digest(change: dict[str, Any]) -> str:
    payloads = change["before"], change["after"]
    return change_digest(change["kind"], change["object_id"], change["action"], payloads)
