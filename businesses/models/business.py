"""Businesses and the people who may act on their books."""

from __future__ import annotations

from django.db import models

from businesses.models.fields import IdField, one_of
from businesses.models.user import User
from businesses.roles import Role

DATE_FORMATTINGS = (
    "MMM_DD_YYYY",
    "DD_MMM_YYYY",
    "DD_MM_YYYY",
    "MM_DD_YYYY",
    "DOTS_DD_MM_YYYY",
    "ISO",
    "DOTS_YYYY_MM_DD",
    "SLASHES_YYYY_MM_DD",
    "CHINESE",
    "KOREAN",
)
"""How a business likes its dates written (seed 002, type dateFormatting)."""


class Business(models.Model):
    """A set of books: one legal person, one home currency, one fiscal year."""

    id = IdField()
    name = models.CharField(max_length=200)
    contact_information = models.JSONField(default=dict)
    currency = models.CharField(max_length=3)
    country = models.CharField(max_length=2, default="", blank=True)
    time_zone = models.CharField(max_length=64, default="UTC")
    fiscal_start_month = models.PositiveSmallIntegerField(default=1)
    fiscal_start_day = models.PositiveSmallIntegerField(default=1)
    fiscal_start_year = models.PositiveSmallIntegerField(null=True)
    start_date = models.DateField(null=True)
    date_formatting = models.CharField(max_length=24, default="ISO")
    inventory_cogs_method = models.CharField(max_length=24, default="FIFO")
    negative_stock = models.BooleanField(default=False)
    lock_date = models.DateField(null=True)
    settings = models.JSONField(default=dict)
    removed = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    modified_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            one_of("date_formatting", DATE_FORMATTINGS, "businesses_business_date_formatting"),
            one_of("inventory_cogs_method", ("FIFO", "WEIGHTED_AVERAGE"), "businesses_business_cogs_method"),
            models.CheckConstraint(
                condition=models.Q(fiscal_start_month__range=(1, 12), fiscal_start_day__range=(1, 31)),
                name="businesses_business_fiscal_start",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """One role of one user in one business; a user may hold several."""

    id = IdField()
    business = models.ForeignKey(Business, on_delete=models.PROTECT, related_name="memberships")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=16)
    invite_code = models.CharField(max_length=64, null=True)  # noqa: DJ001 - null: not invited

    class Meta:
        constraints = [
            one_of("role", Role, "businesses_membership_role"),
            models.UniqueConstraint(fields=["user", "business", "role"], name="businesses_membership_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role} {self.business_id}"


class PurgePermit(models.Model):
    """The purge gate: while a row names a business, its ledger rows may be deleted (DESIGN, section 1)."""

    business = models.OneToOneField(Business, on_delete=models.CASCADE, primary_key=True)
    reason = models.CharField(max_length=200)

    def __str__(self) -> str:
        return f"purge permit of business {self.business_id}"
