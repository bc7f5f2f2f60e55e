"""Tables of the room. Fields, constraints and names only."""

from __future__ import annotations

from accounts.models.account import Account, ChartStamp
from accounts.models.rate import ExchangeRate, ReferenceRate

__all__ = ["Account", "ChartStamp", "ExchangeRate", "ReferenceRate"]
