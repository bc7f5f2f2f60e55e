"""Numbers: given or generated, never going back, unique where they must be."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bookkeeping.records import RecordType
from businesses.errors import DuplicateNumberError
from businesses.models import Counter
from ledger.drafts import Particulars, RecordDraft
from ledger.services.records import record_create, record_remove, record_restore, record_update
from tests.support.builders import BANK, SAVINGS, World, books, refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return books()


def test_each_type_counts_from_one_on_its_own(world: World) -> None:
    contact = world.contact()
    assert [world.invoice().number, world.invoice().number, world.bill().number] == ["1", "2", "1"]
    assert world.pay(contact=contact, amount=1).number == "1"
    assert world.move(1, world.chart[BANK], world.chart[SAVINGS]).number == "1"


def test_a_higher_number_moves_the_sequence_on_and_a_lower_one_never_back(world: World) -> None:
    assert [world.invoice(number=number).number for number in ("41", None, "7", None)] == ["41", "42", "7", "43"]


def test_a_number_that_is_no_number_leaves_the_sequence_alone(world: World) -> None:
    given = ["INV-9", "9.5", "٣", "9" * 16, None]
    assert [world.invoice(number=number).number for number in given] == ["INV-9", "9.5", "٣", "9" * 16, "1"]


def test_an_edit_may_move_the_sequence_on_too(world: World) -> None:
    view = world.invoice()
    world.edit(view, says={"number": "100"})
    assert world.invoice().number == "101"


def test_removing_does_not_give_a_number_back(world: World) -> None:
    record_remove(world.actor, record=world.invoice().id)
    assert world.invoice().number == "2"
    assert Counter.objects.get(business_id=world.actor.business.id).invoice == 3


def test_an_edit_without_a_number_keeps_it(world: World) -> None:
    view = world.invoice(number="INV-9")
    draft = replace(RecordDraft.of(view), particulars=Particulars(memo="new"))
    assert record_update(world.actor, record=view.id, draft=draft).number == "INV-9"


def test_a_second_invoice_with_a_number_is_refused_with_the_id_of_the_first(world: World) -> None:
    first = world.invoice(number="A")
    with refused(DuplicateNumberError, "number") as told:
        world.invoice(number="A", contact=world.contact())
    assert told.conflicting == first.id
    assert told.code == "duplicate-number"


def test_a_number_that_is_taken_is_refused_in_an_edit(world: World) -> None:
    first, second = world.invoice(number="A"), world.invoice(number="B")
    with refused(DuplicateNumberError, "number") as told:
        world.edit(second, says={"number": "A"})
    assert told.conflicting == first.id
    assert world.edit(first, says={"number": "A", "memo": "itself"}).number == "A"


def test_bill_numbers_are_unique_for_a_contact_only(world: World) -> None:
    one, two = world.contact(), world.contact()
    first = world.bill(number="A", contact=one)
    world.bill(number="A", contact=two)
    world.bill(number="A")
    world.bill(number="A")
    with refused(DuplicateNumberError, "number") as told:
        world.bill(number="A", contact=one)
    assert told.conflicting == first.id


def test_another_business_and_another_type_may_have_the_same_number(world: World) -> None:
    world.invoice(number="A")
    assert books().invoice(number="A").number == "A"
    assert world.bill(number="A", contact=world.contact()).number == "A"


def test_payments_may_share_a_number(world: World) -> None:
    contact = world.contact()
    draft = RecordDraft.of(world.pay(contact=contact, amount=1))
    again = record_create(world.actor, draft=replace(draft, particulars=Particulars(number="1")))
    assert (again.number, again.type) == ("1", RecordType.INVOICE_PAYMENT)


def test_a_removed_records_number_is_free_and_restoring_it_is_then_refused(world: World) -> None:
    first = world.invoice(number="A")
    record_remove(world.actor, record=first.id)
    second = world.invoice(number="A")
    with refused(DuplicateNumberError, "number") as told:
        record_restore(world.actor, record=first.id)
    assert told.conflicting == second.id
    record_remove(world.actor, record=second.id)
    assert not record_restore(world.actor, record=first.id).removed
