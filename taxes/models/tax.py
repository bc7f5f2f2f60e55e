"""Taxes and the shortcuts for combining them."""

from __future__ import annotations

from django.db import models

from accounts.models import Account
from businesses.models import Business
from businesses.models.fields import IdField, OptionalRateField, RateField


class Tax(models.Model):
    """A sales tax (seed 002, type tax). ``rate`` is a percentage; the previous ones hold before ``effective_date``."""

    id = IdField()
    business = models.ForeignKey(Business, on_delete=models.PROTECT, related_name="taxes")
    name = models.CharField(max_length=60)
    short_name = models.CharField(max_length=20)
    description = models.TextField(default="", blank=True)
    rate = RateField()
    previous_rate = OptionalRateField()
    previous_name = models.CharField(max_length=60, null=True)  # noqa: DJ001 - null: as now
    previous_short_name = models.CharField(max_length=20, null=True)  # noqa: DJ001 - null: as now
    effective_date = models.DateField(null=True)
    registered = models.BooleanField(default=False)
    registration = models.CharField(max_length=60, default="", blank=True)
    compound = models.BooleanField(default=False)
    lazy_rounding = models.BooleanField(default=False)
    payable_account = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    receivable_account = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    expense_account = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    removed = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    modified_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["business", "short_name"],
                condition=models.Q(removed=False),
                name="taxes_tax_short_name",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class TaxCode(models.Model):
    """A named shortcut whose ``expansion`` is a tax-code expression (contract, section 5.5)."""

    id = IdField()
    business = models.ForeignKey(Business, on_delete=models.PROTECT, related_name="tax_codes")
    name = models.CharField(max_length=60)
    expansion = models.CharField(max_length=200)
    tax_system = models.CharField(max_length=60, default="", blank=True)
    income = models.BooleanField(default=False)
    description = models.TextField(default="", blank=True)
    removed = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    modified_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["business", "name"], condition=models.Q(removed=False), name="taxes_taxcode_name"
            ),
        ]

    def __str__(self) -> str:
        return self.name
