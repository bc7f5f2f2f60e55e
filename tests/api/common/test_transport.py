"""Bodies and answers as they travel: compression, chunks, limits, HEAD, CORS, and the id of every answer."""

from __future__ import annotations

import gzip
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client

from api.common import transport
from api.common.errors import MalformedError, TooLargeError
from api.common.transport import WORTHWHILE, answer_pack, inflated, takes_gzip

if TYPE_CHECKING:
    from pytest_django.fixtures import Settings

NOBODY = Client()
MIB = 2**20
PATH = "/api/authTokens"


def sent(body: bytes, **headers: Any) -> HttpResponse:
    """Return the answer to a body."""
    return NOBODY.post(PATH, body, content_type="application/json", **headers)  # type: ignore[return-value]


@pytest.mark.django_db
def test_a_compressed_body_is_read() -> None:
    body = gzip.compress(b'{"email": "a@b.test", "password": "wrong"}', mtime=0)
    assert sent(body, HTTP_CONTENT_ENCODING="gzip").status_code == 401
    assert sent(body).status_code in {400, 415}


@pytest.mark.parametrize(
    ("body", "encoding", "status"),
    [
        (b"{}", "gzip", 400),
        (gzip.compress(b"{}", mtime=0)[:-4], "gzip", 400),
        (gzip.compress(b"{}", mtime=0) + b"x", "gzip", 400),
        (b"{}", "br", 415),
        (gzip.compress(b" " * (10 * MIB + 1), mtime=0), "gzip", 413),
    ],
)
def test_what_cannot_be_unpacked_is_refused(body: bytes, encoding: str, status: int) -> None:
    answer = sent(body, HTTP_CONTENT_ENCODING=encoding)
    assert answer.status_code == status
    assert len(answer["X-Request-Id"]) == 36


def test_nothing_is_unpacked_beyond_the_limit() -> None:
    assert inflated(gzip.compress(b"x" * 100, mtime=0), limit=100) == b"x" * 100
    with pytest.raises(TooLargeError):
        inflated(gzip.compress(b"x" * 101, mtime=0), limit=100)
    with pytest.raises(MalformedError):
        inflated(b"", limit=100)


def chunked(raw: bytes) -> HttpRequest:
    """Return a request whose body comes in chunks, as a server hands it on."""
    request = HttpRequest()
    request.META = {"wsgi.input": BytesIO(raw), "HTTP_TRANSFER_ENCODING": "chunked"}
    return request


def test_a_body_in_chunks_is_read_up_to_the_limit(settings: Settings) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 200_000
    request = chunked(b"x" * 200_000)
    transport.body_unpack(request)
    assert (len(request.body), request.META["CONTENT_LENGTH"]) == (200_000, "200000")
    with pytest.raises(TooLargeError):
        transport.body_unpack(chunked(b"x" * 200_001))


@pytest.mark.parametrize(
    ("accept", "takes"),
    {
        "": False,
        "gzip": True,
        "deflate, GZIP;q=0.5": True,
        "gzip;q=0": False,
        "gzip;q=0.0, *": False,
        "*": True,
        "br": False,
        "identity": False,
    }.items(),
)
def test_who_takes_gzip(accept: str, takes: bool) -> None:  # noqa: FBT001 - a table
    assert takes_gzip(accept) is takes


def packed(size: int, **meta: str) -> HttpResponse:
    """Return an answer of a size as it leaves."""
    request, response = HttpRequest(), HttpResponse(b"x" * size, headers={"ETag": '"a-1"'})
    request.META = meta
    answer_pack(request, response)
    return response


def test_answers_are_compressed_when_it_is_worth_it() -> None:
    response = packed(5_000, HTTP_ACCEPT_ENCODING="gzip")
    assert (gzip.decompress(response.content), response["Content-Encoding"]) == (b"x" * 5_000, "gzip")
    assert (response["ETag"], response["Vary"]) == ('"a-1-gzip"', "Accept, Accept-Encoding")
    assert packed(5_000, HTTP_ACCEPT_ENCODING="gzip").content == response.content
    plain = packed(5_000)
    assert ("Content-Encoding" in plain, plain["ETag"], plain["Vary"]) == (False, '"a-1"', "Accept, Accept-Encoding")
    assert "Content-Encoding" not in packed(WORTHWHILE - 1, HTTP_ACCEPT_ENCODING="gzip")


def test_head_has_no_body_whoever_answers() -> None:
    for path in ("/nowhere", "/api/users/me", "/healthz"):
        get, head = NOBODY.get(path), NOBODY.head(path)
        assert (head.status_code, head.content) == (get.status_code, b"")
        assert head["Content-Length"] == str(len(get.content))


def test_a_browser_of_a_known_origin_may_do_what_clients_do(settings: Settings) -> None:
    settings.CORS_ALLOWED_ORIGINS = ["https://books.example"]
    asked = "authorization, content-type, idempotency-key, if-match, if-none-match"
    before = NOBODY.options(
        "/api/users/me",
        headers={
            "Origin": "https://books.example",
            "Access-Control-Request-Method": "PUT",
            "Access-Control-Request-Headers": asked,
        },
    )
    assert before["Access-Control-Allow-Origin"] == "https://books.example"
    assert set(asked.split(", ")) <= set(before["Access-Control-Allow-Headers"].split(", "))
    assert {"PUT", "DELETE", "POST"} <= set(before["Access-Control-Allow-Methods"].split(", "))
    assert "X-Request-Id" in before
    answer = NOBODY.get("/api/users/me", headers={"Origin": "https://books.example"})
    shown = set(answer["Access-Control-Expose-Headers"].split(", "))
    assert {"ETag", "Link", "Location", "X-Request-Id", "Idempotent-Replayed"} <= shown
    refused = sent(b"{}", HTTP_CONTENT_ENCODING="br", HTTP_ORIGIN="https://books.example")
    assert refused["Access-Control-Allow-Origin"] == "https://books.example"
    assert "Access-Control-Allow-Origin" not in NOBODY.get("/", headers={"Origin": "https://other.example"})
