"""Tables of the room. Fields, constraints and names only."""

from __future__ import annotations

from accounts.models.account import Account
from accounts.models.rate import ExchangeRate, ReferenceRate

__all__ = ["Account", "ExchangeRate", "ReferenceRate"]
