"""What people say about records and contacts: comments and tags."""

from __future__ import annotations

from django.db import models

from businesses.models import Business, User
from businesses.models.fields import IdField
from ledger.models.contact import Contact
from ledger.models.record import Record


class Comment(models.Model):
    """What somebody said about a record or a contact. It is never changed."""

    id = IdField()
    business = models.ForeignKey(Business, on_delete=models.PROTECT, related_name="+")
    record = models.ForeignKey(Record, on_delete=models.PROTECT, null=True, related_name="comments")
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, null=True, related_name="said")
    text = models.TextField()
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(record__isnull=True) ^ models.Q(contact__isnull=True),
                name="ledger_comment_one_target",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:40]


class Tag(models.Model):
    """A word that a record or a contact is found by."""

    id = IdField()
    business = models.ForeignKey(Business, on_delete=models.PROTECT, related_name="+")
    record = models.ForeignKey(Record, on_delete=models.PROTECT, null=True, related_name="tags")
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, null=True, related_name="tags")
    name = models.CharField(max_length=60)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["record", "name"], name="ledger_tag_record"),
            models.UniqueConstraint(fields=["contact", "name"], name="ledger_tag_contact"),
            models.CheckConstraint(
                condition=models.Q(record__isnull=True) ^ models.Q(contact__isnull=True), name="ledger_tag_one_target"
            ),
        ]

    def __str__(self) -> str:
        return self.name
