"""The check registry (DESIGN, section 7)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from api.common.calls import Answer
from api.common.conditions import Shown
from api.common.described import Described, ListOf, PartOf
from api.dialects.kashoo.views.base import KashooEndpoint
from api.dialects.kashoo.views.lists import listing, next_page
from api.dialects.kashoo.wire.checks import CheckIn, CheckOut, CheckQuery
from businesses.selectors.actors import actor_get
from ledger.selectors.checks import check_get, check_list
from ledger.selectors.records import record_actor
from ledger.services.checks import check_update

if TYPE_CHECKING:
    from collections.abc import Mapping

    from api.common.calls import Call
    from ledger.check_views import CheckView


class CheckCollection(KashooEndpoint):
    """The checks of a business."""

    described: ClassVar[Mapping[str, Described]] = {
        "get": Described(query=CheckQuery, answers={200: ListOf(CheckOut)}, privilege="VIEW_CHECKS"),
    }

    def get(self, call: Call, business: int) -> Answer:
        """List the checks of a business, newest first: its bill payments made by check."""
        actor = actor_get(call.caller, business=business)
        query = call.query(CheckQuery)
        checks = check_list(actor, filters=query.filters(), page=query.page())
        shown = [CheckOut.of(check) for check in checks]
        headers = next_page(call, checks, query.page())
        return listing(shown, query.fields, CheckOut, element="checkRegistry", headers=headers)


class CheckItem(KashooEndpoint):
    """One check."""

    described: ClassVar[Mapping[str, Described]] = {
        "get": Described(answers={200: CheckOut}, privilege="VIEW_CHECKS"),
        "put": Described(
            body=PartOf(CheckIn),
            answers={200: CheckOut},
            privilege="PRINT_CHECKS, VIEW_CHECKS and VIEW_RECORDS, to make it void CHANGE_RECORDS",
        ),
    }

    def get(self, call: Call, check: int) -> Answer:
        """Get a check; its id is that of the payment."""
        return _answer(check_get(record_actor(call.caller, record=check), check=check))

    def put(self, call: Call, check: int) -> Answer:
        """Number a check, print it (`status: PRINTED`, or a `datePrinted`), or make it void with its payment."""
        actor = record_actor(call.caller, record=check)
        stored = check_get(actor, check=check)
        version = call.expects(Shown.of("check", stored))
        draft = call.changed(CheckIn, CheckOut.of(stored)).to_draft()
        return _answer(check_update(actor, check=check, draft=draft, version=version))


def _answer(check: CheckView) -> Answer:
    return Answer(CheckOut.of(check), element="checkRegistry", shown=Shown.of("check", check))
