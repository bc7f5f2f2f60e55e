"""The journal as text for beancount and hledger, worked by hand."""

from __future__ import annotations

from datetime import date

import pytest

from bookkeeping.books import AccountType
from bookkeeping.money import Currency
from bookkeeping.plain_text import beancount, hledger
from bookkeeping.plain_text.journal import (
    ROOTS,
    Balance,
    Books,
    NamedAccount,
    Posting,
    Transaction,
    account_names,
    worth_alone,
)

CAD, USD, JPY = Currency("CAD", 2), Currency("USD", 2), Currency("JPY", 0)
DAY = date(2026, 1, 31)
ACCOUNTS = (
    NamedAccount(1, "1000", "Chequing", AccountType.BANK),
    NamedAccount(2, "1200", "Receivable", AccountType.ACCOUNTS_RECEIVABLE),
    NamedAccount(3, "4900", "Gain, or [loss]", AccountType.GAIN_OR_LOSS_ON_EXCHANGE),
)
NAMES = account_names(ACCOUNTS)
BOOKS = Books(
    title='The "Bakery"', home=CAD, currencies=(CAD, JPY), accounts=ACCOUNTS, names=NAMES, first=DAY, last=DAY
)
PAID = Transaction(
    date=DAY,
    record=7,
    kind="INVOICE_PAYMENT",
    number="P(1)",
    payee="Ann | Co; sons",
    narration='for "tea"\n\\',
    postings=(
        Posting(1, -10_000, USD, -13_000, "note: [2026-01-01], \n;"),
        Posting(2, 10_000, USD, 12_500),
        Posting(3, 0, USD, 500),
    ),
)


def bare(*postings: Posting) -> Transaction:
    return Transaction(date=DAY, record=8, kind="ADJUSTMENT", number="", payee="", narration="n", postings=postings)


def test_a_payment_at_another_rate_as_beancount_reads_it() -> None:
    assert list(beancount.transaction_lines(BOOKS, PAID)) == [
        '2026-01-31 * "Ann | Co; sons" "for \\"tea\\" \\\\"',
        '  record: "7"',
        '  type: "INVOICE_PAYMENT"',
        '  number: "P(1)"',
        "  Assets:1000-Chequing  100.00 USD @@ 130.00 CAD",
        '    note: "note: [2026-01-01], ;"',
        "  Assets:1200-Receivable  -100.00 USD @@ 125.00 CAD",
        "  Income:4900-Gain-or-loss  -5.00 CAD",
    ]


def test_a_payment_at_another_rate_as_hledger_reads_it() -> None:
    assert list(hledger.transaction_lines(BOOKS, PAID)) == [
        '2026-01-31 * (P(1) Ann / Co, sons | for "tea" \\  ; record: 7, type: INVOICE_PAYMENT',
        "    Assets:1000-Chequing  100.00 USD @@ 130.00 CAD  ; note: note: (2026-01-01) ;",
        "    Assets:1200-Receivable  -100.00 USD @@ 125.00 CAD",
        "    Income:4900-Gain-or-loss  -5.00 CAD",
    ]


def test_without_number_and_contact_neither_is_told() -> None:
    told = bare(Posting(1, -5, CAD, -5), Posting(3, 5, CAD, 5))
    lines = ["  Assets:1000-Chequing  0.05 CAD", "  Income:4900-Gain-or-loss  -0.05 CAD"]
    head = ['2026-01-31 * "n"', '  record: "8"', '  type: "ADJUSTMENT"']
    assert list(beancount.transaction_lines(BOOKS, told)) == [*head, *lines]
    head = ["2026-01-31 * n  ; record: 8, type: ADJUSTMENT"]
    assert list(hledger.transaction_lines(BOOKS, told)) == [*head, *(f"  {line}" for line in lines)]


def test_a_file_begins_with_the_accounts_and_ends_with_what_they_come_to() -> None:
    held = [Balance(1, CAD, 5), Balance(2, JPY, -5)]
    assert list(beancount.beginning(BOOKS)) == [
        'option "title" "The \\"Bakery\\""',
        'option "operating_currency" "CAD"',
        'option "inferred_tolerance_default" "CAD:0.001"',
        "2026-01-31 open Assets:1000-Chequing",
        '  name: "Chequing"',
        "2026-01-31 open Assets:1200-Receivable",
        '  name: "Receivable"',
        "2026-01-31 open Income:4900-Gain-or-loss",
        '  name: "Gain, or [loss]"',
    ]
    assert list(beancount.ending(BOOKS, held)) == [
        "2026-02-01 balance Assets:1000-Chequing  0.05 ~ 0 CAD",
        "2026-02-01 balance Assets:1200-Receivable  -5 ~ 0 JPY",
    ]
    assert list(hledger.beginning(BOOKS)) == [
        '; The "Bakery"',
        "commodity 1000.00 CAD",
        "commodity 1000. JPY",
        "account Assets:1000-Chequing  ; type: C, name: Chequing",
        "account Assets:1200-Receivable  ; type: A, name: Receivable",
        "account Income:4900-Gain-or-loss  ; type: R, name: Gain or (loss)",
    ]
    assert list(hledger.ending(BOOKS, held)) == [
        "2026-01-31 * balances",
        "    Assets:1000-Chequing  0.00 CAD = 0.05 CAD",
        "    Assets:1200-Receivable  0 JPY = -5 JPY",
    ]


@pytest.mark.parametrize(
    ("posting", "written", "alone"),
    [
        (Posting(1, 100, CAD, 100), ["-1.00 CAD"], 0),
        (Posting(1, 0, CAD, 100), ["-1.00 CAD"], -100),
        (Posting(1, 100, CAD, 90), ["-1.00 CAD", "0.10 CAD"], 10),
        (Posting(1, 100, USD, 0), ["-1.00 USD @@ 0.00 CAD"], 0),
        (Posting(1, 100, USD, -7), ["-1.00 USD @@ 0.00 CAD", "0.07 CAD"], 7),
        (Posting(1, -100, USD, 7), ["1.00 USD @@ 0.00 CAD", "-0.07 CAD"], -7),
    ],
)
def test_amount_and_worth_are_never_lost(posting: Posting, written: list[str], alone: int) -> None:
    _, *lines = hledger.transaction_lines(BOOKS, bare(posting))
    assert [line.removeprefix("    Assets:1000-Chequing  ") for line in lines] == written
    assert worth_alone(posting, CAD) == alone


def test_every_type_of_account_has_its_place() -> None:
    assert ROOTS.keys() == set(AccountType)


@pytest.mark.parametrize(
    ("number", "name", "wanted"),
    [
        ("1000", "Chequing (main)", "1000-Chequing-main"),
        ("", "petty cash", "Petty-cash"),
        ("", "école", "0-école"),
        ("", "École", "École"),
        ("", "--", "0"),
    ],
)
def test_an_account_is_called_by_its_number_and_name(number: str, name: str, wanted: str) -> None:
    assert account_names([NamedAccount(1, number, name, AccountType.CASH)]) == {1: f"Assets:{wanted}"}


def test_no_two_accounts_are_called_the_same() -> None:
    alike = [NamedAccount(identity, "1", "A", AccountType.CASH) for identity in (1, 2)]
    sly = NamedAccount(0, "1", "A-2", AccountType.CASH)
    assert account_names([*alike, sly]) == {0: "Assets:1-A-2", 1: "Assets:1-A", 2: "Assets:1-A-2-2"}
