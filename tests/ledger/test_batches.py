"""Many records at once: all or none, one changeset, and a number of statements that grows no faster than the batch."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection

from bookkeeping.errors import AccountUnknownError, InvalidError, LockedError
from bookkeeping.records import Document, Line, RecordType
from businesses.errors import DuplicateNumberError, ForbiddenError, NotFoundError
from businesses.models import Change
from businesses.roles import Privilege
from ledger.drafts import Particulars, PaymentDraft, RecordDraft
from ledger.models import Record
from ledger.selectors.verify import faults_find
from ledger.services.batches import MAX_RECORDS, RecordChange, records_create, records_update
from ledger.services.records import record_create, record_remove
from tests.support.builders import BANK, SALES, World, books, day, refused

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ledger.views import RecordView

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return books()


def draft(world: World, price: str = "10", *, payments: tuple[PaymentDraft, ...] = (), **details: Any) -> RecordDraft:
    """Return the draft of an invoice of one line."""
    number = details.pop("number", None)
    line = Line(account=details.pop("line_account", world.chart[SALES]), rate=Decimal(price))
    values = {"type": RecordType.INVOICE, "date": day(1, 5), "currency": "CAD", "lines": (line,), **details}
    return RecordDraft(record=Document(**values), particulars=Particulars(number=number), payments=payments)


def changed(view: RecordView, **particulars: Any) -> RecordChange:
    """Return the change of a record's particulars."""

    def draft_of(now: RecordView) -> RecordDraft:
        before = RecordDraft.of(now)
        return replace(before, particulars=replace(before.particulars, **particulars))

    return RecordChange(record=view.id, draft_of=draft_of)


