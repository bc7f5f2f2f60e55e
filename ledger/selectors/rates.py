"""Exchange rates: the newest stored one on or before a date."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal, localcontext
from typing import TYPE_CHECKING

from django.db.models import OuterRef, Subquery

from accounts.models import ExchangeRate, ReferenceRate

if TYPE_CHECKING:
    from collections.abc import Iterable

    from businesses.actors import Actor

SIGNIFICANT_DIGITS = 12
"""Precision of a rate that is derived from two others."""

Dated = tuple[dt.date, Decimal]
"""A rate with its day."""


def rates_get(actor: Actor, *, currencies: Iterable[str], on: dt.date) -> dict[str, Decimal]:
    """Return home units for one unit of each currency: the newest rate stored on or before a date.

    The business's own rates, direct or through the euro (as the European Central Bank's are imported), and the shipped
    reference rates count alike; on the same day its own win, the direct one first. A currency without any rate is
    missing from the answer.
    """
    wanted = set(currencies) - {actor.business.currency}
    if not wanted:
        return {}
    found = {currency: _own(actor, currency, on) for currency in wanted}
    named = wanted | {actor.business.currency}
    for euros in (_imported(actor, named, on), _reference(named, on)):
        home = euros.get(actor.business.currency)
        for currency in wanted:
            foreign = euros.get(currency)
            if home is None or foreign is None:
                continue
            as_of, known = min(home[0], foreign[0]), found[currency]
            if known is None or known[0] < as_of:
                found[currency] = (as_of, _divided(home[1], foreign[1]))
    return {currency: dated[1] for currency, dated in found.items() if dated is not None}


def _imported(actor: Actor, currencies: set[str], on: dt.date) -> dict[str, Dated]:
    """Return the business's own units of each currency for one euro, the newest on or before the date."""
    rows = ExchangeRate.objects.filter(business_id=actor.business.id, base="EUR", as_of__lte=on)
    newest = rows.filter(currency=OuterRef("currency")).order_by("-as_of").values("as_of")[:1]
    chosen = rows.filter(currency__in=currencies, as_of=Subquery(newest)).values_list("currency", "as_of", "rate")
    found = {currency: (as_of, rate) for currency, as_of, rate in chosen}
    return {"EUR": (on, Decimal(1)), **found} if "EUR" in currencies else found


def _own(actor: Actor, currency: str, on: dt.date) -> Dated | None:
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


def _reference(currencies: set[str], on: dt.date) -> dict[str, Dated]:
    """Return units of each currency for one euro, the newest on or before the date."""
    found = {"EUR": (on, Decimal(1))} if "EUR" in currencies else {}
    rows = ReferenceRate.objects.filter(base="EUR", currency__in=currencies, as_of__lte=on)
    for currency, as_of, rate in rows.order_by("as_of").values_list("currency", "as_of", "rate"):
        found[currency] = (as_of, rate)
    return found


def _divided(dividend: Decimal, divisor: Decimal) -> Decimal:
    with localcontext(prec=SIGNIFICANT_DIGITS):
        return dividend / divisor
