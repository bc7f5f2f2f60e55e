"""Every address of the server: the dialects, liveness, and an answer for all the rest."""

from __future__ import annotations

from django.urls import path, re_path

from api.common.middleware import bad_request, server_error, unknown
from api.dialects.kashoo.urls import urlpatterns as kashoo
from config.health import healthz, readyz

urlpatterns = [*kashoo, path("healthz", healthz), path("readyz", readyz), re_path("", unknown)]

handler400 = bad_request
handler404 = unknown
handler500 = server_error
