"""What things are called: names for ids that another selector gave, in bulk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from accounts.models import Account
from bookkeeping.records import RecordType
from businesses.roles import Privilege
from ledger.models import Item, Record

if TYPE_CHECKING:
    from collections.abc import Collection

    from businesses.actors import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordLabel:
    """By what people know a record."""

    id: int
    type: RecordType
    number: str | None
    contact: str | None
    memo: str | None


def account_labels(actor: Actor, *, accounts: Collection[int]) -> dict[int, str]:
    """Return number and name of some accounts, removed ones too. One statement.

    Raises:
        ForbiddenError: without VIEW_ACCOUNTS.
    """
    actor.require(Privilege.VIEW_ACCOUNTS)
    rows = Account.objects.filter(business_id=actor.business.id, id__in=list(accounts))
    return {row[0]: f"{row[1]} {row[2]}".strip() for row in rows.values_list("id", "number", "name")}


def item_labels(actor: Actor, *, items: Collection[int]) -> dict[int, str]:
    """Return the names of some items, removed ones too; raise ``ForbiddenError`` without VIEW_ITEMS. One statement."""
    actor.require(Privilege.VIEW_ITEMS)
    rows = Item.objects.filter(business_id=actor.business.id, id__in=list(items))
    return dict(rows.values_list("id", "name"))


def record_labels(actor: Actor, *, records: Collection[int]) -> dict[int, RecordLabel]:
    """Return by what some records are known, removed ones too. One statement.

    Raises:
        ForbiddenError: without VIEW_RECORDS.
    """
    actor.require(Privilege.VIEW_RECORDS)
    rows = Record.objects.filter(business_id=actor.business.id, id__in=list(records))
    columns = rows.values_list("id", "type", "number", "contact__name", "memo")
    return {
        row[0]: RecordLabel(id=row[0], type=RecordType(row[1]), number=row[2], contact=row[3], memo=row[4])
        for row in columns
    }
