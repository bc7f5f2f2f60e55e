"""Ids that other dialects need."""

from __future__ import annotations

from django.db import models

from businesses.models.business import Business
from businesses.models.fields import IdField


class ExternalId(models.Model):
    """The id under which one dialect knows one object (31-bit integers for KashFlow, UUIDs for AccountingSuite)."""

    id = IdField()
    business = models.ForeignKey(Business, on_delete=models.PROTECT)
    dialect = models.CharField(max_length=24)
    kind = models.CharField(max_length=32)
    external = models.CharField(max_length=64)
    object_id = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["business", "dialect", "kind", "external"], name="businesses_external_id_external"
            ),
            models.UniqueConstraint(
                fields=["business", "dialect", "kind", "object_id"], name="businesses_external_id_object"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dialect} {self.kind} {self.external}"
