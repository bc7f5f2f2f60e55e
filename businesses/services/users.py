"""Users come into being, and into businesses."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.contrib.auth.hashers import make_password

from businesses import allocator
from businesses.errors import ConflictError
from businesses.models import Membership, User
from businesses.roles import Privilege

if TYPE_CHECKING:
    from datetime import datetime

    from businesses.actors import Actor
    from businesses.roles import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class SignUp:
    """A new user. ``contact_information`` has the keys of seed 002's element of that name."""

    email: str
    password: str
    locale: str = "en_US"
    verified: bool = False
    contact_information: dict[str, Any] = field(default_factory=dict)


def user_create(sign_up: SignUp, *, now: datetime) -> int:
    """Create a user and return the id; raise ``ConflictError`` when the e-mail address has an account."""
    email = sign_up.email.strip().lower()
    if User.objects.filter(email=email).exists():
        message = "There is a user with this e-mail address."
        raise ConflictError(message, field="email")
    identity = allocator.one_id(kind=allocator.Kind.USER)
    User.objects.create(
        id=identity,
        email=email,
        password=make_password(sign_up.password),
        secret=allocator.secret(),
        locale=sign_up.locale,
        verified=sign_up.verified,
        contact_information=sign_up.contact_information,
        signed_up_at=now,
    )
    return identity


def membership_create(actor: Actor, *, user: int, role: Role) -> None:
    """Give a user a role in the business; a second time changes nothing. Raise ``ForbiddenError`` without ADD_USERS."""
    actor.require(Privilege.ADD_USERS)
    held = Membership.objects.filter(user_id=user, business_id=actor.business.id, role=role)
    if not held.exists():
        Membership.objects.create(id=allocator.one_id(), user_id=user, business_id=actor.business.id, role=role)
