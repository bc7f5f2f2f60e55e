"""Users and their roles (operations 12 and 17)."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from api.common.wire import Wire, milliseconds
from api.dialects.kashoo.wire.base import ContactInformation, Link, link

if TYPE_CHECKING:
    from businesses.selectors.users import RoleView, UserView


class UserOut(Wire):
    """A user (seed 002, element user, and the fields of seed 000). Vendor-internal ones are constant."""

    id: int
    email: str
    name: str
    contact_information: ContactInformation
    active: bool
    verified: bool
    staff: bool
    removed: bool
    sign_up_date: dt.date
    activation_date: dt.date
    last_password_reset: dt.date | None
    last_login: int | None
    links: list[Link]
    link: list[Link]
    read_only: bool = False
    beta_tester: bool = False
    accounting_professional: bool = False
    expire_sessions: bool = False
    use_high_contrast_style: bool = False
    allow_selection_of_non_standard_accounts: bool = False
    change_password_disabled: bool = False
    add_business_restricted: bool = False
    service_provider: int | None = None
    service_provider_admin: bool = False
    invite_code: str | None = None

    @classmethod
    def of(cls, user: UserView) -> UserOut:
        """Return a user as clients read it."""
        stored = {**user.contact_information, "email": user.email}
        information = ContactInformation.of(stored, name=str(stored.get("name") or ""))
        information.name = information.full_name or user.email
        signed_up = user.signed_up_at.date()
        links = [Link(href="/api/users/me", rel="self")]
        return cls(
            id=user.id,
            email=user.email,
            name=information.name,
            contact_information=information,
            active=user.active,
            verified=user.verified,
            staff=user.staff,
            removed=user.removed,
            sign_up_date=signed_up,
            activation_date=signed_up,
            last_password_reset=user.password_reset_at.date() if user.password_reset_at else None,
            last_login=milliseconds(user.last_login),
            links=links,
            link=links,
        )


class RoleOut(Wire):
    """What a user is in a business (seed 002, element businessUserRole)."""

    business: int
    user: int
    email: str
    first: str
    last: str
    last_login: int | None
    invite_code: str | None
    roles: list[str]
    links: list[Link]
    link: list[Link]

    @classmethod
    def of(cls, role: RoleView) -> RoleOut:
        """Return a role as clients read it."""
        links = [link("business", "businesses", role.business)]
        return cls(
            business=role.business,
            user=role.user,
            email=role.email,
            first=role.first,
            last=role.last,
            last_login=milliseconds(role.last_login),
            invite_code=role.invite_code,
            roles=list(role.roles),
            links=links,
            link=links,
        )
