"""Every address of the server: the dialects, and an answer for all the rest."""

from __future__ import annotations

from django.urls import re_path

from api.common.middleware import bad_request, server_error, unknown
from api.dialects.kashoo.urls import urlpatterns as kashoo

urlpatterns = [*kashoo, re_path("", unknown)]

handler400 = bad_request
handler404 = unknown
handler500 = server_error
