"""Revaluation of foreign balances (DESIGN, section 7). Amounts are credit-positive minor units."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING

from api.common.wire import Wire, exact, plain

if TYPE_CHECKING:
    from bookkeeping.entries import JournalLine
    from bookkeeping.revaluation import Revalued
    from businesses.actors import Actor
    from ledger.services.revaluation import Revaluated


class RevaluationIn(Wire):
    """The day at whose end balances are revalued, and rates: home units for one unit, by currency.

    A currency without a rate here takes the newest stored one on or before the day.
    """

    as_of: dt.date
    rates: dict[str, Decimal] | None = None
    preview: bool | None = None

    def exact_rates(self) -> dict[str, Decimal]:
        """Return the rates; raise ``InvalidError`` for one that is out of bounds."""
        sent = self.rates or {}
        return {code: exact(rate, field=f"rates.{code}") or Decimal(0) for code, rate in sent.items()}


class RevaluedOut(Wire):
    """A balance in a foreign currency, what it is booked at at home, and what it is worth at the rate."""

    account: int
    currency: str
    balance: int
    exchange_rate: Decimal | None
    booked: int
    worth: int
    difference: int

    @classmethod
    def of(cls, row: Revalued) -> RevaluedOut:
        """Return a balance as clients read it."""
        return cls(
            account=row.balance.account,
            currency=row.balance.currency,
            balance=row.balance.amount,
            exchange_rate=plain(row.rate),
            booked=row.balance.booked,
            worth=row.worth,
            difference=row.difference,
        )


class RevaluationLineOut(Wire):
    """A line of the entry: its amount is zero, only the home amount is touched."""

    account: int
    amount: int
    currency: str
    home_amount: int

    @classmethod
    def of(cls, line: JournalLine) -> RevaluationLineOut:
        """Return a line as clients read it."""
        return cls(account=line.account, amount=line.amount, currency=line.currency, home_amount=line.home)


class RevaluationOut(Wire):
    """A revaluation: the balances, the entry of the day, and the day on which it is reversed.

    ``record`` is the adjustment that was made of it, null in a preview; ``gainOrLoss`` is what is not realised.
    """

    business: int
    as_of: dt.date
    reversed_on: dt.date
    home_currency: str
    record: int | None
    gain_or_loss: int
    rows: list[RevaluedOut]
    entry: list[RevaluationLineOut]

    @classmethod
    def of(cls, made: Revaluated, actor: Actor) -> RevaluationOut:
        """Return a revaluation as clients read it."""
        found = made.found
        return cls(
            business=actor.business.id,
            as_of=found.entry.date,
            reversed_on=found.reversal.date,
            home_currency=actor.business.currency,
            record=made.record.id if made.record else None,
            gain_or_loss=-sum(row.difference for row in found.rows),
            rows=[RevaluedOut.of(row) for row in found.rows],
            entry=[RevaluationLineOut.of(line) for line in found.entry.lines],
        )
