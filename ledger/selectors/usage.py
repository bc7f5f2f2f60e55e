"""Whether anything in the books names an account, a tax, or the business's currency."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from ledger.models import (
    AdjustmentLine,
    BankReconciliation,
    BankStatementRow,
    Contact,
    Item,
    ItemCategory,
    JournalLine,
    Order,
    OrderLine,
    OrderTax,
    Record,
    RecordLine,
    RecordTax,
    ShoeboxItem,
    StockMovement,
)
from taxes.models import Tax

if TYPE_CHECKING:
    from collections.abc import Collection

    from businesses.actors import Actor


def account_posted(actor: Actor, *, account: int) -> bool:
    """Tell whether anything was ever posted to an account."""
    return JournalLine.objects.filter(business_id=actor.business.id, account_id=account).exists()


def account_named(actor: Actor, *, account: int) -> bool:
    """Tell whether a posting, record, order, contact, item, category, tax, or what the bank told or is staged, does."""
    here = {"business_id": actor.business.id}
    heads = Q(account_id=account) | Q(deposit_account_id=account) | Q(credit_account_id=account)
    contacts = (
        Q(receivable_account_id=account)
        | Q(payable_account_id=account)
        | Q(income_or_expense_account_id=account)
        | Q(payment_account_id=account)
    )
    items = (
        Q(credit_account_id=account)
        | Q(debit_account_id=account)
        | Q(inventory_account_id=account)
        | Q(cogs_account_id=account)
    )
    staged = Q(account_id=account) | Q(category_id=account)
    taxes = Q(payable_account_id=account) | Q(receivable_account_id=account) | Q(expense_account_id=account)
    return (
        account_posted(actor, account=account)
        or Record.objects.filter(heads, **here).exists()
        or RecordLine.objects.filter(account_id=account, **here).exists()
        or OrderLine.objects.filter(account_id=account, **here).exists()
        or AdjustmentLine.objects.filter(account_id=account, **here).exists()
        or Contact.objects.filter(contacts, removed=False, **here).exists()
        or Item.objects.filter(items, removed=False, **here).exists()
        or ItemCategory.objects.filter(default_account_id=account, removed=False, **here).exists()
        or ShoeboxItem.objects.filter(staged, removed=False, **here).exists()
        or Tax.objects.filter(taxes, removed=False, **here).exists()
        or BankStatementRow.objects.filter(account_id=account, ignored=False, **here).exists()
        or BankReconciliation.objects.filter(account_id=account, removed=False, **here).exists()
    )


def project_named(actor: Actor, *, project: int) -> int | None:
    """Return a record or order that names a project, itself or in a line, and is not removed; None: there is none."""
    here = {"business_id": actor.business.id, "removed": False}
    naming = Q(project_id=project) | Q(lines__project_id=project)
    named = (model.objects.filter(naming, **here).values_list("id", flat=True) for model in (Record, Order))
    return next((found for ids in named for found in ids.order_by("id")[:1]), None)


def item_named(actor: Actor, *, item: int, removed_too: bool = False) -> int | None:
    """Return a record or order whose lines name an item, and that is not removed (``removed_too``: a record, any)."""
    lines = RecordLine.objects.filter(business_id=actor.business.id, item_id=item)
    if removed_too:
        return lines.order_by("record_id").values_list("record_id", flat=True).first()
    ordered = OrderLine.objects.filter(business_id=actor.business.id, item_id=item, order__removed=False)
    ids = lines.filter(record__removed=False).values_list("record_id", flat=True)
    others = ordered.values_list("order_id", flat=True)
    return next(
        (found for named in (ids.order_by("record_id"), others.order_by("order_id")) for found in named[:1]), None
    )


def tax_named(actor: Actor, *, tax: int) -> bool:
    """Tell whether a record or an order contains a tax."""
    return bool(taxes_named(actor, taxes=[tax]))


def taxes_named(actor: Actor, *, taxes: Collection[int]) -> frozenset[int]:
    """Return those of some taxes that records or orders contain. One statement; none without taxes."""
    if not taxes:
        return frozenset()
    named, ordered = (
        model.objects.filter(business_id=actor.business.id, tax_id__in=taxes).values_list("tax_id", flat=True)
        for model in (RecordTax, OrderTax)
    )
    return frozenset(named.union(ordered))


def business_posted(actor: Actor) -> bool:
    """Tell whether anything was ever posted in the business."""
    return JournalLine.objects.filter(business_id=actor.business.id).exists()


def business_stocked(actor: Actor) -> bool:
    """Tell whether any stock of the business ever moved."""
    return StockMovement.objects.filter(business_id=actor.business.id).exists()
