"""Texts that come again on invoices and payments."""

from __future__ import annotations

from django.db import models

from businesses.models import Business
from businesses.models.fields import IdField, one_of
from ledger.kinds import TemplateType


class RecordTemplate(models.Model):
    """A text under a label, for invoices or for payments (seed 002, recordTemplate)."""

    id = IdField()
    business = models.ForeignKey(Business, on_delete=models.PROTECT, related_name="+")
    type = models.CharField(max_length=16)
    label = models.CharField(max_length=200)
    text = models.TextField(default="", blank=True)
    removed = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    modified_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [one_of("type", TemplateType, "ledger_recordtemplate_type")]

    def __str__(self) -> str:
        return self.label
