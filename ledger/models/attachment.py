"""Files that a business keeps: receipts, contracts, statements, and what they belong to."""

from __future__ import annotations

from django.db import models

from businesses.models import Business, User
from businesses.models.fields import IdField
from ledger.models.contact import Contact
from ledger.models.record import Record
from ledger.models.shoebox import ShoeboxItem


class Attachment(models.Model):
    """A file. It never changes, it can only be hidden; its content is the chunks, in order.

    ``size`` is in octets, ``digest`` the SHA-256 of the content in hexadecimal.
    """

    id = IdField()
    business = models.ForeignKey(Business, on_delete=models.PROTECT, related_name="attachments")
    uuid = models.CharField(max_length=36)
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=130)
    character_encoding = models.CharField(max_length=40, null=True)  # noqa: DJ001 - null: no text, or not said
    size = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    removed = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    modified_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [models.Index(fields=["business", "-created_at", "-id"], name="ledger_attachment_newest")]
        constraints = [
            models.UniqueConstraint(fields=["uuid"], name="ledger_attachment_uuid"),
            models.CheckConstraint(condition=models.Q(size__gt=0), name="ledger_attachment_not_empty"),
        ]

    def __str__(self) -> str:
        return self.name


class AttachmentChunk(models.Model):
    """A part of a file's content, so that no more than a part needs to be in memory. Positions count from 0."""

    id = IdField()
    business = models.ForeignKey(Business, on_delete=models.PROTECT)
    attachment = models.ForeignKey(Attachment, on_delete=models.PROTECT, related_name="chunks")
    position = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["attachment", "position"], name="ledger_attachmentchunk_position")
        ]

    def __str__(self) -> str:
        return f"part {self.position} of file {self.attachment_id}"


class AttachedFile(models.Model):
    """That a file belongs to a record, a contact or a staged item, and who said so. Positions count from 0.

    A record and a staged item together: the file came to the record with the item.
    """

    id = IdField()
    business = models.ForeignKey(Business, on_delete=models.PROTECT)
    attachment = models.ForeignKey(Attachment, on_delete=models.PROTECT, related_name="uses")
    record = models.ForeignKey(Record, on_delete=models.PROTECT, null=True, related_name="files")
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, null=True, related_name="files")
    shoebox_item = models.ForeignKey(
        ShoeboxItem, on_delete=models.PROTECT, null=True, related_name="files", db_index=False
    )
    position = models.PositiveIntegerField()
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["record", "attachment"], name="ledger_attachedfile_record"),
            models.UniqueConstraint(fields=["contact", "attachment"], name="ledger_attachedfile_contact"),
            models.CheckConstraint(
                condition=models.Q(contact__isnull=True)
                & (models.Q(record__isnull=False) | models.Q(shoebox_item__isnull=False))
                | models.Q(contact__isnull=False, record__isnull=True, shoebox_item__isnull=True),
                name="ledger_attachedfile_one_target",
            ),
            models.UniqueConstraint(
                fields=["shoebox_item", "attachment"],
                condition=models.Q(record__isnull=True),
                name="ledger_attachedfile_shoebox_item",
            ),
        ]

    def __str__(self) -> str:
        return f"file {self.attachment_id} of {self.record_id or self.contact_id or self.shoebox_item_id}"
