"""The application behind WSGI, in a thread of its own: requests queue there, whichever thread sends them."""

from __future__ import annotations

import itertools
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from django.core.wsgi import get_wsgi_application
from django.db import connection

from api.common.repeats import MAX_KEY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


@contextmanager
def serving() -> Iterator[Application]:
    """Yield the application. It keeps one connection from request to request, and closes it at the end.

    Answers come plainly, since schemathesis unpacks none, and every usable ``Idempotency-Key`` is a fresh one:
    generated keys repeat, and would be refused as used for something else before anything else is looked at.
    """
    application, numbers = get_wsgi_application(), itertools.count(1)

    def respond(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        environ["HTTP_ACCEPT_ENCODING"] = "identity"
        key = environ.get("HTTP_IDEMPOTENCY_KEY", "")
        if key.strip() and len(key) <= MAX_KEY:
            environ["HTTP_IDEMPOTENCY_KEY"] = f"{next(numbers)}-{key}"[:MAX_KEY]
        answer = application(environ, start_response)
        try:
            return list(answer)
        finally:
            answer.close()

    before = connection.settings_dict["CONN_MAX_AGE"]
    connection.settings_dict["CONN_MAX_AGE"] = None
    with ThreadPoolExecutor(1) as thread:
        try:
            yield lambda environ, start_response: thread.submit(respond, environ, start_response).result()
        finally:
            thread.submit(lambda: connection.close()).result()  # noqa: PLW0108 - that thread's connection
            connection.settings_dict["CONN_MAX_AGE"] = before
