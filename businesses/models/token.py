"""Tokens that stand for a password."""

from __future__ import annotations

from django.db import models

from businesses.models.fields import IdField
from businesses.models.user import User


class AuthToken(models.Model):
    """The bare ("uuid") form of a token: only its digest is kept, so that a stolen database opens nothing."""

    id = IdField()
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="tokens")
    digest = models.CharField(max_length=64, unique=True)
    restriction = models.CharField(max_length=200, null=True)  # noqa: DJ001 - null: unrestricted
    locale = models.CharField(max_length=20)
    site = models.CharField(max_length=200)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"token {self.id} of user {self.user_id}"
