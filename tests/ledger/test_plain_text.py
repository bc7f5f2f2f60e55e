"""Other programs read the books and come to the same balances, at home and in foreign money (RELIABILITY T14)."""

from __future__ import annotations

import csv
import random
import shutil
import subprocess
from collections import defaultdict
from dataclasses import replace
from decimal import Decimal
from io import BytesIO
from typing import TYPE_CHECKING, TypeVar

import pytest
from beancount import loader
from beancount.core.data import Transaction

from accounts.models import Account
from bookkeeping.books import AccountType
from bookkeeping.checks import LAST_DAY
from bookkeeping.money import Currency, to_major
from bookkeeping.plain_text.journal import NamedAccount, account_names
from bookkeeping.records import Line
from ledger.models import JournalEntry
from ledger.selectors.plain_text import Program, journal_text
from ledger.selectors.trial_balance import holdings_list
from ledger.services.year_ends import year_end_close
from tests.ledger.test_known import do
from tests.ledger.test_random_books import begin
from tests.support.builders import BANK, NOW, RENT, World, books
from tests.support.scale import scaled
from tests.support.statements import asked

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.django_db
BOOKS, DEEDS = scaled(6, soak=100), scaled(15, soak=100)
DIGITS = {"CAD": 2, "USD": 2, "JPY": 0, "KWD": 3}
HOSTILE = 'A "quoted" \\ name; with, [2026-99-99] date: never | } ; and\n\tlines  of = 5 @ 3 ) %'
NOTES = ("", "date: never", "[2026-02-31]", ";", "note", HOSTILE)

Key = TypeVar("Key")
Held = tuple[dict[tuple[str, str], Decimal], dict[str, Decimal]]
"""What accounts hold as debits by currency, home money left out; and what all that an account holds is worth."""


def exported(world: World, program: Program) -> str:
    """Return the text for a program."""
    file = BytesIO()
    count = journal_text(world.actor, program=program, into=file)
    live = JournalEntry.objects.filter(business_id=world.actor.business.id, superseded__isnull=True)
    assert count == live.count()
    return file.getvalue().decode()


def expected(world: World) -> Held:
    """Return what the books say."""
    rows = Account.objects.filter(business_id=world.actor.business.id)
    names = account_names([NamedAccount(row.id, row.number, row.name, AccountType(row.type)) for row in rows])
    home = world.actor.business.currency
    foreign: dict[tuple[str, str], Decimal] = {}
    worth: dict[str, int] = defaultdict(int)
    for held in holdings_list(world.actor, as_of=LAST_DAY):
        worth[names[held.account]] -= held.home
        if held.currency != home and held.amount:
            currency = Currency(held.currency, DIGITS[held.currency])
            foreign[names[held.account], held.currency] = to_major(-held.amount, currency)
    exact = {name: to_major(amount, Currency(home, DIGITS[home])) for name, amount in worth.items() if amount}
    return foreign, exact


def by_beancount(text: str, home: str) -> Held:
    """Return what beancount finds in a text that it has nothing to say against."""
    entries, errors, _ = loader.load_string(text)
    assert errors == []
    foreign: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    worth: dict[str, Decimal] = defaultdict(Decimal)
    for entry in entries:
        for posting in entry.postings if isinstance(entry, Transaction) else ():
            units, price = posting.units, posting.price
            assert units is not None
            assert units.number is not None
            assert (units if price is None else price).currency == home
            worth[posting.account] += units.number * (Decimal(1) if price is None else price.number or Decimal(0))
            if price is not None:
                foreign[posting.account, units.currency] += units.number
    whole = {name: round(amount, DIGITS[home]) for name, amount in worth.items()}
    assert all(abs(amount - worth[name]) < Decimal("1e-9") for name, amount in whole.items())
    return {key: value for key, value in foreign.items() if value}, {
        key: value for key, value in whole.items() if value
    }