@contextmanager
def counted() -> Iterator[list[str]]:
    """Collect the statements of the block."""
    statements: list[str] = []

    def note(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001
        statements.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield statements


def test_a_batch_is_one_changeset_that_tells_of_every_record(world: World) -> None:
    contact = world.contact()
    paid = PaymentDraft(amount=400, date=day(1, 6), account=world.chart[BANK])
    before = world.changesets()
    made = records_create(
        world.actor, drafts=[draft(world), draft(world, contact=contact, payments=(paid,)), draft(world)]
    )
    assert world.changesets() == before + 1
    assert [view.number for view in made] == ["1", "2", "3"]
    assert [view.balance for view in made] == [1000, 600, 1000]
    (changeset,) = set(
        Change.objects.filter(object_id__in=[view.id for view in made]).values_list("changeset", flat=True)
    )
    told = Change.objects.filter(changeset=changeset).order_by("position").values_list("object_id", flat=True)
    assert list(told) == [made[0].id, made[1].id, made[1].payments[0].payment, made[2].id]
    assert world.balance(SALES) == {"CAD": 3000}
    assert [world.get(view) for view in made] == made
    assert faults_find(world.actor) == []


@pytest.mark.parametrize(
    ("fault", "field", "details"),
    [
        (AccountUnknownError, "[2].lines[0].account", {"line_account": 1}),
        (InvalidError, "[2].contact", {"contact": 1}),
        (DuplicateNumberError, "[2].number", {"number": "A-1"}),
        (DuplicateNumberError, "[2].number", {"number": "A-2"}),
        (DuplicateNumberError, "[2].number", {"number": "1"}),
        (LockedError, "[2].date", {"date": day(1, 1)}),
    ],
)
def test_one_bad_record_refuses_all_and_is_named_by_its_index(
    world: World, fault: type[InvalidError], field: str, details: dict[str, Any]
) -> None:
    world.invoice(number="A-1", date=day(1, 5))
    locked, before = world.locked(day(1, 1)), Record.objects.count()
    drafts = [draft(world), draft(world, number="A-2"), draft(world, **details), draft(world)]
    with refused(fault, field):
        records_create(locked.actor, drafts=drafts)
    assert Record.objects.count() == before
    assert records_create(world.actor, drafts=[draft(world)])[0].number == "1"


def test_bill_numbers_may_repeat_but_not_for_one_contact(world: World) -> None:
    ada, bob = world.contact(), world.contact()
    bills = [draft(world, type=RecordType.BILL, number="7", contact=contact) for contact in (ada, bob, None, None)]
    assert [view.number for view in records_create(world.actor, drafts=bills)] == ["7"] * 4
    again = [draft(world, type=RecordType.BILL, number="8", contact=ada)] * 2
    with refused(DuplicateNumberError, "[1].number"):
        records_create(world.actor, drafts=again)


def test_records_of_a_batch_change_together(world: World) -> None:
    invoices = [world.invoice(number=f"N-{index}") for index in range(3)]
    before = world.changesets()
    now = records_update(world.actor, changes=[changed(view, memo=view.number) for view in invoices])
    assert [(view.memo, view.version) for view in now] == [("N-0", 2), ("N-1", 2), ("N-2", 2)]
    assert world.changesets() == before + 1
    with refused(DuplicateNumberError, "[1].number"):
        records_update(world.actor, changes=[changed(invoices[0], memo="x"), changed(invoices[1], number="N-2")])
    assert world.get(invoices[0]).memo == "N-0"
    assert faults_find(world.actor) == []


def test_a_record_sees_what_the_batch_did_before_it(world: World) -> None:
    contact = world.contact()
    invoice = world.invoice(contact=contact)
    payment = world.pay((invoice, 5_000))

    def less(now: RecordView) -> RecordDraft:
        before = RecordDraft.of(now)
        record: Any = before.record
        return replace(before, record=replace(record, allocations=(replace(record.allocations[0], amount=2_000),)))

    changes = [RecordChange(record=payment.id, draft_of=less), changed(invoice, memo="seen")]
    paid, seen = records_update(world.actor, changes=changes)
    assert (paid.balance, seen.balance, seen.memo, seen.payments[0].amount) == (3_000, 8_000, "seen", 2_000)
    assert faults_find(world.actor) == []


def test_what_cannot_be_changed_is_named(world: World) -> None:
    mine, theirs = world.invoice(), books().invoice()
    with refused(InvalidError, "[1].id"):
        records_update(world.actor, changes=[changed(mine), changed(mine)])
    for stranger in (theirs.id, 2**50):
        with refused(NotFoundError, "[1]"):
            records_update(world.actor, changes=[changed(mine), RecordChange(record=stranger, draft_of=RecordDraft.of)])
    actor = replace(world.actor, privileges=world.actor.privileges - {Privilege.REMOVE_RECORDS})
    hidden = RecordChange(record=mine.id, draft_of=lambda now: replace(RecordDraft.of(now), removed=True))
    with refused(ForbiddenError):
        records_update(actor, changes=[hidden])
    assert records_update(world.actor, changes=[hidden])[0].removed
    assert records_update(world.actor, changes=[changed(mine)])[0].removed


def test_an_empty_batch_is_no_changeset_and_a_large_one_is_refused(world: World) -> None:
    before = world.changesets()
    assert records_create(world.actor, drafts=[]) == []
    assert records_update(world.actor, changes=[]) == []
    assert world.changesets() == before
    with refused(InvalidError):
        records_create(world.actor, drafts=[draft(world)] * (MAX_RECORDS + 1))
    gone = world.invoice()
    record_remove(world.actor, record=gone.id)
    with refused(InvalidError):
        records_update(world.actor, changes=[changed(gone)] * (MAX_RECORDS + 1))


def test_a_record_of_a_batch_takes_no_more_statements_than_one_alone(world: World) -> None:
    record_create(world.actor, draft=draft(world))
    with counted() as one:
        record_create(world.actor, draft=draft(world))
    found = {}
    for count in (10, 100):
        with counted() as many:
            records_create(world.actor, drafts=[draft(world, number=f"B{count}-{index}") for index in range(count)])
        found[count] = len(many)
        assert len(many) <= count * len(one)
    assert found[100] <= 10 * (found[10] + 1)  # the ids of the first come with its accounts


def test_two_thousand_records_fit_into_one_batch(world: World) -> None:
    made = records_create(world.actor, drafts=[draft(world) for _ in range(MAX_RECORDS)])
    assert [view.number for view in made] == [str(number) for number in range(1, MAX_RECORDS + 1)]
    assert world.balance(SALES) == {"CAD": 1_000 * MAX_RECORDS}
    assert Record.objects.filter(business_id=world.actor.business.id).count() == MAX_RECORDS
