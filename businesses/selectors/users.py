"""Reads about the caller."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from businesses.errors import ForbiddenError, NotFoundError, RestrictedError
from businesses.models import Membership, User
from businesses.roles import Role
from businesses.selectors.actors import actor_get

if TYPE_CHECKING:
    from datetime import datetime

    from businesses.actors import Caller
    from businesses.paging import Listed, Page


@dataclass(frozen=True, slots=True, kw_only=True)
class UserView:
    """A user as the owner of the account sees it."""

    id: int
    email: str
    contact_information: dict[str, Any]
    locale: str
    active: bool
    staff: bool
    verified: bool
    removed: bool
    signed_up_at: datetime
    last_login: datetime | None
    password_reset_at: datetime | None
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleView:
    """What a user is in one business: all roles held there."""

    business: int
    user: int
    email: str
    first: str
    last: str
    last_login: datetime | None
    invite_code: str | None
    roles: tuple[str, ...]


_ROLE_ORDER = [str(role) for role in Role]


def user_get(caller: Caller) -> UserView:
    """Return the signed-in user."""
    user = User.objects.get(id=caller.require_own())
    return UserView(
        id=user.id,
        email=user.email,
        contact_information=user.contact_information,
        locale=user.locale,
        active=user.is_active,
        staff=user.is_staff,
        verified=user.verified,
        removed=user.removed,
        signed_up_at=user.signed_up_at,
        last_login=user.last_login,
        password_reset_at=user.password_reset_at,
        version=user.version,
    )


def users_exist(caller: Caller) -> bool:
    """Tell whether the database has any user; ``caller`` is a command's."""
    caller.require_system()
    return User.objects.exists()


def member_exists(caller: Caller, *, email: str, business: int) -> bool:
    """Tell whether a user with this address is a member of a business; ``caller`` is a command's."""
    caller.require_system()
    return Membership.objects.filter(user__email=email, business_id=business).exists()


def roles_list(caller: Caller, *, page: Page) -> Listed[RoleView]:
    """Return the caller's roles, one element a business, in order of business id."""
    rows = (
        Membership.objects.filter(user_id=caller.require_own(), business__removed=False)
        .select_related("user")
        .order_by("business_id", "id")
    )
    grouped: dict[int, list[Membership]] = {}
    for row in rows:
        grouped.setdefault(row.business_id, []).append(row)
    return page.of([_role_view(group) for group in grouped.values()])


def restriction_check(caller: Caller, *, restriction: str) -> None:
    """Return when the caller may do what the restriction names (operation 2), else raise ``RestrictedError``.

    Understood are ``user-<id>`` and ``business-<id>``; an empty restriction asks for nothing. Of any other kind the
    token must name it itself.
    """
    wanted = restriction.strip()
    if not wanted:
        return
    if not caller.covers(wanted):
        raise RestrictedError
    kind, _, identity = wanted.rpartition("-")
    if kind == "business" and identity.isascii() and identity.isdigit():
        try:
            actor_get(caller, business=int(identity))
        except (NotFoundError, ForbiddenError) as error:
            raise RestrictedError from error
    elif wanted != f"user-{caller.user}" and caller.restriction is None:
        raise RestrictedError


def _role_view(group: list[Membership]) -> RoleView:
    first = group[0]
    return RoleView(
        business=first.business_id,
        user=first.user_id,
        email=first.user.email,
        first=first.user.contact_information.get("first") or "",
        last=first.user.contact_information.get("last") or "",
        last_login=first.user.last_login,
        invite_code=next((row.invite_code for row in group if row.invite_code), None),
        roles=tuple(sorted({row.role for row in group}, key=_ROLE_ORDER.index)),
    )
