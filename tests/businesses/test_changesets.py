"""Changesets: one a use case, numbered without a gap, chained, with what was before and after."""

from __future__ import annotations

import json

import pytest

from businesses.chain import canonical, change_digest, digest_of
from businesses.models import Change, Changeset, Counter
from ledger.drafts import PaymentDraft
from ledger.selectors.verify import faults_find
from ledger.services.contacts import contact_remove
from ledger.services.records import record_remove, record_restore
from tests.support.builders import BANK, NOW, World, books

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return books()


def newest(world: World) -> Changeset:
    return Changeset.objects.filter(business_id=world.actor.business.id).order_by("-number")[0]


def test_each_use_case_is_one_changeset_with_the_next_number(world: World) -> None:
    contact = world.contact()
    invoice = world.invoice("100", contact=contact)
    payment = world.pay((invoice, 10_000))
    world.edit(invoice, says={"memo": "new"})
    record_remove(world.actor, record=payment.id)
    record_restore(world.actor, record=payment.id)
    told = Changeset.objects.filter(business_id=world.actor.business.id).order_by("number")
    assert list(told.values_list("number", "description")) == [
        (1, "open business"),
        (2, "create contact"),
        (3, "create invoice 1"),
        (4, "create invoice payment 1"),
        (5, "update invoice 1"),
        (6, "remove invoice payment 1"),
        (7, "restore invoice payment 1"),
    ]
    assert set(told.values_list("user_id", "at")) == {(world.actor.caller.user, NOW)}
    assert faults_find(world.actor) == []


def test_a_changeset_tells_what_was_before_and_after(world: World) -> None:
    invoice = world.invoice("100", memo="old")
    world.edit(invoice, says={"memo": "new"})
    change = Change.objects.get(changeset=newest(world), object_id=invoice.id)
    before, after = json.loads(change.before or ""), json.loads(change.after or "")
    assert (change.kind, change.action, before["memo"], after["memo"]) == ("record", "update", "old", "new")
    assert (before["date"], before["total"], before["lines"][0]["rate"]) == ("2026-01-05", 10_000, "100")
    created = Change.objects.get(object_id=invoice.id, action="create")
    assert created.before is None


def test_a_payment_tells_what_it_does_to_its_document(world: World) -> None:
    invoice = world.invoice("100", contact=world.contact())
    payment = world.pay((invoice, 4_000))
    settled = Change.objects.get(changeset=newest(world), object_id=invoice.id)
    before, after = json.loads(settled.before or ""), json.loads(settled.after or "")
    assert (settled.kind, settled.action, settled.position) == ("record", "settle", 1)
    assert (before["balance"], before["version"], before["payments"]) == (10_000, 1, [])
    assert (after["balance"], after["open_home"], after["version"]) == (6_000, 6_000, 2)
    assert [(told["payment"], told["amount"]) for told in after["payments"]] == [(payment.id, 4_000)]
    record_remove(world.actor, record=payment.id)
    loosened = Change.objects.get(changeset=newest(world), object_id=invoice.id)
    assert (loosened.before or "").count('"payment":') == 2
    assert json.loads(loosened.after or "")["payments"] == []


def test_what_a_whole_record_tells_is_not_told_twice(world: World) -> None:
    paid = PaymentDraft(date=NOW.date(), account=world.chart[BANK], amount=4_000)
    world.invoice("100", contact=world.contact(), payments=[paid])
    told = Change.objects.filter(changeset=newest(world)).order_by("position")
    assert list(told.values_list("kind", "action")) == [("record", "create"), ("record", "create")]
    assert json.loads(told[0].after or "")["balance"] == 6_000


def test_the_counter_holds_the_newest_number_and_hash(world: World) -> None:
    world.invoice()
    counter, last = Counter.objects.get(business_id=world.actor.business.id), newest(world)
    assert (counter.changeset, counter.head) == (last.number, last.hash)


def test_businesses_count_and_chain_apart(world: World) -> None:
    other = books()
    assert newest(other).number == newest(world).number == 1
    assert newest(other).hash != newest(world).hash


def test_a_removed_row_is_told_as_removed(world: World) -> None:
    contact = world.contact()
    contact_remove(world.actor, contact=contact)
    change = Change.objects.get(changeset=newest(world))
    assert (change.kind, change.action, change.object_id) == ("contact", "remove", contact)


def test_digests_tell_lists_apart_that_look_alike() -> None:
    assert digest_of("ab", "c") != digest_of("a", "bc") != digest_of("a", "bc", "")
    assert change_digest("a", 1, "create", (None, "")) != change_digest("a", 1, "create", ("", None))
    assert canonical({"b": 1, "a": 2}) == '{"a":2,"b":1}'
    assert canonical(None) is None
