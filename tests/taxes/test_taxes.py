"""Taxes and tax codes: made, saved together, changed, and kept while they are used."""

from __future__ import annotations

from dataclasses import fields, replace
from decimal import Decimal
from typing import Any

import pytest

from bookkeeping.books import AccountType
from bookkeeping.errors import AccountUnknownError, InvalidError
from businesses.errors import ChangedMeanwhileError, ConflictError, InUseError, NotFoundError
from businesses.models import Change
from ledger.selectors.verify import faults_find
from ledger.services.taxes import tax_change, tax_remove, taxes_save
from taxes.drafts import TaxCodeDraft, TaxDraft
from taxes.selectors.taxes import (
    TaxCodeView,
    tax_actor,
    tax_code_actor,
    tax_code_get,
    tax_code_list,
    tax_get,
    tax_list,
)
from taxes.services.taxes import tax_code_create, tax_code_remove, tax_code_update, tax_create, tax_update
from tests.support.builders import BANK, World, books, day, person, refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return books()


def draft(short_name: str = "G", rate: str = "5", **details: Any) -> TaxDraft:
    return TaxDraft(**{"name": f"Tax {short_name}", "short_name": short_name, "rate": Decimal(rate), **details})


def stored(world: World, tax: int, **changes: Any) -> TaxDraft:
    view = tax_get(world.actor, tax=tax)
    return TaxDraft(**{**{field.name: getattr(view, field.name) for field in fields(TaxDraft)}, **changes})


def code(world: World, name: str = "GQ", expansion: str = "G,Q", **details: Any) -> TaxCodeView:
    return tax_code_create(world.actor, draft=TaxCodeDraft(name=name, expansion=expansion, **details))


def test_a_tax_is_stored_as_it_is_described(world: World) -> None:
    account = world.account(AccountType.OTHER_CURRENT_LIABILITY)
    given = draft(
        "G",
        "5.125",
        description="federal",
        previous_rate=Decimal(6),
        previous_name="Old",
        previous_short_name="O",
        effective_date=day(7, 1),
        registered=True,
        registration="123 RT",
        compound=True,
        lazy_rounding=True,
        payable_account=account,
        receivable_account=account,
        expense_account=account,
    )
    view = tax_create(world.actor, draft=given)
    assert stored(world, view.id) == replace(given, id=view.id)
    assert tax_list(world.actor) == [tax_get(world.actor, tax=view.id)]


def test_a_tax_without_a_short_name_is_called_by_its_name(world: World) -> None:
    assert tax_create(world.actor, draft=draft(" ", name=" GST ")).short_name == "GST"
    with refused(InvalidError, "short_name"):
        tax_create(world.actor, draft=draft("", name="Harmonized Sales Tax of Ontario"))


@pytest.mark.parametrize("short_name", ["5G", "-G", "+G", ".G", "G,Q", "G%", "G" * 21])
def test_a_short_name_that_a_tax_code_could_not_hold_is_refused(world: World, short_name: str) -> None:
    with refused(InvalidError, "short_name"):
        tax_create(world.actor, draft=draft(short_name))


@pytest.mark.parametrize(
    ("details", "field"),
    [
        ({"name": " "}, "name"),
        ({"rate": "-1"}, "rate"),
        ({"rate": "1000.01"}, "rate"),
        ({"previous_rate": Decimal(-1)}, "previous_rate"),
    ],
)
def test_what_cannot_be_is_refused_by_name(world: World, details: dict[str, Any], field: str) -> None:
    with refused(InvalidError, field):
        tax_create(world.actor, draft=draft(**details))


@pytest.mark.parametrize("field", ["payable_account", "receivable_account", "expense_account"])
def test_another_businesss_account_is_refused_by_name(world: World, field: str) -> None:
    theirs: dict[str, Any] = {field: books().chart[BANK]}
    with refused(AccountUnknownError, field):
        tax_create(world.actor, draft=draft(**theirs))


def test_a_short_name_is_taken_once_until_the_tax_is_removed(world: World) -> None:
    first = tax_create(world.actor, draft=draft("G"))
    with refused(ConflictError, "short_name") as told:
        tax_create(world.actor, draft=draft("G", name="Other"))
    assert told.conflicting == first.id
    assert tax_update(world.actor, tax=first.id, draft=stored(world, first.id)).version == 1
    tax_remove(world.actor, tax=first.id)
    assert tax_create(world.actor, draft=draft("G")).id != first.id
    assert books().tax("G")


def test_saving_several_makes_and_changes_and_hides_and_tells_all(world: World) -> None:
    kept, changed, gone = (tax_create(world.actor, draft=draft(name)).id for name in "ABC")
    views = taxes_save(
        world.actor,
        drafts=[
            draft("N", "7"),
            stored(world, changed, rate=Decimal(9)),
            stored(world, gone, removed=True),
        ],
    )
    assert [(view.short_name, str(view.rate)) for view in views] == [("A", "5"), ("B", "9"), ("N", "7")]
    assert [view.id for view in views][:2] == [kept, changed]
    assert [view.short_name for view in tax_list(world.actor, include_removed=True)] == ["A", "B", "C", "N"]
    assert faults_find(world.actor) == []