def told(text: str, *options: str) -> list[tuple[str, str, Decimal]]:
    """Return the balances that hledger prints: account, currency, amount."""
    command = ["hledger", "-f", "-", "bal", "-N", "--flat", "-O", "csv", "--layout", "bare", *options]
    done = subprocess.run(command, input=text, capture_output=True, text=True, check=False, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    return [(name, code, Decimal(amount)) for name, code, amount in list(csv.reader(done.stdout.splitlines()))[1:]]


def by_hledger(text: str, home: str) -> Held:
    """Return what hledger finds in a text that it has nothing to say against."""
    worth = told(text, "--cost")
    assert {code for _, code, _ in worth} <= {home}
    foreign = {(name, code): amount for name, code, amount in told(text) if code != home and amount}
    return foreign, {name: amount for name, _, amount in worth if amount}


READERS: dict[Program, Callable[[str, str], Held]] = {Program.BEANCOUNT: by_beancount, Program.HLEDGER: by_hledger}


def agreed(world: World, subtests: pytest.Subtests) -> None:
    """Let each program that is there read the text and come to what the books say."""
    wanted = expected(world)
    for program, reader in READERS.items():
        with subtests.test(program.value):
            if program == Program.HLEDGER and shutil.which("hledger") is None:
                pytest.skip("hledger is not on the PATH: only beancount was asked")
            assert reader(exported(world, program), world.actor.business.currency) == wanted


@pytest.mark.parametrize("seed", range(BOOKS))
def test_other_programs_find_every_balance_of_random_books(seed: int, subtests: pytest.Subtests) -> None:
    chance, play = random.Random(seed), begin()  # noqa: S311 - the same books each time
    for _ in range(DEEDS):
        do(play, chance)
    later = replace(play.world.actor, caller=replace(play.world.actor.caller, now=NOW.replace(year=2027)))
    year_end_close(later, fiscal_year=2026)
    if seed % 2:
        do(play, chance)
    assert expected(play.world)[0]
    agreed(play.world, subtests)


@pytest.mark.parametrize("home", ["JPY", "KWD"])
def test_worth_that_does_not_divide_is_no_hindrance(home: str, subtests: pytest.Subtests) -> None:
    world = books(currency=home)
    for number, price in enumerate(("3", "0.07"), start=1):
        rate = Decimal(100) / (7 * number) if home == "JPY" else Decimal("0.3077")
        invoice = world.invoice(price, currency="USD", exchange_rate=round(rate, 6), contact=world.contact())
        world.pay((invoice, invoice.total), account=world.chart[BANK], exchange_rate=round(rate * 2, 6))
    assert all(expected(world))
    agreed(world, subtests)


def test_no_words_of_the_books_mean_anything_to_a_program(subtests: pytest.Subtests) -> None:
    world = books(name=HOSTILE)
    for name in (HOSTILE, HOSTILE, "éclair", "日本", "--", "½"):
        world.account(AccountType.EXPENSE, name=name)
    for words in (HOSTILE, '"', "\\", "(", "= @ 5 USD"):
        lines = tuple(Line(account=world.chart[RENT], rate=Decimal(1), note=f"{note} {words}") for note in NOTES)
        contact = world.contact(name=f"{words} {HOSTILE}")
        world.invoice(lines=lines, contact=contact, number=words[:20], memo=words)
    agreed(world, subtests)


def test_books_without_an_entry_are_read(subtests: pytest.Subtests) -> None:
    agreed(books(), subtests)


@pytest.mark.parametrize("program", Program)
def test_it_takes_the_same_statements_for_any_number_of_entries(program: Program) -> None:
    world, counts = books(), []
    for prices in (["10"], ["20", "30", "40"]):
        for price in prices:
            world.invoice(price)
        with asked() as statements:
            exported(world, program)
        counts.append(len(statements))
    assert counts == [6, 6]


@pytest.mark.parametrize("program", READERS)
def test_a_cent_that_is_missing_is_found(program: Program) -> None:
    if shutil.which("hledger") is None and program == Program.HLEDGER:
        pytest.skip("hledger is not on the PATH")
    world = books()
    world.invoice("100")
    text = exported(world, program)
    wrong = text.replace("100.00 CAD", "100.01 CAD", 1).replace("-100.00 CAD", "-100.01 CAD", 1)
    with pytest.raises(AssertionError, match=r"[Bb]alance"):
        READERS[program](wrong, "CAD")
