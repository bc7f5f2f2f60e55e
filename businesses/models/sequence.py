"""Where SQLite counts its ids (PostgreSQL has sequences of its own)."""

from __future__ import annotations

from django.db import models


class Sequence(models.Model):
    """The next id of a kind. One UPDATE per block of ids, inside the writer's transaction."""

    kind = models.CharField(max_length=16, primary_key=True)
    next = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.kind}: {self.next}"
