"""Lists that are shown again without being asked for again, and everything that makes them be asked for again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from api.common.calls import Answer
from api.common.held import HeldAnswers
from api.common.wire import encode
from api.dialects.kashoo.views import records
from businesses.actors import Actor, BusinessFacts
from businesses.models import Membership
from businesses.roles import Role
from tests.support.builders import NOW

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.api.kashoo.conftest import Browser

LIST = "/api/businesses/{b}/records"
ACTOR = Actor.system(BusinessFacts(id=7, currency="CAD", lock_date=None, locale="en_CA"), NOW)


@pytest.fixture
def contact(browser: Browser) -> int:
    """A contact with an invoice."""
    contact: int = browser.post("/api/businesses/{b}/contacts", {"type": "CUSTOMER", "name": "Ann"}, 201)["id"]
    line = {"account": browser.account("INCOME"), "rate": 5}
    browser.post(f"{LIST}/invoices", {"date": "2026-01-01", "contact": contact, "lineItems": [line]}, 201)
    return contact


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many records were shown each time that a list was made anew."""
    times: list[int] = []
    make = records.listed

    def noted(call: Any, actor: Any, found: Any, query: Any, **more: Any) -> Answer:
        times.append(len(found))
        return make(call, actor, found, query, **more)

    monkeypatch.setattr(records, "listed", noted)
    return times


def test_a_list_is_made_once_until_the_books_change(browser: Browser, contact: int, shown: list[int]) -> None:
    first, again = browser.send("GET", LIST), browser.send("GET", LIST)
    assert first.content == again.content
    assert first["ETag"] == again["ETag"]
    assert shown == [1]
    browser.put(f"/api/contacts/{contact}", {"name": "Bea"})
    assert browser.get(LIST)[0]["contactName"] == "Bea"
    assert shown == [1, 1]


@pytest.mark.parametrize("other", ["?limit=7", "?fields=id", "/invoices", "?status=overdue", "?sortOrder=asc"])
def test_what_is_asked_otherwise_is_another_list(browser: Browser, contact: int, shown: list[int], other: str) -> None:
    assert browser.get(LIST)[0]["contact"] == contact
    kept = browser.get(LIST + other)
    assert shown == [1, 1] if kept else shown == [1, 0]


def test_a_held_list_is_written_as_it_is_preferred(browser: Browser, contact: int, shown: list[int]) -> None:
    whole = browser.get(LIST)
    text = browser.send("GET", LIST, HTTP_ACCEPT="application/xml").content.decode()
    assert f'<record id="{whole[0]["id"]}"' in text
    assert f' contact="{contact}"' in text
    assert shown == [1]


def test_whoever_may_do_less_sees_another_list(browser: Browser, contact: int, shown: list[int]) -> None:
    assert browser.get(LIST)[0]["readOnly"] is False
    Membership.objects.filter(user_id=browser.user).update(role=Role.VIEW_ONLY)
    assert browser.get(LIST)[0]["readOnly"] is True
    Membership.objects.filter(user_id=browser.user).update(role=Role.NO_ACCESS)
    assert browser.send("GET", LIST).status_code == 404
    assert shown == [1, 1]


def test_a_stranger_is_shown_nothing_that_is_held(browser: Browser, stranger: Browser, contact: int) -> None:
    address = LIST.replace("{b}", str(browser.business))
    assert browser.get(address)[0]["contact"] == contact
    assert stranger.send("GET", address).status_code == 404


def ask(state: str) -> Callable[[str | None], tuple[Actor, str, str | None]]:
    """Return what asks for a text of a state of the books."""
    return lambda known: (ACTOR, state, None if known == state else state)


def test_what_was_not_asked_for_longest_goes_first() -> None:
    held, made = HeldAnswers(most=12), list[str]()

    def show(_: Actor, text: str) -> Answer:
        made.append(text)
        return Answer(text)

    for state in ("aaaa", "bbbb", "aaaa", "cccc", "aaaa", "bbbb"):
        assert encode(held.answer(state, ask(state), show).value) == f'"{state}"'.encode()
    assert made == ["aaaa", "bbbb", "cccc", "bbbb"]


def test_what_has_no_state_or_went_wrong_is_not_held() -> None:
    held, made = HeldAnswers(), list[int]()

    def show(_: Actor, text: str) -> Answer:
        made.append(1)
        return Answer(text, status=200 if len(made) < 3 else 400)

    for state in ("", "", "x", "x"):
        held.answer("asked", ask(state) if state else lambda _: (ACTOR, "", "x"), show)
    assert len(made) == 4
