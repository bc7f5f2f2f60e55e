"""Every service and selector asks for its privilege: the whole table, function by role."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from dataclasses import dataclass, replace
from decimal import Decimal
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from django.db import transaction

import accounts.selectors
import accounts.services
import businesses.selectors
import businesses.services
import ledger.selectors
import ledger.services
import taxes.selectors
import taxes.services
from accounts.drafts import AccountDraft, BusinessDraft, RateDraft
from accounts.selectors.accounts import account_get, account_list
from accounts.selectors.businesses import business_get
from accounts.selectors.rates import currency_get, currency_list, rate_list
from accounts.services.accounts import account_create, account_replace, account_withdraw
from accounts.services.businesses import business_remove, business_replace
from accounts.services.rates import rate_enter, rates_import
from bookkeeping.books import AccountType
from bookkeeping.records import Payment, RecordType, Transfer
from businesses.errors import ForbiddenError
from businesses.paging import EVERYTHING
from businesses.roles import PRIVILEGES, Privilege, Role
from businesses.selectors.changesets import change_list, changeset_get, changeset_list, changeset_newest
from businesses.selectors.points import change_walk, point_newest
from businesses.services.changesets import Work
from businesses.services.users import membership_create
from ledger.drafts import ContactDraft, GroupDraft, ImportDraft, Particulars, RecordDraft
from ledger.kinds import ContactType
from ledger.selectors.collaboration import About
from ledger.selectors.contacts import contact_get, contact_list
from ledger.selectors.exporting import business_export
from ledger.selectors.imports import import_preview
from ledger.selectors.known import known_at
from ledger.selectors.past import record_known
from ledger.selectors.plain_text import Program, journal_text
from ledger.selectors.records import record_get, record_list, records_get
from ledger.selectors.sync import sync_changes, sync_contacts
from ledger.services.accounts import account_remove, account_update
from ledger.services.attaching import contact_attach, record_attach
from ledger.services.attachments import attachment_store
from ledger.services.batches import RecordChange, records_create, records_update
from ledger.services.businesses import business_update
from ledger.services.collaboration import tags_add
from ledger.services.contacts import contact_create, contact_remove, contact_update
from ledger.services.drafts import draft_create, draft_update
from ledger.services.groups import group_create, group_update
from ledger.services.imports import records_import
from ledger.services.orders import order_create
from ledger.services.projects import project_create, project_update
from ledger.services.reconciliations import reconciliation_start
from ledger.services.records import record_create, record_remove, record_restore, record_update, record_void
from ledger.services.recurring import recurring_create
from ledger.services.statement_rows import statement_row_create
from ledger.services.sync import sync_open
from ledger.services.taxes import tax_change, tax_remove, taxes_save
from ledger.services.templates import template_create
from ledger.services.year_ends import year_end_close
from taxes.drafts import TaxCodeDraft, TaxDraft
from taxes.selectors.taxes import tax_code_get, tax_code_list, tax_get, tax_list
from taxes.services.taxes import (
    tax_accounts_set,
    tax_code_create,
    tax_code_remove,
    tax_code_update,
    tax_create,
    tax_update,
    tax_withdraw,
    taxes_store,
)
from tests.ledger.parts import PARTS
from tests.ledger.privileges_of_banking import BANKING, ROW, STATEMENT
from tests.ledger.privileges_of_collaboration import COLLABORATION, FILE, GROUP, PROJECT, TEMPLATE
from tests.ledger.privileges_of_items import HIDING, ITEMS, items_made
from tests.ledger.privileges_of_merging import MERGING
from tests.ledger.privileges_of_periods import PERIODS
from tests.ledger.privileges_of_reports import REPORTS
from tests.ledger.privileges_of_unposted import AGAIN, ESTIMATE, UNPOSTED, shoebox_made
from tests.support.builders import BANK, CASH, SAVINGS, World, books, day

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import ModuleType

    from businesses.actors import Actor
    from ledger.selectors.attachments import AttachmentView
    from ledger.selectors.contacts import ContactView
    from ledger.selectors.shoebox import StagedView

pytestmark = pytest.mark.django_db

ALONE = {
    "ledger.selectors.balances.account_holdings",
    "ledger.selectors.contacts.contacts_grouped",
    "ledger.selectors.facts.facts_load",
    "ledger.selectors.reports.aged.items_open",
    "ledger.selectors.tax_basis.basis_text",
    "ledger.selectors.tax_basis.books_as_posted",
    "ledger.services.drafts.draft_hide",
    "ledger.services.drafts.draft_make",
    "ledger.services.attaching.files_held",
    "ledger.services.attaching.files_set",
    "ledger.services.attachments.attachment_keep",
    "ledger.services.groups.groups_set",
    "ledger.services.orders.order_make",
    "ledger.services.orders.order_row",
    "ledger.services.shoebox.staged_make",
    "ledger.services.records.record_alter",
    "ledger.services.records.record_hide",
    "ledger.services.records.record_make",
    "ledger.services.statement_rows.statement_row_join",
    "ledger.services.statement_rows.statement_row_part",
    "accounts.services.accounts.number_free",
}
"""Parts of the same kind that live in a module with services or selectors."""


@dataclass(frozen=True)
class Stage:
    """What the calls of the table name: all of it is there, so that nothing but privileges stops them."""

    account: int
    contact: int
    tax: int
    tax_code: int
    record: int
    invoice: int
    draft: int
    order: int
    pattern: int
    recurring: int
    staged: StagedView
    processed: int
    user: int
    year_end: int
    transfer: Transfer
    file: AttachmentView
    attached: int
    bank_file: ImportDraft
    group: int
    project: int
    template: int
    item: int
    category: int
    linked: ContactView
    bank: int
    row: int
    reconciliation: int
    check: int
    twin: int
    again: int


def check_payment(world: World) -> RecordDraft:
    """Return the draft of a bill payment by check."""
    paid = Payment(type=RecordType.BILL_PAYMENT, date=day(1, 5), currency="CAD", amount=1, account=world.chart[BANK])
    return RecordDraft(record=paid, particulars=Particulars(by_check=True))


def stage(world: World) -> Stage:
    move = Transfer(
        date=day(1, 5), currency="CAD", amount=1, account=world.chart[BANK], deposit_account=world.chart[SAVINGS]
    )
    code = tax_code_create(world.actor, draft=TaxCodeDraft(name="T", expansion="G"))
    record, contact = world.create(move).id, world.contact()
    attached = record_attach(world.actor, record=record, file=FILE).id
    contact_attach(world.actor, contact=contact, file=attached)
    tags_add(world.actor, about=About(record=record), names=["old"])
    pattern = draft_create(world.actor, draft=RecordDraft(record=ESTIMATE.record)).id
    return Stage(
        account=world.chart["4400"],
        contact=contact,
        twin=world.contact(),
        again=world.account(AccountType.INCOME),
        tax=world.tax("G"),
        tax_code=code.id,
        draft=draft_create(world.actor, draft=RecordDraft(record=move)).id,
        record=record,
        invoice=world.invoice(contact=world.contact()).id,
        order=order_create(world.actor, draft=ESTIMATE).id,
        pattern=pattern,
        recurring=recurring_create(world.actor, draft=replace(AGAIN, record=pattern)).id,
        user=world.actor.caller.user or 0,
        year_end=year_end_close(world.actor, fiscal_year=2020)[0].record or 0,
        transfer=move,
        file=attachment_store(world.actor, draft=FILE),
        attached=attached,
        bank_file=ImportDraft(account=world.chart[BANK], content=b"Date,Amount\n2026-01-05,-5.00\n"),
        group=group_create(world.actor, draft=GroupDraft(name="Market")).id,
        project=project_create(world.actor, draft=PROJECT).id,
        template=template_create(world.actor, draft=TEMPLATE).id,
        **items_made(world),
        **shoebox_made(world),
        linked=contact_get(world.actor, contact=contact),
        bank=world.chart[CASH],
        row=statement_row_create(world.actor, account=world.chart[BANK], draft=ROW).id,
        check=record_create(world.actor, draft=check_payment(world)).id,
        reconciliation=reconciliation_start(world.actor, account=world.chart[BANK], draft=STATEMENT).id,
    )


ACCOUNT = AccountDraft(name="A", type=AccountType.INCOME)
BUSINESS = BusinessDraft(name="Books", currency="CAD", country="CA", date_formatting="KOREAN")
RATE = RateDraft(base="USD", currency="CAD", rate=Decimal("1.3"), as_of=day(1, 5))
CONTACT = ContactDraft(type=ContactType.OTHER, name="A")
TAX, CODE = TaxDraft(name="N", short_name="N", rate=Decimal(1)), TaxCodeDraft(name="N", expansion="G")

TABLE: dict[Callable[..., object], tuple[str, Callable[[Actor, Stage], object]]] = {
    account_get: ("VIEW_ACCOUNTS", lambda a, s: account_get(a, account=s.account)),
    account_list: ("VIEW_ACCOUNTS", lambda a, _: account_list(a)),
    business_get: ("VIEW", lambda a, _: business_get(a)),
    account_create: ("ADD_ACCOUNTS", lambda a, _: account_create(a, draft=ACCOUNT)),
    account_replace: (
        "CHANGE_ACCOUNTS",
        lambda a, s: account_replace(a, account=s.account, draft=ACCOUNT, posted=False),
    ),
    account_withdraw: ("REMOVE_ACCOUNTS", lambda a, s: account_withdraw(a, account=s.account, used=False)),
    business_replace: ("CHANGE_BUSINESS_SETTINGS", lambda a, _: business_replace(a, draft=BUSINESS, posted=False)),
    business_remove: ("REMOVE_BUSINESS", lambda a, _: business_remove(a)),
    business_export: ("REMOVE_BUSINESS", lambda a, _: business_export(a, into=BytesIO())),
    journal_text: (
        "REMOVE_BUSINESS VIEW_ACCOUNT_BALANCES",
        lambda a, _: journal_text(a, program=Program.HLEDGER, into=BytesIO()),
    ),
    membership_create: ("ADD_USERS", lambda a, s: membership_create(a, user=s.user, role=Role.ADMIN)),
    contact_get: ("VIEW_CONTACTS", lambda a, s: contact_get(a, contact=s.contact)),
    contact_list: ("VIEW_CONTACTS", lambda a, _: contact_list(a)),
    record_get: ("VIEW_RECORDS", lambda a, s: record_get(a, record=s.record)),
    record_list: ("VIEW_RECORDS", lambda a, _: record_list(a)),
    records_get: ("VIEW_RECORDS", lambda a, s: records_get(a, records=[s.record])),
    records_create: ("ADD_RECORDS", lambda a, s: records_create(a, drafts=[RecordDraft(record=s.transfer)])),
    records_update: (
        "CHANGE_RECORDS",
        lambda a, s: records_update(a, changes=[RecordChange(record=s.record, draft_of=RecordDraft.of)]),
    ),
    known_at: ("VIEW_CHANGESETS", lambda a, _: known_at(a, changeset=1)),
    changeset_list: ("VIEW_CHANGESETS", lambda a, _: changeset_list(a, page=EVERYTHING)),
    changeset_get: ("VIEW_CHANGESETS", lambda a, _: changeset_get(a, changeset=1, page=EVERYTHING)),
    changeset_newest: ("VIEW", lambda a, _: changeset_newest(a)),
    record_known: (
        "VIEW_RECORDS VIEW_CHANGESETS",
        lambda a, s: record_known(a, record=s.record, changeset=changeset_newest(a)),
    ),
    change_list: ("VIEW_CHANGESETS", lambda a, s: change_list(a, kind="record", object_id=s.record)),
    rate_list: ("VIEW", lambda a, _: rate_list(a)),
    currency_list: ("VIEW", lambda a, _: currency_list(a)),
    currency_get: ("VIEW", lambda a, _: currency_get(a, currency="USD")),
    rate_enter: ("CHANGE_CURRENCY", lambda a, _: rate_enter(a, draft=RATE)),
    rates_import: ("CHANGE_CURRENCY", lambda a, _: rates_import(a, drafts=[RATE])),
    point_newest: ("SYNC", lambda a, _: point_newest(a)),
    change_walk: ("SYNC", lambda a, _: change_walk(a, since="", kinds=["record"], limit=1)),
    sync_changes: ("SYNC", lambda a, _: sync_changes(a, since="", kinds=(), limit=1)),
    sync_contacts: ("SYNC VIEW_CONTACTS", lambda a, _: sync_contacts(a, types=frozenset(), page=EVERYTHING)),
    import_preview: ("ADD_RECORDS BANK_RECONCILIATION", lambda a, s: import_preview(a, draft=s.bank_file)),
    records_import: ("ADD_RECORDS BANK_RECONCILIATION", lambda a, s: records_import(a, draft=s.bank_file)),
    account_update: ("CHANGE_ACCOUNTS", lambda a, s: account_update(a, account=s.account, draft=ACCOUNT)),
    account_remove: ("REMOVE_ACCOUNTS", lambda a, s: account_remove(a, account=s.account)),
    business_update: ("CHANGE_BUSINESS_SETTINGS", lambda a, _: business_update(a, draft=BUSINESS)),
    contact_create: ("ADD_CONTACTS", lambda a, _: contact_create(a, draft=CONTACT)),
    contact_update: ("CHANGE_CONTACTS", lambda a, s: contact_update(a, contact=s.contact, draft=CONTACT)),
    contact_remove: ("REMOVE_CONTACTS", lambda a, s: contact_remove(a, contact=s.contact)),
    record_create: ("ADD_RECORDS", lambda a, s: record_create(a, draft=RecordDraft(record=s.transfer))),
    record_update: (
        "CHANGE_RECORDS",
        lambda a, s: record_update(a, record=s.record, draft=RecordDraft(record=s.transfer)),
    ),
    record_remove: ("REMOVE_RECORDS", lambda a, s: record_remove(a, record=s.record)),
    record_restore: ("CHANGE_RECORDS", lambda a, s: record_restore(a, record=s.record)),
    record_void: ("CHANGE_RECORDS", lambda a, s: record_void(a, record=s.record)),
    sync_open: ("SYNC", lambda a, _: sync_open(a, description="a phone")),
    taxes_save: ("ADD_TAXES", lambda a, _: taxes_save(a, drafts=[TAX])),
    tax_change: ("CHANGE_TAXES", lambda a, s: tax_change(a, tax=s.tax, draft=TAX)),
    tax_remove: ("REMOVE_TAXES", lambda a, s: tax_remove(a, tax=s.tax)),
    tax_code_get: ("VIEW_TAXES", lambda a, s: tax_code_get(a, tax_code=s.tax_code)),
    tax_code_list: ("VIEW_TAXES", lambda a, _: tax_code_list(a)),
    tax_get: ("VIEW_TAXES", lambda a, s: tax_get(a, tax=s.tax)),
    tax_list: ("VIEW_TAXES", lambda a, _: tax_list(a)),
    tax_create: ("ADD_TAXES", lambda a, _: tax_create(a, draft=TAX)),
    tax_update: ("CHANGE_TAXES", lambda a, s: tax_update(a, tax=s.tax, draft=TAX)),
    tax_withdraw: ("REMOVE_TAXES", lambda a, s: tax_withdraw(a, tax=s.tax, used=False)),
    taxes_store: ("ADD_TAXES", lambda a, _: taxes_store(a, work=Work(a), drafts=[TAX], used=())),
    tax_accounts_set: (
        "ADD_RECORDS",
        lambda a, s: tax_accounts_set(a, tax=s.tax, payable=s.account, receivable=None, work=Work(a)),
    ),
    tax_code_create: ("CHANGE_TAX_CODES", lambda a, _: tax_code_create(a, draft=CODE)),
    tax_code_update: ("CHANGE_TAX_CODES", lambda a, s: tax_code_update(a, tax_code=s.tax_code, draft=CODE)),
    tax_code_remove: ("CHANGE_TAX_CODES", lambda a, s: tax_code_remove(a, tax_code=s.tax_code)),
    **BANKING,
    **(COLLABORATION | ITEMS),
    **REPORTS,
    **PERIODS,
    **UNPOSTED,
    **MERGING,
}
"""Every entrance that takes an Actor: the privileges that it needs, and a call that nothing else would stop."""


def forbidden(actor: Actor, at: Stage, call: Callable[[Actor, Stage], object]) -> bool:
    """Tell whether a call is forbidden; whatever it does is undone."""
    try:
        with transaction.atomic():
            call(actor, at)
            transaction.set_rollback(True)
    except ForbiddenError:
        return True
    return False


def entrances() -> Iterator[Callable[..., object]]:
    """Yield every public function of a service or selector module that takes an Actor first."""
    rooms = (businesses, accounts, taxes, ledger)
    for package in (layer for room in rooms for layer in (room.services, room.selectors)):
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            module: ModuleType = importlib.import_module(found.name)
            for name, function in inspect.getmembers(module, inspect.isfunction):
                own = function.__module__ == module.__name__ and not name.startswith("_")
                actor = next(iter(inspect.signature(function).parameters), None) == "actor"
                if own and actor and module.__name__ not in PARTS and f"{module.__name__}.{name}" not in ALONE:
                    yield function


def test_the_table_names_every_entrance_and_nothing_else() -> None:
    assert {function.__qualname__ for function in entrances()} == {function.__qualname__ for function in TABLE}


def test_every_role_may_do_what_its_privileges_say_and_no_more() -> None:
    world = books()
    at = stage(world)
    wrong = []
    for role, held in PRIVILEGES.items():
        actor = replace(world.actor, privileges=held)
        for function, (needed, call) in TABLE.items():
            allowed = {Privilege(name) for name in needed.split()} <= held
            if forbidden(actor, at, call) == allowed:
                wrong.append(f"{function.__name__} as {role}: should be {'allowed' if allowed else 'forbidden'}")
    assert wrong == []


def test_without_just_one_privilege_it_is_forbidden_and_changes_nothing() -> None:
    world = books()
    at = stage(world)
    changesets, wrong = world.changesets(), []
    for function, (needed, call) in TABLE.items():
        for name in needed.split():
            actor = replace(world.actor, privileges=world.actor.privileges - {Privilege(name)})
            if not forbidden(actor, at, call):
                wrong.append(f"{function.__name__} without {name}")
        assert not forbidden(world.actor, at, call), function
    assert wrong == []
    assert world.changesets() == changesets


def test_a_new_file_of_a_record_or_contact_needs_the_privilege_to_store_files() -> None:
    world = books()
    at = stage(world)
    actor = replace(world.actor, privileges=world.actor.privileges - {Privilege.STORE_FILES})
    assert forbidden(actor, at, lambda a, s: record_attach(a, record=s.record, file=FILE))
    assert forbidden(actor, at, lambda a, s: contact_attach(a, contact=s.contact, file=FILE))


def test_hiding_by_an_update_needs_the_privilege_to_remove() -> None:
    world = books()
    at = stage(world)
    cases: list[tuple[str, Callable[[Actor, Stage], object]]] = [
        ("REMOVE_RECORDS", _hide_record),
        ("REMOVE_RECORDS", _hide_draft),
        ("REMOVE_CONTACTS", lambda a, s: contact_update(a, contact=s.contact, draft=replace(CONTACT, removed=True))),
        ("REMOVE_CONTACTS", lambda a, s: group_update(a, group=s.group, draft=replace(GROUP, removed=True))),
        ("REMOVE", lambda a, s: project_update(a, project=s.project, draft=replace(PROJECT, removed=True))),
        *HIDING,
        ("REMOVE_ACCOUNTS", lambda a, s: account_update(a, account=s.account, draft=replace(ACCOUNT, removed=True))),
        ("REMOVE_TAXES", lambda a, s: tax_change(a, tax=s.tax, draft=replace(TAX, removed=True))),
        ("REMOVE_BUSINESS", lambda a, _: business_update(a, draft=replace(BUSINESS, removed=True))),
    ]
    for name, call in cases:
        actor = replace(world.actor, privileges=world.actor.privileges - {Privilege(name)})
        assert forbidden(actor, at, call)
        assert not forbidden(world.actor, at, call)


def _hide_record(actor: Actor, at: Stage) -> object:
    return record_update(actor, record=at.record, draft=RecordDraft(record=at.transfer, removed=True))


def _hide_draft(actor: Actor, at: Stage) -> object:
    return draft_update(actor, record=at.draft, draft=RecordDraft(record=at.transfer, removed=True))
