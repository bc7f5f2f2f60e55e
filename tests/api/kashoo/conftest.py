"""A signed-in client with a business of its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from django.test import Client

from accounts.drafts import BusinessDraft
from accounts.services.businesses import business_open
from businesses import clock
from businesses.actors import Caller
from businesses.selectors.actors import actor_get
from businesses.services.tokens import SignIn, token_create
from businesses.services.users import SignUp, membership_create, user_create
from businesses.transactions import writing

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpResponse

    from businesses.roles import Role

PASSWORD = "correct horse battery staple"


@dataclass(frozen=True)
class Browser:
    """A client of the API: a token, a user and a business."""

    token: str
    user: int
    business: int
    email: str

    def send(self, method: str, path: str, body: Any = None, **headers: str) -> HttpResponse:
        """Send a JSON body (bytes are sent as they are) to a path; ``{b}`` in it is the business."""
        content = body if isinstance(body, bytes) else b"" if body is None else msgspec.json.encode(body)
        given: dict[str, Any] = {
            "CONTENT_TYPE": "application/json",
            "HTTP_AUTHORIZATION": f"TOKEN uuid:{self.token}",
            **headers,
        }
        kind = given.pop("CONTENT_TYPE")
        return Client().generic(  # type: ignore[return-value]
            method, path.replace("{b}", str(self.business)), content, content_type=kind, **given
        )

    def get(self, path: str, status: int = 200, **headers: str) -> Any:
        """Return the JSON of a GET."""
        return answered(self.send("GET", path, **headers), status)

    def post(self, path: str, body: Any, status: int = 200, **headers: str) -> Any:
        """Return the JSON of a POST."""
        return answered(self.send("POST", path, body, **headers), status)

    def put(self, path: str, body: Any, status: int = 200, **headers: str) -> Any:
        """Return the JSON of a PUT."""
        return answered(self.send("PUT", path, body, **headers), status)

    def delete(self, path: str, status: int = 204) -> Any:
        """Return the JSON of a DELETE."""
        return answered(self.send("DELETE", path), status)

    def account(self, kind: str, currency: str | None = None) -> int:
        """Return the first account of a type; with a currency, a new one."""
        if currency:
            sent = {"name": f"{kind} {currency}", "type": kind, "currency": currency}
            return int(self.post("/api/businesses/{b}/accounts", sent)["id"])
        return int(self.get(f"/api/businesses/{{b}}/accounts?type={kind}")[0]["id"])


def answered(response: HttpResponse, status: int) -> Any:
    """Return the JSON of an answer that has this status."""
    assert response.status_code == status, (response.status_code, response.content[:2000])
    return msgspec.json.decode(response.content) if response.content else None


def signed_up(email: str) -> tuple[int, str]:
    """Make a user and return the id and a bare token."""
    now = clock.now()
    with writing(durable=False):
        user = user_create(SignUp(email=email, password=PASSWORD), now=now)
        token = token_create(SignIn(email=email, password=PASSWORD), now=now)
    return user, token.bare


@pytest.fixture
def browser(db: None) -> Browser:
    """A creator of a Canadian business."""
    email = "creator@example.test"
    user, token = signed_up(email)
    caller = Caller(user=user, now=clock.now())
    draft = BusinessDraft(name="Maple Street Bakery", currency="CAD", country="CA", time_zone="America/Montreal")
    with writing(durable=False):
        business = business_open(caller, draft=draft)
    return Browser(token, user, business, email)


@pytest.fixture
def stranger(db: None) -> Browser:
    """Somebody with another business, in US dollars."""
    user, token = signed_up("stranger@example.test")
    with writing(durable=False):
        business = business_open(Caller(user=user, now=clock.now()), draft=BusinessDraft(name="Elsewhere"))
    return Browser(token, user, business, "stranger@example.test")


@pytest.fixture
def member(browser: Browser) -> Callable[[Role], Browser]:
    """Return a function from a role to somebody who has it in the creator's business."""

    def create(role: Role) -> Browser:
        email = f"{role.lower()}@example.test"
        user, token = signed_up(email)
        with writing(durable=False):
            actor = actor_get(Caller(user=browser.user, now=clock.now()), business=browser.business)
            membership_create(actor, user=user, role=role)
        return Browser(token, user, browser.business, email)

    return create
