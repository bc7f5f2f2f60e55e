"""A business from a portable file: the same books under new ids, stored as a whole or not at all (docs/export.md).

The file is read three times: to see that it is what its manifest says, to give every row its new id, and to store the
rows. Nothing is taken on trust: shapes and bounds are looked at line by line, the guards of the database are on, the
hash chain of the file must hold and is made anew for the new ids, and in the end the audit must find nothing. The purge
gate is open for the new business while its rows come, since what is finished or locked takes no part later.
"""

from __future__ import annotations

import re
from contextlib import closing
from typing import IO, TYPE_CHECKING, Final, TypeVar

import msgspec
from django.db import IntegrityError

from businesses import allocator
from businesses.actors import Actor, BusinessFacts
from businesses.models import PurgePermit
from businesses.roles import PRIVILEGES, Role
from businesses.services.users import membership_create
from ledger.portable.archive import ArchiveReader, refuse, unusable
from ledger.portable.identities import Identities
from ledger.portable.naming import BUSINESSES, USERS, BusinessLine, Naming, UserLine
from ledger.portable.rows import AT_ONCE, batches_of, circle, rows_read
from ledger.portable.tables import BUSINESS, CHANGE, CHANGESET, COUNTER, FILE, RENEWED, tables
from ledger.selectors.restoring import businesses_known, owner_find, users_known
from ledger.selectors.verify import faults_find
from ledger.services.attachments import MAX_FILES, MAX_OCTETS
from ledger.services.restored_files import FileWriter
from ledger.services.restored_history import HistoryWriter
from ledger.services.restored_rows import RowWriter

if TYPE_CHECKING:
    from collections.abc import Callable

    from bookkeeping.errors import InvalidError
    from businesses.actors import Caller
    from ledger.portable.rows import Row
    from ledger.portable.tables import Table

    Told = Callable[[int, int], None] | None

T = TypeVar("T", bound=msgspec.Struct)
_NAMED: Final = 10_000
"""Users, or other businesses, that a file may name."""
_NUMBER: Final = re.compile(r"\d{6,16}")
_NEW: Final = 2**32


class _Identified(msgspec.Struct):
    """As much of a line as gives the row a new id."""

    id: int


def business_restore(
    caller: Caller, *, file: IO[bytes], owner: str = "", at_most: int | None = None, told: Told = None
) -> int:
    """Store the business of a file as a new one and return its id; the owner becomes its creator, and alone in it.

    Args:
        caller: who restores and becomes the owner; a command names another.
        file: the file, which is read from several places.
        owner: for a command, the e-mail address of the owner; by default that of who exported it.
        at_most: how many octets the file may unpack to.
        told: is told how many rows are stored, and of how many, as it goes on.

    Raises:
        InvalidError: the file is no export, or says what cannot be (it names member and line); no such owner.
        RestrictedError: the token is confined to something else.
    """
    if caller.user is not None:
        caller.require_own()
    with closing(ArchiveReader(file, at_most=at_most)) as archive, closing(Identities()) as identities:
        user = owner_find(caller, email=owner or archive.manifest.exporter)
        archive.check()
        return _Restoring(caller, archive, identities, owner=user, told=told).run()


