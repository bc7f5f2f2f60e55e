"""Accounts are reconciled with the bank; what is finished stays until it is undone, and the audit adds it up."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bookkeeping.books import AccountType
from bookkeeping.errors import InvalidError
from bookkeeping.records import Adjustment, AdjustmentLine
from businesses.errors import ChangedMeanwhileError, ConflictError, InUseError, NotFoundError
from businesses.models import Change
from ledger.drafts import ImportDraft
from ledger.models import BankClearing, BankReconciliation
from ledger.reconciliation_views import MatchDraft, RowDraft
from ledger.selectors.reconciliations import reconciliation_get, reconciliation_list
from ledger.selectors.verify import faults_find
from ledger.services.accounts import account_remove
from ledger.services.imports import records_import
from ledger.services.reconciliations import reconciliation_remove, reconciliation_start
from ledger.services.records import record_remove, record_void
from ledger.services.statement_rows import statement_row_create, statement_row_ignore
from tests.support.banking import figures, matched, sale_line, sold, started, statement, told, updated
from tests.support.builders import BANK, CASH, SALES, SAVINGS, books, day, refused

pytestmark = pytest.mark.django_db


def test_a_reconciliation_is_begun_ticked_and_finished_when_it_comes_out() -> None:
    world = books()
    early, rent = sold(world, "100", 1, 10), world.bill("30", account=world.chart[BANK], date=day(1, 20))
    late = sold(world, "5", 1, 31)
    view = started(world, statement(-7_000, comment="January"))
    assert figures(view) == (0, 0, -7_000, -7_000)
    assert view.units is not None
    assert [unit.record for unit in view.units] == [early.id, rent.id, late.id]
    with refused(ConflictError, "balance"):
        updated(world, view, statement(-7_000, cleared=(early.id, rent.id, late.id), finished=True))
    ticked = updated(world, view, statement(-7_000, cleared=(early.id, rent.id)))
    assert figures(ticked) == (0, -7_000, -7_000, 0)
    done = updated(world, view, statement(-7_000, cleared=(rent.id, early.id), finished=True))
    assert (done.finished_at, [unit.record for unit in done.units or ()]) == (world.actor.now, [early.id, rent.id])
    after = started(world, statement(-7_500, 2, 28, cleared=(late.id,), finished=True))
    assert figures(after) == (-7_000, -500, -7_500, 0)
    listed = reconciliation_list(world.actor, account=world.chart[BANK])
    assert [(each.id, each.difference, each.units) for each in listed] == [(after.id, 0, None), (view.id, 0, None)]
    actions = Change.objects.filter(object_id=view.id).order_by("id").values_list("action", flat=True)
    assert list(actions) == ["create", "update", "finish"]


def test_what_is_matched_is_ticked_when_it_begins() -> None:
    world = books()
    content = b"Date,Amount,Payee\n2026-01-05,100.00,Ann\n2026-01-06,-40.00,Mill\n2026-02-02,-1.00,Mill\n"
    imported = records_import(world.actor, draft=ImportDraft(account=world.chart[BANK], content=content))
    view = started(world, statement(-6_000, finished=True))
    assert {unit.record for unit in view.units or ()} == {row.record for row in imported.rows[:2]}
    assert [row.payee for row in view.rows or ()] == ["Ann", "Mill"]
    later = started(world, statement(-5_900, 2, 28))
    assert [(row.date, row.open) for row in later.rows or ()] == [(day(2, 2), 0)]


def test_what_cannot_be_ticked_is_refused_by_name() -> None:
    world = books()
    sale, late = sold(world, "1"), sold(world, "2", 2, 1)
    owed = world.invoice("10", contact=world.contact())
    for cleared, fault in (((sale.id, late.id), InvalidError), ((sale.id, owed.id), InvalidError)):
        with refused(fault, "cleared[1]"):
            started(world, statement(0, cleared=cleared))
    done = started(world, statement(-100, cleared=(sale.id,), finished=True))
    with refused(ConflictError, "cleared[0]") as conflict:
        started(world, statement(-100, 2, 28, cleared=(sale.id,)))
    assert conflict.conflicting == done.id


def test_one_reconciliation_at_a_time_each_later_than_the_one_before() -> None:
    world = books()
    view = started(world, statement(0))
    with refused(ConflictError) as fault:
        started(world, statement(0, 2, 28))
    assert fault.conflicting == view.id
    started(world, statement(0), SAVINGS)
    updated(world, view, statement(0, finished=True))
    for date in (30, 31):
        with refused(ConflictError, "statement_date"):
            started(world, statement(0, 1, date))
    later = started(world, statement(0, 2, 28))
    with refused(ConflictError, "statement_date"):
        updated(world, later, statement(0))
    assert updated(world, later, statement(0, 2, 27)).statement_date == day(2, 27)


def test_undoing_goes_backwards_and_frees_what_had_cleared() -> None:
    world = books()
    sale = sold(world, "1")
    first = started(world, statement(-100, cleared=(sale.id,), finished=True))
    second = started(world, statement(-100, 2, 28, finished=True))
    for undo in (
        lambda: reconciliation_remove(world.actor, reconciliation=first.id),
        lambda: updated(world, first, statement(-100)),
        lambda: updated(world, first, statement(-100, removed=True)),
    ):
        with refused(ConflictError) as fault:
            undo()
        assert fault.conflicting == second.id
    reconciliation_remove(world.actor, reconciliation=second.id)
    for changed in (statement(-99, finished=True), statement(-100, cleared=(), finished=True)):
        with refused(ConflictError, "finished"):
            updated(world, first, changed)
    assert updated(world, first, statement(-100, comment="seen", finished=True)).comment == "seen"
    again = updated(world, first, statement(-100))
    assert (again.finished_at, again.cleared) == (None, -100)
    assert updated(world, again, statement(-100, removed=True)).removed
    assert not BankClearing.objects.filter(record_id=sale.id).exists()
    with refused(NotFoundError):
        reconciliation_remove(world.actor, reconciliation=first.id)
    assert reconciliation_list(world.actor, account=world.chart[BANK]) == []
    gone = reconciliation_list(world.actor, account=world.chart[BANK], include_removed=True)
    assert [each.id for each in gone] == [second.id, first.id]
    with refused(ChangedMeanwhileError):
        started_again = started(world, statement(-100))
        reconciliation_remove(world.actor, reconciliation=started_again.id, version=9)


def test_what_a_finished_reconciliation_covers_keeps_day_account_and_amount() -> None:
    world = books()
    sale = sold(world, "100", contact=world.contact())
    view = started(world, statement(-10_000, cleared=(sale.id,), finished=True))
    for change in (
        lambda: world.edit(sale, lines=(sale_line(world, "90"),)),
        lambda: world.edit(sale, account=world.chart[CASH]),
        lambda: world.edit(sale, date=day(1, 30)),
        lambda: record_remove(world.actor, record=sale.id),
        lambda: record_void(world.actor, record=sale.id),
    ):
        with refused(ConflictError) as fault:
            change()
        assert fault.conflicting == view.id
    other = world.account(AccountType.INCOME, name="Other")
    world.edit(sale, lines=(replace(sale_line(world, "100"), account=other),), says={"memo": "for the barn"})
    assert reconciliation_get(world.actor, reconciliation=view.id).cleared == -10_000


def test_a_record_that_changes_is_unticked_where_it_is_not_finished() -> None:
    world = books()
    sale, other = sold(world, "100"), sold(world, "1")
    view = started(world, statement(-10_100, cleared=(sale.id, other.id)))
    world.edit(sale, says={"memo": "as before"})
    assert reconciliation_get(world.actor, reconciliation=view.id).cleared == -10_100
    world.edit(sale, lines=(sale_line(world, "90"),))
    record_remove(world.actor, record=other.id)
    after = reconciliation_get(world.actor, reconciliation=view.id)
    assert (after.cleared, after.version) == (0, view.version + 2)
    assert [unit.record for unit in after.units or ()] == [sale.id]


def test_a_match_that_a_finished_reconciliation_covers_stays() -> None:
    world = books()
    sale = sold(world, "100")
    row = matched(world, told(world, -10_000), MatchDraft(sale.id))
    view = started(world, statement(-10_000, finished=True))
    with refused(ConflictError, "matches") as fault:
        matched(world, row)
    assert fault.conflicting == view.id
    assert matched(world, row, MatchDraft(sale.id)).version == row.version


def test_a_transfer_clears_in_each_account_by_itself_and_lines_of_one_record_count_together() -> None:
    world = books()
    moved = world.move(500, world.chart[BANK], world.chart[SAVINGS], date=day(1, 5))
    pairs = ((BANK, 300), (BANK, -100), (SALES, -200))
    lines = tuple(AdjustmentLine(account=world.chart[number], amount=amount) for number, amount in pairs)
    both = world.create(Adjustment(date=day(1, 6), currency="CAD", lines=lines))
    started(world, statement(-500, cleared=(moved.id,), finished=True), SAVINGS)
    view = started(world, statement(700, cleared=(moved.id, both.id), finished=True))
    assert [(unit.record, unit.amount) for unit in view.units or ()] == [(moved.id, 500), (both.id, 200)]


def test_an_account_that_the_bank_told_of_is_not_removed() -> None:
    world = books()
    account = world.account(AccountType.BANK, name="New")
    row = statement_row_create(world.actor, account=account, draft=RowDraft(date=day(1, 1), amount=1))
    with refused(InUseError):
        account_remove(world.actor, account=account)
    statement_row_ignore(world.actor, row=row.id)
    view = reconciliation_start(world.actor, account=account, draft=statement(0))
    with refused(InUseError):
        account_remove(world.actor, account=account)
    reconciliation_remove(world.actor, reconciliation=view.id)
    account_remove(world.actor, account=account)


def test_the_audit_tells_what_does_not_come_out() -> None:
    world = books()
    sale = sold(world, "100")
    first = started(world, statement(-10_000, cleared=(sale.id,), finished=True))
    second = started(world, statement(-10_000, 2, 28))
    rows = BankReconciliation.objects
    rows.filter(id=second.id).update(opening=5)
    assert faults_find(world.actor) == [
        f"reconciliation {second.id}: it begins with 5, the one before ends with -10000"
    ]
    rows.filter(id=second.id).update(opening=-10_000, finished_at=None)
    rows.filter(id=second.id).update(statement_date=day(1, 1), opening=0)
    assert f"reconciliation {second.id}: it is not finished, and {first.id} stands on it" in faults_find(world.actor)
    rows.filter(id=second.id).update(removed=True)
    rows.filter(id=first.id).update(finished_at=None)
    rows.filter(id=first.id).update(balance=-9_999)
    rows.filter(id=first.id).update(finished_at=world.actor.now)
    assert faults_find(world.actor) == [f"reconciliation {first.id}: -10000 has cleared, its statement says -9999"]
    rows.filter(id=first.id).update(finished_at=None, balance=-10_000, statement_date=day(1, 2), removed=True)
    assert faults_find(world.actor) == [
        f"reconciliation {first.id}: it is undone and -10000 has cleared by it",
        f"record {sale.id}: it does not belong into reconciliation {first.id}",
    ]
    BankClearing.objects.filter(record_id=sale.id).delete()
    clearing = BankClearing(
        id=second.id + 900_000, business_id=world.actor.business.id, reconciliation_id=second.id, record_id=sale.id,
        account_id=world.chart[BANK], currency="CAD", date=day(1, 1), amount=-7,
    )  # fmt: skip
    clearing.save(force_insert=True)
    assert f"record {sale.id}: -7 on 2026-01-01 has cleared, -10000 on 2026-01-31 is posted" in faults_find(world.actor)
