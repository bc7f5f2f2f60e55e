"""Exchange rates: the newest stored one on or before a date."""

from __future__ import annotations

from decimal import Decimal, localcontext
from typing import TYPE_CHECKING

from accounts.models import ExchangeRate, ReferenceRate

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from businesses.actors import Actor

SIGNIFICANT_DIGITS = 12
"""Precision of a rate that is derived from two others."""


def rates_get(actor: Actor, *, currencies: Iterable[str], on: dt.date) -> dict[str, Decimal]:
    """Return home units for one unit of each currency: the newest rate stored on or before a date.

    The business's own rates and the shipped reference rates count alike; on the same day its own wins. A currency
    without any rate is missing from the answer.
    """
    wanted = set(currencies) - {actor.business.currency}
    if not wanted:
        return {}
    found = {currency: _own(actor, currency, on) for currency in wanted}
    reference = _reference(wanted | {actor.business.currency}, on)
    home = reference.get(actor.business.currency)
    for currency in wanted:
        foreign = reference.get(currency)
        if home is None or foreign is None:
            continue
        as_of = min(home[0], foreign[0])
        own = found[currency]
        if own is None or own[0] < as_of:
            found[currency] = (as_of, _divided(home[1], foreign[1]))
    return {currency: dated[1] for currency, dated in found.items() if dated is not None}


def _own(actor: Actor, currency: str, on: dt.date) -> tuple[dt.date, Decimal] | None:
    """Return the business's newest own rate, whichever way round it is stored."""
    home = actor.business.currency
    rows = ExchangeRate.objects.filter(
        business_id=actor.business.id, as_of__lte=on, base__in=(currency, home), currency__in=(currency, home)
    )
    row = rows.order_by("-as_of", "-id").values_list("as_of", "base", "rate").first()
    if row is None or not row[2]:
        return None
    as_of, base, rate = row
    return as_of, (rate if base == currency else _divided(Decimal(1), rate))


def _reference(currencies: set[str], on: dt.date) -> dict[str, tuple[dt.date, Decimal]]:
    """Return units of each currency for one euro, the newest on or before the date."""
    found = {"EUR": (on, Decimal(1))} if "EUR" in currencies else {}
    rows = ReferenceRate.objects.filter(base="EUR", currency__in=currencies, as_of__lte=on)
    for currency, as_of, rate in rows.order_by("as_of").values_list("currency", "as_of", "rate"):
        found[currency] = (as_of, rate)
    return found


def _divided(dividend: Decimal, divisor: Decimal) -> Decimal:
    with localcontext(prec=SIGNIFICANT_DIGITS):
        return dividend / divisor
