"""What names an account that is merged names the other one: everything but the journal.

Services of this room call this inside their unit of work, with the counter locked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.db.models import F, Q

from accounts.models import Account
from businesses.payloads import row_payload
from businesses.roles import Privilege
from businesses.services.changesets import Change
from ledger.merging import AT_ONCE, changes, parts
from ledger.models import (
    AdjustmentLine,
    Check,
    Contact,
    Item,
    ItemCategory,
    Order,
    OrderLine,
    Record,
    RecordLine,
    StockMovement,
)
from ledger.payloads import contact_payload
from ledger.selectors.contacts import ContactView, contacts_grouped
from ledger.selectors.merging import records_naming
from ledger.selectors.orders import orders_get
from ledger.selectors.records import records_get
from ledger.services.contacts import ACCOUNTS
from ledger.services.staging import staged_move
from ledger.tax_values import basis_moved
from taxes.models import Tax

if TYPE_CHECKING:
    from businesses.actors import Actor
    from ledger.services.work import BookWork

_HEADS: Final = ("account_id", "deposit_account_id", "credit_account_id")
_NOUNS: Final[tuple[tuple[str, Any, tuple[str, ...]], ...]] = (
    ("contact", Contact, tuple(f"{field}_id" for field in ACCOUNTS)),
    ("item", Item, ("credit_account_id", "debit_account_id", "inventory_account_id", "cogs_account_id")),
    ("itemCategory", ItemCategory, ("default_account_id",)),
    ("tax", Tax, ("payable_account_id", "receivable_account_id", "expense_account_id")),
    ("account", Account, ("parent_id",)),
)
"""What names accounts: the kind in changesets, the table, and its columns."""


def names_move(actor: Actor, *, work: BookWork, source: Account, target: Account) -> None:
    """Let what names one account name another one, and note each thing as it was and is; removed things too.

    Generated records are left out: they follow from the journal.
    """
    actor.require(Privilege.CHANGE_ACCOUNTS)
    _records_move(actor, work, source.id, target.id)
    _orders_move(actor, work, source.id, target.id)
    _stock_move(actor, work, source.id, target.id)
    staged_move(actor, work=work, columns=("account_id", "category_id"), source=source.id, target=target.id)
    _checks_copy(actor, work, source.id, target.id)
    if target.parent_id == source.id:
        _noun_move(actor, work, _NOUNS[-1], {source.id: source.parent_id}, Q(id=target.id))
    for noun in _NOUNS:
        _noun_move(actor, work, noun, {source.id: target.id}, Q())


def _records_move(actor: Actor, work: BookWork, source: int, target: int) -> None:
    rows = Record.objects.filter(records_naming(actor, account=source), business_id=actor.business.id)
    for part in parts(list(rows.filter(read_only=False).order_by("id").values_list("id", flat=True))):
        before, here = records_get(actor, records=part), Record.objects.filter(id__in=part)
        for column in _HEADS:
            here.filter(**{column: source}).update(**{column: target})
        for model in (RecordLine, AdjustmentLine):
            model.objects.filter(record_id__in=part, account_id=source).update(account_id=target)
        here.update(version=F("version") + 1, modified_at=actor.now)
        work.changes += changes("record", before, records_get(actor, records=part))
    taxed = list(Record.objects.filter(business_id=actor.business.id, tax_basis__contains=str(source)))
    for row in taxed:
        row.tax_basis = basis_moved(row.tax_basis or "", source, target)
    Record.objects.bulk_update(taxed, ["tax_basis"], batch_size=AT_ONCE)


def _orders_move(actor: Actor, work: BookWork, source: int, target: int) -> None:
    lines = OrderLine.objects.filter(business_id=actor.business.id, account_id=source)
    for part in parts(sorted(set(lines.values_list("order_id", flat=True)))):
        before = orders_get(actor, orders=part)
        lines.filter(order_id__in=part).update(account_id=target)
        Order.objects.filter(id__in=part).update(version=F("version") + 1, modified_at=actor.now)
        work.changes += changes("order", before, orders_get(actor, orders=part))


def _stock_move(actor: Actor, work: BookWork, source: int, target: int) -> None:
    """Supersede the movements of stock that name an account by the same ones."""
    naming = Q(inventory_account_id=source) | Q(cogs_account_id=source)
    live = StockMovement.objects.filter(naming, business_id=actor.business.id, superseded__isnull=True)
    for part in parts(list(live.order_by("id").values_list("id", flat=True))):
        rows = list(StockMovement.objects.filter(id__in=part).order_by("id"))
        StockMovement.objects.filter(id__in=part).update(superseded_id=work.changeset_id)
        for row, identity in zip(rows, work.ids(len(rows)), strict=True):
            row.id, row.changeset_id = identity, work.changeset_id
            for column in ("inventory_account_id", "cogs_account_id"):
                setattr(row, column, target if getattr(row, column) == source else getattr(row, column))
        work.insert(rows)
        work.flush()


def _checks_copy(actor: Actor, work: BookWork, source: int, target: int) -> None:
    """Let checks that were drawn on one account be drawn on another one; a number once given stays given."""
    rows = list(Check.objects.filter(business_id=actor.business.id, account_id=source).order_by("id"))
    for row, identity in zip(rows, work.ids(len(rows)), strict=True):
        row.id, row.account_id, row.modified_at = identity, target, actor.now
    Check.objects.bulk_create(rows)
    work.changes += [Change("check", row.id, "create", None, row_payload(row)) for row in rows]


def _noun_move(
    actor: Actor, work: BookWork, noun: tuple[str, Any, tuple[str, ...]], places: dict[int, int | None], where: Q
) -> None:
    """Give the columns of one table that name an account another one, and note each row as it was and is."""
    kind, model, columns = noun
    (source,) = places
    naming = Q(*((column, source) for column in columns), _connector=Q.OR)
    found = contacts_grouped(actor) if model is Contact else model.objects.filter(business_id=actor.business.id)
    rows = list(found.filter(naming & where).order_by("id"))
    for row in rows:
        before = _payload(row)
        for column in columns:
            setattr(row, column, places.get(getattr(row, column), getattr(row, column)))
        row.version, row.modified_at = row.version + 1, actor.now
        work.changes.append(Change(kind, row.id, "update", before, _payload(row)))
    names = [column.removesuffix("_id") for column in columns]
    model.objects.bulk_update(rows, [*names, "version", "modified_at"], batch_size=AT_ONCE)


def _payload(row: Any) -> dict[str, Any]:
    return contact_payload(row, ContactView.read(row).groups) if isinstance(row, Contact) else row_payload(row)
