"""Reports (DESIGN, section 7). So far: the trial balance."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from api.common.calls import Answer
from api.common.openapi import Described
from api.dialects.kashoo.views.base import KashooEndpoint
from api.dialects.kashoo.wire.reports import TrialBalanceOut, TrialBalanceQuery
from businesses.selectors.actors import actor_get
from ledger.selectors.trial_balance import trial_balance_get

if TYPE_CHECKING:
    from collections.abc import Mapping

    from api.common.calls import Call


class TrialBalance(KashooEndpoint):
    """What all accounts hold at the end of a day."""

    at_once = True
    described: ClassVar[Mapping[str, Described]] = {
        "get": Described(query=TrialBalanceQuery, answers={200: TrialBalanceOut}, privilege="VIEW_REPORTS", xml=False)
    }

    def get(self, call: Call, business: int) -> Answer:
        """Get the trial balance as of a day, in the home currency."""
        actor = actor_get(call.caller, business=business)
        query = call.query(TrialBalanceQuery)
        report = trial_balance_get(actor, as_of=query.as_of or actor.now.date())
        return Answer(TrialBalanceOut.of(report, business=business))
