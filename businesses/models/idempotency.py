"""What was answered to a write that a client may send again."""

from __future__ import annotations

from django.db import models

from businesses.models.user import User


class IdempotencyRecord(models.Model):
    """The first answer under one user's key, written in the transaction of the work itself.

    ``status`` 0 is a claim whose work is still running; nobody else ever sees it, since it commits with the answer.
    ``request`` is a digest of method, address and body; ``method`` and ``path`` are there for people.
    """

    id = models.BigAutoField(primary_key=True)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=255)
    method = models.CharField(max_length=8)
    path = models.CharField(max_length=200)
    request = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    content = models.BinaryField(default=b"")
    headers = models.JSONField(default=dict)
    created_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="businesses_idempotency_key")]

    def __str__(self) -> str:
        return f"{self.method} {self.path} of user {self.user_id}"
