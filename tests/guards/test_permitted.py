"""What the guards let pass: they refuse attacks, not bookkeeping (the other half of RELIABILITY T10)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.db import IntegrityError, connection, transaction

from businesses import allocator
from businesses.transactions import writing
from ledger.models import JournalEntry, JournalLine
from tests.guards.scene import rows_of, tenant_tables
from tests.guards.sql import entry, insert, line, pair, update
from tests.support.builders import BANK, SALES, SAVINGS, World, books

if TYPE_CHECKING:
    from collections.abc import Iterable

PERMIT = insert("businesses_purgepermit", business_id="{business}", reason="'the test says so'")
SHUT = "DELETE FROM businesses_purgepermit WHERE business_id = {business}"


@pytest.fixture
def world(committed_db: None) -> World:
    """Return a business of its own, with a transfer and an invoice, committed."""
    with writing():
        built = books()
        built.move(100, built.chart[BANK], built.chart[SAVINGS])
        built.edit(built.invoice("10", contact=built.contact()), says={"memo": "again"})
    return built


def commit(world: World, statements: Iterable[str]) -> None:
    """Run statements on a business in one transaction, and commit."""
    live = JournalEntry.objects.filter(business_id=world.actor.business.id).order_by("id")[0]
    names: dict[str, Any] = {
        "new": allocator.ids(40)[0],
        "business": world.actor.business.id,
        "entry": live.id,
        "moved": live.record_id,
        "changeset": live.changeset_id,
        "bank": world.chart[BANK],
        "savings": world.chart[SAVINGS],
        "sales": world.chart[SALES],
    }
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement.format(**names))


def lines_of(world: World) -> int:
    """Return how many lines a business has."""
    return JournalLine.objects.filter(business_id=world.actor.business.id).count()


def purge() -> list[str]:
    """Return the statements that delete a business; references are looked at when they commit, so any order will do."""
    tables = {table: column for table, column in tenant_tables() if table != "businesses_purgepermit"}
    deletions = [f"DELETE FROM {table} WHERE {column} = {{business}}" for table, column in tables.items()]
    return [PERMIT, *deletions, SHUT]


def test_a_balanced_entry_commits(world: World) -> None:
    before = lines_of(world)
    commit(world, (entry(), *pair(250)))
    assert lines_of(world) == before + 2


def test_an_entry_of_two_currencies_commits_when_each_is_balanced(world: World) -> None:
    lines = [line(1, 100), line(2, -100), line(3, 80, currency="'USD'"), line(4, -80, currency="'USD'")]
    before = lines_of(world)
    commit(world, (entry(line_count=4), *lines))
    assert lines_of(world) == before + 4


def test_a_gain_at_home_alone_commits(world: World) -> None:
    before = lines_of(world)
    commit(world, (entry(line_count=3), line(1, 100, home=125), line(2, -100, home=-120), line(3, 0, home=-5)))
    assert lines_of(world) == before + 3


def test_the_order_of_lines_does_not_matter(world: World) -> None:
    before = lines_of(world)
    commit(world, (entry(line_count=4), line(4, -1), line(2, 1), line(1, 5), line(3, -5)))
    assert lines_of(world) == before + 4


def test_an_entry_superseded_with_all_its_lines_commits(world: World) -> None:
    commit(
        world,
        (
            update("ledger_journalentry", "superseded_id = {changeset}", "{entry}"),
            "UPDATE ledger_journalline SET superseded_id = {changeset} WHERE entry_id = {entry}",
        ),
    )
    entries = JournalEntry.objects.filter(business_id=world.actor.business.id)
    assert entries.order_by("id")[0].superseded_id is not None
    assert lines_of(world) >= 2


def test_a_period_that_is_opened_again_takes_entries(world: World) -> None:
    def lock(day: str) -> str:
        return update("businesses_business", f"lock_date = {day}", "{business}")

    early = (entry(date="'2025-06-05'"), *pair(date="'2025-06-05'"))
    commit(world, [lock("'2025-12-31'")])
    with pytest.raises(IntegrityError, match="locked_insert"):
        commit(world, early)
    before = lines_of(world)
    commit(world, (lock("'2025-06-04'"), *early))
    assert lines_of(world) == before + 2


def test_the_purge_gate_lets_a_business_go(world: World) -> None:
    commit(world, purge())
    assert {table for table, rows in rows_of(world).items() if rows} <= {"zero"}


def test_what_was_purged_can_be_restored_with_the_same_ids(world: World) -> None:
    entry_row = JournalEntry.objects.filter(business_id=world.actor.business.id).order_by("id")[0]
    lines = list(JournalLine.objects.filter(entry_id=entry_row.id))
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute(PERMIT.format(business=world.actor.business.id))
        cursor.execute(f"DELETE FROM ledger_journalline WHERE entry_id = {entry_row.id}")
        cursor.execute(f"DELETE FROM ledger_journalentry WHERE id = {entry_row.id}")
    with transaction.atomic(durable=True):
        entry_row.save(force_insert=True)
        JournalLine.objects.bulk_create(lines)
    assert JournalLine.objects.filter(entry_id=entry_row.id).count() == len(lines)


def test_the_gate_is_shut_again_once_the_permit_is_gone(world: World) -> None:
    with pytest.raises(IntegrityError, match="ledger_journalline_undeletable"):
        commit(world, (PERMIT, SHUT, "DELETE FROM ledger_journalline WHERE entry_id = {entry}"))
