"""What is staged becomes a record, or turns out to be one, and comes back."""

from __future__ import annotations

import pytest

from bookkeeping.errors import AccountMissingError, InvalidError, LockedError
from bookkeeping.records import RecordType
from bookkeeping.staging import Source, Stage
from businesses.errors import ConflictError, InUseError, NotFoundError
from businesses.models import Change, Changeset
from ledger.drafts import ProcessDraft, RecordDraft, StagedDraft
from ledger.reconciliation_views import MatchDraft, ReconciliationDraft, RowChange, RowDraft
from ledger.selectors.shoebox import staged_proposal
from ledger.services.attaching import record_attach
from ledger.services.attachments import attachment_remove, attachment_store
from ledger.services.processing import records_unprocess, staged_process
from ledger.services.reconciliations import reconciliation_start
from ledger.services.records import record_remove, record_restore, record_void
from ledger.services.shoebox import receipt_submit, staged_create, staged_remove, staged_update
from ledger.services.statement_rows import statement_row_match
from tests.ledger.staging import SCAN, get, join, process, said, stage, stored_row, told, unprocess
from tests.support.builders import BANK, OFFICE, SAVINGS, World, books, day, refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return books()


def test_a_receipt_is_staged_with_its_files_and_posts_nothing(world: World) -> None:
    receipt = receipt_submit(world.actor, draft=StagedDraft(text=" Total 12.50 "), files=[SCAN])
    assert (receipt.source, receipt.stage, receipt.name, receipt.text) == (
        Source.RECEIPT,
        Stage.STAGED,
        "scan.png",
        "Total 12.50",
    )
    assert [file.name for file in receipt.attachments] == ["scan.png"]
    assert (receipt.currency, receipt.amount, receipt.record, receipt.version) == ("CAD", None, None, 1)
    with refused(InvalidError, "text"):
        receipt_submit(world.actor, draft=StagedDraft(text="  "))
    with refused(InvalidError, "file"):
        receipt_submit(world.actor, draft=StagedDraft(), files=[SCAN] * 11)
    with refused(InUseError) as told_of:
        attachment_remove(world.actor, attachment=receipt.attachments[0].id)
    assert told_of.conflicting == receipt.id
    assert world.sound(world.invoice()).total == 10_000


def test_a_receipt_becomes_a_bill_paid_from_its_account_with_its_file_and_links_both_ways(world: World) -> None:
    file = attachment_store(world.actor, draft=SCAN)
    item = stage(world, text="Total 12.50", reference="R-9", attachments=(file.id,))
    before = world.changesets()
    bill = process(world, item)
    assert (bill.type, bill.date, bill.total, bill.balance) == (RecordType.BILL, day(3, 2), 1250, 0)
    assert (bill.memo, bill.description, bill.inbox_reference) == ("Mill", "Total 12.50", "R-9")
    assert world.entry(bill) == [(OFFICE, -1250, "CAD", -1250), (BANK, 1250, "CAD", 1250)]
    assert [each.attachment for each in bill.files] == [file.id]
    assert [each.id for each in bill.staged] == [item.id]
    now = get(world, item)
    assert (now.stage, now.record, now.record_type, now.made, now.version) == (
        Stage.PROCESSED, bill.id, RecordType.BILL, True, 2,
    )  # fmt: skip
    assert world.changesets() == before + 1
    newest = Changeset.objects.filter(business_id=world.actor.business.id).order_by("-number")[0]
    assert newest.description == f"process bill {bill.number or ''}".strip()
    changes = {change.kind: change for change in Change.objects.filter(changeset_id=newest.id)}
    assert changes["record"].action == "create"
    assert f'"staged":[{{"id":{item.id}}}]' in (changes["record"].after or "")
    assert changes["shoeboxItem"].action == "process"


def test_what_is_processed_is_not_processed_changed_or_removed(world: World) -> None:
    item = stage(world)
    bill = process(world, item)
    with refused(ConflictError, "status") as fault:
        process(world, item)
    assert fault.conflicting == bill.id
    with refused(ConflictError, "status"):
        join(world, item, world.invoice().id)
    with refused(ConflictError, "status"):
        staged_update(world.actor, item=item.id, draft=said(world, name="Other"))
    with refused(ConflictError, "status"):
        staged_remove(world.actor, item=item.id)
    staged_update(world.actor, item=item.id, draft=said(world))
    assert get(world, item).version == 2


