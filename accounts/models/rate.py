"""Exchange rates."""

from __future__ import annotations

from django.db import models

from businesses.models import Business
from businesses.models.fields import IdField, RateField, one_of

SOURCES = (
    "DERIVED",
    "FIXED_RATE",
    "MANUAL_ENTRY",
    "XE_DOT_COM",
    "WORLDPAY",
    "BANK_OF_CANADA",
    "NEW_YORK_FED",
    "SWISS_NATIONAL_BANK",
    "EUROPEAN_CENTRAL_BANK",
    "ROYAL_BANK_OF_AUSTRALIA",
    "BANCO_DE_MEXICO",
    "BANGKO_SENTRAL_NG_PHILIPINAS",
    "IMF",
    "NATIONAL_BANK_OF_UKRAINE",
    "CENTRAL_BANK_OF_NIGERIA",
    "NATIONAL_BANK_OF_RWANDA",
    "CENTRAL_BANK_OF_KENYA",
    "BANK_OF_UGANDA",
    "BANK_OF_MOZAMBIQUE",
    "BANK_OF_THAILAND_DAILY_RATES",
    "OANDA",
)
"""Where a rate may come from (seed 002, type exchangeRateSource)."""


class ExchangeRate(models.Model):
    """A business's own rate: one unit of ``base`` is ``rate`` units of ``currency`` (seed 002, exchangeRate)."""

    id = IdField()
    business = models.ForeignKey(Business, on_delete=models.PROTECT)
    base = models.CharField(max_length=3)
    currency = models.CharField(max_length=3)
    rate = RateField()
    as_of = models.DateField()
    source = models.CharField(max_length=32, default="MANUAL_ENTRY")
    comment = models.CharField(max_length=200, default="", blank=True)
    entered_at = models.DateTimeField()

    class Meta:
        constraints = [
            one_of("source", SOURCES, "accounts_exchangerate_source"),
            models.UniqueConstraint(
                fields=["business", "base", "currency", "as_of"], name="accounts_exchangerate_once"
            ),
        ]

    def __str__(self) -> str:
        return f"1 {self.base} = {self.rate} {self.currency} as of {self.as_of}"


class ReferenceRate(models.Model):
    """A shipped rate that every business may fall back on: one unit of ``base`` is ``rate`` units of ``currency``."""

    id = models.BigAutoField(primary_key=True)
    base = models.CharField(max_length=3)
    currency = models.CharField(max_length=3)
    rate = RateField()
    as_of = models.DateField()
    source = models.CharField(max_length=32)
    comment = models.CharField(max_length=200, default="", blank=True)

    class Meta:
        constraints = [
            one_of("source", SOURCES, "accounts_referencerate_source"),
            models.UniqueConstraint(fields=["currency", "as_of", "base"], name="accounts_referencerate_once"),
        ]

    def __str__(self) -> str:
        return f"1 {self.base} = {self.rate} {self.currency} as of {self.as_of}"
