"""Which businesses a user may look into, by name: what somebody chooses from who is signed in to the admin."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from businesses.models import Membership
from businesses.roles import Privilege, Role, privileges_of

if TYPE_CHECKING:
    from businesses.actors import Caller


@dataclass(frozen=True, slots=True, kw_only=True)
class MembershipView:
    """A business that a user has access to, and the roles held there, the most powerful first."""

    business: int
    name: str
    currency: str
    roles: tuple[Role, ...]


def membership_list(caller: Caller) -> list[MembershipView]:
    """Return the businesses in which the caller may look at anything, by id. One statement.

    Raises:
        RestrictedError: the caller's token is confined to something else. ForbiddenError: a command, which is no user.
    """
    rows = Membership.objects.filter(user_id=caller.require_own(), business__removed=False)
    found: dict[int, tuple[str, str, set[Role]]] = {}
    columns = rows.order_by("business_id").values_list("business_id", "business__name", "business__currency", "role")
    for business, name, currency, role in columns:
        found.setdefault(business, (name, currency, set()))[2].add(Role(role))
    return [
        MembershipView(business=business, name=name, currency=currency, roles=tuple(sorted(roles, key=_RANK.index)))
        for business, (name, currency, roles) in found.items()
        if Privilege.VIEW in privileges_of(frozenset(roles))
    ]


_RANK = list(Role)
