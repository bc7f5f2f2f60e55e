"""Every address that no dialect serves: liveness, and an answer for all the rest."""

from __future__ import annotations

from django.urls import path, re_path

from api.common.middleware import bad_request, server_error, unknown
from config.health import healthz, readyz

urlpatterns = [path("healthz", healthz), path("readyz", readyz), re_path("", unknown)]

handler400 = bad_request
handler404 = unknown
handler500 = server_error
