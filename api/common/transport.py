"""Compression and length: bodies that come compressed or without a length, answers that leave compressed.

A compressed answer is another representation, so it has a tag of its own: that of the plain one with ``-gzip``, which
conditional requests take off again. Django's middleware would weaken the tag, and no If-Match could use it.
"""

from __future__ import annotations

import functools
import gzip
import zlib
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.utils.http import parse_header_parameters

from api.common.conditions import ENCODED
from api.common.errors import MalformedError, TooLargeError, UnsupportedTypeError

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

WORTHWHILE: Final = 1_024
"""Octets from which an answer is compressed."""
_LEVEL: Final = 4
_GZIP: Final = 16 + zlib.MAX_WBITS
_CHUNK: Final = 65_536


def body_limit() -> int:
    """Return how many octets a body has at most, compressed or not."""
    return int(settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0)


def body_unpack(request: HttpRequest) -> None:
    """Let the request have its body as if it had come plainly, with a length.

    Raises:
        TooLargeError: it is longer than the limit, as it came or unpacked.
        UnsupportedTypeError: it is encoded in another way than gzip. MalformedError: it is not what it says.
    """
    if _length(request) > body_limit():
        raise TooLargeError
    encoding = request.META.get("HTTP_CONTENT_ENCODING", "").strip().lower()
    chunked = "chunked" in request.META.get("HTTP_TRANSFER_ENCODING", "").lower()
    if not chunked and encoding in ("", "identity"):
        return
    raw = _chunks(request) if chunked else request.body
    if encoding in ("gzip", "x-gzip"):
        raw = inflated(raw, limit=body_limit())
    elif encoding not in ("", "identity"):
        message = "Send the body plainly or with Content-Encoding: gzip."
        raise UnsupportedTypeError(message)
    request._body = raw  # noqa: SLF001 - where Django keeps a body that was read
    request.META["CONTENT_LENGTH"] = str(len(raw))
    request.META.pop("HTTP_CONTENT_ENCODING", None)


def inflated(raw: bytes, *, limit: int) -> bytes:
    """Return what a gzip body unpacks to; it is never unpacked further than the limit."""
    unpacker = zlib.decompressobj(_GZIP)
    try:
        plain = unpacker.decompress(raw, limit + 1)
    except zlib.error as error:
        message = "The body is not gzip."
        raise MalformedError(message) from error
    if len(plain) > limit:
        raise TooLargeError
    if not unpacker.eof or unpacker.unused_data:
        message = "The body is not one whole gzip member."
        raise MalformedError(message)
    return plain


def answer_pack(request: HttpRequest, response: HttpResponse) -> None:
    """Compress an answer that is worth it, for a client that takes it."""
    if response.streaming or response.has_header("Content-Encoding"):
        return
    tag = response.get("ETag", "")
    if response.content or tag:
        varies(response, "Accept", "Accept-Encoding")
    if tag and response.status_code == 304 and _packed(tag) in request.META.get("HTTP_IF_NONE_MATCH", ""):
        response["ETag"] = _packed(tag)  # that of the answer which the client has kept
    if len(response.content) < WORTHWHILE or not takes_gzip(request.META.get("HTTP_ACCEPT_ENCODING", "")):
        return
    response.content = gzip.compress(response.content, _LEVEL, mtime=0)
    response["Content-Encoding"] = "gzip"
    if tag:
        response["ETag"] = _packed(tag)


def varies(response: HttpResponse, *names: str) -> None:
    """Say that an answer looks as it does because of these headers of the request, too."""
    response["Vary"] = _varied(response.get("Vary", ""), *names)


@functools.lru_cache(maxsize=256)
def _varied(before: str, *names: str) -> str:
    known = [name.strip() for name in before.split(",") if name.strip()]
    if "*" in known:
        return "*"
    lowered = {name.lower() for name in known}
    return ", ".join([*known, *(name for name in names if name.lower() not in lowered)])


def _packed(tag: str) -> str:
    """Return the tag of the compressed form of an answer."""
    return f'{tag[:-1]}{ENCODED}"'


@functools.lru_cache(maxsize=256)
def takes_gzip(accept: str) -> bool:
    """Tell whether an Accept-Encoding header allows gzip: by name, else by ``*``."""
    allowed: dict[str, bool] = {}
    for part in accept.split(","):
        name, parameters = parse_header_parameters(part)
        allowed[name.lower()] = parameters.get("q", "1").strip("0.") != ""
    return allowed.get("gzip", allowed.get("*", False))


def _chunks(request: HttpRequest) -> bytes:
    """Return a body that comes without a length; Django would take it for empty."""
    stream, limit = request.META["wsgi.input"], body_limit()
    parts, length = [], 0
    while part := stream.read(min(_CHUNK, limit + 1 - length)):
        parts.append(part)
        length += len(part)
        if length > limit:
            raise TooLargeError
    return b"".join(parts)


def _length(request: HttpRequest) -> int:
    text = str(request.META.get("CONTENT_LENGTH") or "0")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
