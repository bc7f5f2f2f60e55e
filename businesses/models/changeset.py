"""Who changed what, chained so that a change of the past shows."""

from __future__ import annotations

from django.db import models

from businesses.models.business import Business
from businesses.models.fields import IdField
from businesses.models.user import User


class Counter(models.Model):
    """The numbers of one business: the only row that all its writers contend for, taken last.

    ``head`` is the hash of the newest changeset; ``closed`` the end of the newest year that is closed: whoever posts up
    to that day closes the year again. The rest are the next numbers per record type.
    """

    business = models.OneToOneField(Business, on_delete=models.PROTECT, primary_key=True)
    changeset = models.BigIntegerField(default=0)
    head = models.CharField(max_length=64, default="")
    closed = models.DateField(null=True)
    invoice = models.BigIntegerField(default=1)
    bill = models.BigIntegerField(default=1)
    invoice_payment = models.BigIntegerField(default=1)
    bill_payment = models.BigIntegerField(default=1)
    transfer = models.BigIntegerField(default=1)
    adjustment = models.BigIntegerField(default=1)
    opening_balance = models.BigIntegerField(default=1)
    year_end_adjustment = models.BigIntegerField(default=1)

    def __str__(self) -> str:
        return f"numbers of business {self.business_id}"


class Changeset(models.Model):
    """One unit of work on one business: who, when, why; ``hash`` chains it to the changeset before it.

    ``digest`` covers the payloads of its changes, so that a payload can be erased without breaking the chain.
    """

    id = IdField()
    business = models.ForeignKey(Business, on_delete=models.PROTECT, db_index=False, related_name="changesets")
    number = models.BigIntegerField()
    user = models.ForeignKey(User, on_delete=models.PROTECT, null=True)
    at = models.DateTimeField()
    description = models.CharField(max_length=200)
    comment = models.TextField(default="", blank=True)
    request_id = models.CharField(max_length=64, default="", blank=True)
    digest = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["business", "number"], name="businesses_changeset_number")]

    def __str__(self) -> str:
        return f"changeset {self.number} of business {self.business_id}"


class Change(models.Model):
    """What one changeset did to one object: its canonical form before and after (null: not there)."""

    id = IdField()
    business = models.ForeignKey(Business, on_delete=models.PROTECT, db_index=False)
    changeset = models.ForeignKey(Changeset, on_delete=models.PROTECT, db_index=False, related_name="changes")
    position = models.PositiveIntegerField()
    kind = models.CharField(max_length=32)
    object_id = models.BigIntegerField()
    action = models.CharField(max_length=16)
    before = models.TextField(null=True)  # noqa: DJ001 - null: it was not there
    after = models.TextField(null=True)  # noqa: DJ001 - null: it is not there any more
    digest = models.CharField(max_length=64)

    class Meta:
        indexes = [models.Index(fields=["business", "kind", "object_id", "id"], name="businesses_change_object")]
        constraints = [
            models.UniqueConstraint(fields=["changeset", "position"], name="businesses_change_position"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.kind} {self.object_id}"
