"""Businesses (contract, section 1.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from accounts.selectors.businesses import business_get
from accounts.services.businesses import business_open, business_remove
from api.common.calls import NOTHING, Answer
from api.common.conditions import Shown
from api.common.described import Described
from api.dialects.kashoo.views.base import KashooEndpoint
from api.dialects.kashoo.wire.base import href
from api.dialects.kashoo.wire.businesses import BusinessIn, BusinessOut
from businesses.selectors.actors import actor_get
from ledger.services.businesses import business_update

if TYPE_CHECKING:
    from collections.abc import Mapping

    from api.common.calls import Call


class BusinessCollection(KashooEndpoint):
    """All businesses."""

    described: ClassVar[Mapping[str, Described]] = {
        "post": Described(body=BusinessIn, answers={201: BusinessOut}, privilege="any user")
    }

    def post(self, call: Call) -> Answer:
        """Open a business with a default chart of accounts."""
        number = business_open(call.caller, draft=call.body(BusinessIn).to_draft())
        business = business_get(actor_get(call.caller, business=number))
        location = {"Location": href("businesses", number)}
        shown = Shown.of("business", business)
        return Answer(BusinessOut.of(business), 201, location, element="business", shown=shown)


class BusinessItem(KashooEndpoint):
    """One business."""

    described: ClassVar[Mapping[str, Described]] = {
        "get": Described(answers={200: BusinessOut}, privilege="VIEW"),
        "put": Described(
            body=BusinessIn,
            answers={200: BusinessOut},
            privilege="CHANGE_BUSINESS_SETTINGS, and CHANGE_NAME, _CURRENCY, _REGION, _TIME_ZONE, _YEAR_END or "
            "_CONTACT_INFO for what changes",
        ),
        "delete": Described(answers={204: None}, privilege="REMOVE_BUSINESS"),
    }

    def get(self, call: Call, business: int) -> Answer:
        """Get a business."""
        actor = actor_get(call.caller, business=business)
        stored = business_get(actor)
        return Answer(BusinessOut.of(stored), element="business", shown=Shown.of("business", stored))

    def put(self, call: Call, business: int) -> Answer:
        """Change a business's settings; ``removed`` hides it."""
        actor = actor_get(call.caller, business=business)
        stored = business_get(actor)
        version = call.expects(Shown.of("business", stored))
        changed = call.changed(BusinessIn, BusinessOut.of(stored))
        business_update(actor, draft=changed.to_draft(), version=version)
        after = business_get(actor)
        return Answer(BusinessOut.of(after), element="business", shown=Shown.of("business", after))

    def delete(self, call: Call, business: int) -> Answer:
        """Hide a business from everybody."""
        actor = actor_get(call.caller, business=business)
        version = call.expected(lambda: Shown.of("business", business_get(actor)))
        business_remove(actor, version=version)
        return NOTHING
