"""Who and what the names in a portable file mean here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bookkeeping.errors import InvalidError
from businesses.models import Business, Membership, User
from businesses.roles import Privilege, Role, privileges_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from businesses.actors import Caller
    from ledger.portable.naming import BusinessLine, UserLine


def owner_find(caller: Caller, *, email: str | None) -> int:
    """Return who a restored business shall belong to: the caller, for a command the user with this e-mail address.

    Raises:
        RestrictedError: the caller's token is confined to something else.
        InvalidError: there is no such user.
    """
    if caller.user is not None:
        return caller.require_own()
    found = User.objects.filter(email=(email or "").strip().lower(), removed=False, is_active=True).first()
    if found is None:
        message = f"There is no user {email!r} here: name another owner." if email else "Name an owner."
        raise InvalidError(message, field="owner")
    return found.id


def users_known(caller: Caller, *, users: Iterable[UserLine]) -> dict[int, int]:
    """Return the users of a file that are known here, by their ids there: they have the same e-mail address.

    A caller is told only of itself and of those it shares a business with; others stay unknown.
    """
    ids = {user.email.strip().lower(): user.id for user in users}
    known = User.objects.filter(email__in=ids)
    if caller.user is not None:
        shared = Membership.objects.filter(user_id=caller.user).values("business_id")
        known = known.filter(memberships__business_id__in=shared) | known.filter(id=caller.user)
    return {ids[email]: user for email, user in known.values_list("email", "id").distinct()}


def businesses_known(caller: Caller, *, owner: int, businesses: Iterable[BusinessLine]) -> dict[int, int]:
    """Return the other businesses of a file that are here, by their ids there: the same id, opened at the same moment.

    Only those that the owner may look into, who is the caller unless that is a command.
    """
    if caller.user is not None and caller.user != owner:
        return {}
    opened = {line.id: line.created_at for line in businesses}
    held: dict[int, set[Role]] = {}
    memberships = Membership.objects.filter(user_id=owner, business_id__in=opened, business__removed=False)
    for business, role in memberships.values_list("business_id", "role"):
        held.setdefault(business, set()).add(Role(role))
    seen = [business for business, roles in held.items() if Privilege.VIEW in privileges_of(frozenset(roles))]
    rows = Business.objects.filter(id__in=seen).values_list("id", "created_at")
    return {identity: identity for identity, moment in rows if int(moment.timestamp() * 1000) == opened[identity]}
