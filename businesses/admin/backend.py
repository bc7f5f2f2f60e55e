"""How Django learns who somebody is: by the same rule that tokens are given out by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.backends import BaseBackend

from businesses.errors import UnauthenticatedError
from businesses.models import User
from businesses.services.tokens import password_check

if TYPE_CHECKING:
    from typing import Any

    from django.http import HttpRequest


class PasswordBackend(BaseBackend):
    """Signs users in by e-mail address and password. It knows no permission: rights come from the Actor."""

    def authenticate(  # the names are Django's
        self,
        request: HttpRequest | None,  # noqa: ARG002
        username: str | None = None,
        password: str | None = None,
        **_: Any,
    ) -> User | None:
        """Return the user, or None when address and password do not match or the user is closed."""
        if username is None or password is None:
            return None
        try:
            return password_check(email=username, password=password)
        except UnauthenticatedError:
            return None

    def get_user(self, user_id: int) -> User | None:
        """Return the user of a session, unless the user was closed since."""
        return User.objects.filter(id=user_id, is_active=True, removed=False).first()