class _Restoring:
    """One business on its way from a file into the tables."""

    def __init__(
        self, caller: Caller, archive: ArchiveReader, identities: Identities, *, owner: int, told: Told
    ) -> None:
        self.caller, self.archive, self.identities, self.owner = caller, archive, identities, owner
        self.told, self.done = told, 0
        self.old = archive.manifest.business.id
        self.id = allocator.one_id(kind=allocator.Kind.BUSINESS)
        known = {member.name for member in archive.manifest.members}
        self.tables = [table for table in tables() if table.member in known]
        self.total = sum(member.rows for member in archive.manifest.members if member.name not in (USERS, BUSINESSES))
        self._check_members(known)
        users = users_known(caller, users=self._named(USERS, UserLine))
        businesses = businesses_known(caller, owner=owner, businesses=self._named(BUSINESSES, BusinessLine))
        self.naming = Naming(identities, owner=owner, users=users, businesses={**businesses, self.old: self.id})
        self.rows = RowWriter(self.id, self._count)
        self.files = FileWriter(archive, self.rows)

    def run(self) -> int:
        """Store everything; return the id of the business."""
        for table in self.tables:
            if table.has_id and table.name != BUSINESS:
                self._identify(table)
            self._renew(table)
        permit = PurgePermit(business_id=self.id, reason="restore")
        history = HistoryWriter(self.archive, self.naming, self.rows, business=self.old)
        waiting = []
        for table in self.tables:
            if table.name == CHANGESET:
                history.store()
            elif table.name not in (CHANGE, COUNTER) and self._store(table):
                waiting.append(table)
            if table.name == BUSINESS:
                permit.save(force_insert=True)
        self._store_counter(history)
        self.files.store()
        facts = BusinessFacts(id=self.id, currency=self.archive.manifest.business.currency, lock_date=None, locale="en")
        actor = Actor(caller=self.caller, business=facts, privileges=PRIVILEGES[Role.CREATOR])
        membership_create(actor, user=self.owner, role=Role.CREATOR)
        for table in sorted(waiting, key=lambda table: table.name == BUSINESS):
            self._tell_later(table)
        permit.delete()
        self._audit(actor)
        return self.id

    def _check_members(self, known: set[str]) -> None:
        """Refuse members that mean nothing here, and a file without business and counter."""
        own = {table.member for table in tables()} | {USERS, BUSINESSES}
        files = [name for name in known if name not in own]
        for name in sorted(files):
            if not re.fullmatch(r"attachments/[1-9][0-9]{0,15}", name):
                refuse("Nothing like this is in an export.", member=name)
        size = sum(member.octets for member in self.archive.manifest.members if member.name in set(files))
        if len(files) > MAX_FILES or size > MAX_OCTETS:
            message = f"A business keeps {MAX_FILES:,} files and {MAX_OCTETS // 2**30} GiB at most."
            refuse(message)
        for name in (BUSINESS, COUNTER):
            member = self.archive.member(f"{name}.jsonl")
            if member is None or member.rows != 1:
                refuse("There is one row in it.", member=f"{name}.jsonl")

    def _named(self, member: str, kind: type[T]) -> list[T]:
        """Return the lines of a short member."""
        found, decoder = [], msgspec.json.Decoder(kind)
        for number, line in self.archive.lines(member):
            try:
                found.append(decoder.decode(line))
            except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
                refuse(f"{error}.", member=member, line=number)
            if number > _NAMED:
                refuse(f"It has more than {_NAMED} lines.", member=member)
        return found

    def _identify(self, table: Table) -> None:
        """Give every row of a table its new id."""
        decoder = msgspec.json.Decoder(_Identified)
        for batch in batches_of(self.archive.lines(table.member), 2 * AT_ONCE):
            try:
                olds = [decoder.decode(line).id for _, line in batch]
            except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
                for _ in rows_read(table, batch):  # says better what is wrong, and where
                    continue
                raise
            for line, old in zip((line for line, _ in batch), olds, strict=True):
                if not 0 < old < 2**53:
                    refuse(f"There is no id {old}.", member=table.member, line=line)
            taken = self.identities.learn(self.naming.place(table), olds, allocator.ids(len(olds)), batch[0][0])
            if taken is not None:
                refuse("Its id is that of another row.", member=table.member, line=taken)

    def _store(self, table: Table) -> bool:
        """Store the rows of a table; tell whether any has to be told something later."""
        waits = False
        for batch in batches_of(rows_read(table, self.archive.lines(table.member))):
            for line, row in batch:
                old = row.get("id")
                for column in self.naming.row(table, row, line):
                    row[column], waits = None, True
                if table.name == BUSINESS:
                    self._check_business(row, old)
                elif table.name == FILE:
                    self.files.note(line, old, row)
            self.rows.insert(table, batch)
        return waits

    def _renew(self, table: Table) -> None:
        """Make new values for the columns of a table that are unique among all businesses."""
        for column in (column for name, column in RENEWED if name == table.name):
            for _, row in rows_read(table, self.archive.lines(table.member)):
                self.naming.renewed[row[column]] = allocator.token()

    def _check_business(self, row: Row, old: int | None) -> None:
        """Let the row be that of the new business; raise when it is not the one of the manifest."""
        told = self.archive.manifest.business
        if (old, row["currency"]) != (told.id, told.currency):
            refuse("It is not the business of the manifest.", member=f"{BUSINESS}.jsonl", line=1)
        row |= {"id": self.id, "removed": False}

    def _store_counter(self, history: HistoryWriter) -> None:
        table = next(table for table in self.tables if table.name == COUNTER)
        ((line, row),) = rows_read(table, self.archive.lines(table.member))
        if (row["changeset"], row["head"]) != (history.number, history.head):
            refuse("The newest changesets are missing.", member=table.member, line=line)
        row["head"] = history.new_head
        self.rows.insert(table, [(line, row)])

    def _tell_later(self, table: Table) -> None:
        """Tell the rows of a table what had to wait until everything was there."""
        columns = sorted(table.later)
        for batch in batches_of(rows_read(table, self.archive.lines(table.member))):
            some = [(line, row) for line, row in batch if any(row[column] is not None for column in columns)]
            for line, row in some:
                self.naming.row(table, row, line)
                row["id"] = self.id if table.name == BUSINESS else row["id"]
            if some:
                self.rows.tell_later(table, some, columns)
        for column in (column for column, target in table.references.items() if target == table.name):
            self._check_circle(table, column)

    def _check_circle(self, table: Table, column: str) -> None:
        rows = table.model._default_manager.filter(business_id=self.id, **{f"{column}__isnull": False})  # noqa: SLF001
        found = circle(dict(rows.values_list("id", column)))
        if found is not None:
            _, _, line = self.identities.origin(found) or (0, 0, 0)
            refuse(f"{column}: it is, by way of others, its own.", member=table.member, line=line)

    def _count(self, rows: int) -> None:
        self.done += rows
        if self.told:
            self.told(self.done, self.total)

    def _audit(self, actor: Actor) -> None:
        """Refuse books that do not hold."""
        if faults := faults_find(actor):
            raise self._unsound(faults)
        try:
            self.rows.constraints_check()
        except IntegrityError as error:
            raise self._unsound([f"the database refuses them ({error})"]) from error

    def _unsound(self, faults: list[str]) -> InvalidError:
        """Return the faults of the audit in the words of the file: its ids, and the line of the first one named."""
        place: tuple[str, int | None] = "", None

        def told(match: re.Match[str]) -> str:
            nonlocal place
            number = int(match[0])
            origin = self.identities.origin(number) if number > _NEW else None
            if origin is None:
                return str(self.old) if number == self.id else match[0]
            place = place if place[0] else (tables()[origin[1]].member, origin[2])
            return str(origin[0])

        text = "; ".join(_NUMBER.sub(told, fault) for fault in faults[:3])
        return unusable(f"The books do not hold: {text}.", member=place[0], line=place[1])
