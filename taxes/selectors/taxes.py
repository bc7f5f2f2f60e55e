"""Reads of taxes and tax codes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from businesses.errors import NotFoundError
from businesses.roles import Privilege
from businesses.selectors.actors import actor_via
from taxes.models import Tax, TaxCode

if TYPE_CHECKING:
    from datetime import date, datetime
    from decimal import Decimal

    from businesses.actors import Actor, Caller


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxView:
    """A tax as it is stored; rates are percentages."""

    id: int
    business: int
    name: str
    short_name: str
    description: str
    rate: Decimal
    previous_rate: Decimal | None
    previous_name: str | None
    previous_short_name: str | None
    effective_date: date | None
    registered: bool
    registration: str
    compound: bool
    lazy_rounding: bool
    payable_account: int | None
    receivable_account: int | None
    expense_account: int | None
    removed: bool
    created_at: datetime
    modified_at: datetime
    version: int

    @classmethod
    def of(cls, row: Tax) -> TaxView:
        """Return a row as a view."""
        return cls(
            id=row.id,
            business=row.business_id,
            name=row.name,
            short_name=row.short_name,
            description=row.description,
            rate=row.rate,
            previous_rate=row.previous_rate,
            previous_name=row.previous_name,
            previous_short_name=row.previous_short_name,
            effective_date=row.effective_date,
            registered=row.registered,
            registration=row.registration,
            compound=row.compound,
            lazy_rounding=row.lazy_rounding,
            payable_account=row.payable_account_id,
            receivable_account=row.receivable_account_id,
            expense_account=row.expense_account_id,
            removed=row.removed,
            created_at=row.created_at,
            modified_at=row.modified_at,
            version=row.version,
        )

    def as_removed(self) -> TaxView:
        """Return this as it is once it is removed."""
        return replace(self, removed=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxCodeView:
    """A tax code as it is stored."""

    id: int
    business: int
    name: str
    expansion: str
    tax_system: str
    income: bool
    description: str
    removed: bool
    created_at: datetime
    modified_at: datetime
    version: int

    @classmethod
    def of(cls, row: TaxCode) -> TaxCodeView:
        """Return a row as a view."""
        return cls(
            id=row.id,
            business=row.business_id,
            name=row.name,
            expansion=row.expansion,
            tax_system=row.tax_system,
            income=row.income,
            description=row.description,
            removed=row.removed,
            created_at=row.created_at,
            modified_at=row.modified_at,
            version=row.version,
        )


def tax_actor(caller: Caller, *, tax: int) -> Actor:
    """Return the caller as an actor on the tax's business; raise ``NotFoundError`` for a stranger's."""
    return actor_via(caller, table="taxes_tax", kind="tax", identity=tax)


def tax_code_actor(caller: Caller, *, tax_code: int) -> Actor:
    """Return the caller as an actor on the tax code's business; raise ``NotFoundError`` for a stranger's."""
    return actor_via(caller, table="taxes_taxcode", kind="taxCode", identity=tax_code)


def tax_list(actor: Actor, *, include_removed: bool = False) -> list[TaxView]:
    """Return the taxes of the business in the order they were made (operation 21)."""
    actor.require(Privilege.VIEW_TAXES)
    rows = Tax.objects.filter(business_id=actor.business.id)
    if not include_removed:
        rows = rows.filter(removed=False)
    return [TaxView.of(row) for row in rows.order_by("id")]


def tax_get(actor: Actor, *, tax: int) -> TaxView:
    """Return a tax that is not removed; raise ``NotFoundError``."""
    actor.require(Privilege.VIEW_TAXES)
    row = Tax.objects.filter(business_id=actor.business.id, id=tax, removed=False).first()
    if row is None:
        raise NotFoundError
    return TaxView.of(row)


def tax_code_list(actor: Actor) -> list[TaxCodeView]:
    """Return the tax codes of the business by name."""
    actor.require(Privilege.VIEW_TAXES)
    rows = TaxCode.objects.filter(business_id=actor.business.id, removed=False).order_by("name", "id")
    return [TaxCodeView.of(row) for row in rows]


def tax_code_get(actor: Actor, *, tax_code: int) -> TaxCodeView:
    """Return a tax code that is not removed; raise ``NotFoundError``."""
    actor.require(Privilege.VIEW_TAXES)
    row = TaxCode.objects.filter(business_id=actor.business.id, id=tax_code, removed=False).first()
    if row is None:
        raise NotFoundError
    return TaxCodeView.of(row)
