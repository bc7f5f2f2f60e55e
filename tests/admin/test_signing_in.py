"""Who gets into the admin, how long, and what a browser keeps of it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from django.contrib.auth.hashers import check_password
from django.contrib.sessions.models import Session
from django.test import Client

from businesses import clock
from businesses.models import User
from businesses.services import tokens
from tests.admin.conftest import Desk, plain
from tests.support.builders import PASSWORD, person

if TYPE_CHECKING:
    from django.http import HttpResponse
    from pytest_django.fixtures import Settings

    from tests.support.builders import World

pytestmark = pytest.mark.django_db
LOGIN = "/admin/login/"
REFUSAL = "The e-mail address and the password do not match."


def sign_in(email: str, password: str = PASSWORD, *, client: Client | None = None, **more: str) -> HttpResponse:
    """Send the sign-in form."""
    answer: HttpResponse = (client or Client()).post(LOGIN, {"username": email, "password": password, **more})  # type: ignore[assignment]
    return answer


def test_a_user_of_the_api_signs_in_and_sees_the_books(world: World) -> None:
    client = Client()
    response = sign_in(world_email(world), client=client)
    assert (response.status_code, response["Location"]) == (302, "/admin/")
    start = client.get("/admin/", follow=True)
    assert start.redirect_chain == [(f"/admin/{world.actor.business.id}/", 302)]
    assert "Bakery" in plain(start.content.decode())


def test_the_address_is_known_in_any_case_and_with_spaces(world: World) -> None:
    assert sign_in(f" {world_email(world).upper()} ").status_code == 302


@pytest.mark.parametrize("change", [{"is_active": False}, {"removed": True}, {"password": "!"}])
def test_a_closed_user_is_refused_as_a_stranger_is(change: dict[str, object]) -> None:
    user = person(email="ann@demo.test").require_user()
    User.objects.filter(id=user).update(**change)
    refused = [sign_in("ann@demo.test"), sign_in("ann@demo.test", "wrong"), sign_in("eve@demo.test")]
    for response in refused:
        assert response.status_code == 200
        assert REFUSAL in plain(response.content.decode())
        assert "daybook_session" not in response.cookies


def test_a_refusal_costs_one_check_of_a_password_whoever_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    person(email="ann@demo.test")
    User.objects.filter(id=person(email="bob@demo.test").require_user()).update(removed=True)
    checks: list[str] = []

    def counted(password: str, encoded: str) -> bool:
        checks.append(encoded)
        return check_password(password, encoded)

    monkeypatch.setattr(tokens, "check_password", counted)
    for email in ("ann@demo.test", "bob@demo.test", "eve@demo.test"):
        checks.clear()
        sign_in(email, "wrong")
        assert len(checks) == 1, email


def test_signing_in_is_noted_by_the_clock_of_the_server(monkeypatch: pytest.MonkeyPatch) -> None:
    moment = dt.datetime(2031, 5, 6, 7, 8, tzinfo=dt.UTC)
    monkeypatch.setattr(clock, "now", lambda: moment)
    user = person(email="ann@demo.test").require_user()
    sign_in("ann@demo.test", "wrong")
    assert User.objects.get(id=user).last_login is None
    sign_in("ann@demo.test")
    assert User.objects.get(id=user).last_login == moment


def test_cookies_are_for_the_admin_only_and_for_no_script() -> None:
    person(email="ann@demo.test")
    cookies = sign_in("ann@demo.test").cookies
    assert set(cookies) == {"daybook_session", "daybook_csrf"}
    for cookie in cookies.values():
        assert (cookie["path"], cookie["samesite"], bool(cookie["httponly"])) == ("/admin/", "Lax", True)
        assert not cookie["secure"]
    secure = Client().post(LOGIN, {"username": "ann@demo.test", "password": PASSWORD}, secure=True).cookies
    assert all(cookie["secure"] for cookie in secure.values())


def test_behind_a_proxy_that_speaks_tls_cookies_are_secure_and_forms_are_taken(settings: Settings) -> None:
    person(email="ann@demo.test")
    sent = {"username": "ann@demo.test", "password": PASSWORD}
    behind = {"x-forwarded-proto": "https", "host": "testserver"}
    assert not Client().post(LOGIN, sent, headers=behind).cookies["daybook_session"]["secure"]
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    strict = Client(enforce_csrf_checks=True, headers=behind)
    token = strict.get(LOGIN).content.decode().split('csrfmiddlewaretoken" value="')[1][:64]
    origin = {"origin": "https://testserver"}
    response = strict.post(LOGIN, {**sent, "csrfmiddlewaretoken": token}, headers=origin)
    assert response.status_code == 302
    assert response.cookies["daybook_session"]["secure"]


def test_signing_out_ends_the_session_on_the_server(desk: Desk) -> None:
    kept = desk.client.cookies["daybook_session"].value
    assert Session.objects.count() == 1
    assert "Log in again" in plain(desk.client.post("/admin/logout/").content.decode())
    assert Session.objects.count() == 0
    thief = Client()
    thief.cookies["daybook_session"] = kept
    assert thief.get(desk.at("")).status_code == 302
    assert desk.client.get("/admin/logout/").status_code in {302, 405}


@pytest.mark.parametrize("change", [{"is_active": False}, {"removed": True}, {"password": "another"}])
def test_a_session_ends_when_its_user_is_closed_or_has_a_new_password(desk: Desk, change: dict[str, object]) -> None:
    desk.get("")
    User.objects.filter(id=desk.actor.caller.require_user()).update(**change)
    response = desk.client.get(desk.at(""))
    assert (response.status_code, response["Location"]) == (302, f"{LOGIN}?next={desk.at('')}")


def test_nobody_sees_a_page_without_signing_in_not_even_that_it_is_missing(world: World) -> None:
    for path in ("", "nothing/", f"{world.actor.business.id}/", f"{world.actor.business.id}/records/1/", "9/"):
        for response in (Client().get(f"/admin/{path}"), Client().post(f"/admin/{path}")):
            assert (response.status_code, response["Location"]) == (302, f"{LOGIN}?next=/admin/{path}")


@pytest.mark.parametrize("place", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "/\\evil.example"])
def test_signing_in_leads_to_no_other_site(place: str) -> None:
    person(email="ann@demo.test")
    assert sign_in("ann@demo.test", next=place)["Location"] == "/admin/"
    assert sign_in("ann@demo.test", next="/admin/7/records/?type=BILL")["Location"] == "/admin/7/records/?type=BILL"


def test_a_form_from_elsewhere_is_refused(desk: Desk) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert sign_in("ann@demo.test", client=strict).status_code == 403
    strict.force_login(User.objects.get(id=desk.actor.caller.require_user()))
    strict.get(desk.at("contacts/add/"))
    sent = {"name": "Ann", "type": "CUSTOMER"}
    assert strict.post(desk.at("contacts/add/"), sent).status_code == 403
    token = strict.get(desk.at("contacts/add/")).content.decode().split('csrfmiddlewaretoken" value="')[1][:64]
    assert strict.post(desk.at("contacts/add/"), {**sent, "csrfmiddlewaretoken": token}).status_code == 302


def test_a_session_means_nothing_to_the_api(desk: Desk) -> None:
    assert desk.client.get(f"/api/businesses/{desk.actor.business.id}/accounts").status_code == 401


def world_email(world: World) -> str:
    """Return the address of the owner of some books."""
    return User.objects.get(id=world.actor.caller.require_user()).email
