"""The ground that a run stands on: accounts, contacts, taxes and rates that are there from the start."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from bookkeeping.books import AccountType
from ledger.kinds import ContactType
from taxes.drafts import TaxCodeDraft, TaxDraft
from taxes.services.taxes import tax_code_create, tax_create
from tests.ledger.oracle.sums import changed
from tests.support.builders import (
    BANK,
    COGS,
    CREDITS,
    EQUITY,
    GAIN,
    PAYABLE,
    RECEIVABLE,
    STOCK,
    World,
    books,
    day,
)

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from tests.ledger.oracle.meaning import Line

HOME = "CAD"
RETAINED = "3900"
YEAR = day(4, 1)
"""When fiscal years begin: in the middle of what happens."""
RATES = {
    "USD": ((day(1, 1), Decimal("1.28")), (day(2, 15), Decimal("1.3333"))),
    "JPY": ((day(1, 1), Decimal("0.0091")), (day(3, 10), Decimal("0.00875"))),
}
"""Home units for one unit, from each day on."""
TAXES = {"G": ("5", True), "P": ("9.975", True), "C": ("10", True), "N": ("7", False)}
"""Letter: percentage, and whether what is paid of it is given back. C is compound, P changes at times."""
CHANGED_RATE = Decimal(8)
CODES = {"GP": ("G", "P")}
"""Names of tax codes, and the taxes they stand for."""


@dataclass(frozen=True)
class Ground:
    """Ids by what they are for. ``money`` has the currency of each account that holds money (None: any)."""

    money: Mapping[int, str | None]
    owed: Mapping[str, tuple[int, ...]]
    credits: int
    equity: int
    gain: int
    retained: int
    income: tuple[int, ...]
    expense: tuple[int, ...]
    contacts: tuple[int, ...]
    taxes: Mapping[str, int]
    tax_accounts: Mapping[str, int]
    registered: frozenset[str]
    items: tuple[int, ...]
    inventory: int
    cogs: int

    def rate(self, currency: str, given: Decimal | None, on: dt.date) -> Decimal:
        """Return the rate of a record: 1 at home, else as given, else the newest on or before the day."""
        if currency == HOME:
            return Decimal(1)
        return given or max((since, rate) for since, rate in RATES[currency] if since <= on)[1]

    def costs(self, line: Line) -> bool:
        """Whether a line moves foreign money, which has a cost."""
        return line.account in self.money and line.currency != HOME

    @property
    def yearly(self) -> set[int]:
        """The accounts that begin every year with nothing."""
        return {*self.income, *self.expense, self.gain, self.cogs}

    @property
    def monetary(self) -> set[int]:
        """The accounts whose foreign balances are revalued."""
        owed = {account for accounts in self.owed.values() for account in accounts}
        return {*self.money, *owed, self.credits, *self.tax_accounts.values()}

    def at_home(self, amount: int, currency: str, rate: Decimal) -> int:
        """Return what an amount is worth at home."""
        return amount if currency == HOME else changed(amount, currency, HOME, rate)


def furnished() -> tuple[World, Ground]:
    """Open books, and fill them with all that records of the oracle name."""
    world = books(fiscal_start_month=YEAR.month, fiscal_start_day=YEAR.day)
    for currency, dated in RATES.items():
        for since, rate in dated:
            world.rate(currency, HOME, str(rate), since)
    kept = {letter: world.account(AccountType.TAXES) for letter in TAXES}
    taxes = {letter: _tax(world, letter, account) for letter, account in kept.items()}
    for name, letters in CODES.items():
        tax_code_create(world.actor, draft=TaxCodeDraft(name=name, expansion=",".join(letters)))
    named = {currency: world.account(AccountType.BANK, currency=currency) for currency in ("CAD", "USD", "JPY")}
    card = world.account(AccountType.CREDIT_CARD, currency="USD")
    chart = world.chart
    return world, Ground(
        money={chart[BANK]: None, card: "USD", **{account: currency for currency, account in named.items()}},
        owed={
            "INVOICE": (chart[RECEIVABLE], world.account(AccountType.ACCOUNTS_RECEIVABLE)),
            "BILL": (chart[PAYABLE],),
        },
        credits=chart[CREDITS],
        equity=chart[EQUITY],
        gain=chart[GAIN],
        retained=chart[RETAINED],
        income=(chart["4000"], chart["4100"]),
        expense=(chart["5570"], chart["5530"]),
        contacts=(world.contact(), world.contact(ContactType.VENDOR)),
        taxes=taxes,
        tax_accounts=kept,
        registered=frozenset(letter for letter, (_, registered) in TAXES.items() if registered),
        items=tuple(world.item(name=name, tracked=True) for name in ("Flour", "Honey")),
        inventory=chart[STOCK],
        cogs=chart[COGS],
    )


def tax_draft(letter: str, rate: Decimal, account: int) -> TaxDraft:
    """Return what the services take for a tax."""
    return TaxDraft(
        name=f"Tax {letter}",
        short_name=letter,
        rate=rate,
        registered=TAXES[letter][1],
        compound=letter == "C",
        payable_account=account,
        receivable_account=account,
    )


def _tax(world: World, letter: str, account: int) -> int:
    return tax_create(world.actor, draft=tax_draft(letter, Decimal(TAXES[letter][0]), account)).id
