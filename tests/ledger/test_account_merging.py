"""An account that is in the chart twice is merged into the other one; every total of every report stays."""

from __future__ import annotations

import random
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from accounts.models import Account
from accounts.selectors.accounts import account_get
from bookkeeping.books import AccountType
from bookkeeping.errors import DaybookError, InvalidError, LockedError
from bookkeeping.records import Adjustment, AdjustmentLine, Document, Line, OpeningBalance, RecordType
from businesses.errors import ChangedMeanwhileError, ConflictError, InUseError, NotFoundError
from businesses.models import Change
from ledger.drafts import CheckDraft, ImportDraft, RecordDraft, StagedDraft
from ledger.models import BankStatement, BankStatementRow, Check, Contact, Item, JournalEntry, JournalLine, Order
from ledger.reconciliation_views import MatchDraft
from ledger.selectors.items import item_get
from ledger.selectors.reports.options import DayOptions, PeriodOptions
from ledger.selectors.reports.statements import balance_sheet_get, cash_flow_get, profit_and_loss_get
from ledger.selectors.trial_balance import trial_balance_get
from ledger.selectors.verify import faults_find
from ledger.services.account_merging import account_merge
from ledger.services.checks import check_update
from ledger.services.drafts import draft_create
from ledger.services.imports import records_import
from ledger.services.item_categories import CategoryDraft, category_create
from ledger.services.orders import order_create
from ledger.services.records import record_remove, record_restore, record_void
from ledger.services.revaluation import revaluation_make
from ledger.services.shoebox import staged_create
from ledger.services.year_ends import year_end_close
from taxes.models import Tax
from tests.ledger.privileges_of_unposted import ESTIMATE
from tests.ledger.test_known import do
from tests.ledger.test_random_books import begin
from tests.support.banking import matched, started, statement, told
from tests.support.builders import BANK, CASH, EQUITY, RENT, SALES, SAVINGS, Unaudited, World, books, day, refused

if TYPE_CHECKING:
    from accounts.selectors.accounts import AccountView

pytestmark = pytest.mark.django_db
Figures = dict[str, dict[Any, int]]


@pytest.fixture
def world() -> World:
    opened = books()
    return Unaudited(opened.actor, opened.chart)


def totals(world: World) -> Figures:
    """Return the sums of the statements, at several ends of days, and what the trial balances come to by type."""
    found: Figures = {}
    for on in (day(1, 31), day(12, 31)):
        sheet = balance_sheet_get(world.actor, options=DayOptions(as_of=on))
        earned = profit_and_loss_get(world.actor, options=PeriodOptions(start=day(1, 1), end=on))
        moved = cash_flow_get(world.actor, options=PeriodOptions(start=day(1, 1), end=on))
        for name, report in (("sheet", sheet), ("earned", earned), ("moved", moved)):
            found[f"{name} {on}"] = {total.name: total.told.whole.amount for total in report.sums}
        by_type: dict[Any, int] = {}
        for row in trial_balance_get(world.actor, as_of=on).rows:
            by_type[row.type] = by_type.get(row.type, 0) + row.credit - row.debit
        found[f"held {on}"] = {kind: amount for kind, amount in by_type.items() if amount}
    return found


def merged(world: World, account: str | int, duplicate: str | int, **details: Any) -> AccountView:
    """Merge a duplicate, look for faults, and hold every total against what it was; nothing names the duplicate."""
    kept, gone = (world.chart[each] if isinstance(each, str) else each for each in (account, duplicate))
    before, known = totals(world), world.changesets()
    then = trial_balance_get(world.actor, as_of=day(12, 31)).rows
    view = account_merge(world.actor, account=kept, duplicate=gone, **details)
    assert faults_find(world.actor) == []
    assert totals(world) == before
    assert world.changesets() == known + 1
    rows = trial_balance_get(world.actor, as_of=day(12, 31), changeset=known).rows
    assert [(row.account, row.debit, row.credit) for row in rows] == [(r.account, r.debit, r.credit) for r in then]
    assert not JournalLine.objects.filter(account_id=gone, superseded__isnull=True).exists()
    assert world.balance(gone) in ({}, dict.fromkeys(world.balance(gone), 0))
    return view


