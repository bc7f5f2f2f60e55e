"""``daybook recurring``: what is due comes, from the command line."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bookkeeping.schedules import Schedule, Unit
from businesses.services.locks import lock_move
from businesses.transactions import writing
from config import cli
from ledger.drafts import RecurringDraft
from ledger.models import Record
from ledger.services.records import record_void
from ledger.services.recurring import recurring_create
from tests.support.builders import books, day

if TYPE_CHECKING:
    import pytest


def test_what_is_due_comes_once_and_what_is_held_up_is_told(
    committed_db: None, capsys: pytest.CaptureFixture[str]
) -> None:
    with writing():
        world = books()
        patterns = [world.invoice("10"), world.invoice("20")]
        monthly = RecurringDraft(record=patterns[0].id, schedule=Schedule(start=day(3, 31), unit=Unit.MONTH))
        held = replace(monthly, record=patterns[1].id, schedule=Schedule(start=day(2, 28), unit=Unit.YEAR))
        _, second = (recurring_create(world.actor, draft=draft) for draft in (monthly, held))
        record_void(world.actor, record=patterns[1].id)
        lock_move(world.actor, lock_date=day(2, 28))
    business = world.actor.business.id
    given = ["recurring", "--business", str(business), "--as-of", "2026-05-01"]
    told = f"business {business}: recurring {second.id} of 2026-02-28: The record that shall come again is void.\n"
    assert (cli.main(given), cli.main(given)) == (1, 1)
    assert capsys.readouterr().out == "".join(
        f"{told}daybook: {made} recurring records made, 1 held up\n" for made in (2, 0)
    )
    assert Record.objects.filter(business_id=business).count() == 4
    assert cli.main(["recurring", "--business", "7"]) == 1
    assert capsys.readouterr().err == "daybook: there is no business 7\n"