def test_unprocessing_removes_what_was_made_and_stages_the_item_again(world: World) -> None:
    file = attachment_store(world.actor, draft=SCAN)
    item = stage(world, attachments=(file.id,))
    bill = process(world, item)
    before = world.changesets()
    (gone,) = unprocess(world, bill)
    assert (gone.removed, gone.staged, world.entries(bill), world.changesets()) == (True, (), [], before + 1)
    now = get(world, item)
    assert (now.stage, now.record, now.made, now.version) == (Stage.STAGED, None, False, 3)
    assert [each.id for each in now.attachments] == [file.id]
    again = process(world, item)
    assert (again.id != bill.id, [each.attachment for each in again.files]) == (True, [file.id])
    with refused(ConflictError, "[0].id"):
        unprocess(world, bill)


def test_an_item_turns_out_to_be_a_record_that_is_there(world: World) -> None:
    held, new = (attachment_store(world.actor, draft=SCAN).id for _ in range(2))
    bill = world.bill("12.50", account=world.chart[BANK])
    record_attach(world.actor, record=bill.id, file=held)
    item = stage(world, attachments=(held, new))
    joined = join(world, item, bill.id)
    assert (joined.id, joined.version, joined.total) == (bill.id, 3, 1250)
    assert [each.attachment for each in joined.files] == [held, new]
    assert (get(world, item).record, get(world, item).made) == (bill.id, False)
    (let_go,) = unprocess(world, joined)
    assert (let_go.removed, let_go.version, let_go.staged) == (False, 4, ())
    assert [each.attachment for each in let_go.files] == [held]
    assert world.entry(bill) == [("5570", -1250, "CAD", -1250), (BANK, 1250, "CAD", 1250)]
    assert get(world, item).stage == Stage.STAGED


def test_a_transaction_of_the_bank_is_staged_matched_with_what_it_becomes_and_let_go(world: World) -> None:
    row = told(world)
    item = staged_create(world.actor, draft=StagedDraft(row=row, category=world.chart[OFFICE]))
    assert (item.source, item.name, item.text, item.amount, item.date, item.account) == (
        Source.BANK, "Mill", "card 7", 1250, day(3, 2), world.chart[BANK],
    )  # fmt: skip
    with refused(ConflictError, "statement_row") as twin:
        staged_create(world.actor, draft=StagedDraft(row=row))
    assert twin.conflicting == item.id
    bill = process(world, item)
    assert stored_row(row).matched == 1250
    unprocess(world, bill)
    assert (stored_row(row).matched, get(world, item).stage) == (0, Stage.STAGED)
    other = world.bill("12.50", account=world.chart[BANK])
    join(world, item, other.id)
    assert stored_row(row).matched == 1250
    unprocess(world, other)
    assert (stored_row(row).matched, get(world, item).record) == (0, None)


def test_what_the_bank_told_does_not_change_and_has_to_be_the_record(world: World) -> None:
    row = told(world)
    item = staged_create(world.actor, draft=StagedDraft(row=row))
    for name, value in {"date": day(3, 3), "amount": 1, "account": world.chart[SAVINGS]}.items():
        with refused(InvalidError, name):
            staged_update(world.actor, item=item.id, draft=said(world, row=row, category=None, **{name: value}))
    with refused(InvalidError, "statement_row"):
        staged_update(world.actor, item=item.id, draft=said(world))
    with refused(InvalidError, "record"):
        join(world, item, world.bill("12.50").id)
    with refused(InvalidError, "record"):
        join(world, item, world.invoice("12.50", account=world.chart[BANK]).id)
    staged_update(world.actor, item=item.id, draft=said(world, row=row))
    with refused(InvalidError, "draft"):
        process(world, item, drafted=True)
    proposal = staged_proposal(world.actor, item=item)
    elsewhere = RecordDraft(record=staged_proposal(world.actor, item=stage(world, account=world.chart[SAVINGS])).record)
    with refused(InvalidError, "account"):
        staged_process(world.actor, item=item.id, draft=ProcessDraft(record=elsewhere))
    assert proposal.record.date == day(3, 2)
    assert stored_row(row).matched == 0


def test_what_the_bank_told_and_is_matched_elsewhere_is_processed(world: World) -> None:
    row = told(world)
    item = staged_create(world.actor, draft=StagedDraft(row=row))
    bill = world.bill("12.50", account=world.chart[BANK])
    said_by_bank = RowDraft(date=day(3, 2), amount=1250, currency="CAD", note="Mill", memo="card 7")
    change = RowChange(said=said_by_bank, matches=(MatchDraft(bill.id),))
    statement_row_match(world.actor, row=row, change=change)
    assert (get(world, item).stage, get(world, item).record) == (Stage.PROCESSED, None)
    with refused(ConflictError, "status"):
        join(world, item, bill.id)
    with refused(ConflictError, "statement_row"):
        staged_create(world.actor, draft=StagedDraft(row=row))
    with refused(ConflictError, "[0].id"):
        unprocess(world, bill)


