"""The file itself: a zip whose members are listed, counted and hashed by its manifest.

A reader trusts nothing: which members there are, how large they are and what is in them is held against the manifest
before anybody looks at a row, and no member is ever whole in memory.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import zipfile
import zlib
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, Annotated, Any, Final, NoReturn

import msgspec
from msgspec import Meta

from bookkeeping.errors import InvalidError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

FORMAT: Final = 1
"""The version of the format: raised when a file can no longer be read by what reads today's."""
PRODUCT: Final = "daybook"
MANIFEST: Final = "manifest.json"
MAX_MEMBERS: Final = 60_000
MAX_LINE: Final = 32 * 2**20
"""Octets of a line at most; the history of a record of a thousand lines is one of the longest."""
_MAX_MANIFEST: Final = 32 * 2**20
_PART: Final = 256 * 2**10
_LEVEL: Final = 6
_BROKEN: Final = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError)
_Count = Annotated[int, Meta(ge=0, lt=2**53)]
_Id = Annotated[int, Meta(ge=1, lt=2**53)]
_Text = Annotated[str, Meta(max_length=320)]


class Member(msgspec.Struct, frozen=True):
    """What the manifest says of a member: how many rows it has (a file: 1) and octets, and their SHA-256."""

    name: _Text
    rows: _Count
    octets: _Count
    sha256: Annotated[str, Meta(pattern=r"\A[0-9a-f]{64}\Z")]


class Exported(msgspec.Struct, frozen=True):
    """Which business a file is of."""

    id: _Id
    name: _Text
    currency: _Text


