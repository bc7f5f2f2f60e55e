"""Tables of the room. Fields, constraints and names only."""

from __future__ import annotations

from ledger.models.attachment import AttachedFile, Attachment, AttachmentChunk
from ledger.models.bank import BankClearing, BankMatch, BankReconciliation, BankStatement, BankStatementRow
from ledger.models.check import Check
from ledger.models.collaboration import Comment, Tag
from ledger.models.contact import Contact
from ledger.models.group import ContactGroup, GroupMember
from ledger.models.item import Item, ItemCategory, Project
from ledger.models.journal import JournalEntry, JournalLine, MonthlyTotal
from ledger.models.order import Conversion, Order, OrderLine, OrderTax
from ledger.models.record import AdjustmentLine, Allocation, Record, RecordLine, RecordTax
from ledger.models.recurring import Occurrence, Recurring
from ledger.models.revaluation import Revaluation
from ledger.models.shoebox import ShoeboxItem
from ledger.models.stock import StockMovement
from ledger.models.sync import SyncSession
from ledger.models.template import RecordTemplate

__all__ = [
    "AdjustmentLine",
    "Allocation",
    "AttachedFile",
    "Attachment",
    "AttachmentChunk",
    "BankClearing",
    "BankMatch",
    "BankReconciliation",
    "BankStatement",
    "BankStatementRow",
    "Check",
    "Comment",
    "Contact",
    "ContactGroup",
    "Conversion",
    "GroupMember",
    "Item",
    "ItemCategory",
    "JournalEntry",
    "JournalLine",
    "MonthlyTotal",
    "Occurrence",
    "Order",
    "OrderLine",
    "OrderTax",
    "Project",
    "Record",
    "RecordLine",
    "RecordTax",
    "RecordTemplate",
    "Recurring",
    "Revaluation",
    "ShoeboxItem",
    "StockMovement",
    "SyncSession",
    "Tag",
]
