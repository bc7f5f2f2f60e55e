"""Contacts."""

from __future__ import annotations

from django.db import models

from accounts.models import Account
from businesses.models import Business
from businesses.models.fields import IdField, one_of
from ledger.kinds import ContactType


class Contact(models.Model):
    """A customer, vendor or other party, with the defaults that its records take."""

    id = IdField()
    business = models.ForeignKey(Business, on_delete=models.PROTECT, related_name="contacts")
    type = models.CharField(max_length=16)
    name = models.CharField(max_length=200)
    contact_information = models.JSONField(default=dict)
    currency = models.CharField(max_length=3, null=True)  # noqa: DJ001 - null: the business's
    receivable_account = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    payable_account = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    income_or_expense_account = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    payment_account = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    default_tax_code = models.CharField(max_length=200, default="", blank=True)
    payment_terms = models.CharField(max_length=40, default="", blank=True)
    prefix = models.CharField(max_length=20, default="", blank=True)
    organization = models.BooleanField(default=False)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True)
    linked_business = models.ForeignKey(Business, on_delete=models.PROTECT, null=True, related_name="+")
    comments = models.JSONField(default=list)
    archived = models.BooleanField(default=False)
    removed = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    modified_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [models.Index(fields=["business", "name", "id"], name="ledger_contact_name")]
        constraints = [one_of("type", ContactType, "ledger_contact_type")]

    def __str__(self) -> str:
        return self.name
