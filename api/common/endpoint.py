"""The shell of every endpoint: who asks, one unit of work around the handler, and the answer written inside it.

It is DRF's ``APIView`` trimmed to what is used: the address, the methods, the schema. A handler is called ``get``,
``post``, ``put`` or ``delete``, takes a ``Call`` and what the address names, and returns an ``Answer``.
"""

from __future__ import annotations

import functools
import logging
import time
from contextlib import nullcontext
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar, Final, TypeVar

import msgspec
from django.db import InterfaceError, OperationalError, connection
from django.http import HttpResponse
from rest_framework.views import APIView

from api.common import markup
from api.common.authentication import caller_of
from api.common.calls import Answer, Call
from api.common.conditions import last_modified, not_modified, tag_of
from api.common.content import CSV, JSON, TEXT, XML, json_tree, preferred
from api.common.errors import InternalError, MethodNotAllowedError
from api.common.problems import Dialect, fault_of, is_cut, is_passing, problem_of
from api.common.repeats import attempt_of, keep, replay
from api.common.tables import disposition, render_csv
from api.common.wire import encode
from businesses import clock
from businesses.errors import UnavailableError
from businesses.transactions import reading, rehearsed, writing

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from contextlib import AbstractContextManager

    from django.http import HttpRequest, StreamingHttpResponse

    from api.common.described import Described

    Response = HttpResponse | StreamingHttpResponse

T = TypeVar("T")
logger = logging.getLogger(__name__)

METHODS: Final = ("get", "post", "put", "delete")
SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
ATTEMPTS: Final = 5
PAUSE_SECONDS: Final = 0.01
DRY_RUN: Final = "X-Daybook-Dry-Run"
CSV_TYPE: Final = f"{CSV}; charset=utf-8; header=present"
REVALIDATE: Final = "private, no-cache"
"""A browser may keep what it has read, and asks each time whether it still holds."""


class Endpoint(APIView):
    """One address of a dialect. ``described`` tells the schema what each method takes and gives."""

    dialect: ClassVar[Dialect]
    described: ClassVar[Mapping[str, Described]] = {}
    public: ClassVar[frozenset[str]] = frozenset()
    """Methods for which nobody needs to be signed in."""
    at_once: ClassVar[bool] = False
    """Whether a GET reads with one statement, the question who may aside, so that it needs no snapshot."""

    def dispatch(self, request: HttpRequest, *_: Any, **address: Any) -> Response:
        """Answer a request, whatever happens."""
        try:
            return self._respond(request, address)
        except Exception as error:  # noqa: BLE001 - the edge: everything becomes an answer
            return refuse(error, self.dialect, request)

    @functools.cached_property
    def understood(self) -> tuple[str, ...]:
        """The methods of this address."""
        own = [method.upper() for method in METHODS if hasattr(self, method)]
        return (*own, "HEAD", "OPTIONS") if "GET" in own else (*own, "OPTIONS")

    def _respond(self, request: HttpRequest, address: dict[str, Any]) -> Response:
        method = request.method or ""
        if method not in self.understood:
            raise MethodNotAllowedError(self.understood)
        if method == "OPTIONS":
            return HttpResponse(status=204, headers={"Allow": ", ".join(self.understood)})
        handler = getattr(self, "get" if method == "HEAD" else method.lower())
        call = self._call(request)
        if method in SAFE:
            scope = nullcontext if self.at_once else reading
            return unit_of_work(lambda: self._read(call, handler(call, **address)), scope)
        return self._changed(call, lambda: handler(call, **address))

    def _read(self, call: Call, answer: Answer) -> Response:
        """Return an answer to be looked at, or that the client has it already."""
        if answer.download:
            return answer.download.response(call.http, cache=REVALIDATE)
        response = self._written(call, answer)
        response["Cache-Control"] = REVALIDATE
        if response.status_code != 200:
            return response
        modified = last_modified(answer.shown, call.now)
        if modified:
            response["Last-Modified"] = modified
        response["ETag"] = tag_of(response.content, answer.shown)
        if not_modified(call.http, response["ETag"], modified):
            response.status_code, response.content = 304, b""
            del response["Content-Type"]
        return response

    def _changed(self, call: Call, handler: Callable[[], Answer]) -> HttpResponse:
        """Do a write: once per idempotency key, and without a trace when it is only tried."""
        dry_run, attempt = call.dry_run, attempt_of(call)

        def work() -> HttpResponse:
            if attempt and (before := replay(call, attempt)):
                return before
            answer = handler()
            response = self._written(call, rehearsal(answer) if dry_run else answer)
            if answer.shown and not dry_run:
                response["ETag"] = tag_of(response.content, answer.shown)
            if dry_run:
                response[DRY_RUN] = "true"
                response.headers.pop("Location", None)  # nothing will be there
                rehearsed()
            elif attempt:
                keep(call, attempt, response)
            return response

        return unit_of_work(work, writing)

    def _call(self, request: HttpRequest) -> Call:
        now, request_id = clock.now(), request_id_of(request)
        if request.method in self.public:
            return Call(request, now, request_id)
        header = request.META.get("HTTP_AUTHORIZATION", "")
        signed_in = functools.partial(caller_of, header, now=now, request_id=request_id)
        return Call(request, now, request_id, _again(functools.partial(_unless_cut, signed_in)))

    def _written(self, call: Call, answer: Answer) -> HttpResponse:
        """Return the answer in the representation that the client prefers."""
        if answer.text is not None:
            headers = {"Cache-Control": "no-store", **answer.headers}
            return HttpResponse(answer.text, content_type=TEXT, headers=headers)
        if answer.value is None:
            return HttpResponse(status=answer.status, headers=answer.headers)
        wanted = preferred(call.accept) if answer.table or answer.element else JSON
        if answer.table and wanted == CSV:
            table = answer.table()
            headers = {"Content-Disposition": disposition(table), **answer.headers}
            return HttpResponse(render_csv(table), status=answer.status, content_type=CSV_TYPE, headers=headers)
        content, content_type = encode(answer.value), JSON
        if wanted == XML and answer.element:
            content, content_type = markup.render(json_tree(content), name=answer.element), XML
        return HttpResponse(content, status=answer.status, content_type=content_type, headers=answer.headers)