def test_money_in_two_accounts_is_in_one(world: World) -> None:
    bank, savings = world.chart[BANK], world.chart[SAVINGS]
    sold = world.invoice("100", contact=world.contact(), date=day(1, 5))
    paid = world.pay((sold, 4_000), account=savings)
    moved = world.move(500, savings, world.chart[CASH])
    adjusted = world.create(
        Adjustment(
            date=day(1, 9),
            currency="CAD",
            lines=(AdjustmentLine(account=savings, amount=-5), AdjustmentLine(account=bank, amount=5)),
        )
    )
    world.create(OpeningBalance(date=day(1, 1), currency="CAD", amount=-7_000, account=savings))
    gone = world.invoice("9", account=savings, date=day(1, 7))
    void = world.invoice("8", account=savings, date=day(1, 7))
    record_remove(world.actor, record=gone.id)
    record_void(world.actor, record=void.id)
    held = world.balance(savings)["CAD"] + world.balance(bank).get("CAD", 0)
    entries = JournalEntry.objects.filter(business_id=world.actor.business.id).count()
    merged(world, BANK, SAVINGS)
    assert world.balance(BANK) == {"CAD": held}
    assert JournalEntry.objects.filter(business_id=world.actor.business.id).count() == entries + 4
    assert [world.get(each).account for each in (paid, moved, gone, void)] == [bank] * 4
    assert [line.account for line in world.get(adjusted).adjustments] == [bank, bank]
    assert world.get(paid).version == paid.version + 1
    assert account_get(world.actor, account=savings).archived
    assert record_restore(world.actor, record=gone.id).account == bank
    world.edit(moved, amount=600)


def test_the_changeset_tells_each_thing_before_and_after(world: World) -> None:
    sold = world.invoice("100", account=world.chart[SAVINGS])
    merged(world, BANK, SAVINGS)
    rows = Change.objects.filter(changeset__business_id=world.actor.business.id).order_by(
        "-changeset__number", "position"
    )
    newest = [row for row in rows if row.changeset_id == rows[0].changeset_id]
    assert [(row.kind, row.object_id, row.action) for row in newest] == [
        ("entry", sold.id, "move"),
        ("record", sold.id, "update"),
        ("account", world.chart[SAVINGS], "update"),
    ]
    for row in newest[:2]:
        assert (str(world.chart[SAVINGS]) in (row.before or ""), str(world.chart[BANK]) in (row.after or "")) == (
            True,
        ) * 2
        assert str(world.chart[SAVINGS]) not in (row.after or "")


def test_income_is_earned_in_one_account_with_all_that_names_it(world: World) -> None:
    sales, again = world.chart[SALES], world.account(AccountType.INCOME, name="Sale")
    below = world.account(AccountType.INCOME, parent=again)
    contact = world.contact(income_or_expense_account=again)
    category = category_create(world.actor, draft=CategoryDraft(name="Bread", default_account=again)).id
    item = world.item(credit_account=again, category=category)
    line = Line(account=again, rate=Decimal(5))
    document = replace(ESTIMATE.record, lines=(line,))
    order = order_create(world.actor, draft=replace(ESTIMATE, record=document))
    draft = draft_create(world.actor, draft=RecordDraft(record=document))
    old = world.create(Document(type=RecordType.INVOICE, date=day(3, 1, 2025), currency="CAD", lines=(line,)))
    year_end_close(world.actor, fiscal_year=2025)
    assert merged(world, sales, again).id == sales
    assert [line.account for line in world.get(old).lines] == [sales]
    assert [line.account for line in world.get(draft).lines] == [sales]
    assert list(Order.objects.get(id=order.id).lines.values_list("account_id", flat=True)) == [sales]
    assert Contact.objects.get(id=contact).income_or_expense_account_id == sales
    assert item_get(world.actor, item=item).credit_account == sales
    assert account_get(world.actor, account=below).parent == sales
    assert world.balance(SALES, as_of=day(12, 31, 2025)) == {"CAD": 0}


def test_a_tax_is_recorded_in_one_account_and_edits_know_it(world: World) -> None:
    kept, again = (world.account(AccountType.TAXES) for _ in range(2))
    tax = world.tax("G", payable_account=again)
    sold = world.invoice("100", tax_code="G")
    Tax.objects.filter(id=tax).update(rate=Decimal(6))
    merged(world, kept, again)
    assert Tax.objects.get(id=tax).payable_account_id == kept
    edited = world.edit(sold, says={"memo": "paid in cash"})
    assert (edited.taxes[0].amount, world.balance(kept)) == (500, {"CAD": 500})


