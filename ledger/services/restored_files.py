"""The files of a restored business: their content comes from members of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from businesses import allocator
from ledger.models import AttachmentChunk
from ledger.portable.archive import refuse
from ledger.portable.rows import batches_of
from ledger.portable.tables import FILE
from ledger.selectors.attachments import CHUNK_SIZE

if TYPE_CHECKING:
    from ledger.portable.archive import ArchiveReader
    from ledger.portable.rows import Row
    from ledger.services.restored_rows import RowWriter

_AT_ONCE: Final = 4
"""Parts that one statement stores."""


class FileWriter:
    """Stores the content of the files that rows tell of."""

    def __init__(self, archive: ArchiveReader, rows: RowWriter) -> None:
        """Begin with no file noted."""
        self.archive, self.rows = archive, rows
        self.noted: dict[str, int] = {}
        """The new ids of the files by their members."""

    def note(self, line: int, old: int | None, row: Row) -> None:
        """Keep which file a member is of; raise ``InvalidError`` when the row says of it what is not so."""
        name = f"attachments/{old}"
        member = self.archive.member(name)
        if member is None or (member.octets, member.sha256) != (row["size"], row["digest"]):
            refuse(f"Its content is not {name}.", member=f"{FILE}.jsonl", line=line)
        self.noted[name] = row["id"]

    def store(self) -> None:
        """Store the content of all files; raise ``InvalidError`` for one that no row tells of."""
        for name in self.archive.names():
            if not name.startswith("attachments/"):
                continue
            if name not in self.noted:
                refuse(f"There is no row of it in {FILE}.jsonl.", member=name)
            self._store_one(name, self.noted[name])

    def _store_one(self, name: str, attachment: int) -> None:
        parts = enumerate(self.archive.parts(name, CHUNK_SIZE))
        for batch in batches_of(parts, _AT_ONCE):
            chunks = [
                AttachmentChunk(
                    id=identity,
                    business_id=self.rows.business,
                    attachment_id=attachment,
                    position=position,
                    content=part,
                )
                for (position, part), identity in zip(batch, allocator.ids(len(batch)), strict=True)
            ]
            AttachmentChunk.objects.bulk_create(chunks)
        self.rows.counted(1)