def test_when_one_of_several_is_bad_nothing_is_stored(world: World) -> None:
    first = tax_create(world.actor, draft=draft("A")).id
    changesets = world.changesets()
    for bad, fault in ((draft("5"), InvalidError), (draft("A"), ConflictError), (draft("X", id=1), NotFoundError)):
        with refused(fault):
            taxes_save(world.actor, drafts=[draft("N"), stored(world, first, rate=Decimal(9)), bad])
        assert [(view.short_name, view.rate) for view in tax_list(world.actor)] == [("A", Decimal(5))]
        assert world.changesets() == changesets


def test_a_tax_that_a_record_contains_stays(world: World) -> None:
    tax = world.tax("G")
    world.invoice(tax_code="G")
    with refused(InUseError):
        tax_remove(world.actor, tax=tax)
    with refused(InUseError):
        taxes_save(world.actor, drafts=[stored(world, tax, removed=True)])


def test_a_tax_that_nothing_contains_goes(world: World) -> None:
    tax = world.tax("G")
    assert tax_change(world.actor, tax=tax, draft=stored(world, tax, removed=True)).removed
    for attempt in (
        lambda: tax_get(world.actor, tax=tax),
        lambda: tax_remove(world.actor, tax=tax),
        lambda: tax_update(world.actor, tax=tax, draft=draft("G")),
    ):
        with refused(NotFoundError):
            attempt()
    with refused(InvalidError, "lines[0].tax_code"):
        world.invoice(tax_code="G")


def test_a_new_rate_leaves_what_is_posted_alone(world: World) -> None:
    tax = world.tax("G", "5")
    view = world.invoice("100", tax_code="G")
    tax_update(world.actor, tax=tax, draft=stored(world, tax, rate=Decimal(10)))
    assert world.get(view).taxes[0].amount == 500
    assert world.invoice("100", tax_code="G").taxes[0].amount == 1_000
    assert world.edit(view, says={"memo": "again"}).taxes[0].amount == 500


def test_the_previous_rate_holds_before_the_effective_date(world: World) -> None:
    world.tax("G", "5", previous_rate=Decimal(7), previous_name="Old", effective_date=day(1, 10))
    before, after = (world.invoice("100", tax_code="G", date=day(1, date)) for date in (9, 10))
    assert [(t.name, t.amount) for t in before.taxes] == [("Old", 700)]
    assert [(t.name, t.amount) for t in after.taxes] == [("Tax G", 500)]


def test_an_old_version_of_a_tax_is_refused(world: World) -> None:
    tax = world.tax("G")
    tax_update(world.actor, tax=tax, draft=stored(world, tax, rate=Decimal(6)), version=1)
    with refused(ChangedMeanwhileError):
        tax_update(world.actor, tax=tax, draft=stored(world, tax, rate=Decimal(7)), version=1)


def test_a_tax_code_stands_for_its_expansion(world: World) -> None:
    world.tax("G", "5")
    world.tax("Q", "9.975")
    code(world)
    assert [tax.amount for tax in world.invoice("100", tax_code="GQ").taxes] == [500, 998]


def test_a_tax_code_is_stored_changed_and_hidden(world: World) -> None:
    made = code(world, " GQ ", " G,Q ", tax_system="CA", income=True, description="both")
    assert (made.name, made.expansion, made.tax_system, made.income, made.description) == (
        "GQ",
        "G,Q",
        "CA",
        True,
        "both",
    )
    assert tax_code_get(world.actor, tax_code=made.id) == made
    after = tax_code_update(world.actor, tax_code=made.id, draft=TaxCodeDraft(name="A", expansion="G"), version=1)
    assert tax_code_list(world.actor) == [after]
    with refused(ChangedMeanwhileError):
        tax_code_update(world.actor, tax_code=made.id, draft=TaxCodeDraft(name="B", expansion="G"), version=1)
    tax_code_remove(world.actor, tax_code=made.id)
    assert tax_code_list(world.actor) == []
    for attempt in (
        lambda: tax_code_get(world.actor, tax_code=made.id),
        lambda: tax_code_remove(world.actor, tax_code=made.id),
    ):
        with refused(NotFoundError):
            attempt()
    told = Change.objects.filter(object_id=made.id).order_by("id").values_list("kind", "action")
    assert list(told) == [("taxCode", "create"), ("taxCode", "update"), ("taxCode", "remove")]


@pytest.mark.parametrize("name", [" ", "5%", "G,Q"])
def test_a_tax_code_needs_a_name_that_can_be_read(world: World, name: str) -> None:
    with refused(InvalidError, "name"):
        code(world, name)


def test_a_tax_code_name_is_taken_once(world: World) -> None:
    first = code(world)
    with refused(ConflictError, "name") as told:
        code(world)
    assert told.conflicting == first.id
    assert code(world, "Other").name == "Other"


def test_another_businesss_taxes_are_not_there(world: World) -> None:
    other = books()
    tax, tax_code = other.tax("G"), code(other).id
    assert (tax_list(world.actor), tax_code_list(world.actor)) == ([], [])
    for attempt in (
        lambda: tax_get(world.actor, tax=tax),
        lambda: tax_remove(world.actor, tax=tax),
        lambda: tax_code_get(world.actor, tax_code=tax_code),
        lambda: tax_actor(world.actor.caller, tax=tax),
        lambda: tax_code_actor(person(), tax_code=tax_code),
    ):
        with refused(NotFoundError):
            attempt()
    assert tax_actor(other.actor.caller, tax=tax) == other.actor
    assert tax_code_actor(other.actor.caller, tax_code=tax_code) == other.actor
