"""Many clients at once: a signed-in bookkeeper, and a start line for threads."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec
from django.db import connection
from django.test import Client

from accounts.drafts import BusinessDraft
from accounts.services.businesses import business_open
from businesses import allocator, clock
from businesses.actors import Caller
from businesses.selectors.actors import actor_get
from businesses.services.tokens import SignIn, token_create
from businesses.services.users import SignUp, user_create
from businesses.transactions import reading, writing
from ledger.selectors.verify import faults_find

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

T = TypeVar("T")
PASSWORD = "demo-password-1"
CONNECTIONS = 32
"""At the same time; PostgreSQL allows a hundred, of which other processes of the run want some as well."""


@dataclass(frozen=True)
class Told:
    """An answer: status, body and headers in lower case."""

    status: int
    content: bytes
    headers: dict[str, str]

    @property
    def json(self) -> Any:
        """The body."""
        return msgspec.json.decode(self.content)

    @property
    def replayed(self) -> bool:
        """Whether it was answered before."""
        return self.headers.get("idempotent-replayed") == "true"


@dataclass(frozen=True)
class Bookkeeper:
    """A client of the API with a business."""

    token: str
    user: int
    business: int

    def send(self, method: str, path: str, body: Any = None, **headers: str) -> Told:
        """Send JSON to a path below ``/api``; ``{b}`` in it is the business. A new client each time, as in threads."""
        content = b"" if body is None else msgspec.json.encode(body)
        answer = Client().generic(
            method,
            "/api" + path.replace("{b}", str(self.business)),
            content,
            content_type="application/json",
            headers={"Authorization": f"TOKEN uuid:{self.token}", **headers},
        )
        return Told(answer.status_code, answer.content, {name.lower(): value for name, value in answer.items()})

    def account(self, kind: str) -> int:
        """Return the first account of a type."""
        return int(self.send("GET", f"/businesses/{{b}}/accounts?type={kind}").json[0]["id"])

    def faults(self) -> list[str]:
        """Return what is wrong with the books."""
        caller = Caller(user=self.user, now=clock.now())
        with reading():
            return faults_find(actor_get(caller, business=self.business))


def bookkeeper_hired() -> Bookkeeper:
    """Sign a new user up and open a business."""
    now = clock.now()
    email = f"{allocator.token()}@crowd.test"
    with writing():
        user = user_create(SignUp(email=email, password=PASSWORD), now=now)
        token = token_create(SignIn(email=email, password=PASSWORD), now=now).bare
        business = business_open(
            Caller(user=user, now=now), draft=BusinessDraft(name="Crowded", currency="CAD", country="CA")
        )
    return Bookkeeper(token, user, business)


def at_once(works: Sequence[Callable[[], T]], *, threads: int) -> list[T]:
    """Run the works on so many threads that start together; return what they return, in order.

    Each work has a connection of its own, out of ``CONNECTIONS``, as it would out of a server's pool.
    """
    line, places = threading.Barrier(threads), threading.BoundedSemaphore(CONNECTIONS)
    share = [range(first, len(works), threads) for first in range(threads)]

    def run(positions: range) -> list[tuple[int, T]]:
        line.wait(timeout=30)
        return [(position, connected(works[position])) for position in positions]

    def connected(work: Callable[[], T]) -> T:
        with places:
            try:
                return work()
            finally:
                connection.close()

    with ThreadPoolExecutor(threads) as pool:
        done = dict(pair for part in pool.map(run, share) for pair in part)
    return [done[position] for position in range(len(works))]
