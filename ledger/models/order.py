"""Orders: estimates, sales orders and purchase orders, and what became of them."""

from __future__ import annotations

from decimal import Decimal

from django.db import models

from accounts.models import Account
from bookkeeping.orders import Decision, OrderType, Progress
from businesses.models import Business, User
from businesses.models.fields import IdField, MinorField, OptionalRateField, RateField, one_of
from ledger.models.contact import Contact
from ledger.models.item import Item, Project
from taxes.models import Tax


class Order(models.Model):
    """What is offered, agreed or asked for, and never posted. Amounts are minor units of ``currency``.

    ``sequence`` is the number as an integer, 0 when it is none: the next order of the type comes after the highest.
    """

    id = IdField()
    business = models.ForeignKey(Business, on_delete=models.PROTECT, related_name="orders")
    type = models.CharField(max_length=16)
    decision = models.CharField(max_length=8, default=Decision.OPEN)
    progress = models.CharField(max_length=8, default=Progress.NONE)
    date = models.DateField()
    expiry_date = models.DateField(null=True)
    number = models.CharField(max_length=40)
    sequence = models.BigIntegerField(default=0)
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, null=True, related_name="+")
    currency = models.CharField(max_length=3)
    exchange_rate = OptionalRateField()
    total = MinorField(default=0)
    before_taxes = MinorField(default=0)
    terms = models.CharField(max_length=40, null=True)  # noqa: DJ001 - null: not given
    po_number = models.CharField(max_length=60, null=True)  # noqa: DJ001 - null: not given
    memo = models.TextField(null=True)  # noqa: DJ001 - null: not given
    description = models.TextField(null=True)  # noqa: DJ001 - null: not given
    project = models.ForeignKey(Project, on_delete=models.PROTECT, null=True, related_name="+")
    removed = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    modified_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [
            models.Index(fields=["business", "-date", "-id"], name="ledger_order_newest"),
            models.Index(fields=["business", "type", "-sequence"], name="ledger_order_sequence"),
        ]
        constraints = [
            one_of("type", OrderType, "ledger_order_type"),
            one_of("decision", Decision, "ledger_order_decision"),
            one_of("progress", Progress, "ledger_order_progress"),
            models.UniqueConstraint(
                fields=["business", "type", "number"], condition=models.Q(removed=False), name="ledger_order_number"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.type} {self.number}"


class OrderLine(models.Model):
    """A line of an order; ``converted`` is how much of its quantity has become something that stands."""

    id = IdField()
    business = models.ForeignKey(Business, on_delete=models.PROTECT)
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="lines")
    position = models.PositiveIntegerField()
    account = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, null=True, related_name="+")
    project = models.ForeignKey(Project, on_delete=models.PROTECT, null=True, related_name="+")
    quantity = RateField()
    rate = OptionalRateField()
    tax_code = models.CharField(max_length=200, null=True)  # noqa: DJ001 - null: no tax
    note = models.TextField(null=True)  # noqa: DJ001 - null: not given
    amount = MinorField()
    net = MinorField()
    converted = RateField(default=Decimal(0))

    class Meta:
        indexes = [models.Index(fields=["order", "position"], name="ledger_orderline_place")]

    def __str__(self) -> str:
        return f"line {self.position} of order {self.order_id}"


class OrderTax(models.Model):
    """How much of one tax an order would come with."""

    id = IdField()
    business = models.ForeignKey(Business, on_delete=models.PROTECT)
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="taxes")
    position = models.PositiveIntegerField()
    tax = models.ForeignKey(Tax, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    registration = models.CharField(max_length=60, default="", blank=True)
    amount = MinorField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["order", "position"], name="ledger_ordertax_position")]

    def __str__(self) -> str:
        return f"{self.name} of order {self.order_id}"


class Conversion(models.Model):
    """So much of a line of an order became part of a record, or of another order (``target``): one of the two."""

    id = IdField()
    business = models.ForeignKey(Business, on_delete=models.PROTECT)
    line = models.ForeignKey(OrderLine, on_delete=models.PROTECT, related_name="conversions")
    record = models.ForeignKey("ledger.Record", on_delete=models.PROTECT, null=True, related_name="conversions")
    target = models.ForeignKey(Order, on_delete=models.PROTECT, null=True, related_name="conversions")
    quantity = RateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["line", "record"], name="ledger_conversion_record"),
            models.UniqueConstraint(fields=["line", "target"], name="ledger_conversion_target"),
            models.CheckConstraint(
                condition=models.Q(record__isnull=False, target__isnull=True)
                | models.Q(record__isnull=True, target__isnull=False),
                name="ledger_conversion_one",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} of line {self.line_id}"
