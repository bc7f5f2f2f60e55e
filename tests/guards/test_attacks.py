"""Raw SQL as the application's role, with real commits: the database refuses it (RELIABILITY T10)."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING

import pytest
from django.db import DatabaseError, connection, transaction

from tests.guards import (
    attacks_balance,
    attacks_bank,
    attacks_change,
    attacks_collaboration,
    attacks_reference,
    attacks_stock,
    attacks_unposted,
)
from tests.settings import KIND

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.guards.conftest import Tally
    from tests.guards.scene import Scene
    from tests.guards.sql import Attack

ATTACKS = [
    attack
    for module in (
        attacks_balance,
        attacks_bank,
        attacks_change,
        attacks_collaboration,
        attacks_reference,
        attacks_stock,
        attacks_unposted,
    )
    for attack in module.TABLE
    if KIND in attack.on
]


def run(statements: Iterable[str], names: dict[str, object]) -> None:
    """Run statements in one transaction, and commit."""
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement.format(**names))


def told(error: DatabaseError) -> str:
    """Return what a refusal says, with the constraint or guard that PostgreSQL names beside the message."""
    diagnostics = getattr(error.__cause__, "diag", None)
    return f"{error} {diagnostics.constraint_name}" if diagnostics else str(error)


def test_the_names_of_attacks_are_unique() -> None:
    assert len({attack.name for attack in ATTACKS}) == len(ATTACKS)


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
def test_the_database_refuses(attack: Attack, committed_db: None, scene: Scene, tally: Tally) -> None:
    tally.attempted += 1
    with pytest.raises(attack.error) as caught:
        run(attack.statements, scene.names)
    assert re.search(attack.pattern, told(caught.value))
    assert scene.unchanged()
    tally.refused += 1


def test_the_audit_finds_nothing_after_all_attacks(committed_db: None, scene: Scene) -> None:
    assert scene.faults() == []


def test_the_count_is_published(tally: Tally, capsys: pytest.CaptureFixture[str]) -> None:
    with capsys.disabled():
        sys.stderr.write(f"\nraw SQL attacks refused: {tally.refused}/{tally.attempted} ({KIND})\n")
    assert tally.refused == tally.attempted
