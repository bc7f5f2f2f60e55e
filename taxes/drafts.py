"""What a client wants a tax or a tax code to be: input of the services, frozen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxDraft:
    """A tax as a client describes it. ``rate`` is a percentage; ``id`` names an existing tax in a save of several."""

    id: int | None = None
    name: str
    short_name: str
    rate: Decimal
    description: str = ""
    previous_rate: Decimal | None = None
    previous_name: str | None = None
    previous_short_name: str | None = None
    effective_date: date | None = None
    registered: bool = False
    registration: str = ""
    compound: bool = False
    lazy_rounding: bool = False
    payable_account: int | None = None
    receivable_account: int | None = None
    expense_account: int | None = None
    removed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxCodeDraft:
    """A tax code as a client describes it; ``expansion`` is a tax-code expression."""

    name: str
    expansion: str
    tax_system: str = ""
    income: bool = False
    description: str = ""
    removed: bool = False
