"""``Idempotency-Key``: the first answer is stored and replayed (T5; races and crashes: tests/concurrency)."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from msgspec.json import decode as read

from businesses import clock
from businesses.actors import Caller
from businesses.errors import IdempotencyKeyReusedError
from businesses.models import IdempotencyRecord
from businesses.services import idempotency
from businesses.services.idempotency import Attempt, StoredAnswer, idempotency_claim, idempotency_purge

if TYPE_CHECKING:
    from tests.api.kashoo.conftest import Browser

PASSWORD = "correct horse battery staple"
CUSTOMERS = "/api/businesses/{b}/contacts/customers"
KEY = {"HTTP_IDEMPOTENCY_KEY": "c0ffee"}


def test_the_first_answer_is_replayed_byte_for_byte(browser: Browser) -> None:
    first = browser.send("POST", CUSTOMERS, {"name": "Ann"}, **KEY)
    assert first.status_code == 201
    assert "Idempotent-Replayed" not in first
    again = browser.send("POST", CUSTOMERS, {"name": "Ann"}, HTTP_ACCEPT="application/xml", **KEY)
    assert (again.status_code, again.content, again["Idempotent-Replayed"]) == (201, first.content, "true")
    for header in ("Location", "ETag", "Content-Type"):
        assert again[header] == first[header]
    assert again["X-Request-Id"] != first["X-Request-Id"]
    assert len(browser.get(CUSTOMERS)) == 1


def test_every_method_is_done_once(browser: Browser) -> None:
    path = browser.send("POST", CUSTOMERS, {"name": "Ann"})["Location"]
    for _ in range(2):
        assert browser.send("PUT", path, {"prefix": "A"}, HTTP_IDEMPOTENCY_KEY="put").status_code == 200
    assert "-2-" in browser.send("GET", path)["ETag"]
    answers = [browser.send("DELETE", path, HTTP_IDEMPOTENCY_KEY="delete") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [204, 204]
    assert [answer.content for answer in answers] == [b"", b""]
    browser.delete(path, 404)


def test_a_key_stands_for_one_request(browser: Browser, stranger: Browser) -> None:
    path = browser.send("POST", CUSTOMERS, {"name": "Ann"}, **KEY)["Location"]
    others = [
        ("POST", CUSTOMERS, {"name": "Bo"}),
        ("POST", CUSTOMERS, b'{"name": "Ann"}'),
        ("POST", f"{CUSTOMERS}?x=1", {"name": "Ann"}),
        ("POST", CUSTOMERS.replace("customers", "vendors"), {"name": "Ann"}),
        ("PUT", path, {"name": "Ann"}),
        ("DELETE", path, None),
    ]
    for method, address, body in others:
        refused = browser.send(method, address, body, **KEY)
        told: dict[str, Any] = {"message": IdempotencyKeyReusedError().message, "errors": [], "conflicting": None}
        assert (refused.status_code, read(refused.content)) == (409, told)
    theirs = stranger.send("POST", CUSTOMERS, {"name": "Ann"}, **KEY)
    assert (theirs.status_code, "Idempotent-Replayed" in theirs) == (201, False)


def test_refusals_are_not_stored(browser: Browser) -> None:
    assert browser.send("POST", CUSTOMERS, {}, **KEY).status_code == 400
    assert browser.send("POST", CUSTOMERS, {"name": "Ann"}, **KEY).status_code == 201


def test_a_restricted_token_is_not_told_what_another_did(browser: Browser) -> None:
    browser.send("POST", CUSTOMERS, {"name": "Ann"}, **KEY)
    asked = {"email": browser.email, "password": PASSWORD, "restriction": f"business-{browser.business}"}
    confined = replace(browser, token=browser.send("POST", "/api/authTokens", asked).content.decode())
    assert confined.send("POST", CUSTOMERS, {"name": "Ann"}, **KEY).status_code == 409


@pytest.mark.parametrize(("key", "status"), {"": 400, " ": 400, "x" * 256: 400, "x" * 255: 201, "ü 1": 201}.items())
def test_a_key_has_1_to_255_characters(key: str, status: int, browser: Browser) -> None:
    assert browser.send("POST", CUSTOMERS, {"name": "Ann"}, HTTP_IDEMPOTENCY_KEY=key).status_code == status


def test_reading_and_signing_in_know_no_keys(browser: Browser) -> None:
    browser.send("GET", CUSTOMERS, **KEY)
    tokens = {
        browser.send("POST", "/api/authTokens", {"email": browser.email, "password": PASSWORD}, **KEY).content
        for _ in range(2)
    }
    assert len(tokens) == 2
    assert not IdempotencyRecord.objects.filter(user_id=browser.user).exists()


def test_old_answers_are_forgotten_and_young_ones_kept(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    now = clock.now()
    for key, hours in (("old", 25), ("young", 23)):
        attempt = Attempt(key=key, method="POST", path="/", digest=key)
        idempotency_claim(Caller(user=browser.user, now=now - dt.timedelta(hours=hours)), attempt=attempt)
        answer = StoredAnswer(status=201, content=b"{}")
        idempotency.idempotency_store(Caller(user=browser.user, now=now), key=key, answer=answer)
    monkeypatch.setattr(idempotency, "_PURGED_EVERY", 1)
    browser.send("POST", CUSTOMERS, {"name": "Ann"}, **KEY)
    assert set(IdempotencyRecord.objects.filter(user_id=browser.user).values_list("key", flat=True)) == {
        "young",
        "c0ffee",
    }
    assert idempotency_purge(Caller(user=browser.user, now=now)) == 0
