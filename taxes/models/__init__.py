"""Tables of the room. Fields, constraints and names only."""

from __future__ import annotations

from taxes.models.tax import Tax, TaxCode

__all__ = ["Tax", "TaxCode"]
