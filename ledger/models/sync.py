"""Sync sessions of clients."""

from __future__ import annotations

from django.db import models

from businesses.models import Business, User
from businesses.models.fields import IdField


class SyncSession(models.Model):
    """A client that announced itself to synchronise a business (seed 002, syncClientInfo)."""

    id = IdField()
    business = models.ForeignKey(Business, on_delete=models.PROTECT)
    user = models.ForeignKey(User, on_delete=models.PROTECT)
    description = models.CharField(max_length=400, default="", blank=True)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"sync session {self.id}"
