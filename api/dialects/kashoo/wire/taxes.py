"""Taxes and tax codes (operations 21 and 22, and those of contract section 1.2)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING

from api.common.wire import Id, Prose, Text20, Text60, Text200, Wire, exact, plain
from businesses.roles import Privilege
from taxes.drafts import TaxCodeDraft, TaxDraft

if TYPE_CHECKING:
    from businesses.actors import Actor
    from taxes.selectors.taxes import TaxCodeView, TaxView


class TaxIn(Wire):
    """A tax as a client sends it; rates are percentages. ``id`` counts only where several are saved."""

    name: Text60
    rate: Decimal
    id: Id | None = None
    short_name: Text20 | None = None
    description: Prose | None = None
    previous_rate: Decimal | None = None
    previous_name: Text60 | None = None
    previous_short_name: Text20 | None = None
    effective_date: dt.date | None = None
    registered: bool | None = None
    registration: Text60 | None = None
    applies_to_amount_after_previous_taxes: bool | None = None
    lazy_rounding: bool | None = None
    payable_account: Id | None = None
    receivable_account: Id | None = None
    expense_account: Id | None = None
    removed: bool | None = None

    def to_draft(self) -> TaxDraft:
        """Return the draft that the client means; raise ``InvalidError`` for a rate out of bounds."""
        return TaxDraft(
            id=self.id,
            name=self.name,
            short_name=self.short_name or "",
            rate=exact(self.rate, field="rate") or Decimal(0),
            description=self.description or "",
            previous_rate=exact(self.previous_rate, field="previousRate"),
            previous_name=self.previous_name or None,
            previous_short_name=self.previous_short_name or None,
            effective_date=self.effective_date,
            registered=bool(self.registered),
            registration=self.registration or "",
            compound=bool(self.applies_to_amount_after_previous_taxes),
            lazy_rounding=bool(self.lazy_rounding),
            payable_account=self.payable_account,
            receivable_account=self.receivable_account,
            expense_account=self.expense_account,
            removed=bool(self.removed),
        )


class TaxOut(Wire):
    """A tax (seed 002, element tax)."""

    id: int
    business: int
    version: int
    name: str
    short_name: str
    description: str
    rate: Decimal | None
    previous_rate: Decimal | None
    previous_name: str | None
    previous_short_name: str | None
    effective_date: dt.date | None
    registered: bool
    registration: str
    applies_to_amount_after_previous_taxes: bool
    lazy_rounding: bool
    payable_account: int | None
    receivable_account: int | None
    expense_account: int | None
    read_only: bool
    removed: bool

    @classmethod
    def of(cls, tax: TaxView, actor: Actor) -> TaxOut:
        """Return a tax as this actor reads it."""
        return cls(
            id=tax.id,
            business=tax.business,
            version=tax.version,
            name=tax.name,
            short_name=tax.short_name,
            description=tax.description,
            rate=plain(tax.rate),
            previous_rate=plain(tax.previous_rate),
            previous_name=tax.previous_name,
            previous_short_name=tax.previous_short_name,
            effective_date=tax.effective_date,
            registered=tax.registered,
            registration=tax.registration,
            applies_to_amount_after_previous_taxes=tax.compound,
            lazy_rounding=tax.lazy_rounding,
            payable_account=tax.payable_account,
            receivable_account=tax.receivable_account,
            expense_account=tax.expense_account,
            read_only=Privilege.CHANGE_TAXES not in actor.privileges,
            removed=tax.removed,
        )


class TaxCodeIn(Wire):
    """A tax code as a client sends it."""

    name: Text60
    expansion: Text200
    tax_system: Text60 | None = None
    income: bool | None = None
    description: Prose | None = None
    removed: bool | None = None

    def to_draft(self) -> TaxCodeDraft:
        """Return the draft that the client means."""
        return TaxCodeDraft(
            name=self.name,
            expansion=self.expansion,
            tax_system=self.tax_system or "",
            income=bool(self.income),
            description=self.description or "",
            removed=bool(self.removed),
        )


class TaxCodeOut(Wire):
    """A tax code (seed 002, element taxCode)."""

    id: int
    business: int
    name: str
    expansion: str
    tax_system: str
    income: bool
    description: str

    @classmethod
    def of(cls, tax_code: TaxCodeView) -> TaxCodeOut:
        """Return a tax code as clients read it."""
        return cls(
            id=tax_code.id,
            business=tax_code.business,
            name=tax_code.name,
            expansion=tax_code.expansion,
            tax_system=tax_code.tax_system,
            income=tax_code.income,
            description=tax_code.description,
        )
