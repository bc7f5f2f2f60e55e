"""Reads of a business's own exchange rates, and of the currencies that it may use."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from accounts.currencies import currency_styles
from accounts.models import ExchangeRate
from businesses.errors import NotFoundError
from businesses.paging import EVERYTHING, Listed, Page
from businesses.roles import Privilege

if TYPE_CHECKING:
    from datetime import date, datetime
    from decimal import Decimal

    from accounts.currencies import CurrencyStyle
    from businesses.actors import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class RateView:
    """A stored rate: one unit of ``base`` is ``rate`` units of ``currency``."""

    id: int
    base: str
    currency: str
    rate: Decimal
    as_of: date
    source: str
    comment: str
    entered_at: datetime

    @classmethod
    def of(cls, row: ExchangeRate) -> RateView:
        """Return the view of a row."""
        return cls(
            id=row.id,
            base=row.base,
            currency=row.currency,
            rate=row.rate,
            as_of=row.as_of,
            source=row.source,
            comment=row.comment,
            entered_at=row.entered_at,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class RateFilter:
    """Which rates a list shows; empty texts and None are no condition."""

    base: str = ""
    currency: str = ""
    start_date: date | None = None
    end_date: date | None = None


EVERY_RATE = RateFilter()


def rate_list(actor: Actor, *, filters: RateFilter = EVERY_RATE, page: Page = EVERYTHING) -> Listed[RateView]:
    """Return a page of the business's own rates, newest day first, then by currencies; raise ``ForbiddenError``."""
    actor.require(Privilege.VIEW)
    wanted = {
        "base": filters.base.upper(),
        "currency": filters.currency.upper(),
        "as_of__gte": filters.start_date,
        "as_of__lte": filters.end_date,
    }
    rows = ExchangeRate.objects.filter(business_id=actor.business.id, **{key: on for key, on in wanted.items() if on})
    found = [RateView.of(row) for row in rows.order_by("-as_of", "base", "currency", "id")[page.probe]]
    return Listed(found[: page.size], more=page.size is not None and len(found) > page.size)


def currency_list(actor: Actor) -> list[CurrencyStyle]:
    """Return every currency that records may be in, by code; raise ``ForbiddenError``."""
    actor.require(Privilege.VIEW)
    return list(currency_styles().values())


def currency_get(actor: Actor, *, currency: str) -> CurrencyStyle:
    """Return one currency by its code, in any case; raise ``NotFoundError`` for none, ``ForbiddenError``."""
    actor.require(Privilege.VIEW)
    found = currency_styles().get(currency.upper())
    if found is None:
        raise NotFoundError
    return found
