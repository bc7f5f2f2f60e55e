"""Records: what happened, as the client told it, with what the core computed from it."""

from __future__ import annotations

from enum import StrEnum

from django.db import models

from accounts.models import Account
from bookkeeping.records import RecordType
from businesses.models import Business, User
from businesses.models.fields import IdField, MinorField, OptionalRateField, RateField, one_of, where_set
from ledger.models.contact import Contact
from ledger.models.item import Item, Project
from ledger.models.order import Order
from taxes.models import Tax


class State(StrEnum):
    """Whether a record is in the journal: not yet, now, or not any more."""

    DRAFT = "DRAFT"
    POSTED = "POSTED"
    VOID = "VOID"


NUMBERED = (str(State.POSTED), str(State.VOID))
"""The states in which a record has its number for itself; a draft only wishes for one."""


class Record(models.Model):
    """One record of any type. All amounts are minor units of ``currency`` but ``home_total`` and ``open_home``.

    ``total`` is the total due of a document and the amount of a payment, transfer or opening balance.
    ``balance`` is the balance due of a document and the unallocated amount of a payment; ``open_home`` is the
    part of a document's booked home amount that no allocation has settled. Of a draft they are zero but for what a
    payment would leave, and ``number`` is the one that it asks for.
    """

    id = IdField()
    business = models.ForeignKey(Business, on_delete=models.PROTECT, db_index=False, related_name="records")
    type = models.CharField(max_length=24)
    state = models.CharField(max_length=8, default=State.POSTED)
    date = models.DateField()
    number = models.CharField(max_length=40, null=True)  # noqa: DJ001 - null: a draft
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, null=True, db_index=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    currency = models.CharField(max_length=3)
    exchange_rate = OptionalRateField()
    total = MinorField(default=0)
    before_taxes = MinorField(default=0)
    home_total = MinorField(default=0)
    paid_immediately = MinorField(default=0)
    balance = MinorField(default=0)
    open_home = MinorField(default=0)
    terms = models.CharField(max_length=40, null=True)  # noqa: DJ001 - null: not given
    due_date = models.DateField(null=True)
    po_number = models.CharField(max_length=60, null=True)  # noqa: DJ001 - null: not given
    memo = models.TextField(null=True)  # noqa: DJ001 - null: not given
    description = models.TextField(null=True)  # noqa: DJ001 - null: not given
    deposit_account = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, db_index=False, related_name="+")
    deposit_currency = models.CharField(max_length=3, null=True)  # noqa: DJ001 - null: no transfer
    deposit_amount = models.BigIntegerField(null=True)
    credit_account = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, db_index=False, related_name="+")
    method = models.CharField(max_length=24, null=True)  # noqa: DJ001 - null: not given
    by_check = models.BooleanField(default=False)
    inbox_reference = models.CharField(max_length=200, null=True)  # noqa: DJ001 - null: not given
    project = models.ForeignKey(Project, on_delete=models.PROTECT, null=True, db_index=False)
    exchange_payment = models.BooleanField(default=False)
    keep_in_original_currency = models.BooleanField(default=False)
    allow_zero_amounts = models.BooleanField(default=False)
    order = models.ForeignKey(Order, on_delete=models.PROTECT, null=True, db_index=False, related_name="records")
    tax_basis = models.TextField(null=True)  # noqa: DJ001 - JSON: the taxes and tax codes that it was posted with
    overlay = models.JSONField(null=True)
    read_only = models.BooleanField(default=False)
    removed = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    modified_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [
            models.Index(fields=["business", "-date", "-id"], name="ledger_record_newest"),
            models.Index(fields=["business", "type", "-date", "-id"], name="ledger_record_by_type"),
            models.Index(fields=["business", "contact", "-date", "-id"], name="ledger_record_by_contact"),
            models.Index(
                fields=["business", "-date", "-id"], condition=models.Q(state=State.DRAFT), name="ledger_record_drafts"
            ),
            where_set("deposit_account", "ledger_record_deposit"),
            where_set("credit_account", "ledger_record_credit"),
            where_set("project", "ledger_record_project"),
        ]
        constraints = [
            one_of("type", RecordType, "ledger_record_type"),
            one_of("state", State, "ledger_record_state"),
            models.CheckConstraint(
                condition=models.Q(state="DRAFT") | models.Q(number__isnull=False), name="ledger_record_numbered"
            ),
            models.UniqueConstraint(
                fields=["business", "number"],
                condition=models.Q(type="INVOICE", removed=False, state__in=NUMBERED),
                name="ledger_record_invoice_number",
            ),
            models.UniqueConstraint(
                fields=["business", "contact", "number"],
                condition=models.Q(type="BILL", removed=False, contact__isnull=False, state__in=NUMBERED),
                name="ledger_record_bill_number",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.type} {self.number or '(draft)'}"


class RecordLine(models.Model):
    """A line of an invoice or bill. ``amount`` is quantity times price, ``net`` that without inclusive tax.

    Only a draft's line may lack account and price.
    """

    id = IdField()
    business = models.ForeignKey(Business, on_delete=models.PROTECT)
    record = models.ForeignKey(Record, on_delete=models.PROTECT, db_index=False, related_name="lines")
    position = models.PositiveIntegerField()
    account = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, null=True, db_index=False)
    project = models.ForeignKey(Project, on_delete=models.PROTECT, null=True, db_index=False)
    quantity = RateField()
    rate = OptionalRateField()
    tax_code = models.CharField(max_length=200, null=True)  # noqa: DJ001 - null: no tax
    note = models.TextField(null=True)  # noqa: DJ001 - null: not given
    amount = MinorField()
    net = MinorField()

    class Meta:
        indexes = [
            where_set("item", "ledger_recordline_item"),
            where_set("project", "ledger_recordline_project"),
        ]
        constraints = [models.UniqueConstraint(fields=["record", "position"], name="ledger_recordline_position")]

    def __str__(self) -> str:
        return f"line {self.position} of record {self.record_id}"


