"""The shoebox: what came in and waits for somebody to make a record of it."""

from __future__ import annotations

from django.db import models

from accounts.models import Account
from bookkeeping.staging import Source
from businesses.models import Business, User
from businesses.models.fields import IdField, one_of, where_set
from ledger.models.bank import BankStatementRow
from ledger.models.contact import Contact
from ledger.models.record import Record


class ShoeboxItem(models.Model):
    """A receipt, an e-mail, a transaction of the bank, or something else that is staged and posts nothing.

    ``amount`` is a credit amount of ``account`` in minor units of ``currency`` (null: not known); ``category`` is the
    account of what it was for. ``row`` is the transaction of the bank that it is. ``record`` is what stands for it, as
    long as that is neither removed nor void; ``made``: the record was made of it, and not there before.
    """

    id = IdField()
    business = models.ForeignKey(Business, on_delete=models.PROTECT, related_name="+", db_index=False)
    source = models.CharField(max_length=8)
    name = models.CharField(max_length=200, default="", blank=True)
    text = models.TextField(default="", blank=True)
    reference = models.CharField(max_length=200, default="", blank=True)
    date = models.DateField(null=True)
    amount = models.BigIntegerField(null=True)
    currency = models.CharField(max_length=3)
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    category = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    row = models.ForeignKey(
        BankStatementRow, on_delete=models.PROTECT, null=True, related_name="staged", db_index=False
    )
    record = models.ForeignKey(Record, on_delete=models.PROTECT, null=True, related_name="staged", db_index=False)
    made = models.BooleanField(default=False)
    removed = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    modified_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [
            models.Index(fields=["business", "-created_at", "-id"], name="ledger_shoeboxitem_newest"),
            where_set("record", "ledger_shoeboxitem_record"),
        ]
        constraints = [
            one_of("source", Source, "ledger_shoeboxitem_source"),
            models.CheckConstraint(
                condition=models.Q(amount__isnull=True) | ~models.Q(amount=0), name="ledger_shoeboxitem_amount"
            ),
            models.CheckConstraint(
                condition=models.Q(made=False) | models.Q(record__isnull=False), name="ledger_shoeboxitem_made"
            ),
            models.UniqueConstraint(
                fields=["row"], condition=models.Q(row__isnull=False, removed=False), name="ledger_shoeboxitem_row"
            ),
        ]

    def __str__(self) -> str:
        return self.name or f"staged item {self.id}"
