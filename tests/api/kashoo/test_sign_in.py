"""Signing in, in every form that real clients use, and presenting the token (contract, section 2)."""

from __future__ import annotations

from base64 import b64encode
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode
from uuid import UUID

import msgspec
import pytest
from django.test import Client

from businesses import clock
from businesses.services.users import SignUp, user_create
from businesses.transactions import writing

if TYPE_CHECKING:
    from django.http import HttpResponse

EMAIL, PASSWORD = "a@b.test", "p%ss+1 & more=x"
RAW_PASSWORD = "p%41ss+1"
FORM = "application/x-www-form-urlencoded"
URL = "/api/authTokens"
BASIC = "Basic " + b64encode(f"{EMAIL}:{PASSWORD}".encode()).decode()


@pytest.fixture(autouse=True)
def _users(db: None) -> None:
    with writing(durable=False):
        user_create(SignUp(email=EMAIL, password=PASSWORD), now=clock.now())
        user_create(SignUp(email="raw@b.test", password=RAW_PASSWORD), now=clock.now())


def post(body: Any, kind: str, url: str = URL, **headers: str) -> HttpResponse:
    """Post a body to the sign-in."""
    extra: dict[str, Any] = dict(headers)
    return Client().post(url, body, content_type=kind, **extra)  # type: ignore[return-value]


def form(**fields: str) -> str:
    """Return a percent-encoded form."""
    return urlencode(fields)


SENT = {
    "urlencoded": (form(email=EMAIL, password=PASSWORD), FORM, {}),
    "urlencoded with a charset": (form(email=EMAIL, password=PASSWORD), f"{FORM}; charset=UTF-8", {}),
    "e-mail in capitals": (form(email=EMAIL.upper(), password=PASSWORD), FORM, {}),
    "not percent-encoded": (f"email=raw@b.test&password={RAW_PASSWORD}", FORM, {}),
    "not percent-encoded, with a newline": (f"email=raw@b.test&password={RAW_PASSWORD}\n", FORM, {}),
    "json": ({"email": EMAIL, "password": PASSWORD}, "application/json", {}),
    "xml": (f'<signIn email="{EMAIL}" password="p%ss+1 &amp; more=x"/>', "application/xml", {}),
    "basic with a junk body": ("[]", FORM, {"HTTP_AUTHORIZATION": BASIC}),
    "basic with a broken body": ("{", "application/json", {"HTTP_AUTHORIZATION": BASIC}),
    "basic with a multipart body that has no boundary": ("[]", "multipart/form-data", {"HTTP_AUTHORIZATION": BASIC}),
    "basic without a body": ("", "", {"HTTP_AUTHORIZATION": BASIC}),
}


@pytest.mark.parametrize("url", [URL, "/authTokens", "/api/authTokens?", "/api/authTokens/", "/authTokens/"])
@pytest.mark.parametrize("sent", SENT.values(), ids=SENT.keys())
def test_the_answer_is_the_bare_token(sent: tuple[Any, str, dict[str, str]], url: str) -> None:
    body, kind, headers = sent
    answer = post(body, kind, url, HTTP_ACCEPT="*/*", **headers)
    assert answer.status_code == 200, answer.content
    assert answer["Content-Type"] == "text/plain"
    token = answer.content.decode()
    assert str(UUID(token)) == token
    assert Client().get("/api/users/me", headers={"Authorization": f"TOKEN uuid:{token}"}).status_code == 200


def test_multipart_is_understood() -> None:
    answer = Client().post("/api/authTokens", {"email": EMAIL, "password": PASSWORD})
    assert answer.status_code == 200
    UUID(answer.content.decode())


def test_json_is_answered_when_it_is_named() -> None:
    before = clock.now()
    answer = post(form(email=EMAIL, password=PASSWORD, site="my.site"), FORM, HTTP_ACCEPT="application/json")
    token = msgspec.json.decode(answer.content)
    assert list(token) == ["authenticationCode", "expiryDate", "locale", "myUserId", "restriction", "site"]
    assert (token["locale"], token["restriction"], token["site"]) == ("en_US", None, "my.site")
    day = timedelta(hours=24).total_seconds() * 1000
    assert 0 <= token["expiryDate"] - before.timestamp() * 1000 - day < 60_000
    header = f"TOKEN json:{answer.content.decode()}"
    assert Client().get("/api/users/me", headers={"Authorization": header}).status_code == 200