class RecordTax(models.Model):
    """How much of one tax a document contains, with the name and registration of that day."""

    id = IdField()
    business = models.ForeignKey(Business, on_delete=models.PROTECT)
    record = models.ForeignKey(Record, on_delete=models.PROTECT, db_index=False, related_name="taxes")
    position = models.PositiveIntegerField()
    tax = models.ForeignKey(Tax, on_delete=models.PROTECT)
    name = models.CharField(max_length=60)
    registration = models.CharField(max_length=60, default="", blank=True)
    amount = MinorField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["record", "position"], name="ledger_recordtax_position")]

    def __str__(self) -> str:
        return f"{self.name} of record {self.record_id}"


class AdjustmentLine(models.Model):
    """A line of an adjustment as the client gave it: a credit amount in its currency.

    Only a draft's line may lack the account.
    """

    id = IdField()
    business = models.ForeignKey(Business, on_delete=models.PROTECT)
    record = models.ForeignKey(Record, on_delete=models.PROTECT, db_index=False, related_name="adjustments")
    position = models.PositiveIntegerField()
    account = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    amount = MinorField()
    currency = models.CharField(max_length=3)
    note = models.TextField(null=True)  # noqa: DJ001 - null: not given

    class Meta:
        constraints = [models.UniqueConstraint(fields=["record", "position"], name="ledger_adjustmentline_position")]

    def __str__(self) -> str:
        return f"line {self.position} of record {self.record_id}"


class Allocation(models.Model):
    """How much of a document a payment settles.

    ``amount`` is in the document's currency, ``payment_amount`` in the payment's, ``home`` the booked home amount
    that leaves. ``active`` is False while either record is removed or void, so that restoring can attach it again, and
    while the payment is a draft.
    """

    id = IdField()
    business = models.ForeignKey(Business, on_delete=models.PROTECT)
    payment = models.ForeignKey(Record, on_delete=models.PROTECT, db_index=False, related_name="allocations")
    document = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="settlements")
    position = models.PositiveIntegerField()
    amount = MinorField()
    payment_amount = MinorField()
    home = MinorField()
    active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["payment", "document"], name="ledger_allocation_once"),
            models.CheckConstraint(condition=~models.Q(amount=0), name="ledger_allocation_not_zero"),
        ]

    def __str__(self) -> str:
        return f"{self.amount} of {self.document_id} by {self.payment_id}"
