"""Reads of bank reconciliations: how an account was checked against the bank, and how far a new check has come."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import F, OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce

from businesses.errors import NotFoundError
from businesses.keyset import Order
from businesses.paging import EVERYTHING, Listed, Page
from businesses.roles import Privilege
from businesses.selectors.actors import actor_via
from ledger.models import BankClearing, BankReconciliation
from ledger.reconciliation_views import ReconciliationView
from ledger.selectors.bank_units import UnitFilter, units_find
from ledger.selectors.statement_rows import statement_rows_since

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet

    from businesses.actors import Actor, Caller
    from ledger.reconciliation_views import RowView, UnitView


def reconciliation_actor(caller: Caller, *, reconciliation: int) -> Actor:
    """Return the caller as an actor on the reconciliation's business; raise ``NotFoundError`` for a stranger's."""
    return actor_via(caller, table="ledger_bankreconciliation", kind="reconciliation", identity=reconciliation)


def reconciliation_get(actor: Actor, *, reconciliation: int) -> ReconciliationView:
    """Return a reconciliation, undone or not, with what it covers or could cover. Three statements.

    Raises:
        ForbiddenError: without VIEW_BANK_RECONCILIATION. NotFoundError: no such reconciliation.
    """
    actor.require(Privilege.VIEW_BANK_RECONCILIATION)
    row = _rows(actor).filter(id=reconciliation).first()
    if row is None:
        raise NotFoundError
    could = row.finished_at is None and not row.removed
    filters = UnitFilter(reconciliation=row.id, could=could, until=row.statement_date)
    units = units_find(actor, account=row.account_id, currency=row.currency, filters=filters)
    rows = statement_rows_since(
        actor, account=row.account_id, currency=row.currency, since=vars(row)["since"], until=row.statement_date
    )
    return _view(row, units=units, rows=rows)


def reconciliation_list(
    actor: Actor, *, account: int, include_removed: bool = False, page: Page = EVERYTHING
) -> Listed[ReconciliationView]:
    """Return a page of an account's reconciliations, newest statement first. One statement.

    Raises:
        ForbiddenError: without VIEW_BANK_RECONCILIATION. InvalidError: ``page.after`` is of another list.
    """
    actor.require(Privilege.VIEW_BANK_RECONCILIATION)
    rows = _rows(actor).filter(account_id=account)
    if not include_removed:
        rows = rows.filter(removed=False)
    found = Order(f"reconciliations-{account}", F("statement_date"), descending=True).listed(rows, page)
    return Listed((_view(row) for row in found), more=found.more, after=found.after)


def _rows(actor: Actor) -> QuerySet[BankReconciliation]:
    """Return the reconciliations of the business, each with the sum of what it covers and the day of the one before."""
    held = BankClearing.objects.filter(reconciliation_id=OuterRef("id")).values("reconciliation_id")
    cleared = Coalesce(Subquery(held.annotate(total=Sum("amount")).values("total")), 0)
    rows = BankReconciliation.objects.filter(business_id=actor.business.id)
    earlier = rows.filter(
        account_id=OuterRef("account_id"),
        currency=OuterRef("currency"),
        statement_date__lt=OuterRef("statement_date"),
        removed=False,
    )
    since = Subquery(earlier.order_by("-statement_date").values("statement_date")[:1])
    return rows.annotate(cleared=cleared, since=since)


def _view(
    row: BankReconciliation, *, units: Sequence[UnitView] | None = None, rows: Sequence[RowView] | None = None
) -> ReconciliationView:
    return ReconciliationView(
        id=row.id,
        business=row.business_id,
        account=row.account_id,
        currency=row.currency,
        statement_date=row.statement_date,
        opening=row.opening,
        cleared=vars(row)["cleared"],
        balance=row.balance,
        comment=row.comment,
        created_at=row.created_at,
        finished_at=row.finished_at,
        removed=row.removed,
        units=None if units is None else tuple(units),
        rows=None if rows is None else tuple(rows),
        modified_at=row.modified_at,
        version=row.version,
    )
