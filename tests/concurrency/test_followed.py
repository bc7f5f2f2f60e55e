"""A client that follows what others write at the same time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.concurrency.crowd import INVOICES, at_once, invoice
from tests.support.scale import scaled

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.concurrency.crowd import Bookkeeper

WRITERS, EACH = 4, scaled(5, soak=200)
POSTS = WRITERS * EACH
ASKED = 500 * POSTS
"""How often the client asks at most."""


def test_who_follows_while_others_write_is_told_all_once_and_in_order(bookkeeper: Bookkeeper) -> None:
    session = bookkeeper.send("POST", "/sync", {"business": bookkeeper.business}).json
    body = invoice(bookkeeper.account("INCOME"))

    def follow() -> list[int]:
        point, seen = session["point"], list[int]()
        for _ in range(ASKED):
            told = bookkeeper.send("GET", f"/sync/{session['id']}/changes?since={point}&limit=3")
            point = told.json["point"]
            seen += [change["changeset"] for change in told.json["changes"]]
            if len(seen) >= POSTS:
                break
        return seen

    def write() -> list[int]:
        return [bookkeeper.send("POST", INVOICES, body).status for _ in range(EACH)]

    works: list[Callable[[], list[int]]] = [follow, *[write] * WRITERS]
    seen, *written = at_once(works, threads=len(works))
    assert written == [[201] * EACH] * WRITERS
    assert seen == list(range(2, POSTS + 2))