def test_xml_is_answered_when_it_is_named() -> None:
    answer = post(form(email=EMAIL, password=PASSWORD), FORM, HTTP_ACCEPT="application/xml")
    assert answer["Content-Type"] == "application/xml"
    assert b"<authToken authenticationCode=" in answer.content


def test_duration_restriction_and_locale_are_kept() -> None:
    sent = form(email=EMAIL, password=PASSWORD, duration="60000", restriction="business-1234567", lc="fr_CA")
    token = msgspec.json.decode(post(sent, FORM, HTTP_ACCEPT="application/json").content)
    assert (token["restriction"], token["locale"], token["site"]) == ("business-1234567", "fr_CA", "testserver")
    assert token["expiryDate"] < clock.now().timestamp() * 1000 + 60_001


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (form(email=EMAIL, password="wrong"), FORM, 401),
        (form(email="nobody@b.test", password=PASSWORD), FORM, 401),
        (form(email=EMAIL), FORM, 401),
        ("", FORM, 401),
        (form(email=EMAIL, provider="GOOGLE", authCode="x"), FORM, 401),
        ("{}", "application/json", 401),
        ("{", "application/json", 400),
        ("", "", 401),
        (form(email=EMAIL, password=PASSWORD, duration="0"), FORM, 400),
        (form(email=EMAIL, password=PASSWORD, duration="soon"), FORM, 400),
        (form(email=EMAIL, password=PASSWORD, duration=str(10**17)), FORM, 400),
        (form(email=EMAIL, password="a\0b"), FORM, 400),
        ("--x\r\nnonsense", "multipart/form-data", 400),
        ("email=a", "text/plain", 415),
    ],
)
def test_bad_sign_ins_are_refused(body: str, kind: str, status: int) -> None:
    answer = post(body, kind)
    assert answer.status_code == status, answer.content
    assert msgspec.json.decode(answer.content)["message"]


def test_a_provider_without_a_password_is_told_so() -> None:
    answer = post(form(provider="GOOGLE", authCode="x"), FORM)
    assert "provider" in msgspec.json.decode(answer.content)["message"]


def test_a_wrong_basic_password_is_refused() -> None:
    wrong = "Basic " + b64encode(f"{EMAIL}:wrong".encode()).decode()
    assert post("[]", FORM, HTTP_AUTHORIZATION=wrong).status_code == 401


def token_of(**fields: str) -> dict[str, Any]:
    """Sign in and return the JSON token."""
    sent = form(email=EMAIL, password=PASSWORD, **fields)
    token: dict[str, Any] = msgspec.json.decode(post(sent, FORM, HTTP_ACCEPT="application/json").content)
    return token


def me(token: dict[str, Any] | str, scheme: str = "TOKEN", path: str = "/api/users/me") -> int:
    """Return the status of a GET with a token."""
    value = f"uuid:{token}" if isinstance(token, str) else f"json:{msgspec.json.encode(token).decode()}"
    return Client().get(path, headers={"Authorization": f"{scheme} {value}"}).status_code


def test_a_json_token_may_be_reordered_and_have_more_keys() -> None:
    token = token_of()
    assert me(dict(reversed(token.items()))) == 200
    assert me({**token, "more": {"x": [1]}}) == 200
    assert me(token, scheme="token") == 200


@pytest.mark.parametrize(
    "change",
    [
        {"myUserId": 100_001_999},
        {"expiryDate": 9_999_999_999_999},
        {"restriction": "business-1"},
        {"authenticationCode": "x"},
        {"authenticationCode": None},
    ],
)
def test_a_changed_json_token_is_refused(change: dict[str, Any]) -> None:
    assert me({**token_of(), **change}) == 401


def test_a_restricted_token_is_good_for_what_it_names() -> None:
    token = token_of(restriction="business-1234567")
    assert me(token) == 403
    assert me(token, path="/api/authTokens?restriction=business-7") == 403
    mine = token_of()
    assert me(mine, path="/api/authTokens") == 204
    assert me(mine, path=f"/api/authTokens?restriction=user-{mine['myUserId']}") == 204
    assert me(mine, path="/api/authTokens?restriction=business-7") == 403
    assert me("nonsense", path="/api/authTokens") == 401


def test_a_token_expires() -> None:
    short = post(form(email=EMAIL, password=PASSWORD, duration="1"), FORM).content.decode()
    assert me(short) == 401


def test_a_wrong_password_is_refused_whatever_the_form_looks_like_undecoded() -> None:
    """The second reading, without decoding, finds 36 characters in what are six, and 20 are allowed."""
    assert post(form(email=EMAIL, password="wrong", lc="äöü" * 2), FORM).status_code == 401
