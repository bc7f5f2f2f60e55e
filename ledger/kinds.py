"""Kinds of things that every layer of the room, and the dialects, name."""

from __future__ import annotations

from enum import StrEnum


class ContactType(StrEnum):
    """What a contact is to the business (seed 002, type contactType)."""

    CUSTOMER = "CUSTOMER"
    VENDOR = "VENDOR"
    PARTNER = "PARTNER"
    OWNER = "OWNER"
    GOVERNMENT = "GOVERNMENT"
    OTHER = "OTHER"
    EMPLOYEE = "EMPLOYEE"


class GroupType(StrEnum):
    """What a group is a group of."""

    CONTACT = "CONTACT"


class TemplateType(StrEnum):
    """What a template is for (seed 002, recordTemplateType)."""

    INVOICE = "INVOICE"
    PAYMENT = "PAYMENT"


class Synced(StrEnum):
    """What lists of changes tell of, by the kind that the changesets name."""

    BUSINESS = "business"
    ACCOUNT = "account"
    CONTACT = "contact"
    GROUP = "group"
    ITEM = "item"
    ITEM_CATEGORY = "itemCategory"
    PROJECT = "project"
    TAX = "tax"
    TAX_CODE = "taxCode"
    RECORD = "record"
    ORDER = "order"
    RECURRING = "recurring"
    SHOEBOX_ITEM = "shoeboxItem"
    RECORD_TEMPLATE = "recordTemplate"