class Manifest(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """What a file says of itself. ``exporter`` is an e-mail address."""

    format: int
    product: _Text
    product_version: _Text
    business: Exported
    exported_at: dt.datetime
    exporter: _Text | None
    members: Annotated[list[Member], Meta(max_length=MAX_MEMBERS)]

    def octets(self) -> int:
        """Return how many octets the members have together."""
        return sum(member.octets for member in self.members)


class _Versioned(msgspec.Struct):
    """As much of a manifest as tells whether the rest can be read."""

    product: str = ""
    format: int = 0
    productVersion: str = ""  # noqa: N815 - the word of the file


def unusable(what: str, *, member: str = "", line: int | None = None) -> InvalidError:
    """Return the fault of a file, which names the member and the line where it is."""
    place = f"{member}, line {line}: " if line is not None else f"{member}: " if member else ""
    return InvalidError(f"This file cannot be restored. {place}{what}", field="file")


def refuse(what: str, *, member: str = "", line: int | None = None) -> NoReturn:
    """Raise the fault of a file, which names the member and the line where it is."""
    raise unusable(what, member=member, line=line)


class ArchiveWriter:
    """Writes members one after the other; nothing but what ``members`` says of them is kept."""

    def __init__(self, file: IO[bytes], *, moment: dt.datetime) -> None:
        """Begin a file; ``moment`` is the date of all its members."""
        self.members: list[Member] = []
        self._zip = zipfile.ZipFile(file, "w")
        self._moment = moment.astimezone(dt.UTC).timetuple()[:6]

    @contextmanager
    def member(self, name: str, *, packed: bool = True) -> Iterator[Callable[[bytes], None]]:
        """Yield what writes a row, or a part of a file, to a new member."""
        info = zipfile.ZipInfo(name, self._moment)
        info.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
        info.external_attr = 0o600 << 16
        digest, rows, octets = hashlib.sha256(), 0, 0
        with self._zip.open(info, "w", force_zip64=True) as out:

            def write(part: bytes) -> None:
                nonlocal rows, octets
                digest.update(part)
                rows, octets = rows + 1, octets + len(part)
                out.write(part)

            yield write
        self.members.append(Member(name, rows, octets, digest.hexdigest()))

    def close(self, manifest: Manifest) -> None:
        """End the file with its manifest."""
        info = zipfile.ZipInfo(MANIFEST, self._moment)
        info.compress_type = zipfile.ZIP_DEFLATED
        self._zip.writestr(info, msgspec.json.format(msgspec.json.encode(manifest), indent=1))
        self._zip.close()


class ArchiveReader:
    """Reads what ``ArchiveWriter`` wrote, or refuses it: every fault is an ``InvalidError`` that says where it is."""

    def __init__(self, file: IO[bytes], *, at_most: int | None = None) -> None:
        """Look at the list of members and at the manifest; ``at_most`` octets may be in all members together."""
        with _whole():
            self._zip = zipfile.ZipFile(file)
        self._infos = self._listed()
        self.manifest = self._manifest()
        self._compared(at_most)

    def close(self) -> None:
        """Let go of the list; the file stays open."""
        self._zip.close()

    def member(self, name: str) -> Member | None:
        """Return what the manifest says of a member, None when there is none."""
        return self._members.get(name)

    def names(self) -> list[str]:
        """Return the names of the members, the manifest aside."""
        return list(self._members)

    def check(self) -> None:
        """Hold the content of every member against the manifest."""
        for member in self._members.values():
            digest, octets = hashlib.sha256(), 0
            for part in self.parts(member.name):
                digest.update(part)
                octets += len(part)
            if octets != member.octets or digest.hexdigest() != member.sha256:
                refuse("It is not what the manifest says: it was changed or damaged.", member=member.name)

    def parts(self, name: str, size: int = _PART) -> Iterator[bytes]:
        """Yield the content of a member in parts of a size."""
        with _whole(name), self._zip.open(self._infos[name]) as opened:
            while part := opened.read(size):
                while len(part) < size and (more := opened.read(size - len(part))):
                    part += more
                yield part

    def lines(self, name: str) -> Iterator[tuple[int, bytes]]:
        """Yield the lines of a member with their numbers from 1; none when there is no such member."""
        member = self._members.get(name)
        if member is None:
            return
        number = 0
        with _whole(name), self._zip.open(self._infos[name]) as opened, io.BufferedReader(opened, _PART) as lines:  # type: ignore[type-var]
            while line := lines.readline(MAX_LINE):
                number += 1
                if not line.endswith(b"\n"):
                    refuse("The line does not end, or is too long.", member=name, line=number)
                yield number, line
        if number != member.rows:
            refuse(f"It has {number} lines, the manifest says {member.rows}.", member=name)

    def _listed(self) -> dict[str, zipfile.ZipInfo]:
        """Return the members by name; what no file of ours has is refused before it is opened."""
        infos = self._zip.infolist()
        if len(infos) > MAX_MEMBERS:
            message = f"It has more than {MAX_MEMBERS} members."
            refuse(message)
        found: dict[str, zipfile.ZipInfo] = {}
        for info in infos:
            if info.flag_bits & 1 or info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                refuse("It is encrypted, or packed in a way that is not used here.", member=info.filename[:200])
            if info.filename in found:
                refuse("There are two members of this name.", member=info.filename[:200])
            found[info.filename] = info
        return found

    def _manifest(self) -> Manifest:
        info = self._infos.pop(MANIFEST, None)
        if info is None or info.file_size > _MAX_MANIFEST:
            refuse("It has no manifest: it is no export of a business.")
        with _whole(MANIFEST):
            raw = self._zip.read(info)
        try:
            told = msgspec.json.decode(raw, type=_Versioned)
            _readable(told)
            return msgspec.json.decode(raw, type=Manifest)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            refuse(f"{error}.", member=MANIFEST)

    def _compared(self, at_most: int | None) -> None:
        """Hold names and sizes against the manifest."""
        self._members: Mapping[str, Member] = {member.name: member for member in self.manifest.members}
        if len(self._members) != len(self.manifest.members):
            refuse("It names a member twice.", member=MANIFEST)
        for name in sorted(self._members.keys() ^ self._infos.keys()):
            what = "The manifest does not name it." if name in self._infos else "It is missing."
            refuse(what, member=name[:200])
        for name, member in self._members.items():
            if self._infos[name].file_size != member.octets:
                refuse("It is not as long as the manifest says.", member=name)
        if at_most is not None and self.manifest.octets() > at_most:
            message = f"It unpacks to more than {at_most // 2**20} MiB."
            refuse(message)


def _readable(told: _Versioned) -> None:
    """Refuse a file of another product, or of a format that is not known yet."""
    if told.product != PRODUCT:
        refuse("It is no export of a business.", member=MANIFEST)
    if told.format > FORMAT:
        what = f"Its format {told.format} is newer than {FORMAT}: it comes from version {told.productVersion[:40]}."
        refuse(what, member=MANIFEST)
    if told.format < 1:
        refuse(f"There is no format {told.format}.", member=MANIFEST)


@contextmanager
def _whole(member: str = "") -> Iterator[None]:
    """Let what the block cannot unpack be the fault of the file."""
    try:
        yield
    except InvalidError:
        raise
    except _BROKEN as error:
        refuse(f"It is broken or cut off ({error}).", member=member)


def encoded(value: Any) -> bytes:
    """Return a value as a line."""
    return msgspec.json.encode(value) + b"\n"
