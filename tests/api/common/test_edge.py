"""The outermost layer and the shell of endpoints, over HTTP."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import Client

from api.common import endpoint, middleware
from api.common.errors import InternalError
from businesses.errors import ChangedMeanwhileError
from businesses.transactions import reading, writing

if TYPE_CHECKING:
    from collections.abc import Callable

NOBODY = Client()


def test_a_sane_request_id_comes_back_and_others_are_replaced() -> None:
    assert NOBODY.get("/nowhere", headers={"X-Request-Id": "abc-1.2_3"})["X-Request-Id"] == "abc-1.2_3"
    for odd in ("", "a b", "x" * 65, "<script>"):
        assert len(NOBODY.get("/nowhere", headers={"X-Request-Id": odd})["X-Request-Id"]) == 36


def test_unknown_addresses_are_told_in_json() -> None:
    for path in ("/", "/nowhere", "/api", "/api/businesses/x/records", "/api/records/7/nowhere"):
        answer = NOBODY.get(path)
        assert answer.status_code == 404
        assert answer.json()["message"] == "There is nothing at this address."


@pytest.mark.django_db
def test_numbers_beyond_all_ids_are_addresses_of_nothing() -> None:
    assert NOBODY.get("/api/records/" + "9" * 5_000).status_code == 404
    assert NOBODY.get("/api/records/" + "9" * 30).status_code == 401


def test_a_body_beyond_the_limit_is_refused_unread() -> None:
    answer = NOBODY.post("/api/authTokens", b"", content_type="application/json", CONTENT_LENGTH=str(11 * 2**20))
    assert answer.status_code == 413
    assert "X-Request-Id" in answer


def test_other_methods_are_refused_with_those_that_are_understood() -> None:
    answer = NOBODY.patch("/api/records/7")
    assert answer.status_code == 405
    assert answer["Allow"] == "GET, PUT, DELETE, HEAD, OPTIONS"
    assert answer.json()["errors"] == []


def test_options_need_nobody() -> None:
    answer = NOBODY.options("/api/businesses/7/records/")
    assert (answer.status_code, answer["Allow"]) == (204, "GET, POST, HEAD, OPTIONS")
    assert NOBODY.options("/api/sync")["Allow"] == "POST, OPTIONS"


def test_nobody_is_told_how_to_sign_in() -> None:
    answer = NOBODY.get("/api/users/me")
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == 'TOKEN realm="daybook"'
    assert "token" in answer.json()["message"].lower()


def test_a_fault_of_ours_shows_no_trace(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    def broken(*_: object, **__: object) -> None:
        message = "secret detail"
        raise ZeroDivisionError(message)

    monkeypatch.setattr(endpoint, "caller_of", broken)
    answer = NOBODY.get("/api/users/me")
    assert answer.status_code == 500
    assert answer.json() == {"message": InternalError().message, "errors": []}
    assert "secret detail" in caplog.text


def test_a_lost_database_is_503(monkeypatch: pytest.MonkeyPatch) -> None:
    def lost(*_: object, **__: object) -> None:
        message = "server closed the connection unexpectedly"
        raise OperationalError(message)

    monkeypatch.setattr(endpoint, "caller_of", lost)
    answer = NOBODY.get("/api/users/me")
    assert (answer.status_code, answer["Retry-After"]) == (503, "2")


def view_that(error: Exception) -> Callable[[HttpRequest], HttpResponse]:
    """Return the outermost layer around a view that raises."""

    def get_response(request: HttpRequest) -> HttpResponse:
        return middleware.server_error_of(request, error)

    return middleware.edge(get_response)


def test_other_views_are_answered_for_as_well() -> None:
    request = HttpRequest()
    assert view_that(OperationalError("gone"))(request).status_code == 503
    assert view_that(ZeroDivisionError())(request).status_code == 500
    assert middleware.server_error(request).status_code == 500
    assert middleware.bad_request(request).status_code == 400


@pytest.mark.django_db
def test_a_unit_of_work_runs_again_when_another_writer_came_in_between() -> None:
    tries: list[int] = []

    def work() -> HttpResponse:
        tries.append(1)
        if len(tries) < 3:
            raise ChangedMeanwhileError
        return HttpResponse("done")

    assert endpoint.unit_of_work(work, writing).content == b"done"
    assert len(tries) == 3


@pytest.mark.django_db
def test_a_unit_of_work_gives_up() -> None:
    tries: list[int] = []

    def work() -> HttpResponse:
        tries.append(1)
        message = "database is locked"
        raise OperationalError(message)

    with pytest.raises(OperationalError):
        endpoint.unit_of_work(work, writing)
    assert len(tries) == endpoint.ATTEMPTS


@pytest.mark.django_db
def test_faults_are_not_tried_again() -> None:
    tries: list[int] = []

    def work() -> HttpResponse:
        tries.append(1)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        endpoint.unit_of_work(work, reading)
    assert len(tries) == 1
