"""The signed-in user (operations 12, 16, 17)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from accounts.selectors.businesses import business_list
from api.common.calls import Answer
from api.common.conditions import Shown
from api.common.described import Described, ListOf
from api.dialects.kashoo.views.base import KashooEndpoint
from api.dialects.kashoo.views.lists import next_page
from api.dialects.kashoo.wire.businesses import BusinessOut
from api.dialects.kashoo.wire.queries import PageQuery
from api.dialects.kashoo.wire.users import RoleOut, UserOut
from businesses.selectors.users import roles_list, user_get

if TYPE_CHECKING:
    from collections.abc import Mapping

    from api.common.calls import Call


class Me(KashooEndpoint):
    """The user."""

    described: ClassVar[Mapping[str, Described]] = {"get": Described(answers={200: UserOut}, privilege="oneself")}

    def get(self, call: Call) -> Answer:
        """Get information about the logged in user."""
        user = user_get(call.caller)
        return Answer(UserOut.of(user), element="user", shown=Shown.of("user", user))


class MyBusinesses(KashooEndpoint):
    """The user's businesses."""

    described: ClassVar[Mapping[str, Described]] = {
        "get": Described(query=PageQuery, answers={200: ListOf(BusinessOut)}, privilege="oneself")
    }

    def get(self, call: Call) -> Answer:
        """Get the list of businesses the user has access to."""
        page = call.query(PageQuery).page()
        businesses = business_list(call.caller, page=page)
        shown = [BusinessOut.of(business) for business in businesses]
        return Answer(shown, headers=next_page(call, businesses, page), element="business")


class MyRoles(KashooEndpoint):
    """What the user is in each business."""

    described: ClassVar[Mapping[str, Described]] = {
        "get": Described(query=PageQuery, answers={200: ListOf(RoleOut)}, privilege="oneself")
    }

    def get(self, call: Call) -> Answer:
        """Get the roles of the user."""
        page = call.query(PageQuery).page()
        roles = roles_list(call.caller, page=page)
        shown = [RoleOut.of(role) for role in roles]
        return Answer(shown, headers=next_page(call, roles, page), element="businessUserRole")
