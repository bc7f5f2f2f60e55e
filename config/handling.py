"""The handler: Django's, without the ceremony that nobody attends.

Django tells all who listen that a request begins and ends; only Django itself does, to look after caches, addresses and
connections of which the API has one. That costs as much as a good read's own work. Pages for browsers keep it.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any, cast

from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.db import DEFAULT_DB_ALIAS, connections
from django.http import HttpResponse

from config.browsing import PATHS

if TYPE_CHECKING:
    from collections.abc import Callable


class Handler(WSGIHandler):
    """The WSGI application. ``layers`` is what Django made of the settings' middleware."""

    @functools.cached_property
    def layers(self) -> Callable[[WSGIRequest], Any]:
        """What answers a request, whatever happens."""
        return cast("Any", self)._middleware_chain  # type: ignore[no-any-return]  # noqa: SLF001 - the stubs leave it out

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        """Answer a request, and give back the connection to the database if one was taken."""
        if environ.get("PATH_INFO", "").startswith(PATHS):
            return super().__call__(environ, start_response)
        request = WSGIRequest(environ)
        response = self.layers(request)
        start_response(f"{response.status_code} {response.reason_phrase}", list(response.items()))
        if not isinstance(response, HttpResponse):
            response._resource_closers.append(request.close)  # noqa: SLF001 - as Django does
            return response  # it comes bit by bit, and the server closes it
        request.close()
        database = connections[DEFAULT_DB_ALIAS]
        if database.connection is not None:
            database.close_if_unusable_or_obsolete()
        return (response.content,)
