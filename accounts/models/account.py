"""Accounts."""

from __future__ import annotations

from django.db import models

from bookkeeping.books import AccountType, DefaultAccount
from businesses.models import Business
from businesses.models.fields import IdField, one_of


class Account(models.Model):
    """One account of a business's chart. ``default_for`` names the default it serves as, at most one."""

    id = IdField()
    business = models.ForeignKey(Business, on_delete=models.PROTECT, related_name="accounts")
    name = models.CharField(max_length=200)
    number = models.CharField(max_length=20)
    type = models.CharField(max_length=32)
    currency = models.CharField(max_length=3, null=True)  # noqa: DJ001 - null: any currency
    description = models.TextField(default="", blank=True)
    standard_terms = models.CharField(max_length=40, default="", blank=True)
    open_date = models.DateField(null=True)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True)
    default_for = models.CharField(max_length=24, null=True)  # noqa: DJ001 - null: no default
    tax_number = models.BigIntegerField(null=True)
    tax_authority_code = models.CharField(max_length=40, default="", blank=True)
    feed = models.BigIntegerField(null=True)
    system = models.BooleanField(default=False)
    archived = models.BooleanField(default=False)
    removed = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    modified_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [models.Index(fields=["business", "number", "id"], name="accounts_account_chart")]
        constraints = [
            one_of("type", AccountType, "accounts_account_type"),
            one_of("default_for", DefaultAccount, "accounts_account_default_for"),
            models.UniqueConstraint(fields=["business", "default_for"], name="accounts_account_one_default"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"


class ChartStamp(models.Model):
    """Which chart of accounts and taxes a business has: whatever changes one of them stamps it anew, at random.

    The database does (``accounts.guards``), so who knows the chart of a stamp knows all that it says as long as the
    stamp stays: no other chart ever gets it, not even one that was undone.
    """

    business = models.OneToOneField(Business, on_delete=models.PROTECT, primary_key=True, related_name="chart_stamp")
    stamp = models.PositiveBigIntegerField()

    def __str__(self) -> str:
        return f"chart {self.stamp} of business {self.business_id}"
