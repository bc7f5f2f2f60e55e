"""Up to which day the books are locked, who moved that day, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from businesses.admin.visits import Moved, Shown
from businesses.roles import Privilege
from businesses.selectors.locks import lock_get
from businesses.services.locks import lock_move
from ledger.admin.forms import LockForm

if TYPE_CHECKING:
    from django.http import HttpResponse

    from businesses.admin.visits import Visit


def overview(visit: Visit) -> Shown | HttpResponse:
    """Show the lock date and its moves, or move it."""
    view = lock_get(visit.actor)
    form = LockForm(visit.http.POST or None, initial={"lock_date": view.lock_date, "version": view.version})
    if visit.accepts(form):
        given = form.cleaned_data
        lock_move(visit.actor, lock_date=given["lock_date"], reason=given["reason"], version=given["version"])
        done = f"locked up to {given['lock_date']}" if given["lock_date"] else "open"
        return Moved(visit.to("lock_date"), f"The books are {done}.")
    until = f"The books are locked up to {view.lock_date}" if view.lock_date else "The books are open"
    context = {
        "form": visit.told(form) if visit.may(Privilege.CHANGE_BUSINESS_SETTINGS) else None,
        "lead": f"{until}: up to that day nothing is written, changed or removed." if view.lock_date else f"{until}.",
        "moves": view.moves,
    }
    return Shown("daybook/lock_date.html", "Lock date", context)
