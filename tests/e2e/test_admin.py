"""The admin of a server as it is started: real password hashes, real files, the application's own database role."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tests.e2e.conftest import EMAIL, PASSWORD

if TYPE_CHECKING:
    import httpx

    from tests.e2e.server import Server


def test_a_bookkeeper_signs_in_reads_changes_and_signs_out(server: Server, http: httpx.Client) -> None:
    page = http.get("/admin/login/").text
    token = re.findall(r'csrfmiddlewaretoken" value="(\w+)"', page)[0]
    sent = {"username": EMAIL, "password": PASSWORD, "csrfmiddlewaretoken": token}
    assert http.post("/admin/login/", data=sent).headers["location"] == "/admin/"
    accounts = http.get("/admin/1000001/accounts/?as_of=2026-02-28")
    assert accounts.status_code == 200
    assert "$36,340.09" in accounts.text
    assert accounts.headers["content-encoding"] == "gzip"
    for address in re.findall(r'(?:href|src)="(/static/[^"]+)"', accounts.text):
        file = http.get(address)
        assert (file.status_code, len(file.content) > 100) == (200, True), address
    form = http.get("/admin/1000001/contacts/add/").text
    token = re.findall(r'csrfmiddlewaretoken" value="(\w+)"', form)[0]
    added = http.post(
        "/admin/1000001/contacts/add/", data={"name": "Zoë", "type": "OTHER", "csrfmiddlewaretoken": token}
    )
    assert (added.status_code, "Zoë is there." in http.get(added.headers["location"]).text) == (302, True)
    assert http.post("/admin/logout/", data={"csrfmiddlewaretoken": token}).status_code == 200
    assert http.get("/admin/1000001/accounts/").status_code == 302
    assert server.command("verify").returncode == 0
