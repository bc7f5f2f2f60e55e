"""Items and their categories, and projects."""

from __future__ import annotations

from django.db import models

from accounts.models import Account
from businesses.models import Business
from businesses.models.fields import IdField, OptionalRateField


class ItemCategory(models.Model):
    """Items under one name, and below another such name or none.

    ``default_account`` is the account of lines whose item names none: an income account for sales, any other for
    purchases.
    """

    id = IdField()
    business = models.ForeignKey(Business, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    default_account = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    removed = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    modified_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return self.name


class Item(models.Model):
    """Something that is sold or bought, with the defaults of its lines. Rates are prices in major units."""

    id = IdField()
    business = models.ForeignKey(Business, on_delete=models.PROTECT, related_name="items")
    name = models.CharField(max_length=200)
    code = models.CharField(max_length=60, default="", blank=True)
    sku = models.CharField(max_length=60, default="", blank=True)
    description = models.TextField(default="", blank=True)
    category = models.ForeignKey(ItemCategory, on_delete=models.PROTECT, null=True, related_name="items")
    credit_account = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    debit_account = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    inventory_account = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    cogs_account = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    default_sell_rate = OptionalRateField()
    default_buy_rate = OptionalRateField()
    default_tax_code = models.CharField(max_length=200, null=True)  # noqa: DJ001 - null: not said, "": no tax
    default_discount_code = models.CharField(max_length=200, default="", blank=True)
    default_note = models.TextField(default="", blank=True)
    tracked = models.BooleanField(default=False)
    archived = models.BooleanField(default=False)
    removed = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    modified_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(tracked=False)
                | models.Q(inventory_account__isnull=False, cogs_account__isnull=False),
                name="ledger_item_tracked",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Project(models.Model):
    """A job that records and lines may be charged to."""

    id = IdField()
    business = models.ForeignKey(Business, on_delete=models.PROTECT, related_name="projects")
    name = models.CharField(max_length=200)
    archived = models.BooleanField(default=False)
    removed = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    modified_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return self.name
