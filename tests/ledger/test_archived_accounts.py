"""Archiving an account takes it from new records, never from those that have it in the journal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from accounts.models import Account
from bookkeeping.errors import AccountUnusableError
from bookkeeping.records import RecordType
from businesses.services.changesets import MOVES_SEQUENCE_BELOW, Numbers
from ledger.services.records import record_remove, record_restore
from tests.support.builders import BANK, SALES, World, books, refused

if TYPE_CHECKING:
    from ledger.views import RecordView

pytestmark = pytest.mark.django_db


def test_records_on_an_archived_account_can_be_edited_removed_and_restored() -> None:
    world: World = books()
    invoice: RecordView = world.invoice("100", contact=world.contact())
    payment = world.pay((invoice, 4_000), account=world.chart[BANK])
    named = [world.chart[BANK], world.chart[SALES]]
    Account.objects.filter(id__in=named).update(archived=True)
    assert world.edit(invoice, says={"memo": "seen"}).memo == "seen"
    record_remove(world.actor, record=invoice.id)
    assert world.get(payment).balance == 4_000
    assert world.sound(record_restore(world.actor, record=invoice.id)).balance == 6_000
    with refused(AccountUnusableError, "lines[0].account"):
        world.invoice("100")


def test_the_largest_number_does_not_stop_the_sequence() -> None:
    numbers = Numbers(0, "", None, dict.fromkeys(RecordType, 1))
    last = str(MOVES_SEQUENCE_BELOW - 1)
    assert numbers.take(RecordType.INVOICE, last) == last
    taken = [numbers.take(RecordType.INVOICE) for _ in range(3)]
    assert len(set(taken)) == 3
