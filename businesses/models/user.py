"""People who sign in."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from businesses.models.fields import IdField


class UserManager(BaseUserManager["User"]):
    """Finds users by e-mail; users are created by the service."""


class User(AbstractBaseUser):
    """A person with a password. ``secret`` keys the HMAC of this person's JSON tokens (contract, section 2.3).

    E-mail addresses are kept in lower case.
    """

    id = IdField()
    email = models.EmailField(max_length=254, unique=True)
    contact_information = models.JSONField(default=dict)
    secret = models.CharField(max_length=64)
    locale = models.CharField(max_length=20, default="en_US")
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    verified = models.BooleanField(default=False)
    removed = models.BooleanField(default=False)
    settings = models.JSONField(default=dict)
    signed_up_at = models.DateTimeField()
    password_reset_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    def __str__(self) -> str:
        return self.email
