"""Currencies and exchange rates (seed 002, elements currency and exchangeRate)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated

from msgspec import Meta

from accounts.drafts import RateDraft
from accounts.selectors.rates import RateFilter
from api.common.wire import Text200, Wire, exact, milliseconds, plain
from api.dialects.kashoo.wire.queries import PageQuery

if TYPE_CHECKING:
    from accounts.currencies import CurrencyStyle
    from accounts.selectors.rates import RateView

Code = Annotated[str, Meta(min_length=3, max_length=3)]
OptionalCode = Annotated[str, Meta(max_length=3)]


class RateQuery(PageQuery):
    """Which rates; ``asOf`` names one day."""

    base_currency_code: OptionalCode = ""
    currency_code: OptionalCode = ""
    start_date: dt.date | None = None
    end_date: dt.date | None = None
    as_of: dt.date | None = None

    def filters(self) -> RateFilter:
        """Return the filter."""
        return RateFilter(
            base=self.base_currency_code,
            currency=self.currency_code,
            start_date=self.as_of or self.start_date,
            end_date=self.as_of or self.end_date,
        )


class ExchangeRateIn(Wire):
    """A rate as a client sends it; without a base it is the business's currency that is worth so much."""

    currency_code: Code
    exchange_rate: Decimal
    as_of: dt.date
    base_currency_code: Code | None = None
    source: Text200 | None = None
    source_comment: Text200 | None = None

    def to_draft(self, *, home: str) -> RateDraft:
        """Return the draft that the client means; raise ``InvalidError`` for a rate out of bounds."""
        return RateDraft(
            base=self.base_currency_code or home,
            currency=self.currency_code,
            rate=exact(self.exchange_rate, field="exchange_rate") or Decimal(0),
            as_of=self.as_of,
            source=self.source or "MANUAL_ENTRY",
            comment=self.source_comment or "",
        )


class ExchangeRateOut(Wire):
    """A rate: one unit of the base currency is ``exchangeRate`` units of the other."""

    base_currency_code: str
    currency_code: str
    exchange_rate: Decimal | None
    as_of: dt.date
    source: str
    source_comment: str
    date_entered: int | None
    derived: int

    @classmethod
    def of(cls, rate: RateView) -> ExchangeRateOut:
        """Return a rate as clients read it."""
        return cls(
            base_currency_code=rate.base,
            currency_code=rate.currency,
            exchange_rate=plain(rate.rate),
            as_of=rate.as_of,
            source=rate.source,
            source_comment=rate.comment,
            date_entered=milliseconds(rate.entered_at),
            derived=int(rate.source == "DERIVED"),
        )


class CurrencyOut(Wire):
    """How amounts in a currency are written."""

    id: int
    currency_code: str
    name: str
    decimal_places: int
    decimal_separator: str
    prefix: str
    foreign_prefix: str
    suffix: str

    @classmethod
    def of(cls, style: CurrencyStyle) -> CurrencyOut:
        """Return a currency as clients read it."""
        return cls(
            id=style.id,
            currency_code=style.code,
            name=style.name,
            decimal_places=style.digits,
            decimal_separator=style.decimal_separator,
            prefix=style.prefix,
            foreign_prefix=style.foreign_prefix,
            suffix=style.suffix,
        )
