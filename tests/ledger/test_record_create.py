"""Every type of record, created: its journal, its balances, what is due of it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from accounts.selectors.accounts import account_list
from bookkeeping.books import AccountType
from bookkeeping.errors import InvalidError
from bookkeeping.records import (
    Adjustment,
    AdjustmentLine,
    Document,
    Line,
    OpeningBalance,
    RecordType,
    YearEndAdjustment,
)
from businesses.models import Change
from ledger.drafts import RecordDraft
from ledger.models import JournalEntry
from ledger.selectors.balances import balances_get
from ledger.services.records import record_create
from taxes.selectors.taxes import tax_get
from tests.support.builders import (
    BANK,
    CARD,
    CASH,
    EQUITY,
    PAYABLE,
    RECEIVABLE,
    RENT,
    SALES,
    SAVINGS,
    World,
    books,
    day,
    refused,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return books()


def test_an_invoice_credits_income_and_tax_and_debits_the_receivable(world: World) -> None:
    tax = world.tax("G", "5")
    view = world.invoice("100", tax_code="G", contact=world.contact())
    collected = world.number(tax_get(world.actor, tax=tax).payable_account or 0)
    assert world.entry(view) == [
        (SALES, 10_000, "CAD", 10_000),
        (collected, 500, "CAD", 500),
        (RECEIVABLE, -10_500, "CAD", -10_500),
    ]
    assert (view.total, view.before_taxes, view.balance, view.paid_immediately) == (10_500, 10_000, 10_500, 0)
    assert [(share.name, share.amount) for share in view.taxes] == [("Tax G", 500)]
    assert world.balance(RECEIVABLE) == {"CAD": -10_500}


def test_a_bill_debits_the_expense_and_a_registered_tax_and_credits_the_payable(world: World) -> None:
    tax = world.tax("G", "5")
    view = world.bill("100", tax_code="G", contact=world.contact())
    paid = world.number(tax_get(world.actor, tax=tax).receivable_account or 0)
    assert world.entry(view) == [
        (RENT, -10_000, "CAD", -10_000),
        (paid, -500, "CAD", -500),
        (PAYABLE, 10_500, "CAD", 10_500),
    ]
    assert (view.total, view.balance) == (10_500, 10_500)


def test_a_tax_that_is_not_registered_is_part_of_the_expense(world: World) -> None:
    world.tax("P", "7", registered=False)
    view = world.bill("100", tax_code="P")
    assert world.entry(view) == [(RENT, -10_700, "CAD", -10_700), (PAYABLE, 10_700, "CAD", 10_700)]
    assert (view.lines[0].net, view.before_taxes) == (10_000, 10_000)


def test_an_invoice_on_a_cash_account_is_paid_at_once(world: World) -> None:
    view = world.invoice("25", account=world.chart[CASH])
    assert world.entry(view) == [(SALES, 2_500, "CAD", 2_500), (CASH, -2_500, "CAD", -2_500)]
    assert (view.paid_immediately, view.balance, view.open_home) == (2_500, 0, 0)


def test_a_bill_on_a_card_is_paid_at_once(world: World) -> None:
    view = world.bill("25", account=world.chart[CARD])
    assert world.entry(view)[-1] == (CARD, 2_500, "CAD", 2_500)
    assert view.balance == 0


def test_a_credit_note_turns_every_sign(world: World) -> None:
    view = world.invoice("-40", contact=world.contact())
    assert world.entry(view) == [(SALES, -4_000, "CAD", -4_000), (RECEIVABLE, 4_000, "CAD", 4_000)]
    assert (view.total, view.balance) == (-4_000, -4_000)


def test_an_invoice_payment_debits_the_bank_and_credits_the_receivable(world: World) -> None:
    invoice = world.invoice("100", contact=world.contact())
    view = world.pay((invoice, 6_000))
    assert world.entry(view) == [(BANK, -6_000, "CAD", -6_000), (RECEIVABLE, 6_000, "CAD", 6_000)]
    assert (view.balance, world.get(invoice).balance) == (0, 4_000)
    assert [(out.document, out.amount, out.balance_due) for out in view.allocations] == [(invoice.id, 6_000, 4_000)]
    assert [(part.payment, part.amount) for part in world.get(invoice).payments] == [(view.id, 6_000)]


def test_a_bill_payment_credits_the_bank_and_debits_the_payable(world: World) -> None:
    bill = world.bill("100", contact=world.contact())
    view = world.pay((bill, 10_000))
    assert world.entry(view) == [(BANK, 10_000, "CAD", 10_000), (PAYABLE, -10_000, "CAD", -10_000)]
    assert world.get(bill).balance == 0


def test_a_transfer_moves_money_and_knows_no_contact(world: World) -> None:
    view = world.move(5_000, world.chart[BANK], world.chart[SAVINGS])
    assert world.entry(view) == [(BANK, 5_000, "CAD", 5_000), (SAVINGS, -5_000, "CAD", -5_000)]
    assert (view.total, view.deposit_amount, view.deposit_currency) == (5_000, 5_000, "CAD")


def test_the_help_texts_adjustment_is_posted_as_it_is_given(world: World) -> None:
    loan, interest = world.chart["2700"], world.chart["5490"]
    lines = (
        AdjustmentLine(account=world.chart[BANK], amount=25_000, note="instalment"),
        AdjustmentLine(account=loan, amount=-20_000),
        AdjustmentLine(account=interest, amount=-5_000),
    )
    view = world.create(Adjustment(date=day(1, 31), currency="CAD", lines=lines))
    assert world.entry(view) == [
        (BANK, 25_000, "CAD", 25_000),
        ("2700", -20_000, "CAD", -20_000),
        ("5490", -5_000, "CAD", -5_000),
    ]
    assert view.adjustments[0].note == "instalment"
    assert view.total == 25_000


def test_an_opening_balance_stands_against_equity(world: World) -> None:
    record = OpeningBalance(date=day(1, 1), currency="CAD", amount=-50_000, account=world.chart[BANK])
    view = world.create(record)
    assert world.entry(view) == [(BANK, -50_000, "CAD", -50_000), (EQUITY, 50_000, "CAD", 50_000)]


def test_a_year_end_adjustment_is_never_posted_by_a_client(world: World) -> None:
    record = YearEndAdjustment(date=day(12, 31), currency="CAD")
    with refused(InvalidError, "type"):
        record_create(world.actor, draft=RecordDraft(record=record))


def test_balances_are_those_of_a_day_of_everything_and_of_home(world: World) -> None:
    world.invoice("10", date=day(1, 5), account=world.chart[BANK])
    world.invoice("20", date=day(2, 5), account=world.chart[BANK])
    world.invoice("40", date=day(2, 20), account=world.chart[BANK])
    assert world.balance(BANK, day(1, 4)) == {}
    assert world.balance(BANK, day(1, 31)) == {"CAD": -1_000}
    assert world.balance(BANK, day(2, 5)) == {"CAD": -3_000}
    assert world.balance(BANK) == {"CAD": -7_000}
    (home,) = balances_get(world.actor, account=world.chart[BANK], primary=True)
    assert (home.currency, home.amount) == ("CAD", -7_000)


def test_tax_accounts_appear_on_first_use_and_are_used_again(world: World) -> None:
    tax = world.tax("G", "5")
    before = tax_get(world.actor, tax=tax)
    assert (before.payable_account, before.receivable_account) == (None, None)
    world.invoice("100", tax_code="G")
    once = tax_get(world.actor, tax=tax)
    accounts = {view.id: view for view in account_list(world.actor)}
    made = accounts[once.payable_account or 0]
    assert (made.name, made.type, once.receivable_account) == ("Tax G Payable", AccountType.TAXES, None)
    assert 2300 <= int(made.number) <= 2399
    world.bill("100", tax_code="G")
    world.invoice("100", tax_code="G")
    twice = tax_get(world.actor, tax=tax)
    assert twice.payable_account == once.payable_account
    assert twice.receivable_account is not None
    assert len(account_list(world.actor)) == len(accounts) + 1


def test_tax_accounts_are_part_of_the_records_changeset(world: World) -> None:
    world.tax("G", "5")
    changesets = world.changesets()
    view = world.invoice("100", tax_code="G")
    assert world.changesets() == changesets + 1
    told = Change.objects.filter(object_id=view.id).get()
    kinds = Change.objects.filter(changeset_id=told.changeset_id).order_by("position").values_list("kind", "action")
    assert list(kinds) == [("record", "create"), ("account", "create"), ("tax", "update")]


def test_a_document_of_zero_is_stored_without_an_entry(world: World) -> None:
    view = world.invoice("0", contact=world.contact())
    assert (view.total, view.balance) == (0, 0)
    assert not JournalEntry.objects.filter(record_id=view.id).exists()


def test_a_draft_that_is_removed_from_the_start_is_never_live(world: World) -> None:
    line = Line(account=world.chart[SALES], rate=Decimal(100))
    document = Document(type=RecordType.INVOICE, date=day(1, 5), currency="CAD", lines=(line,))
    view = world.sound(record_create(world.actor, draft=RecordDraft(record=document, removed=True)))
    assert view.removed
    assert world.entries(view) == []
    assert world.balance(SALES) == {"CAD": 0}
