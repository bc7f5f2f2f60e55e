"""Conditional requests: entity tags, and what If-Match, If-None-Match and If-Modified-Since make of them (RFC 9110).

A tag names a thing, its version, and a digest of how it looks to this caller: ``"record-4294967500-3-9f86d081"``. The
version is what a write may overwrite unseen, so If-Match compares the tag without the digest; a cache must not keep
what merely looks different (another name of the contact, fewer privileges), so If-None-Match compares all of it.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

from django.utils.http import http_date, parse_http_date_safe

from api.common.errors import PreconditionFailedError

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from django.http import HttpRequest

_TAG: Final = re.compile(r'\s*(?P<weak>W/)?"(?P<opaque>[\x21\x23-\x7e\x80-\xff]*)"\s*(?:,|$)')
ENCODED: Final = "-gzip"
"""What the outermost layer adds to the tag of a compressed answer."""


class Versioned(Protocol):
    """A view of a row that counts its versions."""

    @property
    def id(self) -> int:
        """The id of the thing."""

    @property
    def version(self) -> int:
        """How often it was written."""


@dataclass(frozen=True, slots=True)
class Shown:
    """The one thing that an answer shows. ``modified`` only where nothing else changes what is shown."""

    kind: str
    id: int
    version: int
    modified: dt.datetime | None = None

    @classmethod
    def of(cls, kind: str, view: Versioned, *, modified: dt.datetime | None = None) -> Shown:
        """Return what a view shows."""
        return cls(kind, view.id, view.version, modified)

    @property
    def state(self) -> str:
        """What of its tag names the version."""
        return f"{self.kind}-{self.id}-{self.version}"


def tag_of(content: bytes, shown: Shown | None = None) -> str:
    """Return the strong tag of an answer; without one thing that it shows (a list), a digest alone."""
    digest = hashlib.sha256(content).hexdigest()
    return f'"{shown.state}-{digest[:16]}"' if shown else f'"{digest[:32]}"'


def last_modified(shown: Shown | None, now: dt.datetime) -> str | None:
    """Return the moment for Last-Modified, None while a further change could fall into the same second."""
    if shown is None or shown.modified is None or int(shown.modified.timestamp()) >= int(now.timestamp()):
        return None
    return http_date(shown.modified.timestamp())


def not_modified(request: HttpRequest, tag: str, modified: str | None) -> bool:
    """Tell whether the client has what it asks for: by its tags, or, when it names none, by its date."""
    given = request.META.get("HTTP_IF_NONE_MATCH", "").strip()
    if given:
        return given == "*" or tag.strip('"') in {_plain(opaque) for _, opaque in _tags(given)}
    if modified is None or "HTTP_IF_MODIFIED_SINCE" not in request.META:
        return False
    since = parse_http_date_safe(request.META["HTTP_IF_MODIFIED_SINCE"])
    return since is not None and (parse_http_date_safe(modified) or 0) <= since


def is_conditional(request: HttpRequest) -> bool:
    """Tell whether a write shall be done on a condition."""
    return bool(_header(request, "HTTP_IF_MATCH") or _header(request, "HTTP_IF_NONE_MATCH"))


def check(request: HttpRequest, shown: Shown) -> None:
    """Raise ``PreconditionFailedError`` unless the thing that is about to be written is what the client expects.

    A weak tag, and whatever is no tag at all, is never the one expected: then nothing is written.
    """
    wanted, unwanted = _header(request, "HTTP_IF_MATCH"), _header(request, "HTTP_IF_NONE_MATCH")
    if wanted and wanted != "*" and shown.state not in {_state(tag) for weak, tag in _tags(wanted) if not weak}:
        raise PreconditionFailedError
    if unwanted and (unwanted == "*" or shown.state in {_state(tag) for _, tag in _tags(unwanted)}):
        raise PreconditionFailedError


def check_list(request: HttpRequest, tag: str) -> None:
    """Raise ``PreconditionFailedError`` unless a list that is about to be written looks as the client expects.

    ``tag`` is that of the list as it would be read now; for one that nobody can read there is no tag, ``""``.
    """
    wanted, unwanted = _header(request, "HTTP_IF_MATCH"), _header(request, "HTTP_IF_NONE_MATCH")
    known = {_plain(opaque) for weak, opaque in _tags(wanted) if not weak}
    if wanted and not (tag and (wanted == "*" or tag.strip('"') in known)):
        raise PreconditionFailedError
    if tag and unwanted and (unwanted == "*" or tag.strip('"') in {_plain(opaque) for _, opaque in _tags(unwanted)}):
        raise PreconditionFailedError


def _header(request: HttpRequest, name: str) -> str:
    return str(request.META.get(name, "")).strip()


def _tags(header: str) -> Iterator[tuple[bool, str]]:
    """Yield weakness and text of the tags of a header, up to what is no tag."""
    position = 0
    while match := _TAG.match(header, position):
        yield bool(match["weak"]), match["opaque"]
        if match.end() == position or match.end() == len(header):
            return
        position = match.end()


def _plain(opaque: str) -> str:
    return opaque.removesuffix(ENCODED)


def _state(opaque: str) -> str:
    return _plain(opaque).rpartition("-")[0]
