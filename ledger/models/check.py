"""Checks: the numbers on them, and when they were printed. A check is a bill payment that is made by check."""

from __future__ import annotations

from django.db import models

from accounts.models import Account
from businesses.models import Business
from businesses.models.fields import IdField
from ledger.models.record import Record


class Check(models.Model):
    """The number that a bill payment's check has in a bank account; a number once given is used for good."""

    id = IdField()
    business = models.ForeignKey(Business, on_delete=models.PROTECT)
    record = models.ForeignKey(Record, on_delete=models.PROTECT, db_index=False, related_name="+")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, db_index=False, related_name="+")
    number = models.PositiveIntegerField()
    printed_on = models.DateField(null=True)
    created_at = models.DateTimeField()
    modified_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["record", "account"], name="ledger_check_once"),
            models.UniqueConstraint(fields=["account", "number"], name="ledger_check_number"),
            models.CheckConstraint(condition=models.Q(number__gt=0), name="ledger_check_positive"),
        ]

    def __str__(self) -> str:
        return f"check {self.number}"
