"""Signing in, and the two forms of a token (contract, section 2).

The bare form is a random UUID of which only a digest is kept. The JSON form carries its own proof: an HMAC, keyed
with the user's secret, over the user's id, the restriction and the moment of expiry; nothing of it is kept.
"""

from __future__ import annotations

import base64
import functools
import hashlib
import hmac
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from django.contrib.auth.hashers import check_password, make_password

from bookkeeping.errors import InvalidError
from businesses import allocator, token_memory
from businesses.actors import Caller
from businesses.errors import UnauthenticatedError
from businesses.models import AuthToken, User

if TYPE_CHECKING:
    from collections.abc import Mapping

DEFAULT_DURATION_MS = 86_400_000
MAX_DURATION_MS = 10 * 365 * 86_400_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class SignIn:
    """What a user signs in with. ``duration_ms`` is how long the token shall be valid, in milliseconds."""

    email: str
    password: str
    duration_ms: int = DEFAULT_DURATION_MS
    restriction: str | None = None
    locale: str = "en_US"
    site: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A token as issued: ``bare`` is its short form, ``code`` the HMAC of its JSON form, ``expiry_ms`` epoch ms."""

    bare: str
    code: str
    user: int
    expiry_ms: int
    restriction: str | None
    locale: str
    site: str


def password_check(*, email: str, password: str) -> User:
    """Return the user whom an e-mail address and a password belong to.

    Raises:
        UnauthenticatedError: the two do not belong together, or the user is not active. An unknown address costs
            as much time as a wrong password.
    """
    user = User.objects.filter(email=email.strip().lower(), is_active=True, removed=False).first()
    matches = check_password(password, user.password if user else _decoy())
    if user is None or not matches:
        message = "The e-mail address and the password do not match."
        raise UnauthenticatedError(message)
    return user


def sign_in_note(caller: Caller) -> None:
    """Note that a user has just signed in; raise ``ForbiddenError`` for a command."""
    User.objects.filter(id=caller.require_user()).update(last_login=caller.now)


def token_create(sign_in: SignIn, *, now: datetime) -> Token:
    """Exchange an e-mail address and a password for a token.

    Raises:
        UnauthenticatedError: as ``password_check``.
        InvalidError: a duration that is not positive, or longer than ten years.
    """
    if not 0 < sign_in.duration_ms <= MAX_DURATION_MS:
        message = "The duration must be between 1 millisecond and ten years."
        raise InvalidError(message, field="duration")
    user = password_check(email=sign_in.email, password=sign_in.password)
    expires_at = now + timedelta(milliseconds=sign_in.duration_ms)
    bare = allocator.token()
    digest = _digest(bare)
    AuthToken.objects.create(
        id=allocator.one_id(),
        user=user,
        digest=digest,
        restriction=sign_in.restriction,
        locale=sign_in.locale,
        site=sign_in.site,
        created_at=now,
        expires_at=expires_at,
    )
    sign_in_note(Caller(user=user.id, now=now))
    known = token_memory.Known(user=user.id, restriction=sign_in.restriction, expires_at=expires_at, read_at=now)
    token_memory.keep(digest, known)  # whoever signs in is about to ask for something
    expiry_ms = _milliseconds(expires_at)
    return Token(
        bare=bare,
        code=_code(user, sign_in.restriction, expiry_ms),
        user=user.id,
        expiry_ms=expiry_ms,
        restriction=sign_in.restriction,
        locale=sign_in.locale,
        site=sign_in.site,
    )


def token_caller(bare: str, *, now: datetime, request_id: str) -> Caller:
    """Return the caller that a bare token stands for; raise ``UnauthenticatedError`` when it stands for nobody.

    What a token stands for is remembered by the process for at most half a minute.
    """
    digest = _digest(bare)
    known = token_memory.get(digest, now)
    if known is None:
        known = _remember(digest, now)
    if known is None or known.expires_at <= now:
        message = "The token is unknown or has expired."
        raise UnauthenticatedError(message)
    return Caller(user=known.user, restriction=known.restriction, now=now, request_id=request_id)


def _remember(digest: str, now: datetime) -> token_memory.Known | None:
    """Look a token up and remember it; an unknown one is not remembered."""
    rows = AuthToken.objects.filter(digest=digest, user__is_active=True, user__removed=False)
    row = rows.values_list("user_id", "restriction", "expires_at").first()
    if row is None:
        return None
    known = token_memory.Known(user=row[0], restriction=row[1], expires_at=row[2], read_at=now)
    token_memory.keep(digest, known)
    return known


def json_token_caller(token: Mapping[str, object], *, now: datetime, request_id: str) -> Caller:
    """Return the caller that a JSON token stands for.

    Unknown keys are ignored; ``expiryDate`` is epoch milliseconds or an ISO moment (contract, section 2.1).

    Raises:
        UnauthenticatedError: the HMAC does not fit, or the token has expired.
    """
    user_id, restriction, code = token.get("myUserId"), token.get("restriction"), token.get("authenticationCode")
    expiry_ms = _expiry(token.get("expiryDate"))
    if not (isinstance(user_id, int) and isinstance(code, str) and isinstance(restriction, str | None)):
        message = "The token is not well formed."
        raise UnauthenticatedError(message)
    if expiry_ms is None or expiry_ms <= _milliseconds(now) or not 0 < user_id < 2**53:
        message = "The token is not valid, or has expired."
        raise UnauthenticatedError(message)
    user = User.objects.filter(id=user_id, is_active=True, removed=False).first()
    if user is None or not hmac.compare_digest(_code(user, restriction, expiry_ms).encode(), code.encode()):
        message = "The token's authentication code does not fit."
        raise UnauthenticatedError(message)
    return Caller(user=user.id, restriction=restriction, now=now, request_id=request_id)


def _expiry(value: object) -> int | None:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, str):
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            return None
        return _milliseconds(moment if moment.tzinfo else moment.replace(tzinfo=UTC))
    return None


def _milliseconds(moment: datetime) -> int:
    return (moment - _EPOCH) // timedelta(milliseconds=1)


def _digest(bare: str) -> str:
    return hashlib.sha256(bare.encode()).hexdigest()


def _code(user: User, restriction: str | None, expiry_ms: int) -> str:
    scope = "-" if restriction is None else f"={restriction}"
    message = f"{user.id}\n{expiry_ms}\n{scope}".encode()
    return base64.b64encode(hmac.digest(user.secret.encode(), message, "sha256")).decode()


@functools.cache
def _decoy() -> str:
    """Return a password hash that nothing matches, to check when there is no user."""
    return make_password(allocator.token())
