"""What comes again: when, as what, once for each day, and what is in the way."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from django.db import IntegrityError, transaction

from bookkeeping.errors import InvalidError, LockedError
from bookkeeping.records import Adjustment, AdjustmentLine, Document, Line, RecordType
from bookkeeping.schedules import Schedule, Unit
from businesses import allocator
from businesses.errors import ChangedMeanwhileError, ConflictError, NotFoundError
from businesses.models import Change
from ledger.drafts import RecordDraft, RecurringDraft
from ledger.models import Occurrence, Recurring
from ledger.selectors.records import record_get
from ledger.selectors.recurring import recurring_get, recurring_list
from ledger.selectors.verify import faults_find
from ledger.services.drafts import draft_approve, draft_create
from ledger.services.records import record_remove, record_void
from ledger.services.recurring import (
    recurring_create,
    recurring_remove,
    recurring_run,
    recurring_skip,
    recurring_update,
)
from tests.support.builders import BANK, NOW, RENT, SALES, World, books, day, refused

if TYPE_CHECKING:
    from ledger.selectors.recurring import RecurringView
    from ledger.services.recurring import Run
    from ledger.views import RecordView

pytestmark = pytest.mark.django_db
MONTHLY = Schedule(start=day(3, 31), unit=Unit.MONTH)


@pytest.fixture
def world() -> World:
    return books()


def again(world: World, pattern: RecordView, schedule: Schedule = MONTHLY, **details: Any) -> RecurringView:
    return recurring_create(world.actor, draft=RecurringDraft(record=pattern.id, schedule=schedule, **details))


def run(world: World, **details: Any) -> Run:
    found = recurring_run(world.actor, **details)
    assert faults_find(world.actor) == []
    return found


def made(run: Run) -> list[tuple[str, int | None]]:
    return [(f"{one.date:%m-%d}", one.record.total if one.record else None) for one in run.outcomes]


def test_what_is_due_comes_once_and_like_its_pattern(world: World) -> None:
    world.tax("G", "5")
    customer = world.contact(payment_terms="net 15")
    pattern = world.invoice("100", contact=customer, tax_code="G", memo="Hosting", number="A-1")
    view = again(world, pattern, name=" Hosting ")
    assert (view.name, view.type, view.total, view.next_date) == ("Hosting", "INVOICE", 10500, day(3, 31))
    assert [f"{each:%m-%d}" for each in view.next_dates[:3]] == ["03-31", "04-30", "05-31"]
    assert made(run(world)) == [("03-31", 10500), ("04-30", 10500), ("05-31", 10500)]
    assert made(run(world)) == []
    now = recurring_get(world.actor, recurring=view.id)
    assert (now.next_date, now.fault) == (day(6, 30), "")
    first = now.occurrences[-1]
    assert (first.date, first.created_by, first.created_at) == (day(3, 31), world.actor.caller.user, NOW)
    record = record_get(world.actor, record=first.record or 0)
    assert (record.memo, record.due_date, record.contact, record.balance) == ("Hosting", day(4, 15), customer, 10500)
    assert record.number not in {None, "A-1"}
    actions = Change.objects.filter(object_id=view.id).order_by("changeset_id").values_list("action", flat=True)
    assert list(actions) == ["create", "come", "come", "come"]


def test_drafts_wait_for_somebody(world: World) -> None:
    bare = Document(type=RecordType.BILL, date=day(1, 5), currency="CAD", lines=(Line(rate=Decimal(9)),))
    pattern = draft_create(world.actor, draft=RecordDraft(record=bare))
    again(world, pattern, replace(MONTHLY, count=1), drafted=True)
    (outcome,) = run(world).outcomes
    assert outcome.record is not None
    assert (outcome.record.draft, outcome.record.number, outcome.record.date) == (True, None, day(3, 31))
    with refused(InvalidError):
        draft_approve(world.actor, record=outcome.record.id)


def test_adjustments_and_foreign_bills_take_the_rate_of_their_day(world: World) -> None:
    world.rate("USD", "CAD", "1.25", day(1, 1))
    world.rate("USD", "CAD", "1.40", day(3, 15))
    bill = world.bill("10", contact=world.contact(currency="USD"), currency="USD", due_date=day(1, 15))
    lines = tuple(AdjustmentLine(account=world.chart[n], amount=a) for n, a in ((BANK, 700), (RENT, -700)))
    adjustment = world.create(Adjustment(date=day(1, 5), currency="CAD", lines=lines), memo="Depreciation")
    for pattern in (bill, adjustment):
        again(world, pattern, replace(MONTHLY, count=1))
    billed, adjusted = (one.record for one in run(world).outcomes)
    assert billed is not None
    assert adjusted is not None
    assert (bill.exchange_rate, billed.exchange_rate, billed.due_date) == (Decimal("1.25"), Decimal("1.4"), day(4, 10))
    assert (adjusted.memo, [line.amount for line in adjusted.adjustments]) == ("Depreciation", [700, -700])


def test_what_is_in_the_way_is_told_and_the_rest_goes_on(world: World) -> None:
    pattern = world.invoice("1")
    early = again(world, pattern, replace(MONTHLY, start=day(2, 15)))
    late = again(world, pattern, replace(MONTHLY, start=day(5, 1)))
    locked = world.locked(day(2, 28))
    changesets = world.changesets()
    found = run(locked)
    assert [(one.recurring, one.date) for one in found.outcomes] == [
        (early.id, day(2, 15)),
        (late.id, day(5, 1)),
        (late.id, day(6, 1)),
    ]
    assert isinstance(found.outcomes[0].fault, LockedError)
    assert world.changesets() == changesets + 2
    now = recurring_get(world.actor, recurring=early.id)
    assert (now.next_date, now.version) == (day(2, 15), 1)
    assert now.fault
    skipped = recurring_skip(world.actor, recurring=early.id)
    assert (skipped.next_date, skipped.fault) == (day(3, 15), "")
    assert [one.record for one in skipped.occurrences] == [None]
    assert made(run(locked)) == [("03-15", 100), ("04-15", 100), ("05-15", 100)]


@pytest.mark.parametrize("away", [record_remove, record_void])
def test_a_pattern_that_is_gone_holds_up_its_days(world: World, away: Any) -> None:
    pattern = world.invoice("1")
    view = again(world, pattern)
    away(world.actor, record=pattern.id)
    (outcome,) = run(world).outcomes
    assert outcome.fault is not None
    assert outcome.fault.field == "record"
    other = RecurringDraft(record=world.invoice("2").id, schedule=MONTHLY)
    assert recurring_update(world.actor, recurring=view.id, draft=other).fault == ""
    assert made(run(world)) == [("03-31", 200), ("04-30", 200), ("05-31", 200)]


def test_it_ends_pauses_and_is_taken_up_again(world: World) -> None:
    draft = RecurringDraft(record=world.invoice("1").id, schedule=replace(MONTHLY, end=day(4, 30)))
    view = recurring_create(world.actor, draft=replace(draft, active=False))
    assert made(run(world)) == []
    recurring_update(world.actor, recurring=view.id, draft=draft, version=1)
    with refused(ChangedMeanwhileError):
        recurring_update(world.actor, recurring=view.id, draft=replace(draft, name="x"), version=1)
    assert made(run(world, at_most=1)) == [("03-31", 100)]
    assert made(run(world, as_of=day(4, 29))) == []
    assert made(run(world)) == [("04-30", 100)]
    assert recurring_get(world.actor, recurring=view.id).next_dates == ()
    with refused(ConflictError, "through"):
        recurring_skip(world.actor, recurring=view.id)
    longer = replace(draft, schedule=replace(MONTHLY, every=2))
    assert recurring_update(world.actor, recurring=view.id, draft=longer).next_date == day(5, 31)
    recurring_remove(world.actor, recurring=view.id)
    assert (made(run(world)), list(recurring_list(world.actor))) == ([], [])
    assert [each.id for each in recurring_list(world.actor, include_removed=True)] == [view.id]
    with refused(NotFoundError):
        recurring_remove(world.actor, recurring=view.id)
    assert recurring_update(world.actor, recurring=view.id, draft=longer).removed is False
    assert made(run(world)) == [("05-31", 100)]


def test_a_run_makes_so_many_and_says_that_there_are_more(world: World) -> None:
    again(world, world.invoice("1"), Schedule(start=day(5, 28), unit=Unit.DAY))
    first = run(world, at_most=3)
    assert (len(first.outcomes), first.more) == (3, True)
    rest = run(world, at_most=2)
    assert (len(rest.outcomes), rest.more) == (2, False)


def test_days_are_skipped_up_to_one_but_not_for_years(world: World) -> None:
    view = again(world, world.invoice("1"), Schedule(start=day(1, 1), unit=Unit.DAY))
    assert recurring_skip(world.actor, recurring=view.id, through=day(5, 30)).next_date == day(5, 31)
    assert made(run(world)) == [("05-31", 100), ("06-01", 100)]
    for fault, through in ((ConflictError, day(6, 1)), (InvalidError, day(7, 1, 2027))):
        with refused(fault, "through"):
            recurring_skip(world.actor, recurring=view.id, through=through)


def test_only_invoices_bills_and_adjustments_come_again(world: World) -> None:
    invoice = world.invoice("1")
    removed = world.invoice("1")
    record_remove(world.actor, record=removed.id)
    move = world.move(1, world.chart[BANK], world.chart[SALES])
    for record in (move.id, removed.id, 7, world.invoice("1").id + 1000):
        with refused(InvalidError, "record"):
            recurring_create(world.actor, draft=RecurringDraft(record=record, schedule=MONTHLY))
    for field, wrong in (("every", {"every": 0}), ("end", {"end": day(3, 30)}), ("day", {"day": 32})):
        with refused(InvalidError, field):
            again(world, invoice, replace(MONTHLY, **wrong))


def test_a_day_is_not_dealt_with_twice_whoever_tries(world: World) -> None:
    view = again(world, world.invoice("1"), replace(MONTHLY, count=1))
    (outcome,) = run(world).outcomes
    once = Occurrence(
        id=allocator.one_id(),
        business_id=view.business,
        recurring_id=view.id,
        date=outcome.date,
        created_at=NOW,
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        once.save(force_insert=True)


def test_the_audit_finds_days_that_do_not_fit(world: World) -> None:
    view = again(world, world.invoice("1"), replace(MONTHLY, count=1))
    run(world)
    Recurring.objects.filter(id=view.id).update(through=None)
    assert faults_find(world.actor) == [
        f"recurring {view.id}: it is said to be done through None, and is through 2026-03-31",
        f"recurring {view.id}: it is said to come next on None, its schedule says 2026-03-31",
    ]