def test_a_finished_reconciliation_keeps_what_it_covers(world: World) -> None:
    row, other_row = told(world), told(world, 700)
    items = [staged_create(world.actor, draft=StagedDraft(row=each, category=world.chart[OFFICE])) for each in
             (row, other_row)]  # fmt: skip
    made, there = process(world, items[0]), world.bill("7", account=world.chart[BANK], date=day(3, 2))
    join(world, items[1], there.id)
    done = ReconciliationDraft(statement_date=day(3, 31), balance=1950, cleared=(made.id, there.id), finished=True)
    reconciliation_start(world.actor, account=world.chart[BANK], draft=done)
    for record in (made, there):
        with refused(ConflictError):
            unprocess(world, record)
    assert {get(world, item).stage for item in items} == {Stage.PROCESSED}


def test_a_locked_record_is_neither_made_nor_taken_back_but_may_be_joined(world: World) -> None:
    item, other = stage(world), stage(world)
    made, there = process(world, item), world.bill("12.50", account=world.chart[BANK])
    locked = world.locked(day(3, 31))
    with refused(LockedError, "date"):
        process(locked, other)
    with refused(LockedError, "[0].date"):
        unprocess(locked, made)
    join(locked, other, there.id)
    unprocess(locked, there)
    assert get(locked, item).stage == Stage.PROCESSED


def test_what_is_removed_or_void_stands_for_nothing_and_comes_back_when_it_is_restored(world: World) -> None:
    item = stage(world)
    bill = process(world, item)
    record_remove(world.actor, record=bill.id)
    assert (get(world, item).stage, get(world, item).record, get(world, item).version) == (Stage.STAGED, None, 3)
    with refused(ConflictError, "[0].id"):
        unprocess(world, bill)
    record_restore(world.actor, record=bill.id)
    assert (get(world, item).record, get(world, item).version) == (bill.id, 4)
    record_void(world.actor, record=bill.id)
    assert (get(world, item).stage, get(world, item).version) == (Stage.STAGED, 5)
    told_of = Change.objects.filter(kind="shoeboxItem", object_id=item.id).order_by("id")
    assert [change.action for change in told_of] == ["create", "process", "update", "update", "update"]
    for record, field in ((bill.id, "record"), (0, "record")):
        with refused(ConflictError if record else InvalidError, field):
            join(world, item, record)
    assert process(world, item).id != bill.id


def test_an_item_becomes_a_draft_and_that_is_taken_back_as_well(world: World) -> None:
    item = stage(world, category=None)
    with refused(AccountMissingError):
        process(world, item)
    drafted = process(world, item, drafted=True)
    assert (drafted.draft, drafted.number, get(world, item).record) == (True, None, drafted.id)
    (gone,) = unprocess(world, drafted)
    assert (gone.removed, gone.draft, get(world, item).stage) == (True, True, Stage.STAGED)


@pytest.mark.parametrize("kind", [RecordType.TRANSFER, RecordType.ADJUSTMENT, RecordType.BILL_PAYMENT])
def test_an_item_becomes_a_record_of_any_type(world: World, kind: RecordType) -> None:
    target = world.chart[SAVINGS]
    made = process(world, stage(world, category=target), kind)
    other = "2100" if kind == RecordType.BILL_PAYMENT else SAVINGS
    assert sorted(world.entry(made)) == sorted([(BANK, 1250, "CAD", 1250), (other, -1250, "CAD", -1250)])
    (gone,) = unprocess(world, made)
    assert gone.removed


def test_a_set_of_records_is_returned_whole_or_not_at_all(world: World) -> None:
    items = [stage(world, amount=100 + n) for n in range(3)]
    made = [process(world, item) for item in items[:2]]
    alien = world.invoice()
    with refused(ConflictError, "[2].id"):
        unprocess(world, *made, alien)
    with refused(InvalidError, "[1].id"):
        unprocess(world, made[0], made[0])
    with refused(NotFoundError):
        records_unprocess(world.actor, records=[1])
    assert get(world, items[0]).stage == Stage.PROCESSED
    assert [each.removed for each in unprocess(world, *reversed(made))] == [True, True]
    assert {get(world, item).stage for item in items} == {Stage.STAGED}


def test_two_items_may_be_one_record_and_both_come_back(world: World) -> None:
    items = [stage(world), stage(world, name="Copy")]
    bill = process(world, items[0])
    assert [each.id for each in join(world, items[1], bill.id).staged] == [item.id for item in items]
    unprocess(world, bill)
    assert {get(world, item).stage for item in items} == {Stage.STAGED}
