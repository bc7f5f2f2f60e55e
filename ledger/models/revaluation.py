"""Revaluations: the rates at which foreign balances are valued at the end of a day."""

from __future__ import annotations

from django.db import models

from businesses.models import Business
from businesses.models.fields import IdField
from ledger.models.record import Record


class Revaluation(models.Model):
    """The one revaluation of a business as of a day; its record is the adjustment that is generated from it.

    ``rates`` is a JSON object: home units for one unit, as text, by currency. The record says whether it still counts,
    and its version counts the changes of both.
    """

    id = IdField()
    business = models.ForeignKey(Business, on_delete=models.PROTECT)
    record = models.OneToOneField(Record, on_delete=models.PROTECT, related_name="revaluation")
    as_of = models.DateField()
    rates = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["business", "as_of"], name="ledger_revaluation_day")]

    def __str__(self) -> str:
        return f"revaluation as of {self.as_of}"
