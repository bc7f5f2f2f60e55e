"""A restored business is the one that was exported, but for what its things are called (T14, T26)."""

from __future__ import annotations

import datetime as dt
import io
import random
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from accounts.selectors.accounts import account_list
from bookkeeping.books import AccountType
from bookkeeping.errors import InvalidError
from bookkeeping.records import Transfer
from bookkeeping.reporting.figures import Basis
from bookkeeping.reporting.periods import Interval
from businesses.actors import Caller
from businesses.models import Business, Changeset, Membership, User
from businesses.paging import Page
from businesses.roles import Role
from businesses.selectors.actors import actor_get, actor_system
from businesses.services.locks import lock_move
from businesses.services.users import membership_create
from ledger.drafts import RecordDraft
from ledger.files import FileDraft
from ledger.models import Contact
from ledger.portable.tables import LEFT_OUT, RENEWED, tables, tenant_models
from ledger.selectors.reports.aged import payables_aged, receivables_aged
from ledger.selectors.reports.general_ledger import general_ledger_get
from ledger.selectors.reports.options import DayOptions, PeriodOptions
from ledger.selectors.reports.statements import balance_sheet_get, cash_flow_get, profit_and_loss_get
from ledger.selectors.trial_balance import trial_balance_get
from ledger.selectors.verify import faults_find
from ledger.services.account_merging import account_merge
from ledger.services.attaching import record_attach
from ledger.services.batches import records_create
from ledger.services.contact_merging import contact_merge
from ledger.services.demo import demo_load
from ledger.services.restoring import business_restore
from tests.ledger.test_known import do
from tests.ledger.test_random_books import begin
from tests.support.builders import BANK, CASH, NOW, SALES, World, books, day, person, refused
from tests.support.portable import exported, members, packed, renamed
from tests.support.statements import asked

if TYPE_CHECKING:
    from businesses.actors import Actor

pytestmark = pytest.mark.django_db


def restored(caller: Caller, file: bytes) -> Actor:
    """Restore a file for a caller, and return the caller as an actor there."""
    return actor_get(caller, business=business_restore(caller, file=io.BytesIO(file)))


def told(report: Any, names: dict[int, int]) -> Any:
    """Return a report as plain data, with the new ids of what it names."""
    return _renamed(msgspec.to_builtins(report), names)


def _renamed(value: Any, names: dict[int, int]) -> Any:
    if isinstance(value, dict):
        return {_renamed(key, names): _renamed(each, names) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_renamed(each, names) for each in value]
    return names.get(value, value) if type(value) is int else value


def reports(actor: Actor) -> list[Any]:
    """Return what is reported of the books."""
    over = PeriodOptions(start=day(1, 15), end=day(4, 1), interval=Interval.MONTH)
    cash = PeriodOptions(start=day(1, 1), end=day(4, 30), basis=Basis.CASH)
    return [
        trial_balance_get(actor, as_of=day(4, 30)),
        trial_balance_get(actor, as_of=day(3, 15), changeset=9),
        balance_sheet_get(actor, options=DayOptions(as_of=day(4, 30))),
        profit_and_loss_get(actor, options=over),
        profit_and_loss_get(actor, options=cash),
        cash_flow_get(actor, options=over),
        receivables_aged(actor, as_of=day(4, 30)),
        payables_aged(actor, as_of=day(4, 30)),
        general_ledger_get(actor, options=over, page=Page(limit=1_000)),
    ]


@pytest.mark.parametrize("seed", range(3))
def test_random_books_are_restored_as_they_were(seed: int) -> None:
    play, chance = begin(), random.Random(seed)  # noqa: S311 - the same books each time
    actor = play.world.actor
    record_attach(actor, record=play.made[0], file=FileDraft(name="a.bin", content=chance.randbytes(600_000)))
    for _ in range(20):
        do(play, chance)
    account_merge(actor, account=play.world.account(AccountType.INCOME), duplicate=play.world.chart[SALES])
    contact_merge(actor, contact=play.world.contact(), duplicate=play.contact)
    lock_move(actor, lock_date=day(1, 31))
    file = exported(actor)
    after = restored(actor.caller, file)
    before_names, before = renamed(file)
    after_names, now = renamed(exported(after))
    assert now == before
    assert before_names.keys() & after_names.keys() == set()
    new = {place: name for name, place in after_names.items()}
    names = {old: new[place] for old, place in before_names.items()}
    assert [told(each, {}) for each in reports(after)] == [told(each, names) for each in reports(actor)]


