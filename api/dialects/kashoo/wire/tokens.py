"""Signing in (operation 1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from msgspec import Meta

from api.common.wire import Integer, Text20, Text200, Wire
from businesses.services.tokens import DEFAULT_DURATION_MS, MAX_DURATION_MS, SignIn

if TYPE_CHECKING:
    from businesses.services.tokens import Token

Duration = Annotated[Integer, Meta(extra_json_schema={"minimum": 1, "maximum": MAX_DURATION_MS})]
Secret = Annotated[str, Meta(max_length=1_000)] | None


class SignInIn(Wire):
    """What a client signs in with. ``mfaCode`` and ``type`` are accepted and wait for a later issue."""

    email: Secret = None
    password: Secret = None
    site: Text200 | None = None
    lc: Text20 | None = None
    duration: Duration | None = None
    restriction: Text200 | None = None
    mfa_code: Secret = None
    provider: Secret = None
    auth_code: Secret = None
    type: Secret = None

    def to_sign_in(self, *, email: str, password: str, host: str) -> SignIn:
        """Return the sign-in with these credentials; ``host`` stands for a site that is not named."""
        return SignIn(
            email=email,
            password=password,
            duration_ms=DEFAULT_DURATION_MS if self.duration is None else self.duration,
            restriction=self.restriction or None,
            locale=self.lc or "en_US",
            site=self.site or host,
        )


class AuthToken(Wire):
    """A token as issued (seed 000): ``expiryDate`` is epoch milliseconds."""

    authentication_code: str
    expiry_date: int
    locale: str
    my_user_id: int
    restriction: str | None
    site: str

    @classmethod
    def of(cls, token: Token) -> AuthToken:
        """Return a token's JSON form."""
        return cls(
            authentication_code=token.code,
            expiry_date=token.expiry_ms,
            locale=token.locale,
            my_user_id=token.user,
            restriction=token.restriction,
            site=token.site,
        )
