"""The shell of every endpoint: who asks, one unit of work around the handler, and the answer written inside it.

It is DRF's ``APIView`` trimmed to what is used: the address, the methods, the schema. A handler is called ``get``,
``post``, ``put`` or ``delete``, takes a ``Call`` and what the address names, and returns an ``Answer``.
"""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING, Any, ClassVar, Final

from django.http import HttpResponse
from rest_framework.views import APIView

from api.common import markup
from api.common.authentication import caller_of
from api.common.calls import Answer, Call
from api.common.content import JSON, TEXT, XML, json_tree, preferred
from api.common.errors import InternalError, MethodNotAllowedError
from api.common.problems import Dialect, fault_of, is_passing, problem_of
from api.common.wire import encode
from businesses import clock
from businesses.transactions import reading, writing

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from django.http import HttpRequest

    from api.common.openapi import Described

logger = logging.getLogger(__name__)

METHODS: Final = ("get", "post", "put", "delete")
SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
ATTEMPTS: Final = 5
PAUSE_SECONDS: Final = 0.01


class Endpoint(APIView):
    """One address of a dialect. ``described`` tells the schema what each method takes and gives."""

    dialect: ClassVar[Dialect]
    described: ClassVar[Mapping[str, Described]] = {}
    public: ClassVar[frozenset[str]] = frozenset()
    """Methods for which nobody needs to be signed in."""

    def dispatch(self, request: HttpRequest, *_: Any, **address: Any) -> HttpResponse:
        """Answer a request, whatever happens."""
        try:
            response = self._respond(request, address)
        except Exception as error:  # noqa: BLE001 - the edge: everything becomes an answer
            response = refuse(error, self.dialect, request)
        if request.method == "HEAD":
            response["Content-Length"] = str(len(response.content))
            response.content = b""
        return response

    @property
    def understood(self) -> tuple[str, ...]:
        """The methods of this address."""
        own = [method.upper() for method in METHODS if hasattr(self, method)]
        return (*own, "HEAD", "OPTIONS") if "GET" in own else (*own, "OPTIONS")

    def _respond(self, request: HttpRequest, address: dict[str, Any]) -> HttpResponse:
        method = request.method or ""
        if method not in self.understood:
            raise MethodNotAllowedError(self.understood)
        if method == "OPTIONS":
            return HttpResponse(status=204, headers={"Allow": ", ".join(self.understood)})
        handler = getattr(self, "get" if method == "HEAD" else method.lower())
        call = self._call(request)
        return unit_of_work(lambda: self._written(call, handler(call, **address)), write=method not in SAFE)

    def _call(self, request: HttpRequest) -> Call:
        now, request_id = clock.now(), request_id_of(request)
        if request.method in self.public:
            return Call(request, now, request_id)
        header = request.META.get("HTTP_AUTHORIZATION", "")
        return Call(request, now, request_id, caller_of(header, now=now, request_id=request_id))

    def _written(self, call: Call, answer: Answer) -> HttpResponse:
        """Return the answer in the representation that the client prefers."""
        if answer.text is not None:
            return HttpResponse(answer.text, content_type=TEXT, headers=answer.headers)
        if answer.value is None:
            return HttpResponse(status=answer.status, headers=answer.headers)
        content, content_type = encode(answer.value), JSON
        if answer.element and preferred(call.accept) == XML:
            content, content_type = markup.render(json_tree(content), name=answer.element), XML
        return HttpResponse(content, status=answer.status, content_type=content_type, headers=answer.headers)


def unit_of_work(work: Callable[[], HttpResponse], *, write: bool) -> HttpResponse:
    """Run the work in one transaction and return what it answers, once it is committed.

    It runs again, a few times, when another writer came in between.
    """
    scope = writing if write else reading
    for attempt in range(1, ATTEMPTS):
        try:
            with scope():
                return work()
        except Exception as error:
            if not is_passing(error):
                raise
            time.sleep(PAUSE_SECONDS * attempt)
    with scope():
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
