"""Staged items: changed, removed, refused, listed, and moved with what they name."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from bookkeeping.books import AccountType
from bookkeeping.errors import AccountUnknownError, AccountUnusableError, InvalidError
from bookkeeping.staging import Source, Stage
from businesses.errors import ChangedMeanwhileError, ConflictError, ForbiddenError, InUseError, NotFoundError
from businesses.models import Change
from businesses.roles import Role
from ledger.drafts import ProcessDraft, StagedDraft
from ledger.models import ShoeboxItem
from ledger.selectors.shoebox import StagedFilter, staged_list, staged_proposal
from ledger.selectors.verify import faults_find
from ledger.services.account_merging import account_merge
from ledger.services.accounts import account_remove
from ledger.services.attachments import attachment_store
from ledger.services.contact_merging import contact_merge
from ledger.services.contacts import contact_remove
from ledger.services.processing import records_unprocess, staged_process
from ledger.services.shoebox import staged_create, staged_remove, staged_update
from tests.ledger.staging import SCAN, get, join, process, said, stage, told
from tests.support.builders import OFFICE, SAVINGS, World, books, day, refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return books()


def test_an_item_is_changed_removed_and_brought_back(world: World) -> None:
    contact = world.contact()
    item = stage(world)
    changed = staged_update(world.actor, item=item.id, draft=said(world, contact=contact, amount=-5, text="x"))
    assert (changed.contact, changed.amount, changed.text, changed.version) == (contact, -5, "x", 2)
    with refused(InUseError):
        contact_remove(world.actor, contact=contact)
    with refused(InUseError):
        account_remove(world.actor, account=world.chart[OFFICE])
    with refused(ChangedMeanwhileError):
        staged_update(world.actor, item=item.id, draft=said(world), version=1)
    staged_remove(world.actor, item=item.id, version=2)
    with refused(NotFoundError):
        staged_remove(world.actor, item=item.id)
    with refused(ConflictError, "removed"):
        process(world, item)
    assert not staged_update(world.actor, item=item.id, draft=said(world)).removed
    member = world.member(Role.VIEW_ONLY)
    with refused(ForbiddenError):
        staged_create(member, draft=said(world))


@pytest.mark.parametrize(
    ("details", "fault", "field"),
    [
        ({"amount": 0}, InvalidError, "amount"),
        ({"contact": 1}, InvalidError, "contact"),
        ({"account": 1}, AccountUnknownError, "account"),
        ({"category": 1}, AccountUnknownError, "category"),
        ({"currency": "ABC"}, InvalidError, "currency"),
        ({"row": 1}, InvalidError, "statement_row"),
        ({"attachments": (1,)}, InvalidError, "attachments[0]"),
    ],
)
def test_what_is_not_there_is_refused_by_name(
    world: World, details: dict[str, Any], fault: type[InvalidError], field: str
) -> None:
    with refused(fault, field):
        stage(world, **details)
    assert not ShoeboxItem.objects.filter(business_id=world.actor.business.id).exists()


def test_nothing_that_is_hidden_or_only_drafted_stands_for_what_the_bank_told(world: World) -> None:
    item = staged_create(world.actor, draft=StagedDraft(row=told(world), category=world.chart[OFFICE]))
    record = staged_proposal(world.actor, item=item)
    with refused(InvalidError, "removed"):
        staged_process(world.actor, item=item.id, draft=ProcessDraft(record=replace(record, removed=True)))
    drafted = process(world, stage(world), drafted=True)
    with refused(InvalidError, "record"):
        join(world, item, drafted.id)
    with refused(InvalidError):
        records_unprocess(world.actor, records=range(1, 2_002))
    assert get(world, item).stage == Stage.STAGED


def test_what_is_staged_goes_with_contacts_and_accounts_that_are_merged(world: World) -> None:
    ann, again = world.contact(name="Ann"), world.contact(name="Anne")
    office = world.account(AccountType.EXPENSE, name="Office again")
    file = attachment_store(world.actor, draft=SCAN).id
    item = stage(world, contact=again, category=office, attachments=(file,))
    contact_merge(world.actor, contact=ann, duplicate=again)
    account_merge(world.actor, account=world.chart[OFFICE], duplicate=office)
    now = get(world, item)
    assert (now.contact, now.category, now.version) == (ann, world.chart[OFFICE], 3)
    told_of = Change.objects.filter(kind="shoeboxItem", object_id=item.id, action="update").order_by("id")
    assert all(f'"attachments":[{file}]' in (change.after or "") for change in told_of)
    assert told_of.count() == 2
    assert faults_find(world.actor) == []


def test_the_account_says_the_currency(world: World) -> None:
    usd = world.account(AccountType.BANK, currency="USD")
    assert stage(world, account=usd).currency == "USD"
    with refused(AccountUnusableError, "currency"):
        stage(world, account=usd, currency="CAD")


def test_the_list_shows_what_waits_and_filters(world: World) -> None:
    contact = world.contact(name="Élan")
    first = stage(world, amount=500, date=day(3, 1), contact=contact, source=Source.EMAIL)
    second = stage(world, amount=-700, date=None, text="Under bridge", reference="R-9")
    third = stage(world, name="zebra")
    process(world, third)
    removed = stage(world)
    staged_remove(world.actor, item=removed.id)

    def found(**filters: Any) -> list[int]:
        return [item.id for item in staged_list(world.actor, filters=StagedFilter(**filters))]

    assert found() == [second.id, first.id]
    assert found(stage=Stage.PROCESSED) == [third.id]
    assert found(stage=None, sort_order="asc") == [first.id, second.id, third.id]
    assert found(include_removed=True) == [removed.id, second.id, first.id]
    assert found(sources=frozenset({Source.EMAIL})) == found(contact=contact) == found(search="éLAN") == [first.id]
    assert found(search="r-9") == found(search="bridge") == found(amount_le=-700) == [second.id]
    assert found(amount_ge=500) == found(start_date=day(3, 1), end_date=day(3, 1)) == [first.id]
    assert found(account=world.chart[SAVINGS]) == found(modified_since=world.actor.now + dt.timedelta(1)) == []
    orders = {"date": [second.id, first.id], "amount": [second.id, first.id], "contact_name": [second.id, first.id]}
    for column, order in orders.items():
        assert found(sort_column=column, sort_order="asc") == order
    for field in ("sort_column", "sort_order"):
        with refused(InvalidError, field):
            found(**{field: "other"})