def test_the_restored_books_go_on() -> None:
    play = begin()
    actor = restored(play.world.actor.caller, exported(play.world.actor))
    accounts = {view.number: view.id for view in account_list(actor)}
    World(actor, accounts).invoice("10", date=day(2, 1))
    assert faults_find(actor) == []


def test_the_demo_company_is_restored_whole() -> None:
    if User.objects.exists():
        pytest.skip("the demo company loads only into an empty database; other tests committed to this one")
    system = Caller(user=None, now=NOW)
    business = demo_load(system)
    file = exported(actor_system(system, business=business))
    told: list[tuple[int, int]] = []
    new = business_restore(system, file=io.BytesIO(file), owner="owner@demo.test", told=lambda *each: told.append(each))
    assert renamed(exported(actor_system(system, business=new)))[1] == renamed(file)[1]
    assert told == sorted(told)
    assert told[-1][0] == told[-1][1] > 2_000
    held = Membership.objects.filter(business_id=new).values_list("user__email", "role")
    assert list(held) == [("owner@demo.test", "CREATOR")]


def test_people_who_are_strangers_here_are_forgotten_and_the_owner_is_who_restores() -> None:
    world = books()
    file = exported(world.actor)
    alone = person()
    new = restored(alone, file)
    assert set(Changeset.objects.filter(business_id=new.business.id).values_list("user_id", flat=True)) == {None}
    assert faults_find(new) == []
    found = members(file)
    line = found["users.jsonl"].replace(b"user-", b"USER-")
    system = Caller(user=None, now=NOW)
    same = business_restore(system, file=io.BytesIO(packed({**found, "users.jsonl": line})))
    known = Changeset.objects.filter(business_id=same).values_list("user_id", flat=True)
    assert set(known) == {world.actor.caller.user}


def test_a_command_needs_an_owner_who_is_here() -> None:
    file = exported(books().actor)
    system = Caller(user=None, now=NOW)
    with refused(InvalidError, "owner"):
        business_restore(system, file=io.BytesIO(file), owner="who@demo.test")
    found = packed(members(file), manifest={"exporter": None})
    with refused(InvalidError, "owner"):
        business_restore(system, file=io.BytesIO(found))


def test_a_linked_business_stays_linked_where_the_owner_may_look_into_it() -> None:
    here, other = books(), books()
    membership_create(other.actor, user=here.actor.caller.user or 0, role=Role.VIEW_ONLY)
    contact = here.contact(linked_business=other.actor.business.id)
    file = exported(here.actor)
    mine, theirs = restored(here.actor.caller, file), restored(person(), file)
    linked = Contact.objects.filter(business_id__in=[mine.business.id, theirs.business.id]).order_by("id")
    assert list(linked.values_list("linked_business_id", flat=True)) == [other.actor.business.id, None]
    assert contact not in set(linked.values_list("id", flat=True))
    Business.objects.filter(id=other.actor.business.id).update(created_at=NOW + dt.timedelta(seconds=1))
    again = restored(here.actor.caller, file)
    assert Contact.objects.get(business_id=again.business.id).linked_business_id is None


def test_every_table_of_a_business_travels_or_says_why_not() -> None:
    named = {model._meta.db_table for model in tenant_models()}  # noqa: SLF001 - documented
    assert {table.name for table in tables()} | LEFT_OUT.keys() == named
    assert {table.name for table in tables()} & LEFT_OUT.keys() == set()


def test_what_is_unique_among_all_businesses_is_made_anew() -> None:
    found = set()
    for table in tables():
        options = table.model._meta  # noqa: SLF001 - documented
        for constraint in options.total_unique_constraints:
            if not {f"{name}_id" for name in constraint.fields} & {"business_id", *table.references}:
                found |= {(table.name, name) for name in constraint.fields}
        found |= {
            (table.name, each.attname)
            for each in options.local_concrete_fields
            if each.unique and each.attname not in {"id", "business_id", *table.references}
        }
    assert found == RENEWED


def test_exporting_and_restoring_take_as_many_statements_for_many_rows_as_for_few() -> None:
    counts = []
    for size in (1, 20):
        world = books()
        draft = RecordDraft(
            record=Transfer(
                date=day(1, 5), currency="CAD", amount=7, account=world.chart[BANK], deposit_account=world.chart[CASH]
            )
        )
        records_create(world.actor, drafts=[draft] * size)
        with asked() as exporting:
            file = exported(world.actor)
        with asked() as restoring:
            business_restore(world.actor.caller, file=io.BytesIO(file))
        counts.append((len(exporting), len(restoring)))
    assert counts[0] == counts[1]
    assert counts[0][0] <= len(tables()) + 6
