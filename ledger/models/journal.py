"""The journal: entries and lines that are never changed, and the totals kept beside them."""

from __future__ import annotations

from django.db import models

from accounts.models import Account
from bookkeeping.entries import EntryKind
from bookkeeping.money import MAX_MINOR
from businesses.models import Business, Changeset
from businesses.models.fields import IdField, MinorField, one_of, where_set
from ledger.models.item import Item
from ledger.models.record import Record
from taxes.models import Tax


class JournalEntry(models.Model):
    """A balanced set of lines. ``superseded`` goes from null to a changeset, once; nothing else ever changes.

    ``settles`` names the document of a late allocation's own entry. ``line_count`` closes the entry: no line can
    join it later, because all positions from 1 on are taken at commit.
    """

    id = IdField()
    business = models.ForeignKey(Business, on_delete=models.PROTECT, db_index=False)
    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="entries")
    settles = models.ForeignKey(Record, on_delete=models.PROTECT, null=True, db_index=False, related_name="+")
    kind = models.CharField(max_length=8, default=EntryKind.ORDINARY)
    date = models.DateField()
    line_count = models.PositiveIntegerField()
    changeset = models.ForeignKey(Changeset, on_delete=models.PROTECT, related_name="+")
    superseded = models.ForeignKey(Changeset, on_delete=models.PROTECT, null=True, db_index=False, related_name="+")

    class Meta:
        indexes = [
            models.Index(fields=["business", "date", "id"], name="ledger_journalentry_date"),
            where_set("settles", "ledger_journalentry_settles"),
            where_set("superseded", "ledger_journalentry_ended"),
        ]
        constraints = [
            one_of("kind", EntryKind, "ledger_journalentry_kind"),
            models.CheckConstraint(
                condition=models.Q(line_count__range=(1, 10_000)), name="ledger_journalentry_line_count"
            ),
        ]

    def __str__(self) -> str:
        return f"entry {self.id} of {self.date}"


class JournalLine(models.Model):
    """A line of an entry: a credit amount in its currency and at home.

    What it is about, where it is about one thing: ``settles`` is the document that a line of a receivable or payable
    settles (the document's own lines name none), ``tax`` the tax that it records, ``item`` what was sold or bought.
    ``at_rate`` is set where foreign money moves: what it is worth at the record's rate, not at the account's average.
    """

    id = IdField()
    business = models.ForeignKey(Business, on_delete=models.PROTECT)
    entry = models.ForeignKey(JournalEntry, on_delete=models.PROTECT, db_index=False, related_name="lines")
    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveIntegerField()
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    date = models.DateField()
    amount = MinorField()
    currency = models.CharField(max_length=3)
    home = MinorField()
    note = models.TextField(null=True)  # noqa: DJ001 - null: not given
    settles = models.ForeignKey(Record, on_delete=models.PROTECT, null=True, db_index=False, related_name="+")
    tax = models.ForeignKey(Tax, on_delete=models.PROTECT, null=True, db_index=False, related_name="+")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, null=True, db_index=False, related_name="+")
    at_rate = models.BigIntegerField(null=True)
    superseded = models.ForeignKey(Changeset, on_delete=models.PROTECT, null=True, db_index=False, related_name="+")

    class Meta:
        indexes = [
            *(
                models.Index(
                    fields=[column, "date"],
                    condition=models.Q(**{f"{column}__isnull": False}),
                    name=f"ledger_journalline_{column}",
                )
                for column in ("settles", "tax", "item")
            ),
            where_set("superseded", "ledger_journalline_ended"),
            models.Index(
                fields=["account", "date", "id"],
                include=["currency", "amount", "home"],
                condition=models.Q(superseded__isnull=True),
                name="ledger_journalline_live",
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["entry", "position"], name="ledger_journalline_position"),
            models.CheckConstraint(condition=~models.Q(amount=0, home=0), name="ledger_journalline_not_zero"),
        ]

    def __str__(self) -> str:
        return f"line {self.position} of entry {self.entry_id}"


class MonthlyTotal(models.Model):
    """The sum of an account's live lines in one currency and month; ``month`` is its first day."""

    pk = models.CompositePrimaryKey("account_id", "currency", "month", "kind")
    business = models.ForeignKey(Business, on_delete=models.PROTECT, db_index=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, db_index=False, related_name="+")
    currency = models.CharField(max_length=3)
    month = models.DateField()
    kind = models.CharField(max_length=8)
    amount = MinorField()
    home = MinorField()

    class Meta:
        indexes = [models.Index(fields=["business", "month"], name="ledger_monthlytotal_month")]
        constraints = [
            one_of("kind", EntryKind, "ledger_monthlytotal_kind"),
            models.CheckConstraint(
                condition=models.Q(amount__range=(-MAX_MINOR, MAX_MINOR), home__range=(-MAX_MINOR, MAX_MINOR)),
                name="ledger_monthlytotal_bounds",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.month} of account {self.account_id}"
