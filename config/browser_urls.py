"""The addresses for browsers: the admin. Loaded when the first browser comes (see ``config.browsing``)."""

from __future__ import annotations

from django.urls import path, re_path
from django.views.generic import RedirectView

from api.common.endpoint import unit_of_work
from api.common.middleware import bad_request, server_error, unknown
from api.common.problems import fault_of
from businesses.admin.site import DaybookSite, Edge
from ledger.admin.pages import PAGES

site = DaybookSite(pages=PAGES, edge=Edge(unit_of_work=unit_of_work, fault_of=fault_of))

urlpatterns = [
    path("admin", RedirectView.as_view(url="/admin/")),
    path("admin/", site.urls),
    re_path("", unknown),
]

handler400 = bad_request
handler404 = unknown
handler500 = server_error
