"""The Caller (who asks) and the Actor (who asks, about which books, and what is allowed there). Both frozen."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from businesses.errors import ForbiddenError, RestrictedError
from businesses.roles import Privilege

if TYPE_CHECKING:
    from datetime import date, datetime

    from businesses.questions import Told


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """A signed-in user. ``user`` is None for commands; ``restriction`` confines the token to what it names."""

    user: int | None
    now: datetime
    restriction: str | None = None
    request_id: str = ""

    def covers(self, *resources: str) -> bool:
        """Tell whether the token may be used for one of the resources, written ``kind-id`` (contract, 2.3)."""
        if self.restriction is None:
            return True
        named = {part.strip() for part in self.restriction.split(",")}
        return any(resource in named for resource in resources)

    def require_system(self) -> None:
        """Raise ``ForbiddenError`` unless this is a command on the server itself, which acts for no user."""
        if self.user is not None:
            raise ForbiddenError

    def require_user(self) -> int:
        """Return the user's id; raise ``ForbiddenError`` for a command, which acts for no user."""
        if self.user is None:
            raise ForbiddenError
        return self.user

    def require_own(self) -> int:
        """Return the user's id for an operation on the user; raise ``RestrictedError`` for a confined token."""
        if self.user is None or not self.covers(f"user-{self.user}"):
            raise RestrictedError
        return self.user


@dataclass(frozen=True, slots=True, kw_only=True)
class BusinessFacts:
    """What every use case needs to know about the business it works on."""

    id: int
    currency: str
    lock_date: date | None
    locale: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """A caller with the business that the request is about and the privileges held there."""

    caller: Caller
    business: BusinessFacts
    privileges: frozenset[Privilege]
    entitlements: frozenset[str] = frozenset()
    told: Told | None = field(default=None, compare=False, repr=False)
    """The answer to what was asked along with who asks."""

    @property
    def now(self) -> datetime:
        """The moment of the request."""
        return self.caller.now

    def require(self, privilege: Privilege) -> None:
        """Raise ``ForbiddenError`` unless the privilege is held."""
        if privilege not in self.privileges:
            message = f"Your role in this business does not include {privilege}."
            raise ForbiddenError(message)

    @classmethod
    def system(cls, business: BusinessFacts, now: datetime) -> Actor:
        """Return the actor of commands: every privilege, no user."""
        return cls(caller=Caller(user=None, now=now), business=business, privileges=frozenset(Privilege))
