"""From an address to the endpoint of a dialect. What no dialect serves is left to ``config.urls``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from api.common.routes import Atlas
from api.dialects.kashoo.urls import ROUTES

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

    from api.common.endpoint import Response

DIALECTS: Final = Atlas(ROUTES)


def routing(get_response: Callable[[HttpRequest], Response]) -> Callable[[HttpRequest], Response]:
    """Let the dialects answer at their addresses, the innermost layer everywhere else."""

    def respond(request: HttpRequest) -> Response:
        found = DIALECTS.find(request.path_info)
        if found is None:
            return get_response(request)
        endpoint, address = found
        return endpoint.dispatch(request, **address)

    return respond
