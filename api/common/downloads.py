"""Files as answers: sent in parts, never whole in memory, and never run by a browser."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from typing import IO, TYPE_CHECKING, Final
from wsgiref.util import FileWrapper

from django.http import HttpResponse, StreamingHttpResponse
from django.utils.http import content_disposition_header

from api.common.conditions import not_modified

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from django.http import HttpRequest

_HARMLESS: Final = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cross-Origin-Resource-Policy": "same-site",
}
"""Whoever sent the file said what it is: nobody shall believe more of it, or let it do anything."""

_IN_MEMORY: Final = 4 * 2**20
"""Octets of a file made for an answer; a larger one waits on disk."""
PART: Final = 256 * 2**10


@dataclass(frozen=True, slots=True)
class Download:
    """A file to be sent; its parts are read late. ``size`` is in octets, ``digest`` names its content."""

    name: str
    content_type: str
    size: int
    digest: str
    parts: Iterable[bytes]

    def response(self, request: HttpRequest, *, cache: str) -> HttpResponse | StreamingHttpResponse:
        """Return the answer that sends it, or that the client has it already; ``cache`` says how it may be kept."""
        headers = {"ETag": f'"{self.digest[:32]}"', "Cache-Control": cache}
        if not_modified(request, headers["ETag"], None):
            unchanged = HttpResponse(status=304, headers=headers)
            del unchanged["Content-Type"]
            if isinstance(self.parts, FileWrapper):
                self.parts.close()
            return unchanged
        headers |= _HARMLESS
        headers["Content-Length"] = str(self.size)
        headers["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=self.name) or ""
        return StreamingHttpResponse(self.parts, content_type=self.content_type, headers=headers)


def spooled(name: str, content_type: str, write: Callable[[IO[bytes]], str]) -> Download:
    """Return a file that is made for one answer, by ``write``, which returns what names its content.

    It is whole before its first octet leaves, so that a fault is told as any other, and so that a slow client keeps no
    transaction open. Whoever sends it closes it.
    """
    with ExitStack() as unless_sent:
        file = unless_sent.enter_context(SpooledTemporaryFile(max_size=_IN_MEMORY))
        digest = write(file)
        size = file.tell()
        file.seek(0)
        unless_sent.pop_all()
    return Download(name, content_type, size, digest, FileWrapper(file, PART))
