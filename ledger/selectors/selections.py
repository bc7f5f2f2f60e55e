"""Which journal lines a ``Selection`` names: its conditions, as a queryset for the selectors of lines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.db.models.functions import Coalesce

from bookkeeping.entries import EntryKind
from bookkeeping.reporting.figures import NO_ITEM, NOBODY
from businesses.roles import Privilege
from ledger.models import JournalLine

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from bookkeeping.reporting.figures import Selection
    from businesses.actors import Actor
    from ledger.selectors.known import Known

_DUE = Coalesce("settles__due_date", "settles__date", "record__due_date", "record__date")


def lines_chosen(actor: Actor, *, selection: Selection, known: Known) -> QuerySet[JournalLine]:
    """Return the lines of a selection that count, but for its basis and side; raise ``ForbiddenError``."""
    actor.require(Privilege.VIEW_JOURNAL_ENTRIES)
    rows = lines_known(actor, known=known)
    if not selection.year_ends:
        rows = rows.exclude(entry__kind=EntryKind.YEAR_END)
    if not selection.closing and selection.end:
        rows = rows.exclude(entry__kind=EntryKind.YEAR_END, date=selection.end)
    if selection.due_from or selection.due_to:
        rows = rows.annotate(due=_DUE)
    return rows.filter(*_about(selection), **_bounds(selection))


def lines_known(actor: Actor, *, known: Known) -> QuerySet[JournalLine]:
    """Return all lines that count: now, or right after a changeset; raise ``ForbiddenError``."""
    actor.require(Privilege.VIEW_JOURNAL_ENTRIES)
    rows = JournalLine.objects.filter(business_id=actor.business.id)
    if known.changeset is None:
        return rows.filter(superseded__isnull=True)
    later = Q(superseded__isnull=True) | Q(superseded__number__gt=known.changeset)
    return rows.filter(later, entry__changeset__number__lte=known.changeset)


def _bounds(selection: Selection) -> dict[str, Any]:
    """Return the conditions of a selection that are about one column each."""
    conditions = {
        "account_id__in": selection.accounts,
        "account__type__in": [str(kind) for kind in selection.types],
        "record_id": selection.record,
        "record__type__in": [str(kind) for kind in selection.record_types],
        "date__gte": selection.start,
        "date__lte": selection.end,
        "currency": selection.currency,
        "entry__kind": selection.kind,
        "tax_id": selection.tax,
        "tax__isnull": None if selection.taxed is None else not selection.taxed,
        "item_id": selection.item or None,
        "item__isnull": True if selection.item == NO_ITEM else None,
        "due__gte": selection.due_from,
        "due__lte": selection.due_to,
    }
    return {name: value for name, value in conditions.items() if value not in (None, (), [])}


def _about(selection: Selection) -> list[Q]:
    """Return the conditions of a selection about contact and document."""
    conditions: list[Q] = []
    if selection.contact is not None:
        nobody = selection.contact == NOBODY
        conditions.append(Q(record__contact__isnull=True) if nobody else Q(record__contact_id=selection.contact))
    if selection.document is not None:
        own = Q(settles__isnull=True, record_id=selection.document)
        conditions.append(own | Q(settles_id=selection.document))
    return conditions
