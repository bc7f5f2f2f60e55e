"""The outermost layer: request ids, the size of bodies, and answers to what no endpoint answers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from django.conf import settings

from api.common.endpoint import refuse
from api.common.errors import MalformedError, TooLargeError
from api.common.problems import Dialect, faults_in
from businesses import allocator
from businesses.errors import NotFoundError

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from bookkeeping.errors import DaybookError

SANE_REQUEST_ID: Final = re.compile(r"[A-Za-z0-9._-]{1,64}")


def envelope(fault: DaybookError) -> dict[str, object]:
    """Return a fault in the words of no dialect."""
    errors = [{"field": each.field, "message": each.message} for each in faults_in(fault)]
    return {"message": fault.message, "errors": errors}


NO_DIALECT = Dialect(
    name="none",
    statuses={"not-found": 404, "malformed": 400, "too-large": 413, "unavailable": 503},
    envelope=envelope,
)
"""How faults are told where no dialect is spoken."""


def edge(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Give every request an id (a sane ``X-Request-Id`` is accepted) and refuse bodies beyond 10 MiB."""

    def respond(request: HttpRequest) -> HttpResponse:
        given = str(request.META.get("HTTP_X_REQUEST_ID", ""))
        request_id = given if SANE_REQUEST_ID.fullmatch(given) else allocator.token()
        request.META["HTTP_X_REQUEST_ID"] = request_id
        response = too_large(request) if _length(request) > _limit() else get_response(request)
        response["X-Request-Id"] = request_id
        return response

    # Django asks a middleware for this hook when a view that is no Endpoint raises.
    respond.process_exception = server_error_of  # type: ignore[attr-defined]
    return respond


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


def too_large(request: HttpRequest) -> HttpResponse:
    """Answer a request whose body is larger than the limit."""
    return refuse(TooLargeError(), NO_DIALECT, request)


def _length(request: HttpRequest) -> int:
    text = str(request.META.get("CONTENT_LENGTH") or "0")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


def _limit() -> int:
    return int(settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0)
