"""The chart that a process keeps in mind is always the one that the database has."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from django.db import connection, transaction

from accounts.drafts import AccountDraft
from accounts.models import Account, ChartStamp
from accounts.services.accounts import account_create, account_replace, account_withdraw
from bookkeeping.books import AccountType
from bookkeeping.errors import AccountUnknownError, AccountUnusableError, TaxCodeError
from businesses.models import PurgePermit
from ledger import charts
from ledger.charts import ChartTold, stamp_known
from ledger.selectors import facts
from taxes.drafts import TaxCodeDraft, TaxDraft
from taxes.models import Tax, TaxCode
from taxes.services.taxes import tax_code_create, tax_code_remove, tax_update, tax_withdraw
from tests.support.builders import RECEIVABLE, SALES, SERVICES, World, books, refused

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    """Return a business with an invoice, so that its chart is known, in a process that knows no other one."""
    monkeypatch.setattr(charts, "kept", {})
    built = books()
    built.tax("G", "5")
    tax_code_create(built.actor, draft=TaxCodeDraft(name="GG", expansion="G"))
    built.invoice(tax_code="G")
    built.invoice()
    return built


def stamp(world: World) -> int:
    """Return the stamp that the database has."""
    return ChartStamp.objects.get(business_id=world.actor.business.id).stamp


def archived(world: World) -> None:
    """Archive an account of income."""
    draft = AccountDraft(name="Services", number=SERVICES, type=AccountType.INCOME, archived=True)
    account_replace(world.actor, account=world.chart[SERVICES], draft=draft, posted=False)


def test_a_chart_is_known_once_a_record_is_posted(world: World) -> None:
    assert stamp_known(world.actor.business.id) == stamp(world)
    known = charts.kept[world.actor.business.id]
    assert set(known.accounts) == set(
        Account.objects.filter(business_id=world.actor.business.id).values_list("id", flat=True)
    )
    assert [tax.short_name for tax in known.taxes] == ["G"]


def test_what_is_known_is_not_asked_for_again(world: World) -> None:
    known = charts.kept[world.actor.business.id]
    poorer = {account: each for account, each in known.accounts.items() if account != world.chart[SERVICES]}
    charts.kept[world.actor.business.id] = replace(known, accounts=poorer)
    with refused(AccountUnknownError, "lines[0].account"):
        world.invoice(line_account=world.chart[SERVICES])
    world.tax("H", "8")  # which stamps the chart anew
    world.invoice(line_account=world.chart[SERVICES])


def _account_made(world: World) -> None:
    account_create(world.actor, draft=AccountDraft(name="More", type=AccountType.INCOME))


def _account_gone(world: World) -> None:
    account_withdraw(world.actor, account=world.chart[SERVICES], used=False)


def _tax_gone(world: World) -> None:
    tax_withdraw(world.actor, tax=Tax.objects.get(business_id=world.actor.business.id).id, used=False)


def _code_made(world: World) -> None:
    tax_code_create(world.actor, draft=TaxCodeDraft(name="GGG", expansion="G"))


def _code_gone(world: World) -> None:
    tax_code_remove(world.actor, tax_code=TaxCode.objects.get(business_id=world.actor.business.id).id)


def _code_deleted(world: World) -> None:
    permit = PurgePermit.objects.create(business_id=world.actor.business.id, reason="the test says so")
    TaxCode.objects.filter(business_id=world.actor.business.id).delete()
    permit.delete()


def _by_hand(world: World) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE accounts_account SET archived = true WHERE id = %s", [world.chart[SERVICES]])


@pytest.mark.parametrize(
    "change", [_account_made, archived, _account_gone, _tax_gone, _code_made, _code_gone, _code_deleted, _by_hand]
)
def test_every_change_of_the_chart_stamps_it_anew(change: Callable[[World], None], world: World) -> None:
    before = stamp(world)
    change(world)
    assert stamp(world) != before
    world.invoice()
    assert stamp_known(world.actor.business.id) == stamp(world)


def test_a_record_stamps_nothing(world: World) -> None:
    before = stamp(world)
    world.edit(world.invoice(), says={"memo": "x"})
    world.pay(amount=100, contact=world.contact(), type="INVOICE_PAYMENT", account=world.chart["1000"])
    assert stamp(world) == before


def test_a_new_account_can_be_posted_to_and_an_archived_one_no_more(world: World) -> None:
    view = account_create(world.actor, draft=AccountDraft(name="More", type=AccountType.INCOME))
    world.invoice(line_account=view.id)
    archived(world)
    with refused(AccountUnusableError, "lines[0].account"):
        world.invoice(line_account=world.chart[SERVICES])


def test_a_record_keeps_an_account_that_is_archived_meanwhile(world: World) -> None:
    view = world.invoice(line_account=world.chart[SERVICES])
    archived(world)
    edited = world.edit(view, says={"memo": "later"})
    assert world.entry(edited)[0][0] == SERVICES
    assert not charts.kept[world.actor.business.id].accounts[world.chart[SERVICES]].usable


def test_a_tax_has_its_new_rate_at_once_and_a_code_that_is_gone_is_unknown(world: World) -> None:
    tax = world.tax("Q", "10")
    code = tax_code_create(world.actor, draft=TaxCodeDraft(name="QQ", expansion="Q"))
    assert world.invoice("100", tax_code="QQ").total == 11_000
    draft = TaxDraft(name="Tax Q", short_name="Q", rate=Decimal(20), registered=True)
    tax_update(world.actor, tax=tax, draft=draft)
    assert world.invoice("100", tax_code="QQ").total == 12_000
    tax_code_remove(world.actor, tax_code=code.id)
    with refused(TaxCodeError, "lines[0].tax_code"):
        world.invoice("100", tax_code="QQ")


def test_what_is_undone_is_never_taken_for_what_comes_after(world: World) -> None:
    before = stamp(world)
    for number in ("9001", "9002"):
        with transaction.atomic():
            made = account_create(world.actor, draft=AccountDraft(name="More", number=number, type=AccountType.INCOME))
            world.invoice(line_account=made.id)  # the chart of this transaction is known now
            transaction.set_rollback(True)
        assert stamp(world) == before
        with refused(AccountUnknownError, "lines[0].account"):
            world.invoice(line_account=made.id)
    again = account_create(world.actor, draft=AccountDraft(name="Other", type=AccountType.EXPENSE))
    world.bill(line_account=again.id)
    assert charts.kept[world.actor.business.id].accounts[again.id].type is AccountType.EXPENSE


def test_charts_are_told_apart_by_business(world: World) -> None:
    other = books()
    other.invoice()
    assert stamp_known(other.actor.business.id) != stamp_known(world.actor.business.id)
    with refused(AccountUnknownError, "lines[0].account"):
        world.invoice(line_account=other.chart[SALES])


def test_the_first_charts_go_when_there_are_too_many_accounts(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(charts, "KEPT_ACCOUNTS", 2 * len(world.chart) + 1)  # one is that of the tax
    others = [books(), books()]
    for other in others:
        other.invoice()
    assert list(charts.kept) == [other.actor.business.id for other in others]
    world.invoice()
    assert list(charts.kept) == [others[1].actor.business.id, world.actor.business.id]


def test_a_chart_larger_than_all_that_is_kept_is_kept_alone(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(charts, "KEPT_ACCOUNTS", 1)
    other = books()
    other.invoice()
    assert list(charts.kept) == [other.actor.business.id]


@pytest.mark.parametrize("known", [None, "another"])
def test_a_chart_that_another_thread_let_go_of_is_read(
    known: str | None, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = charts.kept[world.actor.business.id]
    told = charts.chart_told

    def let_go(business: int, answer: ChartTold) -> charts.Chart | None:
        monkeypatch.setattr(facts, "chart_told", told)
        assert answer == ChartTold(whole.stamp, None)
        del charts.kept[business]
        if known:
            charts.kept[business] = replace(whole, stamp=1, accounts={})
        return told(business, answer)

    monkeypatch.setattr(facts, "chart_told", let_go)
    world.invoice(line_account=world.chart[SERVICES])
    assert charts.kept == {world.actor.business.id: whole}


def test_a_chart_without_a_stamp_is_read_each_time(world: World) -> None:
    ChartStamp.objects.filter(business_id=world.actor.business.id).delete()
    charts.kept.clear()
    assert world.invoice(line_account=world.chart[SERVICES]).account == world.chart[RECEIVABLE]
    assert charts.kept == {}
