"""How many statements a page runs, with 1 and with 50 objects: written down, session and rights included (T27).

BEGIN, COMMIT and savepoints do not count. Of these statements four are the shell's: session, user, rights, businesses.
"""

from __future__ import annotations

from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection

from businesses.services.locks import lock_move
from ledger.kinds import TemplateType
from ledger.services.templates import TemplateDraft, template_create
from tests.support.builders import BANK, SALES, day

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.admin.conftest import Desk
    from tests.support.builders import World

pytestmark = pytest.mark.django_db
CAP = 12
COUNTS = {
    "": 8,
    "accounts/": 6,
    "accounts/add/": 4,
    "accounts/{account}/": 9,
    "accounts/{account}/edit/": 5,
    "accounts/{account}/openings/": 6,
    "accounts/{account}/merge/": 7,
    "contacts/": 5,
    "contacts/add/": 4,
    "contacts/{contact}/": 6,
    "contacts/{contact}/edit/": 5,
    "contacts/{contact}/merge/": 7,
    "records/": 5,
    "records/{record}/": 9,
    "records/{payment}/": 8,
    "records/{record}/edit/": 5,
    "records/{record}/write-off/": 6,
    "records/{record}/discount/": 6,
    "texts/": 5,
    "texts/add/": 4,
    "texts/{template}/edit/": 5,
    "lock-date/": 6,
    "journal/": 7,
    "journal/?account={account}": 7,
    "trial-balance/": 5,
    "trial-balance/?format=csv": 5,
}


@contextmanager
def counted() -> Iterator[list[str]]:
    """Collect the statements of the block."""
    statements: list[str] = []

    def note(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001
        if not sql.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK", "SET TRANSACTION", "BEGIN")):
            statements.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield statements


def fill(world: World, count: int) -> dict[str, int]:
    """Add so many contacts, each with an invoice of as many lines of an item, and its payment."""
    ids = {"account": world.chart[BANK]}
    for number in range(count):
        label = f"Text {number}"
        ids["template"] = template_create(world.actor, draft=TemplateDraft(type=TemplateType.PAYMENT, label=label)).id
        lock_move(world.actor, lock_date=day(1, 1 + number % 2) - timedelta(days=400), reason=label)
        contact = world.contact()
        item = world.item(credit_account=world.chart[SALES])
        invoice = world.invoice("10", contact=contact, item=item, tax_code="G")
        payment = world.pay((invoice, 500), account=world.chart[BANK])
        ids |= {"contact": contact, "record": invoice.id, "payment": payment.id}
    return ids


def measured(desk: Desk, ids: dict[str, int]) -> dict[str, int]:
    """Return how many statements every page runs."""
    found = {}
    for pattern in COUNTS:
        path = pattern.format(**ids)
        desk.get(path)
        with counted() as statements:
            desk.get(path)
        found[pattern] = len(statements)
    return found


def test_every_page_runs_the_same_statements_with_one_object_and_with_fifty(desk: Desk, world: World) -> None:
    world.tax("G")
    assert measured(desk, fill(world, 1)) == COUNTS
    ids = fill(world, 49)
    assert measured(desk, ids) == COUNTS
    assert max(COUNTS.values()) <= CAP


def test_the_list_of_businesses_takes_three(desk: Desk) -> None:
    with counted() as statements:
        desk.client.get("/admin/?all=1")
    assert len(statements) == 3
