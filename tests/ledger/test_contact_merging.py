"""A contact that is in the books twice is merged into the other one; no figure of the books changes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from bookkeeping.errors import InvalidError
from businesses.errors import ChangedMeanwhileError, ConflictError, DuplicateNumberError, NotFoundError
from businesses.models import Change
from ledger.drafts import GroupDraft, RecordDraft
from ledger.files import FileDraft
from ledger.kinds import ContactType
from ledger.models import Contact, GroupMember, Order, Record
from ledger.selectors.collaboration import About, comment_list, tag_list
from ledger.selectors.contacts import contact_get
from ledger.selectors.reports.aged import receivables_aged
from ledger.selectors.verify import faults_find
from ledger.services.attaching import contact_attach
from ledger.services.collaboration import comment_create, tags_add
from ledger.services.contact_merging import contact_merge
from ledger.services.drafts import draft_create
from ledger.services.groups import group_create
from ledger.services.orders import order_create
from ledger.services.records import record_remove
from tests.ledger.privileges_of_unposted import ESTIMATE
from tests.support.builders import Unaudited, World, books, day, refused

if TYPE_CHECKING:
    from ledger.selectors.contacts import ContactView

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    opened = books()
    return Unaudited(opened.actor, opened.chart)


def merged(world: World, contact: int, duplicate: int, **details: Any) -> ContactView:
    """Merge a duplicate and look for faults."""
    view = contact_merge(world.actor, contact=contact, duplicate=duplicate, **details)
    assert faults_find(world.actor) == []
    assert view == contact_get(world.actor, contact=contact)
    return view


def file(name: str) -> FileDraft:
    return FileDraft(name=name, content=b"x")


def test_records_and_orders_of_any_state_name_the_contact_that_stays(world: World) -> None:
    ann, again = world.contact(name="Ann"), world.contact(name="Anne")
    sold = world.invoice("100", contact=again, date=day(1, 5))
    world.pay((sold, 4_000))
    gone = world.invoice("7", contact=again)
    record_remove(world.actor, record=gone.id)
    other = world.invoice("50", contact=ann)
    order = order_create(world.actor, draft=replace(ESTIMATE, record=replace(ESTIMATE.record, contact=again)))
    draft = draft_create(world.actor, draft=RecordDraft(record=replace(ESTIMATE.record, contact=again)))
    entries, before = world.entry_ids(sold), world.changesets()
    merged(world.locked(day(1, 31)), ann, again)
    assert world.changesets() == before + 1
    assert world.entry_ids(sold) == entries
    rows = Record.objects.filter(business_id=world.actor.business.id, contact_id__isnull=False)
    assert {row.contact_id for row in rows} == {ann}
    assert {sold.id, gone.id, other.id, draft.id} < {row.id for row in rows}
    assert Order.objects.get(id=order.id).contact_id == ann
    assert (world.get(sold).contact_name, world.get(sold).balance, world.get(sold).version) == ("Ann", 6_000, 3)
    assert world.get(other).version == other.version
    with refused(NotFoundError):
        contact_get(world.actor, contact=again)
    world.pay((world.get(sold), 6_000))


def test_the_changeset_tells_each_thing_before_and_after(world: World) -> None:
    ann, again = world.contact(name="Ann"), world.contact(name="Anne")
    sold = world.invoice("100", contact=again)
    merged(world, ann, again)
    told = Change.objects.filter(changeset__business_id=world.actor.business.id)
    newest = told.order_by("-changeset__number").values_list("changeset__number", flat=True)[0]
    found = told.filter(changeset__number=newest).order_by("position")
    assert [(change.kind, change.object_id, change.action) for change in found] == [
        ("record", sold.id, "update"),
        ("contact", ann, "merge"),
        ("contact", again, "remove"),
    ]
    assert f'"contact":{again}' in (found[0].before or "")
    assert f'"contact":{ann}' in (found[0].after or "")
    assert found[0].changeset.description == "merge contact Anne into Ann"


def test_what_is_owed_stays_and_is_owed_by_one(world: World) -> None:
    ann, again = world.contact(name="Ann"), world.contact(name="Anne")
    world.invoice("100", contact=ann)
    world.invoice("30", contact=again)
    before = receivables_aged(world.actor, as_of=day(3, 1))
    merged(world, ann, again)
    after = receivables_aged(world.actor, as_of=day(3, 1))
    assert [len(report.contacts) for report in (before, after)] == [2, 1]
    assert after.total == before.total


def test_what_belongs_to_the_duplicate_goes_with_it(world: World) -> None:
    ann, again = world.contact(comments=("a", "b")), world.contact(comments=("b", "c"))
    below, upper = world.contact(parent=again), world.contact()
    groups = [
        group_create(world.actor, draft=GroupDraft(name=name, contacts=members)).id
        for name, members in (("Both", (ann, again)), ("One", (again, below)))
    ]
    tags_add(world.actor, about=About(contact=ann), names=["old"])
    tags_add(world.actor, about=About(contact=again), names=["new", "old"])
    said = [comment_create(world.actor, about=About(contact=each), text="hello") for each in (ann, again)]
    files = [contact_attach(world.actor, contact=each, file=file(f"{each}")).id for each in (ann, again)]
    contact_attach(world.actor, contact=again, file=files[0])
    Contact.objects.filter(id=again).update(parent_id=upper)
    view = merged(world, ann, again)
    assert (view.comments, view.groups, view.parent) == (["a", "b", "c"], tuple(sorted(groups)), None)
    assert tag_list(world.actor, about=About(contact=ann)) == ["new", "old"]
    found = comment_list(world.actor, about=About(contact=ann))
    assert [(each.text, each.created_at) for each in found] == [(each.text, each.created_at) for each in said]
    assert contact_get(world.actor, contact=below).parent == ann
    assert not GroupMember.objects.filter(contact_id=again).exists()
    row = Contact.objects.get(id=ann)
    assert list(row.files.order_by("position").values_list("attachment_id", flat=True)) == files


def test_a_contact_right_below_its_duplicate_takes_its_place(world: World) -> None:
    upper = world.contact()
    again = world.contact(parent=upper)
    ann, other = world.contact(parent=again), world.contact(parent=again)
    assert merged(world, ann, again).parent == upper
    assert contact_get(world.actor, contact=other).parent == ann


def test_a_duplicate_below_the_contact_is_merged_too(world: World) -> None:
    ann = world.contact()
    middle = world.contact(parent=ann)
    again = world.contact(parent=middle)
    assert merged(world, ann, again).parent is None
    with refused(ConflictError, "duplicate"):
        below = world.contact(parent=middle)
        merged(world, below, ann)


def test_what_is_refused_changes_nothing(world: World) -> None:
    ann, again = world.contact(), world.contact()
    vendor = world.contact(ContactType.VENDOR)
    dollars = world.contact(currency="USD")
    bills = [world.bill("1", contact=contact, number="17") for contact in (vendor, world.contact(ContactType.VENDOR))]
    before = world.changesets()
    for contact, duplicate, kind in (
        (ann, ann, InvalidError),
        (ann, books().contact(), InvalidError),
        (ann, vendor, ConflictError),
        (ann, dollars, ConflictError),
        (vendor, bills[1].contact or 0, DuplicateNumberError),
    ):
        with refused(kind, "duplicate"):
            contact_merge(world.actor, contact=contact, duplicate=duplicate)
    with refused(NotFoundError):
        contact_merge(world.actor, contact=books().contact(), duplicate=again)
    with refused(ChangedMeanwhileError):
        contact_merge(world.actor, contact=ann, duplicate=again, version=9)
    assert world.changesets() == before
    record_remove(world.actor, record=bills[1].id)
    merged(world, vendor, bills[1].contact or 0)


def test_one_contact_has_no_more_than_it_may(world: World) -> None:
    ann, again = world.contact(), world.contact()
    for contact in (ann, again):
        tags_add(world.actor, about=About(contact=contact), names=[f"{contact} {n}" for n in range(26)])
    with refused(InvalidError, "duplicate"):
        contact_merge(world.actor, contact=ann, duplicate=again)
