"""A contact or account that is in the books twice is merged into the other one: what moves, and into which."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from accounts.selectors.accounts import AccountFilter, account_get, account_list
from businesses.admin.visits import Moved, Shown
from businesses.paging import Page
from ledger.admin.forms import MergeForm, SearchForm
from ledger.selectors.contacts import ContactFilter, contact_get, contact_list
from ledger.selectors.moves import account_moves, contact_moves
from ledger.services.account_merging import account_merge
from ledger.services.contact_merging import contact_merge

if TYPE_CHECKING:
    from django.http import HttpResponse

    from businesses.admin.visits import Visit
    from ledger.selectors.contacts import ContactView

OFFERED = 200
"""So many contacts are offered at most; a search finds the others."""


def contact(visit: Visit, contact: int) -> Shown | HttpResponse:
    """Merge a contact into another one of its type."""
    view = contact_get(visit.actor, contact=contact)
    search = SearchForm(visit.http.GET)
    filters = ContactFilter(types=frozenset({view.type}), search=search.value("search") or "")
    found = contact_list(visit.actor, filters=filters, page=Page(limit=OFFERED))
    offered = [(str(each.id), _named(each)) for each in found if each.id != contact]
    form = MergeForm(visit.http.POST or None, offered=offered)
    if visit.accepts(form):
        kept = contact_merge(visit.actor, contact=int(form.cleaned_data["into"]), duplicate=contact)
        return Moved(visit.to("contacts-one", contact=kept.id), f"{view.name} is merged into {kept.name}.")
    context = {
        "moves": contact_moves(visit.actor, contact=contact),
        "lead": "All of this is the other one's afterwards; what that one says of itself stays. This one is removed.",
        "filter": search,
        "back": (view.name, visit.to("contacts-one", contact=contact)),
    }
    return _asked(visit, f"Merge {view.name}", form if offered else None, context)


def account(visit: Visit, account: int) -> Shown | HttpResponse:
    """Merge an account into another one of its type and currency."""
    view = account_get(visit.actor, account=account)
    alike = account_list(visit.actor, filters=AccountFilter(types=frozenset({view.type}), archived=False))
    offered = [(str(e.id), e.name_and_number) for e in alike if e.id != account and e.currency == view.currency]
    form = MergeForm(visit.http.POST or None, offered=offered)
    if visit.accepts(form):
        kept = account_merge(visit.actor, account=int(form.cleaned_data["into"]), duplicate=account)
        done = f"{view.name_and_number} is merged into {kept.name_and_number}."
        return Moved(visit.to("accounts-one", account=kept.id), done)
    context = {
        "moves": account_moves(visit.actor, account=account),
        "lead": "All of this names the other account afterwards. This one is removed, or archived if history names it.",
        "back": (view.name_and_number, visit.to("accounts-one", account=account)),
    }
    return _asked(visit, f"Merge {view.name_and_number}", form if offered else None, context)


def _named(view: ContactView) -> str:
    """Return the name of a contact, with what tells it from one of the same name."""
    told = (view.contact_information.get(key) for key in ("city", "email"))
    return ", ".join((view.name, *(each for each in told if each)))


def _asked(visit: Visit, title: str, form: MergeForm | None, context: dict[str, Any]) -> Shown:
    more = {"form": visit.told(form) if form else None, "button": "Merge", "danger": True, "cancel": context["back"][1]}
    return Shown("daybook/merge.html", title, context | more)
