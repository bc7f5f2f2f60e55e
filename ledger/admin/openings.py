"""What an account began with, currency by currency."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from accounts.currencies import currency_known
from accounts.selectors.accounts import account_get
from bookkeeping.money import to_major
from bookkeeping.openings import OpeningStated
from businesses.admin.visits import Moved, Shown
from businesses.errors import ChangedMeanwhileError
from ledger.admin.formats import Formats, minor
from ledger.admin.forms import OpeningForm
from ledger.selectors.openings import openings_get
from ledger.services.openings import openings_set

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpResponse

    from accounts.selectors.accounts import AccountView
    from bookkeeping.openings import Opening
    from businesses.admin.visits import Visit


def openings(visit: Visit, account: int) -> Shown | HttpResponse:
    """Show what an account began with, and state it anew in one currency."""
    view = account_get(visit.actor, account=account)
    seen = openings_get(visit.actor, account=account)
    held = {opening.currency: opening for opening in seen}
    formats = Formats.of(visit.actor.business)
    asked = visit.http.GET.get("currency") or view.currency or formats.home
    form = OpeningForm(visit.http.POST or None, initial=_initial(view, asked, formats.home, held.get(asked)))
    back = visit.to("accounts-one", account=account)
    if visit.accepts(form):
        openings_set(visit.actor, account=account, stated=_stated(view, form.cleaned_data, held), seen=seen)
        return Moved(back, f"The opening balance of {view.name_and_number} is stated.")
    rows = [
        {
            "opening": opening,
            "amount": formats.balance(opening.amount, view.type, opening.currency),
            "home": formats.balance(opening.home, view.type),
        }
        for opening in held.values()
    ]
    context = {
        "form": visit.told(form),
        "rows": rows,
        "lead": "What the account held when these books began. The other side is the equity account.",
        "back": (view.name_and_number, back),
        "cancel": back,
    }
    return Shown("daybook/openings.html", f"Opening balance: {view.name_and_number}", context)


def _initial(view: AccountView, currency: str, home: str, opening: Opening | None) -> dict[str, Any]:
    """Return what the form shows of one currency."""
    if opening is None:
        return {"currency": currency}
    amount = opening.amount if view.type.normal_balance_credit else -opening.amount
    return {
        "currency": currency,
        "amount": to_major(amount, currency_known(currency)),
        "date": opening.date,
        "exchange_rate": opening.exchange_rate if currency != home else None,
        "before": opening.amount,
    }


def _stated(view: AccountView, given: Mapping[str, Any], held: Mapping[str, Opening]) -> list[OpeningStated]:
    """Return what is stated: the currency of the form, and the others as they are."""
    currency = currency_known(given["currency"].strip().upper())
    before = held.get(currency.code)
    if given["before"] != ("" if before is None else str(before.amount)):
        raise ChangedMeanwhileError
    amount = minor(given["amount"], currency, field="amount")
    others = [
        OpeningStated(currency=each.currency, amount=each.amount, date=each.date, exchange_rate=each.exchange_rate)
        for each in held.values()
        if each.currency != currency.code
    ]
    stated = OpeningStated(
        currency=currency.code,
        amount=amount if view.type.normal_balance_credit else -amount,
        date=given["date"],
        exchange_rate=given["exchange_rate"],
    )
    return [*others, stated]
