"""Revaluation of foreign balances (DESIGN, section 7)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from api.common.calls import Answer
from api.common.described import Described
from api.dialects.kashoo.views.base import KashooEndpoint
from api.dialects.kashoo.wire.base import href
from api.dialects.kashoo.wire.revaluation import RevaluationIn, RevaluationOut
from businesses.selectors.actors import actor_get
from ledger.services.revaluation import revaluation_make

if TYPE_CHECKING:
    from collections.abc import Mapping

    from api.common.calls import Call


class Revaluations(KashooEndpoint):
    """What foreign balances have gained or lost by the end of a day."""

    described: ClassVar[Mapping[str, Described]] = {
        "post": Described(
            body=RevaluationIn,
            answers={200: RevaluationOut, 201: RevaluationOut},
            privilege="ADD_JOURNAL_ENTRIES",
            element="revaluation",
        )
    }

    def post(self, call: Call, business: int) -> Answer:
        """Revalue foreign balances at the end of a day: 201, or 200 for a preview and where it replaces another."""
        actor = actor_get(call.caller, business=business)
        sent = call.body(RevaluationIn)
        made = revaluation_make(actor, as_of=sent.as_of, rates=sent.exact_rates(), preview=bool(sent.preview))
        fresh = made.record is not None and made.record.version == 1
        headers = {"Location": href("records", made.record.id)} if made.record else {}
        return Answer(RevaluationOut.of(made, actor), 201 if fresh else 200, headers, element="revaluation")
