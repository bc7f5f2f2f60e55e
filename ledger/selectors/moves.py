"""What would move if a contact or an account were merged into another one. One statement each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count, Q, Subquery
from django.db.models.functions import Coalesce

from accounts.models import Account
from businesses.models import Business
from businesses.roles import Privilege
from ledger.models import (
    AttachedFile,
    BankStatementRow,
    Check,
    Comment,
    Contact,
    GroupMember,
    Item,
    Order,
    Record,
    ShoeboxItem,
    Tag,
)
from ledger.selectors.merging import records_naming

if TYPE_CHECKING:
    from django.db.models import Model, QuerySet

    from businesses.actors import Actor

    Moves = list[tuple[str, int]]
    """What moves, in words, and how many of it."""

_OF_CONTACTS = ("receivable_account", "payable_account", "income_or_expense_account", "payment_account")
_OF_ITEMS = ("credit_account", "debit_account", "inventory_account", "cogs_account")


def contact_moves(actor: Actor, *, contact: int) -> Moves:
    """Return what names a contact, and what belongs to it; raise ``ForbiddenError`` without VIEW_CONTACTS."""
    actor.require(Privilege.VIEW_CONTACTS)
    here = Q(business_id=actor.business.id)
    its = here & Q(contact_id=contact)
    return _counted(
        actor,
        {
            "Records": Record.objects.filter(its),
            "Orders": Order.objects.filter(its),
            "Staged items": ShoeboxItem.objects.filter(its),
            "Contacts below it": Contact.objects.filter(here, parent_id=contact),
            "Groups": GroupMember.objects.filter(its, group__removed=False),
            "Comments": Comment.objects.filter(its),
            "Tags": Tag.objects.filter(its),
            "Files": AttachedFile.objects.filter(its),
        },
    )


def account_moves(actor: Actor, *, account: int) -> Moves:
    """Return what names an account; raise ``ForbiddenError`` without VIEW_ACCOUNTS."""
    actor.require(Privilege.VIEW_ACCOUNTS)
    here = Q(business_id=actor.business.id)
    its = here & Q(account_id=account)
    return _counted(
        actor,
        {
            "Records": Record.objects.filter(here).filter(records_naming(actor, account=account)),
            "Contacts": Contact.objects.filter(here).filter(_any(_OF_CONTACTS, account)),
            "Items": Item.objects.filter(here).filter(_any(_OF_ITEMS, account)),
            "Rows of the bank": BankStatementRow.objects.filter(its),
            "Checks": Check.objects.filter(its),
            "Staged items": ShoeboxItem.objects.filter(here).filter(_any(("account", "category"), account)),
            "Accounts below it": Account.objects.filter(here, parent_id=account),
        },
    )


def _any(columns: tuple[str, ...], account: int) -> Q:
    """Return the condition that one of the columns names an account."""
    condition = Q()
    for column in columns:
        condition |= Q(**{f"{column}_id": account})
    return condition


def _counted(actor: Actor, rows: dict[str, QuerySet[Model]]) -> Moves:
    """Count rows of the business; what there is none of is left out."""
    counts = {
        f"count_{place}": Coalesce(
            Subquery(each.order_by().values("business_id").annotate(told=Count("*")).values("told")), 0
        )
        for place, each in enumerate(rows.values())
    }
    (found,) = Business.objects.filter(id=actor.business.id).annotate(**counts).values_list(*counts)
    return [(words, count) for words, count in zip(rows, found, strict=True) if count]