def test_goods_and_what_they_cost_are_in_one_account(world: World) -> None:
    stock, again = (world.account(AccountType.INVENTORY) for _ in range(2))
    costs, more = (world.account(AccountType.COST_OF_GOODS_SOLD) for _ in range(2))
    item = world.item(tracked=True, inventory_account=again, cogs_account=more)
    for kind, count, on in ((RecordType.BILL, 10, day(1, 2)), (RecordType.INVOICE, 4, day(1, 5))):
        line = Line(
            item=item,
            account=None if kind == RecordType.BILL else world.chart[SALES],
            quantity=Decimal(count),
            rate=Decimal(3),
        )
        world.create(Document(type=kind, date=on, currency="CAD", lines=(line,)))
    merged(world, stock, again)
    merged(world, costs, more)
    assert (world.balance(stock), world.balance(costs)) == ({"CAD": -1_800}, {"CAD": -1_200})
    assert (Item.objects.get(id=item).inventory_account_id, Item.objects.get(id=item).cogs_account_id) == (stock, costs)
    line = Line(item=item, account=world.chart[SALES], quantity=Decimal(6), rate=Decimal(3))
    world.create(Document(type=RecordType.INVOICE, date=day(1, 3), currency="CAD", lines=(line,)))
    assert world.balance(stock) == {"CAD": 0}


def test_foreign_money_of_one_cost_is_merged_with_its_revaluation_and_of_two_is_not(world: World) -> None:
    one, two, three = (world.account(AccountType.BANK, currency="USD") for _ in range(3))
    for account, rate in ((one, "1.25"), (two, "1.25"), (three, "1.40")):
        world.invoice("100", account=account, currency="USD", exchange_rate=Decimal(rate))
    revaluation_make(world.actor, as_of=day(1, 31), rates={"USD": Decimal("1.30")})
    merged(world, one, two)
    assert world.holding(one, "USD") == (-20_000, -25_000)
    world.move(5_000, three, world.chart[RENT], currency="USD")
    with refused(ConflictError, "duplicate"):
        account_merge(world.actor, account=one, duplicate=three)


def test_a_check_keeps_its_number(world: World) -> None:
    drawn = world.bill("50", contact=(vendor := world.contact()))
    check = world.pay((drawn, 5_000), account=world.chart[SAVINGS])
    world.edit(check, says={"by_check": True})
    check_update(world.actor, check=check.id, draft=CheckDraft(number=7))
    other = world.pay((world.bill("50", contact=vendor), 5_000), account=world.chart[BANK])
    world.edit(other, says={"by_check": True})
    check_update(world.actor, check=other.id, draft=CheckDraft(number=7))
    with refused(ConflictError, "duplicate") as told_so:
        account_merge(world.actor, account=world.chart[BANK], duplicate=world.chart[SAVINGS])
    assert told_so.conflicting == check.id
    Check.objects.filter(record_id=other.id).update(number=8)
    merged(world, BANK, SAVINGS)
    assert Check.objects.get(record_id=check.id, account_id=world.chart[BANK]).number == 7


def test_what_the_bank_told_is_told_of_the_other_account(world: World) -> None:
    bank, savings = world.chart[BANK], world.chart[SAVINGS]
    file = b"Date,Amount,Payee\n2026-01-05,-5.00,Ann\n2026-01-06,7.00,Bob\n"
    imported = records_import(world.actor, draft=ImportDraft(account=savings, content=file))
    half = told(world, -500, SAVINGS, bank_transaction_id="F2")
    matched(world, half, MatchDraft(world.invoice("3", account=savings).id))
    for account in (BANK, SAVINGS):
        told(world, -9, account, bank_transaction_id="F1")
    merged(world, BANK, SAVINGS)
    rows = BankStatementRow.objects.filter(business_id=world.actor.business.id)
    assert set(rows.filter(account_id=savings).values_list("ignored", "matched")) == {(True, 0)}
    found = rows.filter(account_id=bank).order_by("date", "amount").values_list("amount", "matched", "fitid", "ignored")
    assert list(found) == [
        (500, 500, None, False),
        (-700, -700, None, False),
        (-500, -300, "F2", False),
        (-9, 0, "F1", False),
    ]
    statements = BankStatement.objects.filter(rows__in=rows.filter(account_id=bank)).distinct()
    assert list(statements.values_list("account_id", flat=True)) == [bank]
    assert len(imported.rows) == rows.filter(statement__in=statements).count()


