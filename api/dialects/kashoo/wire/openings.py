"""Opening balances of an account (operation 48)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING

from api.common.wire import Minor, Text20, Wire, blank, exact, plain
from bookkeeping.openings import OpeningStated

if TYPE_CHECKING:
    from bookkeeping.openings import Opening


class OpeningIn(Wire):
    """What an account began with in a currency (by default that of the business), a credit amount in minor units."""

    amount: Minor
    currency: Text20 | None = None
    date: dt.date | None = None
    exchange_rate: Decimal | None = None

    def stated(self, home: str) -> OpeningStated:
        """Return what the client states; ``home`` is the currency when none is named."""
        return OpeningStated(
            currency=(blank(self.currency) or home).strip().upper(),
            amount=self.amount,
            date=self.date,
            exchange_rate=exact(self.exchange_rate, field="exchangeRate"),
        )


class OpeningOut(Wire):
    """What an account began with in a currency: a balance (seed 002), and the records that say so."""

    account: int
    currency: str
    amount: int
    date: dt.date
    exchange_rate: Decimal | None
    home_amount: int
    records: list[int]

    @classmethod
    def of(cls, opening: Opening, account: int) -> OpeningOut:
        """Return an opening balance as clients read it."""
        return cls(
            account=account,
            currency=opening.currency,
            amount=opening.amount,
            date=opening.date,
            exchange_rate=plain(opening.exchange_rate),
            home_amount=opening.home,
            records=list(opening.records),
        )
