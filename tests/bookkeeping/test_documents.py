"""Invoices and bills: paid at once or later, in any currency, with what is refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from bookkeeping.books import ItemDefaults
from bookkeeping.money import MAX_MINOR
from bookkeeping.posting import reverse, tax_accounts_missing
from tests.bookkeeping.world import (
    ARCHIVED,
    BANK,
    BOOKS,
    DAY,
    EQUITY,
    EXPENSE,
    G_PAYABLE,
    G_RECEIVABLE,
    GAIN,
    GST,
    INCOME,
    PAYABLE,
    PST,
    QST,
    RECEIVABLE,
    USD_BANK,
    USD_CARD,
    bill,
    entry_of,
    holding,
    invoice,
    journal,
    line,
    payment,
    posted,
    refused,
)

if TYPE_CHECKING:
    from bookkeeping.records import Document


def test_a_foreign_invoice_has_the_rounding_residue_on_its_own_account() -> None:
    record = invoice(line("0.01"), line("0.01"), currency="USD")
    result = posted(record)
    assert journal(result.entry) == [
        (INCOME, 1, "USD", 1),
        (INCOME, 1, "USD", 1),
        (RECEIVABLE, -2, "USD", -2),
    ]
    assert (result.total, result.home_total) == (2, 2)


def test_a_foreign_document_of_total_zero_leaves_no_receivable_at_home() -> None:
    result = posted(invoice(line("0.01"), line("0.01"), line("-0.02"), line("0"), currency="USD"))
    assert journal(result.entry) == [(INCOME, 1, "USD", 1), (INCOME, 1, "USD", 1), (INCOME, -2, "USD", -2)]
    assert (result.total, result.home_total) == (0, 0)


def test_lines_tell_what_they_are_about() -> None:
    books = replace(BOOKS, items={item: ItemDefaults(id=item) for item in (5, 6)})
    record = invoice(line("10", item=5, tax_code="G,Q"), line("20", item=6), line("30", tax_code="G"))
    sold = posted(record, books).entry.lines
    assert [(each.item, each.tax, each.settles) for each in sold] == [
        (5, None, None),
        (6, None, None),
        (None, None, None),
        (None, GST.id, None),
        (None, QST.id, None),
        (None, None, None),
    ]
    bought = posted(bill(line("10", item=5, tax_code="P")), books).entry.lines
    assert [(each.item, each.tax, each.amount) for each in bought] == [(5, None, -1080), (None, None, 1080)]


def test_paid_at_once_into_a_bank() -> None:
    result = posted(invoice(line("10", tax_code="G", note="loaves"), account=BANK))
    assert journal(result.entry)[-1] == (BANK, -1050, "CAD", -1050)
    assert result.entry.lines[0].note == "loaves"
    assert result.paid_immediately == result.total == 1050
    assert posted(invoice(line("10"))).paid_immediately == 0


def test_a_document_without_lines_or_worth_nothing_posts_an_empty_entry() -> None:
    assert posted(invoice()).entry.lines == ()
    assert posted(invoice(line("0"))).entry.lines == ()


def test_quantity_times_price_is_rounded_once_half_away_from_zero() -> None:
    result = posted(invoice(line("0.335", quantity=Decimal(3)), line("0.335", quantity=Decimal(-3))))
    assert [each.amount for each in result.lines] == [101, -101]


def test_a_line_keeps_its_amount_beside_net_and_taxes() -> None:
    part = posted(invoice(line("105", tax_code="-G"))).lines[0]
    assert (part.amount, part.net, [share.amount for share in part.taxes]) == (10500, 10000, [500])


def test_taxes_are_added_up_in_the_order_of_first_use() -> None:
    result = posted(invoice(line("10", tax_code="Q"), line("10", tax_code="G,Q"), line("10")))
    assert [(tax.tax, tax.name, tax.registration, tax.amount) for tax in result.taxes] == [
        (QST.id, "QST", None, 154),
        (GST.id, "GST", "123456789 RT0001", 50),
    ]


def test_a_sale_records_every_tax_even_one_that_is_not_registered() -> None:
    result = posted(invoice(line("100", tax_code="P")))
    assert [(each.account, each.amount) for each in result.entry.lines] == [
        (INCOME, 10000),
        (PST.payable_account, 800),
        (RECEIVABLE, -10800),
    ]


def test_a_bill_in_foreign_currency_with_inclusive_unregistered_tax() -> None:
    record = bill(line("108", tax_code="-P", account=EXPENSE), currency="USD", exchange_rate=Decimal("1.3"))
    result = posted(record)
    assert journal(result.entry) == [(EXPENSE, -10800, "USD", -14040), (PAYABLE, 10800, "USD", 14040)]
    assert (result.total, result.before_taxes, result.home_total) == (10800, 10000, 14040)


def test_a_bill_paid_at_once_from_foreign_money_leaves_at_average_cost() -> None:
    books = holding(USD_BANK, "USD", -20000, -24000)
    record = bill(line("100", account=EXPENSE), currency="USD", account=USD_BANK, exchange_rate=Decimal("1.3"))
    result = posted(record, books)
    assert journal(result.entry) == [
        (EXPENSE, -10000, "USD", -13000),
        (USD_BANK, 10000, "USD", 12000),
        (GAIN, 0, "USD", 1000),
    ]
    assert result.home_total == 13000


def test_emptying_and_overdrawing_foreign_money() -> None:
    books = holding(USD_BANK, "USD", -10000, -12345)
    record = bill(line("150", account=EXPENSE), currency="USD", account=USD_BANK, exchange_rate=Decimal("1.3"))
    assert entry_of(record, books) == [
        (EXPENSE, -15000, "USD", -19500),
        (USD_BANK, 15000, "USD", 12345 + 6500),
        (GAIN, 0, "USD", 655),
    ]


def test_a_card_owed_in_foreign_currency_is_paid_back_at_average_cost() -> None:
    books = holding(USD_CARD, "USD", 10000, 12000)
    record = invoice(line("50"), currency="USD", account=USD_CARD, exchange_rate=Decimal("1.3"))
    assert entry_of(record, books) == [
        (INCOME, 5000, "USD", 6500),
        (USD_CARD, -5000, "USD", -6000),
        (GAIN, 0, "USD", -500),
    ]


def test_two_lines_on_the_same_foreign_account_use_up_its_cost_once() -> None:
    books = holding(USD_BANK, "USD", -1000, -1100)
    record = invoice(
        line("6", account=USD_BANK), line("6", account=USD_BANK), currency="USD", exchange_rate=Decimal("1.5")
    )
    homes = [each.home for each in posted(record, books).entry.lines if each.account == USD_BANK]
    assert homes == [660, 440 + 300]


def test_what_is_paid_at_once_may_be_exchanged_to_home_currency_at_the_records_rate() -> None:
    record = invoice(line("100"), currency="USD", account=BANK, exchange_rate=Decimal("1.3"), exchange_payment=True)
    result = posted(record)
    assert journal(result.entry) == [
        (INCOME, 10000, "USD", 13000),
        (GAIN, -10000, "USD", -13000),
        (GAIN, 13000, "CAD", 13000),
        (BANK, -13000, "CAD", -13000),
    ]
    assert (result.total, result.home_total, result.paid_immediately) == (10000, 13000, 10000)
    spent = bill(line("100", account=EXPENSE), currency="USD", account=BANK, exchange_payment=True)
    assert entry_of(spent)[-1] == (BANK, 12500, "CAD", 12500)


def test_exchanging_says_nothing_of_what_is_owed_or_at_home() -> None:
    for record in (invoice(line("1"), currency="USD"), invoice(line("1"), account=BANK)):
        assert entry_of(replace(record, exchange_payment=True)) == entry_of(record)


def test_what_is_exchanged_needs_an_account_at_home_and_is_not_kept() -> None:
    record = invoice(line("1"), currency="USD", account=USD_BANK, exchange_payment=True)
    assert refused(record) == [("account-unusable", "account")]
    both = replace(record, account=BANK, keep_in_original_currency=True)
    assert refused(both) == [("invalid", "exchange_payment")]


def test_a_zero_sided_line_needs_no_gain_account() -> None:
    defaults = {kind: account for kind, account in BOOKS.defaults.items() if account != GAIN}
    books = replace(BOOKS, defaults=defaults)
    assert posted(invoice(line("1"), currency="USD"), books).total == 100
    poor = holding(USD_BANK, "USD", -10000, -1, books)
    record = bill(line("1", account=EXPENSE), currency="USD", account=USD_BANK)
    assert refused(record, poor) == [("account-missing", None)]


@pytest.mark.parametrize("account", [EQUITY, PAYABLE, INCOME])
def test_an_invoice_is_charged_to_a_receivable_or_to_money(account: int) -> None:
    assert refused(invoice(line("1"), account=account)) == [("account-unusable", "account")]


@pytest.mark.parametrize(
    ("record", "faults"),
    [
        (invoice(account=99), [("account-unknown", "account")]),
        (bill(account=RECEIVABLE), [("account-unusable", "account")]),
        (invoice(account=USD_BANK), [("account-unusable", "account")]),
        (invoice(account=ARCHIVED), [("account-unusable", "account")]),
        (
            invoice(line("1", account=99), line("1"), line("1", account=ARCHIVED)),
            [("account-unknown", "lines[0].account"), ("account-unusable", "lines[2].account")],
        ),
        (invoice(line("1", account=USD_BANK)), [("account-unusable", "lines[0].account")]),
        (invoice(line("1", tax_code="X")), [("tax-code", "lines[0].tax_code")]),
        (invoice(line("1", quantity=Decimal("NaN"))), [("invalid", "lines[0].quantity")]),
        (invoice(line("1", quantity=Decimal("1e999999999"))), [("amount-out-of-bounds", "lines[0].quantity")]),
        (invoice(line("1e-999999999")), [("invalid", "lines[0].rate")]),
        (invoice(line("1e12"), line("1e14")), [("amount-out-of-bounds", "lines[1].rate")]),
        (invoice(line("9e12", tax_code="G"), line("9e12")), [("amount-out-of-bounds", "lines")]),
        (invoice(line("1e13", tax_code="G")), [("amount-out-of-bounds", "lines[0].tax_code")]),
        (invoice(line("1e13"), currency="USD"), [("amount-out-of-bounds", "exchange_rate")]),
        (
            invoice(line("7e12"), line("1e12"), currency="USD", exchange_rate=Decimal("1.26")),
            [("amount-out-of-bounds", "exchange_rate")],
        ),
        (invoice(*(line("1") for _ in range(1001))), [("invalid", "lines")]),
    ],
)
def test_is_refused(record: Document, faults: list[tuple[str, str]]) -> None:
    assert refused(record) == faults


def test_a_thousand_lines_and_the_largest_amount_are_fine() -> None:
    assert posted(invoice(*(line("1") for _ in range(1000)))).total == 100000
    assert posted(invoice(line("1e13"))).total == MAX_MINOR


def test_zero_with_an_enormous_exponent_is_zero() -> None:
    assert posted(invoice(line("0e999999999"), line("0e-999999999"))).total == 0


def test_the_accounts_that_taxes_lack_are_told_before_posting() -> None:
    gst = replace(GST, payable_account=None, receivable_account=None)
    pst = replace(PST, payable_account=None)
    books = replace(BOOKS, taxes=(gst, QST, pst))
    sale, purchase = invoice(line("1", tax_code="G,Q,P")), bill(line("1", tax_code="G,Q,P"))
    assert tax_accounts_missing(sale, books) == {(gst.id, "payable"), (pst.id, "payable")}
    assert tax_accounts_missing(purchase, books) == {(gst.id, "receivable")}
    assert tax_accounts_missing(sale, BOOKS) == frozenset()
    assert tax_accounts_missing(payment(1), books) == frozenset()
    assert refused(sale, books) == [("account-missing", "taxes")]
    assert refused(purchase, books) == [("account-missing", "taxes")]


def test_a_tax_account_must_be_usable_and_may_be_of_any_type() -> None:
    def with_account(account: int) -> list[tuple[str, str | None]]:
        return refused(invoice(line("1", tax_code="G")), replace(BOOKS, taxes=(replace(GST, payable_account=account),)))

    assert with_account(99) == [("account-unknown", "taxes")]
    assert with_account(ARCHIVED) == [("account-unusable", "taxes")]
    expense = replace(BOOKS, taxes=(replace(GST, payable_account=EXPENSE),))
    assert posted(invoice(line("1", tax_code="G")), expense).entry.lines[1].account == EXPENSE


def test_previous_rates_apply_before_the_effective_date() -> None:
    raised = replace(GST, rate=Decimal(7), previous_rate=Decimal(5), effective_date=date(2026, 1, 16))
    books = replace(BOOKS, taxes=(raised,))
    assert posted(invoice(line("100", tax_code="G")), books).total == 10500
    assert posted(invoice(line("100", tax_code="G"), date=date(2026, 1, 16)), books).total == 10700


def test_locked_books_take_no_record_up_to_that_date() -> None:
    assert refused(invoice(line("1")), replace(BOOKS, lock_date=DAY)) == [("locked", "date")]
    assert posted(invoice(line("1")), replace(BOOKS, lock_date=date(2026, 1, 14))).total == 100


def test_a_credit_note_with_taxes_reverses_its_invoice() -> None:
    sold = invoice(line("99.99", tax_code="G,Q"), line("0", tax_code="-3.24G"))
    credited = invoice(*(replace(each, quantity=-each.quantity) for each in sold.lines))
    assert posted(credited).entry == reverse(posted(sold).entry)
    assert posted(credited).total == -posted(sold).total


def test_registered_tax_bought_goes_to_its_receivable_account() -> None:
    accounts = [each.account for each in posted(bill(line("1", tax_code="G"))).entry.lines]
    assert accounts == [INCOME, G_RECEIVABLE, PAYABLE]
    assert G_PAYABLE not in accounts
