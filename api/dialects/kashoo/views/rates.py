"""Currencies and exchange rates (DESIGN, section 7)."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, ClassVar

from accounts.selectors.rates import currency_get, currency_list, rate_list
from accounts.services.rates import rate_enter
from api.common.calls import Answer
from api.common.described import Described, ListOf
from api.dialects.kashoo.views.base import KashooEndpoint
from api.dialects.kashoo.views.lists import next_page
from api.dialects.kashoo.wire.rates import CurrencyOut, ExchangeRateIn, ExchangeRateOut, RateQuery
from bookkeeping.errors import InvalidError
from businesses.selectors.actors import actor_get

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from api.common.calls import Call

_WORDS = {"base": "base_currency_code", "currency": "currency_code", "rate": "exchange_rate"}


class CurrencyCollection(KashooEndpoint):
    """The currencies that a business may use."""

    described: ClassVar[Mapping[str, Described]] = {
        "get": Described(answers={200: ListOf(CurrencyOut)}, privilege="VIEW")
    }

    def get(self, call: Call, business: int) -> Answer:
        """List all currencies by code."""
        currencies = currency_list(actor_get(call.caller, business=business))
        return Answer([CurrencyOut.of(style) for style in currencies], element="currency")


class CurrencyItem(KashooEndpoint):
    """One currency."""

    described: ClassVar[Mapping[str, Described]] = {"get": Described(answers={200: CurrencyOut}, privilege="VIEW")}

    def get(self, call: Call, business: int, currency: str) -> Answer:
        """Get a currency by its code."""
        style = currency_get(actor_get(call.caller, business=business), currency=currency)
        return Answer(CurrencyOut.of(style), element="currency")


class RateCollection(KashooEndpoint):
    """A business's own exchange rates: 1 unit of the base currency = exchangeRate units of the other."""

    described: ClassVar[Mapping[str, Described]] = {
        "get": Described(query=RateQuery, answers={200: ListOf(ExchangeRateOut)}, privilege="VIEW"),
        "post": Described(body=ExchangeRateIn, answers={201: ExchangeRateOut}, privilege="CHANGE_CURRENCY"),
    }

    def get(self, call: Call, business: int) -> Answer:
        """List rates, the newest day first."""
        actor = actor_get(call.caller, business=business)
        query = call.query(RateQuery)
        rates = rate_list(actor, filters=query.filters(), page=query.page())
        shown = [ExchangeRateOut.of(rate) for rate in rates]
        return Answer(shown, headers=next_page(call, rates, query.page()), element="exchangeRate")

    def post(self, call: Call, business: int) -> Answer:
        """Enter a rate; it takes the place of that of the same day and currencies."""
        actor = actor_get(call.caller, business=business)
        with _words():
            rate = rate_enter(actor, draft=call.body(ExchangeRateIn).to_draft(home=actor.business.currency))
        return Answer(ExchangeRateOut.of(rate), 201, element="exchangeRate")


@contextmanager
def _words() -> Iterator[None]:
    """Let faults name the fields of a rate as its clients know them."""
    try:
        yield
    except InvalidError as fault:
        fault.field = _WORDS.get(fault.field or "", fault.field)
        raise
