"""The WSGI application answers as Django's own handler does."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.http import StreamingHttpResponse

from config.wsgi import application

if TYPE_CHECKING:
    from collections.abc import Callable

ADDRESSES = ("/healthz", "/api/users/me", "/nowhere", "/admin/login/", "/static/nothing.css")


def told(handler: Callable[..., Any], path: str, **more: str) -> tuple[str, dict[str, str], bytes]:
    """Return status, headers and body that a handler answers."""
    found: list[Any] = []
    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path,
        "QUERY_STRING": "",
        "SERVER_NAME": "testserver",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_X_REQUEST_ID": "a",
        "wsgi.input": BytesIO(),
        "wsgi.url_scheme": "http",
        **more,
    }
    answer = handler(environ, lambda status, headers: found.extend((status, dict(headers))))
    body = b"".join(answer)
    if hasattr(answer, "close"):
        answer.close()
    return found[0], found[1], body


@pytest.mark.parametrize("path", ADDRESSES)
def test_it_answers_as_django_does(path: str, committed_db: None) -> None:
    mine, djangos = told(application, path), told(WSGIHandler(), path)
    for _, headers, _ in (mine, djangos):
        headers.pop("Set-Cookie", None)  # a new token each time
        headers.pop("Expires", None)  # to the second
    if path.startswith("/admin"):
        assert mine[:2] == djangos[:2]
    else:
        assert mine == djangos


def test_what_comes_bit_by_bit_is_sent_so(monkeypatch: pytest.MonkeyPatch, committed_db: None) -> None:
    monkeypatch.setattr(application, "layers", lambda _: StreamingHttpResponse(iter([b"a", b"b"])))
    assert told(application, "/anywhere")[2] == b"ab"
