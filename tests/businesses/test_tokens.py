"""Signing in, and what a token proves: the bare form by its digest, the JSON form by its code."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from bookkeeping.errors import InvalidError
from businesses import token_memory
from businesses.actors import Caller
from businesses.errors import ConflictError, UnauthenticatedError
from businesses.models import AuthToken, User
from businesses.selectors.users import user_get
from businesses.services.tokens import (
    DEFAULT_DURATION_MS,
    MAX_DURATION_MS,
    SignIn,
    Token,
    json_token_caller,
    token_caller,
    token_create,
)
from businesses.services.users import SignUp, user_create
from tests.support.builders import NOW, PASSWORD, person, refused

pytestmark = pytest.mark.django_db

LATER = NOW + dt.timedelta(milliseconds=DEFAULT_DURATION_MS)
MILLISECOND = dt.timedelta(milliseconds=1)


def sign_in(**details: Any) -> Token:
    return token_create(SignIn(**{"email": "ada@demo.test", "password": PASSWORD, **details}), now=NOW)


def as_json(token: Token, **changes: object) -> dict[str, object]:
    told = {
        "authenticationCode": token.code,
        "expiryDate": token.expiry_ms,
        "locale": token.locale,
        "myUserId": token.user,
        "restriction": token.restriction,
        "site": token.site,
    }
    return {**told, **changes}


@pytest.fixture
def ada() -> Caller:
    return person(email=" Ada@Demo.Test ")


def test_a_password_buys_a_token_of_a_day(ada: Caller) -> None:
    token = sign_in(email="ADA@demo.test ", locale="fr_CA", site="here")
    assert (token.user, token.locale, token.site, token.restriction) == (ada.user, "fr_CA", "here", None)
    assert token.expiry_ms == int(LATER.timestamp() * 1000)
    assert token_caller(token.bare, now=NOW, request_id="r").user == ada.user
    assert user_get(ada).last_login == NOW


def test_only_a_digest_of_a_bare_token_is_kept(ada: Caller) -> None:
    token = sign_in()
    row = AuthToken.objects.get(user_id=ada.require_user())
    assert token.bare not in {row.digest, row.site, row.locale}
    assert len(row.digest) == 64


@pytest.mark.parametrize(
    "wrong",
    [
        {"password": "other"},
        {"password": ""},
        {"email": "bea@demo.test"},
        {"email": ""},
        {"password": PASSWORD.upper()},
    ],
)
def test_what_does_not_belong_together_buys_nothing(ada: Caller, wrong: dict[str, str]) -> None:
    with refused(UnauthenticatedError):
        sign_in(**wrong)
    assert not AuthToken.objects.filter(user_id=ada.require_user()).exists()


@pytest.mark.parametrize("off", [{"is_active": False}, {"removed": True}])
def test_a_user_who_is_not_active_neither_signs_in_nor_keeps_tokens(ada: Caller, off: dict[str, bool]) -> None:
    token = sign_in()
    User.objects.filter(email="ada@demo.test").update(**off)
    token_memory.forget()  # as half a minute later
    for attempt in (
        sign_in,
        lambda: token_caller(token.bare, now=NOW, request_id=""),
        lambda: json_token_caller(as_json(token), now=NOW, request_id=""),
    ):
        with refused(UnauthenticatedError):
            attempt()


@pytest.mark.parametrize("duration", [0, -1, MAX_DURATION_MS + 1])
def test_a_duration_has_bounds(ada: Caller, duration: int) -> None:
    with refused(InvalidError, "duration"):
        sign_in(duration_ms=duration)


def test_both_forms_hold_until_the_last_millisecond_and_no_longer(ada: Caller) -> None:
    token = sign_in()
    for moment in (LATER, LATER + MILLISECOND):
        with refused(UnauthenticatedError):
            token_caller(token.bare, now=moment, request_id="")
        with refused(UnauthenticatedError):
            json_token_caller(as_json(token), now=moment, request_id="")
    assert token_caller(token.bare, now=LATER - MILLISECOND, request_id="").user == ada.user
    assert json_token_caller(as_json(token), now=LATER - MILLISECOND, request_id="").user == ada.user


def test_an_unknown_bare_token_stands_for_nobody(ada: Caller) -> None:
    token = sign_in()
    for bare in ("", "x", token.bare.upper(), token.bare + " "):
        with refused(UnauthenticatedError):
            token_caller(bare, now=NOW, request_id="")


def test_a_json_token_holds_in_any_order_of_keys_and_with_more_of_them(ada: Caller) -> None:
    told = as_json(sign_in(restriction="business-7"), links=[], more=1)
    backwards = dict(reversed(told.items()))
    for form in (told, backwards):
        caller = json_token_caller(form, now=NOW, request_id="r-1")
        assert caller == Caller(user=ada.user, restriction="business-7", now=NOW, request_id="r-1")


def test_the_expiry_may_be_an_iso_moment(ada: Caller) -> None:
    token = sign_in()
    for text in (
        LATER.isoformat(),
        LATER.isoformat().replace("+00:00", "Z"),
        "2026-06-02T12:00:00",
        "2026-06-02T14:00:00+02:00",
    ):
        assert json_token_caller(as_json(token, expiryDate=text), now=NOW, request_id="").user == ada.user


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("authenticationCode", "AAAA"),
        ("authenticationCode", "ä"),
        ("authenticationCode", None),
        ("expiryDate", int(LATER.timestamp() * 1000) + 1),
        ("expiryDate", "2027-01-01T00:00:00Z"),
        ("expiryDate", "tomorrow"),
        ("expiryDate", None),
        ("expiryDate", True),
        ("expiryDate", 1.5),
        ("myUserId", 1),
        ("myUserId", 0),
        ("myUserId", 2**60),
        ("myUserId", "100001"),
        ("myUserId", None),
        ("restriction", None),
        ("restriction", ""),
        ("restriction", "business-8"),
        ("restriction", 7),
    ],
)
def test_a_json_token_with_another_word_proves_nothing(ada: Caller, field: str, value: object) -> None:
    told = as_json(sign_in(restriction="business-7"), **{field: value})
    with refused(UnauthenticatedError):
        json_token_caller(told, now=NOW, request_id="")


def test_a_json_token_without_one_of_its_words_proves_nothing(ada: Caller) -> None:
    told = as_json(sign_in(restriction="business-7"))
    for field in ("authenticationCode", "expiryDate", "myUserId", "restriction"):
        with refused(UnauthenticatedError):
            json_token_caller({key: value for key, value in told.items() if key != field}, now=NOW, request_id="")


def test_locale_and_site_are_not_part_of_the_proof(ada: Caller) -> None:
    told = as_json(sign_in(), locale="de_DE", site="elsewhere")
    assert json_token_caller(told, now=NOW, request_id="").user == ada.user


def test_another_users_code_does_not_fit(ada: Caller) -> None:
    bea = person(email="bea@demo.test")
    token = sign_in()
    with refused(UnauthenticatedError):
        json_token_caller(as_json(token, myUserId=bea.user), now=NOW, request_id="")


def test_a_new_secret_ends_every_json_token(ada: Caller) -> None:
    token = sign_in()
    User.objects.filter(email="ada@demo.test").update(secret="another")
    with refused(UnauthenticatedError):
        json_token_caller(as_json(token), now=NOW, request_id="")


def test_an_e_mail_address_has_one_account(ada: Caller) -> None:
    with refused(ConflictError, "email"):
        user_create(SignUp(email="ADA@demo.test", password=PASSWORD), now=NOW)


def test_a_user_sees_the_own_account_and_no_password(ada: Caller) -> None:
    view = user_get(replace(ada, now=LATER))
    assert (view.email, view.active, view.staff, view.removed) == ("ada@demo.test", True, False, False)
    assert not hasattr(view, "password")
