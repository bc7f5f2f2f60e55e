"""Books: the accounts, rates and settings that give a record its meaning. Frozen; filled by a selector."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from decimal import Decimal

    from bookkeeping.money import Currency
    from bookkeeping.records import RecordType
    from bookkeeping.stock import Stock
    from bookkeeping.taxes import Tax


class AccountType(StrEnum):
    """The 21 account types (seed 002's 20 and PAYROLL_TAX of seed 000)."""

    ACCOUNTS_RECEIVABLE = "ACCOUNTS_RECEIVABLE"
    ACCOUNTS_PAYABLE = "ACCOUNTS_PAYABLE"
    BANK = "BANK"
    COST_OF_GOODS_SOLD = "COST_OF_GOODS_SOLD"
    CREDIT_CARD = "CREDIT_CARD"
    EQUITY = "EQUITY"
    EXPENSE = "EXPENSE"
    FIXED_ASSET = "FIXED_ASSET"
    INCOME = "INCOME"
    GAIN_OR_LOSS_ON_EXCHANGE = "GAIN_OR_LOSS_ON_EXCHANGE"
    LONG_TERM_LIABILITY = "LONG_TERM_LIABILITY"
    OTHER_CURRENT_ASSET = "OTHER_CURRENT_ASSET"
    OTHER_CURRENT_LIABILITY = "OTHER_CURRENT_LIABILITY"
    OTHER_ASSET = "OTHER_ASSET"
    TAXES = "TAXES"
    CASH = "CASH"
    RETAINED_EARNINGS = "RETAINED_EARNINGS"
    PREPAID_EXPENSE = "PREPAID_EXPENSE"
    CLIENT_CREDIT = "CLIENT_CREDIT"
    INVENTORY = "INVENTORY"
    PAYROLL_TAX = "PAYROLL_TAX"

    @property
    def normal_balance_credit(self) -> bool:
        """Whether the account normally has a credit balance (seed 002, accountType; contract 5.1)."""
        return self in CREDIT_NORMAL

    @property
    def holds_money(self) -> bool:
        """Whether money itself lies here: a bank, cash or card account, so that a document is paid at once."""
        return self in MONEY


CREDIT_NORMAL = frozenset(
    {
        AccountType.ACCOUNTS_PAYABLE,
        AccountType.CREDIT_CARD,
        AccountType.EQUITY,
        AccountType.INCOME,
        AccountType.GAIN_OR_LOSS_ON_EXCHANGE,
        AccountType.LONG_TERM_LIABILITY,
        AccountType.OTHER_CURRENT_LIABILITY,
        AccountType.TAXES,
        AccountType.RETAINED_EARNINGS,
        AccountType.CLIENT_CREDIT,
        AccountType.PAYROLL_TAX,
    }
)
MONEY = frozenset({AccountType.BANK, AccountType.CASH, AccountType.CREDIT_CARD})


class DefaultAccount(StrEnum):
    """What a business's default accounts are for; an account serves at most one of them."""

    RECEIVABLE = "RECEIVABLE"
    PAYABLE = "PAYABLE"
    BANK = "BANK"
    CASH = "CASH"
    EQUITY = "EQUITY"
    INVENTORY = "INVENTORY"
    GAIN_OR_LOSS = "GAIN_OR_LOSS"
    RETAINED_EARNINGS = "RETAINED_EARNINGS"


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """An account as posting sees it. ``usable`` is False when archived or removed."""

    id: int
    type: AccountType
    currency: str | None = None
    standard_terms: str | None = None
    usable: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactDefaults:
    """What a contact says about the records that name it."""

    id: int
    receivable_account: int | None = None
    payable_account: int | None = None
    income_or_expense_account: int | None = None
    payment_account: int | None = None
    default_tax_code: str | None = None
    payment_terms: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemDefaults:
    """What an item says about the lines that name it. Rates are prices in major units.

    A ``tracked`` item has an inventory account and one for the cost of goods sold: see ``bookkeeping.stock``.
    """

    id: int
    credit_account: int | None = None
    debit_account: int | None = None
    sell_rate: Decimal | None = None
    buy_rate: Decimal | None = None
    tax_code: str | None = None
    note: str | None = None
    tracked: bool = False
    inventory_account: int | None = None
    cogs_account: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenDocument:
    """An invoice or bill that a payment may settle, as it stands without that payment.

    ``total`` and ``balance`` are signed minor units of the document's currency (a credit note is
    negative); ``open_home`` is the part of its booked home amount that is not settled, same sign.
    """

    id: int
    type: RecordType
    date: date
    contact: int | None
    account: int
    currency: str
    total: int
    balance: int
    open_home: int


@dataclass(frozen=True, slots=True)
class Holding:
    """The credit balance of an account in one currency: minor units there and at home."""

    amount: int
    home: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Books:
    """All that a record may refer to, and nothing of another business.

    ``rates`` holds home units for one unit of a currency, the newest on or before the record's date;
    ``holdings`` the balances of foreign money accounts at the record's date, without this record; ``stocks`` what there
    is of tracked items, likewise.
    """

    home: Currency
    currencies: Mapping[str, Currency]
    accounts: Mapping[int, Account]
    defaults: Mapping[DefaultAccount, int]
    taxes: tuple[Tax, ...] = ()
    tax_codes: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    contact: ContactDefaults | None = None
    items: Mapping[int, ItemDefaults] = field(default_factory=lambda: MappingProxyType({}))
    rates: Mapping[str, Decimal] = field(default_factory=lambda: MappingProxyType({}))
    documents: Mapping[int, OpenDocument] = field(default_factory=lambda: MappingProxyType({}))
    holdings: Mapping[tuple[int, str], Holding] = field(default_factory=lambda: MappingProxyType({}))
    stocks: Mapping[int, Stock] = field(default_factory=lambda: MappingProxyType({}))
    lock_date: date | None = None
