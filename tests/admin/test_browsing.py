"""What goes around the admin: headers, files, and that the API pays for none of it."""

from __future__ import annotations

import contextlib
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from django.test import Client

from tests.architecture.tree import ROOT

if TYPE_CHECKING:
    from tests.admin.conftest import Desk

pytestmark = pytest.mark.django_db
STYLES = "/static/daybook/admin.css"


def content(response: Any) -> bytes:
    """Return the body of an answer, streamed or not."""
    with contextlib.closing(response):
        return b"".join(response.streaming_content) if response.streaming else bytes(response.content)


def test_pages_are_private_and_confined(desk: Desk) -> None:
    response = desk.client.get(desk.at(""))
    assert "no-store" in response["Cache-Control"]
    policy = response["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    script = next(part for part in policy.split("; ") if part.startswith("script-src"))
    assert "unsafe-inline" not in script
    assert response["X-Frame-Options"] == "DENY"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"


def test_a_page_names_nothing_outside_and_runs_no_script_of_its_own(desk: Desk) -> None:
    html = desk.get("")
    assert "https://" not in html
    assert "//" not in html.replace("http://www.w3.org/2000/svg", "").replace("</", "").partition("<body")[0]
    assert "<script>" not in html
    assert " onclick=" not in html


def test_a_page_speaks_to_people_who_do_not_see_it(desk: Desk) -> None:
    html = desk.get("accounts/")
    assert '<html lang="en"' in html
    assert html.count("<h1") == 1
    assert all("scope=" in cell.partition(">")[0] for cell in html.split("<th ")[1:])
    for field in ("id_type", "id_as_of", "id_archived"):
        assert f'<label for="{field}"' in html
        assert f'id="{field}"' in html


def test_files_are_served_with_debug_off_and_kept_for_a_while() -> None:
    assert not settings.DEBUG
    for path, kind in ((STYLES, "text/css"), ("/static/unfold/js/alpine/alpine.js", "javascript")):
        response = Client().get(path)
        assert response.status_code == 200
        assert kind in response["Content-Type"]
        assert response["Cache-Control"] == "max-age=3600, public"
        assert len(content(response)) > 1_000
        known = Client().get(path, headers={"if-modified-since": response["Last-Modified"]})
        assert (known.status_code, content(known)) == (304, b"")
        assert content(Client().head(path)) == b""


@pytest.mark.parametrize(
    "path", ["/static/nothing.css", "/static/../config/settings.py", "/static/daybook/", "/administer"]
)
def test_nothing_else_is_a_file(path: str) -> None:
    response = Client().get(path)
    assert response.status_code == 404
    assert response["Content-Type"] == "application/json"


def test_the_admin_has_a_slash() -> None:
    response = Client().get("/admin")
    assert (response.status_code, response["Location"]) == (302, "/admin/")


def test_an_answer_of_the_api_has_nothing_of_the_admin() -> None:
    for path in ("/healthz", "/api/users/me", "/nothing"):
        response = Client().get(path)
        told = set(response.headers)
        assert not told & {"Content-Security-Policy", "X-Frame-Options", "Set-Cookie", "Referrer-Policy"}
        assert "Cookie" not in response.headers.get("Vary", "")
        assert not response.cookies


def test_no_other_origin_reads_the_admin(settings: pytest.FixtureRequest) -> None:
    settings.CORS_ALLOWED_ORIGINS = ["https://app.example"]  # type: ignore[attr-defined]
    origin = {"origin": "https://app.example"}
    assert "Access-Control-Allow-Origin" not in Client().get("/admin/login/", headers=origin).headers
    styles = Client().get(STYLES, headers=origin)
    assert "Access-Control-Allow-Origin" not in styles.headers
    assert content(styles)
    assert Client().get("/healthz", headers=origin)["Access-Control-Allow-Origin"] == "https://app.example"


def test_head_is_a_page_without_its_body(desk: Desk) -> None:
    response = desk.client.head(desk.at("records/"))
    assert (response.status_code, response.content) == (200, b"")
    assert int(response["Content-Length"]) > 1_000


def test_a_server_that_no_browser_visits_never_loads_the_pages() -> None:
    program = (
        "import sys, django; django.setup()\n"
        "from django.test import Client\n"
        "assert Client().get('/healthz').status_code == 200\n"
        "print([name for name in sys.modules if name.startswith(('ledger.admin', 'businesses.admin', 'unfold.forms'))])"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_pages_stand_whole_in_the_checks_of_django() -> None:
    """Django itself looks at the addresses of the root only: those for browsers are looked at here."""
    program = (
        "import django; django.setup()\n"
        "from django.test.utils import override_settings\n"
        "from django.core.management import call_command\n"
        "with override_settings(ROOT_URLCONF='config.browser_urls'): call_command('check', fail_level='WARNING')"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
