"""What a browser needs around the admin, and nothing else pays for: sessions, messages, files, security headers.

Requests to the API pass through here with one look at their path. For ``/admin`` and ``/static`` the layers are built
once, when the first browser comes, and the addresses are those of ``config.browser_urls``, read at the same moment: a
server that nobody visits with a browser never loads the admin.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Final

from django.utils.module_loading import import_string

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    Layer = Callable[[HttpRequest], HttpResponse]

PATHS: Final = ("/admin", "/static/")
URLS: Final = "config.browser_urls"
LAYERS: Final = (
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
)
"""From the outside in. Each view of the admin site checks the CSRF token itself."""
POLICY: Final = (
    "default-src 'self'; script-src 'self' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
"""Nothing from elsewhere, no script inside a page. (Alpine, on which Unfold stands, evaluates attributes.)"""


def browsing(get_response: Layer) -> Layer:
    """Wrap what is for browsers, and only that, into what browsers need."""

    @functools.cache
    def inner() -> Layer:
        layer = get_response
        for name in reversed(LAYERS):
            layer = import_string(name)(layer)
        return layer

    def respond(request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(PATHS):
            return get_response(request)
        request.urlconf = URLS  # Django looks there for the addresses of one request
        response = inner()(request)
        response.setdefault("Content-Security-Policy", POLICY)
        if request.is_secure():
            for cookie in response.cookies.values():
                cookie["secure"] = True
        return response

    return respond
