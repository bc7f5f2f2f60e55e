"""Reads of texts that come again on records."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from businesses.errors import NotFoundError
from businesses.keyset import Order, contains, text_key
from businesses.paging import EVERYTHING, Listed, Page
from businesses.roles import Privilege
from businesses.selectors.actors import actor_via
from ledger.kinds import TemplateType
from ledger.models import RecordTemplate

if TYPE_CHECKING:
    from datetime import datetime

    from businesses.actors import Actor, Caller


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateView:
    """A text as it is stored."""

    id: int
    business: int
    type: TemplateType
    label: str
    text: str
    removed: bool
    created_at: datetime
    modified_at: datetime
    version: int

    @classmethod
    def of(cls, row: RecordTemplate) -> TemplateView:
        """Return a row as a view."""
        return cls(
            id=row.id,
            business=row.business_id,
            type=TemplateType(row.type),
            label=row.label,
            text=row.text,
            removed=row.removed,
            created_at=row.created_at,
            modified_at=row.modified_at,
            version=row.version,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateFilter:
    """Which texts a list shows: of a type (None: any), among some ids (None: any); ``search`` looks into the label."""

    type: TemplateType | None = None
    include_removed: bool = False
    search: str = ""
    among: frozenset[int] | None = None


def template_actor(caller: Caller, *, template: int) -> Actor:
    """Return the caller as an actor on the text's business; raise ``NotFoundError`` for a stranger's, or removed."""
    return actor_via(caller, table="ledger_recordtemplate", kind="recordTemplate", identity=template, standing=True)


def template_get(actor: Actor, *, template: int) -> TemplateView:
    """Return a text that is there; raise ``NotFoundError``, or ``ForbiddenError`` without VIEW_TEMPLATES."""
    actor.require(Privilege.VIEW_TEMPLATES)
    row = RecordTemplate.objects.filter(business_id=actor.business.id, id=template, removed=False).first()
    if row is None:
        raise NotFoundError
    return TemplateView.of(row)


def template_list(
    actor: Actor, *, filters: TemplateFilter | None = None, page: Page = EVERYTHING
) -> Listed[TemplateView]:
    """Return a page of the texts of the business by label (in the order of ``businesses.keyset``).

    Raises:
        ForbiddenError: without VIEW_TEMPLATES. InvalidError: ``page.after`` is of another list.
    """
    actor.require(Privilege.VIEW_TEMPLATES)
    filters = filters or TemplateFilter()
    rows = RecordTemplate.objects.filter(business_id=actor.business.id)
    if filters.among is not None:
        rows = rows.filter(id__in=filters.among)
    if filters.type is not None:
        rows = rows.filter(type=filters.type)
    if not filters.include_removed:
        rows = rows.filter(removed=False)
    if filters.search.strip():
        rows = rows.filter(contains(filters.search.strip(), "label"))
    found = Order(f"templates-{actor.business.id}", text_key("label")).listed(rows, page)
    return Listed((TemplateView.of(row) for row in found), more=found.more, after=found.after)
