"""The audit finds what is wrong: whatever can be changed behind the services' backs, one thing at a time."""

from __future__ import annotations

import pytest
from django.db.models import F

from businesses import allocator
from businesses.actors import Caller
from businesses.errors import ForbiddenError
from businesses.models import Counter
from ledger.files import FileDraft
from ledger.models import Allocation, Attachment, AttachmentChunk, MonthlyTotal, Record
from ledger.selectors.verify import businesses_all, faults_find, guards_missing
from ledger.services.attaching import record_attach
from ledger.services.attachments import attachment_store
from ledger.services.records import record_void
from tests.support.builders import NOW, SALES, World, books, refused

pytestmark = pytest.mark.django_db

COMMAND = Caller(user=None, now=NOW)


@pytest.fixture
def world() -> World:
    return books()


@pytest.fixture
def paid(world: World) -> tuple[int, int]:
    invoice = world.invoice("100", contact=world.contact())
    return invoice.id, world.pay((invoice, 6_000)).id


def only(world: World) -> str:
    """Return the one fault that is found."""
    (fault,) = faults_find(world.actor)
    return fault


def test_well_kept_books_have_no_fault(world: World, paid: tuple[int, int]) -> None:
    assert faults_find(world.actor) == []
    assert world.actor.business.id in businesses_all(COMMAND)
    assert guards_missing(COMMAND) == []


def test_a_wrong_monthly_total_is_found(world: World, paid: tuple[int, int]) -> None:
    account = world.chart[SALES]
    MonthlyTotal.objects.filter(account_id=account).update(home=F("home") + 1)
    assert only(world) == (
        f"account {account}: the ordinary total of CAD in 2026-01 is [10000, 10001], its lines sum to [10000, 10000]"
    )


def test_a_wrong_balance_due_is_found(world: World, paid: tuple[int, int]) -> None:
    Record.objects.filter(id=paid[0]).update(balance=3_999)
    assert only(world) == f"record {paid[0]}: its balance due is 3999, 6000 of 10000 is settled"


def test_a_change_of_a_record_without_a_changeset_is_found(world: World, paid: tuple[int, int]) -> None:
    Record.objects.filter(id=paid[0]).update(version=3, memo="quietly")
    assert only(world) == f"record {paid[0]}: it is at version 3, its newest change tells of 2"


def test_a_wrong_open_home_amount_is_found(world: World, paid: tuple[int, int]) -> None:
    Record.objects.filter(id=paid[0]).update(open_home=1)
    assert only(world) == f"record {paid[0]}: its open home amount is 1, 6000 of it is settled"


def test_a_wrong_unallocated_amount_is_found(world: World, paid: tuple[int, int]) -> None:
    Record.objects.filter(id=paid[1]).update(balance=1)
    assert only(world) == f"record {paid[1]}: 1 is unallocated, 6000 is used"


def test_a_document_that_is_settled_by_more_than_it_comes_to_is_found(world: World, paid: tuple[int, int]) -> None:
    Allocation.objects.filter(payment_id=paid[1]).update(amount=11_000, home=11_000, payment_amount=6_000)
    Record.objects.filter(id=paid[0]).update(balance=-1_000, open_home=-1_000)
    assert faults_find(world.actor) == [
        f"record {paid[0]}: more than its total is settled",
        f"record {paid[0]}: 11000 is settled, its lines say 6000",
    ]


def test_lines_that_settle_something_else_than_the_allocations_are_found(world: World, paid: tuple[int, int]) -> None:
    second = world.bill("100", contact=world.contact())
    Allocation.objects.filter(payment_id=paid[1]).update(document_id=second.id)
    Record.objects.filter(id=paid[0]).update(balance=10_000, open_home=10_000)
    Record.objects.filter(id=second.id).update(balance=4_000, open_home=4_000)
    assert faults_find(world.actor)[1:] == [
        f"record {paid[0]}: 0 is settled, its lines say 6000",
        f"record {second.id}: 6000 is settled, its lines say 0",
    ]


def test_a_removed_record_with_a_live_entry_is_found(world: World) -> None:
    view = world.invoice("100")
    Record.objects.filter(id=view.id).update(removed=True)
    assert only(world) == f"record {view.id}: it is not posted and has live entries"


def test_a_record_without_an_entry_is_found(world: World) -> None:
    view = world.invoice("0")
    Record.objects.filter(id=view.id).update(total=5, balance=5)
    assert only(world) == f"record {view.id}: it is posted and has no entry"


def test_a_void_record_with_something_open_is_found(world: World) -> None:
    view = world.invoice("100")
    record_void(world.actor, record=view.id)
    Record.objects.filter(id=view.id).update(balance=5)
    assert only(world) == f"record {view.id}: it is void and 5 is open"


def test_an_allocation_to_a_void_record_is_found(world: World, paid: tuple[int, int]) -> None:
    record_void(world.actor, record=paid[0])
    Allocation.objects.filter(payment_id=paid[1]).update(active=True)
    Record.objects.filter(id=paid[1]).update(balance=0)
    apart, unsaid = faults_find(world.actor)
    assert apart.endswith("its payment and its document do not belong together")
    assert unsaid == f"record {paid[0]}: 6000 is settled, its lines say 0"


def test_an_allocation_between_two_contacts_is_found(world: World, paid: tuple[int, int]) -> None:
    Record.objects.filter(id=paid[0]).update(contact_id=world.contact())
    assert only(world).endswith("its payment and its document do not belong together")


def test_a_chain_that_ends_too_early_is_found(world: World) -> None:
    Counter.objects.filter(business_id=world.actor.business.id).update(changeset=F("changeset") + 1)
    assert only(world) == "changeset 2: the newest changesets are missing"


def test_a_content_with_something_added_to_it_is_found(world: World) -> None:
    file = attachment_store(world.actor, draft=FileDraft(name="a", content=b"PNG")).id
    chunk = AttachmentChunk.objects.get(attachment_id=file)
    more = {"id": allocator.one_id(), "business_id": chunk.business_id, "attachment_id": file}
    AttachmentChunk.objects.create(**more, position=7, content=b"")
    assert only(world) == f"file {file}: its content is not what came"


def test_a_removed_file_of_a_record_is_found(world: World) -> None:
    view = world.invoice("100")
    file = record_attach(world.actor, record=view.id, file=FileDraft(name="a", content=b"PNG")).id
    Attachment.objects.filter(id=file).update(removed=True)
    assert only(world) == f"record or contact {view.id}: its file {file} is removed"


def test_the_audit_of_the_server_is_for_commands(world: World) -> None:
    for attempt in (guards_missing, businesses_all):
        with refused(ForbiddenError):
            attempt(world.actor.caller)
