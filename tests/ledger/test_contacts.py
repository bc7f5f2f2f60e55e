"""Contacts: stored as described, with accounts and a parent of the business, kept while records name them."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import pytest

from bookkeeping.errors import AccountUnknownError, InvalidError
from businesses.errors import ChangedMeanwhileError, InUseError, NotFoundError
from businesses.paging import EVERYTHING, Page
from ledger.drafts import ContactDraft
from ledger.kinds import ContactType
from ledger.selectors.contacts import ContactFilter, contact_actor, contact_get, contact_list
from ledger.selectors.sync import sync_actor, sync_contacts
from ledger.selectors.verify import faults_find
from ledger.services.contacts import contact_create, contact_remove, contact_update
from ledger.services.records import record_remove
from ledger.services.sync import sync_open
from tests.support.builders import BANK, PAYABLE, RECEIVABLE, SALES, World, books, person, refused

pytestmark = pytest.mark.django_db

ACCOUNTS = ("receivable_account", "payable_account", "income_or_expense_account", "payment_account")


@pytest.fixture
def world() -> World:
    return books()


def draft(**details: Any) -> ContactDraft:
    return ContactDraft(**{"type": ContactType.CUSTOMER, "name": "Ada", **details})


def stored(world: World, contact: int, **changes: Any) -> ContactDraft:
    view = contact_get(world.actor, contact=contact)
    values = {field.name: getattr(view, field.name) for field in fields(ContactDraft)}
    return ContactDraft(**{**values, "comments": tuple(view.comments), **changes})


def test_a_contact_is_stored_as_it_is_described(world: World) -> None:
    given = draft(
        type=ContactType.VENDOR,
        contact_information={"city": "Gatineau", "email": "ada@demo.test"},
        currency="USD",
        receivable_account=world.chart[RECEIVABLE],
        payable_account=world.chart[PAYABLE],
        income_or_expense_account=world.chart[SALES],
        payment_account=world.chart[BANK],
        default_tax_code="G",
        payment_terms="2/10 net 30",
        prefix="Dr",
        organization=True,
        parent=world.contact(),
        comments=("one", "two"),
        archived=True,
    )
    view = contact_create(world.actor, draft=given)
    assert stored(world, view.id) == given
    assert (view.version, view.business) == (1, world.actor.business.id)


@pytest.mark.parametrize(
    ("details", "field"),
    [
        ({"name": " "}, "contact_information.name"),
        ({"currency": "XYZ"}, "currency"),
        ({"payment_terms": "whenever"}, "payment_terms"),
        ({"parent": 1}, "parent"),
    ],
)
def test_what_cannot_be_is_refused_by_name(world: World, details: dict[str, Any], field: str) -> None:
    with refused(InvalidError, field):
        contact_create(world.actor, draft=draft(**details))


@pytest.mark.parametrize("field", ACCOUNTS)
def test_another_businesss_account_is_refused_by_name(world: World, field: str) -> None:
    with refused(AccountUnknownError, field):
        contact_create(world.actor, draft=draft(**{field: books().chart[BANK]}))


def test_no_contact_is_above_itself(world: World) -> None:
    top = world.contact()
    middle = world.contact(parent=top)
    low = world.contact(parent=middle)
    for parent in (top, low, books().contact()):
        with refused(InvalidError, "parent"):
            contact_update(world.actor, contact=top, draft=stored(world, top, parent=parent))
    assert contact_update(world.actor, contact=low, draft=stored(world, low, parent=top)).parent == top


def test_a_change_counts_versions_and_the_same_again_changes_nothing(world: World) -> None:
    contact = world.contact()
    changesets = world.changesets()
    assert contact_update(world.actor, contact=contact, draft=stored(world, contact)).version == 1
    assert world.changesets() == changesets
    after = contact_update(world.actor, contact=contact, draft=stored(world, contact, name="Bea"), version=1)
    assert (after.name, after.version) == ("Bea", 2)
    with refused(ChangedMeanwhileError):
        contact_update(world.actor, contact=contact, draft=stored(world, contact, name="Cleo"), version=1)


def test_a_contact_that_a_record_names_stays_until_the_record_goes(world: World) -> None:
    contact = world.contact()
    view = world.invoice(contact=contact)
    with refused(InUseError):
        contact_remove(world.actor, contact=contact)
    with refused(InUseError):
        contact_update(world.actor, contact=contact, draft=stored(world, contact, removed=True))
    record_remove(world.actor, record=view.id)
    assert contact_update(world.actor, contact=contact, draft=stored(world, contact, removed=True)).removed
    for attempt in (
        lambda: contact_get(world.actor, contact=contact),
        lambda: contact_remove(world.actor, contact=contact),
    ):
        with refused(NotFoundError):
            attempt()
    assert faults_find(world.actor) == []


def test_lists_are_by_name_and_narrow_by_type_archive_and_removal(world: World) -> None:
    made = {name: contact_create(world.actor, draft=draft(name=name)).id for name in ("Cleo", "Ada")}
    contact_create(world.actor, draft=draft(name="Bea", type=ContactType.VENDOR, archived=True))
    contact_remove(world.actor, contact=made["Cleo"])

    def listed(page: Page = EVERYTHING, **filters: Any) -> list[str]:
        return [view.name for view in contact_list(world.actor, filters=ContactFilter(**filters), page=page)]

    assert listed() == ["Ada", "Bea"]
    assert listed(include_removed=True) == ["Ada", "Bea", "Cleo"]
    assert listed(types=frozenset({ContactType.VENDOR})) == ["Bea"]
    assert listed(archived=False) == ["Ada"]
    assert listed(Page(1, 5)) == ["Bea"]


def test_a_client_synchronises_the_contacts_of_its_session(world: World) -> None:
    session = sync_open(world.actor, description="a phone" * 100)
    assert sync_actor(world.actor.caller, session=session) == world.actor
    world.contact(ContactType.VENDOR)
    customers = sync_contacts(world.actor, types=frozenset({ContactType.CUSTOMER}), page=EVERYTHING)
    assert customers == []
    assert len(sync_contacts(world.actor, types=frozenset(), page=EVERYTHING)) == 1
    with refused(NotFoundError):
        sync_actor(person(), session=session)


def test_another_businesss_contact_is_not_there(world: World) -> None:
    other = books()
    theirs = other.contact()
    for attempt in (
        lambda: contact_get(world.actor, contact=theirs),
        lambda: contact_update(world.actor, contact=theirs, draft=draft()),
        lambda: contact_remove(world.actor, contact=theirs),
        lambda: contact_actor(world.actor.caller, contact=theirs),
    ):
        with refused(NotFoundError):
            attempt()
    assert contact_actor(other.actor.caller, contact=theirs) == other.actor
    assert contact_list(world.actor) == []
