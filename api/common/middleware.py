"""The outermost layers: request ids, bodies as they travel, and answers to what no endpoint answers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, cast

from corsheaders.middleware import CorsMiddleware

from api.common.endpoint import refuse
from api.common.errors import MalformedError
from api.common.problems import Dialect, faults_in
from api.common.transport import answer_pack, body_unpack, varies
from businesses import allocator
from businesses.errors import NotFoundError

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse, StreamingHttpResponse

    from bookkeeping.errors import DaybookError

SANE_REQUEST_ID: Final = re.compile(r"[A-Za-z0-9._-]{1,64}")


def envelope(fault: DaybookError) -> dict[str, object]:
    """Return a fault in the words of no dialect."""
    errors = [{"field": each.field, "message": each.message} for each in faults_in(fault)]
    return {"message": fault.message, "errors": errors}


NO_DIALECT = Dialect(
    name="none",
    statuses={"not-found": 404, "malformed": 400, "too-large": 413, "unsupported-type": 415, "unavailable": 503},
    envelope=envelope,
)
"""How faults are told where no dialect is spoken."""


def identified(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Give every request an id, and every answer that of its request; a sane ``X-Request-Id`` is accepted."""

    def respond(request: HttpRequest) -> HttpResponse:
        given = str(request.META.get("HTTP_X_REQUEST_ID", ""))
        request_id = given if SANE_REQUEST_ID.fullmatch(given) else allocator.token()
        request.META["HTTP_X_REQUEST_ID"] = request_id
        response = get_response(request)
        response["X-Request-Id"] = request_id
        return response

    return respond


def cross_origin(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Let django-cors-headers answer browsers on pages of another origin; others only learn that it matters."""
    library = CorsMiddleware(get_response)

    def respond(request: HttpRequest) -> HttpResponse:
        if "HTTP_ORIGIN" in request.META:
            return cast("HttpResponse", library(request))
        response = get_response(request)
        varies(response, "origin")
        return response

    return respond


def edge(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Refuse bodies beyond 10 MiB, unpack those that come packed, pack answers, and answer HEAD without a body."""

    def respond(request: HttpRequest) -> HttpResponse:
        response = received(request) or get_response(request)
        answer_pack(request, response)
        if response.status_code == 204:
            del response["Content-Type"]  # Django gives one to nothing, too
        elif response.status_code != 304 and not response.streaming:
            response["Content-Length"] = str(len(response.content))
        if request.method == "HEAD":
            _empty(response)
        return response

    # Django asks a middleware for this hook when a view that is no Endpoint raises.
    respond.process_exception = server_error_of  # type: ignore[attr-defined]
    return respond


def _empty(response: HttpResponse) -> None:
    """Leave nothing but the headers of an answer."""
    if response.streaming:
        cast("StreamingHttpResponse", response).streaming_content = ()
    else:
        response.content = b""


def received(request: HttpRequest) -> HttpResponse | None:
    """Make the body of a request ready to be read; return the refusal if it cannot be."""
    try:
        body_unpack(request)
    except Exception as error:  # noqa: BLE001 - the edge: everything becomes an answer
        return refuse(error, NO_DIALECT, request)
    return None


def unknown(request: HttpRequest, *_: object, **__: object) -> HttpResponse:
    """Answer an address that nobody knows."""
    return refuse(NotFoundError("There is nothing at this address."), NO_DIALECT, request)


def bad_request(request: HttpRequest, *_: object, **__: object) -> HttpResponse:
    """Answer a request that Django itself refuses."""
    return refuse(MalformedError(), NO_DIALECT, request)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer for a fault of ours; its trace is in the log only."""
    return refuse(RuntimeError("uncaught"), NO_DIALECT, request)


def server_error_of(request: HttpRequest, error: Exception) -> HttpResponse:
    """Answer for what a view raised: 503 for a lost database."""
    return refuse(error, NO_DIALECT, request)
