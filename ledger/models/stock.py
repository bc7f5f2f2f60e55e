"""Movements of tracked items."""

from __future__ import annotations

from django.db import models

from accounts.models import Account
from businesses.models import Business, Changeset
from businesses.models.fields import IdField, MinorField, RateField
from ledger.models.item import Item
from ledger.models.record import Record


class StockMovement(models.Model):
    """That a line of a document moved a tracked item. It never changes; it is superseded by a changeset, once.

    ``quantity`` is positive for what came in; ``cost`` is what that made of the stock's value, in minor units at home,
    and ``own`` the part of it that the line of a bill itself put into the inventory account (null: an invoice).
    """

    id = IdField()
    business = models.ForeignKey(Business, on_delete=models.PROTECT, db_index=False)
    item = models.ForeignKey(Item, on_delete=models.PROTECT, db_index=False, related_name="+")
    record = models.ForeignKey(Record, on_delete=models.PROTECT, db_index=False, related_name="+")
    position = models.PositiveIntegerField()
    date = models.DateField()
    quantity = RateField()
    cost = MinorField()
    own = models.BigIntegerField(null=True)
    inventory_account = models.ForeignKey(Account, on_delete=models.PROTECT, db_index=False, related_name="+")
    cogs_account = models.ForeignKey(Account, on_delete=models.PROTECT, db_index=False, related_name="+")
    changeset = models.ForeignKey(Changeset, on_delete=models.PROTECT, db_index=False, related_name="+")
    superseded = models.ForeignKey(Changeset, on_delete=models.PROTECT, null=True, db_index=False, related_name="+")

    class Meta:
        indexes = [
            models.Index(fields=["item", "date", "record", "position"], name="ledger_stockmovement_item"),
            models.Index(fields=["business", "date", "id"], name="ledger_stockmovement_date"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["record", "position"],
                condition=models.Q(superseded__isnull=True),
                name="ledger_stockmovement_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} of item {self.item_id} by record {self.record_id}"