def test_an_account_that_nothing_was_posted_to_is_removed(world: World) -> None:
    again = world.account(AccountType.INCOME)
    contact = world.contact(income_or_expense_account=again)
    merged(world, SALES, again)
    assert Account.objects.get(id=again).removed
    assert Contact.objects.get(id=contact).income_or_expense_account_id == world.chart[SALES]


def test_an_account_right_below_its_duplicate_takes_its_place(world: World) -> None:
    again = world.account(AccountType.INCOME, parent=world.chart[SALES])
    kept = world.account(AccountType.INCOME, parent=again)
    deep = world.account(AccountType.INCOME, parent=kept)
    with refused(ConflictError, "duplicate"):
        account_merge(world.actor, account=deep, duplicate=again)
    assert merged(world, kept, again).parent == world.chart[SALES]


def test_what_is_refused_changes_nothing(world: World) -> None:
    money, dollars = world.account(AccountType.BANK), world.account(AccountType.BANK, currency="USD")
    closed = world.account(AccountType.BANK)
    Account.objects.filter(id=closed).update(archived=True)
    partner = world.account(AccountType.EQUITY)
    world.create(OpeningBalance(date=day(1, 1), currency="CAD", amount=5, account=partner))
    moved = world.move(5, money, world.chart[SAVINGS])
    rows = world.account(AccountType.BANK)
    world.chart["rows"] = rows
    row, _ = (told(world, -5, account, bank_transaction_id="F1") for account in ("rows", BANK))
    matched(world, row, MatchDraft(world.invoice("0.05", account=rows).id))
    world.chart["staged"] = world.account(AccountType.BANK)
    item = staged_create(world.actor, draft=StagedDraft(row=told(world, -5, "staged").id))
    done = started(world, statement(0), SAVINGS)
    before = world.changesets()
    bank, savings = world.chart[BANK], world.chart[SAVINGS]
    cases: list[tuple[int, int, type[DaybookError], str, int | None]] = [
        (bank, bank, InvalidError, "duplicate", None),
        (bank, books().chart[BANK], InvalidError, "duplicate", None),
        (money, bank, InUseError, "duplicate", None),
        (bank, world.account(AccountType.CASH), ConflictError, "duplicate", None),
        (bank, dollars, ConflictError, "duplicate", None),
        (closed, money, ConflictError, "archived", None),
        (savings, money, ConflictError, "duplicate", moved.id),
        (world.chart[EQUITY], partner, ConflictError, "duplicate", None),
        (bank, rows, ConflictError, "duplicate", row.id),
        (bank, world.chart["staged"], ConflictError, "duplicate", item.id),
        (bank, savings, ConflictError, "duplicate", done.id),
    ]
    for account, duplicate, kind, field, conflicting in cases:
        with refused(kind, field) as told_so:
            account_merge(world.actor, account=account, duplicate=duplicate)
        assert conflicting in (None, told_so.conflicting)
    with refused(NotFoundError):
        account_merge(world.actor, account=books().chart[BANK], duplicate=money)
    with refused(ChangedMeanwhileError):
        account_merge(world.actor, account=bank, duplicate=money, version=9)
    assert world.changesets() == before + 1  # the account of the cases


def test_what_is_locked_stays(world: World) -> None:
    world.invoice("100", account=world.chart[SAVINGS], date=day(1, 5))
    with refused(LockedError, "duplicate"):
        account_merge(world.locked(day(1, 5)).actor, account=world.chart[BANK], duplicate=world.chart[SAVINGS])
    merged(world.locked(day(1, 4)), BANK, SAVINGS)


def test_what_a_finished_reconciliation_covers_stays(world: World) -> None:
    bank, again = world.chart[BANK], world.account(AccountType.BANK)
    lines = tuple(
        AdjustmentLine(account=account, amount=amount)
        for account, amount in ((bank, -700), (again, -300), (world.chart[SALES], 1_000))
    )
    both = world.create(Adjustment(date=day(1, 9), currency="CAD", lines=lines))
    done = started(world, statement(-700, cleared=frozenset({both.id}), finished=True))
    with refused(ConflictError) as told_so:
        account_merge(world.actor, account=bank, duplicate=again)
    assert told_so.conflicting == done.id


def test_random_books_come_to_the_same() -> None:
    chance = random.Random(1)  # noqa: S311 - the same books each time
    play = begin()
    for _ in range(8):
        do(play, chance)
    again = play.world.account(AccountType.INCOME, name="Sale")
    merged(play.world, again, SALES)
    merged(play.world, SAVINGS, play.world.account(AccountType.BANK))
