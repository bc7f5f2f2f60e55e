"""Periods of the books: the lock date, and the ends of fiscal years (DESIGN, section 7)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from api.common.calls import NOTHING, Answer
from api.common.conditions import Shown
from api.common.described import Described, ListOf
from api.dialects.kashoo.views.base import KashooEndpoint
from api.dialects.kashoo.wire.base import href
from api.dialects.kashoo.wire.periods import ClosedYearOut, LockDateIn, LockDateOut, YearEndIn, YearEndOut
from businesses.selectors.actors import actor_get
from businesses.selectors.locks import lock_get
from businesses.services.locks import lock_move
from ledger.selectors.year_ends import year_end_list, year_end_preview
from ledger.services.year_ends import year_end_close, year_end_reopen

if TYPE_CHECKING:
    from collections.abc import Mapping

    from api.common.calls import Call
    from businesses.actors import Actor


class LockDate(KashooEndpoint):
    """The day up to which the books are locked."""

    described: ClassVar[Mapping[str, Described]] = {
        "get": Described(answers={200: LockDateOut}, privilege="VIEW_CHANGESETS"),
        "put": Described(
            body=LockDateIn, answers={200: LockDateOut}, privilege="CHANGE_BUSINESS_SETTINGS and VIEW_CHANGESETS"
        ),
    }

    def get(self, call: Call, business: int) -> Answer:
        """Get the lock date, and who moved it, when and why."""
        return _lock(actor_get(call.caller, business=business))

    def put(self, call: Call, business: int) -> Answer:
        """Lock the books up to a day; moving it back, or null, needs a reason."""
        actor = actor_get(call.caller, business=business)
        version = call.expected(lambda: Shown.of("lockDate", lock_get(actor)))
        sent = call.body(LockDateIn)
        lock_move(actor, lock_date=sent.lock_date, reason=sent.reason or "", version=version)
        return _lock(actor)


def _lock(actor: Actor) -> Answer:
    lock = lock_get(actor)
    return Answer(LockDateOut.of(lock), element="lockDate", shown=Shown.of("lockDate", lock))


class YearEnds(KashooEndpoint):
    """The fiscal years that are closed."""

    described: ClassVar[Mapping[str, Described]] = {
        "get": Described(answers={200: ListOf(ClosedYearOut)}, privilege="VIEW_REPORTS"),
        "post": Described(
            body=YearEndIn, answers={200: YearEndOut, 201: YearEndOut}, privilege="CHANGE_YEAR_END", tagged=False
        ),
    }

    def get(self, call: Call, business: int) -> Answer:
        """List the closed years, newest first."""
        actor = actor_get(call.caller, business=business)
        home = actor.business.currency
        years = [ClosedYearOut.of(year, business=business, currency=home) for year in year_end_list(actor)]
        return Answer(years, element="yearEnd")

    def post(self, call: Call, business: int) -> Answer:
        """Close a fiscal year: its result goes to retained earnings, and follows whatever changes in the year later.

        A preview, and closing what is closed already, answer 200.
        """
        actor = actor_get(call.caller, business=business)
        sent = call.body(YearEndIn)
        headers, status = {}, 200
        if sent.preview:
            year = year_end_preview(actor, fiscal_year=sent.fiscal_year)
        else:
            year, fresh = year_end_close(actor, fiscal_year=sent.fiscal_year)
            headers, status = {"Location": href("records", year.record or 0)}, 201 if fresh else 200
        shown = YearEndOut.of(year, business=business, currency=actor.business.currency)
        return Answer(shown, status, headers, element="yearEnd")


class YearEnd(KashooEndpoint):
    """One fiscal year that is closed."""

    described: ClassVar[Mapping[str, Described]] = {
        "delete": Described(answers={204: None}, privilege="CHANGE_YEAR_END", tagged=False)
    }

    def delete(self, call: Call, business: int, fiscal_year: int) -> Answer:
        """Open a closed year again."""
        year_end_reopen(actor_get(call.caller, business=business), fiscal_year=fiscal_year)
        return NOTHING
