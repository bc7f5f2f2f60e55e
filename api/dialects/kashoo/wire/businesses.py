"""Businesses (operation 16, and those of contract section 1.2)."""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from babel import Locale
from msgspec import Meta

from accounts.drafts import BusinessDraft
from api.common.wire import Id, Text20, Text24, Text60, Text200, Wire
from api.dialects.kashoo.wire.base import ContactInformation, Link, link
from bookkeeping.books import DefaultAccount

if TYPE_CHECKING:
    from accounts.selectors.businesses import BusinessView

Country = Annotated[str, Meta(max_length=2)]
SmallInteger = Annotated[int, Meta(ge=0, le=9_999)]
DEFAULTS = {
    "default_accounts_receivable": DefaultAccount.RECEIVABLE,
    "default_accounts_payable": DefaultAccount.PAYABLE,
    "default_bank_account": DefaultAccount.BANK,
    "default_cash_account": DefaultAccount.CASH,
    "default_equity_account": DefaultAccount.EQUITY,
    "default_inventory_account": DefaultAccount.INVENTORY,
    "gain_or_loss_on_exchange": DefaultAccount.GAIN_OR_LOSS,
}
"""Which default account a field names."""


class BusinessIn(Wire):
    """A business as a client sends it. ``name`` may stand at the top or in ``contactInformation``."""

    echoes: ClassVar[frozenset[str]] = frozenset({"name"})

    name: Text200 | None = None
    contact_information: ContactInformation | None = None
    currency: Text20 | None = None
    country: Country | None = None
    time_zone: Text60 | None = None
    fiscal_start_month: SmallInteger | None = None
    fiscal_start_day: SmallInteger | None = None
    fiscal_start_year: SmallInteger | None = None
    start_date: dt.date | None = None
    date_formatting: Text24 | None = None
    inventory_cogs_method: Text24 | None = None
    allow_negative_inventory: bool | None = None
    default_accounts_receivable: Id | None = None
    default_accounts_payable: Id | None = None
    default_bank_account: Id | None = None
    default_cash_account: Id | None = None
    default_equity_account: Id | None = None
    default_inventory_account: Id | None = None
    gain_or_loss_on_exchange: Id | None = None
    removed: bool | None = None

    def to_draft(self) -> BusinessDraft:
        """Return the draft that the client means; what is not given has the draft's default."""
        information = self.contact_information or ContactInformation()
        information.name = self.name or information.full_name
        given = {
            "currency": self.currency and self.currency.upper(),
            "country": self.country or country_code(information.country),
            "time_zone": self.time_zone,
            "fiscal_start_month": self.fiscal_start_month,
            "fiscal_start_day": self.fiscal_start_day,
            "date_formatting": self.date_formatting,
            "inventory_cogs_method": self.inventory_cogs_method,
            "negative_stock": self.allow_negative_inventory,
        }
        return BusinessDraft(
            name=information.name,
            contact_information=information.to_stored(),
            fiscal_start_year=self.fiscal_start_year,
            start_date=self.start_date,
            default_accounts={role: getattr(self, field) for field, role in DEFAULTS.items()},
            removed=bool(self.removed),
            **{key: value for key, value in given.items() if value is not None},  # type: ignore[arg-type]
        )


class BusinessOut(Wire):
    """A business (seed 002, element business). ``currencies`` is one text, separated by commas."""

    id: int
    name: str
    contact_information: ContactInformation
    currency: str
    currencies: str
    country: str
    time_zone: str
    fiscal_start_month: int
    fiscal_start_day: int
    fiscal_start_year: int | None
    start_date: dt.date | None
    date_formatting: str
    inventory_cogs_method: str
    allow_negative_inventory: bool
    creation_date: dt.date
    removed: bool
    default_accounts_receivable: int | None
    default_accounts_payable: int | None
    default_bank_account: int | None
    default_cash_account: int | None
    default_equity_account: int | None
    default_inventory_account: int | None
    gain_or_loss_on_exchange: int | None
    links: list[Link]
    link: list[Link]
    privilege: list[str]
    service_provider_access_level: str | None = None
    service_provider_ref_number: str | None = None

    @classmethod
    def of(cls, business: BusinessView) -> BusinessOut:
        """Return a business as its members read it."""
        links = [link("self", "businesses", business.id)]
        defaults: dict[str, Any] = {field: business.default_accounts.get(role) for field, role in DEFAULTS.items()}
        return cls(
            id=business.id,
            name=business.name,
            contact_information=ContactInformation.of(business.contact_information, name=business.name),
            currency=business.currency,
            currencies=",".join(business.currencies),
            country=business.country,
            time_zone=business.time_zone,
            fiscal_start_month=business.fiscal_start_month,
            fiscal_start_day=business.fiscal_start_day,
            fiscal_start_year=business.fiscal_start_year,
            start_date=business.start_date,
            date_formatting=business.date_formatting,
            inventory_cogs_method=business.inventory_cogs_method,
            allow_negative_inventory=business.negative_stock,
            creation_date=business.created_at.date(),
            removed=business.removed,
            links=links,
            link=links,
            privilege=list(business.privileges),
            **defaults,
        )


def country_code(country: str | None) -> str:
    """Return the code of a country written as its code or its English name; empty for anything else."""
    text = (country or "").strip()
    return text.upper() if text.upper() in _countries().values() else _countries().get(text.lower(), "")


@cache
def _countries() -> dict[str, str]:
    names = Locale("en").territories
    return {name.lower(): code for code, name in names.items() if len(code) == 2 and code.isalpha()}
