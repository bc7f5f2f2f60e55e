"""The journal line by line: whatever a ``Selection`` names, and what that sums to. Here every figure is looked up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count, F, Sum

from bookkeeping.reporting.figures import Basis
from businesses.keyset import Order
from businesses.paging import Listed, Page
from businesses.roles import Privilege
from ledger.line_views import COLUMNS, LineDetailView, LineSumView
from ledger.selectors.cash_lines import cash_line_list
from ledger.selectors.known import known_at
from ledger.selectors.selections import lines_chosen

if TYPE_CHECKING:
    from bookkeeping.reporting.figures import Selection
    from businesses.actors import Actor


def journal_get(
    actor: Actor, *, selection: Selection, page: Page, descending: bool = True
) -> tuple[Listed[LineDetailView], LineSumView | None]:
    """Return a page of the lines of a selection by date and, on the first page, what all of them sum to.

    Two statements, one of them for the sum; three on the cash basis, where a page of it costs what all of it does.

    Raises:
        ForbiddenError: without VIEW_JOURNAL_ENTRIES, or VIEW_CHANGESETS where a changeset is named.
        InvalidError: ``page.after`` is of another list, or there is no such changeset.
    """
    actor.require(Privilege.VIEW_JOURNAL_ENTRIES)
    if selection.basis is Basis.CASH:
        return cash_line_list(actor, selection=selection, page=page, descending=descending)
    lines = line_list(actor, selection=selection, page=page, descending=descending)
    first = not (page.after or page.offset)
    return lines, line_sum(actor, selection=selection) if first else None


def line_list(actor: Actor, *, selection: Selection, page: Page, descending: bool = True) -> Listed[LineDetailView]:
    """Return a page of the lines of a selection, by date. One statement, and one more as known at a changeset.

    Raises:
        ForbiddenError, InvalidError: as ``journal_get``.
    """
    actor.require(Privilege.VIEW_JOURNAL_ENTRIES)
    order = Order(f"lines-{actor.business.id}", F("date"), descending=descending)
    known = known_at(actor, changeset=selection.changeset)
    rows = order.window(lines_chosen(actor, selection=selection, known=known), page)
    found = order.places.listed(list(rows.values_list(*COLUMNS.values(), "sort_key", named=True)), page)
    sign = selection.side.sign
    return Listed((LineDetailView.of(row, sign) for row in found), more=found.more, after=found.after)


def line_sum(actor: Actor, *, selection: Selection) -> LineSumView:
    """Return what the lines of a selection sum to. One statement, and one more as known at a changeset.

    Raises:
        ForbiddenError, InvalidError: as ``journal_get``.
    """
    actor.require(Privilege.VIEW_JOURNAL_ENTRIES)
    known = known_at(actor, changeset=selection.changeset)
    rows = lines_chosen(actor, selection=selection, known=known)
    found = rows.aggregate(count=Count("id"), home=Sum("home"))
    return LineSumView(count=found["count"], home=selection.side.sign * int(found["home"] or 0))
