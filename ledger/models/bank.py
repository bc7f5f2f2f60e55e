"""What the bank says: statements, their transactions, and which records these are."""

from __future__ import annotations

from django.db import models

from accounts.models import Account
from businesses.models import Business, User
from businesses.models.fields import IdField, MinorField
from ledger.models.record import Record


class BankStatement(models.Model):
    """A file of the bank that was imported: for which account, and what it says of that account.

    ``balance`` is a credit amount, as all amounts are: money in a bank account is negative. Of the account's number
    at the bank only the end is kept.
    """

    id = IdField()
    business = models.ForeignKey(Business, on_delete=models.PROTECT)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    filename = models.CharField(max_length=200, default="", blank=True)
    bank_account = models.CharField(max_length=8, default="", blank=True)
    currency = models.CharField(max_length=3)
    balance = models.BigIntegerField(null=True)
    balance_date = models.DateField(null=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    def __str__(self) -> str:
        return f"statement {self.filename or self.id}"


class BankStatementRow(models.Model):
    """A transaction as the bank tells it; what it says is never changed.

    ``amount`` is a credit amount of the account; ``fitid`` is the bank's identity of it (null: it has none);
    ``matched`` is how much of the amount records account for, the sum of its matches.
    """

    id = IdField()
    business = models.ForeignKey(Business, on_delete=models.PROTECT)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    statement = models.ForeignKey(BankStatement, on_delete=models.PROTECT, null=True, related_name="rows")
    position = models.PositiveIntegerField()
    date = models.DateField()
    amount = MinorField()
    currency = models.CharField(max_length=3)
    payee = models.CharField(max_length=200, default="", blank=True)
    memo = models.TextField(default="", blank=True)
    reference = models.CharField(max_length=200, default="", blank=True)
    check_number = models.CharField(max_length=200, default="", blank=True)
    fitid = models.CharField(max_length=255, null=True)  # noqa: DJ001 - null: the bank gives it no identity
    balance = models.BigIntegerField(null=True)
    matched = MinorField(default=0)
    ignored = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    modified_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [models.Index(fields=["account", "date", "id"], name="ledger_bankstatementrow_date")]
        constraints = [
            models.UniqueConstraint(
                fields=["account", "fitid"],
                condition=models.Q(fitid__isnull=False),
                name="ledger_bankstatementrow_fitid",
            ),
            models.CheckConstraint(
                condition=models.Q(amount__gt=0, matched__gte=0, matched__lte=models.F("amount"))
                | models.Q(amount__lt=0, matched__lte=0, matched__gte=models.F("amount")),
                name="ledger_bankstatementrow_matched",  # so that no amount is zero, either
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amount} on {self.date}"


class BankMatch(models.Model):
    """How much of a bank's transaction a record accounts for: a credit amount of the account, with the row's sign."""

    id = IdField()
    business = models.ForeignKey(Business, on_delete=models.PROTECT)
    row = models.ForeignKey(BankStatementRow, on_delete=models.PROTECT, related_name="matches")
    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="+")
    amount = MinorField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["row", "record"], name="ledger_bankmatch_once"),
            models.CheckConstraint(condition=~models.Q(amount=0), name="ledger_bankmatch_not_zero"),
        ]

    def __str__(self) -> str:
        return f"{self.amount} of row {self.row_id} is record {self.record_id}"


class BankReconciliation(models.Model):
    """An account checked against the bank's statement of a day, in one currency; all amounts are credit amounts.

    ``opening`` is the balance of the one before, ``balance`` what the statement says; it is in progress until
    ``finished_at``. ``removed``: it was undone.
    """

    id = IdField()
    business = models.ForeignKey(Business, on_delete=models.PROTECT)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    currency = models.CharField(max_length=3)
    statement_date = models.DateField()
    opening = MinorField()
    balance = MinorField()
    comment = models.TextField(default="", blank=True)
    finished_at = models.DateTimeField(null=True)
    removed = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    modified_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "currency", "statement_date"],
                condition=models.Q(removed=False),
                name="ledger_bankreconciliation_day",
            ),
            models.UniqueConstraint(
                fields=["account", "currency"],
                condition=models.Q(removed=False, finished_at__isnull=True),
                name="ledger_bankreconciliation_open",
            ),
        ]

    def __str__(self) -> str:
        return f"reconciliation up to {self.statement_date}"


class BankClearing(models.Model):
    """That a record in an account has cleared the bank, according to a reconciliation.

    ``amount`` and ``date`` are what the record's live lines in that account and currency sum to, and their day.
    """

    id = IdField()
    business = models.ForeignKey(Business, on_delete=models.PROTECT)
    reconciliation = models.ForeignKey(BankReconciliation, on_delete=models.PROTECT, related_name="clearings")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, db_index=False, related_name="+")
    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="+")
    currency = models.CharField(max_length=3)
    date = models.DateField()
    amount = MinorField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "currency", "record"], name="ledger_bankclearing_once"),
            models.CheckConstraint(condition=~models.Q(amount=0), name="ledger_bankclearing_not_zero"),
        ]

    def __str__(self) -> str:
        return f"{self.amount} of record {self.record_id} on {self.date}"
