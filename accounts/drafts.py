"""What a client wants an account or a business to be: input of the services, frozen."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from decimal import Decimal

    from bookkeeping.books import AccountType, DefaultAccount


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountDraft:
    """An account as a client describes it. A blank number asks for the next free one of the type."""

    name: str
    type: AccountType
    number: str | None = None
    currency: str | None = None
    description: str = ""
    standard_terms: str = ""
    open_date: date | None = None
    parent: int | None = None
    tax_number: int | None = None
    tax_authority_code: str = ""
    feed: int | None = None
    archived: bool = False
    removed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class BusinessDraft:
    """A business as a client describes it. ``contact_information`` has the keys of seed 002's element."""

    name: str
    contact_information: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    currency: str = "USD"
    country: str = ""
    time_zone: str = "UTC"
    fiscal_start_month: int = 1
    fiscal_start_day: int = 1
    fiscal_start_year: int | None = None
    start_date: date | None = None
    date_formatting: str = "ISO"
    inventory_cogs_method: str = "FIFO"
    negative_stock: bool = False
    default_accounts: Mapping[DefaultAccount, int | None] = field(default_factory=lambda: MappingProxyType({}))
    removed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RateDraft:
    """An exchange rate: one unit of ``base`` is ``rate`` units of ``currency`` (seed 002, element exchangeRate)."""

    base: str
    currency: str
    rate: Decimal
    as_of: date
    source: str = "MANUAL_ENTRY"
    comment: str = ""