def rehearsal(answer: Answer) -> Answer:
    """Return the answer to a write that is only tried: it tells more than that to one which is done."""
    if answer.rehearsed is None:
        return answer
    told = msgspec.json.decode(encode(answer.value), type=dict[str, msgspec.Raw])
    return replace(answer, value={**told, **answer.rehearsed()})


def unit_of_work(work: Callable[[], T], scope: Callable[[], AbstractContextManager[None]]) -> T:
    """Run the work in one transaction (``scope``) and return what it answers, once it is committed.

    It runs again, a few times, when another writer came in between, or the database hung up before the commit.
    """

    def transacted() -> T:
        with scope():
            return _unless_cut(work)

    return _again(transacted)


def _unless_cut(work: Callable[[], T]) -> T:
    """Run what commits nothing itself, and put away a connection that turns out to be cut.

    Raises:
        UnavailableError: it was; all that the work did is undone. In a commit, nobody would know what was stored.
    """
    try:
        return work()
    except (InterfaceError, OperationalError) as error:
        if not is_cut(error):
            raise
        connection.close()
        raise UnavailableError from error


def _again(work: Callable[[], T]) -> T:
    """Run the work, and again a few times when what hindered it may have passed."""
    for attempt in range(1, ATTEMPTS):
        try:
            return work()
        except Exception as error:
            if not is_passing(error):
                raise
            time.sleep(PAUSE_SECONDS * attempt)
    return work()


def refuse(error: Exception, dialect: Dialect, request: HttpRequest) -> HttpResponse:
    """Return the answer to a request that could not be carried out; what nobody intended is noted in the log."""
    fault = fault_of(error)
    problem = problem_of(fault, dialect)
    if isinstance(fault, InternalError) or problem.status >= 500:
        logger.error("%s %s (%s)", request.method, request.path, request_id_of(request), exc_info=error)
    return HttpResponse(encode(problem.body), status=problem.status, content_type=JSON, headers=problem.headers)


def request_id_of(request: HttpRequest) -> str:
    """Return the id that the outermost layer gave the request, or accepted."""
    return str(request.META.get("HTTP_X_REQUEST_ID", ""))
