"""Groups of contacts."""

from __future__ import annotations

from django.db import models

from businesses.models import Business
from businesses.models.fields import IdField, one_of
from ledger.kinds import GroupType
from ledger.models.contact import Contact


class ContactGroup(models.Model):
    """Contacts under one name, such as the members of a market (operations 18 and 19)."""

    id = IdField()
    business = models.ForeignKey(Business, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    type = models.CharField(max_length=16, default=GroupType.CONTACT)
    removed = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    modified_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            one_of("type", GroupType, "ledger_contactgroup_type"),
            models.UniqueConstraint(
                fields=["business", "name"], condition=models.Q(removed=False), name="ledger_contactgroup_name"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class GroupMember(models.Model):
    """That a contact belongs to a group."""

    id = IdField()
    business = models.ForeignKey(Business, on_delete=models.PROTECT, related_name="+")
    group = models.ForeignKey(ContactGroup, on_delete=models.PROTECT, related_name="members")
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="memberships")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["group", "contact"], name="ledger_groupmember_once")]

    def __str__(self) -> str:
        return f"contact {self.contact_id} of group {self.group_id}"
