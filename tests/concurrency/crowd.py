"""Many clients at once: a signed-in bookkeeper, ways to carry requests to Daybook, and a start line for threads."""

from __future__ import annotations

import functools
import http.client
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

import msgspec
from django.db import connection
from django.db.models import Sum
from django.test import Client

from accounts.drafts import BusinessDraft
from accounts.services.businesses import business_open
from businesses import allocator, clock
from businesses.actors import Caller
from businesses.selectors.actors import actor_get
from businesses.services.tokens import SignIn, token_create
from businesses.services.users import SignUp, user_create
from businesses.transactions import reading, writing
from ledger.models import JournalLine
from ledger.selectors.verify import faults_find

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

T = TypeVar("T")
PASSWORD = "demo-password-1"
CONNECTIONS = 24
"""Of one process at the same time; PostgreSQL allows a hundred, of which other processes of the run want some."""
PATIENCE_SECONDS = 120
INVOICES = "/businesses/{b}/records/invoices"


@dataclass(frozen=True)
class Asked:
    """A request."""

    method: str
    path: str
    content: bytes
    headers: Mapping[str, str]


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


def in_process(asked: Asked) -> Told:
    """Carry a request to the views in this process, on the connection of this thread. A new client each time."""
    answer: Any = Client().generic(asked.method, asked.path, asked.content, headers=dict(asked.headers))
    content = answer.getvalue() if answer.streaming else answer.content
    return Told(answer.status_code, content, {name.lower(): value for name, value in answer.items()})


def over_http(address: str) -> Callable[[Asked], Told]:
    """Return how to carry a request to a server, on a connection of its own.

    The function returned raises ``OSError`` or ``http.client.HTTPException`` when the connection is cut.
    """
    place = urlsplit(address).netloc

    def carry(asked: Asked) -> Told:
        line = http.client.HTTPConnection(place, timeout=PATIENCE_SECONDS)
        try:
            line.request(asked.method, asked.path, asked.content, {**asked.headers, "Connection": "close"})
            answer = line.getresponse()
            return Told(answer.status, answer.read(), {name.lower(): value for name, value in answer.getheaders()})
        finally:
            line.close()

    return carry


@dataclass(frozen=True)
class Bookkeeper:
    """A client of the API with a business."""

    token: str
    user: int
    business: int
    carrier: Callable[[Asked], Told] = in_process

    def at(self, address: str) -> Bookkeeper:
        """Return the same person, who talks to a server from now on."""
        return replace(self, carrier=over_http(address))

    def send(self, method: str, path: str, body: Any = None, **headers: str) -> Told:
        """Send JSON to a path below ``/api``; ``{b}`` in it is the business."""
        content = b"" if body is None else msgspec.json.encode(body)
        told = {"Authorization": f"TOKEN uuid:{self.token}", "Content-Type": "application/json", **headers}
        return self.carrier(Asked(method, "/api" + path.replace("{b}", str(self.business)), content, told))

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


def invoice(account: int, *, rate: int = 10, **details: Any) -> dict[str, Any]:
    """Return the body of an invoice over ``rate`` dollars."""
    return {"date": "2026-01-15", "lineItems": [{"account": account, "rate": rate}], **details}


def paid(bookkeeper: Bookkeeper, *, contact: int, record: int) -> Callable[[], Told]:
    """Return how somebody pays 10.00 for an invoice over as much; nobody may do it twice."""
    allocations = [{"record": record, "amount": 1_000}]
    body = {"date": "2026-01-20", "contact": contact, "amount": 1_000, "allocations": allocations}
    body["account"] = bookkeeper.account("BANK")
    return functools.partial(bookkeeper.send, "POST", "/businesses/{b}/records/invoicePayments", body)


def statuses(answers: Sequence[Told]) -> Counter[int]:
    """Return how often each status was answered."""
    return Counter(answer.status for answer in answers)


def sound(bookkeeper: Bookkeeper) -> None:
    """Fail when the audit finds anything, or the journal does not sum to zero."""
    assert bookkeeper.faults() == []
    lines = JournalLine.objects.filter(business_id=bookkeeper.business, superseded__isnull=True)
    assert not lines.aggregate(total=Sum("amount"))["total"]


def at_once(works: Sequence[Callable[[], T]], *, threads: int) -> list[T]:
    """Run the works on so many threads that start together; return what they return, in order.

    Each work has a database connection of its own, out of ``CONNECTIONS``, as it would out of a server's pool.
    """
    places = threading.BoundedSemaphore(CONNECTIONS)

    def connected(work: Callable[[], T]) -> Callable[[], T]:
        def run() -> T:
            with places:
                try:
                    return work()
                finally:
                    connection.close()

        return run

    return together([connected(work) for work in works], threads=threads)


def together(works: Sequence[Callable[[], T]], *, threads: int) -> list[T]:
    """Do as ``at_once`` with works that need no database connection in this process."""
    line = threading.Barrier(threads)
    share = [range(first, len(works), threads) for first in range(threads)]

    def run(positions: range) -> list[tuple[int, T]]:
        line.wait(timeout=PATIENCE_SECONDS)
        return [(position, works[position]()) for position in positions]

    with ThreadPoolExecutor(threads) as pool:
        done = dict(pair for part in pool.map(run, share) for pair in part)
    return [done[position] for position in range(len(works))]
