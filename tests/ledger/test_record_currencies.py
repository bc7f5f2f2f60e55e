"""Records in other currencies: rates, gains, average cost, and receivables that end at zero in both."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from bookkeeping.books import AccountType
from bookkeeping.errors import AccountUnusableError, ExchangeRateMissingError, InvalidError
from bookkeeping.records import Adjustment, AdjustmentLine, Allocation, Line, OpeningBalance
from ledger.drafts import PaymentDraft, RecordDraft
from ledger.selectors.balances import balances_get
from ledger.selectors.rates import rates_get
from ledger.services.records import record_update
from tests.support.builders import (
    BANK,
    EQUITY,
    GAIN,
    PAYABLE,
    RECEIVABLE,
    SALES,
    World,
    books,
    day,
    refused,
)

pytestmark = pytest.mark.django_db

RATE, LATER = Decimal("1.25"), Decimal("1.30")


@pytest.fixture
def world() -> World:
    return books()


@pytest.fixture
def usd(world: World) -> int:
    return world.account(AccountType.BANK, currency="USD", name="US bank", number="1050")


def test_an_invoice_at_1_25_paid_at_1_30_gains_5(world: World, usd: int) -> None:
    invoice = world.invoice("1", currency="USD", exchange_rate=RATE, contact=world.contact())
    assert world.entry(invoice) == [(SALES, 100, "USD", 125), (RECEIVABLE, -100, "USD", -125)]
    payment = world.pay((invoice, 100), account=usd, exchange_rate=LATER)
    assert world.entry(payment) == [
        ("1050", -100, "USD", -130),
        (RECEIVABLE, 100, "USD", 125),
        (GAIN, 0, "USD", 5),
    ]
    assert (invoice.open_home, world.get(invoice).open_home) == (125, 0)


def test_a_bill_at_1_25_paid_at_1_30_loses_5(world: World) -> None:
    card = world.account(AccountType.CREDIT_CARD, currency="USD")
    bill = world.bill("1", currency="USD", exchange_rate=RATE, contact=world.contact())
    payment = world.pay((bill, 100), account=card, exchange_rate=LATER)
    assert world.entry(payment)[1:] == [(PAYABLE, -100, "USD", -125), (GAIN, 0, "USD", -5)]


def test_a_home_payment_of_a_foreign_invoice_is_balanced_through_gain_or_loss(world: World) -> None:
    invoice = world.invoice("1", currency="USD", exchange_rate=RATE, contact=world.contact())
    payment = world.pay((invoice, 100), currency="CAD", amount=125)
    assert sorted(world.entry(payment)) == sorted(
        [
            (BANK, -125, "CAD", -125),
            (GAIN, -100, "USD", -125),
            (GAIN, 125, "CAD", 125),
            (RECEIVABLE, 100, "USD", 125),
        ]
    )
    assert world.get(invoice).balance == 0


def test_a_payment_given_with_a_foreign_invoice_into_a_home_account_is_in_home_currency(world: World) -> None:
    home = world.account(AccountType.BANK, currency="CAD")
    given = PaymentDraft(amount=100, date=day(2, 5), account=home, exchange_rate=LATER)
    contact = world.contact()
    invoice = world.invoice("1", currency="USD", exchange_rate=RATE, contact=contact, payments=[given])
    assert invoice.balance == 0
    assert world.balance(home) == {"CAD": -130}
    world.rate("USD", "CAD", "1.20", day(2, 1))
    given = PaymentDraft(amount=100, date=day(2, 5), account=home)
    world.invoice("1", currency="USD", exchange_rate=RATE, contact=contact, payments=[given])
    assert world.balance(home) == {"CAD": -250}


def test_a_payment_given_into_a_home_account_needs_a_rate(world: World) -> None:
    home = world.account(AccountType.BANK, currency="CAD")
    given = PaymentDraft(amount=100, date=day(2, 5), account=home)
    with refused(ExchangeRateMissingError, "payments[0].exchange_rate"):
        world.invoice("1", currency="KWD", exchange_rate=Decimal(4), contact=world.contact(), payments=[given])


def test_payments_given_with_an_invoice_are_exchanged_at_its_rate_when_it_says_so(world: World) -> None:
    world.rate("USD", "CAD", "1.20", day(2, 1))
    given = PaymentDraft(amount=6_000, date=day(2, 5), account=world.chart[BANK], exchange_rate=Decimal("1.40"))
    invoice = world.invoice(
        currency="USD", exchange_rate=RATE, contact=world.contact(), payments=[given], exchange_payment=True
    )
    assert (invoice.balance, invoice.exchange_payment, world.balance(BANK)) == (4_000, True, {"CAD": -7_500})
    kept = world.edit(
        invoice,
        exchange_payment=False,
        keep_in_original_currency=True,
        payments=[replace(given, amount=4_000)],
    )
    assert (kept.balance, world.balance(BANK)) == (0, {"CAD": -7_500, "USD": -4_000})


def test_what_is_kept_in_its_currency_goes_to_no_account_of_another(world: World) -> None:
    home = world.account(AccountType.BANK, currency="CAD")
    given = PaymentDraft(amount=100, date=day(2, 5), account=home)
    with refused(AccountUnusableError, "payments[0].account"):
        world.invoice(
            currency="USD",
            exchange_rate=RATE,
            contact=world.contact(),
            payments=[given],
            keep_in_original_currency=True,
        )


def test_an_invoice_paid_at_once_into_a_home_account_is_exchanged_when_it_says_so(world: World) -> None:
    home = world.account(AccountType.BANK, currency="CAD")
    with refused(AccountUnusableError, "account"):
        world.invoice("1", currency="USD", exchange_rate=RATE, account=home)
    view = world.invoice("1", currency="USD", exchange_rate=RATE, account=home, exchange_payment=True)
    assert (view.paid_immediately, view.home_total, world.balance(home)) == (100, 125, {"CAD": -125})
    world.edit(view, exchange_rate=LATER)
    assert world.balance(home) == {"CAD": -130}
    world.edit(view, exchange_payment=False, account=world.chart[BANK])
    assert (world.balance(home), world.balance(BANK)) == ({"CAD": 0}, {"USD": -100})


def test_a_transfer_of_usd_1000_into_cad_brings_1067(world: World, usd: int) -> None:
    world.create(
        OpeningBalance(date=day(1, 1), currency="USD", amount=-200_000, account=usd, exchange_rate=Decimal("1.05"))
    )
    bank = world.chart[BANK]
    view = world.move(100_000, usd, bank, currency="USD", deposit_currency="CAD", exchange_rate=Decimal("1.067"))
    assert (view.deposit_amount, view.deposit_currency) == (106_700, "CAD")
    assert sorted(world.entry(view)) == sorted(
        [
            ("1050", 100_000, "USD", 105_000),
            (GAIN, -100_000, "USD", -106_700),
            (GAIN, 106_700, "CAD", 106_700),
            (BANK, -106_700, "CAD", -106_700),
            (GAIN, 0, "USD", 1_700),
        ]
    )


def test_money_leaves_a_foreign_bank_at_its_average_cost(world: World, usd: int) -> None:
    for price, rate in (("100", "1.20"), ("300", "1.40")):
        world.invoice(price, currency="USD", exchange_rate=Decimal(rate), account=usd)
    assert world.holding(usd, "USD") == (-40_000, -54_000)
    view = world.bill("200", currency="USD", exchange_rate=Decimal("1.50"), account=usd, date=day(2, 5))
    assert ("1050", 20_000, "USD", 27_000) in world.entry(view)
    assert (GAIN, 0, "USD", 3_000) in world.entry(view)
    assert world.holding(usd, "USD") == (-20_000, -27_000)


def test_an_emptied_foreign_bank_is_zero_at_home(world: World, usd: int) -> None:
    world.invoice("33.33", currency="USD", exchange_rate=Decimal("1.2345"), account=usd)
    world.bill("11.11", currency="USD", exchange_rate=Decimal("1.3"), account=usd, date=day(2, 5))
    world.move(2_222, usd, world.chart[BANK], currency="USD", exchange_rate=Decimal("1.1"))
    assert world.holding(usd, "USD") == (0, 0)


def test_editing_a_withdrawal_finds_the_cost_without_itself(world: World, usd: int) -> None:
    world.invoice("100", currency="USD", exchange_rate=Decimal("1.20"), account=usd)
    view = world.bill("50", currency="USD", exchange_rate=Decimal("1.30"), account=usd, date=day(2, 5))
    line = Line(account=world.chart["5570"], rate=Decimal(100))
    world.edit(view, lines=(line,))
    assert world.holding(usd, "USD") == (0, 0)


def test_a_new_rate_of_a_paid_invoice_posts_its_payments_again_and_ends_at_zero(world: World, usd: int) -> None:
    invoice = world.invoice("1", currency="USD", exchange_rate=RATE, contact=world.contact())
    payment = world.pay((invoice, 100), account=usd, exchange_rate=LATER)
    after = world.edit(invoice, exchange_rate=Decimal("1.40"))
    assert (after.home_total, after.balance, after.open_home) == (140, 0, 0)
    assert world.entry(payment) == [
        ("1050", -100, "USD", -130),
        (RECEIVABLE, 100, "USD", 140),
        (GAIN, 0, "USD", -10),
    ]
    assert world.holding(RECEIVABLE, "USD") == (0, 0)


def test_a_new_rate_is_shared_fairly_by_several_payments(world: World, usd: int) -> None:
    invoice = world.invoice("2", currency="USD", exchange_rate=Decimal(1), contact=world.contact())
    payments = [world.pay((invoice, 100), account=usd, exchange_rate=Decimal(1)) for _ in range(2)]
    world.edit(invoice, exchange_rate=Decimal("1.20"))
    for payment in payments:
        assert (RECEIVABLE, 100, "USD", 120) in world.entry(payment)
    assert world.holding(RECEIVABLE, "USD") == (0, 0)


def test_a_payment_in_thirds_ends_at_zero_at_home(world: World, usd: int) -> None:
    invoice = world.invoice("1", currency="USD", exchange_rate=Decimal("1.0101"), contact=world.contact())
    for amount in (33, 33, 34):
        world.pay((invoice, amount), account=usd, exchange_rate=LATER)
    assert world.holding(RECEIVABLE, "USD") == (0, 0)
    assert world.get(invoice).open_home == 0


def test_dropping_one_of_two_foreign_invoices_leaves_the_other_what_it_used(world: World) -> None:
    contact = world.contact()
    one = world.invoice("100", currency="USD", exchange_rate=RATE, contact=contact)
    two = world.invoice("100", currency="USD", exchange_rate=RATE, contact=contact)
    payment = world.pay((one, 10_000), (two, 10_000), currency="CAD", amount=26_000)
    world.edit(one, payments=[PaymentDraft(payment=payment.id, amount=0)])
    after = world.get(payment)
    assert (after.balance, world.get(one).balance, world.get(two).balance) == (13_000, 10_000, 0)


def test_settling_half_of_a_foreign_invoice_uses_half_of_the_payment(world: World) -> None:
    invoice = world.invoice("100", currency="USD", exchange_rate=RATE, contact=world.contact())
    payment = world.pay((invoice, 10_000), currency="CAD", amount=13_000)
    world.edit(invoice, payments=[PaymentDraft(payment=payment.id, amount=5_000)])
    assert world.get(payment).balance == 6_500


def test_the_draft_of_a_payment_in_another_currency_keeps_what_is_unallocated(world: World) -> None:
    invoice = world.invoice("100", currency="USD", exchange_rate=RATE, contact=world.contact())
    payment = world.pay((invoice, 10_000), currency="CAD", amount=20_000, unallocated=7_000)
    entries = world.entry_ids(payment)
    after = record_update(world.actor, record=payment.id, draft=RecordDraft.of(payment))
    assert (after.balance, world.entry_ids(payment)) == (7_000, entries)


def test_an_adjustment_may_hold_two_currencies_each_in_balance(world: World, usd: int) -> None:
    world.rate("USD", "CAD", "1.30", day(1, 1))
    lines = (
        AdjustmentLine(account=usd, amount=-100, currency="USD"),
        AdjustmentLine(account=world.chart[EQUITY], amount=100, currency="USD"),
        AdjustmentLine(account=world.chart[BANK], amount=-50),
        AdjustmentLine(account=world.chart[EQUITY], amount=50),
    )
    view = world.create(Adjustment(date=day(1, 9), currency="CAD", lines=lines))
    assert [line[3] for line in world.entry(view)] == [-130, 130, -50, 50]


def test_a_balance_is_told_per_currency_or_all_at_home(world: World) -> None:
    world.invoice("1", contact=world.contact())
    world.invoice("1", currency="USD", exchange_rate=RATE)
    assert world.balance(RECEIVABLE) == {"CAD": -100, "USD": -100}
    (home,) = balances_get(world.actor, account=world.chart[RECEIVABLE], primary=True)
    assert (home.amount, home.currency) == (-225, "CAD")


def test_without_a_rate_the_newest_reference_rate_counts(world: World) -> None:
    view = world.invoice("100", currency="USD", date=day(6, 30, 2000))
    euro = Decimal("1.5840") / Decimal("1.0658")  # CAD and USD for one euro at the end of 1999
    assert view.exchange_rate is not None
    assert abs(view.exchange_rate - euro) < Decimal("1e-9")
    assert rates_get(world.actor, currencies=["EUR", "CAD"], on=day(6, 30, 2000)) == {"EUR": Decimal("1.5840")}


def test_an_own_rate_counts_from_its_day_on_whichever_way_round_it_is_stored(world: World) -> None:
    world.rate("USD", "CAD", "1.11", day(3, 1))
    world.rate("CAD", "USD", "0.8", day(4, 1))
    seen = [rates_get(world.actor, currencies=["USD"], on=day(month, 1))["USD"] for month in (3, 4)]
    assert seen == [Decimal("1.11"), RATE]
    assert world.invoice(currency="USD", date=day(3, 31)).exchange_rate == Decimal("1.11")


def test_an_own_rate_older_than_a_reference_rate_does_not_count(world: World) -> None:
    world.rate("USD", "CAD", "9", day(1, 1, 1999))
    assert rates_get(world.actor, currencies=["USD"], on=day(6, 1))["USD"] < 2


def test_another_businesss_rates_do_not_count(world: World) -> None:
    books().rate("KWD", "CAD", "4", day(1, 1))
    assert rates_get(world.actor, currencies=["KWD"], on=day(6, 1)) == {}
    assert rates_get(world.actor, currencies=["CAD"], on=day(6, 1)) == {}
    world.rate("KWD", "CAD", "0", day(1, 1))
    assert rates_get(world.actor, currencies=["KWD"], on=day(6, 1)) == {}


def test_before_the_first_rate_a_foreign_record_is_refused(world: World) -> None:
    with refused(ExchangeRateMissingError, "exchange_rate"):
        world.invoice(currency="USD", date=day(1, 1, 1990))


def test_a_rate_of_zero_is_refused(world: World) -> None:
    with refused(InvalidError, "exchange_rate"):
        world.invoice(currency="USD", exchange_rate=Decimal(0))


def test_a_payment_may_settle_home_and_foreign_invoices_together(world: World) -> None:
    contact = world.contact()
    one = world.invoice("100", contact=contact)
    two = world.invoice("100", currency="USD", exchange_rate=RATE, contact=contact)
    payment = world.pay((one, 10_000), (two, 10_000), amount=23_000)
    assert [world.get(view).balance for view in (one, two, payment)] == [0, 0, 0]
    world.edit(payment, allocations=(Allocation(document=two.id, amount=0),), unallocated=13_000)
    assert [world.get(view).balance for view in (one, two, payment)] == [0, 10_000, 13_000]
