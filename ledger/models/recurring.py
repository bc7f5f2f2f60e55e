"""Recurring records: which record comes again when, and what came of each day."""

from __future__ import annotations

from django.db import models

from bookkeeping.schedules import Schedule, Unit
from businesses.models import Business, User
from businesses.models.fields import IdField, one_of
from ledger.models.record import Record


class Recurring(models.Model):
    """That a record comes again by a schedule (see ``bookkeeping.schedules``); the record is the pattern.

    ``through`` is the newest day that is dealt with, ``next_date`` the one after it (null: there is none), ``fault``
    what was in the way of that one the last time.
    """

    id = IdField()
    business = models.ForeignKey(Business, on_delete=models.PROTECT, related_name="+")
    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="recurring")
    name = models.CharField(max_length=200, default="", blank=True)
    start = models.DateField()
    unit = models.CharField(max_length=8)
    every = models.PositiveIntegerField(default=1)
    day = models.PositiveIntegerField(null=True)
    end = models.DateField(null=True)
    count = models.PositiveIntegerField(null=True)
    drafted = models.BooleanField(default=False)
    active = models.BooleanField(default=True)
    through = models.DateField(null=True)
    next_date = models.DateField(null=True)
    fault = models.TextField(default="", blank=True)
    removed = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    modified_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [
            models.Index(
                fields=["business", "next_date", "id"],
                condition=models.Q(active=True, removed=False),
                name="ledger_recurring_due",
            )
        ]
        constraints = [one_of("unit", Unit, "ledger_recurring_unit")]

    def __str__(self) -> str:
        return self.name or f"record {self.record_id} again"

    @property
    def schedule(self) -> Schedule:
        """Return the schedule by which the record comes."""
        return Schedule(
            start=self.start, unit=Unit(self.unit), every=self.every, day=self.day, end=self.end, count=self.count
        )


class Occurrence(models.Model):
    """One day of what comes again, for good: the record that it brought, or none, since it was skipped."""

    id = IdField()
    business = models.ForeignKey(Business, on_delete=models.PROTECT, related_name="+")
    recurring = models.ForeignKey(Recurring, on_delete=models.PROTECT, related_name="occurrences")
    date = models.DateField()
    record = models.ForeignKey(Record, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["recurring", "date"], name="ledger_occurrence_once")]

    def __str__(self) -> str:
        return f"{self.date} of {self.recurring_id}"
